"""Contractors' objections to work orders, and who acknowledged an order."""

from dataclasses import fields
from datetime import datetime
from uuid import UUID

from plumbing.database import Transaction

from ..domain.returning import Ground, NoSuchObjection, Objection

NAMES = tuple(field.name for field in fields(Objection))


async def add(tx: Transaction, objection: Objection) -> None:
    """One more objection."""
    places = ", ".join(f"${i}" for i in range(1, len(NAMES) + 1))
    await tx.execute(
        f"insert into order_objection ({', '.join(NAMES)}) values ({places})",
        *(getattr(objection, name) for name in NAMES),
    )


async def save(tx: Transaction, objection: Objection) -> None:
    """Its answer."""
    await tx.execute(
        "update order_objection set upheld = $2, answer = $3, answered_by = $4, answered_at = $5 where objection_id = $1",
        objection.objection_id, objection.upheld, objection.answer, objection.answered_by, objection.answered_at,
    )  # fmt: skip


async def of_order(tx: Transaction, order_id: UUID) -> list[Objection]:
    """Every objection to an order, the oldest first; whoever changes one holds the order."""
    rows = await tx.fetch(
        f"select {', '.join(NAMES)} from order_objection where order_id = $1 order by objection_id", order_id
    )
    return [Objection(**dict(row) | {"ground": Ground(row["ground"]), "photos": tuple(row["photos"])}) for row in rows]


async def latest(tx: Transaction, order_id: UUID) -> Objection:
    """Raises ``NoSuchObjection``."""
    found = await of_order(tx, order_id)
    if not found:
        raise NoSuchObjection
    return found[-1]


async def acknowledge(tx: Transaction, order_id: UUID, party: str, by: str, now: datetime) -> bool:
    """A department signs for an order's arrival. False where it has."""
    tag = await tx.execute(
        "insert into order_acknowledgement (order_id, party, at, by) values ($1, $2, $3, $4) on conflict do nothing",
        order_id, party, now, by,
    )  # fmt: skip
    return tag.endswith("1")


async def acknowledgements(tx: Transaction, order_id: UUID) -> dict[str, datetime]:
    """When each department signed for it."""
    rows = await tx.fetch("select party, at from order_acknowledgement where order_id = $1", order_id)
    return {row["party"]: row["at"] for row in rows}


async def sent_anew_as(tx: Transaction, order_id: UUID) -> str | None:
    """The number of the order that took the place of one that came back."""
    number: str | None = await tx.fetchval("select order_no from work_order where instead_of = $1", order_id)
    return number


async def sent_back_by(tx: Transaction, order_id: UUID) -> set[str]:
    """The contractors from whom this order, and those before it, came back because the work is not theirs."""
    rows = await tx.fetch(
        "with recursive before as (select order_id, instead_of, contractor, state from work_order where order_id = $1"
        " union all select o.order_id, o.instead_of, o.contractor, o.state from work_order o"
        " join before b on o.order_id = b.instead_of) select contractor from before where state = 'returned'",
        order_id,
    )
    return {row["contractor"] for row in rows}
