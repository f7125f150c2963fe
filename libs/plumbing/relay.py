"""From the outbox to the broker: one relay per service at work, in batches, each row confirmed before it is marked.

An advisory lock held by the session that marks the rows makes the one relay; a relay that lost its session can mark
nothing. What it publishes twice, inboxes drop.
"""

import asyncio
from collections.abc import Sequence
from contextlib import suppress
from datetime import timedelta
from typing import Any

import aio_pika
import asyncpg
from aftercare_contracts.envelope import CONTENT_TYPE
from aio_pika.abc import AbstractExchange
from aio_pika.exceptions import DeliveryError, PublishError

from . import broker, log, outbox, topology
from .crash_points import reach
from .database import LOST, Database
from .metrics import Metrics

logger = log.get(__name__)

RELAY_LOCK = 7_206_002
PUT_OFF_MAX = timedelta(seconds=20)
"""What the broker would not take is offered again at least so often: it is all out within a minute once the broker is mended."""
REFUSED = (DeliveryError, PublishError, TypeError, ValueError)
"""The broker would not take this one, or no frame of its can hold it; others may go on."""
EXCHANGES = {"events": topology.EVENTS, "private": topology.PRIVATE, "dead": topology.DEAD}
STOPPED_SECONDS = 20
"""A relay that asks nothing of its session so long has stopped, and the database takes the session, and the lock, from it."""


class Relay:
    """Runs for ever beside a service; the broker and the database may come and go."""

    def __init__(
        self, db: Database, amqp_url: str, metrics: Metrics, *, batch: int, poll_seconds: float, timeout_seconds: float
    ):
        self._db, self._amqp_url, self._metrics = db, amqp_url, metrics
        self._batch, self._poll_seconds, self._timeout_seconds = batch, poll_seconds, timeout_seconds
        self._wake = asyncio.Event()
        self.is_running = False
        """Connected to both servers, at work or standing by for another replica."""

    async def keep_relaying(self) -> None:
        """Connect, relay, and connect again after a pause whenever something breaks."""
        while True:
            try:
                await self._relay()
            except (*LOST, *broker.AWAY, asyncpg.PostgresError) as error:
                self._metrics.publish_failures.labels("connection").inc()
                logger.warning("relay starts again", error=repr(error))
            finally:
                self.is_running = False
            await asyncio.sleep(1)

    async def _relay(self) -> None:
        async with (
            broker.connected(self._amqp_url, self._timeout_seconds) as connection,
            self._db.pool.acquire(timeout=self._timeout_seconds) as session,
        ):
            channel = await connection.channel(publisher_confirms=True, on_return_raises=True)
            exchanges = {name: await channel.get_exchange(known, ensure=False) for name, known in EXCHANGES.items()}
            await session.add_listener(outbox.WAKE, self._on_wake)
            try:
                await session.execute(f"set idle_session_timeout = '{STOPPED_SECONDS + self._timeout_seconds}s'")
                self.is_running = True
                while not await session.fetchval("select pg_try_advisory_lock($1)", RELAY_LOCK):  # noqa: ASYNC110 another process has it
                    await asyncio.sleep(self._poll_seconds)
                reach("relay.locked")
                while not connection.is_closed and not channel.is_closed:
                    if await self.relay_batch(session, exchanges) < self._batch:
                        await self._rest()
            finally:
                session.terminate()  # the lock and the listener go with it, in whatever state it is

    async def relay_batch(self, session: asyncpg.Connection, exchanges: dict[str, AbstractExchange]) -> int:
        """Publish what waits, oldest first, and mark what was confirmed. Returns how many rows were taken up.

        A row that the broker returns or refuses, or that cannot be sent at all, puts off its own subject only.
        """
        rows = await session.fetch(
            "select id, destination, event_id, type, subject, headers, body from outbox"
            " where published_at is null and coalesce(not_before, '-infinity') <= clock_timestamp() order by id limit $1",
            self._batch,
        )
        reach("relay.selected")
        results = await asyncio.gather(*(self._publish(exchanges, row) for row in rows), return_exceptions=True)
        refused: dict[str, str] = {}
        confirmed: list[int] = []
        for row, result in zip(rows, results, strict=True):
            if isinstance(result, REFUSED):
                refused.setdefault(row["subject"], f"{type(result).__name__}: {result}"[:500])
            elif isinstance(result, BaseException):
                await self._mark(session, confirmed)
                raise result
            elif row["subject"] not in refused:
                confirmed.append(row["id"])
                self._metrics.published.labels(row["type"]).inc()
        reach("relay.confirmed")
        await self._mark(session, confirmed)
        reach("relay.marked")
        await self._put_off(session, refused)
        return len(rows)

    async def _publish(self, exchanges: dict[str, AbstractExchange], row: asyncpg.Record) -> None:
        marks: dict[str, Any] = row["headers"]
        message = aio_pika.Message(
            row["body"],
            headers=marks,
            content_type=CONTENT_TYPE,
            message_id=str(row["event_id"]),
            type=row["type"],
            correlation_id=marks.get("ce-correlationid"),
            delivery_mode=aio_pika.DeliveryMode.PERSISTENT,
        )
        key = marks["x-aftercare-service"] if row["destination"] == "dead" else row["type"]
        await exchanges[row["destination"]].publish(message, key, mandatory=True, timeout=self._timeout_seconds)
        reach("relay.one_published")

    async def _mark(self, session: asyncpg.Connection, ids: Sequence[int]) -> None:
        if ids:
            await session.execute(outbox.MARK_PUBLISHED, ids)

    async def _put_off(self, session: asyncpg.Connection, refused: dict[str, str]) -> None:
        for subject, why in refused.items():
            self._metrics.publish_failures.labels("refused").inc()
            logger.error("the broker would not take a message", subject=subject, why=why)
            await session.execute(
                "update outbox set failures = failures + 1, last_failure = $2,"
                " not_before = clock_timestamp() + least($3, interval '1 second' * power(2, least(failures, 10)))"
                " where subject = $1 and published_at is null",
                subject, why, PUT_OFF_MAX,
            )  # fmt: skip

    async def _rest(self) -> None:
        with suppress(TimeoutError):
            async with asyncio.timeout(self._poll_seconds):
                await self._wake.wait()
        self._wake.clear()

    def _on_wake(self, *_: object) -> None:
        self._wake.set()
