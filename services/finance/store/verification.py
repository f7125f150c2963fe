"""The ledger read from its beginning, in the order of its chain."""

from collections.abc import AsyncGenerator
from typing import Any

from plumbing.database import Transaction

from ..domain.verification import Linked, Move

WALK = (
    "select l.position, e.reference, l.previous_hash, l.hash, ledger_content(e.id, l.position, l.previous_hash) as content,"
    " (select jsonb_agg(jsonb_build_array(p.source, p.destination, p.amount_fen) order by p.position)"
    "  from ledger_posting p where p.entry_id = e.id) as postings"
    " from ledger_link l join ledger_entry e on e.id = l.entry_id order by l.position"
)


async def walk(tx: Transaction) -> AsyncGenerator[Linked, None]:
    """Every entry of the chain."""
    async for row in tx.each(WALK):
        postings = tuple(Move(*posting) for posting in row["postings"] or ())
        yield Linked(row["position"], row["reference"], row["previous_hash"], row["hash"], row["content"], postings)


async def head(tx: Transaction) -> tuple[int, str]:
    """How long the chain is, and the hash at its end."""
    row = await tx.fetchrow("select position, hash from ledger_head")
    assert row is not None
    return row["position"], row["hash"]


async def hash_at(tx: Transaction, position: int) -> str | None:
    """The hash of the entry at a position."""
    found: str | None = await tx.fetchval("select hash from ledger_link where position = $1", position)
    return found


async def unlinked(tx: Transaction) -> str | None:
    """The reference of the first entry that stands outside the chain."""
    reference: str | None = await tx.fetchval(
        "select reference from ledger_entry e where not exists (select from ledger_link l where l.entry_id = e.id)"
        " order by id limit 1"
    )
    return reference


async def held(tx: Transaction) -> dict[str, int]:
    """What the holds in force add up to, by contract number."""
    rows: list[Any] = await tx.fetch(
        "select r.contract_no, sum(h.held_fen)::bigint as fen from retention_hold h"
        " join retention_account r using (contract_id) where h.held_fen > 0 group by r.contract_no"
    )
    return {row["contract_no"]: row["fen"] for row in rows}
