"""Visit records, who has to visit, and the monthly checks, as rows."""

from dataclasses import astuple, dataclass, fields
from datetime import datetime
from typing import Any
from uuid import UUID

import asyncpg
from aftercare_contracts.values import ContactWay
from plumbing.database import Transaction

from ..domain.visit_record import NoSuchRecord, Side, VisitRecord

COLUMNS = tuple(field.name for field in fields(VisitRecord))


@dataclass(frozen=True, slots=True)
class VisitingOfficer:
    """Who has to visit so many customers each month, from one month to another."""

    officer_id: UUID
    project: str
    person: str
    from_month: str
    until_month: str | None
    named_by: str
    named_at: datetime


@dataclass(frozen=True, slots=True)
class Check:
    """A month's figures as they were when the supervisor signed."""

    figures: dict[str, Any]
    note: str
    signed_by: str
    signed_at: datetime


async def add(tx: Transaction, record: VisitRecord) -> None:
    """A visit that was made."""
    places = ", ".join(f"${i}" for i in range(1, len(COLUMNS) + 1))
    await tx.execute(f"insert into visit_record ({', '.join(COLUMNS)}) values ({places})", *astuple(record))


async def record(tx: Transaction, record_id: UUID) -> VisitRecord:
    """Raises ``NoSuchRecord``."""
    row = await tx.fetchrow("select * from visit_record where record_id = $1", record_id)
    if row is None:
        raise NoSuchRecord
    return _record(row)


async def records(
    tx: Transaction, within: list[str] | None, project: str | None, visited_by: str | None, before: UUID | None, limit: int
) -> list[VisitRecord]:  # fmt: skip
    """Those within a scope, the latest first."""
    rows = await tx.fetch(
        "select * from visit_record where ($1::text[] is null or project = any($1)) and ($2::text is null or project = $2)"
        " and ($3::text is null or visited_by = $3) and ($4::uuid is null or record_id < $4) order by record_id desc limit $5",
        within, project, visited_by, before, limit,
    )  # fmt: skip
    return [_record(row) for row in rows]


async def of_month(tx: Transaction, project: str, since: datetime, until: datetime) -> list[VisitRecord]:
    """The visits made in a project from one moment up to another."""
    rows = await tx.fetch(
        "select * from visit_record where project = $1 and visited_at >= $2 and visited_at < $3 order by visited_at, record_no",
        project, since, until,
    )  # fmt: skip
    return [_record(row) for row in rows]


async def resident_households(tx: Transaction, project: str, until: datetime) -> int:
    """How many units were handed over before a moment."""
    found: int = await tx.fetchval(
        "select count(*) from household where project = $1"
        " and handed_over_on < ($2::timestamptz at time zone 'Asia/Shanghai')::date",
        project, until,
    )  # fmt: skip
    return found


async def projects_to_visit(tx: Transaction) -> list[str]:
    """Where somebody lives, or an officer has to visit."""
    rows = await tx.fetch(
        "select project from household where handed_over_on is not null union select project from visiting_officer"
        " where until_month is null order by project"
    )
    return [row["project"] for row in rows]


async def name_officer(tx: Transaction, officer: VisitingOfficer) -> bool:
    """Whether he was not named already."""
    added = await tx.fetchval(
        "insert into visiting_officer (officer_id, project, person, from_month, until_month, named_by, named_at)"
        " values ($1, $2, $3, $4, $5, $6, $7) on conflict (project, person) where until_month is null do nothing returning 1",
        *astuple(officer),
    )
    return bool(added)


async def officer_held(tx: Transaction, officer_id: UUID) -> VisitingOfficer | None:
    """One that nobody else changes until the transaction ends."""
    row = await tx.fetchrow("select * from visiting_officer where officer_id = $1 for update", officer_id)
    return VisitingOfficer(**dict(row)) if row else None


async def let_officer_go(tx: Transaction, officer_id: UUID, until_month: str) -> None:
    """That month is the last in which he has to visit."""
    await tx.execute("update visiting_officer set until_month = $2 where officer_id = $1", officer_id, until_month)


async def officers(tx: Transaction, project: str, month: str | None = None) -> list[VisitingOfficer]:
    """Who has to visit in a project, in a month or at all."""
    rows = await tx.fetch(
        "select * from visiting_officer where project = $1 and ($2::text is null or (from_month <= $2"
        " and coalesce(until_month, $2) >= $2)) order by person, officer_id",
        project, month,
    )  # fmt: skip
    return [VisitingOfficer(**dict(row)) for row in rows]


async def check(tx: Transaction, project: str, month: str) -> Check | None:
    """The supervisor's, or none yet."""
    row = await tx.fetchrow(
        "select figures, note, signed_by, signed_at from visit_month_check where project = $1 and month = $2",
        project,
        month,
    )
    return Check(**dict(row)) if row else None


async def add_check(tx: Transaction, project: str, month: str, made: Check) -> bool:
    """Whether nobody had signed before."""
    added = await tx.fetchval(
        "insert into visit_month_check (project, month, figures, note, signed_by, signed_at) values ($1, $2, $3, $4, $5, $6)"
        " on conflict do nothing returning 1",
        project, month, made.figures, made.note, made.signed_by, made.signed_at,
    )  # fmt: skip
    return bool(added)


def _record(row: asyncpg.Record) -> VisitRecord:
    return VisitRecord(
        **{name: row[name] for name in COLUMNS} | {"side": Side(row["side"]), "way": ContactWay(row["way"])}
    )
