"""A case as it stood at a moment (B10)."""

from datetime import datetime
from uuid import UUID

import asyncpg
from plumbing.database import Transaction


async def last_move(tx: Transaction, case_id: UUID, at: datetime) -> asyncpg.Record | None:
    """The move that had led there."""
    return await tx.fetchrow(
        "select verb, state, round, at, by, department, desk, holder, holder_person, verdict, is_major from case_move"
        " where case_id = $1 and at <= $2 order by id desc limit 1",
        case_id, at,
    )  # fmt: skip


async def known_events(tx: Transaction, case_id: UUID, at: datetime) -> list[asyncpg.Record]:
    """What had reached us by then, whenever it had happened."""
    return await tx.fetch(
        "select message_id, at, noted_at, source, type, data from timeline where case_id = $1 and noted_at <= $2"
        " order by at, source, sequence",
        case_id, at,
    )  # fmt: skip


async def happened_unknown(tx: Transaction, case_id: UUID, at: datetime) -> int:
    """How much had happened by then that reached us only later."""
    count: int = await tx.fetchval(
        "select count(*) from timeline where case_id = $1 and at <= $2 and noted_at > $2", case_id, at
    )
    return count


async def entries(tx: Transaction, case_id: UUID, at: datetime) -> int:
    """How many entries the register had."""
    count: int = await tx.fetchval(
        "select count(*) from register_entry where case_id = $1 and recorded_at <= $2", case_id, at
    )
    return count


async def limits(tx: Transaction, case_id: UUID, at: datetime) -> list[asyncpg.Record]:
    """The limits that ran or had ended, with the end they had by then."""
    return await tx.fetch(
        "select l.name, l.round, l.started_at, coalesce("
        "  (select m.due_was from limit_move m where m.limit_id = l.limit_id and m.at > $2 order by m.id limit 1), l.due_at) as due_at,"
        " case when l.ended_at <= $2 then l.state else 'running' end as state,"
        " exists (select from limit_pause p where p.limit_id = l.limit_id and p.paused_at <= $2"
        "  and (p.resumed_at is null or p.resumed_at > $2)) and (l.ended_at is null or l.ended_at > $2) as is_paused"
        " from case_limit l where l.case_id = $1 and l.started_at <= $2 order by l.round, l.started_at, l.name",
        case_id, at,
    )  # fmt: skip
