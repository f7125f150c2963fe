"""Households and estates, as intake's registry told of them."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import date
from uuid import UUID

import asyncpg
from plumbing.database import Transaction


@dataclass(frozen=True, slots=True)
class Household:
    """A unit that can be visited and asked. ``owner_id`` is the customer who owns it, none where intake did not say;
    ``residents`` how many are known to live there besides."""

    unit_id: UUID
    project: str
    unit_no: str
    building: str
    completion_accepted_on: date
    handed_over_on: date | None
    refused_on: date | None
    owner_id: UUID | None
    residents: int


@dataclass(frozen=True, slots=True)
class Estate:
    """A project with the day from which it is lived in, none before its first collective handover."""

    project: str
    name: str
    first_collective_handover_on: date | None


COLUMNS = tuple(field.name for field in fields(Household))


async def put(tx: Transaction, households: Sequence[Household]) -> None:
    """What was said of some units, in place of what was known."""
    columns = [[getattr(each, name) for each in households] for name in COLUMNS]
    await tx.execute(
        f"insert into household ({', '.join(COLUMNS)})"
        " select * from unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::date[], $6::date[], $7::date[], $8::uuid[],"
        " $9::integer[]) on conflict (unit_id) do update set building = excluded.building,"
        " completion_accepted_on = excluded.completion_accepted_on, handed_over_on = excluded.handed_over_on,"
        " refused_on = excluded.refused_on, owner_id = excluded.owner_id, residents = excluded.residents",
        *columns,
    )


async def put_estate(tx: Transaction, estate: Estate) -> None:
    """What was said of a project, in place of what was known."""
    await tx.execute(
        "insert into estate (project, name, first_collective_handover_on) values ($1, $2, $3) on conflict (project)"
        " do update set name = excluded.name, first_collective_handover_on = excluded.first_collective_handover_on",
        estate.project, estate.name, estate.first_collective_handover_on,
    )  # fmt: skip


async def estate(tx: Transaction, project: str) -> Estate | None:
    """One project, or none where nothing was said of it."""
    row = await tx.fetchrow("select * from estate where project = $1", project)
    return Estate(**dict(row)) if row else None


async def estates(tx: Transaction, within: list[str] | None) -> list[Estate]:
    """Those within a scope (none for all), by code."""
    rows = await tx.fetch(
        "select * from estate where ($1::text[] is null or project = any($1)) order by project", within
    )
    return [Estate(**dict(row)) for row in rows]


async def of_unit(tx: Transaction, project: str, unit_no: str) -> Household | None:
    """One unit's, or none where intake did not say."""
    return _household(
        await tx.fetchrow("select * from household where project = $1 and unit_no = $2", project, unit_no)
    )


async def of_project(tx: Transaction, project: str) -> list[Household]:
    """Every unit of a project, by building and number."""
    rows = await tx.fetch("select * from household where project = $1 order by building, unit_no", project)
    return [found for row in rows if (found := _household(row))]


def _household(row: asyncpg.Record | None) -> Household | None:
    return Household(**dict(row)) if row else None
