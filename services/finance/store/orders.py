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
    " taken_over_at, done_at from repair_order where order_id = $1"
)


async def order(tx: Transaction, order_id: UUID) -> Order:
    """Raises ``NoSuchOrder``."""
    return _order(await tx.fetchrow(ORDER, order_id))


async def order_for_update(tx: Transaction, order_id: UUID) -> Order:
    """The order, locked before anything that hangs on it. Raises ``NoSuchOrder``."""
    return _order(await tx.fetchrow(f"{ORDER} for no key update", order_id))


async def add_order(tx: Transaction, order: Order) -> bool:
    """Whether it was new."""
    added = await tx.fetchval(
        "insert into repair_order (order_id, order_no, case_id, case_no, project, place, part, expected_fen,"
        " contract_id, contractor, taken_over_at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)"
        " on conflict (order_id) do nothing returning true",
        order.id, order.order_no, order.case_id, order.case_no, order.project, order.place, order.part,
        order.expected_fen, order.contract_id, order.contractor, order.taken_over_at,
    )  # fmt: skip
    return bool(added)


async def mark_done(tx: Transaction, order_id: UUID, at: datetime) -> None:
    """The squad reported the work done."""
    await tx.execute("update repair_order set done_at = $2 where order_id = $1", order_id, at)


async def add_evidence(tx: Transaction, order_id: UUID, evidence: Iterable[Evidence]) -> None:
    """Keep links of the chain; one already kept stays as it is."""
    await tx.executemany(
        "insert into order_evidence (order_id, kind, at, by, note, photos) values ($1, $2, $3, $4, $5, $6)"
        " on conflict on constraint order_evidence_once do nothing",
        [(order_id, link.kind, link.at, link.by, link.note, list(link.photos)) for link in evidence],
    )


async def evidence_of(tx: Transaction, order_ids: Iterable[UUID]) -> dict[UUID, list[Evidence]]:
    """The evidence of each order, in order of time."""
    rows = await tx.fetch(
        "select order_id, kind, at, by, note, photos from order_evidence where order_id = any($1) order by at, id",
        list(order_ids),
    )
    found: dict[UUID, list[Evidence]] = defaultdict(list)
    for row in rows:
        found[row["order_id"]].append(Evidence(row["kind"], row["at"], row["by"], row["note"], tuple(row["photos"])))
    return found


def _order(row: Any) -> Order:
    if row is None:
        raise NoSuchOrder()
    return Order(**row)
