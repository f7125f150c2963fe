"""Materials the customer supplied (D7)."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from aftercare_contracts.values import Role
from fastapi import APIRouter, Response
from plumbing.database import Transaction
from plumbing.ids import new_id
from plumbing.web import Door, In, Out, Page, opens_for, text

from ..domain.materials import Decision, Material
from ..store import materials as store
from ..use_cases import materials as use_cases
from .orders import READERS
from .seeing import order_seen
from .views import Photos

router = APIRouter(tags=["customer's materials"])
CHECKERS = (Role.ENGINEERING_DESK, Role.PROPERTY_DESK, Role.REPAIR_SQUAD, Role.CONTRACTOR)


class MaterialIn(In):
    """What he supplied and what was found of it, with the customer's signature."""

    what: Annotated[str, text(200)]
    quantity: Annotated[str, text(60)]
    is_sound: bool
    finding: Annotated[str, text(1000)]
    customer_signed_by: Annotated[str, text(100)]
    photos: Photos = ()


class DecisionIn(In):
    """What the customer decides about unsound material, with his signature."""

    decision: Decision
    signed_by: Annotated[str, text(100)]


class MaterialOut(Out):
    """A material and what was decided about it."""

    material_id: UUID
    order_id: UUID
    what: str
    quantity: str
    is_sound: bool
    finding: str
    checked_by: str
    customer_signed_by: str
    checked_at: datetime
    photos: tuple[str, ...]
    decision: Decision | None
    decision_signed_by: str | None
    decided_at: datetime | None
    recorded_by: str | None


@router.post("/work-orders/{order_id}/materials", status_code=201, response_model=MaterialOut)
async def post_material(order_id: UUID, body: MaterialIn, door: Annotated[Door, opens_for(*CHECKERS)]) -> Response:
    """Check it before use; only sound material is fitted."""
    material_id, by = new_id(), door.caller

    async def act(tx: Transaction) -> MaterialOut:
        found = Material(material_id, order_id, checked_by=by.person, checked_at=tx.now, **dict(body))
        return MaterialOut.model_validate(await use_cases.check(tx, found, by, tx.now))

    return await door.once(body, act)


@router.get("/work-orders/{order_id}/materials")
async def get_materials(order_id: UUID, door: Annotated[Door, opens_for(*READERS, Role.CUSTOMER)]) -> Page[MaterialOut]:
    """Every material of an order, the oldest first."""
    async with door.reading() as tx:
        await order_seen(tx, order_id, door.caller)
        found = await store.of_order(tx, order_id)
    return Page(items=[MaterialOut.model_validate(each) for each in found], next=None)


@router.post("/materials/{material_id}/decisions", status_code=201, response_model=MaterialOut)
async def post_decision(
    material_id: UUID,
    body: DecisionIn,
    door: Annotated[Door, opens_for(Role.PROPERTY_DESK, Role.ENGINEERING_DESK, Role.CUSTOMER)],
) -> Response:
    """The customer decides about unsound material."""

    async def act(tx: Transaction) -> MaterialOut:
        decided = await use_cases.decide(tx, material_id, body.decision, body.signed_by, door.caller, tx.now)
        return MaterialOut.model_validate(decided)

    return await door.once(body, act)
