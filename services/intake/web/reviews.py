"""Joint reviews, from the call to the customer's confirmation."""

from typing import Annotated
from uuid import UUID

from aftercare_contracts.values import Role
from fastapi import APIRouter, Response
from plumbing.database import Transaction
from plumbing.ids import new_id
from plumbing.web import Door, opens_for

from ..domain.reviews import JointReview, ReviewFinding
from ..use_cases import reviews
from .cases import seen
from .conduct_views import ConfirmationIn, DoneIn, JointReviewIn, QualityFaultIn, ReviewFindingIn, ReviewMade
from .following import FOLLOWERS
from .views import LOOKERS, CaseOut, shown

router = APIRouter(tags=["joint reviews"])
ENGINEERS = (Role.ENGINEERING, Role.ENGINEERING_DESK, Role.DEPUTY_CHIEF_ENGINEER, Role.CHIEF_ENGINEER)
CALLERS = (Role.SITE_LEAD, Role.CENTRE_DIRECTOR, Role.VICE_PRESIDENT, Role.GENERAL_MANAGER)


@router.post("/cases/{case_id}/quality-faults", status_code=201, response_model=CaseOut)
async def post_quality_fault(
    case_id: UUID, body: QualityFaultIn, door: Annotated[Door, opens_for(*ENGINEERS)]
) -> Response:
    """Engineering reports a major quality fault to general management, who call the heads concerned (I24)."""
    made_id = new_id()

    async def act(tx: Transaction) -> CaseOut:
        await seen(tx, case_id, door.caller)
        return shown(await reviews.report_fault(tx, made_id, case_id, body.report, door.caller.person, tx.now))

    return await door.once(body, act)


@router.post("/cases/{case_id}/joint-reviews", status_code=201, response_model=ReviewMade)
async def post_joint_review(case_id: UUID, body: JointReviewIn, door: Annotated[Door, opens_for(*CALLERS)]) -> Response:
    """Call those concerned: the centre on its grounds, general management on a major quality fault (I24)."""
    review_id, caller = new_id(), door.caller
    participants = tuple(dict.fromkeys(body.participants))

    async def act(tx: Transaction) -> ReviewMade:
        await seen(tx, case_id, caller)
        review = JointReview(review_id, case_id, body.ground, participants, body.persons, caller.person, tx.now)
        case = await reviews.call(tx, review, caller.roles)
        return ReviewMade(**shown(case).model_dump(), review_id=review_id)

    return await door.once(body, act)


@router.post("/joint-reviews/{review_id}/findings", status_code=201, response_model=CaseOut)
async def post_review_finding(
    review_id: UUID, body: ReviewFindingIn, door: Annotated[Door, opens_for(*CALLERS)]
) -> Response:
    """What was found, who answers for it, the action and its date, which is a limit (I24)."""
    caller = door.caller

    async def act(tx: Transaction) -> CaseOut:
        called = await reviews.review(tx, review_id)
        await seen(tx, called.case_id, caller)
        finding = ReviewFinding(review_id=review_id, case_id=called.case_id, **dict(body), by=caller.person, at=tx.now)
        return shown(await reviews.find(tx, called, finding, caller.roles))

    return await door.once(body, act)


@router.post("/joint-reviews/{review_id}/actions", status_code=201, response_model=CaseOut)
async def post_review_action(review_id: UUID, body: DoneIn, door: Annotated[Door, opens_for(*LOOKERS)]) -> Response:
    """Whoever has to act, or the callers, report it done (I24)."""
    caller = door.caller

    async def act(tx: Transaction) -> CaseOut:
        called = await reviews.review(tx, review_id)
        await seen(tx, called.case_id, caller)
        return shown(await reviews.act(tx, called, body.done, caller.person, caller.roles, tx.now))

    return await door.once(body, act)


@router.post("/joint-reviews/{review_id}/customer-confirmations", status_code=201, response_model=CaseOut)
async def post_customer_confirmation(
    review_id: UUID, body: ConfirmationIn, door: Annotated[Door, opens_for(*FOLLOWERS)]
) -> Response:
    """The customer confirms what he was told of the finding (I24)."""
    caller = door.caller

    async def act(tx: Transaction) -> CaseOut:
        called = await reviews.review(tx, review_id)
        await seen(tx, called.case_id, caller)
        return shown(await reviews.confirm(tx, called, body.told, body.way, caller.person, tx.now))

    return await door.once(body, act)
