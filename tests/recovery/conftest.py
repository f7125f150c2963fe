"""``house``: five services without their business on databases of their own, and a broker whose queues are empty and whose
history begins now."""

import secrets
from collections.abc import AsyncIterator

import aio_pika
import pytest
from aftercare import provision
from aftercare.servers import Servers
from aftercare.testing import empty_queues
from plumbing import topology
from recovery import house as houses
from recovery.house import House


@pytest.fixture
async def house(postgres_url: str, aftercare_servers: Servers) -> AsyncIterator[House]:
    """Made but not started."""
    suffix = f"recovery_{secrets.token_hex(4)}"
    urls = await provision.create_databases(postgres_url, topology.HEARS, suffix)
    amqp_url = aftercare_servers.amqp_admin_url
    connection = await aio_pika.connect(amqp_url)
    async with connection:
        await (await connection.channel()).queue_delete(topology.HISTORY)
    await topology.declare(amqp_url)
    await empty_queues(amqp_url)
    async with houses.house(urls, amqp_url) as made:
        yield made
    await topology.declare(amqp_url)
    await provision.drop_databases(postgres_url, topology.HEARS, suffix)
