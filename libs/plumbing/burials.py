"""From a service's dead-letter queue to its database, where people see to it: the queue is a way and no place to lie.

The service's own burials come along it, and what the broker gave up on by itself; a letter is acknowledged once it is on record.
"""

import asyncio
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any
from uuid import NAMESPACE_OID, UUID, uuid5

from aftercare_contracts import registry
from aftercare_contracts.envelope import Envelope
from aio_pika.exceptions import ChannelInvalidStateError
from pydantic import ValidationError

from . import broker as brokers
from . import inbox_positions, log, topology
from .database import AWAY, Database, Transaction, Unstorable
from .failures import in_words
from .letter_words import UNREADABLE

logger = log.get(__name__)
LOOK_SECONDS = 2.0
AGAIN_SECONDS = 10.0
ANSWER_SECONDS = 10.0
OWN = "x-aftercare-reason"


async def keep_taking_in(db: Database, service: str, amqp_url: str, looked: Callable[[], None]) -> None:
    """For ever; the broker and the database may come and go. ``looked`` is told each time round."""
    while True:
        try:
            async with brokers.connected(amqp_url) as connection:
                channel = await connection.channel()
                queue = await channel.get_queue(topology.dead_queue(service), ensure=False)
                while not connection.is_closed and not channel.is_closed:
                    async with asyncio.timeout(ANSWER_SECONDS):
                        letter = await queue.get(fail=False, timeout=None)
                    looked()
                    if letter is None:
                        await asyncio.sleep(LOOK_SECONDS)
                    else:
                        await take_in(db, letter.body, letter.headers)
                        await letter.ack()
        except (*brokers.AWAY, *AWAY, ChannelInvalidStateError) as error:
            logger.warning("dead letters are not taken in for now", error=in_words(error))
        await asyncio.sleep(AGAIN_SECONDS)


async def take_in(db: Database, body: bytes, marks: Mapping[str, Any]) -> None:
    """Put a letter on record, unless what became of it is on record already. Raises one of ``database.AWAY``."""
    reason = str(marks.get(OWN) or f"the broker gave up on it: {marks.get('x-first-death-reason', 'no reason given')}")
    try:
        head = registry.head(body)
    except ValidationError as error:
        own = reason if OWN in marks else f"{UNREADABLE}: {in_words(error)}"
        await _keep_stray(db, uuid5(NAMESPACE_OID, body.hex()), "unreadable", own, body, marks)
        return
    try:
        async with db.transaction() as tx:
            is_stray = not await _keep_in_order(tx, head, body, reason, OWN not in marks)
    except Unstorable:
        is_stray = True
    if is_stray:
        await _keep_stray(db, head.id, head.type, reason, body, marks)


async def _keep_in_order(tx: Transaction, head: Envelope[Any], body: bytes, reason: str, by_broker: bool) -> bool:
    """False where its number belongs to another message, so that it has no place."""
    last, holder = await inbox_positions.hold(tx, head.source, head.subject, head.sequence)
    if holder not in (None, head.id):
        return False
    if holder is None and head.sequence > last:
        await tx.execute(
            "insert into inbox (event_id, source, subject, sequence, type, state, body, last_failure)"
            " values ($1, $2, $3, $4, $5, 'dead', $6, $7)",
            head.id, head.source, head.subject, head.sequence, head.type, body, reason,
        )  # fmt: skip
    elif by_broker:
        await tx.execute(
            "update inbox set state = 'dead', attempts = 0, next_attempt_at = null, last_failure = $2"
            " where event_id = $1 and state = 'waiting'",
            head.id, reason,
        )  # fmt: skip
    return True


async def _keep_stray(
    db: Database, letter_id: UUID, name: str, reason: str, body: bytes, marks: Mapping[str, Any]
) -> None:
    """Also one that comes twice is kept once, and one refused since it was buried not again."""
    async with db.transaction() as tx:
        buried_at = _moment(marks.get("x-aftercare-at")) or tx.now
        await tx.execute(
            "insert into stray_letter (letter_id, type, reason, body, buried_at) select $1, $2, $3, $4, $5"
            " where not exists (select from dead_letter_act where letter_id = $1 and verb = 'refused' and at >= $5)"
            " on conflict (letter_id) do update set reason = excluded.reason, buried_at = excluded.buried_at",
            letter_id, name, reason, body, buried_at,
        )  # fmt: skip


def _moment(written: object) -> datetime | None:
    try:
        found = datetime.fromisoformat(str(written))
    except ValueError:
        return None
    return found if found.tzinfo else None
