"""Lines proven to be a contractor's, for the tests of finance's rules."""

from datetime import UTC, datetime

from aftercare_contracts.values import Bearer
from finance.domain.chain import Evidence
from finance.domain.deduction import ContractorLine, prove

AT = datetime(2026, 3, 10, tzinfo=UTC)
LINKS = ("notice", "receipt", "reminder", "deadline_passed", "take_over", "work_done", "cost", "statement_served")
CHAIN = tuple(Evidence(kind, AT, "lin", "kitchen; 3 days", ("ab" * 32,) if kind == "notice" else ()) for kind in LINKS)


def a_line(amount_fen: int, claim_no: str = "FY-1") -> ContractorLine:
    """A line of contract C1 with its whole chain."""
    return prove(claim_no, "C1", Bearer.CONTRACTOR, amount_fen, CHAIN)
