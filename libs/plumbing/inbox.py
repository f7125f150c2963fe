"""What was heard: duplicates dropped, early messages held back, failures tried again with growing delay, then buried.

A message is applied in one transaction with the position it moves. So handlers see each publisher's events about one
subject in order and once, whatever the broker doubles, delays or shuffles. One that cannot be applied keeps those behind
it waiting, for its own subject only, until a person sees to it.
"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any
from uuid import NAMESPACE_OID, uuid5

from aftercare_contracts import registry
from aftercare_contracts.envelope import Envelope, Event
from aftercare_contracts.errors import AlreadyDone, Forbidden, Invalid
from pydantic import BaseModel, ValidationError

from . import inbox_positions, log, outbox
from .crash_points import reach
from .database import AWAY, TOOK_TOO_LONG, Cause, Database, Transaction, Unstorable
from .failures import in_words
from .letter_words import UNREADABLE
from .metrics import Metrics

logger = log.get(__name__)

Handler = Callable[[Transaction, Any, datetime], Awaitable[None]]
EveryHandler = Callable[[Transaction, Envelope[Any], datetime], Awaitable[None]]
HOPELESS = (Invalid, Forbidden, registry.UnknownType, ValidationError, Unstorable)
"""Trying again cannot help."""
AWAY_MAX = 3
"""Subjects that find the database away before the others are let be until the next time."""
VOIDED = ".numbers.voided."
"""What a publisher that was put back says under the numbers it cannot use again; whoever has other messages of them is ahead."""


class NumberTaken(Exception):
    """The publisher used this number before, for another message of the same subject."""


class Outcome(StrEnum):
    """What became of a delivery."""

    APPLIED = "applied"
    DUPLICATE = "duplicate"
    EARLY = "early"
    RETRY = "retry"
    DEAD = "dead"


@dataclass(frozen=True)
class Inbox:
    """What one service does with what it hears."""

    service: str
    listens_to: Mapping[type[Event], Handler]
    on_every: EveryHandler | None
    retry_delays_seconds: tuple[float, ...]
    metrics: Metrics

    async def receive(self, db: Database, body: bytes) -> Outcome:
        """Take one delivery. On return everything about it is committed and it may be acknowledged.

        Raises one of ``database.AWAY``, which is not the message's fault; then nothing happened.
        """
        try:
            head = registry.head(body)
        except ValidationError as error:
            return self._count(await self._bury_unreadable(db, body, error))
        with _log_context(head):
            outcome = self._count(await self._take(db, head, body))
            if outcome is Outcome.APPLIED:
                await self.apply_waiting(db, head.source, head.subject)
        return outcome

    async def apply_waiting(self, db: Database, source: str, subject: str) -> None:
        """Apply what waited behind a message that has now been applied, as far as the numbers go without a gap."""
        while True:
            async with db.reading() as tx:
                row = await tx.fetchrow(
                    "select i.body from inbox i left join inbox_position p using (source, subject)"
                    " where i.source = $1 and i.subject = $2 and i.state = 'waiting'"
                    " and i.sequence = coalesce(p.last_sequence, 0) + 1 and coalesce(i.next_attempt_at, $3) <= $3",
                    source, subject, tx.now,
                )  # fmt: skip
            if row is None:
                return
            head = registry.head(row["body"])
            with _log_context(head):
                if self._count(await self._take(db, head, row["body"])) is not Outcome.APPLIED:
                    return

    async def apply_due(self, db: Database) -> int:
        """Try again whatever is due, subject by subject. Returns how many subjects were looked at.

        One that meets a fault of the server's keeps the others waiting only where they meet it too; then that is raised.
        """
        async with db.reading() as tx:
            rows = await tx.fetch(
                "select distinct i.source, i.subject from inbox i left join inbox_position p using (source, subject)"
                " where i.state = 'waiting' and i.sequence = coalesce(p.last_sequence, 0) + 1"
                " and coalesce(i.next_attempt_at, $1) <= $1 limit 200",
                tx.now,
            )  # fmt: skip
        met: list[BaseException] = []
        for row in rows:
            try:
                await self.apply_waiting(db, row["source"], row["subject"])
            except AWAY as error:
                met.append(error)
                if len(met) >= AWAY_MAX:
                    break
        if met:
            raise met[-1]
        return len(rows)

    async def _take(self, db: Database, head: Envelope[Any], body: bytes) -> Outcome:
        reach("inbox.before")
        try:
            async with db.transaction(_cause(head)) as tx:
                outcome = await self._apply(tx, head, body)
            reach("inbox.committed")
            return outcome
        except AWAY as error:
            if not isinstance(error, TOOK_TOO_LONG):
                raise
            return await self._set_aside(db, head, body, error)
        except NumberTaken as error:
            return await self._bury_beside(db, head, body, error)
        except Exception as error:
            outcome = await self._set_aside(db, head, body, error)
            reach("inbox.set_aside")
            return outcome

    async def _apply(self, tx: Transaction, head: Envelope[Any], body: bytes) -> Outcome:
        last, holder = await inbox_positions.hold(tx, head.source, head.subject, head.sequence)
        if holder not in (None, head.id):
            if VOIDED in head.type:
                return Outcome.DUPLICATE
            raise NumberTaken(f"number {head.sequence} is message {holder}")
        reach("inbox.positioned")
        if head.sequence <= last:
            return Outcome.DUPLICATE
        if head.sequence > last + 1:
            await _keep(tx, head, body)
            return Outcome.EARLY
        if holder:  # what lies here counts, as a person may have mended it
            body = await tx.fetchval("select body from inbox where event_id = $1", holder) or body
        await self._handle(tx, body, head)
        reach("inbox.handled")
        await tx.execute(
            "with noted as (insert into inbox (event_id, source, subject, sequence, type, state, applied_at)"
            " values ($1, $2, $3, $4, $5, 'applied', $6) on conflict (event_id) do update"
            " set state = 'applied', applied_at = excluded.applied_at, body = null, next_attempt_at = null)"
            " update inbox_position set last_sequence = $4 where source = $2 and subject = $3",
            head.id, head.source, head.subject, head.sequence, head.type, tx.now,
        )  # fmt: skip
        reach("inbox.moved")
        return Outcome.APPLIED

    async def _handle(self, tx: Transaction, body: bytes, head: Envelope[Any]) -> None:
        """A type nobody here listens to, known or not, only moves the position."""
        model = registry.EVENTS.get(head.type)
        handler = self.listens_to.get(model) if model else None
        if model is None or not (handler or self.on_every):
            return
        message = registry.parse(body)
        if self.on_every:
            await self.on_every(tx, message, tx.now)
        if handler:
            try:
                await handler(tx, message.data, tx.now)
            except AlreadyDone as said:
                logger.info("nothing left to do", because=said.detail)

    async def _set_aside(self, db: Database, head: Envelope[Any], body: bytes, error: Exception) -> Outcome:
        """Keep a message that failed: to be tried again, or buried once that is hopeless or was tried often enough.

        One that takes the database too long is never buried. Where the database is away this raises so, and nothing is kept.
        """
        reach("inbox.failed")
        failure = in_words(error)
        async with db.transaction(_cause(head)) as tx:
            await _keep(tx, head, body)
            row = await tx.fetchrow("select state, attempts from inbox where event_id = $1 for update", head.id)
            assert row is not None
            if row["state"] in ("applied", "refused"):  # elsewhere, while it failed here
                return Outcome.DUPLICATE
            attempts = row["attempts"]
            is_last = attempts >= len(self.retry_delays_seconds) and not isinstance(error, TOOK_TOO_LONG)
            if is_last or isinstance(error, HOPELESS):
                await self._bury(tx, head, body, attempts + 1, failure)
                logger.error("buried", reason=failure, attempts=attempts + 1, exc_info=error)
                return Outcome.DEAD
            delays = self.retry_delays_seconds
            again_at = tx.now + timedelta(seconds=delays[min(attempts, len(delays) - 1)])
            await tx.execute(
                "update inbox set state = 'waiting', attempts = $2, next_attempt_at = $3, last_failure = $4 where event_id = $1",
                head.id, attempts + 1, again_at, failure,
            )  # fmt: skip
            logger.warning("to be tried again", reason=failure, attempt=attempts + 1, again_at=again_at.isoformat())
            return Outcome.RETRY

    async def _bury(self, tx: Transaction, head: Envelope[Any], body: bytes, attempts: int, failure: str) -> None:
        await tx.execute(
            "update inbox set state = 'dead', attempts = 0, next_attempt_at = null, last_failure = $2 where event_id = $1",
            head.id, failure,
        )  # fmt: skip
        marks = self._marks(failure, attempts, tx.now)
        await outbox.bury(tx, head.id, head.type, head.subject, head.sequence, marks, body)

    async def _bury_beside(self, db: Database, head: Envelope[Any], body: bytes, error: NumberTaken) -> Outcome:
        """The number is spent, so nothing waits for this one: a person must know, and the rest goes on."""
        async with db.transaction(_cause(head)) as tx:
            marks = self._marks(in_words(error), 1, tx.now)
            await outbox.bury(tx, head.id, head.type, head.subject, head.sequence, marks, body)
        logger.error("buried", reason=in_words(error))
        return Outcome.DEAD

    async def _bury_unreadable(self, db: Database, body: bytes, error: ValidationError) -> Outcome:
        reason = f"{UNREADABLE}: {in_words(error)}"
        async with db.transaction() as tx:
            marks = self._marks(reason, 1, tx.now)
            await outbox.bury(tx, uuid5(NAMESPACE_OID, body.hex()), "unreadable", "unreadable", 0, marks, body)
        logger.error("buried", reason=reason)
        return Outcome.DEAD

    def _marks(self, reason: str, attempts: int, now: datetime) -> dict[str, str]:
        marks = {"service": self.service, "reason": reason, "attempts": str(attempts), "at": now.isoformat()}
        return {f"x-aftercare-{name}": value for name, value in marks.items()}

    def _count(self, outcome: Outcome) -> Outcome:
        self.metrics.heard.labels(outcome).inc()
        return outcome


async def _keep(tx: Transaction, head: Envelope[BaseModel], body: bytes) -> None:
    """Put a message by; one replayed after its burial gets a fresh start."""
    await tx.execute(
        "insert into inbox (event_id, source, subject, sequence, type, state, body) values ($1, $2, $3, $4, $5, 'waiting', $6)"
        " on conflict (event_id) do update set state = 'waiting' where inbox.state = 'dead'",
        head.id, head.source, head.subject, head.sequence, head.type, body,
    )  # fmt: skip


def _cause(head: Envelope[Any]) -> Cause:
    return Cause(str(head.id), head.correlationid, head.traceparent)


def _log_context(head: Envelope[Any]) -> Any:
    return log.context(case=head.correlationid, message=str(head.id), type=head.type, cause=head.causationid)
