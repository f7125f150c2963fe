"""One household in the yearly round: planned, tried, visited or not reached, and what was promised there (V3)."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID

from aftercare_contracts.events.survey_visits import RoundHouseholdVisited
from aftercare_contracts.periods import day_in_china
from aftercare_contracts.values import ContactWay
from plumbing import limits
from plumbing.database import Transaction
from plumbing.policy import policy

from ..domain import visiting_round as domain
from ..domain.attempts import Enough
from ..domain.seriousness import DirectorBecause
from ..domain.visit_limits import VisitLimit
from ..domain.visit_record import Raising, Source, must_be_past
from ..domain.visiting_round import Question, Round, RoundAttempt, RoundHousehold
from ..store import director as wanted
from ..store import rounds as store
from ..store.director import Whom
from . import director
from .raising import household_to_visit, raise_all
from .rounds import say, say_major


@dataclass(frozen=True, slots=True)
class Promise:
    """What could not be answered at once, and for when the answer was promised."""

    question_id: UUID
    question: str
    answer_on: date


@dataclass(frozen=True, slots=True)
class Visited:
    """What the team brings back from a household."""

    visited_at: datetime
    way: ContactWay
    participants: Sequence[str]
    form_no: str | None
    talked_about: str
    raisings: Sequence[Raising]
    promises: Sequence[Promise]
    seriously: bool = False


async def plan(
    tx: Transaction, round_id: UUID, unit_no: str, planned_for: datetime | None, by: str
) -> RoundHousehold:  # fmt: skip
    """When a household is to be visited, or that it is open again. Raises ``NoSuchRound``, ``NotInTheTeam``, ``HouseholdDone``."""
    _, household = await _of_the_team(tx, round_id, unit_no, by)
    domain.must_be_left(household)
    household = replace(household, planned_for=planned_for)
    await store.save_household(tx, household)
    return household


async def attempt(tx: Transaction, made: RoundAttempt, now: datetime) -> RoundAttempt:
    """A try in vain. Raises ``NoSuchRound``, ``NotInTheTeam``, ``HouseholdDone``, ``VisitAhead``."""
    _, household = await _of_the_team(tx, made.round_id, made.unit_no, made.tried_by)
    domain.must_be_left(household)
    must_be_past(made.tried_at, now)
    await store.add_attempt(tx, made)
    return made


async def visit(
    tx: Transaction, round_id: UUID, unit_no: str, brought: Visited, by: str, now: datetime
) -> RoundHousehold:  # fmt: skip
    """A household was visited: every matter becomes a case, what cannot be answered is promised for a day.

    Raises ``NoSuchRound``, ``NotInTheTeam``, ``AnswerInThePast``, what ``visiting_round.visit``, ``household_to_visit`` and
    ``raise_all`` raise.
    """
    round_, household = await _of_the_team(tx, round_id, unit_no, by)
    must_be_past(brought.visited_at, now)
    registered = None
    for person in brought.participants:
        registered = await household_to_visit(tx, round_.project, unit_no, person)
    whom = Whom(round_.project, customer_id=household.customer_id, unit_no=unit_no)
    household = domain.visit(
        round_, household, brought.visited_at, brought.way, brought.participants, brought.form_no, brought.talked_about, by, now,
        director_wanted=await wanted.wanted_by(tx, whom) is not None,
    )  # fmt: skip
    assert registered
    await store.save_household(tx, household)
    if household.director_present:
        await wanted.attended(tx, whom, round_id, now)
    for position, promise in enumerate(brought.promises):
        await _promise(tx, round_, unit_no, position, promise, by, now)
    made = await raise_all(tx, Source.ROUND, round_id, round_.reference, registered, brought.raisings, by, now)
    for one in made:
        if one.is_major:
            await say_major(tx, round_, one.asked_id, by)
    await say(
        tx, round_, RoundHouseholdVisited, way=brought.way, form_filled=bool(brought.form_no), matters=len(made),
        questions=len(brought.promises), visited_by=by,
    )  # fmt: skip
    if brought.seriously:
        await director.require_director(tx, whom, DirectorBecause.SAID_SO, now)
    return household


async def _promise(
    tx: Transaction, round_: Round, unit_no: str, position: int, promise: Promise, by: str, now: datetime
) -> None:
    domain.must_be_promisable(position, promise.answer_on, day_in_china(now))
    await store.add_question(
        tx, Question(promise.question_id, round_.round_id, unit_no, promise.question, promise.answer_on, by, now)
    )
    about = limits.About(promise.question_id, round_.reference, round_.project)
    await limits.start(tx, VisitLimit.ROUND_ANSWER, about, until=promise.answer_on)


async def attend(tx: Transaction, round_id: UUID, unit_no: str, by: str, now: datetime) -> RoundHousehold:
    """The director takes part in a visit to a seriously dissatisfied household (V4).

    Raises ``NoSuchRound``, ``HouseholdDone``, ``DirectorNotWanted``.
    """
    round_, household = await store.round_(tx, round_id), await store.household_held(tx, round_id, unit_no)
    whom = Whom(round_.project, customer_id=household.customer_id, unit_no=unit_no)
    household = domain.attend(household, by, now, director_wanted=await wanted.wanted_by(tx, whom) is not None)
    await store.save_household(tx, household)
    return household


async def give_up(tx: Transaction, round_id: UUID, unit_no: str, reason: str, by: str, now: datetime) -> RoundHousehold:
    """Nobody could be reached. Raises ``NoSuchRound``, ``NotInTheTeam`` and what ``visiting_round.give_up`` raises."""
    _, household = await _of_the_team(tx, round_id, unit_no, by)
    enough = Enough.from_data((await policy(tx, "visiting", day_in_china(now))).data)
    tried = await store.attempts(tx, round_id, unit_no)
    household = domain.give_up(household, tried, enough, reason, by, now)
    await store.save_household(tx, household)
    return household


async def answer(tx: Transaction, round_id: UUID, question_id: UUID, words: str, by: str, now: datetime) -> Question:
    """The answer that was promised. Raises ``NoSuchQuestion``, ``Answered``."""
    await limits.end(tx, question_id, "answered", VisitLimit.ROUND_ANSWER)
    question = domain.answer(await store.question_held(tx, round_id, question_id), words, by, now)
    await store.save_answer(tx, question)
    return question


async def _of_the_team(tx: Transaction, round_id: UUID, unit_no: str, by: str) -> tuple[Round, RoundHousehold]:
    round_ = await store.round_(tx, round_id)
    domain.must_be_of_the_team(round_, by)
    return round_, await store.household_held(tx, round_id, unit_no)
