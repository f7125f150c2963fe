"""What a transaction announces, written in the same transaction as the change itself."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from aftercare_contracts.envelope import Envelope, Event, headers

from .crash_points import reach
from .database import Transaction
from .ids import new_id

WAKE = "outbox"
"""The channel on which a committing transaction wakes the relay."""
PRIVATE_SUBJECT = "private:"
MARK_PUBLISHED = "update outbox set published_at = clock_timestamp() where id = any($1)"


async def add(tx: Transaction, event: Event, *, about: UUID | str, case: UUID | None = None) -> Envelope[Any]:
    """Announce ``event`` about a subject; ``case`` is the correlation where the subject is not the case itself.

    Numbers the source's events about one subject without gaps: the counter's row stays locked until commit, so numbers,
    rows and commits of one subject come in the same order. A private event is numbered apart, so that who may not hear it
    misses no number. Returns the message.
    """
    subject = f"{PRIVATE_SUBJECT}{about}" if event.is_private else str(about)
    sequence = await tx.fetchval(
        "insert into outbox_position as p (subject, last_sequence) values ($1, 1)"
        " on conflict (subject) do update set last_sequence = p.last_sequence + 1 returning last_sequence",
        subject,
    )
    message = _envelope(tx, event, subject, str(case or about), sequence)
    await _announce(tx, message)
    return message


async def bury(
    tx: Transaction, event_id: UUID, name: str, subject: str, sequence: int, marks: dict[str, str], body: bytes
) -> None:
    """Send a message that could not be applied to this service's dead-letter queue; ``marks`` say why. Once per message."""
    await _write(tx, "dead", event_id, name, subject, sequence, marks, body)


async def fill(tx: Transaction, event: Event, subject: str, until: int, correlation: str) -> int:
    """Use up the subject's numbers to ``until`` with this event, so that nothing else is ever said under them.

    ``subject`` as the outbox has it. Returns how many were free.
    """
    last: int = await tx.fetchval(
        "insert into outbox_position as p (subject, last_sequence) values ($1, 0)"
        " on conflict (subject) do update set last_sequence = p.last_sequence returning last_sequence",
        subject,
    )
    if until <= last:
        return 0
    await tx.execute("update outbox_position set last_sequence = $2 where subject = $1", subject, until)
    for sequence in range(last + 1, until + 1):
        await _announce(tx, _envelope(tx, event, subject, correlation, sequence))
    return until - last


async def say_instead(tx: Transaction, event: Event, subject: str, sequence: int, correlation: str) -> None:
    """Say this under a number whose own words are gone, so that whoever lacks it need not wait for it for ever."""
    await tx.execute(
        "delete from outbox where subject = $1 and sequence = $2 and destination <> 'dead'", subject, sequence
    )
    await _announce(tx, _envelope(tx, event, subject, correlation, sequence))


async def forget(tx: Transaction, kept: timedelta) -> None:
    """Only what is history keeps its words for good: others lose them so long after the broker confirmed them.

    Until then they can be sent again, where the broker lost them or a backup was put back.
    """
    await tx.execute(
        "update outbox set body = '' where destination <> 'events' and body <> '' and published_at <= clock_timestamp() - $1::interval",
        kept,
    )


def _envelope(tx: Transaction, event: Event, subject: str, correlation: str, sequence: int) -> Envelope[Any]:
    return Envelope(
        id=new_id(),
        source=event.source(),
        type=event.type,
        subject=subject,
        time=tx.now,
        dataschema=f"urn:aftercare:schema:{event.type}",
        sequence=sequence,
        correlationid=correlation,
        causationid=tx.cause.message_id,
        traceparent=tx.cause.traceparent,
        data=event,
    )


async def _announce(tx: Transaction, message: Envelope[Any]) -> None:
    destination, body = "private" if message.data.is_private else "events", message.model_dump_json().encode()
    await _write(tx, destination, message.id, message.type, message.subject, message.sequence, headers(message), body)


async def _write(
    tx: Transaction,
    destination: str,
    event_id: UUID,
    name: str,
    subject: str,
    sequence: int,
    marks: dict[str, str],
    body: bytes,
) -> None:
    reach("outbox.before")
    await tx.execute(
        "with written as (insert into outbox (destination, event_id, type, subject, sequence, headers, body, created_at)"
        " values ($1, $2, $3, $4, $5, $6, $7, $8)"
        " on conflict (destination, event_id) do update"
        " set published_at = null, headers = excluded.headers, body = excluded.body where outbox.destination = 'dead')"
        " select pg_notify($9, '')",
        destination, event_id, name, subject, sequence, marks, body, tx.now, WAKE,
    )  # fmt: skip
    reach("outbox.written")
