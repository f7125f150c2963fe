"""Five services without their business: each a database, a relay and a consumer of the plumbing, on a real broker.

What they say is made up; that it arrives once and in order, whatever is done to databases and broker, is what is looked at.
"""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from uuid import NAMESPACE_OID, UUID, uuid5

from aftercare_contracts import registry
from aftercare_contracts.envelope import Event
from aftercare_contracts.events.intake_people import CustomersReachable, ReachableCustomer
from contracts.samples import sample
from plumbing import outbox, topology
from plumbing.consumer import Consumer
from plumbing.database import Database, Transaction
from plumbing.inbox import Inbox
from plumbing.metrics import Metrics
from plumbing.migrating import migrate
from plumbing.relay import Relay
from plumbing.service import TABLES, end_all, keep_trying

SAYS = {
    "intake": "intake.case.judged.v1", "dispatch": "dispatch.work_order.issued.v1", "finance": "finance.claim.raised.v1",
    "survey": "survey.return_visit.planned.v1", "notify": "notify.notice.written.v1",
}  # fmt: skip
EFFECT = (
    "create table effect (id bigint generated always as identity, source text, subject text, sequence bigint,"
    " event_id uuid, type text)"
)


def event_of(service: str, subject: str) -> Event:
    """Something that the service says."""
    name = (
        SAYS[service]
        if SAYS[service] in registry.EVENTS
        else next(n for n in registry.EVENTS if n.startswith(f"{service}."))
    )
    data: Event = sample(name).data
    return data


def reachable(subject: str, name: str) -> CustomersReachable:
    """A private event about a customer."""
    who = ReachableCustomer(
        customer_id=uuid5(NAMESPACE_OID, subject),
        name=name,
        contact="13900007777",
        changed_at=datetime(2026, 3, 10, tzinfo=UTC),
    )
    return CustomersReachable(customers=(who,))


@dataclass
class House:
    """The five, as far as they run."""

    urls: dict[str, str]
    amqp_url: str
    dbs: dict[str, Database] = field(default_factory=dict)
    running: dict[str, list[asyncio.Task[None]]] = field(default_factory=dict)

    async def start(self, *services: str) -> None:
        """Start these, or all."""
        for service in services or topology.HEARS:
            db = self.dbs[service] = await Database.connect(self.urls[service], 6, 30)
            relay = Relay(db, self.amqp_url, Metrics(), batch=50, poll_seconds=0.1, timeout_seconds=60)
            inbox = Inbox(service, {}, _note, (0.1, 0.2), Metrics())
            consumer = Consumer(db, inbox, self.amqp_url, prefetch=20, at_once=4)
            work = (relay.keep_relaying(), consumer.keep_consuming(), keep_trying(consumer.apply_due, 0.1))
            self.running[service] = [asyncio.create_task(each) for each in work]

    async def stop(self, *services: str) -> None:
        """Stop these, or all."""
        for service in services or tuple(self.running):
            await end_all(self.running.pop(service))
            await self.dbs.pop(service).close()

    async def say(self, service: str, subject: str, event: Event | None = None) -> UUID:
        """Commit something the service says. Returns the message's id."""
        async with self.dbs[service].transaction() as tx:
            said = await outbox.add(tx, event or event_of(service, subject), about=subject)
        return said.id

    async def effects(self, service: str) -> list[tuple[str, str, int, UUID]]:
        """What was applied there, in order: publisher, subject, number, message."""
        async with self.dbs[service].reading() as tx:
            rows = await tx.fetch("select source, subject, sequence, event_id from effect order by id")
        return [tuple(row) for row in rows]  # type: ignore[misc]

    async def unapplied(self) -> int:
        """Messages that are not published, or wait in an inbox, or have not been heard by somebody who hears their publisher."""
        said, heard, waiting = {}, {}, 0
        for service, db in self.dbs.items():
            async with db.reading() as tx:
                rows = await tx.fetch("select subject, last_sequence from outbox_position")
                said[service] = {row["subject"]: row["last_sequence"] for row in rows}
                rows = await tx.fetch("select source, subject, last_sequence from inbox_position")
                heard[service] = {(row["source"], row["subject"]): row["last_sequence"] for row in rows}
                waiting += await tx.fetchval("select count(*) from outbox where published_at is null")
                waiting += await tx.fetchval("select count(*) from inbox where state <> 'applied'")
        for hears, private in ((topology.HEARS, False), (topology.HEARS_IN_PRIVATE, True)):
            for consumer, sources in hears.items():
                for source in sources:
                    for subject, last in said[source].items():
                        if subject.startswith(outbox.PRIVATE_SUBJECT) == private:
                            waiting += last - heard[consumer].get((source, subject), 0)
        return waiting


async def _note(tx: Transaction, message: Any, now: datetime) -> None:
    await tx.execute(
        "insert into effect (source, subject, sequence, event_id, type) values ($1, $2, $3, $4, $5)",
        message.source, message.subject, message.sequence, message.id, message.type,
    )  # fmt: skip


@asynccontextmanager
async def house(database_urls: Mapping[str, str], amqp_url: str) -> AsyncIterator[House]:
    """Databases with the plumbing's tables; nothing runs yet, and nothing does afterwards."""
    for url in database_urls.values():
        db = await Database.connect(url, 1)
        await migrate(db, TABLES)
        async with db.transaction() as tx:
            await tx.execute(EFFECT)
        await db.close()
    made = House(dict(database_urls), amqp_url)
    async with AsyncExitStack() as end:
        end.push_async_callback(made.stop)
        yield made
