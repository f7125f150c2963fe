"""``make backup TO=folder``: five databases as of one moment, dispatch's papers after them, and a manifest last of all.

The databases may lie on different servers. What no clock could give, locks do: for some milliseconds nobody may move a position
of an outbox or an inbox in any of the five, and in that time each takes a snapshot. So no consumer's snapshot has applied what
its publisher's has not said. What was under way then is known by its numbers, and sent again after a restore.
"""

import argparse
import asyncio
import hashlib
import random
import sys
import time
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import asyncpg
from plumbing import restoring, topology
from plumbing.objects import ObjectLost, Objects

from . import comparison, dump_programs, manifest, places, together
from .errors import CannotStart
from .manifest import DatabaseFile, Manifest, Papers

LOCK_TIMEOUT_MS = 200
LOCK = "lock table inbox_position, outbox_position in share mode"
"""In the order in which a consumer's transaction takes them."""
PATIENCE_SECONDS = 120.0
MIGRATION_SECONDS = 20
"""How long a migration under way is waited for."""
TABLES = "select tablename from pg_tables where schemaname = 'public' order by tablename"
NAMED_PAPERS = "select sha256 from photo where content is null"
Say = Callable[[str], None]


def main(arguments: Sequence[str]) -> int:
    """Exit status: 0 done, 2 it could not be done."""
    parser = argparse.ArgumentParser(prog="make backup", description=__doc__)
    parser.add_argument("--to", type=Path, required=True, metavar="FOLDER", help="a folder that is new or empty")
    asked = parser.parse_args(arguments)
    if asked.to == Path():
        parser.error("say which folder: TO=/var/backups/aftercare/2026-03-10")
    try:
        asyncio.run(back_up(places.found(), asked.to, print))
    except (CannotStart, OSError, asyncpg.PostgresError) as error:
        sys.stderr.write(f"{error or repr(error)}\nNo backup was made.\n")
        return 2
    return 0


async def back_up(where: places.Places, folder: Path, say: Say) -> Manifest:
    """Write a backup into a folder that is new or empty, while the services run. Raises ``CannotStart``."""
    _make(folder)
    async with snapshots(where.database_urls) as cut:
        programs = dump_programs.find(cut.newest_major)
        say(f"The cut is at {cut.at:%Y-%m-%d %H:%M:%S %Z}; writers stood still for {cut.stood_still_ms:.1f} ms.")
        dumped = await together.all_of(
            *(_dump(programs, where.database_urls[service], cut, service, folder) for service in topology.HEARS)
        )
        databases = dict(zip(topology.HEARS, dumped, strict=True))
        ledger = await _ledger_end(cut.sessions["finance"])
        named = await _named_papers(cut.sessions["dispatch"])
    for service, each in databases.items():
        say(f"{service:<9}{each.size_bytes:>14,} bytes {sum(each.rows.values()):>12,} rows")
    papers = await _copy_papers(where.papers_url, folder, named, say)
    made = Manifest(cut.at.isoformat(), datetime.now(UTC).isoformat(), cut.stood_still_ms, databases, *ledger, papers)
    manifest.write(folder, made)
    if made.ledger_position:
        say(f"The ledger's end, to be written down somewhere else: {made.ledger_position}:{made.ledger_hash}")
    say(f"Finished: {folder}. It holds personal data: keep it as you keep the databases, and no longer than you must.")
    return made


def _make(folder: Path) -> None:
    if folder.exists() and any(folder.iterdir()):
        raise CannotStart(f"{folder} is not empty; name another folder")
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)


@dataclass
class Cut:
    """One moment of five databases: a session in each that holds its snapshot open."""

    sessions: dict[str, asyncpg.Connection]
    names: dict[str, str]
    """Of the exported snapshots, by service."""
    at: datetime
    stood_still_ms: float
    newest_major: int


@asynccontextmanager
async def snapshots(database_urls: Mapping[str, str], patience_seconds: float = PATIENCE_SECONDS) -> AsyncIterator[Cut]:
    """A consistent cut over all five, kept until the end of the block. Raises ``CannotStart`` where it cannot be had in time."""
    ends_at = time.monotonic() + patience_seconds
    async with (
        comparison.connected(database_urls) as locking,
        comparison.connected(database_urls) as holding,
        AsyncExitStack() as kept,
    ):
        for session in holding.values():
            await kept.enter_async_context(session.transaction(isolation="repeatable_read", readonly=True))
        for service, session in holding.items():
            await _keep_tables(service, locking[service], session)
        while (cut := await _try(locking, holding)) is None:
            if time.monotonic() > ends_at:
                raise CannotStart(
                    f"for {patience_seconds:.0f} s some transaction kept its hands on a position: a large import, or one that"
                    " hangs (select * from pg_stat_activity where state = 'idle in transaction'). Try again when it is over."
                )
            await asyncio.sleep(random.uniform(0.1, 0.5))  # noqa: S311 it only spreads the tries
        yield cut


async def _keep_tables(service: str, looking: asyncpg.Connection, holding: asyncpg.Connection) -> None:
    """Until the end of the holding transaction nobody alters a table: one that is rewritten is empty to a snapshot taken before.

    Takes no snapshot yet. Raises ``CannotStart``.
    """
    if await looking.fetchval(restoring.IS_MARKED):
        raise CannotStart(
            f"{service} is being put back from a backup, and that is not finished: run that restore again first."
        )
    names = ", ".join(f'public."{row["tablename"]}"' for row in await looking.fetch(TABLES))
    await holding.execute(f"set local lock_timeout = '{MIGRATION_SECONDS}s'")
    try:
        await holding.execute(f"lock table {names} in access share mode" if names else "")
    except asyncpg.LockNotAvailableError:
        raise CannotStart(f"{service} is being migrated. Try again when it is over.") from None


async def _try(locking: Mapping[str, asyncpg.Connection], holding: Mapping[str, asyncpg.Connection]) -> Cut | None:
    """Lock all five, take a snapshot of each, let go. None where a writer did not finish in time."""
    async with AsyncExitStack() as locked:
        for session in locking.values():
            await locked.enter_async_context(session.transaction())
            await session.execute(f"set local lock_timeout = '{LOCK_TIMEOUT_MS}ms'")
        began = time.perf_counter()
        results = await asyncio.gather(*(session.execute(LOCK) for session in locking.values()), return_exceptions=True)
        for result in results:
            if isinstance(result, asyncpg.LockNotAvailableError):
                return None
            if isinstance(result, BaseException):
                raise result
        names = await together.all_of(*(s.fetchval("select pg_export_snapshot()") for s in holding.values()))
    stood_still_ms = (time.perf_counter() - began) * 1000
    at = await next(iter(holding.values())).fetchval("select clock_timestamp()")
    majors = [session.get_server_version().major for session in holding.values()]
    return Cut(dict(holding), dict(zip(holding, names, strict=True)), at, stood_still_ms, max(majors))


async def _dump(
    programs: dump_programs.DumpPrograms, database_url: str, cut: Cut, service: str, folder: Path
) -> DatabaseFile:
    file, session = folder / f"{service}.dump", cut.sessions[service]
    await dump_programs.run(
        programs.pg_dump, database_url, "--format=custom", "--no-owner", "--no-acl", "--exclude-schema=rebuilt",
        f"--snapshot={cut.names[service]}", f"--file={file}", "--lock-wait-timeout=60s",
    )  # fmt: skip
    ran = [f"{row['name']} {row['checksum']}" for row in await session.fetch("table migration order by name")]
    return DatabaseFile(
        file.name,
        file.stat().st_size,
        await asyncio.to_thread(manifest.sha256_of, file),
        await session.fetchval("show server_version"),
        tuple(ran),
        await rows_of(session),
        *await positions_of(session),
    )


async def rows_of(session: asyncpg.Connection) -> dict[str, int]:
    """How many rows each table has."""
    names = [row["tablename"] for row in await session.fetch(TABLES)]
    return {name: await session.fetchval(f'select count(*) from public."{name}"') for name in names}


async def positions_of(session: asyncpg.Connection) -> tuple[int, int]:
    """The sums of what was said and of what was heard."""
    said = await session.fetchval("select coalesce(sum(last_sequence), 0)::bigint from outbox_position")
    heard = await session.fetchval("select coalesce(sum(last_sequence), 0)::bigint from inbox_position")
    return said, heard


async def _ledger_end(session: asyncpg.Connection) -> tuple[int, str]:
    if not await session.fetchval("select to_regclass('ledger_head') is not null"):
        return 0, ""
    row = await session.fetchrow("select position, hash from ledger_head")
    return (row["position"], row["hash"]) if row else (0, "")


async def _named_papers(session: asyncpg.Connection) -> set[str]:
    if not await session.fetchval("select to_regclass('photo') is not null"):
        return set()
    return {row["sha256"] for row in await session.fetch(NAMED_PAPERS)}


async def _copy_papers(papers_url: str, folder: Path, named: set[str], say: Say) -> Papers | None:
    """Each once, proven by its hash. One that is lost or damaged already is told of, and keeps no backup from being made."""
    if not papers_url:
        say(
            "Dispatch's photos and papers are NOT in it: set AFTERCARE_PAPERS_URL, or keep their folder or bucket yourself."
        )
        return None
    kept, copied, size_bytes = Objects(papers_url), [], 0
    async for sha256 in kept.older_than(datetime.now(UTC) + timedelta(days=1)):
        try:
            content = await kept.get(sha256)
        except ObjectLost as error:
            say(f"NOT in it: {error}")
            continue
        path = manifest.paper_path(folder, sha256)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        copied.append(sha256)
        size_bytes += len(content)
    if lost := named - set(copied):
        say(
            f"{len(lost)} photos or papers that dispatch names are not at {papers_url}, as {min(lost)}: look in an older backup."
        )
    listed = "".join(f"{sha256}\n" for sha256 in sorted(copied)).encode()
    (folder / "papers.txt").write_bytes(listed)
    say(f"papers   {size_bytes:>14,} bytes {len(copied):>12,} files")
    return Papers(len(copied), size_bytes, hashlib.sha256(listed).hexdigest())


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
