"""Records of equipment in use (D9)."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from plumbing.database import Transaction


async def record_held(tx: Transaction, record_id: UUID) -> dict[str, Any] | None:
    """One that nobody else moves until the transaction ends."""
    row = await tx.fetchrow("select * from equipment_record where record_id = $1 for update", record_id)
    return dict(row) if row else None


async def step(
    tx: Transaction, record_id: UUID, who: str, when: str, ready: str, by: str, on: date
) -> dict[str, Any] | None:
    """Collected, or passed on; none where it is not its turn. The names and the condition are the use case's own."""
    row = await tx.fetchrow(
        f"update equipment_record set {who} = $2, {when} = $3 where record_id = $1 and {ready} returning *",
        record_id, by, on,
    )  # fmt: skip
    return dict(row) if row else None


async def records(tx: Transaction, projects: Sequence[str] | None) -> list[dict[str, Any]]:
    """By project and kind."""
    rows = await tx.fetch(
        "select * from equipment_record where $1::text[] is null or project = any($1)"
        " order by project, equipment_kind limit 1000",
        projects,
    )
    return [dict(row) for row in rows]
