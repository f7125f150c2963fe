"""Archives of closed cases."""

from datetime import datetime
from uuid import UUID

import asyncpg
from plumbing.database import Transaction


async def closed_and_not_archived(
    tx: Transaction, project: str, begin: datetime, end: datetime, kind: str
) -> list[asyncpg.Record]:
    """What closed in a span and stands in no archive of that kind of period yet."""
    return await tx.fetch(
        "select c.case_no, c.kind, c.case_class, c.matter, c.unit_no, c.department, c.verdict, c.round, c.registered_at, c.closed_at,"
        " (select count(*) from register_entry e where e.case_id = c.case_id) as entries from case_file c"
        " where c.project = $1 and c.closed_at >= $2 and c.closed_at < $3 and not exists ("
        "  select from archive a where a.project = $1 and a.period like $4 and a.cases ? c.case_no) order by c.case_no",
        project, begin, end, "____-Q_" if kind == "quarter" else "____-__",
    )  # fmt: skip


async def open_at(tx: Transaction, project: str, end: datetime) -> list[str]:
    """What was registered before a moment and was still open then."""
    rows = await tx.fetch(
        "select case_no from case_file where project = $1 and registered_at < $2 and (closed_at is null or closed_at >= $2)"
        " order by case_no",
        project, end,
    )  # fmt: skip
    return [row["case_no"] for row in rows]


async def hold_project(tx: Transaction, project: str) -> bool:
    """One archive of a project at a time. False where there is no such project."""
    return await tx.fetchval("select true from project where project = $1 for no key update", project) is not None


async def supplements(tx: Transaction, project: str, period: str) -> int:
    """How many archives of the period there are."""
    count: int = await tx.fetchval("select count(*) from archive where project = $1 and period = $2", project, period)
    return count


async def add(
    tx: Transaction,
    archive_id: UUID,
    where: tuple[str, str, int],
    cases: list[str],
    carried_over: list[str],
    digest: str,
    by: str,
) -> None:
    """One more archive; ``where`` is project, period and supplement."""
    await tx.execute(
        "insert into archive (archive_id, project, period, supplement, cases, carried_over, digest, archived_by, archived_at)"
        " values ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        archive_id, *where, cases, carried_over, digest, by, tx.now,
    )  # fmt: skip


async def archive(tx: Transaction, archive_id: UUID) -> asyncpg.Record | None:
    """One archive."""
    return await tx.fetchrow("select * from archive where archive_id = $1", archive_id)


async def archives(
    tx: Transaction, projects: list[str] | None, before: UUID | None, limit: int
) -> list[asyncpg.Record]:
    """The latest first."""
    return await tx.fetch(
        "select * from archive where ($1::text[] is null or project = any($1)) and ($2::uuid is null or archive_id < $2)"
        " order by archive_id desc limit $3",
        projects, before, limit,
    )  # fmt: skip
