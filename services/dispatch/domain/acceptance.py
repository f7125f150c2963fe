"""A repair is finished when the project desk has checked it, sales where it is called for, and the owner has signed (D5, B7)."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from fractions import Fraction

from aftercare_contracts.errors import AlreadyDone, Conflict, Forbidden
from aftercare_contracts.values import Repairer, TakeOverReason

from .deadlines import has_passed, remind_at
from .evidence import Link, LinkKind
from .take_over import deadline_passed, taken_over
from .work_order import CannotMove, State, Verb, WorkOrder, linked, moved


class DidTheWork(Forbidden):
    """Who did the work neither checks it nor records what the owner says of it (D5)."""


class SalesCheckMissing(Conflict):
    """Sales was the source, or the unit is not handed over: sales accepts the work before the owner signs (D5)."""


class SalesCheckNotCalledFor(Conflict):
    """Sales was not the source and the unit is handed over; its acceptance is not called for (D5)."""


class SalesChecked(AlreadyDone):
    """Sales has accepted this repair."""


class NothingRefused(Conflict):
    """Three parties close an order only after the owner refused to sign it (B7)."""


class PartySigned(AlreadyDone):
    """This party has signed the closing."""


class SignsForAnother(Forbidden):
    """Each of the three parties is signed for by a person of its own (B7)."""


class Party(StrEnum):
    """The three who may close an order that the owner will not sign (B7)."""

    PROPERTY = "property"
    ENGINEERING = "engineering"
    REPAIRER = "repairer"


@dataclass(frozen=True, slots=True)
class PartySignature:
    """One party found the repair good all the same."""

    party: Party
    person: str
    finding: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Rework:
    """What a failed check gives a contractor: so much time of its own, so many times; after what share he is reminded."""

    time: timedelta
    times: int
    remind_share: Fraction


def pass_check(order: WorkOrder, by: str, finding: str, now: datetime) -> WorkOrder:
    """The project desk checked the work and finds it good (D5). Raises ``DidTheWork``."""
    _must_not_have_done_it(order, by)
    return replace(moved(order, Verb.PASS, by, now, finding), checked_by=by, checked_at=now)


def fail_check(order: WorkOrder, by: str, finding: str, now: datetime, rework: Rework) -> WorkOrder:
    """The check failed: back to who did it, and the count rises (D5).

    A contractor gets the rework's own clock, so often as the policy says; then one whose time has passed loses the work (D3).
    """
    if order.state is not State.DONE:
        raise CannotMove(f"The work order is {order.state}; only work reported done is checked.")
    _must_not_have_done_it(order, by)
    return _back(order, by, finding, now, rework)


def pass_sales_check(order: WorkOrder, by: str, finding: str, now: datetime) -> WorkOrder:
    """Sales accepts the work too (D5). Raises ``SalesCheckNotCalledFor``, ``SalesChecked``, ``DidTheWork``."""
    _must_want_sales(order, by)
    return replace(moved(order, Verb.SALES_PASS, by, now, finding), sales_checked_by=by, sales_checked_at=now)


def fail_sales_check(order: WorkOrder, by: str, finding: str, now: datetime, rework: Rework) -> WorkOrder:
    """Sales does not accept it, which counts like a failed check (D5)."""
    _must_want_sales(order, by)
    return _back(order, by, finding, now, rework)


def sign(order: WorkOrder, by: str, signer: str, opinion: str, now: datetime) -> WorkOrder:
    """The owner signed that it is satisfactory: the order is completed (D5). Raises ``DidTheWork``, ``SalesCheckMissing``."""
    _must_not_have_done_it(order, by)
    signed = moved(order, Verb.SIGN, by, now)
    if order.sheet.wants_sales_check and order.sales_checked_at is None:
        raise SalesCheckMissing
    return replace(signed, signer=signer, owner_opinion=opinion, signed_at=now)


def refuse_signature(order: WorkOrder, by: str, signer: str, opinion: str, now: datetime, rework: Rework) -> WorkOrder:
    """The owner is not satisfied, which counts like a failed check (D5, B7)."""
    if order.state is not State.CHECKED:
        raise CannotMove(f"The work order is {order.state}; the owner signs what the project desk has passed.")
    _must_not_have_done_it(order, by)
    refused = replace(order, refusals=order.refusals + 1)
    return replace(_back(refused, by, opinion, now, rework), signer=signer, owner_opinion=opinion)


def close_with(order: WorkOrder, signed: Sequence[PartySignature], one_more: PartySignature) -> WorkOrder:
    """One more party signs the closing; with the third the order is completed without the owner (B7).

    ``signed`` are the other signatures on this same repair. Raises ``NothingRefused``, ``PartySigned``, ``SignsForAnother``,
    ``DidTheWork``, ``SalesCheckMissing``.
    """
    if order.state is not State.CHECKED:
        raise CannotMove(
            f"The work order is {order.state}; what the project desk has passed is closed by three parties."
        )
    if not order.refusals:
        raise NothingRefused
    if one_more.party in {each.party for each in signed}:
        raise PartySigned
    if one_more.person in {each.person for each in signed}:
        raise SignsForAnother
    if one_more.party is not Party.REPAIRER:
        _must_not_have_done_it(order, one_more.person)
    if len(signed) + 1 < len(Party):
        return order
    if order.sheet.wants_sales_check and order.sales_checked_at is None:
        raise SalesCheckMissing
    return replace(moved(order, Verb.CLOSE, one_more.person, one_more.at, one_more.finding), closed_at=one_more.at)


def _back(order: WorkOrder, by: str, finding: str, now: datetime, rework: Rework) -> WorkOrder:
    again = replace(order, repair_count=order.repair_count + 1, sales_checked_by=None, sales_checked_at=None)
    if order.repairer is Repairer.SQUAD:
        return moved(again, Verb.RETURN_TO_SQUAD, by, now, finding)
    if order.reworks < rework.times:
        return _with_own_clock(moved(again, Verb.SEND_BACK, by, now, finding), by, finding, now, rework)
    if order.due_at and has_passed(order.due_at, now):
        reason = TakeOverReason.CHECK_FAILED_AFTER_DEADLINE
        return taken_over(again, Verb.WITHDRAW, reason, by, now, deadline_passed(order), note=finding)
    return moved(again, Verb.SEND_BACK, by, now, finding)


def _with_own_clock(order: WorkOrder, by: str, finding: str, now: datetime, rework: Rework) -> WorkOrder:
    """The rework's clock, or the rest of his time where that is longer; what ran before stays in the record (B2)."""
    counted = replace(order, reworks=order.reworks + 1)
    assert order.due_at
    if now + rework.time <= order.due_at:
        return linked(counted, Link(LinkKind.REWORK, now, by, f"{finding}; until {order.due_at:%Y-%m-%dT%H:%M:%SZ}"))
    due = now + rework.time
    renewed = replace(counted, due_at=due, remind_at=remind_at(now, due, rework.remind_share), reminded_at=None)
    return linked(renewed, Link(LinkKind.REWORK, now, by, f"{finding}; until {due:%Y-%m-%dT%H:%M:%SZ}"))


def _must_want_sales(order: WorkOrder, by: str) -> None:
    if not order.sheet.wants_sales_check:
        raise SalesCheckNotCalledFor
    if order.state is not State.CHECKED:
        raise CannotMove(f"The work order is {order.state}; sales accepts what the project desk has passed.")
    if order.sales_checked_at:
        raise SalesChecked
    _must_not_have_done_it(order, by)


def _must_not_have_done_it(order: WorkOrder, by: str) -> None:
    if by in order.done_by:
        raise DidTheWork
