"""Danger: the contractor is called and given a time to come; if he does not, the squad begins at once (F1, L7)."""

from dataclasses import replace
from datetime import datetime

from aftercare_contracts.errors import Conflict, Invalid, Problem
from aftercare_contracts.values import TakeOverReason

from .deadlines import has_passed
from .evidence import Link, LinkKind
from .take_over import must_be_with_contractor, taken_over
from .work_order import Verb, WorkOrder, linked


class NotInDanger(Conflict):
    """Only where the site lead said that there is danger is the contractor called to come at once (F1)."""


class NotCalled(Conflict):
    """The contractor was not called yet; name the time by which he is to come."""


class StillTimeToCome(Conflict):
    """The time named to the contractor has not passed."""


class TimeBehind(Invalid):
    """The time by which he is to come lies ahead."""


def call(order: WorkOrder, by: str, come_by: datetime, how: str, photos: tuple[str, ...], now: datetime) -> WorkOrder:
    """The contractor was called and told to come by a moment (L7). Raises ``NotInDanger``, ``TimeBehind``."""
    must_be_with_contractor(order)
    if not order.in_danger:
        raise NotInDanger
    if come_by <= now:
        raise TimeBehind("", Problem("/come_by", come_by.isoformat(), f"after {now.isoformat()}"))
    called = Link(LinkKind.CALLED, now, by, f"{how}; to come by {come_by:%Y-%m-%dT%H:%M:%SZ}", photos)
    return replace(linked(order, called), come_by=come_by)


def no_show(order: WorkOrder, by: str, proof: str, photos: tuple[str, ...], now: datetime) -> WorkOrder:
    """He did not come in the time named: the squad takes over and begins (F1, L7). Raises ``NotCalled``, ``StillTimeToCome``."""
    must_be_with_contractor(order)
    if order.come_by is None:
        raise NotCalled
    if not has_passed(order.come_by, now):
        raise StillTimeToCome(f"The time named to the contractor ends at {order.come_by.isoformat()}.")
    ordered = replace(order, ordered_by=(*order.ordered_by, by))
    absent = Link(LinkKind.DID_NOT_COME, now, by, proof, photos)
    return taken_over(ordered, Verb.NO_SHOW, TakeOverReason.DANGER, by, now, absent, note=proof)


def find_urgency(order: WorkOrder, by: str, was_urgent_and_his: bool, finding: str, now: datetime) -> WorkOrder:
    """Engineering's finding whether it was urgent and the contractor's (L7). Raises ``NotInDanger``."""
    if not order.in_danger or order.sheet.contract_id is None:
        raise NotInDanger
    kind = LinkKind.URGENCY_FOUND if was_urgent_and_his else LinkKind.URGENCY_DENIED
    return linked(order, Link(kind, now, by, finding))
