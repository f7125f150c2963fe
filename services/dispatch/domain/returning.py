"""An order sent to the wrong contractor comes back and is sent anew; one that is not wanted any more is cancelled (D2)."""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from aftercare_contracts.errors import AlreadyDone, Conflict, Forbidden, NotFound

from .take_over import must_be_with_contractor
from .work_order import State, Verb, WorkOrder, moved


class Ground(StrEnum):
    """Why a contractor says that the work is not his."""

    OUT_OF_SCOPE = "out_of_scope"
    WARRANTY_OVER = "warranty_over"
    NOT_A_DEFECT = "not_a_defect"
    OWNERS_DAMAGE = "owners_damage"
    OTHERS_WORK = "others_work"


class NoSuchObjection(NotFound):
    """The contractor has not objected to this work order."""


class ObjectionOpen(Conflict):
    """The contractor has objected already; the engineering desk is to answer."""


class ObjectionAnswered(AlreadyDone):
    """The objection has been answered."""


class OwnOrder(Forbidden):
    """An objection is answered by another than the one who issued the order."""


class NotReturned(Conflict):
    """Only an order that came back from its contractor, or was cancelled, is sent anew; and only on the same case."""


class SentAnew(Conflict):
    """The order has been sent anew already."""


@dataclass(frozen=True, slots=True)
class Objection:
    """A contractor's word that the work is not his, and the engineering desk's answer."""

    objection_id: UUID
    order_id: UUID
    ground: Ground
    reason: str
    photos: tuple[str, ...]
    raised_by: str
    raised_at: datetime
    upheld: bool | None = None
    answer: str = ""
    answered_by: str | None = None
    answered_at: datetime | None = None


def object_to(order: WorkOrder, objection: Objection, earlier: Objection | None) -> Objection:
    """He may object while the work is still his; his time runs on meanwhile. Raises ``ObjectionOpen``."""
    must_be_with_contractor(order)
    moved(order, Verb.RETURN, objection.raised_by, objection.raised_at)
    if earlier and earlier.upheld is None:
        raise ObjectionOpen
    return objection


def answer(
    order: WorkOrder, objection: Objection, upheld: bool, said: str, by: str, now: datetime
) -> tuple[WorkOrder, Objection]:
    """Upheld, the order comes back; else it stays with him. After a take-over only the answer is kept.

    Raises ``ObjectionAnswered``, ``OwnOrder``.
    """
    if objection.upheld is not None:
        raise ObjectionAnswered
    if by == order.sheet.issued_by:
        raise OwnOrder
    answered = replace(objection, upheld=upheld, answer=said, answered_by=by, answered_at=now)
    if not upheld or order.taken_over_at:
        return order, answered
    return moved(order, Verb.RETURN, by, now, f"{objection.ground}: {said}"), answered


def cancel(order: WorkOrder, by: str, reason: str, now: datetime) -> WorkOrder:
    """The order is not wanted any more; only while the contractor holds it."""
    must_be_with_contractor(order)
    return moved(order, Verb.CANCEL, by, now, reason)


def must_be_sent_anew(earlier: WorkOrder, case_id: UUID) -> None:
    """Raises ``NotReturned``."""
    if earlier.state not in (State.RETURNED, State.CANCELLED) or earlier.sheet.case_id != case_id:
        raise NotReturned
