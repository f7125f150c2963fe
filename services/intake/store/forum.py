"""Who went through which place, and until when."""

from dataclasses import fields
from uuid import UUID

import asyncpg
from plumbing.database import Transaction

from ..domain.forum import Pass

COLUMNS = tuple(field.name for field in fields(Pass))


async def add(tx: Transaction, gone: Pass) -> None:
    """One more pass."""
    places = ", ".join(f"${i}" for i in range(1, len(COLUMNS) + 1))
    values = [getattr(gone, name) for name in COLUMNS]
    await tx.execute(f"insert into forum_pass ({', '.join(COLUMNS)}) values ({places})", *values)


async def last(tx: Transaction, project: str, place: str) -> Pass | None:
    """The latest of a place, if any."""
    row = await tx.fetchrow(
        "select * from forum_pass where project = $1 and place = $2 order by passed_at desc, pass_id desc limit 1",
        project,
        place,
    )
    return _pass(row) if row else None


async def hold(tx: Transaction, project: str, place: str) -> None:
    """Keep others from going through the same place until the transaction ends."""
    await tx.execute("select pg_advisory_xact_lock(hashtextextended($1, 0))", f"forum {project} {place}")


async def passes(tx: Transaction, project: str, before: UUID | None, limit: int) -> list[Pass]:
    """A project's, the latest first."""
    rows = await tx.fetch(
        "select * from forum_pass where project = $1 and ($2::uuid is null or pass_id < $2) order by pass_id desc limit $3",
        project, before, limit,
    )  # fmt: skip
    return [_pass(row) for row in rows]


def _pass(row: asyncpg.Record) -> Pass:
    return Pass(**{name: row[name] for name in COLUMNS})
