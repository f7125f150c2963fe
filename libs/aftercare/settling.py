"""What a broker and the world outside still hold of a time that a restore took away, brought into line with what was put back.

The services stand still. Their queues are emptied, for they hold messages of the lost time. What consumers had not applied at
the cut is sent again. Numbers that the lost time used are never used for anything else: departments have heard them, and would
drop the new message as a double. Each is filled with word that it is void; see ``aftercare_contracts.events.restoring``.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import aio_pika
import asyncpg
from aftercare_contracts import registry
from aftercare_contracts.envelope import Envelope
from aftercare_contracts.events import restoring as events
from plumbing import broker, outbox, topology
from plumbing.database import Database
from plumbing.history import end_of, history, offset_of
from pydantic import ValidationError

from . import comparison, places, queues, reconcile
from .comparison import Missing
from .errors import CannotStart

SAID_BEFORE = (
    "select event_id from outbox where destination = 'events' and published_at between $1::timestamptz - interval '50 minutes' and $1"
    " order by id desc limit 100"
)
CLOCKS_APART = timedelta(hours=1)
"""How far the broker's clock may be from the databases': the history is read from so long before the cut."""
PATIENCE_SECONDS = 60.0
VOIDED = {
    event.source(): event
    for event in events.NumbersVoided.__subclasses__()
    if not event.is_private and hasattr(event, "type")
}
GONE = {event.source(): event for event in events.WordsGone.__subclasses__()}
NUMBER = re.compile(r"^([A-Z]+)-([0-9]{4})-([0-9]{6,})$")
"""As ``plumbing.numbers`` gives them to people."""
SKIP_NUMBERS = (
    "insert into number_series as s (series, year, last) select $1, $2, $3 where exists"
    " (select from number_series where series = $1)"
    " on conflict (series, year) do update set last = excluded.last where s.last < excluded.last"
)
BURIED = "select event_id from outbox where destination = 'dead'"
Say = Callable[[str], None]


@dataclass(frozen=True)
class Lost:
    """A message of the lost time, as the history has it."""

    message: Envelope[Any]
    body: bytes


@dataclass
class Read:
    """The history from shortly before the cut: what the publishers still know they said, and what they do not."""

    known: set[UUID] = field(default_factory=set)
    lost: dict[UUID, Lost] = field(default_factory=dict)
    youngest: datetime | None = None

    def take(self, message: aio_pika.abc.AbstractIncomingMessage, positions: Mapping[tuple[str, str], int]) -> None:
        """One message, which may have come before."""
        head = _head(message)
        if head is None:
            return
        self.youngest = max(self.youngest or head.time, head.time)
        if head.sequence <= positions.get((head.source, head.subject), 0):
            self.known.add(head.id)
        elif head.id not in self.lost:
            self.lost[head.id] = Lost(head, message.body)


@dataclass
class Settled:
    """What was done."""

    purged: dict[str, int] = field(default_factory=dict)
    sent_again: int = 0
    words_gone: list[Missing] = field(default_factory=list)
    lost: list[Lost] = field(default_factory=list)
    voided: int = 0
    dead_dropped: int = 0
    history_reaches: bool = True
    """It has what was said shortly before the cut. Else it is another broker's, and what was said since cannot be known."""
    numbers_skipped: dict[str, str] = field(default_factory=dict)


async def settle(where: places.Places, cut_at: datetime, say: Say) -> Settled:
    """Bring the broker into line with databases that were put back to ``cut_at``. The services must stand still.

    May be done again after it broke off. Raises ``CannotStart``.
    """
    await queues.apply_topology(where.amqp_url)
    done = Settled()
    done.purged = await _purge(where.amqp_url)
    found = await comparison.look(where.database_urls, older_than_seconds=0)
    done.words_gone = [each for each in found.missing if each.gone]
    await _go_on_without(where.database_urls, done.words_gone, cut_at)
    done.sent_again = await reconcile.send_again(where.database_urls, found.missing)
    positions = await _said(where.database_urls)
    read = await _read_history(where.amqp_url, positions, cut_at)
    done.lost = list(read.lost.values())
    done.history_reaches = await _knows_what_was_said(where.database_urls, read.known, cut_at)
    highest = {(each.source, each.subject): each.heard for each in found.ahead}
    for each in done.lost:
        key = (each.message.source, each.message.subject)
        highest[key] = max(highest.get(key, 0), each.message.sequence)
    done.voided = await _void(where.database_urls, positions, highest, cut_at)
    done.numbers_skipped = await _skip_numbers(where.database_urls, done.lost)
    done.dead_dropped = await _drop_dead(where)
    return done


async def _purge(amqp_url: str) -> dict[str, int]:
    purged = {}
    async with broker.connected(amqp_url) as connection:
        channel = await connection.channel()
        for service in topology.HEARS:
            queue = await channel.get_queue(topology.queue(service), ensure=False)
            purged[service] = (await queue.purge()).message_count or 0
    return purged


async def _said(database_urls: Mapping[str, str]) -> dict[tuple[str, str], int]:
    async with comparison.connected(database_urls) as sessions:
        return {
            (service, row["subject"]): row["last_sequence"]
            for service, session in sessions.items()
            for row in await session.fetch("select subject, last_sequence from outbox_position")
        }


async def _read_history(amqp_url: str, positions: Mapping[tuple[str, str], int], cut_at: datetime) -> Read:
    """Asked for what came after its last word, the broker waits for the next: so it gives nothing where all was silent."""
    read, since = Read(), cut_at - CLOCKS_APART
    async with broker.connected(amqp_url) as connection:
        stream_is = (await queues.lengths(connection, [topology.HISTORY]))[topology.HISTORY]
    if stream_is is None:
        return read
    end = await end_of(amqp_url)
    if end is None and not stream_is.ready:
        return read
    if end is not None:
        if await _read_on(amqp_url, since, end, read, positions):
            return read
        was_silent = read.youngest is None and await _read_on(amqp_url, "last", end, read, positions)
        if was_silent and (read.youngest is None or read.youngest < since):
            return read
    raise CannotStart(f"the broker did not give its history to the end within {PATIENCE_SECONDS:.0f} s; run it again")


async def _read_on(
    amqp_url: str, begin: str | datetime, end: int, read: Read, positions: Mapping[tuple[str, str], int]
) -> bool:
    """False where the end was not reached."""
    async with history(amqp_url, begin) as stream:
        while message := await stream.next_message(PATIENCE_SECONDS):
            read.take(message, positions)
            if offset_of(message) >= end:
                return True
    return False


async def _knows_what_was_said(database_urls: Mapping[str, str], known: set[UUID], cut_at: datetime) -> bool:
    async with comparison.connected(database_urls) as sessions:
        said = {row["event_id"] for each in sessions.values() for row in await each.fetch(SAID_BEFORE, cut_at)}
    return not said or bool(said & known)


async def _void(
    database_urls: Mapping[str, str],
    positions: Mapping[tuple[str, str], int],
    highest: Mapping[tuple[str, str], int],
    cut_at: datetime,
) -> int:
    """Fill what was used, and one more: whoever heard it all drops those as doubles, and learns of it by the next."""
    count = 0
    by_source: dict[str, dict[str, int]] = defaultdict(dict)
    for (source, subject), last in highest.items():
        if source in VOIDED:
            by_source[source][subject] = last
    for source, subjects in by_source.items():
        db = await Database.connect(database_urls[source], 1)
        try:
            async with db.transaction() as tx:
                for subject, last in sorted(subjects.items()):
                    first = positions.get((source, subject), 0) + 1
                    said = VOIDED[source](first=first, last=last, as_of=cut_at)
                    count += await outbox.fill(tx, said, subject, last + 1, _correlation(cut_at))
        finally:
            await db.close()
    return count


async def _go_on_without(database_urls: Mapping[str, str], gone: list[Missing], cut_at: datetime) -> None:
    for source in {each.source for each in gone}:
        db = await Database.connect(database_urls[source], 1)
        try:
            async with db.transaction() as tx:
                wanted = {(each.subject, n) for each in gone if each.source == source for n in each.gone}
                for subject, number in sorted(wanted):
                    kinds = GONE if subject.startswith(outbox.PRIVATE_SUBJECT) else VOIDED
                    said = kinds[source](first=number, last=number, as_of=cut_at)
                    await outbox.say_instead(tx, said, subject, number, _correlation(cut_at))
        finally:
            await db.close()


def _correlation(cut_at: datetime) -> str:
    """No case's: it belongs on no timeline."""
    return f"restore of {cut_at.isoformat(timespec='seconds')}"


async def _skip_numbers(database_urls: Mapping[str, str], lost: list[Lost]) -> dict[str, str]:
    """Numbers that people were given in the lost time are given to nobody else."""
    highest: dict[tuple[str, int], int] = {}
    for each in lost:
        for series, year, number in _numbers_in(each.message.data.model_dump()):
            highest[series, year] = max(highest.get((series, year), 0), number)
    skipped = {}
    async with comparison.connected(database_urls) as sessions:
        for (series, year), number in sorted(highest.items()):
            for session in sessions.values():
                if not await _has_series(session):
                    continue
                if await session.execute(SKIP_NUMBERS, series, year, number) != "INSERT 0 0":
                    skipped[f"{series}-{year}"] = f"{series}-{year}-{number:06d}"
    return skipped


async def _has_series(session: asyncpg.Connection) -> bool:
    return bool(await session.fetchval("select to_regclass('number_series') is not null"))


def _numbers_in(data: Any) -> Iterator[tuple[str, int, int]]:
    if isinstance(data, dict):
        data = list(data.values())
    if isinstance(data, list | tuple):
        for each in data:
            yield from _numbers_in(each)
    elif isinstance(data, str) and (found := NUMBER.match(data)):
        yield found[1], int(found[2]), int(found[3])


async def _drop_dead(where: places.Places) -> int:
    """Dead letters of the lost time that their service has not put on record yet. What nobody can read stays."""
    dropped = 0
    async with broker.connected(where.amqp_url) as connection, comparison.connected(where.database_urls) as sessions:
        for service, session in sessions.items():
            buried = {row["event_id"] for row in await session.fetch(BURIED)}
            channel = await connection.channel()
            queue = await channel.get_queue(topology.dead_queue(service), ensure=False)
            letters = []
            while (letter := await queue.get(fail=False)) is not None:
                letters.append(letter)
            for letter in letters:
                head = _head(letter)
                if head and head.id not in buried:
                    await letter.ack()
                    dropped += 1
            await channel.close()
    return dropped


def _head(letter: aio_pika.abc.AbstractIncomingMessage) -> Envelope[Any] | None:
    try:
        return registry.head(letter.body)
    except ValidationError:
        return None
