"""Who owns a unit and who lives in it."""

from datetime import date
from typing import Annotated
from uuid import UUID

from aftercare_contracts.values import Role
from fastapi import APIRouter, Response
from plumbing.database import Transaction
from plumbing.ids import new_id
from plumbing.web import Caller, Door, In, Out, opens_for, text

from ..store import people as store
from ..use_cases import people
from .units import KEEPERS, seen_unit
from .views import MAY_REGISTER, NEEDS_THE_PHONE, masked

router = APIRouter(prefix="/units/{unit_id}", tags=["people of a unit"])
NEED_TO_KNOW = (*MAY_REGISTER, Role.RECORDS_CLERK)
"""Who may see the names; the phone is masked for those among them who call nobody."""


class OwnerIn(In):
    """Who owns the unit now."""

    name: Annotated[str, text(100)]
    phone: Annotated[str, text(60)]
    since_on: date


class ResidentIn(In):
    """Who lives in the unit now."""

    name: Annotated[str, text(100)]
    phone: Annotated[str, text(60)]
    since_on: date


class LeavingIn(In):
    """When somebody left."""

    left_on: date


class PersonMade(Out):
    """By what the new person is known."""

    unit_id: UUID
    customer_id: UUID
    resident_id: UUID | None = None


class Left(Out):
    """Who left, and when."""

    resident_id: UUID
    left_on: date


class OwnerOut(Out):
    """An owner; the present one has no end."""

    customer_id: UUID
    name: str
    phone: str
    since_on: date | None
    until_on: date | None


class ResidentOut(Out):
    """A resident; who lives there now has not left."""

    resident_id: UUID
    customer_id: UUID
    name: str
    phone: str
    since_on: date
    left_on: date | None


class Owners(Out):
    """From the first to the present one."""

    items: list[OwnerOut]


class Residents(Out):
    """In the order of entry."""

    items: list[ResidentOut]


@router.post("/owners", status_code=201, response_model=PersonMade)
async def post_owner(unit_id: UUID, body: OwnerIn, door: Annotated[Door, opens_for(*KEEPERS)]) -> Response:
    """Another owner since a day; the one before stays as history."""
    owner_id, by = new_id(), door.caller.person

    async def act(tx: Transaction) -> PersonMade:
        await seen_unit(tx, unit_id, door.caller)
        await people.change_owner(tx, unit_id, owner_id, body.name, body.phone, body.since_on, by, tx.now)
        return PersonMade(unit_id=unit_id, customer_id=owner_id)

    return await door.once(body, act)


@router.get("/owners")
async def get_owners(unit_id: UUID, door: Annotated[Door, opens_for(*NEED_TO_KNOW)]) -> Owners:
    """Who owns and owned the unit; that it was looked at is recorded."""
    async with door.transaction() as tx:
        await _look(tx, unit_id, door.caller)
        found = await store.owners(tx, unit_id)
    return Owners(items=[OwnerOut(**dict(row) | _phone(row["phone"], door.caller)) for row in found])


@router.post("/residents", status_code=201, response_model=PersonMade)
async def post_resident(
    unit_id: UUID, body: ResidentIn, door: Annotated[Door, opens_for(*KEEPERS, Role.PROPERTY_DESK)]
) -> Response:
    """Somebody lives there."""
    ids, by = (new_id(), new_id()), door.caller.person

    async def act(tx: Transaction) -> PersonMade:
        await seen_unit(tx, unit_id, door.caller)
        await people.add_resident(tx, unit_id, ids, body.name, body.phone, body.since_on, by, tx.now)
        return PersonMade(unit_id=unit_id, customer_id=ids[1], resident_id=ids[0])

    return await door.once(body, act)


@router.get("/residents")
async def get_residents(unit_id: UUID, door: Annotated[Door, opens_for(*NEED_TO_KNOW)]) -> Residents:
    """Who lives and lived there; that it was looked at is recorded."""
    async with door.transaction() as tx:
        await _look(tx, unit_id, door.caller)
        found = await store.residents(tx, unit_id)
    return Residents(items=[ResidentOut(**dict(row) | _phone(row["phone"], door.caller)) for row in found])


@router.post("/residents/{resident_id}/leavings", status_code=201, response_model=Left)
async def post_leaving(
    unit_id: UUID, resident_id: UUID, body: LeavingIn, door: Annotated[Door, opens_for(*KEEPERS, Role.PROPERTY_DESK)]
) -> Response:
    """Somebody lives there no longer."""

    async def act(tx: Transaction) -> Left:
        await seen_unit(tx, unit_id, door.caller)
        await people.leave(tx, unit_id, resident_id, body.left_on, door.caller.person, tx.now)
        return Left(resident_id=resident_id, left_on=body.left_on)

    return await door.once(body, act)


async def _look(tx: Transaction, unit_id: UUID, caller: Caller) -> None:
    unit = await seen_unit(tx, unit_id, caller)
    await store.note_look(tx, "unit_people", unit["project"], unit_id, caller.person, sorted(caller.roles), tx.now)


def _phone(phone: str, caller: Caller) -> dict[str, str]:
    return {"phone": phone if caller.has(*NEEDS_THE_PHONE) else masked(phone)}
