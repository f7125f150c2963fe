"""A case put where it does not belong goes where it does: handed over with a reason, accepted or returned with one (I4).

The phase, and what follows from it, stays as it was on the day of registration; so do the limits.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from aftercare_contracts.errors import AlreadyDone, Conflict, Forbidden, NotFound, Problem
from aftercare_contracts.values import Department, Desk, Role

from .case import HEADS, Case, State, held
from .routing import Routing

SIDES: Mapping[Department, frozenset[Role]] = {
    Department.SALES: frozenset({Role.SALES}),
    Department.PROPERTY_COMPANY: frozenset({Role.PROPERTY_COMPANY}),
    Department.SERVICE_CENTRE: HEADS,
}
"""Who speaks for a department when a case is handed over."""


class TransferState(StrEnum):
    """Where a transfer stands."""

    OFFERED = "offered"
    ACCEPTED = "accepted"
    RETURNED = "returned"


class NoSuchTransfer(NotFound):
    """There is no such transfer, or it is not yours to see."""


class NotYoursToHandOver(Forbidden):
    """A case is handed over by the department that has it, or by the centre; one of the two is always the centre."""


class NotYoursToTake(Forbidden):
    """The receiving department accepts a transfer or returns it."""


class AlreadyThere(Conflict):
    """The case is with that department."""


class NothingToHandOver(Conflict):
    """The case is handled or closed."""


class OfferedAlready(Conflict):
    """Another transfer of this case waits for its answer."""


class DecidedBefore(AlreadyDone):
    """The transfer was accepted or returned before."""


@dataclass(frozen=True, slots=True)
class Transfer:
    """One handing over of a case."""

    transfer_id: UUID
    case_id: UUID
    project: str
    from_department: Department
    from_desk: Desk
    to_department: Department
    to_desk: Desk
    reason: str
    offered_by: str
    offered_at: datetime
    state: TransferState = TransferState.OFFERED
    decided_by: str | None = None
    decided_at: datetime | None = None
    decision_reason: str | None = None


def must_be_possible(case: Case, to: Department, roles: frozenset[str], waiting: bool) -> None:
    """Raises ``NotYoursToHandOver``, ``AlreadyThere``, ``NothingToHandOver``, ``OfferedAlready``.

    The centre decides of every handing over: it hands over itself, or it is to accept.
    """
    if case.department is to:
        raise AlreadyThere("", Problem("/to", to, "another department"))
    of_the_centre = not roles.isdisjoint(HEADS)
    if not of_the_centre and (roles.isdisjoint(SIDES[case.department]) or to is not Department.SERVICE_CENTRE):
        raise NotYoursToHandOver
    if case.state not in (State.REGISTERED, State.IN_WORK) or case.merged_into:
        raise NothingToHandOver(f"The case is {'merged into another' if case.merged_into else case.state}.")
    if waiting:
        raise OfferedAlready


def desk_at(to: Department, case: Case, routing: Routing) -> Desk:
    """The desk that takes it there: at the centre that of its subject."""
    match to:
        case Department.SALES:
            return Desk.SALES
        case Department.PROPERTY_COMPANY:
            return Desk.PROPERTY_COMPANY
        case Department.SERVICE_CENTRE:
            return routing[case.matter].desk if case.matter in routing else Desk.SITE_LEAD


def decided(
    transfer: Transfer, state: TransferState, roles: frozenset[str], by: str, reason: str, now: datetime
) -> Transfer:
    """The receiving side accepts or returns it. Raises ``NotYoursToTake``, ``DecidedBefore``."""
    if roles.isdisjoint(SIDES[transfer.to_department]):
        raise NotYoursToTake
    if transfer.state is not TransferState.OFFERED:
        raise DecidedBefore(f"The transfer was {transfer.state} before.")
    return replace(transfer, state=state, decided_by=by, decided_at=now, decision_reason=reason)


def handed_over(case: Case, transfer: Transfer, now: datetime) -> Case:
    """The case with its new department, desk and holder; whoever had it up the ladder has it no longer.

    Raises ``NothingToHandOver`` where it was handled meanwhile.
    """
    if case.state not in (State.REGISTERED, State.IN_WORK) or case.merged_into:
        raise NothingToHandOver(f"The case is {'merged into another' if case.merged_into else case.state}.")
    there = replace(case, department=transfer.to_department, desk=transfer.to_desk, handed_to=None)
    return held(there, now)
