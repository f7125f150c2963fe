"""Entries that are to be taken back."""

from dataclasses import fields
from typing import Any
from uuid import UUID

from plumbing.database import Transaction

from ..domain.reversals import NoSuchEntry, NoSuchReversal, Reversal, ReversalAsked, ReversalState

NAMES = tuple(field.name for field in fields(Reversal))


async def entry(tx: Transaction, entry_id: int) -> dict[str, Any]:
    """What an entry is. Raises ``NoSuchEntry``."""
    row = await tx.fetchrow("select id, reference, kind, project, made_by from ledger_entry where id = $1", entry_id)
    if row is None:
        raise NoSuchEntry
    return dict(row)


async def add(tx: Transaction, reversal: Reversal) -> None:
    """Raises ``ReversalAsked``."""
    places = ", ".join(f"${i}" for i in range(1, len(NAMES) + 1))
    added = await tx.fetchval(
        f"insert into reversal ({', '.join(NAMES)}) values ({places})"
        " on conflict (entry_id) where state <> 'refused' do nothing returning true",
        *(getattr(reversal, name) for name in NAMES),
    )
    if not added:
        raise ReversalAsked


async def save(tx: Transaction, reversal: Reversal) -> None:
    """How it was decided."""
    await tx.execute(
        "update reversal set state = $2, decided_by = $3, decided_at = $4, note = $5 where reversal_id = $1",
        reversal.reversal_id, reversal.state, reversal.decided_by, reversal.decided_at, reversal.note,
    )  # fmt: skip


async def held(tx: Transaction, reversal_id: UUID) -> Reversal:
    """One that nobody else decides until the transaction ends. Raises ``NoSuchReversal``."""
    row = await tx.fetchrow(f"select {', '.join(NAMES)} from reversal where reversal_id = $1 for update", reversal_id)
    if row is None:
        raise NoSuchReversal
    return Reversal(**dict(row) | {"state": ReversalState(row["state"])})


async def reversals(
    tx: Transaction, projects: list[str] | None, open_only: bool, before: UUID | None, limit: int
) -> list[dict[str, Any]]:
    """The latest first."""
    rows = await tx.fetch(
        f"select {', '.join(f'r.{name}' for name in NAMES)}, e.reference, e.kind, e.project from reversal r"
        " join ledger_entry e on e.id = r.entry_id where ($1::text[] is null or e.project = any($1))"
        " and (not $2 or r.state = 'asked') and ($3::uuid is null or r.reversal_id < $3)"
        " order by r.reversal_id desc limit $4",
        projects, open_only, before, limit,
    )  # fmt: skip
    return [dict(row) for row in rows]
