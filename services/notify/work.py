"""What notify does by itself: send what is due. Several replicas share the work."""

import asyncio
import time
import traceback
from collections.abc import Mapping
from datetime import datetime, timedelta
from functools import lru_cache

from plumbing import log
from plumbing.crash_points import reach
from plumbing.database import COLLIDED, LOST, Database, PoolExhausted
from plumbing.metrics import Metrics
from plumbing.running import Running, Work
from prometheus_client import Counter, Gauge

from .domain.channels import Medium
from .domain.sendings import Answer, Outcome
from .sending import means
from .settings import SendingSettings
from .use_cases import deliveries
from .use_cases.deliveries import Outgoing

logger = log.get(__name__)
SENDING = "sending"
LOOK_SECONDS = 15.0
IDLE_SECONDS = 3600.0
"""A channel by which nothing was tried for so long is not watched until something is."""
TRIES = 5


class Figures:
    """What is watched of sending, on the service's own metrics."""

    def __init__(self, metrics: Metrics) -> None:
        self.oldest = Gauge(
            "aftercare_sending_oldest_seconds", "How long the oldest delivery that is due has not gone out", ["channel"],
            registry=metrics.registry,
        )  # fmt: skip
        self.attempts = Counter(
            "aftercare_sending_attempts", "Attempts to deliver, by what came back", ["channel", "outcome"],
            registry=metrics.registry,
        )  # fmt: skip
        self.fruitless = Gauge(
            "aftercare_sending_fruitless_seconds", "How long nothing of what this process tries by a channel has arrived", ["channel"],
            registry=metrics.registry,
        )  # fmt: skip
        self._fruitless_since: dict[Medium, float] = {}
        self._tried_at: dict[Medium, float] = {}

    def came_back(self, channel: Medium, outcome: Outcome) -> None:
        """An attempt has ended."""
        self.attempts.labels(channel, outcome).inc()
        self._tried_at[channel] = time.monotonic()
        if outcome is Outcome.SENT:
            self._fruitless_since.pop(channel, None)
        else:
            self._fruitless_since.setdefault(channel, time.monotonic())

    def look(self) -> None:
        """Bring up to date what grows by itself."""
        now = time.monotonic()
        for channel in Medium:
            since = self._fruitless_since.get(channel)
            is_tried = now - self._tried_at.get(channel, -IDLE_SECONDS) < IDLE_SECONDS
            self.fruitless.labels(channel).set(now - since if since is not None and is_tried else 0)


@lru_cache(maxsize=8)
def figures_of(metrics: Metrics) -> Figures:
    """The same ones for a part that starts again."""
    return Figures(metrics)


async def keep_sending(running: Running) -> None:
    """For ever, several at a time; the database and the other side may come and go."""
    settings, figures = SendingSettings(), figures_of(running.metrics)
    for lacking in settings.lacking():
        logger.warning(lacking)
    under_way: set[asyncio.Task[None]] = set()
    looked_at = -LOOK_SECONDS
    try:
        while True:
            running.looked(SENDING)
            try:
                begun = await _begin(running.db, settings, figures, settings.sending_at_once - len(under_way))
                under_way |= begun
                if time.monotonic() - looked_at >= LOOK_SECONDS:
                    await look_after(running.db, figures)
                    looked_at = time.monotonic()
                under_way = await _some_done(under_way, 0 if begun else settings.sending_poll_seconds)
            except (*LOST, PoolExhausted) as error:
                logger.warning("sending waits for the database", error=type(error).__name__)
                await asyncio.sleep(settings.sending_poll_seconds)
    finally:
        for task in under_way:
            task.cancel()
        await asyncio.gather(*under_way, return_exceptions=True)


async def send_due(db: Database, settings: SendingSettings, figures: Figures | None = None) -> int:
    """Claim some that are due, send them side by side, and put on record what came back. Returns how many."""
    begun = await _begin(db, settings, figures, settings.sending_at_once)
    await asyncio.gather(*begun)
    return len(begun)


async def _begin(
    db: Database, settings: SendingSettings, figures: Figures | None, most: int
) -> set[asyncio.Task[None]]:
    if most <= 0:
        return set()
    lease = timedelta(seconds=settings.sending_lease_seconds)
    async with db.transaction() as tx:
        claimed, now = await deliveries.claim(tx, lease, most, settings.sending_at_once_each), tx.now
    if claimed:
        reach("sending.leased")
    return {asyncio.create_task(_send(db, each, settings, now, figures)) for each in claimed}


async def _some_done(under_way: set[asyncio.Task[None]], wait_seconds: float) -> set[asyncio.Task[None]]:
    """Those still under way after a while, or once one of them is done. Raises one of ``LOST`` where the database is."""
    if not under_way:
        await asyncio.sleep(wait_seconds)
        return under_way
    done, rest = await asyncio.wait(under_way, timeout=wait_seconds, return_when=asyncio.FIRST_COMPLETED)
    under_way -= done
    for error in (task.exception() for task in done):
        if isinstance(error, (*LOST, PoolExhausted)):
            raise error
        if error:
            logger.error("an answer is not on record; it is tried again", error=type(error).__name__)
    return rest


async def _send(db: Database, out: Outgoing, settings: SendingSettings, now: datetime, figures: Figures | None) -> None:
    try:
        answer = await means.send(out, settings, now)
    except Exception as error:  # its words and values may be somebody's address, so they are not logged
        at = traceback.extract_tb(error.__traceback__)[-1]
        logger.error(
            "sending failed in a way nobody foresaw",
            delivery=str(out.sending.sending_id),
            error=type(error).__name__,
            at=f"{at.filename}:{at.lineno}",
        )
        answer = Answer(Outcome.FAILED, "ours", type(error).__name__)
    reach("sending.accepted")
    if figures:
        figures.came_back(out.sending.channel, answer.outcome)
    if answer.outcome is not Outcome.SENT:
        logger.warning(
            "not delivered", delivery=str(out.sending.sending_id), channel=out.sending.channel.value,
            outcome=answer.outcome.value, status=answer.status, attempt=out.sending.attempts,
        )  # fmt: skip
    for tries_left in reversed(range(TRIES)):
        try:
            async with db.transaction() as tx:
                await deliveries.record(tx, out.sending, answer, tx.now)
            reach("sending.noted")
            return
        except COLLIDED:
            if not tries_left:
                raise


async def look_after(db: Database, figures: Figures) -> None:
    """Let go what waited too long, and say how long the oldest waits."""
    async with db.transaction() as tx:
        await deliveries.keep_up(tx, tx.now)
        ages = await deliveries.oldest_waiting_seconds(tx)
    for medium in Medium:
        figures.oldest.labels(medium).set(ages.get(medium, 0))
    figures.look()


WORK: Mapping[str, Work] = {SENDING: keep_sending}
