"""Quotes and the owner's answers."""

from datetime import datetime
from typing import Any
from uuid import UUID

import asyncpg
from plumbing.database import Transaction

from ..domain.quotes import Answer, NoSuchQuote, Quote, QuoteLine, Verdict
from ..domain.sheet import Sheet

SELECT = (
    "select q.*, (select jsonb_agg(jsonb_build_array(l.code, l.name, l.unit, l.price_fen, l.quantity_hundredths, l.amount_fen)"
    " order by l.place) from quote_line l where l.quote_id = q.quote_id) as lines, a.verdict, a.at, a.by, a.signer, a.paper,"
    " a.reason from quote q left join lateral (select * from quote_answer w where w.quote_id = q.quote_id"
    " order by w.verdict = 'withdrawn' desc limit 1) a on true"
)
FROZEN = ("quote_id", "quote_no", "order_id", "list_id", "finding", "made_by", "made_at", "valid_until")


async def add(tx: Transaction, quote: Quote) -> None:
    """A quote with its lines and pictures."""
    await tx.execute(
        "insert into quote (quote_id, quote_no, order_id, list_id, finding, photos, total_fen, made_by, made_at, valid_until)"
        " values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        quote.quote_id, quote.quote_no, quote.order_id, quote.list_id, quote.finding, quote.photos, quote.total_fen,
        quote.made_by, quote.made_at, quote.valid_until,
    )  # fmt: skip
    await tx.executemany(
        "insert into quote_line (quote_id, place, code, name, unit, price_fen, quantity_hundredths, amount_fen)"
        " values ($1, $2, $3, $4, $5, $6, $7, $8)",
        [
            (quote.quote_id, i, line.code, line.name, line.unit, line.price_fen, line.quantity_hundredths, line.amount_fen)
            for i, line in enumerate(quote.lines, 1)
        ],
    )  # fmt: skip
    await _keep_photos(tx, quote.quote_id, quote.photos)


async def answer(tx: Transaction, quote_id: UUID, said: Answer) -> None:
    """What became of it, once."""
    await tx.execute(
        "insert into quote_answer (quote_id, verdict, at, by, signer, paper, reason) values ($1, $2, $3, $4, $5, $6, $7)",
        quote_id, said.verdict, said.at, said.by, said.signer, said.paper, said.reason,
    )  # fmt: skip
    await _keep_photos(tx, quote_id, (said.paper,) if said.paper else ())


async def _keep_photos(tx: Transaction, quote_id: UUID, hashes: tuple[str, ...]) -> None:
    await tx.executemany(
        "insert into quote_photo (sha256, quote_id) values ($1, $2) on conflict do nothing",
        [(sha256, quote_id) for sha256 in hashes],
    )


async def order_of(tx: Transaction, quote_id: UUID) -> UUID:
    """Of which work order it is. Raises ``NoSuchQuote``."""
    order_id: UUID | None = await tx.fetchval("select order_id from quote where quote_id = $1", quote_id)
    if order_id is None:
        raise NoSuchQuote
    return order_id


async def quote(tx: Transaction, quote_id: UUID) -> Quote:
    """Raises ``NoSuchQuote``."""
    row = await tx.fetchrow(f"{SELECT} where q.quote_id = $1", quote_id)
    if row is None:
        raise NoSuchQuote
    return _quote(row)


async def of_order(tx: Transaction, order_id: UUID) -> list[Quote]:
    """An order's quotes, the oldest first."""
    rows = await tx.fetch(f"{SELECT} where q.order_id = $1 order by q.quote_id", order_id)
    return [_quote(row) for row in rows]


async def found_to_be_owners(tx: Transaction, sheet: Sheet) -> bool:
    """Whether engineering's last finding about this fault says that the owner is responsible (D4)."""
    responsible = await tx.fetchval(
        "select responsible from fault_report where case_id = $1 and part = $2 and found_at is not null"
        " order by found_at desc, report_id desc limit 1",
        sheet.case_id, sheet.part,
    )  # fmt: skip
    return bool(responsible == "owner")


async def approval(tx: Transaction, order_id: UUID) -> asyncpg.Record | None:
    """By whom and under what number finance approved the squad's cost, if it did."""
    return await tx.fetchrow(
        "select claim_no, decided_by from order_claim where order_id = $1 and decision = 'approved'"
        " order by heard_at desc, claim_no desc limit 1",
        order_id,
    )


def _quote(row: asyncpg.Record) -> Quote:
    values: dict[str, Any] = {name: row[name] for name in FROZEN}
    lines = tuple(QuoteLine(*line) for line in row["lines"])
    return Quote(**values, photos=tuple(row["photos"]), lines=lines, answer=_answer(row))


def _answer(row: asyncpg.Record) -> Answer | None:
    if row["verdict"] is None:
        return None
    at: datetime = row["at"]
    return Answer(Verdict(row["verdict"]), at, row["by"], row["signer"], row["paper"], row["reason"])
