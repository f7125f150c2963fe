"""The door for people: households in the yearly round."""

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from aftercare_contracts.values import ContactWay, Role
from fastapi import APIRouter, Path, Response
from plumbing.database import Transaction
from plumbing.ids import new_id
from plumbing.paging import PLAIN, Cursor, Limit, encode_cursor, id_in, text_in
from plumbing.web import Day, Door, In, Moment, Out, Page, opens_for, text
from pydantic import Field, StrictBool

from ..domain.visiting_round import RoundAttempt, State
from ..store import rounds as store
from ..use_cases import round_households as use_cases
from ..use_cases.round_households import Promise, Visited
from .raising import MATTERS_MAX, MatterIn
from .rounds import READERS, TEAM, People, seen

router = APIRouter(prefix="/rounds/{round_id}", tags=["yearly rounds"])
UnitNo = Annotated[str, Path(min_length=1, max_length=40, pattern=PLAIN)]


class PlanIn(In):
    """When the household is to be visited; nothing takes the plan back."""

    planned_for: Moment | None


class RoundAttemptIn(In):
    """A try that brought nobody to the door."""

    tried_at: Moment
    way: ContactWay = ContactWay.HOME
    note: Annotated[str, text(500, 0)] = ""


class RoundAttemptOut(Out):
    """A try in vain."""

    attempt_id: UUID
    tried_at: datetime
    way: ContactWay
    note: str
    tried_by: str


class PromiseIn(In):
    """What could not be answered at once, and the day for which the answer was promised."""

    question: Annotated[str, text(1000)]
    answer_on: Day


class HouseholdVisitIn(In):
    """What the team brings back; ``form_no`` is the satisfaction form filled in, each matter becomes a case. Who says that he is
    ``seriously`` dissatisfied sees the centre director next time (V4)."""

    visited_at: Moment
    way: ContactWay = ContactWay.HOME
    participants: Annotated[People, Field(min_length=1)]
    form_no: Annotated[str, text(60)] | None = None
    talked_about: Annotated[str, text(2000, 0)] = ""
    matters: Annotated[tuple[MatterIn, ...], Field(max_length=MATTERS_MAX)] = ()
    questions: Annotated[tuple[PromiseIn, ...], Field(max_length=MATTERS_MAX)] = ()
    seriously: StrictBool = False


class NotReachedIn(In):
    """Why nobody could be reached."""

    reason: Annotated[str, text(500, 0)] = ""


class AnswerIn(In):
    """The answer that was promised."""

    answer: Annotated[str, text(2000)]


class RoundHouseholdOut(Out):
    """A household in a round."""

    unit_no: str
    building: str
    state: State
    planned_for: datetime | None
    visited_at: datetime | None
    way: ContactWay | None
    participants: tuple[str, ...]
    form_no: str | None
    talked_about: str
    reason: str
    director_present: str | None
    director_present_at: datetime | None
    recorded_by: str | None
    recorded_at: datetime | None


class QuestionOut(Out):
    """What was promised, and the answer once it was given."""

    question_id: UUID
    unit_no: str
    question: str
    answer_on: date
    asked_by: str
    asked_at: datetime
    answer: str | None
    answered_by: str | None
    answered_at: datetime | None


@router.get("/households")
async def get_households(
    round_id: UUID, door: Annotated[Door, opens_for(*READERS)], state: State | None = None, cursor: Cursor = None,
    limit: Limit = 50,
) -> Page[RoundHouseholdOut]:  # fmt: skip
    """A round's households by number, those in one state or all."""
    after = text_in(cursor)
    async with door.reading() as tx:
        await seen(tx, round_id, door.caller)
        found = await store.of_round(tx, round_id, state, after, limit + 1)
    items = [RoundHouseholdOut.model_validate(one) for one in found[:limit]]
    return Page(items=items, next=encode_cursor([items[-1].unit_no]) if len(found) > limit else None)


@router.post("/households/{unit_no}/plans", status_code=201, response_model=RoundHouseholdOut)
async def post_plan(round_id: UUID, unit_no: UnitNo, body: PlanIn, door: Annotated[Door, opens_for(*TEAM)]) -> Response:
    """When a household is to be visited; planning is optional, and the last plan counts."""

    async def act(tx: Transaction) -> RoundHouseholdOut:
        await seen(tx, round_id, door.caller)
        planned = await use_cases.plan(tx, round_id, unit_no, body.planned_for, door.caller.person)
        return RoundHouseholdOut.model_validate(planned)

    return await door.once(body, act)


@router.post("/households/{unit_no}/attempts", status_code=201, response_model=RoundAttemptOut)
async def post_attempt(
    round_id: UUID, unit_no: UnitNo, body: RoundAttemptIn, door: Annotated[Door, opens_for(*TEAM)]
) -> Response:
    """A try in vain."""
    made_id = new_id()

    async def act(tx: Transaction) -> RoundAttemptOut:
        await seen(tx, round_id, door.caller)
        made = RoundAttempt(made_id, round_id, unit_no, body.tried_at, body.way, body.note, door.caller.person)
        return RoundAttemptOut.model_validate(await use_cases.attempt(tx, made, tx.now))

    return await door.once(body, act)


@router.post("/households/{unit_no}/visits", status_code=201, response_model=RoundHouseholdOut)
async def post_visit(
    round_id: UUID, unit_no: UnitNo, body: HouseholdVisitIn, door: Annotated[Door, opens_for(*TEAM)]
) -> Response:
    """A household was visited; not by one who did or ordered work on a case of it that is open (V3, B6)."""
    brought = Visited(
        body.visited_at, body.way, body.participants, body.form_no, body.talked_about,
        [matter.raising() for matter in body.matters],
        [Promise(new_id(), one.question, one.answer_on) for one in body.questions], body.seriously,
    )  # fmt: skip

    async def act(tx: Transaction) -> RoundHouseholdOut:
        await seen(tx, round_id, door.caller)
        visited = await use_cases.visit(tx, round_id, unit_no, brought, door.caller.person, tx.now)
        return RoundHouseholdOut.model_validate(visited)

    return await door.once(body, act)


@router.post("/households/{unit_no}/director-presence", status_code=201, response_model=RoundHouseholdOut)
async def post_presence(
    round_id: UUID, unit_no: UnitNo, door: Annotated[Door, opens_for(Role.CENTRE_DIRECTOR)]
) -> Response:
    """The centre director takes part; without that a visit to a seriously dissatisfied household is refused (V4)."""

    async def act(tx: Transaction) -> RoundHouseholdOut:
        await seen(tx, round_id, door.caller)
        attended = await use_cases.attend(tx, round_id, unit_no, door.caller.person, tx.now)
        return RoundHouseholdOut.model_validate(attended)

    return await door.once(None, act)


@router.post("/households/{unit_no}/not-reached", status_code=201, response_model=RoundHouseholdOut)
async def post_not_reached(
    round_id: UUID, unit_no: UnitNo, body: NotReachedIn, door: Annotated[Door, opens_for(*TEAM)]
) -> Response:
    """Nobody could be reached, after as many tries as policy asks for; a visit made later still counts."""

    async def act(tx: Transaction) -> RoundHouseholdOut:
        await seen(tx, round_id, door.caller)
        given_up = await use_cases.give_up(tx, round_id, unit_no, body.reason, door.caller.person, tx.now)
        return RoundHouseholdOut.model_validate(given_up)

    return await door.once(body, act)


@router.get("/questions")
async def get_questions(
    round_id: UUID, door: Annotated[Door, opens_for(*READERS)], cursor: Cursor = None, limit: Limit = 50
) -> Page[QuestionOut]:
    """What was promised in a round, answered or not."""
    async with door.reading() as tx:
        await seen(tx, round_id, door.caller)
        found = await store.questions_page(tx, round_id, id_in(cursor), limit + 1)
    items = [QuestionOut.model_validate(one) for one in found[:limit]]
    return Page(items=items, next=encode_cursor([items[-1].question_id]) if len(found) > limit else None)


@router.post("/questions/{question_id}/answers", status_code=201, response_model=QuestionOut)
async def post_answer(
    round_id: UUID, question_id: UUID, body: AnswerIn, door: Annotated[Door, opens_for(*TEAM)]
) -> Response:
    """The answer that was promised, once it was given (V3)."""

    async def act(tx: Transaction) -> QuestionOut:
        await seen(tx, round_id, door.caller)
        answered = await use_cases.answer(tx, round_id, question_id, body.answer, door.caller.person, tx.now)
        return QuestionOut.model_validate(answered)

    return await door.once(body, act)
