"""What notify does by itself: send what is due. Several replicas share the work."""

import asyncio
import time
import traceback
from collections.abc import Mapping
from datetime import datetime, timedelta
from functools import lru_cache

from plumbing import log
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


@lru_cache(maxsize=8)
def figures_of(metrics: Metrics) -> Figures:
    """The same ones for a part that starts again."""
    return Figures(metrics)


async def keep_sending(running: Running) -> None:
    """For ever; the database and the other side may come and go."""
    settings, figures = SendingSettings(), figures_of(running.metrics)
    looked_at = -LOOK_SECONDS
    while True:
        try:
            while await send_due(running.db, settings, figures):
                running.looked(SENDING)
            running.looked(SENDING)
            if time.monotonic() - looked_at >= LOOK_SECONDS:
                await look_after(running.db, figures)
                looked_at = time.monotonic()
        except (*LOST, PoolExhausted) as error:
            logger.warning("sending waits for the database", error=repr(error))
        await asyncio.sleep(settings.sending_poll_seconds)


async def send_due(db: Database, settings: SendingSettings, figures: Figures | None = None) -> int:
    """Claim some that are due, send them side by side, and put on record what came back. Returns how many."""
    async with db.transaction() as tx:
        lease = timedelta(seconds=settings.sending_lease_seconds)
        claimed, now = await deliveries.claim(tx, lease, settings.sending_batch), tx.now
    await asyncio.gather(*(_send(db, each, settings, now, figures) for each in claimed))
    return len(claimed)


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
    if figures:
        figures.attempts.labels(out.sending.channel, answer.outcome).inc()
    if answer.outcome is not Outcome.SENT:
        logger.warning(
            "not delivered", delivery=str(out.sending.sending_id), channel=out.sending.channel.value,
            outcome=answer.outcome.value, status=answer.status, attempt=out.sending.attempts,
        )  # fmt: skip
    for tries_left in reversed(range(TRIES)):
        try:
            async with db.transaction() as tx:
                await deliveries.record(tx, out.sending, answer, tx.now)
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


WORK: Mapping[str, Work] = {SENDING: keep_sending}
