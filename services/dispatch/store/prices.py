"""Price lists and what became of them."""

from datetime import date
from uuid import UUID

import asyncpg
from aftercare_contracts.errors import Problem
from plumbing.database import Transaction

from ..domain.prices import DayTaken, NoSuchPriceList, PriceLine, PriceList, Verdict

SELECT = (
    "select p.*, (select jsonb_agg(jsonb_build_array(l.code, l.name, l.unit, l.price_fen) order by l.place)"
    " from price_line l where l.list_id = p.list_id) as lines from price_list p"
)


async def add(tx: Transaction, prices: PriceList) -> None:
    """A list as entered."""
    await tx.execute(
        "insert into price_list (list_id, project, holds_from, basis, entered_by, entered_at) values ($1, $2, $3, $4, $5, $6)",
        prices.list_id, prices.project, prices.holds_from, prices.basis, prices.entered_by, prices.entered_at,
    )  # fmt: skip
    await tx.executemany(
        "insert into price_line (list_id, place, code, name, unit, price_fen) values ($1, $2, $3, $4, $5, $6)",
        [
            (prices.list_id, i, line.code, line.name, line.unit, line.price_fen)
            for i, line in enumerate(prices.lines, 1)
        ],
    )


async def decide(tx: Transaction, prices: PriceList) -> None:
    """Confirmed or refused. Raises ``DayTaken``."""
    try:
        await tx.execute(
            "update price_list set verdict = $2, decided_by = $3, decided_at = $4, because = $5 where list_id = $1",
            prices.list_id, prices.verdict, prices.decided_by, prices.decided_at, prices.because,
        )  # fmt: skip
    except asyncpg.UniqueViolationError as error:
        raise DayTaken("", Problem("/holds_from", str(prices.holds_from), "another day")) from error


async def price_list(tx: Transaction, list_id: UUID) -> PriceList:
    """Raises ``NoSuchPriceList``."""
    return _found(await tx.fetchrow(f"{SELECT} where p.list_id = $1", list_id))


async def price_list_held(tx: Transaction, list_id: UUID) -> PriceList:
    """One that nobody else decides until the transaction ends. Raises ``NoSuchPriceList``."""
    return _found(await tx.fetchrow(f"{SELECT} where p.list_id = $1 for update of p", list_id))


async def in_force(tx: Transaction, project: str, on: date) -> PriceList | None:
    """A project's own list of that day, or else the one for all; none where nothing is posted."""
    row = await tx.fetchrow(
        f"{SELECT} where p.verdict = 'confirmed' and p.holds_from <= $2 and (p.project = $1 or p.project is null)"
        " order by p.project is null, p.holds_from desc limit 1",
        project, on,
    )  # fmt: skip
    return _price_list(row) if row else None


async def price_lists(
    tx: Transaction, reach: list[str] | None, project: str | None, before: UUID | None, limit: int
) -> list[PriceList]:
    """Those for these projects and for all, the latest entered first."""
    rows = await tx.fetch(
        f"{SELECT} where ($1::text[] is null or p.project is null or p.project = any($1))"
        " and ($2::text is null or p.project = $2) and ($3::uuid is null or p.list_id < $3) order by p.list_id desc limit $4",
        reach, project, before, limit,
    )  # fmt: skip
    return [_price_list(row) for row in rows]


def _found(row: asyncpg.Record | None) -> PriceList:
    if row is None:
        raise NoSuchPriceList
    return _price_list(row)


def _price_list(row: asyncpg.Record) -> PriceList:
    lines = tuple(PriceLine(*line) for line in row["lines"] or ())
    return PriceList(**dict(row) | {"lines": lines, "verdict": Verdict(row["verdict"]) if row["verdict"] else None})
