"""The squad takes a contractor's work over: the time passed, he cannot keep it, or the owner asks (D3)."""

from dataclasses import replace
from datetime import datetime, timedelta

from aftercare_contracts.errors import AlreadyDone, Conflict
from aftercare_contracts.values import Repairer, TakeOverReason

from .deadlines import has_passed
from .evidence import Link, LinkKind
from .work_order import CLOCK, CannotMove, State, Verb, WorkOrder, linked, moved, report_late, started_in_danger


class NeverTheContractors(Conflict):
    """This work order went to the squad from the start; there is nobody to take it over from."""


class AlreadyTakenOver(AlreadyDone):
    """The squad has taken this work order over."""


def lapse(order: WorkOrder, now: datetime) -> WorkOrder:
    """The time passed without repair; the squad takes over (D3). Raises ``AlreadyDone`` where the work is not the
    contractor's any more, or done."""
    if order.state is not State.RECEIVED:
        raise AlreadyDone(f"The work order is {order.state}; its deadline has nothing left to do.")
    if order.due_at is None or not has_passed(order.due_at, now):
        raise CannotMove("The contractor's time has not passed.")
    return taken_over(order, Verb.LAPSE, TakeOverReason.TIME_PASSED, CLOCK, now, deadline_passed(order))


def reminder_owed(order: WorkOrder) -> timedelta | None:
    """The interval between reminder and deadline, where the contractor was never reminded and holds the order (L7)."""
    if order.state is not State.RECEIVED or order.reminded_at or order.due_at is None or order.remind_at is None:
        return None
    return order.due_at - order.remind_at


def decline(order: WorkOrder, by: str, reason: str, now: datetime) -> WorkOrder:
    """The contractor says that he cannot keep it; the squad takes over (D3). His word shows that he has the order.

    Only after the take-over, it is recorded and moves nothing.
    """
    if order.taken_over_at:
        return report_late(order, by, f"declined: {reason}", (), now)
    must_be_with_contractor(order)
    receipt = () if order.received_at else (Link(LinkKind.RECEIPT, now, by, "shown by his answer"),)
    declined = Link(LinkKind.DECLINED, now, by, reason)
    return taken_over(order, Verb.DECLINE, TakeOverReason.CONTRACTOR_DECLINED, by, now, *receipt, declined, note=reason)


def hand_over(order: WorkOrder, by: str, note: str, now: datetime) -> WorkOrder:
    """The owner asks; the squad takes over at once, before it is settled who pays (D3)."""
    must_be_with_contractor(order)
    ordered = replace(order, ordered_by=(*order.ordered_by, by))
    return taken_over(ordered, Verb.HAND_OVER, TakeOverReason.OWNER_ASKED, by, now, note=note)


def begin_at_once(order: WorkOrder, by: str, note: str, now: datetime) -> WorkOrder:
    """In danger the site lead has the squad begin at once, whoever pays in the end (F1)."""
    must_be_with_contractor(order)
    ordered = replace(order, ordered_by=(*order.ordered_by, by), in_danger=True)
    return taken_over(ordered, Verb.HAND_OVER, TakeOverReason.DANGER, by, now, note=note)


def taken_over(
    order: WorkOrder, verb: Verb, reason: TakeOverReason, by: str, now: datetime, *links: Link, note: str = ""
) -> WorkOrder:
    """The order with the squad, and why; the contractor stays named on it."""
    with_squad = linked(moved(order, verb, by, now, note), *links, Link(LinkKind.TAKE_OVER, now, by, reason))
    taken = replace(with_squad, repairer=Repairer.SQUAD, taken_over_at=now, taken_over_reason=reason)
    return started_in_danger(taken, by, now)


def must_be_with_contractor(order: WorkOrder) -> None:
    """Raises ``NeverTheContractors``, ``AlreadyTakenOver``."""
    if order.sheet.contract_id is None:
        raise NeverTheContractors
    if order.repairer is Repairer.SQUAD:
        raise AlreadyTakenOver


def deadline_passed(order: WorkOrder) -> Link:
    """The link that shows when the contractor's time ended."""
    assert order.due_at is not None
    return Link(LinkKind.DEADLINE_PASSED, order.due_at, CLOCK)
