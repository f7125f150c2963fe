"""From the broker to the inbox: one queue, consumed with FastStream, acknowledged only after commit."""

import asyncio
from contextlib import suppress
from typing import Any

from faststream import AckPolicy
from faststream.rabbit import Channel, RabbitBroker, RabbitQueue
from faststream.rabbit.annotations import RabbitMessage

from . import broker as brokers
from . import log, topology
from .database import AWAY, Database
from .inbox import Inbox

logger = log.get(__name__)

HELD_SECONDS = (0.05, 0.2, 1, 2, 5)
UNFORESEEN_MAX = 10
"""Times a delivery is tried whose failure could not be put on record, before the broker buries it."""
CLOSING_SECONDS, ANSWER_SECONDS = 25, 10
CHECK_SECONDS = 2
LOST_AFTER = 3
"""Checks in a row that find our queue without a consumer before we connect anew."""


async def keep_raw(message: RabbitMessage) -> bytes:
    """The body as it came: the inbox reads it."""
    return message.body


class Consumer:
    """Consumes one service's queue for ever; the broker and the database may come and go."""

    def __init__(self, db: Database, inbox: Inbox, amqp_url: str, prefetch: int, at_once: int) -> None:
        self._db, self._inbox, self._amqp_url = db, inbox, amqp_url
        self._queue = RabbitQueue(topology.queue(inbox.service), declare=False)
        self._prefetch = prefetch
        self._room = asyncio.Semaphore(at_once)
        """However many were delivered, only so many hold a connection: the doors and the timers need some, too."""
        self._received = self._in_hand = 0
        self.queue: dict[str, int] = {}
        """What the broker said of our queue at the last check: ``messages`` that wait, and ``consumers``."""
        self.is_attached = False
        """At the last check, our queue had a consumer and it was served."""

    async def keep_consuming(self) -> None:
        """Connect, consume, look after it, and connect anew whenever it is lost."""
        while True:
            broker = self._broker()
            try:
                await broker.start()
                await self._watch()
            except brokers.AWAY as error:
                logger.warning("consumer connects again", error=repr(error))
            finally:
                self.is_attached = False
                self.queue = {**self.queue, "consumers": 0}
                with suppress(*brokers.AWAY):  # one that is cut off would never answer
                    async with asyncio.timeout(CLOSING_SECONDS):
                        await broker.stop()
            await asyncio.sleep(1)

    async def apply_due(self) -> int:
        """Try again what waits in the inbox and is due."""
        return await self._inbox.apply_due(self._db)

    def _broker(self) -> RabbitBroker:
        broker = RabbitBroker(
            brokers.with_heartbeat(self._amqp_url),
            default_channel=Channel(prefetch_count=self._prefetch),
            graceful_timeout=10,
            logger=None,
            decoder=keep_raw,
        )
        handler = broker.subscriber(self._queue, ack_policy=AckPolicy.REJECT_ON_ERROR)
        handler(self._receive)
        return broker

    async def _receive(self, message: RabbitMessage) -> None:
        self._received += 1
        self._in_hand += 1
        try:
            await self._take(message.body)
        finally:
            self._in_hand -= 1

    async def _take(self, body: bytes) -> None:
        """Hold a delivery while the database is away: giving it back would only burn its deliveries."""
        tries = unforeseen = 0
        while True:
            try:
                async with self._room:
                    await self._inbox.receive(self._db, body)
                return
            except AWAY as error:
                logger.warning("a message is held", error=type(error).__name__)
            except Exception:
                unforeseen += 1
                logger.exception("a message can be neither applied nor set aside", tries=unforeseen)
                if unforeseen >= UNFORESEEN_MAX:
                    raise
            await asyncio.sleep(HELD_SECONDS[min(tries, len(HELD_SECONDS) - 1)])
            tries += 1

    async def _watch(self) -> None:
        """Ask the broker itself, over a connection of its own, whether our queue has a consumer that gets its messages.

        A queue deleted and declared again can keep counting a consumer that it never serves.
        """
        async with brokers.connected(self._amqp_url) as connection:
            channel = await connection.channel()
            missing = 0
            while missing < LOST_AFTER:
                before = self._received
                async with asyncio.timeout(ANSWER_SECONDS):
                    declared: Any = await channel.declare_queue(self._queue.name, passive=True)
                state = declared.declaration_result
                self.queue = {"messages": state.message_count, "consumers": state.consumer_count}
                await asyncio.sleep(CHECK_SECONDS if self.is_attached else 0.5)
                is_idle = self._received == before and not self._in_hand
                self.is_attached = state.consumer_count > 0 and not (state.message_count and is_idle)
                missing = 0 if self.is_attached else missing + 1
        logger.error("the consumer was lost")
