"""People as who sends to them is told: name and contact, and since when."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from plumbing.database import Transaction


@dataclass(frozen=True, slots=True)
class Person:
    """A customer as he is reached since ``changed_at``."""

    customer_id: UUID
    name: str
    contact: str
    changed_at: datetime


async def brought(tx: Transaction, import_id: UUID, taken_in_at: datetime) -> AsyncIterator[Person]:
    """The owners that came onto the record with a file of units."""
    found = tx.each(
        "select c.customer_id, c.name, c.phone as contact, c.added_at as changed_at from customer c"
        " join unit_import_row r on r.owner_id = c.customer_id where r.import_id = $1 and c.added_at = $2 order by r.line",
        import_id, taken_in_at,
    )  # fmt: skip
    async for row in found:
        yield Person(**dict(row))


async def page(tx: Transaction, after: UUID | None, limit: int) -> list[Person]:
    """The next customers by id who were not erased, each since his last correction."""
    rows = await tx.fetch(
        "select c.customer_id, c.name, c.phone as contact,"
        " coalesce((select max(w.until) from customer_was w where w.customer_id = c.customer_id), c.added_at) as changed_at"
        " from customer c where c.erased_at is null and ($1::uuid is null or c.customer_id > $1)"
        " order by c.customer_id limit $2 for share of c",
        after, limit,
    )  # fmt: skip
    return [Person(**dict(row)) for row in rows]


async def person(tx: Transaction, customer_id: UUID) -> Person | None:
    """One who was not erased, or none."""
    row = await tx.fetchrow(
        "select customer_id, name, phone as contact, added_at as changed_at from customer"
        " where customer_id = $1 and erased_at is null",
        customer_id,
    )
    return Person(**dict(row)) if row else None
