"""The yearly round: every household visited by centre, sales and property company together (V3, B6)."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from aftercare_contracts.errors import AlreadyDone, Conflict, Forbidden, Invalid, NotFound, Problem
from aftercare_contracts.periods import day_in_china
from aftercare_contracts.values import ContactWay

from .attempts import Enough, TriedTooLittle
from .return_visit import DirectorMissing, DirectorNotWanted
from .visit_record import Raised


class Side(StrEnum):
    """Who takes part: the centre organises, sales and the property company go along."""

    SERVICE_CENTRE = "service_centre"
    SALES = "sales"
    PROPERTY_COMPANY = "property_company"


class State(StrEnum):
    """Where a household stands."""

    TO_VISIT = "to_visit"
    VISITED = "visited"
    NOT_REACHED = "not_reached"


class NoSuchRound(NotFound):
    """There is no such round, or it is not yours to see."""


class NoSuchMatter(NotFound):
    """No such major matter was raised in this round."""


class NoSuchQuestion(NotFound):
    """No such question was asked in this round."""


class RoundOpened(AlreadyDone):
    """The project's round of this year has been opened."""


class NobodyToVisit(Conflict):
    """No unit of this project has been handed over."""


class SideMissing(Invalid):
    """The centre organises the round with sales and the property company: each sends somebody (V3)."""


class RoundEndsTooLate(Invalid):
    """The round is made within its year, from today on."""


class NotInTheTeam(Forbidden):
    """Only the round's team visits."""


class StrangersTookPart(Invalid):
    """Who took part belongs to the round's team, and the one who records it is among them."""


class HouseholdDone(Conflict):
    """The household has been visited in this round, or found not to be reached."""


class ReasonWanted(Invalid):
    """A household that could not be reached has a reason."""


class AnswerInThePast(Invalid):
    """An answer is promised for a day still to come, within the year after."""


class Answered(AlreadyDone):
    """The question has been answered."""


class MatterDecided(AlreadyDone):
    """General management has decided."""


class HouseholdsLeft(Conflict):
    """The analysis is drawn when every household was visited or found not to be reached."""


class Analysed(AlreadyDone):
    """The analysis has been drawn."""


class NotAnalysed(Conflict):
    """There is no analysis yet."""


class OwnAnalysis(Forbidden):
    """Who drew the analysis does not acknowledge it."""


class Acknowledged(AlreadyDone):
    """The analysis has been acknowledged."""


@dataclass(frozen=True, slots=True)
class Round:
    """A project's round of one year; ``team`` are the people of each side."""

    round_id: UUID
    project: str
    year: int
    reference: str
    until_on: date
    team: Mapping[str, Sequence[str]]
    opened_by: str
    opened_at: datetime

    @property
    def people(self) -> frozenset[str]:
        """The whole team."""
        return frozenset(person for side in self.team.values() for person in side)


@dataclass(frozen=True, slots=True)
class RoundHousehold:
    """One household in a round; ``form_no`` is the satisfaction form that was filled in."""

    round_id: UUID
    unit_no: str
    building: str
    customer_id: UUID | None
    state: State = State.TO_VISIT
    planned_for: datetime | None = None
    visited_at: datetime | None = None
    way: ContactWay | None = None
    participants: tuple[str, ...] = ()
    form_no: str | None = None
    talked_about: str = ""
    reason: str = ""
    director_present: str | None = None
    director_present_at: datetime | None = None
    recorded_by: str | None = None
    recorded_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class RoundAttempt:
    """One try to visit a household that brought nobody to the door."""

    attempt_id: UUID
    round_id: UUID
    unit_no: str
    tried_at: datetime
    way: ContactWay
    note: str
    tried_by: str


@dataclass(frozen=True, slots=True)
class Question:
    """What could not be answered at once, and the day for which the answer was promised."""

    question_id: UUID
    round_id: UUID
    unit_no: str
    question: str
    answer_on: date
    asked_by: str
    asked_at: datetime
    answer: str | None = None
    answered_by: str | None = None
    answered_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a round has come. 100 % of what was raised is to be handled."""

    households: int
    visited: int
    not_reached: int
    left: int
    raised: int
    closed: int
    questions: int
    answered: int
    major: int
    decided: int

    @property
    def coverage(self) -> float:
        """The share of households visited; 0 where there is none."""
        return self.visited / self.households if self.households else 0.0

    @property
    def handling_rate(self) -> float | None:
        """The share of matters raised whose case is closed; none where nothing was raised."""
        return self.closed / self.raised if self.raised else None


def must_be_openable(
    team: Mapping[str, Sequence[str]], year: int, until_on: date, households: int, today: date
) -> None:
    """Raises ``SideMissing``, ``RoundEndsTooLate``, ``NobodyToVisit``."""
    missing = [
        Problem(f"/team/{side.value}", "nobody", "one person at least") for side in Side if not team.get(side.value)
    ]
    if missing:
        raise SideMissing("", *missing)
    if year != today.year or not today <= until_on <= date(year, 12, 31):
        raise RoundEndsTooLate("", Problem("/until_on", str(until_on), f"from {today} to {today.year}-12-31"))
    if not households:
        raise NobodyToVisit


def must_be_of_the_team(round_: Round, by: str) -> None:
    """Raises ``NotInTheTeam``."""
    if by not in round_.people:
        raise NotInTheTeam


def visit(
    round_: Round, household: RoundHousehold, visited_at: datetime, way: ContactWay, participants: Collection[str],
    form_no: str | None, talked_about: str, by: str, now: datetime, *, director_wanted: bool = False,
) -> RoundHousehold:  # fmt: skip
    """A household was visited, also one that had been given up; a seriously dissatisfied one with the director (V4).

    Raises ``HouseholdDone``, ``StrangersTookPart``, ``DirectorMissing``.
    """
    if household.state is State.VISITED:
        raise HouseholdDone
    if director_wanted and not household.director_present:
        raise DirectorMissing
    if by not in participants or not set(participants) <= round_.people:
        raise StrangersTookPart(
            "", Problem("/participants", "not of the team", f"of {', '.join(sorted(round_.people))}, with {by}")
        )
    return replace(
        household, state=State.VISITED, visited_at=visited_at, way=way, participants=tuple(sorted(set(participants))),
        form_no=form_no, talked_about=talked_about, reason="", recorded_by=by, recorded_at=now,
    )  # fmt: skip


def attend(household: RoundHousehold, director: str, now: datetime, *, director_wanted: bool) -> RoundHousehold:
    """The centre director takes part in the visit (V4). Raises ``HouseholdDone``, ``DirectorNotWanted``."""
    if household.state is State.VISITED:
        raise HouseholdDone
    if not director_wanted:
        raise DirectorNotWanted
    return replace(household, director_present=director, director_present_at=now)


def give_up(
    household: RoundHousehold, tried: Sequence[RoundAttempt], enough: Enough, reason: str, by: str, now: datetime
) -> RoundHousehold:
    """A household could not be reached. Raises ``HouseholdDone``, ``ReasonWanted``, ``TriedTooLittle``."""
    must_be_left(household)
    if not reason:
        raise ReasonWanted("", Problem("/reason", "missing", "why nobody could be reached"))
    days = {day_in_china(one.tried_at) for one in tried}
    if len(tried) < enough.attempts or len(days) < enough.days:
        wanted = f"{enough.attempts} attempts on {enough.days} days"
        raise TriedTooLittle(f"The household was tried {len(tried)} times on {len(days)} days; it takes {wanted}.")
    return replace(household, state=State.NOT_REACHED, reason=reason, recorded_by=by, recorded_at=now)


def must_be_left(household: RoundHousehold) -> None:
    """Raises ``HouseholdDone``."""
    if household.state is not State.TO_VISIT:
        raise HouseholdDone


def answer(question: Question, words: str, by: str, now: datetime) -> Question:
    """The answer that was promised. Raises ``Answered``."""
    if question.answered_at:
        raise Answered
    return replace(question, answer=words, answered_by=by, answered_at=now)


def must_be_promisable(position: int, answer_on: date, today: date) -> None:
    """Raises ``AnswerInThePast``."""
    if not 0 <= (answer_on - today).days <= 366:
        raise AnswerInThePast(
            "", Problem(f"/questions/{position}/answer_on", str(answer_on), "a day within a year from today")
        )


def progress(
    households: Mapping[str, int], raised: Sequence[Raised], questions: Sequence[Question], decided: Collection[UUID]
) -> Progress:
    """``households`` counted by their state."""
    return Progress(
        households=sum(households.values()), visited=households.get(State.VISITED, 0),
        not_reached=households.get(State.NOT_REACHED, 0), left=households.get(State.TO_VISIT, 0), raised=len(raised),
        closed=sum(1 for one in raised if one.closed_at), questions=len(questions),
        answered=sum(1 for one in questions if one.answered_at), major=sum(1 for one in raised if one.is_major),
        decided=len(decided),
    )  # fmt: skip


def must_be_analysable(found: Progress) -> None:
    """Raises ``HouseholdsLeft``."""
    if found.left:
        raise HouseholdsLeft(f"Households still to be visited: {found.left} of {found.households}.")
