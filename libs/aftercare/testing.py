"""Fixtures for integration tests, ours and the departments'.

    from aftercare.testing import aftercare_stack

    def test_our_erp_hears_of_a_new_case(aftercare_stack):
        token = aftercare_stack.token("hotline")
        answer = httpx.post(aftercare_stack.urls["intake"] + "/cases", ...)

The stack starts once for a test run, on free ports, with servers as README says, and is gone afterwards.
"""

from collections.abc import Iterator

import aio_pika
import pytest
from plumbing import topology

from . import children, stack
from .servers import Servers, start_servers


@pytest.fixture(scope="session")
def aftercare_stack() -> Iterator[stack.Stack]:
    """The whole stack: ``urls`` by service, ``token(role, project=…, person=…, contractor=…)``, ``kill`` and ``restart``."""
    with stack.running_stack() as running:
        yield running


@pytest.fixture(scope="session")
def aftercare_servers() -> Iterator[Servers]:
    """PostgreSQL and RabbitMQ alone, the broker with its topology applied."""
    folder = children.new_folder()
    servers = start_servers(folder)
    try:
        yield servers
    finally:
        servers.stop()
        children.remove(folder)


async def empty_queues(amqp_url: str) -> None:
    """Take everything out of every queue, for a test that wants to begin with nothing."""
    connection = await aio_pika.connect(amqp_url)
    async with connection:
        channel = await connection.channel()
        for name, arguments in topology.queues().items():
            if arguments.get("x-queue-type") != "stream":
                await (await channel.get_queue(name, ensure=False)).purge()
