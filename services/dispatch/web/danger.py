"""Danger: the contractor is called; if he does not come, the squad begins (F1, L7)."""

from typing import Annotated
from uuid import UUID

from aftercare_contracts.values import Role
from fastapi import APIRouter, Response
from plumbing.database import Transaction
from plumbing.web import Door, In, Moment, opens_for, text

from ..use_cases import taking_over
from .views import OrderOut, Photos, shown

router = APIRouter(prefix="/work-orders", tags=["danger"])
Caller = Annotated[Door, opens_for(Role.SITE_LEAD, Role.ENGINEERING_DESK)]
ENGINEERS = (Role.ENGINEERING, Role.DEPUTY_CHIEF_ENGINEER, Role.CHIEF_ENGINEER)


class CallIn(In):
    """By when the contractor is to come, and whom one spoke to and how."""

    come_by: Moment
    how: Annotated[str, text(1000)]
    photos: Photos = ()


class NoShowIn(In):
    """How it is known that he did not come."""

    proof: Annotated[str, text(1000)]
    photos: Photos = ()


class UrgencyIn(In):
    """Whether it was urgent and the contractor's, and why."""

    was_urgent_and_his: bool
    finding: Annotated[str, text(2000)]


@router.post("/{order_id}/calls", status_code=201, response_model=OrderOut)
async def post_call(order_id: UUID, body: CallIn, door: Caller) -> Response:
    """The contractor was called, to come by a moment."""

    async def act(tx: Transaction) -> OrderOut:
        called = await taking_over.call(tx, order_id, body.come_by, body.how, body.photos, door.caller, tx.now)
        return await shown(tx, called, door.caller)

    return await door.once(body, act)


@router.post("/{order_id}/no-shows", status_code=201, response_model=OrderOut)
async def post_no_show(order_id: UUID, body: NoShowIn, door: Caller) -> Response:
    """He did not come in the time named; the squad takes over and begins at once."""

    async def act(tx: Transaction) -> OrderOut:
        taken = await taking_over.record_no_show(tx, order_id, body.proof, body.photos, door.caller, tx.now)
        return await shown(tx, taken, door.caller)

    return await door.once(body, act)


@router.post("/{order_id}/urgency-findings", status_code=201, response_model=OrderOut)
async def post_urgency(order_id: UUID, body: UrgencyIn, door: Annotated[Door, opens_for(*ENGINEERS)]) -> Response:
    """Engineering's finding, without which the cost does not fall on the contractor."""

    async def act(tx: Transaction) -> OrderOut:
        found = await taking_over.find_urgency(tx, order_id, body.was_urgent_and_his, body.finding, door.caller, tx.now)
        return await shown(tx, found, door.caller)

    return await door.once(body, act)
