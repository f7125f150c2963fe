"""``make reconcile``: find what was said and never arrived, and send it again.

For a broker that lost something: a queue deleted and made anew, a binding that was missing, a broker rebuilt from nothing.
Services may run all the while; what arrives twice is dropped as ever. ``DRY=1`` only looks.
"""

import argparse
import asyncio
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import aio_pika
import asyncpg
from plumbing import broker, outbox, topology

from . import comparison, places, queues
from .comparison import Found, Missing
from .errors import CannotStart

UNDER_WAY_SECONDS = 3.0
"""What does not arrive for so long, its queue being empty, is in no service's hands."""
PATIENCE_SECONDS = 60.0
"""Without any progress."""
POLL_SECONDS = 0.5
SHOWN = 20
SEND_AGAIN = (
    "update outbox o set published_at = null, not_before = null, failures = 0, last_failure = null"
    " from unnest($1::text[], $2::bigint[]) as again (subject, sequence)"
    " where o.destination <> 'dead' and o.body <> '' and o.subject = again.subject and o.sequence = again.sequence"
)
HASTEN = "update outbox set not_before = null, failures = 0 where published_at is null and not_before is not null"
WAITING = "select count(*) from outbox where published_at is null and id <= $1"
Say = Callable[[str], None]


def main(arguments: Sequence[str]) -> int:
    """Exit status: 0 everything said has been heard, 1 something is left, 2 it could not be looked at."""
    parser = argparse.ArgumentParser(prog="make reconcile", description=__doc__)
    parser.add_argument("--dry", action="store_true", help="only look")
    asked = parser.parse_args(arguments)
    try:
        where = places.found()
        return asyncio.run(_run(where, dry=asked.dry, say=print))
    except (CannotStart, OSError, asyncpg.PostgresError, aio_pika.exceptions.AMQPError) as error:
        sys.stderr.write(f"{error or repr(error)}\n")
        return 2


async def _run(where: places.Places, *, dry: bool, say: Say) -> int:
    if dry:
        found = await look(where, say)
        tell(found, say)
        return 1 if found else 0
    return 1 if await reconcile(where, say) else 0


async def look(where: places.Places, say: Say, patience_seconds: float = PATIENCE_SECONDS) -> Found:
    """What is missing that does not lie in a queue any more. Writes nothing."""
    await _until_queues_are_empty(where.amqp_url, say, patience_seconds)
    found = await comparison.look(where.database_urls, older_than_seconds=0)
    found.missing = await _until_filled(where, found.missing, UNDER_WAY_SECONDS)
    return found


async def reconcile(where: places.Places, say: Say, patience_seconds: float = PATIENCE_SECONDS) -> Found:
    """Apply the topology, send again exactly what is missing, and wait until it has arrived. Returns what is left.

    The services' own relays send it. Raises ``CannotStart`` where the broker's queues are made otherwise.
    """
    await queues.apply_topology(where.amqp_url)
    say("Exchanges, queues and bindings are in place.")
    await _publish_what_waits(where.database_urls, say, patience_seconds)
    found = await look(where, say, patience_seconds)
    tell(found, say)
    if any(each.numbers for each in found.missing):
        count = await send_again(where.database_urls, found.missing)
        say(f"{count:,} messages are sent again; waiting until they have arrived…")
        found.missing = await _until_filled(where, found.missing, patience_seconds)
        _tell_what_is_left(found, say)
    return found


async def _publish_what_waits(database_urls: Mapping[str, str], say: Say, patience_seconds: float) -> None:
    """What the broker would not take is put off for minutes; now it may take it."""
    async with comparison.connected(database_urls) as sessions:
        last = {}
        for service, session in sessions.items():
            last[service] = await session.fetchval("select coalesce(max(id), 0) from outbox")
            await session.execute(HASTEN)
            await session.execute("select pg_notify($1, '')", outbox.WAKE)
        progress = _Progress(patience_seconds)
        while waiting := {
            service: count
            for service, session in sessions.items()
            if (count := await session.fetchval(WAITING, last[service]))
        }:
            if not progress.goes_on(sum(waiting.values())):
                for service, count in waiting.items():
                    say(f"{count:,} messages of {service} are not published: does it run? Its log says why.")
                break
            await asyncio.sleep(POLL_SECONDS)


async def send_again(database_urls: Mapping[str, str], missing: Iterable[Missing]) -> int:
    """Let the publishers' relays send these once more. Returns how many messages: one that several lack counts once."""
    wanted: dict[str, set[tuple[str, int]]] = defaultdict(set)
    for each in missing:
        wanted[each.source].update((each.subject, number) for number in each.numbers)
    async with comparison.connected(database_urls) as sessions:
        for source, those in wanted.items():
            subjects, numbers = zip(*sorted(those), strict=True) if those else ((), ())
            async with sessions[source].transaction():
                await sessions[source].execute(SEND_AGAIN, subjects, numbers)
                await sessions[source].execute("select pg_notify($1, '')", outbox.WAKE)
    return sum(map(len, wanted.values()))


def tell(found: Found, say: Say) -> None:
    """What was found, pair by pair, in a person's words."""
    if not found:
        say("Everything that was said has been heard.")
    pairs: dict[tuple[str, str], list[Missing]] = defaultdict(list)
    for each in found.missing:
        pairs[each.source, each.consumer].append(each)
    for (source, consumer), those in sorted(pairs.items()):
        count = sum(len(each.numbers) + len(each.gone) for each in those)
        since = min((each.since for each in those if each.since), default=None)
        types = sorted({name for each in those for name in each.types})
        say(
            f"{consumer} lacks {count:,} messages of {source} about {len(those):,} subjects"
            + (f", the oldest confirmed at {since.isoformat(timespec='seconds')}" if since else "")
        )
        say(f"    {', '.join(types[:SHOWN])}{' …' if len(types) > SHOWN else ''}")
    for each in [each for each in found.missing if each.gone][:SHOWN]:
        say(
            f"{each.source} has no words any more for its numbers {_shown(each.gone)} about {each.subject}, which"
            f" {each.consumer} lacks: {', '.join(each.types) or 'their rows are gone'}. They cannot be sent again."
        )
    _tell_ahead(found, say)


def _tell_ahead(found: Found, say: Say) -> None:
    pairs: dict[tuple[str, str], list[comparison.Ahead]] = defaultdict(list)
    for each in found.ahead:
        pairs[each.source, each.consumer].append(each)
    for (source, consumer), those in sorted(pairs.items()):
        first = those[0]
        say(
            f"{consumer} has heard more of {source} than {source} has said, about {len(those):,} subjects, as"
            f" {first.subject}: {first.heard} heard, {first.said} said. {source}'s database was put back to an earlier state."
            " What it says next would be dropped as heard already: stop the services, and `make restore` all five databases"
            " from one backup."
        )


def _tell_what_is_left(found: Found, say: Say) -> None:
    if not found:
        say("Everything that was said has been heard.")
        return
    say("This is left:")
    tell(found, say)
    say("Do all services run (`make up`)? Does /readyz of each say relay and consumer are true? Then run this again.")


def _shown(numbers: tuple[int, ...]) -> str:
    return ", ".join(map(str, numbers[:SHOWN])) + (" …" if len(numbers) > SHOWN else "")


async def _until_queues_are_empty(amqp_url: str, say: Say, patience_seconds: float) -> None:
    """What lies in a queue is late, not missing; where it does not get less, that is told, and the look goes on."""
    async with broker.connected(amqp_url) as connection:
        names = [topology.queue(service) for service in topology.HEARS]
        progress = _Progress(patience_seconds)
        told = False
        while True:
            known = await queues.lengths(connection, names)
            ready = {name: each.ready for name, each in known.items() if each and each.ready}
            if not ready:
                break
            if not progress.goes_on(sum(ready.values())):
                for name, count in ready.items():
                    say(f"{name} holds {count:,} messages and does not get shorter: does its service run?")
                break
            if not told:
                say(f"Waiting until {', '.join(ready)} is empty: {sum(ready.values()):,} messages…")
                told = True
            await asyncio.sleep(POLL_SECONDS)
        for name in (name for name, each in known.items() if each is None):
            say(f"The queue {name} is not there.")


async def _until_filled(where: places.Places, sent: Sequence[Missing], patience_seconds: float) -> list[Missing]:
    """What of it has not arrived once nothing more of it does."""
    progress = _Progress(patience_seconds)
    while True:
        lacking = await comparison.still_lacking(where.database_urls, sent)
        left = sum(len(each.numbers) + len(each.gone) for each in lacking)
        if not left or not progress.goes_on(left):
            return lacking
        await asyncio.sleep(POLL_SECONDS)


class _Progress:
    """Whether a count still falls."""

    def __init__(self, patience_seconds: float) -> None:
        self._patience_seconds = patience_seconds
        self._least: Any = None
        self._moved_at = time.monotonic()

    def goes_on(self, count: int) -> bool:
        if self._least is None or count < self._least:
            self._least, self._moved_at = count, time.monotonic()
        return time.monotonic() - self._moved_at < self._patience_seconds


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
