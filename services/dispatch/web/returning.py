"""Objections of contractors, and orders that are not wanted any more (D2)."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from aftercare_contracts.values import Role
from fastapi import APIRouter, Response
from plumbing.database import Transaction
from plumbing.ids import new_id
from plumbing.web import Door, In, Out, Page, opens_for, text

from ..domain.returning import Ground
from ..store import returning as store
from ..use_cases import returning as use_cases
from .orders import READERS
from .seeing import order_seen
from .views import OrderOut, Photos, shown

router = APIRouter(prefix="/work-orders", tags=["work orders"])


class ObjectionIn(In):
    """Why the work is not his."""

    ground: Ground
    reason: Annotated[str, text(2000)]
    photos: Photos = ()


class AnswerIn(In):
    """Upheld, the order comes back; either way why."""

    upheld: bool
    answer: Annotated[str, text(2000)]


class CancellationIn(In):
    """Why the order is not wanted any more."""

    reason: Annotated[str, text(1000)]


class ObjectionOut(Out):
    """A contractor's objection and its answer."""

    objection_id: UUID
    order_id: UUID
    ground: Ground
    reason: str
    photos: tuple[str, ...]
    raised_by: str
    raised_at: datetime
    upheld: bool | None
    answer: str
    answered_by: str | None
    answered_at: datetime | None


@router.post("/{order_id}/objections", status_code=201, response_model=ObjectionOut)
async def post_objection(
    order_id: UUID, body: ObjectionIn, door: Annotated[Door, opens_for(Role.CONTRACTOR)]
) -> Response:
    """The contractor says that the work is not his; his time runs on meanwhile."""
    objection_id = new_id()

    async def act(tx: Transaction) -> ObjectionOut:
        return ObjectionOut.model_validate(await use_cases.object_to(
            tx, objection_id, order_id, body.ground, body.reason, body.photos, door.caller, tx.now
        ))  # fmt: skip

    return await door.once(body, act)


@router.get("/{order_id}/objections")
async def get_objections(order_id: UUID, door: Annotated[Door, opens_for(*READERS)]) -> Page[ObjectionOut]:
    """Every objection to an order, the oldest first."""
    async with door.reading() as tx:
        await order_seen(tx, order_id, door.caller)
        found = await store.of_order(tx, order_id)
    return Page(items=[ObjectionOut.model_validate(each) for each in found], next=None)


@router.post("/{order_id}/objection-answers", status_code=201, response_model=ObjectionOut)
async def post_answer(
    order_id: UUID,
    body: AnswerIn,
    door: Annotated[Door, opens_for(Role.ENGINEERING_DESK, Role.SITE_LEAD, Role.ENGINEERING)],
) -> Response:
    """The answer to an order's open objection, by another than the one who issued the order."""

    async def act(tx: Transaction) -> ObjectionOut:
        answered = await use_cases.answer(tx, order_id, body.upheld, body.answer, door.caller, tx.now)
        return ObjectionOut.model_validate(answered)

    return await door.once(body, act)


@router.post("/{order_id}/cancellations", status_code=201, response_model=OrderOut)
async def post_cancellation(
    order_id: UUID, body: CancellationIn, door: Annotated[Door, opens_for(Role.ENGINEERING_DESK, Role.SITE_LEAD)]
) -> Response:
    """The order is not wanted any more; only while the contractor holds it."""

    async def act(tx: Transaction) -> OrderOut:
        cancelled = await use_cases.cancel(tx, order_id, body.reason, door.caller, tx.now)
        return await shown(tx, cancelled, door.caller)

    return await door.once(body, act)
