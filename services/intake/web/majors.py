"""Major cases: found, measured against, taken back; and counsel asked into any case."""

from typing import Annotated
from uuid import UUID

from aftercare_contracts.values import Role
from fastapi import APIRouter, Response
from plumbing.database import Transaction
from plumbing.ids import new_id
from plumbing.paging import Cursor, Limit
from plumbing.web import Door, Page, opens_for

from ..domain.majors import ALWAYS_SEE
from ..store import search as store
from ..use_cases import counsels, majors
from .cases import seen
from .conduct_views import AnswerIn, CounselIn, CounselMade, DoneIn, MajorFindingIn, MeasureIn, MeasureMade, ReasonIn
from .following import FOLLOWERS
from .search import next_page, place
from .views import LOOKERS, CaseOut, shown

router = APIRouter(tags=["major cases"])
FINDERS = (*FOLLOWERS, Role.DEPARTMENT_MANAGER, Role.ENGINEERING, Role.CHIEF_ENGINEER, Role.DEPUTY_CHIEF_ENGINEER)
GENERAL_MANAGEMENT = (Role.VICE_PRESIDENT, Role.GENERAL_MANAGER)
ASKERS = (*FOLLOWERS, *GENERAL_MANAGEMENT, Role.DEPARTMENT_MANAGER)


@router.get("/major-cases")
async def get_major_cases(
    door: Annotated[Door, opens_for(*LOOKERS)], cursor: Cursor = None, limit: Limit = 50
) -> Page[CaseOut]:
    """The major cases within the caller's reach; legal counsel's and the chief engineer's reach is every project (I11)."""
    projects = None if door.caller.has(*ALWAYS_SEE) else door.caller.reach
    wanted = store.Wanted(projects, is_major=True, not_about=door.caller.person)
    async with door.reading() as tx:
        found = await store.find(tx, wanted, place(cursor), limit + 1)
    items = [shown(case) for case in found[:limit]]
    return Page(items=items, next=next_page(items[-1]) if len(found) > limit else None)


@router.post("/cases/{case_id}/major-findings", status_code=201, response_model=CaseOut)
async def post_major_finding(
    case_id: UUID, body: MajorFindingIn, door: Annotated[Door, opens_for(*FINDERS)]
) -> Response:
    """The case is a major one: what was done first, who handles it in person; the whole ladder hears at once (I11)."""
    made_id = new_id()

    async def act(tx: Transaction) -> CaseOut:
        await seen(tx, case_id, door.caller)
        by = door.caller.person
        return shown(
            await majors.find_major(tx, made_id, case_id, body.ground, body.done_first, body.responsible, by, tx.now)
        )

    return await door.once(body, act)


@router.post("/cases/{case_id}/major-withdrawals", status_code=201, response_model=CaseOut)
async def post_major_withdrawal(
    case_id: UUID, body: ReasonIn, door: Annotated[Door, opens_for(Role.GENERAL_MANAGER)]
) -> Response:
    """It is no longer a major one, and why (I11)."""
    made_id = new_id()

    async def act(tx: Transaction) -> CaseOut:
        await seen(tx, case_id, door.caller)
        return shown(await majors.take_back(tx, made_id, case_id, body.reason, door.caller.person, tx.now))

    return await door.once(body, act)


@router.post("/cases/{case_id}/measures", status_code=201, response_model=MeasureMade)
async def post_measure(
    case_id: UUID, body: MeasureIn, door: Annotated[Door, opens_for(*GENERAL_MANAGEMENT)]
) -> Response:
    """General management orders a measure on a major case, with its owner and its date, which is a limit (I11)."""
    measure_id = new_id()

    async def act(tx: Transaction) -> MeasureMade:
        await seen(tx, case_id, door.caller)
        by = door.caller.person
        case = await majors.order_measure(tx, measure_id, case_id, body.measure, body.owner, body.due_on, by, tx.now)
        return MeasureMade(**shown(case).model_dump(), measure_id=measure_id)

    return await door.once(body, act)


@router.post("/measures/{measure_id}/completions", status_code=201, response_model=CaseOut)
async def post_measure_completion(
    measure_id: UUID, body: DoneIn, door: Annotated[Door, opens_for(*LOOKERS)]
) -> Response:
    """Its owner, or general management, reports a measure done (I11)."""
    caller = door.caller

    async def act(tx: Transaction) -> CaseOut:
        ordered = await majors.measure(tx, measure_id)
        await seen(tx, ordered.case_id, caller)
        return shown(await majors.complete_measure(tx, ordered, body.done, caller.person, caller.roles, tx.now))

    return await door.once(body, act)


@router.post("/cases/{case_id}/counsels", status_code=201, response_model=CounselMade)
async def post_counsel(case_id: UUID, body: CounselIn, door: Annotated[Door, opens_for(*ASKERS)]) -> Response:
    """Ask legal counsel or the chief engineer into a case; he sees it from now on (I11)."""
    counsel_id = new_id()

    async def act(tx: Transaction) -> CounselMade:
        await seen(tx, case_id, door.caller)
        by = door.caller.person
        case = await counsels.ask(tx, counsel_id, case_id, Role(body.role), body.question, by, tx.now)
        return CounselMade(**shown(case).model_dump(), counsel_id=counsel_id)

    return await door.once(body, act)


@router.post("/counsels/{counsel_id}/answers", status_code=201, response_model=CaseOut)
async def post_counsel_answer(
    counsel_id: UUID, body: AnswerIn, door: Annotated[Door, opens_for(*sorted(ALWAYS_SEE))]
) -> Response:
    """What whoever was asked says to it (I11)."""
    caller = door.caller

    async def act(tx: Transaction) -> CaseOut:
        asked = await counsels.counsel(tx, counsel_id)
        await seen(tx, asked.case_id, caller)
        return shown(await counsels.answer(tx, asked, body.answer, caller.person, caller.roles, tx.now))

    return await door.once(body, act)
