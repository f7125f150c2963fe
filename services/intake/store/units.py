"""Projects, units, and the people who own or live in them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

import asyncpg
from plumbing.database import Transaction

from ..domain.phase import UnitDates

Row = asyncpg.Record
"""A row as it was read."""


async def put_project(
    tx: Transaction, project: str, name: str, first_handover_on: date | None, by: str, now: datetime
) -> None:
    """A project, new or changed."""
    await tx.execute(
        "insert into project (project, name, first_collective_handover_on, changed_at, changed_by) values ($1, $2, $3, $4, $5)"
        " on conflict (project) do update set name = excluded.name, changed_at = excluded.changed_at,"
        " first_collective_handover_on = excluded.first_collective_handover_on, changed_by = excluded.changed_by",
        project, name, first_handover_on, now, by,
    )  # fmt: skip


async def projects(tx: Transaction, within: list[str] | None, after: str, limit: int) -> list[asyncpg.Record]:
    """Those within a scope, by code."""
    return await tx.fetch(
        "select project, name, first_collective_handover_on from project"
        " where ($1::text[] is null or project = any($1)) and project > $2 order by project limit $3",
        within, after, limit,
    )  # fmt: skip


async def project(tx: Transaction, code: str) -> asyncpg.Record | None:
    """One project, or none."""
    return await tx.fetchrow("select project, name, first_collective_handover_on from project where project = $1", code)


async def unit(tx: Transaction, project: str, unit_no: str) -> asyncpg.Record | None:
    """One unit with its owner's phone, or none."""
    return await tx.fetchrow(
        "select u.*, c.phone as owner_phone from unit u join customer c on c.customer_id = u.owner_id"
        " where u.project = $1 and u.unit_no = $2",
        project, unit_no,
    )  # fmt: skip


async def add_unit(
    tx: Transaction,
    unit_id: UUID,
    project: str,
    unit_no: str,
    building: str,
    dates: UnitDates,
    owner_id: UUID,
    by: str,
    now: datetime,
) -> bool:
    """A new unit of a project. False where it is there already."""
    tag = await tx.execute(
        "insert into unit (unit_id, project, unit_no, building, completion_accepted_on, handed_over_on, refused_on, owner_id,"
        " added_at, added_by) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) on conflict (project, unit_no) do nothing",
        unit_id, project, unit_no, building, dates.completion_accepted_on, dates.handed_over_on, dates.refused_on, owner_id, now, by,
    )  # fmt: skip
    return tag.endswith("1")


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a list of units is narrowed to."""

    project: str
    building: str | None = None
    unit_no: str | None = None


PLAIN = "unit_id, project, unit_no, building, completion_accepted_on, handed_over_on, refused_on"
"""A unit's columns without personal data."""


async def units(tx: Transaction, wanted: Wanted, after: str, limit: int) -> list[asyncpg.Record]:
    """A project's units, by number; without personal data."""
    narrowed = [
        (condition, value)
        for condition, value in (("building = ${}", wanted.building), ("unit_no = ${}", wanted.unit_no))
        if value is not None
    ]
    where = "".join(f" and {condition.format(i)}" for i, (condition, _) in enumerate(narrowed, 4))
    return await tx.fetch(
        f"select {PLAIN} from unit where project = $1 and unit_no > $2{where} order by unit_no limit $3",
        wanted.project, after, limit, *(value for _, value in narrowed),
    )  # fmt: skip


async def unit_by_id(tx: Transaction, unit_id: UUID) -> asyncpg.Record | None:
    """One unit with its owner, or none."""
    return await tx.fetchrow(
        "select u.*, c.name as owner_name, c.phone as owner_phone from unit u join customer c on c.customer_id = u.owner_id"
        " where u.unit_id = $1",
        unit_id,
    )


async def unit_held(tx: Transaction, unit_id: UUID) -> asyncpg.Record | None:
    """One that nobody else changes until the transaction ends."""
    return await tx.fetchrow("select * from unit where unit_id = $1 for no key update", unit_id)


async def put_building(tx: Transaction, project: str, building: str, name: str, by: str, now: datetime) -> None:
    """A building, new or changed."""
    await tx.execute(
        "insert into building (project, building, name, changed_at, changed_by) values ($1, $2, $3, $4, $5)"
        " on conflict (project, building) do update set name = excluded.name, changed_at = excluded.changed_at,"
        " changed_by = excluded.changed_by",
        project, building, name, now, by,
    )  # fmt: skip


async def add_buildings(tx: Transaction, named: Sequence[tuple[str, str]], by: str, now: datetime) -> None:
    """Those of (project, building) that are missing; called by their code until somebody names them."""
    await tx.execute(
        "insert into building (project, building, name, changed_at, changed_by)"
        " select project, building, building, $3, $4 from unnest($1::text[], $2::text[]) as n (project, building)"
        " order by project, building on conflict do nothing",
        [project for project, _ in named], [building for _, building in named], now, by,
    )  # fmt: skip


async def building(tx: Transaction, project: str, building: str) -> asyncpg.Record | None:
    """One building with the number of its units, or none."""
    return await tx.fetchrow(
        "select b.project, b.building, b.name, (select count(*) from unit u where u.project = $1 and u.building = $2) as units"
        " from building b where b.project = $1 and b.building = $2",
        project, building,
    )  # fmt: skip


async def buildings(tx: Transaction, project: str, after: str, limit: int) -> list[asyncpg.Record]:
    """A project's, by code, each with the number of its units."""
    return await tx.fetch(
        "select b.project, b.building, b.name,"
        " (select count(*) from unit u where u.project = b.project and u.building = b.building) as units"
        " from building b where b.project = $1 and b.building > $2 order by b.building limit $3",
        project, after, limit,
    )  # fmt: skip


async def set_day(
    tx: Transaction, change_id: UUID, unit: asyncpg.Record, field: str, day: date | None, notice: str | None, reason: str,
    by: str, now: datetime,
) -> None:  # fmt: skip
    """One of a unit's days, with the entry that says who set it and why."""
    await tx.execute(
        "insert into unit_change (change_id, unit_id, field, before, after, notice, reason, recorded_at, recorded_by)"
        " values ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        change_id, unit["unit_id"], field, _text(unit[field]), _text(day), notice, reason or None, now, by,
    )  # fmt: skip
    await tx.execute(f"update unit set {field} = $2 where unit_id = $1", unit["unit_id"], day)


def _text(day: date | None) -> str | None:
    return day.isoformat() if day else None


async def changes(tx: Transaction, unit_id: UUID) -> list[asyncpg.Record]:
    """What was entered of a unit later than itself, from the first."""
    return await tx.fetch(
        "select change_id, field, before, after, notice, reason, recorded_at, recorded_by from unit_change where unit_id = $1"
        " order by recorded_at, change_id",
        unit_id,
    )


async def add_customer(tx: Transaction, customer_id: UUID, name: str, phone: str, now: datetime) -> None:
    """A person."""
    await tx.execute(
        "insert into customer (customer_id, name, phone, added_at) values ($1, $2, $3, $4)",
        customer_id,
        name,
        phone,
        now,
    )
