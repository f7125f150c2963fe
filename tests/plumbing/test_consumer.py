"""From the broker to the effect: poison is set aside with its reason, a lost consumer comes back, nothing is lost."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from datetime import datetime

import aio_pika
import pytest
from aftercare_contracts.errors import Invalid
from aftercare_contracts.events.intake import CaseJudged
from messages import message
from plumbing import topology
from plumbing.clock import DatabaseClock
from plumbing.consumer import Consumer
from plumbing.database import LOST, Database, Transaction
from plumbing.inbox import Inbox
from plumbing.metrics import Metrics
from plumbing.relay import Relay
from plumbing.service import end_all, keep_trying
from waiting import until


async def note(tx: Transaction, event: CaseJudged, now: datetime) -> None:
    await tx.execute("insert into effect (subject, sequence) values ($1, $2)", str(event.case_id), int(event.case_no))
    if event.case_no == "13":
        raise Invalid("thirteen")


@asynccontextmanager
async def running(db: Database, amqp_url: str) -> AsyncIterator[Consumer]:
    db.clock = DatabaseClock()
    metrics = Metrics()
    consumer = Consumer(
        db, Inbox("dispatch", {CaseJudged: note}, None, (0.1,), metrics), amqp_url, prefetch=10, at_once=10
    )
    relay = Relay(db, amqp_url, metrics, batch=50, poll_seconds=0.2, timeout_seconds=60)
    works = (consumer.keep_consuming, relay.keep_relaying, lambda: keep_trying(consumer.apply_due, 0.1))
    tasks = [asyncio.create_task(work()) for work in works]
    try:
        await until(lambda: attached(consumer), True, "the consumer is attached")
        yield consumer
    finally:
        await end_all(tasks)


async def attached(consumer: Consumer) -> bool:
    return consumer.is_attached


async def publish(amqp_url: str, *bodies: bytes) -> None:
    connection = await aio_pika.connect(amqp_url)
    async with connection:
        channel = await connection.channel()
        for body in bodies:
            await channel.default_exchange.publish(
                aio_pika.Message(body, content_type="application/cloudevents+json"), topology.queue("dispatch")
            )


async def effects(db: Database) -> int:
    async with db.reading() as tx:
        return int(await tx.fetchval("select count(*) from effect"))


async def depth(amqp_url: str, queue: str) -> int:
    connection = await aio_pika.connect(amqp_url)
    async with connection:
        channel = await connection.channel()
        return int((await channel.declare_queue(queue, passive=True)).declaration_result.message_count)


async def test_poison_goes_to_the_dead_letter_queue_with_its_reason_and_its_neighbours_are_applied(
    db: Database, amqp_url: str
) -> None:
    poison = [b"{", message("bad", 1).replace(b'"verdict":"valid"', b'"verdict":"perhaps"'), b"\x00" * 100]
    neighbours = [message(f"good-{number}", 1) for number in range(10)]
    async with running(db, amqp_url):
        await publish(amqp_url, *neighbours[:5], *poison, *neighbours[5:])
        await until(lambda: effects(db), 10, "the neighbours are applied")
        await until(lambda: depth(amqp_url, topology.dead_queue("dispatch")), 3, "the poison is buried")
        assert await depth(amqp_url, topology.queue("dispatch")) == 0
    connection = await aio_pika.connect(amqp_url)
    async with connection:
        channel = await connection.channel()
        queue = await channel.get_queue(topology.dead_queue("dispatch"))
        letters = [await queue.get(timeout=60) for _ in range(3)]
    assert {letter.body for letter in letters} == set(poison)
    reasons = [str(letter.headers["x-aftercare-reason"]) for letter in letters]
    assert all(reasons)
    assert sum("data/verdict" in reason for reason in reasons) == 1


async def test_what_a_consumer_that_ends_had_in_hand_comes_again(db: Database, amqp_url: str) -> None:
    begun, ended = asyncio.Event(), asyncio.Event()

    async def take_long(tx: Transaction, event: CaseJudged, now: datetime) -> None:
        begun.set()
        await ended.wait()

    consumer = Consumer(db, Inbox("dispatch", {CaseJudged: take_long}, None, (0.1,), Metrics()), amqp_url, 1, at_once=1)
    await publish(amqp_url, message("in hand", 1))
    consuming = asyncio.create_task(consumer.keep_consuming())  # and is told to end while it is still about to begin
    try:
        await asyncio.wait_for(begun.wait(), 60)
        consuming.cancel()
        await asyncio.wait([consuming], timeout=60)
        assert consuming.done(), consuming.get_stack()
        await until(lambda: depth(amqp_url, topology.queue("dispatch")), 1, "it is in the queue again")
    finally:
        ended.set()
        consuming.cancel()


async def test_a_consumer_whose_queue_is_deleted_and_made_again_comes_back(
    db: Database, amqp_url: str, delete_queue: Callable[[str], Awaitable[None]]
) -> None:
    async with running(db, amqp_url) as consumer:
        await delete_queue("dispatch")
        await until(lambda: attached(consumer), False, "the loss is noticed")
        await topology.declare(amqp_url)
        await publish(amqp_url, message("after", 1))
        await until(lambda: effects(db), 1, "the message is applied")
        await until(lambda: attached(consumer), True, "it is said to be attached")


async def test_what_is_in_flight_when_the_database_sessions_are_killed_is_applied_once(
    db: Database, amqp_url: str
) -> None:
    async with running(db, amqp_url):
        killing = asyncio.create_task(kill_sessions(db, 10))
        await publish(amqp_url, *(message(f"storm-{number % 20}", 1 + number // 20) for number in range(200)))
        await killing
        await until(lambda: effects(db), 200, "all are applied")
    async with db.reading() as tx:
        assert await tx.fetchval("select count(*) from (select distinct subject, sequence from effect) as one") == 200


async def kill_sessions(db: Database, times: int) -> None:
    """The killer's own session may be among the killed. Each has ended before the next goes on."""
    for _ in range(times):
        with suppress(*LOST):
            async with db.transaction() as tx:
                await tx.execute(
                    "select pg_terminate_backend(pid, 60000) from pg_stat_activity where pid <> pg_backend_pid()"
                    " and datname = current_database() and backend_type = 'client backend'"
                )
        await asyncio.sleep(0.05)


@pytest.mark.parametrize("again", range(3))
async def test_the_same_messages_twice_have_one_effect(db: Database, amqp_url: str, again: int) -> None:
    bodies = [message(f"twice-{again}-{number}", 1) for number in range(20)]
    async with running(db, amqp_url):
        await publish(amqp_url, *bodies, *bodies)
        await until(lambda: depth(amqp_url, topology.queue("dispatch")), 0, "the queue is empty")
        await until(lambda: effects(db), 20, "each is applied once")


async def test_a_backlog_that_waits_for_a_lock_leaves_connections_to_others(
    db: Database, database_url: str, amqp_url: str
) -> None:
    metrics, small = Metrics(), await Database.connect(database_url, 6, 2)

    async def wait_for_lock(tx: Transaction, event: CaseJudged, now: datetime) -> None:
        await tx.execute("lock table effect in share mode")
        await note(tx, event, now)

    inbox = Inbox("dispatch", {CaseJudged: wait_for_lock}, None, (0.1,), metrics)
    consumer = Consumer(small, inbox, amqp_url, prefetch=20, at_once=3)
    consuming = asyncio.create_task(consumer.keep_consuming())
    try:
        async with db.transaction() as held:
            await held.execute("insert into effect (subject) values ('held')")
            await publish(amqp_url, *(message(f"waiting-{number}", 1) for number in range(20)))
            await until(lambda: waiting_for_locks(db), 3, "as many wait as may")
            async with small.reading() as tx:
                assert await tx.fetchval("select true")
        await until(lambda: effects(db), 21, "all are applied once the lock is free")
    finally:
        await end_all([consuming])
        await small.close()


async def waiting_for_locks(db: Database) -> int:
    """Each time in a transaction of its own: one sees the sessions that there were at its first look."""
    async with db.reading() as tx:
        return int(
            await tx.fetchval(
                "select count(*) from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'"
            )
        )
