"""Work orders as dispatch told them, and the evidence that belongs to them."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from plumbing.database import Transaction

from ..domain.chain import Evidence
from ..domain.order import NoSuchOrder, Order

ORDER = (
    "select order_id as id, order_no, case_id, case_no, project, place, part, expected_fen, contract_id, contractor,"
    " taken_over_at, done_at, is_dangerous, (select min(f.question_no) from design_fault f where f.case_id = o.case_id)"
    " as design_question_no from repair_order o where order_id = $1"
)


async def order(tx: Transaction, order_id: UUID) -> Order:
    """Raises ``NoSuchOrder``."""
    return _order(await tx.fetchrow(ORDER, order_id))


async def order_for_update(tx: Transaction, order_id: UUID) -> Order:
    """The order, locked before anything that hangs on it, read after the lock is had. Raises ``NoSuchOrder``."""
    await tx.execute("select from repair_order where order_id = $1 for no key update", order_id)
    return await order(tx, order_id)


async def add_order(tx: Transaction, order: Order) -> bool:
    """Whether it was new."""
    added = await tx.fetchval(
        "insert into repair_order (order_id, order_no, case_id, case_no, project, place, part, expected_fen,"
        " contract_id, contractor, taken_over_at, is_dangerous)"
        " values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)"
        " on conflict (order_id) do nothing returning true",
        order.id, order.order_no, order.case_id, order.case_no, order.project, order.place, order.part,
        order.expected_fen, order.contract_id, order.contractor, order.taken_over_at, order.is_dangerous,
    )  # fmt: skip
    return bool(added)


async def mark_done(tx: Transaction, order_id: UUID, at: datetime) -> None:
    """The squad reported the work done."""
    await tx.execute("update repair_order set done_at = $2 where order_id = $1", order_id, at)


async def is_known(tx: Transaction, order_id: UUID) -> bool:
    """Whether the order has become the squad's, and so been told of."""
    return bool(await tx.fetchval("select true from repair_order where order_id = $1", order_id))


async def set_expected(tx: Transaction, order_id: UUID, expected_fen: int) -> None:
    """Dispatch expects another cost (F9)."""
    await tx.execute("update repair_order set expected_fen = $2 where order_id = $1", order_id, expected_fen)


async def add_evidence(tx: Transaction, order_id: UUID, evidence: Iterable[Evidence]) -> None:
    """Keep links of the chain; one already kept stays as it is."""
    await tx.executemany(
        "insert into order_evidence (order_id, kind, at, by, note, photos, known_at) values ($1, $2, $3, $4, $5, $6, $7)"
        " on conflict on constraint order_evidence_once do nothing",
        [(order_id, link.kind, link.at, link.by, link.note, list(link.photos), tx.now) for link in evidence],
    )


async def evidence_of(
    tx: Transaction, order_ids: Iterable[UUID], known_by: datetime | None = None
) -> dict[UUID, list[Evidence]]:
    """The evidence of each order, in order of time; only what was known here by a moment where one is given (B10)."""
    rows = await tx.fetch(
        "select order_id, kind, at, by, note, photos from order_evidence where order_id = any($1)"
        " and ($2::timestamptz is null or coalesce(known_at, at) <= $2) order by at, id",
        list(order_ids), known_by,
    )  # fmt: skip
    found: dict[UUID, list[Evidence]] = defaultdict(list)
    for row in rows:
        found[row["order_id"]].append(Evidence(row["kind"], row["at"], row["by"], row["note"], tuple(row["photos"])))
    return found


def _order(row: Any) -> Order:
    if row is None:
        raise NoSuchOrder()
    return Order(**row)
