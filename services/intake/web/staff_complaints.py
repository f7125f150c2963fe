"""Complaints about staff: how serious, apologised for, a word with the leadership."""

from typing import Annotated
from uuid import UUID

from aftercare_contracts.values import ContactWay, Role
from fastapi import APIRouter, Response
from plumbing.database import Transaction
from plumbing.ids import new_id
from plumbing.web import Door, opens_for

from ..use_cases import staff_complaints
from .cases import seen
from .conduct_views import ApologyIn, GravityIn, MeetingIn
from .views import CaseOut, shown

router = APIRouter(prefix="/cases/{case_id}", tags=["complaints about staff"])
LEADERSHIP = (
    Role.SITE_LEAD, Role.DEPARTMENT_MANAGER, Role.CENTRE_DIRECTOR, Role.VICE_PRESIDENT, Role.GENERAL_MANAGER,
)  # fmt: skip


@router.post("/leadership-meetings", status_code=201, response_model=CaseOut)
async def post_leadership_meeting(
    case_id: UUID, body: MeetingIn, door: Annotated[Door, opens_for(*LEADERSHIP)]
) -> Response:
    """The customer spoke to the leadership as he wished, or why the wish was not reasonable (I18)."""
    made_id = new_id()

    async def act(tx: Transaction) -> CaseOut:
        await seen(tx, case_id, door.caller)
        by = door.caller.person
        return shown(await staff_complaints.meet(tx, made_id, case_id, body.was_met, body.words, by, tx.now))

    return await door.once(body, act)


@router.post("/gravities", status_code=201, response_model=CaseOut)
async def post_gravity(case_id: UUID, body: GravityIn, door: Annotated[Door, opens_for(*LEADERSHIP)]) -> Response:
    """Whether the complaint is serious; then it is settled only after an apology (I18)."""
    made_id = new_id()

    async def act(tx: Transaction) -> CaseOut:
        await seen(tx, case_id, door.caller)
        by = door.caller.person
        return shown(await staff_complaints.weigh(tx, made_id, case_id, body.is_serious, body.reason, by, tx.now))

    return await door.once(body, act)


@router.post("/apologies", status_code=201, response_model=CaseOut)
async def post_apology(
    case_id: UUID,
    body: ApologyIn,
    door: Annotated[Door, opens_for(*LEADERSHIP, Role.CASE_OFFICER, Role.SERVICE_OFFICER)],
) -> Response:
    """An apology in person or by phone (I18)."""
    made_id = new_id()

    async def act(tx: Transaction) -> CaseOut:
        await seen(tx, case_id, door.caller)
        way, by = ContactWay(body.way), door.caller.person
        return shown(await staff_complaints.apologise(tx, made_id, case_id, way, body.words, by, tx.now))

    return await door.once(body, act)
