"""What orders were expected to cost, from when on."""

from uuid import UUID

from plumbing.database import Transaction

from ..domain.estimates import Estimate


async def add(tx: Transaction, order_id: UUID, made: Estimate) -> None:
    """One more estimate."""
    await tx.execute(
        "insert into order_estimate (order_id, amount_fen, reason, by, at) values ($1, $2, $3, $4, $5)",
        order_id, made.amount_fen, made.reason, made.by, made.at,
    )  # fmt: skip


async def of_order(tx: Transaction, order_id: UUID) -> list[Estimate]:
    """Every estimate after the first, which is on the sheet."""
    rows = await tx.fetch(
        "select amount_fen, reason, by, at from order_estimate where order_id = $1 order by id", order_id
    )
    return [Estimate(**row) for row in rows]
