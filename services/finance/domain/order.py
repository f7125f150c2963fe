"""A work order as finance knows it: whose the work is, where, and how far it got."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from aftercare_contracts.errors import NotFound


class NoSuchOrder(NotFound):
    """Finance knows no work order of the squad by this id; it learns of one when the squad gets the work."""


@dataclass(frozen=True, slots=True)
class Order:
    """Work of the squad. Taken over from a contractor where ``contract_id`` is given, else the squad's from the start."""

    id: UUID
    order_no: str
    case_id: UUID
    case_no: str
    project: str
    place: str
    part: str
    expected_fen: int
    contract_id: UUID | None = None
    contractor: str | None = None
    taken_over_at: datetime | None = None
    done_at: datetime | None = None
    is_dangerous: bool = False
    design_question_no: str | None = None

    @property
    def was_taken_over(self) -> bool:
        """The squad took it over from its contractor."""
        return self.taken_over_at is not None

    @property
    def is_design_fault(self) -> bool:
        """Design found a fault of its own in this case: the company bears it, never the contractor (I7)."""
        return self.design_question_no is not None

    @property
    def is_done(self) -> bool:
        """The squad reported the work done."""
        return self.done_at is not None
