"""What owners agreed to pay, and who owes what."""

from datetime import datetime
from typing import Any
from uuid import UUID

from plumbing.database import Transaction

from ..domain.claim import State


async def keep_price(
    tx: Transaction, quote_id: UUID, quote_no: str, order_id: UUID, price_fen: int, agreed_at: datetime
) -> None:
    """What the owner agreed to; a later agreement about the same order takes its place."""
    await tx.execute(
        "insert into agreed_price (quote_id, quote_no, order_id, price_fen, agreed_at) values ($1, $2, $3, $4, $5)"
        " on conflict (order_id) do update set quote_id = excluded.quote_id, quote_no = excluded.quote_no,"
        " price_fen = excluded.price_fen, agreed_at = excluded.agreed_at",
        quote_id, quote_no, order_id, price_fen, agreed_at,
    )  # fmt: skip


async def price(tx: Transaction, order_id: UUID) -> int | None:
    """What the owner agreed to pay, in fen."""
    fen: int | None = await tx.fetchval("select price_fen from agreed_price where order_id = $1", order_id)
    return fen


async def confirmed_without_debt(tx: Transaction, order_id: UUID) -> list[dict[str, Any]]:
    """An order's confirmed costs that are others' to bear and that nobody was asked for yet, the oldest first."""
    rows = await tx.fetch(
        "select id, claim_no, cause, amount_fen from claim c where order_id = $1 and state = $2"
        " and cause in ('owner', 'third_party') and not exists (select from ledger_entry e"
        "  where e.reference = 'receivable:' || c.claim_no) order by claim_no",
        order_id, State.CONFIRMED,
    )  # fmt: skip
    return [dict(row) for row in rows]


async def owed(tx: Transaction, projects: list[str] | None) -> list[dict[str, Any]]:
    """Everybody who owes something: the account, how much, since when."""
    rows = await tx.fetch(
        "select l.account, e.project, sum(l.amount_fen)::bigint as owed_fen, min(e.made_at) as since"
        " from ledger_leg l join ledger_entry e on e.id = l.entry_id where l.account like 'owed\\_by:%'"
        " and ($1::text[] is null or e.project = any($1)) group by l.account, e.project having sum(l.amount_fen) <> 0"
        " order by min(e.made_at), l.account",
        projects,
    )
    return [dict(row) for row in rows]


async def not_agreed(tx: Transaction, projects: list[str] | None) -> list[dict[str, Any]]:
    """Confirmed costs that are the owner's to bear and to whose price he has not agreed."""
    rows = await tx.fetch(
        "select c.claim_no, o.order_no, c.project, c.amount_fen, c.confirmed_at from claim c"
        " join repair_order o using (order_id) where c.state = $1 and c.cause = 'owner'"
        " and not exists (select from ledger_entry e where e.reference = 'receivable:' || c.claim_no)"
        " and ($2::text[] is null or c.project = any($2)) order by c.confirmed_at",
        State.CONFIRMED, projects,
    )  # fmt: skip
    return [dict(row) for row in rows]
