"""Return visits, as rows."""

from dataclasses import fields
from uuid import UUID

import asyncpg
from aftercare_contracts.values import ContactWay
from plumbing.database import Transaction

from ..domain.return_visit import Because, NoSuchVisit, ReturnVisit, State

COLUMNS = tuple(field.name for field in fields(ReturnVisit))
STANDING = (
    "state", "reached", "in_time", "satisfied", "attitude", "still_wrong", "comment", "visited_by", "visited_at",
    "cancelled_because", "cancelled_at",
)  # fmt: skip


async def add(tx: Transaction, visit: ReturnVisit) -> None:
    """A planned visit."""
    places = ", ".join(f"${i}" for i in range(1, len(COLUMNS) + 1))
    values = [getattr(visit, name) for name in COLUMNS]
    await tx.execute(f"insert into return_visit ({', '.join(COLUMNS)}) values ({places})", *values)


async def save(tx: Transaction, visit: ReturnVisit) -> None:
    """What came of it."""
    sets = ", ".join(f"{name} = ${i}" for i, name in enumerate(STANDING, 2))
    values = [getattr(visit, name) for name in STANDING]
    await tx.execute(f"update return_visit set {sets} where visit_id = $1", visit.visit_id, *values)


async def visit(tx: Transaction, visit_id: UUID) -> ReturnVisit:
    """Raises ``NoSuchVisit``."""
    return _found(await tx.fetchrow("select * from return_visit where visit_id = $1", visit_id))


async def visit_held(tx: Transaction, visit_id: UUID) -> ReturnVisit:
    """One that nobody else moves until the transaction ends. Raises ``NoSuchVisit``."""
    return _found(await tx.fetchrow("select * from return_visit where visit_id = $1 for update", visit_id))


async def set_way(tx: Transaction, case_id: UUID, way: ContactWay) -> None:
    """Another way for the visit a case still waits for."""
    await tx.execute("update return_visit set way = $2 where case_id = $1 and state = 'planned'", case_id, way)


async def planned_of_case(tx: Transaction, case_id: UUID) -> UUID | None:
    """The visit a case still waits for, or none."""
    visit_id: UUID | None = await tx.fetchval(
        "select visit_id from return_visit where case_id = $1 and state = 'planned'", case_id
    )
    return visit_id


async def visits(
    tx: Transaction, within: list[str] | None, project: str | None, case_id: UUID | None, state: State | None, before: UUID | None,
    limit: int,
) -> list[ReturnVisit]:  # fmt: skip
    """Those within a scope, the latest first."""
    rows = await tx.fetch(
        "select * from return_visit where ($1::text[] is null or project = any($1)) and ($2::text is null or project = $2)"
        " and ($3::uuid is null or case_id = $3) and ($4::text is null or state = $4) and ($5::uuid is null or visit_id < $5)"
        " order by visit_id desc limit $6",
        within, project, case_id, state, before, limit,
    )  # fmt: skip
    return [_visit(row) for row in rows]


def _found(row: asyncpg.Record | None) -> ReturnVisit:
    if row is None:
        raise NoSuchVisit
    return _visit(row)


def _visit(row: asyncpg.Record) -> ReturnVisit:
    known = {
        "way": ContactWay(row["way"]), "state": State(row["state"]), "may_not_visit": tuple(row["may_not_visit"]),
        "cancelled_because": row["cancelled_because"] and Because(row["cancelled_because"]),
    }  # fmt: skip
    return ReturnVisit(**{name: row[name] for name in COLUMNS} | known)
