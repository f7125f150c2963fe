"""A case: one record for every contact, from registration to closing, round by round (I1, I2, I15)."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from aftercare_contracts.errors import AlreadyDone, Conflict, Forbidden, Invalid, NotFound, Problem
from aftercare_contracts.values import (
    CaseClass,
    CaseKind,
    Channel,
    ContactWay,
    Department,
    Desk,
    Part,
    Phase,
    Role,
    Verdict,
)

HEADS = frozenset({Role.SITE_LEAD, Role.CENTRE_DIRECTOR})
VISITED = frozenset({CaseKind.COMPLAINT, CaseKind.REPAIR_REQUEST})


class State(StrEnum):
    """Where a case stands."""

    REGISTERED = "registered"
    IN_WORK = "in_work"
    HANDLED = "handled"
    CLOSED = "closed"


class Verb(StrEnum):
    """What can happen to a case."""

    START_WORK = "start_work"
    HANDLE = "handle"
    REOPEN = "reopen"
    CLOSE = "close"


MOVES: Mapping[Verb, tuple[frozenset[State], State]] = {
    Verb.START_WORK: (frozenset({State.REGISTERED, State.IN_WORK, State.HANDLED}), State.IN_WORK),
    Verb.HANDLE: (frozenset({State.REGISTERED, State.IN_WORK}), State.HANDLED),
    Verb.REOPEN: (frozenset({State.REGISTERED, State.IN_WORK, State.HANDLED}), State.IN_WORK),
    Verb.CLOSE: (frozenset({State.REGISTERED, State.IN_WORK, State.HANDLED}), State.CLOSED),
}


class NoSuchCase(NotFound):
    """There is no such case, or it is not yours to see."""


class CannotMove(Conflict):
    """The case does not stand where this could happen."""


class VisitOwed(Conflict):
    """A return visit is owed; the case closes with a satisfactory one (I15)."""


class WorkOpen(Conflict):
    """Work orders are still open on this case."""


class OnlyTheHead(Forbidden):
    """Only the head of the office may find a complaint invalid, with the reason (I2)."""


class NotAComplaint(Conflict):
    """Only a complaint gets a verdict."""


class ReasonMissing(Invalid):
    """What is not settled needs a detailed reason and a date (I8)."""


class DateBehind(Invalid):
    """The promised date lies behind us."""


@dataclass(frozen=True, slots=True)
class Case:
    """What is fixed at registration, and where it stands."""

    case_id: UUID
    case_no: str
    kind: CaseKind
    case_class: CaseClass | None
    channel: Channel
    matter: str
    part: Part | None
    project: str
    unit_no: str | None
    completion_accepted_on: date | None
    handed_over_on: date | None
    phase: Phase
    department: Department
    desk: Desk
    customer_id: UUID
    complaint: str
    reply_by: ContactWay
    visit_by: ContactWay
    external_ref: str | None
    taken_by: str
    received_at: datetime
    registered_at: datetime
    in_opening_hours: bool
    state: State = State.REGISTERED
    round: int = 1
    verdict: Verdict = Verdict.NOT_CALLED_FOR
    handed_to: Role | None = None
    """Up the ladder to whom, while it is there (I20)."""
    is_major: bool = False
    about_person: str | None = None
    """Whom a complaint about staff is about: he has no part in it (I18)."""
    reply_agreed_at: datetime | None = None
    """When the customer was promised a reply (I5)."""
    merged_into: UUID | None = None
    visit_owed: bool = False
    holder: Role | None = None
    holder_person: str | None = None
    """One of that role by name, where somebody took it or was given it; else the role's desk as a whole."""
    holder_since: datetime | None = None
    closed_at: datetime | None = None


def whose_move(case: Case) -> Role | None:
    """Whose move it is (B1): the desk's, or of whoever it was handed up to; while a return visit is owed, the officer's;
    handled without one the site lead's, who closes it; closed or merged into another, nobody's."""
    if case.state is State.CLOSED or case.merged_into:
        return None
    if case.visit_owed:
        return Role.CASE_OFFICER
    return Role.SITE_LEAD if case.state is State.HANDLED else case.handed_to or Role(case.desk)


def held(case: Case, now: datetime) -> Case:
    """The case with its holder, since now where that is another than before (B1)."""
    role = whose_move(case)
    if role == case.holder:
        return case
    return replace(case, holder=role, holder_person=None, holder_since=now if role else None)


def taken(case: Case, person: str | None, now: datetime) -> Case:
    """One of the role that holds it has it now by name; none gives it back to the role."""
    return case if person == case.holder_person else replace(case, holder_person=person, holder_since=now)


def first_verdict(kind: CaseKind) -> Verdict:
    """A complaint awaits its verdict; the other kinds need none."""
    return Verdict.PENDING if kind is CaseKind.COMPLAINT else Verdict.NOT_CALLED_FOR


def visit_wanted(kind: CaseKind, verdict: Verdict) -> bool:
    """Every repair and every complaint not found invalid gets a return visit (V1)."""
    return kind in VISITED and verdict is not Verdict.INVALID


def after(state: State, verb: Verb) -> State:
    """The next state. Raises ``CannotMove``."""
    sources, target = MOVES[verb]
    if state not in sources:
        raise CannotMove(f"The case is {state}; for this it would have to be {' or '.join(sorted(sources))}.")
    return target


def moved(case: Case, verb: Verb, now: datetime, **changes: Any) -> Case:
    """One move along the table, with what else it changes. Raises ``CannotMove``."""
    return held(replace(case, state=after(case.state, verb), **changes), now)


def start_work(case: Case, now: datetime) -> Case:
    """A work order is under way; what was handled is in work again."""
    return moved(case, Verb.START_WORK, now, visit_owed=False)


def handle(case: Case, now: datetime) -> Case:
    """The round's handling ended with a result; a visit is owed where V1 asks for one."""
    return moved(case, Verb.HANDLE, now, visit_owed=visit_wanted(case.kind, case.verdict))


def reopen(case: Case, seen_round: int, now: datetime) -> Case:
    """Something was still wrong: another round (I15). Raises ``AlreadyDone`` for a round gone by."""
    if seen_round != case.round or case.state is State.CLOSED:
        raise AlreadyDone(f"The case is {case.state} in round {case.round}.")
    return moved(case, Verb.REOPEN, now, round=case.round + 1, visit_owed=False)


def report_unsettled(case: Case, now: datetime) -> Case:
    """The office has no result yet: the customer is visited all the same, and the case stays open (V1, I8)."""
    return moved(case, Verb.START_WORK, now, visit_owed=visit_wanted(case.kind, case.verdict))


def hear_satisfied(
    case: Case, seen_round: int, now: datetime, *, settled: bool = True, still_owed: bool = False
) -> Case:
    """The customer is satisfied: a handled case closes, one without result stays open, and one where he is ``still_owed``
    something else waits for the site lead to close it.

    Raises ``AlreadyDone`` for a round gone by, and for a visit ``settled`` says was made before there was a result.
    """
    if seen_round != case.round or case.state is State.CLOSED or (case.state is State.HANDLED and not settled):
        raise AlreadyDone(f"The case is {case.state} in round {case.round}.")
    if case.state is not State.HANDLED or still_owed:
        return held(replace(case, visit_owed=False), now)
    return moved(case, Verb.CLOSE, now, visit_owed=False, closed_at=now)


def visited_to_satisfaction(case: Case) -> bool:
    """The visit was satisfactory and the case still open: something else was owed."""
    return case.state is State.HANDLED and visit_wanted(case.kind, case.verdict) and not case.visit_owed


def close_with_reason(case: Case, open_orders: int, now: datetime, *, without_visit: bool = False) -> Case:
    """Closed by the head with a recorded reason (I15), ``without_visit`` where something else stands for it.

    Raises ``VisitOwed``, ``WorkOpen``, ``CannotMove``.
    """
    if open_orders:
        raise WorkOpen(f"{open_orders} work orders are still open on this case.")
    if case.state is not State.CLOSED and visit_wanted(case.kind, case.verdict) and not without_visit:
        raise VisitOwed
    return moved(case, Verb.CLOSE, now, visit_owed=False, closed_at=now)


def judge(case: Case, verdict: Verdict, roles: frozenset[str], now: datetime) -> Case:
    """Whether a complaint is valid (I2). One handled as invalid and now found valid is in work again: its visit is wanted.

    Raises ``NotAComplaint``, ``OnlyTheHead``, ``CannotMove``.
    """
    if case.kind is not CaseKind.COMPLAINT:
        raise NotAComplaint
    if verdict is Verdict.INVALID and roles.isdisjoint(HEADS):
        raise OnlyTheHead("", Problem("/verdict", "invalid", "valid, or the head's own signature"))
    if case.state is State.CLOSED:
        raise CannotMove("The case is closed.")
    judged = replace(case, verdict=verdict, visit_owed=case.visit_owed and verdict is not Verdict.INVALID)
    if case.state is State.HANDLED and visit_wanted(case.kind, verdict) and not judged.visit_owed:
        return start_work(judged, now)
    return held(judged, now)


@dataclass(frozen=True, slots=True)
class Result:
    """What the office reports of a round (I8)."""

    settled: bool
    text: str
    unsettled_reason: str = ""
    promised_on: date | None = None
    promised_date_agreed: bool = False
    within_own_authority: bool = False
    """Settled by the handler himself, without a signed plan (I21)."""


def must_be_complete(result: Result, today: date) -> None:
    """Raises ``ReasonMissing``, ``DateBehind``."""
    if result.settled:
        return
    missing = [
        Problem(pointer, "missing", expected)
        for pointer, value, expected in (
            ("/unsettled_reason", result.unsettled_reason, "why it is not settled, in detail"),
            ("/promised_on", result.promised_on, "the date by which it will be"),
        )
        if not value
    ]
    if missing:
        raise ReasonMissing("", *missing)
    if result.promised_on and result.promised_on < today:
        raise DateBehind("", Problem("/promised_on", str(result.promised_on), f"{today} or later"))
