"""Limits of cases."""

from collections.abc import Sequence
from dataclasses import fields
from uuid import UUID

import asyncpg
from aftercare_contracts.values import Role
from plumbing.database import Transaction

from ..domain.clocks import Unit
from ..domain.limits import Limit, LimitName, LimitState

COLUMNS = tuple(field.name for field in fields(Limit))


async def add(tx: Transaction, limits: Sequence[Limit]) -> None:
    """New limits of a round."""
    places = ", ".join(f"${i}" for i in range(1, len(COLUMNS) + 1))
    await tx.executemany(
        f"insert into case_limit ({', '.join(COLUMNS)}) values ({places})",
        [tuple(getattr(limit, name) for name in COLUMNS) for limit in limits],
    )
    for case_id in {limit.case_id for limit in limits}:
        await _note_move_by(tx, case_id)


async def save(tx: Transaction, limit: Limit) -> None:
    """How it stands now; what it was first reckoned from never changes (B2)."""
    await tx.execute(
        "update case_limit set state = $2, ended_at = $3, ended_because = $4, due_at = $5, remind_at = $6, is_provisional = $7,"
        " paused_at = $8, reckoned_at = $9, owner = $10 where limit_id = $1",
        limit.limit_id, limit.state, limit.ended_at, limit.ended_because, limit.due_at, limit.remind_at, limit.is_provisional,
        limit.paused_at, limit.reckoned_at, limit.owner,
    )  # fmt: skip
    await _note_move_by(tx, limit.case_id)


async def _note_move_by(tx: Transaction, case_id: UUID) -> None:
    """Until when the holder must move: the nearest end of what runs (B1)."""
    await tx.execute(
        "update case_file set move_by = (select min(due_at) from case_limit where case_id = $1 and ended_at is null"
        " and paused_at is null) where case_id = $1",
        case_id,
    )


async def of_case(tx: Transaction, case_id: UUID) -> list[Limit]:
    """All of a case's, round by round."""
    rows = await tx.fetch("select * from case_limit where case_id = $1 order by round, due_at", case_id)
    return [_limit(row) for row in rows]


async def running(tx: Transaction, case_id: UUID) -> list[UUID]:
    """The ids of those that have not ended."""
    rows = await tx.fetch("select limit_id from case_limit where case_id = $1 and ended_at is null", case_id)
    return [row["limit_id"] for row in rows]


async def case_of(tx: Transaction, limit_id: UUID) -> UUID | None:
    """Which case a limit belongs to."""
    case_id: UUID | None = await tx.fetchval("select case_id from case_limit where limit_id = $1", limit_id)
    return case_id


async def held(tx: Transaction, limit_id: UUID) -> Limit:
    """One that nobody else changes until the transaction ends."""
    row = await tx.fetchrow("select * from case_limit where limit_id = $1 for update", limit_id)
    assert row is not None
    return _limit(row)


def _limit(row: asyncpg.Record) -> Limit:
    values = {name: row[name] for name in COLUMNS}
    return Limit(
        **values
        | {
            "name": LimitName(row["name"]),
            "unit": Unit(row["unit"]),
            "state": LimitState(row["state"]),
            "owner": Role(row["owner"]),
        }
    )
