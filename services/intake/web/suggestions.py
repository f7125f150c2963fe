"""Suggestions: passed on, decided, answered, commended."""

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from aftercare_contracts.periods import CHINA
from aftercare_contracts.values import ContactWay, Role
from fastapi import APIRouter, Query, Response
from plumbing.database import Transaction
from plumbing.ids import new_id
from plumbing.paging import Cursor, Limit, encode_cursor, id_in
from plumbing.web import Door, In, Out, Page, opens_for, text

from ..domain.suggestions import Answer, Commendation, Decision, must_be_passed_on
from ..store import suggestions as store
from ..use_cases import suggestions as use_cases
from .cases import Code, seen
from .following import FOLLOWERS
from .views import STAFF

router = APIRouter(tags=["suggestions"])
DECIDERS = (
    Role.SERVICE_SUPERVISOR, Role.SITE_LEAD, Role.CENTRE_DIRECTOR, Role.DEPARTMENT_MANAGER, Role.SALES, Role.ENGINEERING,
    Role.DESIGN, Role.PROPERTY_COMPANY,
)  # fmt: skip
PRAISERS = (Role.CENTRE_DIRECTOR, Role.VICE_PRESIDENT, Role.GENERAL_MANAGER)


class PassingIn(In):
    """Whether whoever took it thinks it good, and why."""

    is_recommended: bool
    opinion: Annotated[str, text(2000, 0)] = ""


class DecisionIn(In):
    """Adopted or not, and why; if so who carries it out, and by when."""

    adopted: bool
    reason: Annotated[str, text(2000)]
    carried_out_by: Role | None = None
    due_on: date | None = None


class AnswerIn(In):
    """What the customer was told, and how; or why he could not be reached."""

    text: Annotated[str, text(2000)]
    way: ContactWay | None = None
    unreached_because: Annotated[str, text(500)] | None = None


class CommendationIn(In):
    """How it helped, and how it was praised and rewarded."""

    helped: Annotated[str, text(2000)]
    praise: Annotated[str, text(2000)]
    reward: Annotated[str, text(500, 0)] = ""


class SuggestionOut(Out):
    """What became of a suggestion."""

    case_id: UUID
    is_recommended: bool
    opinion: str
    passed_by: str
    passed_at: datetime
    adopted: bool | None
    reason: str | None
    carried_out_by: Role | None
    due_on: date | None
    decided_by: str | None
    decided_at: datetime | None
    answered_by: str | None
    answered_at: datetime | None
    answer_way: ContactWay | None
    unreached_because: str | None


class Commended(Out):
    """A commendation."""

    commendation_id: UUID
    case_id: UUID
    helped: str
    praise: str
    reward: str
    commended_by: str
    commended_at: datetime


class Helped(Out):
    """A suggestion that was adopted, and its commendation where it has one."""

    case_id: UUID
    case_no: str
    project: str
    matter: str
    reason: str
    carried_out_by: Role
    due_on: date
    decided_by: str
    decided_at: datetime
    helped: str | None
    praise: str | None
    reward: str | None
    commended_by: str | None
    commended_at: datetime | None


@router.post("/cases/{case_id}/suggestion-passings", status_code=201, response_model=SuggestionOut)
async def post_passing(case_id: UUID, body: PassingIn, door: Annotated[Door, opens_for(*FOLLOWERS)]) -> Response:
    """Pass a suggestion on to the supervisor, before the centre closes (I13)."""

    async def act(tx: Transaction) -> SuggestionOut:
        await seen(tx, case_id, door.caller)
        by = door.caller.person
        passed = await use_cases.pass_on(tx, case_id, body.is_recommended, body.opinion, by, tx.now)
        return SuggestionOut.model_validate(passed)

    return await door.once(body, act)


@router.post("/cases/{case_id}/suggestion-decisions", status_code=201, response_model=SuggestionOut)
async def post_decision(case_id: UUID, body: DecisionIn, door: Annotated[Door, opens_for(*DECIDERS)]) -> Response:
    """Adopt a suggestion or not, with the reason (I13)."""

    async def act(tx: Transaction) -> SuggestionOut:
        await seen(tx, case_id, door.caller)
        decision = Decision(**dict(body))
        return SuggestionOut.model_validate(await use_cases.decide(tx, case_id, decision, door.caller.person, tx.now))

    return await door.once(body, act)


@router.post("/cases/{case_id}/suggestion-answers", status_code=201, response_model=SuggestionOut)
async def post_answer(case_id: UUID, body: AnswerIn, door: Annotated[Door, opens_for(*FOLLOWERS)]) -> Response:
    """The customer was told: thanked, by phone, where it is adopted, or why not (I13)."""
    entry_id = new_id()

    async def act(tx: Transaction) -> SuggestionOut:
        await seen(tx, case_id, door.caller)
        answered = await use_cases.answer(tx, (case_id, entry_id), Answer(**dict(body)), door.caller.person, tx.now)
        return SuggestionOut.model_validate(answered)

    return await door.once(body, act)


@router.get("/cases/{case_id}/suggestion")
async def get_suggestion(case_id: UUID, door: Annotated[Door, opens_for(*STAFF)]) -> SuggestionOut:
    """What became of a suggestion since it was passed on."""
    async with door.reading() as tx:
        await seen(tx, case_id, door.caller)
        return SuggestionOut.model_validate(must_be_passed_on(await store.of_case(tx, case_id)))


@router.post("/cases/{case_id}/commendations", status_code=201, response_model=Commended)
async def post_commendation(
    case_id: UUID, body: CommendationIn, door: Annotated[Door, opens_for(*PRAISERS)]
) -> Response:
    """Praise and reward a suggestion that helped greatly (I13)."""
    commendation_id = new_id()

    async def act(tx: Transaction) -> Commended:
        await seen(tx, case_id, door.caller)
        by = door.caller.person
        commendation = Commendation(commendation_id, case_id, **dict(body), commended_by=by, commended_at=tx.now)
        await use_cases.commend(tx, commendation)
        return Commended.model_validate(commendation)

    return await door.once(body, act)


@router.get("/suggestions/helped")
async def get_helped(
    year: Annotated[int, Query(ge=2000, le=2999)],
    door: Annotated[Door, opens_for(*STAFF)],
    project: Code = None,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> Page[Helped]:
    """What was adopted in a year, to be praised and rewarded at its end (I13)."""
    if project:
        door.caller.must_reach(project, "query:project")
    reach = door.caller.reach
    since, until = (datetime(each, 1, 1, tzinfo=CHINA) for each in (year, year + 1))
    async with door.reading() as tx:
        rows = await store.adopted(tx, [project] if project else reach, since, until, id_in(cursor), limit + 1)
    items = [Helped(**dict(row)) for row in rows[:limit]]
    return Page(items=items, next=encode_cursor([items[-1].case_id]) if len(rows) > limit else None)
