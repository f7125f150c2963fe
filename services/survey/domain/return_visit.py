"""A return visit: planned after handling, made or not, by one who had no hand in the work (V1, V2, B6)."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID

from aftercare_contracts.errors import Conflict, Forbidden, Invalid, NotFound, Problem
from aftercare_contracts.periods import IsWorking, end_of_working_days
from aftercare_contracts.values import ContactWay, Role

OWNER = Role.CASE_OFFICER
UNREACHABLE = "联系不上客户 the customer could not be reached"
SMALLEST_STEP = timedelta(microseconds=1)


class State(StrEnum):
    """Where a visit stands."""

    PLANNED = "planned"
    SATISFIED = "satisfied"
    DISSATISFIED = "dissatisfied"
    CANCELLED = "cancelled"


class Verb(StrEnum):
    """What can happen to a visit."""

    SATISFY = "satisfy"
    DISSATISFY = "dissatisfy"
    CANCEL = "cancel"


MOVES: Mapping[Verb, tuple[frozenset[State], State]] = {
    Verb.SATISFY: (frozenset({State.PLANNED}), State.SATISFIED),
    Verb.DISSATISFY: (frozenset({State.PLANNED}), State.DISSATISFIED),
    Verb.CANCEL: (frozenset({State.PLANNED}), State.CANCELLED),
}


class NoSuchVisit(NotFound):
    """There is no such return visit, or it is not yours to see."""


class CannotMove(Conflict):
    """The return visit does not stand where this could happen."""


class HadAHandInIt(Forbidden):
    """Who did or ordered the work does not make the return visit (V1)."""


class AnswersMissing(Invalid):
    """A customer who was reached has answered all three questions; there is no default answer (B6)."""


class WrongMissing(Invalid):
    """A dissatisfied customer said what is still wrong; the next round needs it."""


class AnswersNotWanted(Invalid):
    """Who was not reached has answered nothing."""


class AnswersContradict(Invalid):
    """Who says that something is still wrong is not satisfied with the result."""


class Because(StrEnum):
    """Why a planned visit fell away."""

    HANDLED_AGAIN = "handled_again"
    REOPENED = "reopened"
    CLOSED = "closed"
    FOUND_INVALID = "found_invalid"


@dataclass(frozen=True, slots=True)
class Rule:
    """The figures of policy: working days until a visit is due, and after what share of the time to remind."""

    working_days: int
    remind_share: float

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> "Rule":
        """As policy keeps it."""
        return cls(data["working_days"], data["remind_share"])


@dataclass(frozen=True, slots=True)
class ReturnVisit:
    """A visit after one end of handling. ``visitor`` is who is to make it, none until somebody else takes it on."""

    visit_id: UUID
    case_id: UUID
    case_no: str
    project: str
    unit_no: str | None
    round: int
    settled: bool
    way: ContactWay
    visitor: str | None
    may_not_visit: tuple[str, ...]
    customer_id: UUID | None
    handled_at: datetime
    planned_at: datetime
    remind_at: datetime
    due_at: datetime
    policy_version: int
    state: State = State.PLANNED
    reached: bool | None = None
    in_time: bool | None = None
    satisfied: bool | None = None
    attitude: bool | None = None
    still_wrong: str = ""
    comment: str = ""
    visited_by: str | None = None
    visited_at: datetime | None = None
    cancelled_because: Because | None = None
    cancelled_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Answers:
    """The three questions, and what more the customer said."""

    reached: bool
    in_time: bool | None = None
    satisfied: bool | None = None
    attitude: bool | None = None
    still_wrong: str = ""
    comment: str = ""


def due_times(rule: Rule, handled_at: datetime, is_working: IsWorking) -> tuple[datetime, datetime]:
    """When to remind and when it is due, aware UTC: at 24:00 of so many working days after handling, whose own day is not
    counted (V1)."""
    start = handled_at.astimezone(UTC)
    due = end_of_working_days(start, rule.working_days, is_working).astimezone(UTC)
    return start + (due - start) * rule.remind_share, due


def visitor_for(taken_by: str, may_not_visit: Collection[str]) -> str | None:
    """Who is to make the visit: the officer who took the case, or none where he had a hand in the work (V1)."""
    return None if taken_by in may_not_visit else taken_by


def after(state: State, verb: Verb) -> State:
    """The next state. Raises ``CannotMove``."""
    sources, target = MOVES[verb]
    if state not in sources:
        raise CannotMove(f"The return visit is {state}; for this it would have to be {' or '.join(sorted(sources))}.")
    return target


def record(visit: ReturnVisit, answers: Answers, by: str, now: datetime) -> ReturnVisit:
    """What came of the visit. Not reached counts as dissatisfied (V2).

    Raises ``HadAHandInIt``, ``CannotMove`` and what ``must_be_complete`` raises.
    """
    if by in visit.may_not_visit:
        raise HadAHandInIt
    must_be_complete(answers)
    target = after(visit.state, Verb.SATISFY if answers.satisfied else Verb.DISSATISFY)
    return replace(
        visit, state=target, reached=answers.reached, in_time=answers.in_time, satisfied=answers.satisfied,
        attitude=answers.attitude, still_wrong=answers.still_wrong if answers.reached else UNREACHABLE, comment=answers.comment,
        visited_by=by, visited_at=now,
    )  # fmt: skip


def must_be_complete(answers: Answers) -> None:
    """Raises ``AnswersMissing``, ``AnswersNotWanted``, ``WrongMissing``, ``AnswersContradict``."""
    asked = {"in_time": answers.in_time, "satisfied": answers.satisfied, "attitude": answers.attitude}
    if not answers.reached:
        told = asked | {"still_wrong": answers.still_wrong or None}
        given = [Problem(f"/{name}", "given", "left out") for name, value in told.items() if value is not None]
        if given:
            raise AnswersNotWanted("", *given)
        return
    missing = [Problem(f"/{name}", "missing", "true or false") for name, value in asked.items() if value is None]
    if missing:
        raise AnswersMissing("", *missing)
    if answers.satisfied and answers.still_wrong:
        raise AnswersContradict("", Problem("/satisfied", "true", "false, or nothing in still_wrong"))
    if not answers.satisfied and not answers.still_wrong:
        raise WrongMissing("", Problem("/still_wrong", "missing", "what the customer says is still wrong"))


def cancel(visit: ReturnVisit, because: Because, now: datetime) -> ReturnVisit:
    """The visit fell away before it was made. Raises ``CannotMove``."""
    return replace(visit, state=after(visit.state, Verb.CANCEL), cancelled_because=because, cancelled_at=now)


def superior(step: int) -> Role:
    """Whom to tell of a visit not made in time: the site lead first, then the centre director (N2)."""
    return Role.SITE_LEAD if step == 1 else Role.CENTRE_DIRECTOR


def next_step_at(due_at: datetime, now: datetime, is_working: IsWorking) -> datetime:
    """When the next superior is told if nothing moved: at the end of the working day after the one with which the time
    ended, or after today where that is over, as after a standstill (N2)."""
    step_at = end_of_working_days(due_at - SMALLEST_STEP, 1, is_working)
    return (step_at if now < step_at else end_of_working_days(now, 1, is_working)).astimezone(UTC)


def has_passed(due_at: datetime, now: datetime) -> bool:
    """The moment with which the time ends is still in time."""
    return now > due_at


def first_moment_after(due_at: datetime) -> datetime:
    """When the time can first be found to have passed."""
    return due_at + SMALLEST_STEP
