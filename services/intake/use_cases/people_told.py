"""Who sends to customers is told how they are reached: of each as he comes or changes, of a file in batches, of those from
before by a timer. In private messages only (L8)."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from uuid import UUID

from aftercare_contracts.events.intake_people import CUSTOMERS_MAX, CustomersReachable, ReachableCustomer
from plumbing import outbox, timers
from plumbing.database import Transaction

from ..store import people_told as store
from ..store import units
from ..store.people_told import Person

__all__ = ["TELL", "Person", "add", "tell", "tell_file", "tell_old"]

TELL = "tell_people"
"""Timer of the customers who were entered before anybody was told."""


async def add(tx: Transaction, customer_id: UUID, name: str, contact: str, now: datetime) -> None:
    """A person comes onto the record, and is told of."""
    await units.add_customer(tx, customer_id, name, contact, now)
    await tell(tx, customer_id, [Person(customer_id, name, contact, now)])


async def tell(tx: Transaction, about: UUID | str, people: Sequence[Person]) -> None:
    """Some people, as they are reached now; at most as many as one message holds."""
    said = CustomersReachable(customers=tuple(ReachableCustomer(**asdict(person)) for person in people))
    await outbox.add(tx, said, about=about)


async def tell_file(tx: Transaction, import_id: UUID, taken_in_at: datetime) -> None:
    """Every owner whom a file of units brought, in as few messages as hold them."""
    batch: list[Person] = []
    async for person in store.brought(tx, import_id, taken_in_at):
        batch.append(person)
        if len(batch) == CUSTOMERS_MAX:
            await tell(tx, import_id, batch)
            batch = []
    if batch:
        await tell(tx, import_id, batch)


async def tell_old(tx: Transaction, timer: timers.Timer, now: datetime) -> None:
    """The next customers whom nobody was told of."""
    after = timer.data.get("after")
    if people := await store.page(tx, UUID(after) if after else None, CUSTOMERS_MAX):
        await tell(tx, timer.subject, people)
        await timers.arm(tx, timer.subject, TELL, now, {"after": str(people[-1].customer_id)})
