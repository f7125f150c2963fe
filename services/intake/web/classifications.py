"""The class of a case, signed for; and what was agreed anew with the customer."""

from typing import Annotated
from uuid import UUID

from aftercare_contracts.values import Role
from fastapi import APIRouter, Response
from plumbing.database import Transaction
from plumbing.ids import new_id
from plumbing.web import Door, opens_for

from ..use_cases import classifications, replies
from .cases import seen
from .conduct_views import ClassificationIn, ReplyAgreementIn
from .following import FOLLOWERS
from .views import CaseOut, shown

router = APIRouter(prefix="/cases/{case_id}", tags=["how a case is conducted"])


@router.post("/classifications", status_code=201, response_model=CaseOut)
async def post_classification(
    case_id: UUID, body: ClassificationIn, door: Annotated[Door, opens_for(Role.SERVICE_OFFICER, Role.SITE_LEAD)]
) -> Response:
    """Sign for the class of a complaint or suggestion; nothing carried out yet, class and subject may be corrected (I3)."""
    made_id, words = new_id(), (body.opinion, body.account, body.customer_wants)

    async def act(tx: Transaction) -> CaseOut:
        await seen(tx, case_id, door.caller)
        by = door.caller.person
        return shown(
            await classifications.classify(tx, made_id, case_id, body.case_class, body.matter, words, by, tx.now)
        )

    return await door.once(body, act)


@router.post("/reply-agreements", status_code=201, response_model=CaseOut)
async def post_reply_agreement(
    case_id: UUID, body: ReplyAgreementIn, door: Annotated[Door, opens_for(*FOLLOWERS)]
) -> Response:
    """Agree anew when and how to reply, or how to visit, as the customer wishes (I5)."""
    made_id, ways = new_id(), (body.reply_by, body.visit_by)

    async def act(tx: Transaction) -> CaseOut:
        await seen(tx, case_id, door.caller)
        wish, by = body.customer_wish, door.caller.person
        return shown(await replies.agree_anew(tx, made_id, case_id, body.reply_at, ways, wish, by, tx.now))

    return await door.once(body, act)
