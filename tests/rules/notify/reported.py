"""Cases, visits and orders as reports see them, plain unless a test says otherwise."""

from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any
from uuid import UUID

from notify.domain.breakdowns import Stock
from notify.domain.figures import CaseFact, VisitFact
from notify.domain.league_report import OrderFact
from notify.domain.spans import Length, Span, span_named

FEBRUARY = span_named(Length.MONTH, "2026-02", "")
IN_FEBRUARY = datetime(2026, 2, 10, 2, 0, tzinfo=UTC)
_numbers = count(1)


def a_case(**what: Any) -> CaseFact:
    """A complaint of February about a leak, at the engineering desk."""
    number = next(_numbers)
    plain: dict[str, Any] = {
        "case_id": UUID(int=number), "case_no": f"KS-2026-{number:06d}", "project": "P1", "kind": "complaint",
        "case_class": "class_2", "matter": "leak", "channel": "hotline", "department": "service_centre",
        "desk": "engineering_desk", "unit_no": "1-101", "registered_at": IN_FEBRUARY,
    }  # fmt: skip
    return CaseFact(**plain | what)


def a_visit(case: CaseFact, satisfied: bool = True, **what: Any) -> VisitFact:
    """A visit on a case, a week after it came."""
    same = {
        name: getattr(case, name)
        for name in ("case_id", "project", "kind", "case_class", "matter", "channel", "department", "desk")
    }
    plain: dict[str, Any] = {
        "visited_at": case.registered_at + timedelta(days=7), "satisfied": satisfied, "in_time": True, "attitude": True
    }  # fmt: skip
    return VisitFact(**same | plain | what)


def an_order(**what: Any) -> OrderFact:
    """An order of NF that he did in time and right at once."""
    plain: dict[str, Any] = {
        "contractor": "NF", "project": "P1", "settled_by": "finish", "settled_at": IN_FEBRUARY,
        "first_due_at": IN_FEBRUARY, "received_at": IN_FEBRUARY - timedelta(hours=10), "contractor_done_at": IN_FEBRUARY,
        "contractor_repairs": 1, "checks_failed": 0, "is_taken_over": False, "is_completed": True,
        "repair_result": "one_repair", "deducted_fen": 0, "claimed_fen": 0,
    }  # fmt: skip
    return OrderFact(**plain | what)


def stock(cases: list[CaseFact], visits: list[VisitFact] | None = None, span: Span = FEBRUARY) -> Stock:
    """Of February, with nothing to compare with."""
    return Stock(span, cases, visits or [])
