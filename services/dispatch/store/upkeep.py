"""Inspections, meetings, what is owed from them, judgements, and the equipment in use."""

from collections.abc import Sequence
from dataclasses import fields
from datetime import date, datetime
from typing import Any
from uuid import UUID

from aftercare_contracts.values import Role
from plumbing.database import Transaction

from ..domain.upkeep import (
    Judgement,
    NoSuchJudgement,
    NoSuchUndertaking,
    Severity,
    Undertaking,
    UndertakingState,
)

OWED = tuple(field.name for field in fields(Undertaking))
JUDGED = tuple(field.name for field in fields(Judgement))


async def committee_since(tx: Transaction, project: str) -> date | None:
    """From when the estate has an owners' committee."""
    since_on: date | None = await tx.fetchval("select since_on from owners_committee where project = $1", project)
    return since_on


async def keep_committee(tx: Transaction, project: str, since_on: date, by: str, now: datetime) -> bool:
    """False where a day is on record."""
    tag = await tx.execute(
        "insert into owners_committee (project, since_on, recorded_by, recorded_at) values ($1, $2, $3, $4)"
        " on conflict do nothing",
        project, since_on, by, now,
    )  # fmt: skip
    return tag.endswith("1")


async def add(tx: Transaction, table: str, values: dict[str, Any]) -> bool:
    """A new row of one of this module's tables. False where its like is on record."""
    places = ", ".join(f"${i}" for i in range(1, len(values) + 1))
    tag = await tx.execute(
        f"insert into {table} ({', '.join(values)}) values ({places}) on conflict do nothing", *values.values()
    )
    return tag.endswith("1")


async def add_owed(tx: Transaction, owed: Sequence[Undertaking]) -> None:
    """What came of an inspection or a meeting."""
    for one in owed:
        await add(tx, "undertaking", {name: getattr(one, name) for name in OWED})


async def owed_held(tx: Transaction, undertaking_id: UUID) -> Undertaking:
    """Raises ``NoSuchUndertaking``."""
    row = await tx.fetchrow(
        f"select {', '.join(OWED)} from undertaking where undertaking_id = $1 for update", undertaking_id
    )
    if row is None:
        raise NoSuchUndertaking
    return _owed(row)


async def save_owed(tx: Transaction, owed: Undertaking, verb: str, by: str, now: datetime, note: str) -> None:
    """As it has become, and who made it so."""
    await tx.execute(
        "insert into undertaking_move (undertaking_id, verb, by, at, note) values ($1, $2, $3, $4, $5)",
        owed.undertaking_id, verb, by, now, note,
    )  # fmt: skip
    changing = OWED[8:]
    sets = ", ".join(f"{name} = ${i}" for i, name in enumerate(changing, 2))
    await tx.execute(
        f"update undertaking set {sets} where undertaking_id = $1",
        owed.undertaking_id, *(getattr(owed, name) for name in changing),
    )  # fmt: skip


async def owed(
    tx: Transaction, projects: Sequence[str] | None, open_only: bool, thing: UUID | None = None
) -> list[Undertaking]:
    """Findings and points, the earliest due first; of one inspection or meeting where given."""
    rows = await tx.fetch(
        f"select {', '.join(OWED)} from undertaking where ($1::text[] is null or project = any($1))"
        " and (not $2 or state <> 'closed') and ($3::uuid is null or inspection_id = $3 or meeting_id = $3)"
        " order by due_on, undertaking_id limit 1000",
        projects, open_only, thing,
    )  # fmt: skip
    return [_owed(row) for row in rows]


async def inspections(
    tx: Transaction, projects: Sequence[str] | None, before: UUID | None, limit: int
) -> list[dict[str, Any]]:
    """The latest first."""
    rows = await tx.fetch(
        "select inspection_id, project, place_kind, inspected_on, summary, inspected_by, recorded_at from inspection"
        " where ($1::text[] is null or project = any($1)) and ($2::uuid is null or inspection_id < $2)"
        " order by inspection_id desc limit $3",
        projects, before, limit,
    )  # fmt: skip
    return [dict(row) for row in rows]


async def last_inspected(tx: Transaction, project: str) -> dict[str, date]:
    """When each kind of place was last inspected."""
    rows = await tx.fetch(
        "select place_kind, max(inspected_on) as last_on from inspection where project = $1 group by place_kind",
        project,
    )
    return {row["place_kind"]: row["last_on"] for row in rows}


async def meetings(tx: Transaction, project: str) -> list[dict[str, Any]]:
    """The coordination meetings of a project, the latest first."""
    rows = await tx.fetch(
        "select meeting_id, project, month, held_on, participants, minutes, carried, recorded_by, recorded_at from meeting"
        " where project = $1 order by month desc limit 120",
        project,
    )
    return [dict(row) for row in rows]


async def basis_of(tx: Transaction, project: str, since: datetime, until: datetime) -> dict[str, int]:
    """What customers said in a period: cases of the property desk and company, reopened, content; findings of inspections."""
    row = await tx.fetchrow(
        "select count(*)::int as cases, count(*) filter (where round > 1)::int as reopened,"
        " count(*) filter (where closed_because = 'satisfied')::int as satisfied,"
        " count(*) filter (where verdict = 'valid')::int as valid,"
        " (select count(*)::int from undertaking u join inspection i using (inspection_id)"
        "  where i.project = $1 and i.recorded_at >= $2 and i.recorded_at < $3) as findings"
        " from case_copy where project = $1 and desk in ('property_desk', 'property_company')"
        " and registered_at >= $2 and registered_at < $3",
        project, since, until,
    )  # fmt: skip
    assert row is not None
    return dict(row)


async def judgement_held(tx: Transaction, judgement_id: UUID) -> Judgement:
    """Raises ``NoSuchJudgement``."""
    row = await tx.fetchrow(
        f"select {', '.join(JUDGED)} from judgement where judgement_id = $1 for update", judgement_id
    )
    if row is None:
        raise NoSuchJudgement
    return Judgement(**row)


async def save_judgement(tx: Transaction, judgement: Judgement) -> None:
    """Who signed it."""
    await tx.execute(
        "update judgement set signed_by = $2, signed_at = $3 where judgement_id = $1",
        judgement.judgement_id, judgement.signed_by, judgement.signed_at,
    )  # fmt: skip


async def judgements(tx: Transaction, project: str, year: str | None = None) -> list[Judgement]:
    """A project's judgements, the latest period first; those of a year's months where given."""
    rows = await tx.fetch(
        f"select {', '.join(JUDGED)} from judgement where project = $1"
        " and ($2::text is null or period like $2 || '-%') order by period desc limit 240",
        project, year,
    )  # fmt: skip
    return [Judgement(**row) for row in rows]


def _owed(row: Any) -> Undertaking:
    known = {
        "severity": Severity(row["severity"]),
        "owner": Role(row["owner"]),
        "state": UndertakingState(row["state"]),
    }
    return Undertaking(**dict(row) | known)


async def projects_in_care(tx: Transaction, on: date) -> list[str]:
    """The projects known that have no owners' committee yet."""
    rows = await tx.fetch(
        "select project from project_copy p where not exists"
        " (select from owners_committee c where c.project = p.project and c.since_on <= $1) order by project",
        on,
    )
    return [row["project"] for row in rows]


async def kinds_passed_on(tx: Transaction, project: str) -> set[str]:
    """The kinds of equipment whose record engineering has."""
    rows = await tx.fetch(
        "select equipment_kind from equipment_record where project = $1 and passed_to_engineering_on is not null",
        project,
    )
    return {row["equipment_kind"] for row in rows}
