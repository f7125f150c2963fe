"""What happened on a case, from every service's events (B10)."""

from datetime import datetime
from typing import Any
from uuid import UUID

import asyncpg
from plumbing.database import Transaction


async def add(
    tx: Transaction,
    message_id: UUID,
    case_id: UUID,
    at: datetime,
    source: str,
    sequence: int,
    name: str,
    data: dict[str, Any],
) -> None:
    """One event; nothing where the case is not ours or the event is there already."""
    await tx.execute(
        "insert into timeline (message_id, case_id, at, source, sequence, type, data, noted_at)"
        " select $1, $2, $3, $4, $5, $6, $7, $8 where exists (select from case_file where case_id = $2) on conflict do nothing",
        message_id, case_id, at, source, sequence, name, data, tx.now,
    )  # fmt: skip


async def of_case(tx: Transaction, case_id: UUID, until: datetime | None) -> list[asyncpg.Record]:
    """From the first, up to a moment where one is given."""
    return await tx.fetch(
        "select message_id, at, source, type, data from timeline where case_id = $1 and ($2::timestamptz is null or at <= $2)"
        " order by at, source, sequence",
        case_id, until,
    )  # fmt: skip
