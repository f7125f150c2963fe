"""A return visit: due after handling, made or found not possible, by one who had no hand in the work (V1, V2, V4, B6)."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID

from aftercare_contracts.errors import Conflict, Forbidden, Invalid, NotFound, Problem
from aftercare_contracts.periods import IsWorking, end_of_working_days
from aftercare_contracts.values import ContactWay, Role

from .seriousness import DirectorBecause

OWNER = Role.CASE_OFFICER
CUSTOMER = str(Role.CUSTOMER)
"""Who made the visit where the customer answered by himself."""
BY_HIMSELF = "客户自行网上回答 answered online by himself"
CAME_AGAIN = (
    "一个月内又有同类意见 {case_no}，原意见未得到客户确认 an opinion of the same kind came again within a month"
)
SMALLEST_STEP = timedelta(microseconds=1)


class State(StrEnum):
    """Where a visit stands."""

    PLANNED = "planned"
    AWAITING_MONTH = "awaiting_month"
    SATISFIED = "satisfied"
    DISSATISFIED = "dissatisfied"
    CANCELLED = "cancelled"


OPEN = frozenset({State.PLANNED, State.AWAITING_MONTH})
"""The customer's word is still wanted."""


class Verb(StrEnum):
    """What can happen to a visit."""

    WAIT = "wait"
    SATISFY = "satisfy"
    DISSATISFY = "dissatisfy"
    CANCEL = "cancel"


MOVES: Mapping[Verb, tuple[frozenset[State], State]] = {
    Verb.WAIT: (frozenset({State.PLANNED}), State.AWAITING_MONTH),
    Verb.SATISFY: (OPEN, State.SATISFIED),
    Verb.DISSATISFY: (OPEN, State.DISSATISFIED),
    Verb.CANCEL: (OPEN, State.CANCELLED),
}


class NoSuchVisit(NotFound):
    """There is no such return visit, or it is not yours to see."""


class CannotMove(Conflict):
    """The return visit does not stand where this could happen."""


class HadAHandInIt(Forbidden):
    """Who did or ordered the work does not make the return visit (V1)."""


class AnswersMissing(Invalid):
    """A customer who was reached has answered all three questions; there is no default answer (B6)."""


class ReasonMissing(Invalid):
    """Another way than the customer chose, and a visit that is not possible, each need a reason (V1)."""


class DirectorMissing(Conflict):
    """This customer is seriously dissatisfied: the centre director takes part, and says so before the result is recorded (V4)."""


class DirectorNotWanted(Conflict):
    """The centre director's presence is not asked for on this visit."""


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


class Waits(StrEnum):
    """Why a visit waits for the month to pass (V2)."""

    UNREACHABLE = "unreachable"
    ONLINE = "online"


class Counted(StrEnum):
    """How the result came about. ``not_reached``: counted as dissatisfied at once, before the rule of the month was kept."""

    HIS_WORD = "his_word"
    QUIET_MONTH = "quiet_month"
    CAME_AGAIN = "came_again"
    NOT_REACHED = "not_reached"


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
    """A visit after one end of handling.

    ``visitor`` is who is to make it, none until somebody else takes it on. ``way`` is the customer's, or at home where the
    complaint was serious; ``made_way`` how it was made. ``reached`` says whether the customer himself answered. One that
    ``waits`` was not answered, and its result follows from what comes until ``waits_until``.
    """

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
    is_serious: bool = False
    appointed_for: datetime | None = None
    made_way: ContactWay | None = None
    way_reason: str = ""
    seriously: bool = False
    director_because: DirectorBecause | None = None
    director_present: str | None = None
    director_present_at: datetime | None = None
    waits: Waits | None = None
    waits_from: datetime | None = None
    waits_until: datetime | None = None
    counted: Counted | None = None
    like_case_no: str | None = None


@dataclass(frozen=True, slots=True)
class Answers:
    """The three questions, and what more the customer said; ``seriously`` that he himself is seriously dissatisfied (V4)."""

    reached: bool
    in_time: bool | None = None
    satisfied: bool | None = None
    attitude: bool | None = None
    still_wrong: str = ""
    comment: str = ""
    seriously: bool = False


@dataclass(frozen=True, slots=True)
class Way:
    """How something was done, and why that was not the customer's way."""

    way: ContactWay | None = None
    reason: str = ""


AS_AGREED = Way()


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


def way_for(wished: ContactWay, *, is_serious: bool) -> ContactWay:
    """The customer's way, but at home where the complaint was serious (V1)."""
    return ContactWay.HOME if is_serious else wished


def must_be_a_stranger_to_it(visit: ReturnVisit, person: str) -> None:
    """Raises ``HadAHandInIt``."""
    if person in visit.may_not_visit:
        raise HadAHandInIt


def way_taken(visit: ReturnVisit, taken: Way) -> ContactWay:
    """The way something was done. Raises ``ReasonMissing`` for another than the visit's without a reason."""
    way = taken.way or visit.way
    if way is not visit.way and not taken.reason:
        raise ReasonMissing("", Problem("/way_reason", "missing", f"why not by the customer's way, {visit.way}"))
    return way


def record(visit: ReturnVisit, answers: Answers, by: str, now: datetime, taken: Way = AS_AGREED) -> ReturnVisit:
    """What the customer said.

    Raises ``HadAHandInIt``, ``ReasonMissing``, ``CannotMove``, ``DirectorMissing`` and what ``must_be_complete`` raises.
    """
    must_be_a_stranger_to_it(visit, by)
    must_be_complete(answers)
    made_way = way_taken(visit, taken)
    target = after(visit.state, Verb.SATISFY if answers.satisfied else Verb.DISSATISFY)
    if visit.director_because and not visit.director_present:
        raise DirectorMissing
    return replace(
        visit, state=target, reached=True, in_time=answers.in_time, satisfied=answers.satisfied, attitude=answers.attitude,
        still_wrong=answers.still_wrong, comment=answers.comment, seriously=answers.seriously, visited_by=by, visited_at=now,
        made_way=made_way, way_reason=taken.reason, counted=Counted.HIS_WORD,
    )  # fmt: skip


def wait(visit: ReturnVisit, waits: Waits, reason: str, by: str, now: datetime, until: datetime) -> ReturnVisit:
    """No answer came from the customer: the month decides (V2). A mere reply online is none where the director takes part (V4).

    Raises ``HadAHandInIt``, ``ReasonMissing``, ``CannotMove``, ``DirectorMissing``.
    """
    must_be_a_stranger_to_it(visit, by)
    if waits is Waits.ONLINE and visit.director_because and not visit.director_present:
        raise DirectorMissing
    if waits is Waits.UNREACHABLE and not reason:
        raise ReasonMissing("", Problem("/comment", "missing", "why the visit is not possible"))
    return replace(
        visit, state=after(visit.state, Verb.WAIT), reached=False, comment=reason, visited_by=by, visited_at=now, waits=waits,
        waits_from=visit.handled_at if waits is Waits.UNREACHABLE else now, waits_until=until,
    )  # fmt: skip


def count_satisfied(visit: ReturnVisit) -> ReturnVisit:
    """Nothing of the kind came within the month (V2). Raises ``CannotMove``."""
    return replace(visit, state=after(visit.state, Verb.SATISFY), counted=Counted.QUIET_MONTH)


def count_dissatisfied(visit: ReturnVisit, like_case_no: str) -> ReturnVisit:
    """The like came again within the month (V2). Raises ``CannotMove``."""
    return replace(
        visit, state=after(visit.state, Verb.DISSATISFY), counted=Counted.CAME_AGAIN, like_case_no=like_case_no,
        still_wrong=CAME_AGAIN.format(case_no=like_case_no),
    )  # fmt: skip


def attend(visit: ReturnVisit, director: str, now: datetime) -> ReturnVisit:
    """The centre director takes part (V4). Raises ``CannotMove``, ``DirectorNotWanted``."""
    if visit.state not in OPEN:
        raise CannotMove(f"The return visit is {visit.state}.")
    if not visit.director_because:
        raise DirectorNotWanted
    return replace(visit, director_present=director, director_present_at=now)


def must_be_complete(answers: Answers) -> None:
    """What a customer who was reached said. Raises ``AnswersMissing``, ``WrongMissing``, ``AnswersContradict``."""
    asked = {"in_time": answers.in_time, "satisfied": answers.satisfied, "attitude": answers.attitude}
    missing = [Problem(f"/{name}", "missing", "true or false") for name, value in asked.items() if value is None]
    if missing:
        raise AnswersMissing("", *missing)
    if answers.satisfied and answers.still_wrong:
        raise AnswersContradict("", Problem("/satisfied", "true", "false, or nothing in still_wrong"))
    if answers.satisfied and answers.seriously:
        raise AnswersContradict("", Problem("/seriously", "true", "false for a customer who is satisfied"))
    if not answers.satisfied and not answers.still_wrong:
        raise WrongMissing("", Problem("/still_wrong", "missing", "what the customer says is still wrong"))


def must_be_silent(answers: Answers) -> None:
    """Who was not reached has answered nothing; the comment is a note on why. Raises ``AnswersNotWanted``."""
    told = {
        "in_time": answers.in_time, "satisfied": answers.satisfied, "attitude": answers.attitude,
        "still_wrong": answers.still_wrong or None, "seriously": answers.seriously or None,
    }  # fmt: skip
    given = [Problem(f"/{name}", "given", "left out") for name, value in told.items() if value is not None]
    if given:
        raise AnswersNotWanted("", *given)


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
