"""What follows a case: feedback, verdict, result, closing."""

from typing import Annotated
from uuid import UUID

from aftercare_contracts.values import Role
from fastapi import APIRouter, Response
from plumbing.database import Transaction
from plumbing.ids import new_id
from plumbing.web import Door, opens_for

from ..domain.case import Result
from ..use_cases import following
from .cases import seen
from .views import DESKS, CaseOut, ClosingIn, FeedbackIn, ResultIn, VerdictIn, shown

router = APIRouter(prefix="/cases/{case_id}", tags=["following a case"])
FOLLOWERS = (
    Role.HOTLINE_CLERK, Role.CASE_OFFICER, Role.DUTY_OFFICER, Role.SERVICE_OFFICER, Role.SERVICE_SUPERVISOR, Role.SITE_LEAD,
    Role.CENTRE_DIRECTOR, *DESKS,
)  # fmt: skip


@router.post("/feedbacks", status_code=201, response_model=CaseOut)
async def post_feedback(case_id: UUID, body: FeedbackIn, door: Annotated[Door, opens_for(*FOLLOWERS)]) -> Response:
    """The customer heard from us; the first time it ends the limit of 24 hours (I6)."""
    entry_id = new_id()

    async def act(tx: Transaction) -> CaseOut:
        await seen(tx, case_id, door.caller)
        by, because = door.caller.person, body.other_way_because
        case = await following.give_feedback(
            tx, entry_id, case_id, body.way, body.text, by, tx.now, reached=body.reached, other_way_because=because
        )
        return shown(case)

    return await door.once(body, act)


@router.post("/verdicts", status_code=201, response_model=CaseOut)
async def post_verdict(
    case_id: UUID,
    body: VerdictIn,
    door: Annotated[Door, opens_for(Role.SERVICE_OFFICER, Role.SITE_LEAD, Role.CENTRE_DIRECTOR)],
) -> Response:
    """Whether a complaint is valid; invalid only by the head's own signature (I2)."""
    entry_id, caller = new_id(), door.caller

    async def act(tx: Transaction) -> CaseOut:
        await seen(tx, case_id, caller)
        case = await following.judge(
            tx, entry_id, case_id, body.verdict, body.reason, caller.person, caller.roles, tx.now
        )
        return shown(case)

    return await door.once(body, act)


@router.post("/results", status_code=201, response_model=CaseOut)
async def post_result(
    case_id: UUID, body: ResultIn, door: Annotated[Door, opens_for(*DESKS, Role.SITE_LEAD, Role.CASE_OFFICER)]
) -> Response:
    """What came of a round; unsettled, the reason and a date (I8)."""
    entry_id = new_id()

    async def act(tx: Transaction) -> CaseOut:
        await seen(tx, case_id, door.caller)
        result = Result(**dict(body))
        return shown(await following.report_result(tx, entry_id, case_id, result, door.caller.person, tx.now))

    return await door.once(body, act)


@router.post("/closings", status_code=201, response_model=CaseOut)
async def post_closing(
    case_id: UUID, body: ClosingIn, door: Annotated[Door, opens_for(Role.SITE_LEAD, Role.CENTRE_DIRECTOR)]
) -> Response:
    """Close with a recorded reason what needs no visit (I15)."""
    entry_id = new_id()

    async def act(tx: Transaction) -> CaseOut:
        await seen(tx, case_id, door.caller)
        outcome = (body.body, body.body_said, body.can_be_had, body.cannot_be_had)
        return shown(
            await following.close_with_reason(
                tx, entry_id, case_id, body.reason, door.caller.person, tx.now, outcome=outcome
            )
        )

    return await door.once(body, act)
