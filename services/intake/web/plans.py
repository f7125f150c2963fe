"""Verification and the signed plan."""

from typing import Annotated
from uuid import UUID

from aftercare_contracts.values import Role
from fastapi import APIRouter, Response
from plumbing.database import Transaction
from plumbing.ids import new_id
from plumbing.web import Door, opens_for

from ..use_cases import plans
from .cases import seen
from .conduct_views import OpinionIn, PlanIn, PlanMade, VerificationIn
from .following import FOLLOWERS
from .views import DESKS, CaseOut, shown

router = APIRouter(prefix="/cases/{case_id}", tags=["how a case is conducted"])
DRAWERS = (*DESKS, Role.SITE_LEAD, Role.CENTRE_DIRECTOR, Role.VICE_PRESIDENT, Role.GENERAL_MANAGER)
SIGNERS = (
    Role.SITE_LEAD, Role.DEPARTMENT_MANAGER, Role.CENTRE_DIRECTOR, Role.VICE_PRESIDENT, Role.GENERAL_MANAGER,
)  # fmt: skip
VERIFIERS = (*FOLLOWERS, Role.DEPARTMENT_MANAGER, Role.QUALITY_SUPERVISOR)


@router.post("/verifications", status_code=201, response_model=CaseOut)
async def post_verification(
    case_id: UUID, body: VerificationIn, door: Annotated[Door, opens_for(*VERIFIERS)]
) -> Response:
    """What was found of a complaint, on the spot or why not (I21)."""
    made_id = new_id()

    async def act(tx: Transaction) -> CaseOut:
        await seen(tx, case_id, door.caller)
        by = door.caller.person
        return shown(await plans.verify(tx, made_id, case_id, body.finding, body.on_the_spot, body.why_not, by, tx.now))

    return await door.once(body, act)


@router.post("/plans", status_code=201, response_model=PlanMade)
async def post_plan(case_id: UUID, body: PlanIn, door: Annotated[Door, opens_for(*DRAWERS)]) -> Response:
    """Cause, way of handling and completion date, by those responsible; carried out once their head has signed (I21)."""
    plan_id, caller = new_id(), door.caller

    async def act(tx: Transaction) -> PlanMade:
        await seen(tx, case_id, caller)
        case = await plans.draw(
            tx, plan_id, case_id, body.cause, body.handling, body.complete_on, caller.person, caller.roles, tx.now
        )
        return PlanMade(**shown(case).model_dump(), plan_id=plan_id)

    return await door.once(body, act)


@router.post("/plans/{plan_id}/signatures", status_code=201, response_model=CaseOut)
async def post_signature(
    case_id: UUID, plan_id: UUID, body: OpinionIn, door: Annotated[Door, opens_for(*SIGNERS)]
) -> Response:
    """The head signs, and the completion date becomes a limit; nobody signs his own plan (I21)."""
    caller = door.caller

    async def act(tx: Transaction) -> CaseOut:
        await seen(tx, case_id, caller)
        return shown(await plans.sign(tx, case_id, plan_id, body.opinion, caller.person, caller.roles, tx.now))

    return await door.once(body, act)
