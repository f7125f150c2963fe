"""Who owns a unit and who lives in it, now and before; all personal data itself stands in ``customer``."""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

import asyncpg
from plumbing.database import Transaction


async def living_there(tx: Transaction, project: str, unit_no: str, phone: str) -> UUID | None:
    """Which of a unit's present residents has this phone."""
    customer_id: UUID | None = await tx.fetchval(
        "select r.customer_id from resident r join unit u on u.unit_id = r.unit_id"
        " join customer c on c.customer_id = r.customer_id"
        " where u.project = $1 and u.unit_no = $2 and r.left_on is null and c.phone = $3 order by r.resident_id limit 1",
        project, unit_no, phone,
    )  # fmt: skip
    return customer_id


async def change_owner(
    tx: Transaction, unit: asyncpg.Record, owner_id: UUID, since_on: date, by: str, now: datetime
) -> None:
    """A new owner; the one before becomes history."""
    await tx.execute(
        "insert into earlier_owner (unit_id, owner_id, since_on, until_on, recorded_at, recorded_by)"
        " values ($1, $2, $3, $4, $5, $6)",
        unit["unit_id"], unit["owner_id"], unit["owner_since_on"], since_on, now, by,
    )  # fmt: skip
    await tx.execute(
        "update unit set owner_id = $2, owner_since_on = $3 where unit_id = $1", unit["unit_id"], owner_id, since_on
    )


async def owners(tx: Transaction, unit_id: UUID) -> list[asyncpg.Record]:
    """From the first to the present one, who has no end."""
    return await tx.fetch(
        "select e.owner_id as customer_id, c.name, c.phone, e.since_on, e.until_on, e.recorded_at as ended_at from earlier_owner e"
        " join customer c on c.customer_id = e.owner_id where e.unit_id = $1"
        " union all select u.owner_id, c.name, c.phone, u.owner_since_on, null, null from unit u"
        " join customer c on c.customer_id = u.owner_id where u.unit_id = $1 order by ended_at nulls last",
        unit_id,
    )


async def add_resident(
    tx: Transaction, resident_id: UUID, unit_id: UUID, customer_id: UUID, since_on: date, by: str, now: datetime
) -> None:
    """Somebody lives there."""
    await tx.execute(
        "insert into resident (resident_id, unit_id, customer_id, since_on, recorded_at, recorded_by)"
        " values ($1, $2, $3, $4, $5, $6)",
        resident_id, unit_id, customer_id, since_on, now, by,
    )  # fmt: skip


async def resident_held(tx: Transaction, unit_id: UUID, resident_id: UUID) -> asyncpg.Record | None:
    """One of a unit's, whom nobody else changes until the transaction ends."""
    return await tx.fetchrow(
        "select resident_id, since_on, left_on from resident where unit_id = $1 and resident_id = $2 for no key update",
        unit_id, resident_id,
    )  # fmt: skip


async def leave(tx: Transaction, resident_id: UUID, left_on: date, by: str, now: datetime) -> None:
    """Somebody lives there no longer."""
    await tx.execute(
        "update resident set left_on = $2, left_recorded_by = $3, left_recorded_at = $4 where resident_id = $1",
        resident_id, left_on, by, now,
    )  # fmt: skip


async def residents(tx: Transaction, unit_id: UUID) -> list[asyncpg.Record]:
    """Everybody who lives or lived there, in the order of entry."""
    return await tx.fetch(
        "select r.resident_id, r.customer_id, c.name, c.phone, r.since_on, r.left_on from resident r"
        " join customer c on c.customer_id = r.customer_id where r.unit_id = $1 order by r.resident_id",
        unit_id,
    )


async def note_look(
    tx: Transaction,
    what: str,
    project: str | None,
    unit_id: UUID | None,
    by: str,
    roles: Sequence[str],
    now: datetime,
    customer_id: UUID | None = None,
) -> None:
    """Somebody was shown or given personal data."""
    await tx.execute(
        "insert into personal_look (what, project, unit_id, by, roles, at, customer_id) values ($1, $2, $3, $4, $5, $6, $7)",
        what, project, unit_id, by, list(roles), now, customer_id,
    )  # fmt: skip
