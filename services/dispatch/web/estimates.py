"""What an order is expected to cost (F9)."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from aftercare_contracts.values import Role
from fastapi import APIRouter, Response
from plumbing.database import Transaction
from plumbing.web import Door, In, Out, opens_for, text
from pydantic import Field

from ..store import estimates as store
from ..use_cases import estimates as use_cases
from .orders import READERS
from .seeing import order_seen

router = APIRouter(prefix="/work-orders", tags=["work orders"])
STAFF = tuple(role for role in READERS if role is not Role.CONTRACTOR)


class EstimateIn(In):
    """The expected cost anew, and why."""

    expected_cost_fen: Annotated[int, Field(ge=0, le=10**12, strict=True)]
    reason: Annotated[str, text(1000)]


class EstimateOut(Out):
    """What an order was expected to cost from a moment on."""

    amount_fen: int
    reason: str
    by: str
    at: datetime


class EstimatesOut(Out):
    """The present estimate, the one on the sheet, and those between."""

    order_id: UUID
    estimate_fen: int
    expected_cost_fen: int
    estimates: list[EstimateOut]


@router.post("/{order_id}/estimates", status_code=201, response_model=EstimatesOut)
async def post_estimate(
    order_id: UUID, body: EstimateIn, door: Annotated[Door, opens_for(Role.ENGINEERING_DESK, Role.REPAIR_SQUAD)]
) -> Response:
    """Expect another cost; what is held on the retention follows."""

    async def act(tx: Transaction) -> EstimatesOut:
        await use_cases.estimate(tx, order_id, body.expected_cost_fen, body.reason, door.caller, tx.now)
        return await _estimates(tx, order_id, door)

    return await door.once(body, act)


@router.get("/{order_id}/estimates")
async def get_estimates(order_id: UUID, door: Annotated[Door, opens_for(*STAFF)]) -> EstimatesOut:
    """How the estimate changed."""
    async with door.reading() as tx:
        return await _estimates(tx, order_id, door)


async def _estimates(tx: Transaction, order_id: UUID, door: Door) -> EstimatesOut:
    order = await order_seen(tx, order_id, door.caller)
    made = [EstimateOut.model_validate(each) for each in await store.of_order(tx, order_id)]
    return EstimatesOut(
        order_id=order_id,
        estimate_fen=order.estimate_fen,
        expected_cost_fen=order.sheet.expected_cost_fen,
        estimates=made,
    )
