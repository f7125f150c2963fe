"""Projects, units, and the people who own or live in them."""

from datetime import date, datetime
from uuid import UUID

import asyncpg
from plumbing.database import Transaction

from ..domain.phase import UnitDates


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


async def units(tx: Transaction, project: str, after: str, limit: int) -> list[asyncpg.Record]:
    """A project's units, by number; without personal data."""
    return await tx.fetch(
        "select unit_id, project, unit_no, building, completion_accepted_on, handed_over_on, refused_on from unit"
        " where project = $1 and unit_no > $2 order by unit_no limit $3",
        project, after, limit,
    )  # fmt: skip


async def add_customer(tx: Transaction, customer_id: UUID, name: str, phone: str, now: datetime) -> None:
    """A person."""
    await tx.execute(
        "insert into customer (customer_id, name, phone, added_at) values ($1, $2, $3, $4)",
        customer_id,
        name,
        phone,
        now,
    )
