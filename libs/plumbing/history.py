"""The history stream read from its beginning, as long as somebody wants more of it."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from aio_pika.abc import AbstractIncomingMessage

from . import topology
from .broker import connected

PREFETCH = 500
"""A stream wants a bound on what is on its way; it stands still without acknowledgements."""


class History:
    """Reads on and on; ``next`` gives up for now where nothing comes for a while."""

    def __init__(self, arrived: asyncio.Queue[AbstractIncomingMessage]) -> None:
        self._arrived = arrived
        self.read = 0
        """Messages so far."""

    async def next(self, patience_seconds: float) -> bytes | None:
        """The next message's body, or none where the stream has no more at present."""
        try:
            message = await asyncio.wait_for(self._arrived.get(), patience_seconds)
        except TimeoutError:
            return None
        await message.ack()
        self.read += 1
        return message.body


@asynccontextmanager
async def history(amqp_url: str) -> AsyncIterator[History]:
    """The stream from its first message. Its login must be allowed to read ``topology.HISTORY``."""
    async with connected(amqp_url) as connection:
        channel = await connection.channel()
        await channel.set_qos(prefetch_count=PREFETCH)
        stream = await channel.get_queue(topology.HISTORY, ensure=False)
        arrived: asyncio.Queue[AbstractIncomingMessage] = asyncio.Queue()
        await stream.consume(arrived.put, arguments={"x-stream-offset": "first"})
        yield History(arrived)
