"""A repair is finished when the project desk has checked it and the owner has signed (D5)."""

from dataclasses import replace
from datetime import datetime

from aftercare_contracts.errors import Forbidden
from aftercare_contracts.values import Repairer, TakeOverReason

from .deadlines import has_passed
from .take_over import deadline_passed, taken_over
from .work_order import CannotMove, State, Verb, WorkOrder, moved


class DidTheWork(Forbidden):
    """Who did the work neither checks it nor records what the owner says of it (D5)."""


def pass_check(order: WorkOrder, by: str, finding: str, now: datetime) -> WorkOrder:
    """The project desk checked the work and finds it good (D5). Raises ``DidTheWork``."""
    _must_not_have_done_it(order, by)
    return replace(moved(order, Verb.PASS, by, now, finding), checked_by=by, checked_at=now)


def fail_check(order: WorkOrder, by: str, finding: str, now: datetime) -> WorkOrder:
    """The check failed: back to who did it, and the count rises; a contractor whose time has passed loses it (D3, D5)."""
    if order.state is not State.DONE:
        raise CannotMove(f"The work order is {order.state}; only work reported done is checked.")
    _must_not_have_done_it(order, by)
    return _back(order, by, finding, now)


def sign(order: WorkOrder, by: str, signer: str, opinion: str, now: datetime) -> WorkOrder:
    """The owner signed that it is satisfactory: the order is completed (D5). Raises ``DidTheWork``."""
    _must_not_have_done_it(order, by)
    return replace(moved(order, Verb.SIGN, by, now), signer=signer, owner_opinion=opinion, signed_at=now)


def refuse_signature(order: WorkOrder, by: str, signer: str, opinion: str, now: datetime) -> WorkOrder:
    """The owner is not satisfied, which counts like a failed check (D5)."""
    if order.state is not State.CHECKED:
        raise CannotMove(f"The work order is {order.state}; the owner signs what the project desk has passed.")
    _must_not_have_done_it(order, by)
    return replace(_back(order, by, opinion, now), signer=signer, owner_opinion=opinion)


def _back(order: WorkOrder, by: str, finding: str, now: datetime) -> WorkOrder:
    again = replace(order, repair_count=order.repair_count + 1)
    if order.repairer is Repairer.SQUAD:
        return moved(again, Verb.RETURN_TO_SQUAD, by, now, finding)
    if order.due_at and has_passed(order.due_at, now):
        reason = TakeOverReason.CHECK_FAILED_AFTER_DEADLINE
        return taken_over(again, Verb.WITHDRAW, reason, by, now, deadline_passed(order), note=finding)
    return moved(again, Verb.SEND_BACK, by, now, finding)


def _must_not_have_done_it(order: WorkOrder, by: str) -> None:
    if by in order.done_by:
        raise DidTheWork
