"""``make restore FROM=folder``: put the five databases and the papers back as a backup has them, and settle with the broker.

The services must stand still. Checks the backup first, and changes nothing where something is wrong. Until it is finished no
service starts on any of the databases; where it broke off, the same command again goes through from the beginning.
"""

import argparse
import asyncio
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import aio_pika
import asyncpg
from finance.use_cases import verification
from plumbing import broker, restoring, topology
from plumbing.database import Database
from plumbing.objects import Objects

from . import backup, comparison, dump_programs, lost, manifest, places, queues, releases, settling, stack, together
from .errors import CannotStart
from .manifest import Manifest
from .settling import Settled

OTHERS = (
    "select coalesce(nullif(application_name, ''), usename) as who, coalesce(host(client_addr), 'an address we may not see') as at,"
    " count(*) as sessions from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()"
    " and usename is not null and coalesce(backend_type, 'client backend') = 'client backend' group by 1, 2 order by 1, 2"
)
SCHEMAS = "select nspname from pg_namespace where not starts_with(nspname, 'pg_') and nspname not in ('information_schema', $1)"
IS_FILLED = "select exists (select from pg_tables where schemaname not in ('pg_catalog', 'information_schema'))"
STANDSTILL_SECONDS = 8.0
Say = Callable[[str], None]


@dataclass(frozen=True)
class Restored:
    """What came of it."""

    manifest: Manifest
    settled: Settled
    wrong: tuple[str, ...]
    """What does not agree with the manifest; empty as it should be."""


def main(arguments: Sequence[str]) -> int:
    """Exit status: 0 done, 1 done and something does not agree, 2 it could not be done."""
    parser = argparse.ArgumentParser(prog="make restore", description=__doc__)
    what = parser.add_mutually_exclusive_group(required=True)
    what.add_argument("--from", dest="folder", type=Path, metavar="FOLDER")
    what.add_argument(
        "--settle", type=_moment, metavar="MOMENT", help="other means put the databases back to it: only settle"
    )
    parser.add_argument("--wipe", action="store_true", help="forget what the databases hold now")
    asked = parser.parse_args(arguments)
    if asked.folder == Path():
        parser.error("say which folder: FROM=/var/backups/aftercare/2026-03-10")
    try:
        if asked.settle:
            with _places(print) as where:
                asyncio.run(settle_only(where, asked.settle, Path.cwd(), print))
            return 0
        checked = check(asked.folder, print)
        with _places(print) as where:
            done = asyncio.run(restore(where, asked.folder, checked, wipe=asked.wipe, say=print))
    except (CannotStart, OSError, asyncpg.PostgresError, aio_pika.exceptions.AMQPError) as error:
        sys.stderr.write(f"{error or repr(error)}\n")
        return 2
    return 1 if done.wrong else 0


def _moment(text: str) -> datetime:
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is no moment; say it as 2026-03-10T12:00:00+08:00") from None
    if at.tzinfo is None:
        raise argparse.ArgumentTypeError(f"{text}: say in which time, as 2026-03-10T12:00:00+08:00")
    return at


@contextmanager
def _places(say: Say) -> Iterator[places.Places]:
    given = places.from_environment()
    if given is not None:
        yield given
        return
    with stack.data_of_a_stopped_stack(say) as data:
        yield places.Places(data.database_urls, data.amqp_url, data.papers_url)


def check(folder: Path, say: Say) -> Manifest:
    """The manifest, once every file proved to be what it was. Raises ``CannotStart``."""
    found = manifest.read(folder)
    manifest.check(folder, found)
    releases.compare(found, say)
    say(f"{folder} is whole: a backup of {found.cut_at}.")
    return found


async def restore(where: places.Places, folder: Path, checked: Manifest, *, wipe: bool, say: Say) -> Restored:
    """Put it all back. Raises ``CannotStart`` before anything is changed where services run or data would be lost."""
    programs = dump_programs.find(max(int(each.server_version.split(".")[0]) for each in checked.databases.values()))
    await _must_stand_still(where, say)
    await _must_be_empty(where.database_urls, wipe=wipe)
    async with comparison.connected(where.database_urls) as sessions:
        for session in sessions.values():  # before the first is emptied: none may start on what the others lost
            await session.execute(restoring.MARK)
        for session in sessions.values():
            await _empty(session)
    await together.all_of(
        *(_put_back(programs, where.database_urls[s], folder / f.file) for s, f in checked.databases.items())
    )
    wrong = await _differences(where.database_urls, checked)
    await _put_papers_back(where.papers_url, folder, checked, say)
    settled = await settling.settle(where, datetime.fromisoformat(checked.cut_at), say)
    wrong += await _ledger_wrong(where.database_urls["finance"], checked, say)
    lost.tell(settled, datetime.fromisoformat(checked.cut_at), folder, say)
    async with comparison.connected(where.database_urls) as sessions:
        for session in sessions.values():
            await session.execute(restoring.UNMARK)
    for line in wrong:
        say(f"WRONG: {line}")
    say(
        "Now start the services: `make up`, or as you start them elsewhere. Then `make reconcile` must find nothing missing."
    )
    return Restored(checked, settled, tuple(wrong))


async def settle_only(where: places.Places, reached_at: datetime, folder: Path, say: Say) -> Settled:
    """For databases that other means put back: settle with the broker. The list of what is lost goes into ``folder``."""
    await _must_stand_still(where, say)
    async with comparison.connected(where.database_urls) as sessions:
        for session in sessions.values():
            await session.execute(restoring.MARK)
    settled = await settling.settle(where, reached_at, say)
    lost.tell(settled, reached_at, folder, say)
    async with comparison.connected(where.database_urls) as sessions:
        for session in sessions.values():
            await session.execute(restoring.UNMARK)
    return settled


async def _must_stand_still(where: places.Places, say: Say) -> None:
    """A session or a consumer that has just ended is seen for a moment longer: only what stays is in the way."""
    began_at, told = time.monotonic(), False
    while running := await _running(where):
        if not told:
            say(f"Something is still connected; looking again for {STANDSTILL_SECONDS:.0f} s…")
            told = True
        if time.monotonic() > began_at + STANDSTILL_SECONDS:
            raise CannotStart(
                "Services still run; nothing was changed. Stop them (`make down`; in containers `docker compose stop intake"
                " dispatch finance survey notify`), close other sessions, and type the same again:\n    "
                + "\n    ".join(running)
            )
        await asyncio.sleep(0.2)


async def _running(where: places.Places) -> list[str]:
    async with comparison.connected(where.database_urls) as sessions:
        running = [
            f"{service}'s database is in use by {row['who']} at {row['at']}, {row['sessions']} sessions"
            for service, session in sessions.items()
            for row in await session.fetch(OTHERS)
        ]
    async with broker.connected(where.amqp_url) as connection:
        known = await queues.lengths(connection, map(topology.queue, topology.HEARS))
    return running + [f"{each.name} has a consumer" for each in known.values() if each and each.consumers]


async def _must_be_empty(database_urls: Mapping[str, str], *, wipe: bool) -> None:
    async with comparison.connected(database_urls) as sessions:
        filled = [
            service
            for service, session in sessions.items()
            if await session.fetchval(IS_FILLED) and not await session.fetchval(restoring.IS_MARKED)
        ]
    if filled and not wipe:
        raise CannotStart(
            f"There are data in the databases of {', '.join(filled)}; nothing was changed. A restore forgets them: if that is"
            " meant, first `make backup` what is there, if it can be had, then type the same with WIPE=1."
        )


async def _empty(session: asyncpg.Connection) -> None:
    async with session.transaction():
        for row in await session.fetch(SCHEMAS, restoring.SCHEMA):
            await session.execute(f'drop schema "{row["nspname"]}" cascade')
        await session.execute("create schema public")


async def _put_back(programs: dump_programs.DumpPrograms, database_url: str, file: Path) -> None:
    """In one transaction: all of it, or nothing."""
    await dump_programs.run(
        programs.pg_restore, database_url, "--single-transaction", "--exit-on-error", "--no-owner", "--no-acl",
        f"--dbname={dump_programs.name_of(database_url)}", str(file),
    )  # fmt: skip


async def _differences(database_urls: Mapping[str, str], checked: Manifest) -> list[str]:
    wrong = []
    async with comparison.connected(database_urls) as sessions:
        for service, session in sessions.items():
            each = checked.databases[service]
            rows, positions = await backup.rows_of(session), await backup.positions_of(session)
            wrong += [
                f"{service}: {name} has {rows.get(name)} rows, the backup said {count}"
                for name, count in each.rows.items()
                if rows.get(name) != count
            ]
            if positions != (each.said, each.heard):
                wrong.append(f"{service}: its positions are {positions}, the backup said {(each.said, each.heard)}")
    return wrong


async def _put_papers_back(papers_url: str, folder: Path, checked: Manifest, say: Say) -> None:
    if checked.papers is None:
        say("The backup has no photos and papers; put their folder or bucket back yourself, if it was lost.")
        return
    if not papers_url:
        say(f"{checked.papers.count:,} photos and papers are NOT put back: set AFTERCARE_PAPERS_URL and run it again.")
        return
    kept = Objects(papers_url)
    for sha256 in manifest.papers_of(folder):
        await kept.put(manifest.paper_path(folder, sha256).read_bytes())
    say(f"{checked.papers.count:,} photos and papers are back at {papers_url}.")


async def _ledger_wrong(database_url: str, checked: Manifest, say: Say) -> list[str]:
    """Walk the whole ledger, and compare its end with the one the backup wrote down; one of an earlier release only later."""
    if not checked.ledger_position:
        return []
    noted = checked.ledger_position, checked.ledger_hash
    if releases.not_run_yet(checked, "finance"):
        say(
            "The ledger is an earlier release's, and finance brings it up to date as it starts. Type then:"
            f" make verify-ledger NOTED={noted[0]}:{noted[1]}"
        )
        return []
    db = await Database.connect(database_url, 1)
    try:
        async with db.reading() as tx:
            found = await verification.verify(tx, noted)
    finally:
        await db.close()
    if found.wrong:
        return [f"the ledger does not hold at position {found.wrong.position}: {found.wrong.what}"]
    return []


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
