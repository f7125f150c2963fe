"""What may be deducted from a contractor's retention: a line shown to be his, by type and not by care (L4, L7)."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, final

from aftercare_contracts.errors import Conflict
from aftercare_contracts.values import Bearer

from .chain import TO_BE_BOOKED, Evidence, missing
from .statement import ChainBroken


class NotTheContractors(Conflict):
    """A cost that the contractor did not cause, or that hangs on no contract of his, is not deducted."""


class _Proof:
    """What only ``prove`` has."""


_PROVEN: Final = _Proof()


@final
@dataclass(frozen=True, slots=True)
class ContractorLine:
    """A cost proven to be the contractor's, in fen. ``prove`` alone makes one; others get ``TypeError``."""

    claim_no: str
    contract_no: str
    amount_fen: int
    proof: _Proof

    def __post_init__(self) -> None:
        if self.proof is not _PROVEN:
            raise TypeError("a contractor's line is made by prove alone")

    @property
    def reference(self) -> str:
        """The business reference of its deduction, used once (F5)."""
        return f"deduction:{self.claim_no}"


def prove(
    claim_no: str, contract_no: str | None, bearer: Bearer, amount_fen: int, evidence: Iterable[Evidence]
) -> ContractorLine:
    """Show that a cost is the contractor's: he caused it, under a contract, over the whole chain, and he was served.

    Raises ``NotTheContractors`` and ``ChainBroken`` (L4, L7).
    """
    if bearer != Bearer.CONTRACTOR or contract_no is None:
        raise NotTheContractors(f"{claim_no} is borne by {bearer}")
    if gaps := missing(evidence, TO_BE_BOOKED):
        raise ChainBroken(f"{claim_no} cannot be deducted; missing: {', '.join(gaps)}")
    return ContractorLine(claim_no, contract_no, amount_fen, _PROVEN)
