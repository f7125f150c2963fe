"""A contractor's record, reckoned from what happened to his orders (D8)."""

from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import asyncpg
from plumbing.database import Transaction

from ..domain.contractor_records import Figure, Figures, NoSuchContractor, Quarter, Row

SETTLING = "('finish', 'decline', 'lapse', 'hand_over', 'no_show')"
TAKING = "('decline', 'lapse', 'hand_over', 'no_show', 'withdraw')"
NOT_HIS = "('returned', 'cancelled')"

FACTS = f"""
with chosen as materialized (
  select order_id, order_no, case_no, contractor, project, unit_no, part, issued_at, repairs_before, refusals, first_due_at
  from work_order o
  where contractor is not null and state not in {NOT_HIS}
    and ($1::text is null or contractor = $1) and ($2::text[] is null or project = any($2))
    and ($3::text is null or project = $3)
    and ($4::timestamptz is null or order_id in
         (select order_id from work_order_move where verb in {SETTLING} and at >= $4 and at < $5))
), moves as (
  select order_id, m.id, verb, at,
    coalesce(bool_or(verb in {TAKING}) over
      (partition by order_id order by m.id rows between unbounded preceding and 1 preceding), false) as gone
  from work_order_move m join chosen using (order_id)
), life as (
  select order_id,
    min(at) filter (where verb = 'receive') as received_at,
    (array_agg(verb order by id) filter (where verb in {SETTLING}))[1] as settled_by,
    (array_agg(at order by id) filter (where verb in {SETTLING}))[1] as settled_at,
    bool_or(verb in {TAKING}) as is_taken,
    bool_or(verb in ('sign', 'close')) and not bool_or(verb in {TAKING}) as is_completed,
    count(*) filter (where verb = 'finish' and not gone) as finishes,
    max(at) filter (where verb = 'finish' and not gone) as finished_at,
    count(*) filter (where verb in ('send_back', 'withdraw')) as went_back
  from moves group by order_id
), fact as (
  select *, to_char(settled_at at time zone 'Asia/Shanghai', 'YYYY"-Q"Q') as quarter,
    settled_by in ('lapse', 'no_show') or settled_by = 'finish' and settled_at > first_due_at as is_late
  from chosen join life using (order_id)
  where settled_at is not null and ($4::timestamptz is null or settled_at >= $4 and settled_at < $5)
), cost as (
  select order_id, coalesce(sum(amount_fen) filter (where kind = 'deducted'), 0) as deducted_fen,
    coalesce(sum(amount_fen) filter (where kind = 'claimed'), 0) as claimed_fen
  from contractor_cost join fact using (order_id) group by order_id
)"""
"""``fact``: one row for each order that is settled. ``gone``: what happened after the squad had taken it over.

Asked of $1 contractor, $2 the caller's projects, $3 project, $4 and $5 a quarter's first moment and the one after its last.
"""

WORTH: dict[Figure, str] = {
    Figure.ORDERS: "1",
    Figure.ON_TIME: "(settled_by = 'finish' and is_late is not true)::int",
    Figure.LATE: "(is_late is true)::int",
    Figure.DECLINED: "(settled_by = 'decline')::int",
    Figure.HANDED_OVER: "(settled_by = 'hand_over')::int",
    Figure.TAKEN_OVER: "is_taken::int",
    Figure.COMPLETED: "is_completed::int",
    Figure.ONE_REPAIR: "(is_completed and finishes = 1 and repairs_before = 0)::int",
    Figure.REWORKS: "greatest(finishes - 1, 0)",
    Figure.CHECKS_FAILED: "went_back - least(refusals, went_back)",
    Figure.OWNER_REFUSALS: "least(refusals, went_back)",
    Figure.REPAIR_SECONDS: "case when is_completed then extract(epoch from finished_at - received_at)::bigint else 0 end",
    Figure.DEDUCTED_FEN: "coalesce(deducted_fen, 0)",
    Figure.CLAIMED_FEN: "coalesce(claimed_fen, 0)",
}
"""What one order adds to each figure. Who had to repair again, and whom the owner refused, counts each time."""

BY_ROW = (
    f"{FACTS} select contractor, project, quarter, {', '.join(f'sum({worth})::bigint as {name}' for name, worth in WORTH.items())}"
    " from fact left join cost using (order_id) group by contractor, project, quarter order by contractor, project, quarter"
)
OPEN = f"repairer = 'contractor' and state not in ('completed', {NOT_HIS[1:]}"


@dataclass(frozen=True, slots=True)
class Asked:
    """Whose record, within which projects, of which project and quarter; none for all."""

    contractor: str | None = None
    reach: list[str] | None = None
    project: str | None = None
    quarter: Quarter | None = None

    @property
    def values(self) -> tuple[Any, ...]:
        """As ``FACTS`` takes them."""
        span = (self.quarter.starts_at, self.quarter.ends_at) if self.quarter else (None, None)
        return self.contractor, self.reach, self.project, *span


@dataclass(frozen=True, slots=True)
class OrderBehind:
    """An order that adds to a figure, and how much."""

    order_id: UUID
    order_no: str
    case_no: str
    project: str
    unit_no: str | None
    part: str
    issued_at: datetime
    settled_by: str
    settled_at: datetime
    quarter: str
    adds: int


async def rows(tx: Transaction, asked: Asked) -> list[Row]:
    """The figures by contractor, project and quarter."""
    await _uncompiled(tx)
    return [_row(row) for row in await tx.fetch(BY_ROW, *asked.values)]


async def each_row(tx: Transaction, asked: Asked) -> AsyncGenerator[Row, None]:
    """The same, row by row."""
    await _uncompiled(tx)
    async with aclosing(tx.each(BY_ROW, *asked.values)) as found:
        async for row in found:
            yield _row(row)


async def count_rows(tx: Transaction, asked: Asked) -> int:
    """How many ``each_row`` will yield."""
    sql = f"{FACTS} select count(*) from (select from fact group by contractor, project, quarter) as each"
    await _uncompiled(tx)
    count: int = await tx.fetchval(sql, *asked.values)
    return count


async def orders_behind(
    tx: Transaction, asked: Asked, figure: Figure, before: UUID | None, limit: int
) -> list[OrderBehind]:
    """The orders that add to a figure, the latest first."""
    await _uncompiled(tx)
    found = await tx.fetch(
        f"{FACTS} select order_id, order_no, case_no, project, unit_no, part, issued_at, settled_by, settled_at, quarter,"
        f" ({WORTH[figure]})::bigint as adds from fact left join cost using (order_id)"
        f" where ({WORTH[figure]}) > 0 and ($6::uuid is null or order_id < $6) order by order_id desc limit $7",
        *asked.values, before, limit,
    )  # fmt: skip
    return [OrderBehind(**row) for row in found]


async def open_orders(tx: Transaction, asked: Asked) -> dict[str, int]:
    """How many orders each contractor has in hand now, whatever the quarter."""
    found = await tx.fetch(
        f"select contractor, count(*) from work_order where {OPEN} and ($1::text is null or contractor = $1)"
        " and ($2::text[] is null or project = any($2)) and ($3::text is null or project = $3) group by contractor",
        *asked.values[:3],
    )
    return dict(found)


async def names(tx: Transaction, codes: Sequence[str]) -> dict[str, str]:
    """What contractors are called."""
    return dict(await tx.fetch("select code, name from contractor where code = any($1)", list(codes)))


async def name(tx: Transaction, code: str) -> str:
    """Raises ``NoSuchContractor``."""
    found = await names(tx, [code])
    if code not in found:
        raise NoSuchContractor
    return found[code]


async def add_cost(
    tx: Transaction, order_no: str, kind: str, amount_fen: int, statement_no: str, now: datetime
) -> bool:
    """What finance took back or claimed for an order; false where there is no such order."""
    added = await tx.fetchval(
        "insert into contractor_cost (order_id, kind, amount_fen, statement_no, heard_at)"
        " select order_id, $2, $3, $4, $5 from work_order where order_no = $1 returning true",
        order_no, kind, amount_fen, statement_no, now,
    )  # fmt: skip
    return bool(added)


async def _uncompiled(tx: Transaction) -> None:
    """To compile these takes the server longer than to run them."""
    await tx.execute("set local jit = off")


def _row(row: asyncpg.Record) -> Row:
    return Row(row["contractor"], row["project"], row["quarter"], Figures(*(row[name] for name in Figure)))
