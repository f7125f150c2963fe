"""The dead-letter queue is a way: whatever comes along it is on record at its service before it is acknowledged."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import aio_pika
import asyncpg
from messages import message
from plumbing import burials, dead_letters, topology
from plumbing.clock import DatabaseClock
from plumbing.database import Database
from plumbing.service import end_all
from waiting import until

Login = Callable[[str], Awaitable[str]]


@asynccontextmanager
async def taking_in(db: Database, amqp_url: str) -> AsyncIterator[asyncio.Task[None]]:
    db.clock = DatabaseClock()
    task = asyncio.create_task(burials.keep_taking_in(db, "dispatch", amqp_url, lambda: None))
    try:
        yield task
    finally:
        await end_all([task])


async def put(amqp_url: str, queue: str, body: bytes) -> None:
    connection = await aio_pika.connect(amqp_url)
    async with connection:
        channel = await connection.channel(publisher_confirms=True)
        await channel.default_exchange.publish(aio_pika.Message(body), queue)


async def depth(amqp_url: str) -> int:
    """Without what somebody has in hand."""
    connection = await aio_pika.connect(amqp_url)
    async with connection:
        queue = await (await connection.channel()).declare_queue(topology.dead_queue("dispatch"), passive=True)
        return int(queue.declaration_result.message_count or 0)


async def reasons(db: Database) -> list[str]:
    async with db.reading() as tx:
        return [letter.reason for letter in await dead_letters.listed(tx, None, 10)]


async def test_what_the_broker_buries_is_on_record_at_its_service_which_reads_it_by_its_own_login(
    db: Database, amqp_url: str, broker_login: Login
) -> None:
    """The broker buries by itself what is rejected, as what nobody could answer for."""
    await put(amqp_url, topology.queue("dispatch"), message("rejected", 1))
    connection = await aio_pika.connect(amqp_url)
    async with connection:
        queue = await (await connection.channel()).get_queue(topology.queue("dispatch"))
        await (await queue.get(timeout=60)).reject(requeue=False)
    async with taking_in(db, await broker_login("dispatch")):
        told = await until(lambda: reasons(db), lambda found: len(found) == 1, "the letter is on record")
        await until(lambda: depth(amqp_url), 0, "the queue is empty")
    assert told == ["the broker gave up on it: rejected"]


async def test_a_letter_stays_in_the_queue_until_it_is_on_record(db: Database, amqp_url: str) -> None:
    await put(amqp_url, topology.dead_queue("dispatch"), b"{unreadable")
    await db.pool.execute("alter table stray_letter rename to elsewhere")
    async with taking_in(db, amqp_url) as task:
        await asyncio.wait([task], timeout=60)
        assert isinstance(task.exception(), asyncpg.UndefinedTableError)
    await until(lambda: depth(amqp_url), 1, "the broker has taken it back")
    await db.pool.execute("alter table elsewhere rename to stray_letter")
    async with taking_in(db, amqp_url):
        await until(lambda: reasons(db), lambda found: len(found) == 1, "the letter is on record")
        await until(lambda: depth(amqp_url), 0, "the queue is empty")
