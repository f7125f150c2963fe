"""What publishers said, set against what consumers heard: the only place where a message that went nowhere shows.

A message whose binding was missing when it was published went to the history and not to its consumer: nobody returned it, and
no gauge moves. So the positions of both sides are compared, first by a sum over each bucket of subjects, which the servers
reckon; only buckets that differ are looked into.
"""

from collections.abc import AsyncIterator, Iterable, Iterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import groupby
from typing import Any

import asyncpg
from plumbing import topology
from plumbing.outbox import PRIVATE_SUBJECT

from . import together

OLDER_THAN_SECONDS = 60.0
"""What was published later may still be on its way."""
BUCKETS = 1024
BATCH = 5000
CONNECT_SECONDS = 10

_BUCKET = f"(hashtextextended(subject, 0) & {BUCKETS - 1})"
_IS_PRIVATE = f"starts_with(subject, '{PRIVATE_SUBJECT}')"
_SUM = "sum(hashtextextended(subject, last_sequence)) as mark"
PROBE = "select hashtextextended('probe', 7)"
"""The same on all servers, or sums cannot be compared and every subject is."""
HEARD_SUMS = (
    f"select source, {_IS_PRIVATE} as private, {_BUCKET} as bucket, {_SUM} from inbox_position"
    " where last_sequence > 0 group by 1, 2, 3"
)
SAID_SUMS = f"select {_IS_PRIVATE} as private, {_BUCKET} as bucket, {_SUM} from outbox_position group by 1, 2"
HEARD = (
    "select subject, last_sequence from inbox_position"
    f" where source = $1 and {_IS_PRIVATE} = $2 and last_sequence > 0 and {_BUCKET} = any($3)"
)
HEARD_OF = "select subject, last_sequence from inbox_position where source = $1 and subject = any($2)"
SAID = f"select subject, last_sequence from outbox_position where {_IS_PRIVATE} = $1 and {_BUCKET} = any($2)"
KEPT = "select subject, sequence from inbox where source = $1 and subject = any($2) and state <> 'applied'"
ROWS = (
    "select b.subject, n as sequence, o.type, o.published_at, coalesce(octet_length(o.body), 0) > 0 as has_words,"
    " o.id is not null and o.published_at is null as waits,"
    " coalesce(o.published_at < clock_timestamp() - make_interval(secs => $4), true) as is_old"
    " from unnest($1::text[], $2::bigint[], $3::bigint[]) as b (subject, heard, said)"
    " cross join lateral generate_series(b.heard + 1, b.said) as n"
    " left join outbox o on o.subject = b.subject and o.sequence = n and o.destination <> 'dead'"
    " order by b.subject, n"
)


@dataclass(frozen=True, slots=True)
class Missing:
    """What one service lacks of another's messages about one subject: neither applied nor kept to be applied."""

    source: str
    consumer: str
    subject: str
    numbers: tuple[int, ...]
    """Those that can be sent again."""
    gone: tuple[int, ...]
    """Those whose words the publisher has no more: private ones long confirmed."""
    types: tuple[str, ...]
    """Of all of them, each once."""
    since: datetime | None
    """When the broker confirmed the oldest; none where not even its row is left."""


@dataclass(frozen=True, slots=True)
class Ahead:
    """A service has heard numbers that the publisher has not said: the publisher's database was put back to an earlier state."""

    source: str
    consumer: str
    subject: str
    said: int
    heard: int


@dataclass
class Found:
    """What a look found."""

    missing: list[Missing] = field(default_factory=list)
    ahead: list[Ahead] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.missing or self.ahead)


async def compare(database_urls: Mapping[str, str], *, older_than_seconds: float = OLDER_THAN_SECONDS) -> list[Missing]:
    """What each service lacks of what was published so long ago. See ``look``."""
    return (await look(database_urls, older_than_seconds=older_than_seconds)).missing


async def look(database_urls: Mapping[str, str], *, older_than_seconds: float = OLDER_THAN_SECONDS) -> Found:
    """Compare every publisher with every consumer, whether they run or not. Nothing is written.

    ``database_urls`` by service. What still lies in a consumer's queue counts as missing once it is old enough: look at the
    queue's length before sending it again. Raises ``OSError``, ``asyncpg.PostgresError`` where a database does not answer.
    """
    async with connected(database_urls) as hearing, connected(database_urls) as saying, AsyncExitStack() as views:
        for session in hearing.values():
            await views.enter_async_context(session.transaction(isolation="repeatable_read", readonly=True))
        heard = await _sums(hearing, HEARD_SUMS)
        said = await _sums(saying, SAID_SUMS)
        alike = len({await session.fetchval(PROBE) for session in saying.values()}) == 1
        found = Found()
        for source, consumer, private in pairs():
            ours = {row["bucket"]: row["mark"] for row in said[source] if row["private"] == private}
            theirs = {
                row["bucket"]: row["mark"]
                for row in heard[consumer]
                if row["source"] == source and row["private"] == private
            }
            differing = [bucket for bucket in range(BUCKETS) if not alike or ours.get(bucket) != theirs.get(bucket)]
            if differing:
                pair = Pair(source, consumer, private, saying[source], hearing[consumer], older_than_seconds)
                await pair.look(differing, found)
        return found


async def still_lacking(database_urls: Mapping[str, str], missing: Iterable[Missing]) -> list[Missing]:
    """What of this has arrived neither to be applied nor to be kept, whatever its publisher has done since."""
    found = []
    async with connected(database_urls) as sessions:
        ordered = sorted(missing, key=lambda each: (each.consumer, each.source))
        for (consumer, source), those in groupby(ordered, lambda each: (each.consumer, each.source)):
            by_subject = {each.subject: each for each in those}
            session, subjects = sessions[consumer], list(by_subject)
            async with session.transaction(isolation="repeatable_read", readonly=True):
                heard = dict(await session.fetch(HEARD_OF, source, subjects))
                kept = {tuple(row) for row in await session.fetch(KEPT, source, subjects)}
            for subject, each in by_subject.items():
                left = [n for n in each.numbers if n > heard.get(subject, 0) and (subject, n) not in kept]
                gone = [n for n in each.gone if n > heard.get(subject, 0)]
                if left or gone:
                    found.append(replace(each, numbers=tuple(left), gone=tuple(gone)))
    return found


def pairs() -> Iterator[tuple[str, str, bool]]:
    """Publisher, consumer, and whether of private messages."""
    for hears, private in ((topology.HEARS, False), (topology.HEARS_IN_PRIVATE, True)):
        yield from ((source, consumer, private) for consumer, sources in hears.items() for source in sources)


@asynccontextmanager
async def connected(database_urls: Mapping[str, str]) -> AsyncIterator[dict[str, asyncpg.Connection]]:
    """A connection to each service's database, by service."""
    async with AsyncExitStack() as opened:
        sessions = {}
        for service in topology.HEARS:
            sessions[service] = await asyncpg.connect(database_urls[service], timeout=CONNECT_SECONDS)
            opened.push_async_callback(sessions[service].close)
        yield sessions


async def _sums(sessions: Mapping[str, asyncpg.Connection], sql: str) -> dict[str, list[Any]]:
    rows = await together.all_of(*(session.fetch(sql) for session in sessions.values()))
    return dict(zip(sessions, rows, strict=True))


@dataclass
class Pair:
    """One publisher and one who hears it."""

    source: str
    consumer: str
    private: bool
    saying: asyncpg.Connection
    hearing: asyncpg.Connection
    older_than_seconds: float

    async def look(self, buckets: list[int], found: Found) -> None:
        """Look into the buckets that differ."""
        heard = dict(await self.hearing.fetch(HEARD, self.source, self.private, buckets))
        said = dict(await self.saying.fetch(SAID, self.private, buckets))
        found.ahead += [
            Ahead(self.source, self.consumer, subject, said.get(subject, 0), last)
            for subject, last in sorted(heard.items())
            if last > said.get(subject, 0)
        ]
        behind = sorted(subject for subject, last in said.items() if last > heard.get(subject, 0))
        for batch in (behind[start : start + BATCH] for start in range(0, len(behind), BATCH)):
            kept = {tuple(row) for row in await self.hearing.fetch(KEPT, self.source, batch)}
            rows = await self.saying.fetch(
                ROWS, batch, [heard.get(subject, 0) for subject in batch], [said[subject] for subject in batch],
                float(self.older_than_seconds),
            )  # fmt: skip
            lacking = [
                row
                for row in rows
                if (row["subject"], row["sequence"]) not in kept and not row["waits"] and row["is_old"]
            ]
            found.missing += [
                self._missing(subject, list(those)) for subject, those in groupby(lacking, lambda row: row["subject"])
            ]

    def _missing(self, subject: str, rows: list[Any]) -> Missing:
        return Missing(
            self.source,
            self.consumer,
            subject,
            tuple(row["sequence"] for row in rows if row["has_words"]),
            tuple(row["sequence"] for row in rows if not row["has_words"]),
            tuple(sorted({row["type"] for row in rows if row["type"]})),
            min((row["published_at"] for row in rows if row["published_at"]), default=None),
        )
