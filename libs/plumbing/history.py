"""The history stream read from its beginning, as long as somebody wants more of it."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime

from aio_pika.abc import AbstractIncomingMessage

from . import topology
from .broker import connected

PREFETCH = 500
"""A stream wants a bound on what is on its way; it stands still without acknowledgements."""
LAST_CHUNK_SECONDS, QUIET_SECONDS = 20.0, 2.0
"""How long the broker may take to begin with its last chunk, and to go on with it. It does not count what is in that chunk."""


class History:
    """Reads on and on; ``next`` gives up for now where nothing comes for a while."""

    def __init__(self, arrived: asyncio.Queue[AbstractIncomingMessage]) -> None:
        self._arrived = arrived
        self.read = 0
        """Messages so far."""

    async def next(self, patience_seconds: float) -> bytes | None:
        """The next message's body, or none where the stream has no more at present."""
        message = await self.next_message(patience_seconds)
        return message.body if message else None

    async def next_message(self, patience_seconds: float) -> AbstractIncomingMessage | None:
        """The next message, or none where the stream has no more at present."""
        try:
            async with asyncio.timeout(patience_seconds):
                message = await self._arrived.get()
        except TimeoutError:
            return None
        await message.ack()
        self.read += 1
        return message


async def end_of(amqp_url: str) -> int | None:
    """The offset of the last message that is there now, or none where there is no message."""
    async with history(amqp_url, "last") as stream:
        last = None
        while message := await stream.next_message(LAST_CHUNK_SECONDS if last is None else QUIET_SECONDS):
            last = offset_of(message)
    return last


def offset_of(message: AbstractIncomingMessage) -> int:
    """Where a message stands in the stream."""
    offset = message.headers["x-stream-offset"]
    assert isinstance(offset, int)
    return offset


@asynccontextmanager
async def history(amqp_url: str, begin: str | datetime = "first") -> AsyncIterator[History]:
    """The stream from its first message, or from about the moment when the broker got it. Its login must be allowed to read
    ``topology.HISTORY``."""
    async with connected(amqp_url) as connection:
        channel = await connection.channel()
        await channel.set_qos(prefetch_count=PREFETCH)
        stream = await channel.get_queue(topology.HISTORY, ensure=False)
        arrived: asyncio.Queue[AbstractIncomingMessage] = asyncio.Queue()
        await stream.consume(arrived.put, arguments={"x-stream-offset": begin})
        yield History(arrived)
