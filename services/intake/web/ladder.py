"""Up the ladder, down again, and who has a case by name."""

from typing import Annotated
from uuid import UUID

from aftercare_contracts.values import Role
from fastapi import APIRouter, Response
from plumbing.database import Transaction
from plumbing.ids import new_id
from plumbing.web import Door, opens_for

from ..use_cases import ladder
from .cases import seen
from .conduct_views import HandDownIn, HoldingIn, ReasonIn
from .views import DESKS, CaseOut, shown

router = APIRouter(prefix="/cases/{case_id}", tags=["how a case is conducted"])
STEPS = (Role.SITE_LEAD, Role.CENTRE_DIRECTOR, Role.VICE_PRESIDENT, Role.GENERAL_MANAGER)
HOLDERS = (*DESKS, Role.CASE_OFFICER, Role.DEPARTMENT_MANAGER, *STEPS)


@router.post("/hand-ups", status_code=201, response_model=CaseOut)
async def post_hand_up(case_id: UUID, body: ReasonIn, door: Annotated[Door, opens_for(*DESKS, *STEPS)]) -> Response:
    """One step up the ladder, decided by whoever has the case; its limits run on (I20)."""
    made_id, caller = new_id(), door.caller

    async def act(tx: Transaction) -> CaseOut:
        await seen(tx, case_id, caller)
        return shown(await ladder.hand_up(tx, made_id, case_id, body.reason, caller.person, caller.roles, tx.now))

    return await door.once(body, act)


@router.post("/hand-downs", status_code=201, response_model=CaseOut)
async def post_hand_down(case_id: UUID, body: HandDownIn, door: Annotated[Door, opens_for(*STEPS)]) -> Response:
    """Down to a lower step or the desk, with an instruction, by whoever has the case (I20)."""
    made_id, caller = new_id(), door.caller

    async def act(tx: Transaction) -> CaseOut:
        await seen(tx, case_id, caller)
        by, roles = caller.person, caller.roles
        return shown(await ladder.hand_down(tx, made_id, case_id, body.to, body.instruction, by, roles, tx.now))

    return await door.once(body, act)


@router.post("/holdings", status_code=201, response_model=CaseOut)
async def post_holding(case_id: UUID, body: HoldingIn, door: Annotated[Door, opens_for(*HOLDERS)]) -> Response:
    """Take the case by name, give it to one of the role as its head, or give it back (B1)."""
    made_id, caller = new_id(), door.caller

    async def act(tx: Transaction) -> CaseOut:
        await seen(tx, case_id, caller)
        return shown(await ladder.hold(tx, made_id, case_id, body.person, caller.person, caller.roles, tx.now))

    return await door.once(body, act)
