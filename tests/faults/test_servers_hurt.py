"""The plumbing alone on servers that are hurt: what was committed is applied once, nothing else is, and no message pays for it.

One service that says and one that hears, in one process: what the cells of the real tier show of the whole system, in seconds.
"""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractContextManager, asynccontextmanager, contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime
from urllib.parse import urlsplit

import aio_pika
import pytest
from aftercare import children, provision
from aftercare.private import Private
from aftercare.servers import Servers, start_servers
from aftercare_contracts.events.intake import CaseJudged
from messages import judged
from plumbing import outbox, topology
from plumbing.consumer import Consumer
from plumbing.database import AWAY, Database, Transaction
from plumbing.inbox import Inbox
from plumbing.metrics import Metrics
from plumbing.migrating import migrate
from plumbing.relay import Relay
from plumbing.service import TABLES, end_all, keep_trying
from waiting import until

from faults.broker import Broker
from faults.levers import postgres
from faults.levers.sessions import ask

HURT_SECONDS, RECOVERS_SECONDS = 4, 180
SUBJECTS = 20


@dataclass
class Pair:
    """Both servers, and the two services' databases."""

    servers: Servers
    urls: dict[str, str]
    dbs: dict[str, Database] = field(default_factory=dict)
    said: set[int] = field(default_factory=set)
    refused: int = 0
    has_to_say: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def postgres(self) -> Private:
        server = self.servers.started["PostgreSQL"]
        assert isinstance(server, Private)
        return server

    @property
    def broker(self) -> Broker:
        return Broker(self.servers)

    async def say(self) -> None:
        """One after the other, for ever; only what was committed counts as said."""
        number = max(self.said, default=0)
        while await self.has_to_say.wait():
            number += 1
            try:
                async with self.dbs["intake"].transaction() as tx:
                    subject = f"case-{number % SUBJECTS}"
                    await outbox.add(tx, judged(subject, number), about=subject)
                self.said.add(number)
            except AWAY:
                self.refused += 1
            await asyncio.sleep(0.05)

    async def heard(self) -> list[int]:
        """The numbers that had an effect."""
        async with self.dbs["dispatch"].reading() as tx:
            return [row["sequence"] for row in await tx.fetch("select sequence from effect order by id")]

    async def lags(self) -> list[str]:
        """Who still has to catch up."""
        with suppress(*AWAY):
            async with self.dbs["intake"].reading() as tx:
                unsent = await tx.fetchval("select count(*) from outbox where published_at is null")
            heard = await self.heard()
            missing = len(self.said - set(heard))
            return [*([f"{unsent} unsent"] if unsent else []), *([f"{missing} not heard"] if missing else [])]
        return ["the database is away"]


async def note(tx: Transaction, event: CaseJudged, now: datetime) -> None:
    await tx.execute("insert into effect (subject, sequence) values ($1, $2)", str(event.case_id), int(event.case_no))


@pytest.fixture(scope="module")
def servers() -> Iterator[Servers]:
    folder = children.new_folder()
    started = start_servers(folder, own=True)
    try:
        yield started
    finally:
        started.stop()
        children.remove(folder)


@pytest.fixture
async def pair(servers: Servers) -> AsyncIterator[Pair]:
    urls = await provision.create_databases(servers.postgres_url, ("intake", "dispatch"), "hurt")
    made = Pair(servers, urls)
    for service, url in urls.items():
        made.dbs[service] = await Database.connect(url, 6, 3)
        await migrate(made.dbs[service], TABLES)
    async with made.dbs["dispatch"].transaction() as tx:
        await tx.execute("create table if not exists effect (id bigserial primary key, subject text, sequence int)")
    made.said = set(await made.heard())
    made.has_to_say.set()
    async with _running(made):
        yield made
    for db in made.dbs.values():
        await db.close()


@asynccontextmanager
async def _running(pair: Pair) -> AsyncIterator[None]:
    metrics, amqp = Metrics(), pair.servers.amqp_urls
    inbox = Inbox("dispatch", {CaseJudged: note}, None, (0.2, 0.5, 1), metrics)
    consumer = Consumer(pair.dbs["dispatch"], inbox, amqp["dispatch"], prefetch=10, at_once=3)
    relays = [
        Relay(pair.dbs[name], amqp[name], metrics, batch=50, poll_seconds=0.2, timeout_seconds=3) for name in pair.dbs
    ]
    works = (
        consumer.keep_consuming, *(relay.keep_relaying for relay in relays),
        lambda: keep_trying(consumer.apply_due, 0.1), pair.say,
    )  # fmt: skip
    tasks = [asyncio.create_task(work()) for work in works]
    try:
        yield
    finally:
        await end_all(tasks)


@contextmanager
def _away(pair: Pair, how: str) -> Iterator[None]:
    postgres.stop(pair.postgres, how)
    try:
        yield
    finally:
        postgres.start_again(pair.postgres)


@contextmanager
def _other_password(pair: Pair) -> Iterator[None]:
    for url in pair.urls.values():
        role = str(urlsplit(url).username)
        postgres.change_password(pair.postgres.url, role, "another")
        ask(pair.postgres.url, postgres.end_sessions_of(role))
    try:
        yield
    finally:
        for url in pair.urls.values():
            postgres.change_password(pair.postgres.url, str(urlsplit(url).username), str(urlsplit(url).password))


REFUSING: dict[str, Callable[[Pair], AbstractContextManager[object]]] = {
    "PostgreSQL ends properly": lambda pair: _away(pair, "fast"),
    "PostgreSQL drops everything": lambda pair: _away(pair, "immediate"),
    "PostgreSQL is killed": lambda pair: _away(pair, "kill"),
    "sessions are ended ten times a second": lambda pair: postgres.storm(pair.postgres.url, 10),
    "the passwords are others": _other_password,
}


@pytest.mark.parametrize("how", REFUSING.values(), ids=REFUSING)
async def test_while_postgresql_is_hurt_nothing_is_lost_done_twice_or_buried(
    pair: Pair, how: Callable[[Pair], AbstractContextManager[object]]
) -> None:
    await until(_count(pair), lambda found: found > 20, "the load runs")
    fault = how(pair)
    await asyncio.to_thread(fault.__enter__)
    try:
        before = pair.refused
        await until(_refused(pair), lambda found: found > before, "somebody is refused")
        await asyncio.sleep(HURT_SECONDS)
    finally:
        await asyncio.to_thread(fault.__exit__, None, None, None)
    await _recovered(pair)


def _count(pair: Pair) -> Callable[[], object]:
    async def count() -> int:
        return len(pair.said)

    return count


def _refused(pair: Pair) -> Callable[[], object]:
    async def count() -> int:
        return pair.refused

    return count


async def _recovered(pair: Pair) -> None:
    """More is said and heard, all of it once and in order; no dead letter; what was not committed had no effect."""
    before = len(pair.said)
    await until(_count(pair), lambda found: found > before + 10, "the load goes on", seconds=RECOVERS_SECONDS)
    pair.has_to_say.clear()
    await until(pair.lags, [], "all caught up", seconds=RECOVERS_SECONDS)
    heard, said = await pair.heard(), set(pair.said)
    assert len(heard) == len(set(heard))
    by_subject = [[number for number in heard if number % SUBJECTS == subject] for subject in range(SUBJECTS)]
    assert all(numbers == sorted(numbers) for numbers in by_subject)
    connection = await aio_pika.connect(pair.servers.amqp_admin_url)
    async with connection:
        dead = await (await connection.channel()).get_queue(topology.dead_queue("dispatch"))
        assert dead.declaration_result.message_count == 0
    assert len(set(heard) - said) <= pair.refused, "an answer may be lost with its connection, a commit may not"
