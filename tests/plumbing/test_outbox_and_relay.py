"""What is announced is committed with the change, numbered without gaps, and reaches the broker."""

import asyncio
import random
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import timedelta
from uuid import uuid4

import aio_pika
import pytest
from aftercare_contracts import registry
from aftercare_contracts.events.intake_people import CustomersReachable, ReachableCustomer
from aiormq.exceptions import ChannelAccessRefused
from harness import TUESDAY_MORNING
from messages import judged
from plumbing import outbox, topology
from plumbing.database import Database
from plumbing.metrics import Metrics
from plumbing.relay import Relay
from plumbing.service import end_all
from waiting import until


class Undone(Exception):
    pass


async def announce(db: Database, subject: str, *, undo: bool = False) -> None:
    async with db.transaction() as tx:
        await outbox.add(tx, judged(subject), about=subject)
        await asyncio.sleep(random.random() / 100)
        if undo:
            raise Undone


async def unpublished(db: Database) -> int:
    async with db.reading() as tx:
        return int(await tx.fetchval("select count(*) from outbox where published_at is null"))


@asynccontextmanager
async def relaying(db: Database, amqp_url: str, count: int = 1) -> AsyncIterator[list[Relay]]:
    relays = [Relay(db, amqp_url, Metrics(), batch=50, poll_seconds=0.2, timeout_seconds=60) for _ in range(count)]
    tasks = [asyncio.create_task(relay.keep_relaying()) for relay in relays]
    try:
        yield relays
    finally:
        await end_all(tasks)


async def drain(amqp_url: str, queue: str) -> list[aio_pika.abc.AbstractIncomingMessage]:
    connection = await aio_pika.connect(amqp_url)
    async with connection:
        channel = await connection.channel()
        kept = await channel.get_queue(queue)
        found = []
        while (message := await kept.get(fail=False, timeout=60)) is not None:
            await message.ack()
            found.append(message)
    return found


async def test_what_is_rolled_back_is_never_announced_and_leaves_no_gap(db: Database) -> None:
    acts = [announce(db, "busy", undo=number % 3 == 0) for number in range(60)]
    results = await asyncio.gather(*acts, return_exceptions=True)
    assert sum(isinstance(result, Undone) for result in results) == 20
    async with db.reading() as tx:
        numbers = [
            row["sequence"] for row in await tx.fetch("select sequence from outbox where subject = 'busy' order by id")
        ]
    assert numbers == list(range(1, 41)), "gapless, and in the order of the rows"


async def test_everything_announced_reaches_those_who_listen_in_order_and_once(db: Database, amqp_url: str) -> None:
    await asyncio.gather(*(announce(db, f"case-{number % 5}") for number in range(100)))
    async with relaying(db, amqp_url, count=3):
        await until(lambda: unpublished(db), 0, "the outbox is empty")
    heard = [registry.parse(message.body) for message in await drain(amqp_url, topology.queue("dispatch"))]
    for number in range(5):
        assert [one.sequence for one in heard if one.subject == f"case-{number}"] == list(range(1, 21))


async def test_a_row_that_cannot_be_sent_holds_up_its_own_subject_only(db: Database, amqp_url: str) -> None:
    await announce(db, "odd")
    await db.pool.execute("update outbox set type = 'intake.' || repeat('x', 300) || '.v1'")
    await announce(db, "even")
    async with relaying(db, amqp_url):
        await until(lambda: unpublished(db), 1, "the other is out")
    waits = await db.pool.fetchrow("select subject, last_failure from outbox where published_at is null")
    assert waits["subject"] == "odd"
    assert "too long" in waits["last_failure"]


async def test_a_message_carries_its_envelope_in_the_headers_and_survives_the_broker(
    db: Database, amqp_url: str
) -> None:
    await announce(db, "one")
    async with relaying(db, amqp_url):
        await until(lambda: unpublished(db), 0, "the outbox is empty")
    (message,) = await drain(amqp_url, topology.queue("survey"))
    assert message.headers["ce-type"] == message.type == message.routing_key == "intake.case.judged.v1"
    assert message.message_id == message.headers["ce-id"]
    assert message.delivery_mode == aio_pika.DeliveryMode.PERSISTENT
    assert message.content_type == "application/cloudevents+json"


async def test_what_is_private_reaches_who_needs_it_and_neither_history_nor_anybody_else(
    db: Database, amqp_url: str
) -> None:
    person = ReachableCustomer(customer_id=uuid4(), name="欧阳慕容", contact="13900007777", changed_at=TUESDAY_MORNING)
    async with db.transaction() as tx:
        await outbox.add(tx, CustomersReachable(customers=(person,)), about=person.customer_id)
        await outbox.add(tx, judged("one"), about=person.customer_id)
    async with relaying(db, amqp_url):
        await until(lambda: unpublished(db), 0, "the outbox is empty")
    heard = [registry.parse(message.body) for message in await drain(amqp_url, topology.queue("notify"))]
    private, public = sorted(heard, key=lambda message: message.data.is_private, reverse=True)
    assert private.data == CustomersReachable(customers=(person,))
    assert (private.subject, private.sequence) == (f"private:{person.customer_id}", 1)
    assert (public.subject, public.sequence) == (str(person.customer_id), 1), (
        "who misses the private one misses no number"
    )
    for other in ("dispatch", "finance", "survey"):
        (message,) = await drain(amqp_url, topology.queue(other))
        assert message.type == public.type
    assert [
        key for exchange, name, key in topology.bindings() if name == topology.HISTORY and exchange != topology.EVENTS
    ] == []
    assert await words(db) == {"private", "events"}, "for as long as they may have to be sent again"
    async with db.transaction() as tx:
        await outbox.forget(tx, timedelta(hours=1))
    assert await words(db) == {"private", "events"}
    async with db.transaction() as tx:
        await tx.execute("update outbox set published_at = published_at - interval '61 minutes'")
        await outbox.forget(tx, timedelta(hours=1))
    assert await words(db) == {"events"}


async def words(db: Database) -> set[str]:
    async with db.reading() as tx:
        return {row["destination"] for row in await tx.fetch("select destination from outbox where body <> ''")}


async def test_two_relays_are_never_at_work_at_once(db: Database, amqp_url: str) -> None:
    async with relaying(db, amqp_url, count=2):
        await announce(db, "first")
        await until(lambda: unpublished(db), 0, "the outbox is empty")
        async with db.reading() as tx:
            held = await tx.fetchval("select count(*) from pg_locks where locktype = 'advisory' and granted and database ="
                                     " (select oid from pg_database where datname = current_database())")  # fmt: skip
        assert held == 1


async def test_a_message_nobody_would_get_stays_and_is_sent_once_somebody_listens(
    db: Database, amqp_url: str, unbound: Callable[[str], Awaitable[Callable[[], Awaitable[None]]]]
) -> None:
    bind_again = await unbound("intake.case.judged.v1")
    await announce(db, "unheard")
    async with relaying(db, amqp_url):

        async def failures() -> int:
            async with db.reading() as tx:
                return int(await tx.fetchval("select max(failures) from outbox"))

        await until(lambda: failures(), lambda count: count >= 1, "the broker returned it")
        assert await unpublished(db) == 1
        await bind_again()
        await until(lambda: unpublished(db), 0, "it was sent")


async def test_the_relay_comes_back_after_its_database_session_is_killed(db: Database, amqp_url: str) -> None:
    async with relaying(db, amqp_url) as (relay,):
        await until(lambda: _running(relay), True, "the relay runs")
        async with db.transaction() as tx:
            await tx.execute("select pg_terminate_backend(pid, 60000) from pg_stat_activity where pid <> pg_backend_pid()"
                             " and datname = current_database() and backend_type = 'client backend'")  # fmt: skip
        await announce(db, "after")
        await until(lambda: unpublished(db), 0, "the outbox is empty")


async def _running(relay: Relay) -> bool:
    return relay.is_running


@pytest.mark.parametrize("user", ["finance", "survey"])
async def test_a_service_may_not_speak_for_another(broker_login: Callable[[str], Awaitable[str]], user: str) -> None:
    url = await broker_login(user)
    connection = await aio_pika.connect(url)
    async with connection:
        channel = await connection.channel(publisher_confirms=True, on_return_raises=True)
        exchange = await channel.get_exchange(topology.EVENTS, ensure=False)
        with pytest.raises(ChannelAccessRefused):
            await exchange.publish(aio_pika.Message(b"{}"), "intake.case.judged.v1", timeout=60)


@pytest.mark.parametrize("queue", ["aftercare.intake", "aftercare.intake.dead", "aftercare.history"])
async def test_a_service_may_not_read_what_is_not_its_own(
    broker_login: Callable[[str], Awaitable[str]], queue: str
) -> None:
    connection = await aio_pika.connect(await broker_login("finance"))
    async with connection:
        channel = await connection.channel()
        kept = await channel.get_queue(queue, ensure=False)
        with pytest.raises(ChannelAccessRefused):
            await kept.get(no_ack=True, timeout=60)
