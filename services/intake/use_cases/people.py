"""Who owns a unit and who lives in it: entered, changed, left; the earlier ones stay as history."""

from datetime import date, datetime
from uuid import UUID

from aftercare_contracts.errors import AlreadyDone
from plumbing.database import Transaction

from ..domain.unit_dates import NoSuchResident, NoSuchUnit, must_come_after
from ..store import people, units
from . import people_told, units_told
from .units import must_be_past


async def change_owner(
    tx: Transaction, unit_id: UUID, owner_id: UUID, name: str, phone: str, since_on: date, by: str, now: datetime
) -> None:
    """Somebody else owns the unit since a day. Raises ``NoSuchUnit``, ``DateAhead``, ``CameBefore``."""
    unit = await held(tx, unit_id)
    must_be_past(now, since_on=since_on)
    must_come_after("since_on", since_on, unit["owner_since_on"])
    await people_told.add(tx, owner_id, name, phone, now)
    await people.change_owner(tx, unit, owner_id, since_on, by, now)
    await units_told.tell_unit(tx, unit["project"], unit_id)


async def add_resident(
    tx: Transaction, unit_id: UUID, ids: tuple[UUID, UUID], name: str, phone: str, since_on: date, by: str, now: datetime
) -> None:  # fmt: skip
    """Somebody lives in the unit since a day; ``ids`` are the resident's and the customer's.

    Raises ``NoSuchUnit``, ``DateAhead``, ``CameBefore``.
    """
    unit = await held(tx, unit_id)
    must_be_past(now, since_on=since_on)
    must_come_after("since_on", since_on, unit["completion_accepted_on"])
    await people_told.add(tx, ids[1], name, phone, now)
    await people.add_resident(tx, ids[0], unit_id, ids[1], since_on, by, now)
    await units_told.tell_unit(tx, unit["project"], unit_id)


async def leave(tx: Transaction, unit_id: UUID, resident_id: UUID, left_on: date, by: str, now: datetime) -> None:
    """Somebody lives there no longer. Raises ``NoSuchResident``, ``DateAhead``, ``CameBefore``, ``AlreadyDone``."""
    resident = await people.resident_held(tx, unit_id, resident_id)
    if resident is None:
        raise NoSuchResident
    if resident["left_on"]:
        raise AlreadyDone(f"Left on {resident['left_on']} already.")
    must_be_past(now, left_on=left_on)
    must_come_after("left_on", left_on, resident["since_on"])
    await people.leave(tx, resident_id, left_on, by, now)
    unit = await held(tx, unit_id)
    await units_told.tell_unit(tx, unit["project"], unit_id)


async def held(tx: Transaction, unit_id: UUID) -> units.Row:
    """A unit that nobody else changes until the transaction ends. Raises ``NoSuchUnit``."""
    unit = await units.unit_held(tx, unit_id)
    if unit is None:
        raise NoSuchUnit
    return unit
