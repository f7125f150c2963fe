"""A fresh database with the plumbing's tables and one more, in which handlers leave their effects."""

from collections.abc import AsyncIterator, Awaitable, Callable
from uuid import uuid4

import aio_pika
import httpx
import pytest
from aftercare.servers import Servers
from aftercare.testing import empty_queues
from harness import TUESDAY_MORNING, create, drop
from plumbing import topology
from plumbing.calendar_days import fill_calendar
from plumbing.clock import SetClock
from plumbing.database import Database
from plumbing.migrating import migrate
from plumbing.service import TABLES


@pytest.fixture
def clock() -> SetClock:
    return SetClock(TUESDAY_MORNING)


@pytest.fixture
async def database_url(postgres_url: str) -> AsyncIterator[str]:
    name = f"plumbing_{uuid4().hex[:12]}"
    await create(postgres_url, name)
    yield str(httpx.URL(postgres_url).copy_with(path=f"/{name}"))
    await drop(postgres_url, name)


@pytest.fixture
async def db(database_url: str, clock: SetClock) -> AsyncIterator[Database]:
    database = await Database.connect(database_url, 30, 30, clock)
    await migrate(database, TABLES)
    async with database.transaction() as tx:
        await fill_calendar(tx)
        await tx.execute(
            "create table effect (id bigint generated always as identity, subject text, sequence int, what text)"
        )
    yield database
    await database.close()


@pytest.fixture
async def amqp_url(aftercare_servers: Servers) -> str:
    """A login that may do everything, on a broker whose queues are empty."""
    await empty_queues(aftercare_servers.amqp_admin_url)
    return aftercare_servers.amqp_admin_url


@pytest.fixture
def broker_login(aftercare_servers: Servers) -> Callable[[str], Awaitable[str]]:
    async def login(service: str) -> str:
        return aftercare_servers.amqp_urls[service]

    return login


@pytest.fixture
async def unbound(amqp_url: str) -> AsyncIterator[Callable[[str], Awaitable[Callable[[], Awaitable[None]]]]]:
    """Take away every binding of a publisher's events; the answer puts them back, and so does the end of the test."""
    taken: list[tuple[str, str, str]] = []

    async def each(verb: str) -> None:
        connection = await aio_pika.connect(amqp_url)
        async with connection:
            channel = await connection.channel()
            for exchange, name, key in taken:
                queue = await channel.get_queue(name, ensure=False)
                await getattr(queue, verb)(exchange, key)

    async def unbind(event_type: str) -> Callable[[], Awaitable[None]]:
        source = event_type.split(".", 1)[0]
        taken.extend(row for row in topology.bindings() if row[0] == topology.EVENTS and row[2] in ("#", f"{source}.#"))
        await each("unbind")
        return lambda: each("bind")

    yield unbind
    await each("bind")


@pytest.fixture
async def delete_queue(amqp_url: str) -> AsyncIterator[Callable[[str], Awaitable[None]]]:
    """Delete a service's queue, as somebody's hand on the broker would; the end of the test puts it back."""

    async def delete(service: str) -> None:
        connection = await aio_pika.connect(amqp_url)
        async with connection:
            await (await connection.channel()).queue_delete(topology.queue(service))

    yield delete
    await topology.declare(amqp_url)
