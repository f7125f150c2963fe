"""Appointments and entry (D6)."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from aftercare_contracts.events.dispatch_orders import AppointmentEnding
from aftercare_contracts.values import Role
from fastapi import APIRouter, Response
from plumbing.database import Transaction
from plumbing.web import Door, In, Moment, Out, Page, opens_for, text

from ..domain.appointments import AppointmentState, Entry
from ..store import appointments as store
from ..use_cases import appointments as use_cases
from .orders import READERS
from .seeing import order_seen

router = APIRouter(tags=["appointments"])
ARRANGERS = (Role.PROPERTY_DESK, Role.ENGINEERING_DESK, Role.SITE_LEAD)


class AppointmentIn(In):
    """Agreed with the owner: from when until when, and how one gets in."""

    starts_at: Moment
    ends_at: Moment
    entry: Entry
    note: Annotated[str, text(500, 0)] = ""


class OutcomeIn(In):
    """What became of it."""

    state: AppointmentEnding
    outcome: Annotated[str, text(1000)]


class AppointmentOut(Out):
    """An appointment."""

    appointment_id: UUID
    order_id: UUID
    starts_at: datetime
    ends_at: datetime
    entry: Entry
    note: str
    made_by: str
    made_at: datetime
    state: AppointmentState
    ended_by: str | None
    ended_at: datetime | None
    outcome: str


@router.post("/work-orders/{order_id}/appointments", status_code=201, response_model=AppointmentOut)
async def post_appointment(
    order_id: UUID, body: AppointmentIn, door: Annotated[Door, opens_for(*ARRANGERS)]
) -> Response:
    """The property desk arranges entry and explains to the owner."""

    async def act(tx: Transaction) -> AppointmentOut:
        return AppointmentOut.model_validate(await use_cases.agree(
            tx, order_id, body.starts_at, body.ends_at, body.entry, body.note, door.caller, tx.now
        ))  # fmt: skip

    return await door.once(body, act)


@router.get("/work-orders/{order_id}/appointments")
async def get_appointments(
    order_id: UUID, door: Annotated[Door, opens_for(*READERS, Role.CUSTOMER)]
) -> Page[AppointmentOut]:
    """Every appointment of an order, the oldest first."""
    async with door.reading() as tx:
        await order_seen(tx, order_id, door.caller)
        found = await store.of_order(tx, order_id)
    return Page(items=[AppointmentOut.model_validate(each) for each in found], next=None)


@router.post("/appointments/{appointment_id}/outcomes", status_code=201, response_model=AppointmentOut)
async def post_outcome(
    appointment_id: UUID,
    body: OutcomeIn,
    door: Annotated[Door, opens_for(*ARRANGERS, Role.REPAIR_SQUAD, Role.CONTRACTOR)],
) -> Response:
    """Kept, missed by the owner or by the repairer, or called off."""

    async def act(tx: Transaction) -> AppointmentOut:
        ended = await use_cases.end(tx, appointment_id, body.state, body.outcome, door.caller, tx.now)
        return AppointmentOut.model_validate(ended)

    return await door.once(body, act)
