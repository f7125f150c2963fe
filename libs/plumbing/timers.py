"""Deadlines as rows: armed and disarmed in the transaction of what they watch, each fired exactly once."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from aftercare_contracts.errors import AlreadyDone

from . import log
from .crash_points import reach
from .database import AWAY, LOST, Database, PoolExhausted, Transaction
from .failures import in_words
from .metrics import Metrics

logger = log.get(__name__)
TRY_AGAIN = (timedelta(seconds=1), timedelta(seconds=10), timedelta(minutes=1), timedelta(minutes=10))


@dataclass(frozen=True, slots=True)
class Timer:
    """What is due, about what, and what was noted when it was armed."""

    subject: str
    kind: str
    due_at: datetime
    data: dict[str, Any]


TimerHandler = Callable[[Transaction, Timer, datetime], Awaitable[None]]


async def arm(
    tx: Transaction, subject: UUID | str, kind: str, due_at: datetime, data: dict[str, Any] | None = None
) -> None:
    """Let ``kind`` fire for ``subject`` at ``due_at``; one that already runs is moved."""
    await tx.execute(
        "insert into timer (subject, kind, due_at, data) values ($1, $2, $3, $4)"
        " on conflict (subject, kind) where fired_at is null and disarmed_at is null"
        " do update set due_at = excluded.due_at, data = excluded.data, attempts = 0, not_before = null",
        str(subject), kind, due_at, data or {},
    )  # fmt: skip


async def disarm(tx: Transaction, subject: UUID | str, kind: str | None = None) -> None:
    """Stop one kind, or every kind, from firing for ``subject``. Disarming what does not run does nothing."""
    await tx.execute(
        "update timer set disarmed_at = $3 where subject = $1 and ($2::text is null or kind = $2)"
        " and fired_at is null and disarmed_at is null",
        str(subject), kind, tx.now,
    )  # fmt: skip


async def hold(tx: Transaction, subjects: Iterable[UUID | str]) -> None:
    """Keep the running timers of these subjects from firing until the transaction ends.

    For whoever knows only later which to disarm, before he takes hold of what they watch: a timer that fires holds itself
    first, so the two never wait for each other in a circle.
    """
    await tx.execute(
        "select from timer where subject = any($1) and fired_at is null and disarmed_at is null order by id for update",
        [str(subject) for subject in subjects],
    )


async def fire_one(db: Database, when_due: Mapping[str, TimerHandler], metrics: Metrics) -> bool:
    """Fire the timer that is due longest, if any: mark it and act in one transaction.

    Another replica's timers are passed over. One whose action fails stays armed and is tried again later.
    """
    row = None
    try:
        async with db.transaction() as tx:
            row = await tx.fetchrow(
                "select id, subject, kind, due_at, data from timer where fired_at is null and disarmed_at is null"
                " and due_at <= $1 and coalesce(not_before, due_at) <= $1 and kind = any($2)"
                " order by due_at limit 1 for update skip locked",
                tx.now, list(when_due),
            )  # fmt: skip
            if row is None:
                return False
            reach("timer.selected")
            timer = Timer(row["subject"], row["kind"], row["due_at"], row["data"])
            await tx.execute("update timer set fired_at = $2 where id = $1", row["id"], tx.now)
            with suppress(AlreadyDone):
                await when_due[timer.kind](tx, timer, tx.now)
            reach("timer.handled")
    except Exception as error:
        if row is None:
            raise
        if isinstance(error, (*LOST, PoolExhausted)):
            with suppress(*AWAY):
                await _let_others_pass(db, row["id"])
            raise
        await _put_off(db, row["id"], error)
        metrics.timer_failures.labels(row["kind"]).inc()
        logger.exception("timer failed", kind=row["kind"], subject=row["subject"])
    else:
        reach("timer.committed")
        metrics.timers_fired.labels(row["kind"]).inc()
    return True


async def _put_off(db: Database, timer_id: int, error: Exception) -> None:
    async with db.transaction() as tx:
        attempts = await tx.fetchval("select attempts from timer where id = $1 for update", timer_id)
        wait = TRY_AGAIN[min(attempts, len(TRY_AGAIN) - 1)]
        await tx.execute(
            "update timer set attempts = attempts + 1, not_before = $2, last_failure = $3 where id = $1",
            timer_id, tx.now + wait, in_words(error),
        )  # fmt: skip


async def _let_others_pass(db: Database, timer_id: int) -> None:
    """What met a fault of the server's has not failed, but it may meet it each time, and it is the first in the row."""
    async with db.transaction() as tx:
        await tx.execute(
            "update timer set not_before = $2 where id in"
            " (select id from timer where id = $1 and fired_at is null and disarmed_at is null for update skip locked)",
            timer_id, tx.now + TRY_AGAIN[0],
        )  # fmt: skip


class Firing:
    """Fires whatever is due, and says how long it has not looked."""

    def __init__(
        self, db: Database, when_due: Mapping[str, TimerHandler], metrics: Metrics, poll_seconds: float
    ) -> None:
        self._db, self._when_due, self._metrics, self._poll_seconds = db, when_due, metrics, poll_seconds
        self._looked_at = time.monotonic()

    @property
    def silent_seconds(self) -> float:
        """Since it last looked whether anything is due, or fired something."""
        return time.monotonic() - self._looked_at

    async def keep_firing(self) -> None:
        """For ever; the database may come and go."""
        while True:
            try:
                while await fire_one(self._db, self._when_due, self._metrics):
                    self._looked_at = time.monotonic()
                self._looked_at = time.monotonic()
            except (*LOST, PoolExhausted) as error:
                logger.warning("timers wait for the database", error=repr(error))
            await asyncio.sleep(self._poll_seconds)
