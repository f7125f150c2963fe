"""One way to connect to the broker: a peer that is gone without a word is noticed within seconds, and closing never hangs.

Patience is never told to the library: it would end by ``asyncio.wait_for``, which in Python 3.11 loses a task's cancellation
that comes at the moment of the answer; and who is told to end only once would go on for ever.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from urllib.parse import parse_qs, urlencode, urlsplit, urlunsplit

import aio_pika
from aio_pika.abc import AbstractConnection

HEARTBEAT_SECONDS = 10
"""Two missed ones and either side lets go; the library's own default would be a minute."""
CLOSING_SECONDS = 5
AWAY = (aio_pika.exceptions.AMQPError, ConnectionError, OSError, TimeoutError, asyncio.TimeoutError)
"""The broker is away, or this connection to it."""


def with_heartbeat(amqp_url: str) -> str:
    """The address, with our heartbeat where it names none."""
    parts = urlsplit(amqp_url)
    if "heartbeat" in parse_qs(parts.query):
        return amqp_url
    beat = urlencode({"heartbeat": HEARTBEAT_SECONDS})
    return urlunsplit(parts._replace(query=f"{parts.query}&{beat}" if parts.query else beat))


@asynccontextmanager
async def connected(amqp_url: str, timeout_seconds: float = 10) -> AsyncIterator[AbstractConnection]:
    """A connection for the block. Raises one of ``AWAY`` where none can be had in time."""
    async with asyncio.timeout(timeout_seconds):
        connection = await aio_pika.connect(with_heartbeat(amqp_url))
    try:
        yield connection
    finally:
        with suppress(*AWAY):
            async with asyncio.timeout(CLOSING_SECONDS):
                await connection.close()
