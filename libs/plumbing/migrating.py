"""Forward-only migrations, run by whichever replica comes first, while others of the release before go on working.

A migration waits for its locks only briefly, and then tries again: what waits longer makes all others wait behind it.
One whose first line is ``-- concurrently`` runs statement by statement outside a transaction, as building an index on a
table in use must; it is written so that it can run again after it was broken off.
"""

import asyncio
import hashlib
from collections.abc import AsyncIterator, Iterable, Mapping
from contextlib import asynccontextmanager
from pathlib import Path

import asyncpg

from . import log
from .database import Database

logger = log.get(__name__)

MIGRATION_LOCK = 7_206_001
CONCURRENTLY = "-- concurrently"
LOCK_SECONDS = (1, 2, 3, 5)
"""How long it waits for its locks at the first try, the second, and so on; the last one from then on."""
LOCK_TRIES = 30
AS_LONG_AS_IT_TAKES = 24 * 3600.0


class MigrationChanged(Exception):
    """A migration that has run was edited; write a new one instead."""


class MigrationStuck(Exception):
    """A migration never got its locks."""


class WrongEncoding(Exception):
    """The database cannot hold every text."""


async def migrate(database: Database, *folders: Path) -> list[str]:
    """Run each ``*.sql`` not yet run, folder by folder in order of name; several replicas may call it at once. What ran
    stays, also where a later one fails: the next call goes on there. Files it does not know, of a later release, are fine.

    Returns the names run now. Raises ``MigrationChanged``, ``MigrationStuck``, ``WrongEncoding``.
    """
    read = _read(folders)
    async with database.connection() as connection:
        if (encoding := await connection.fetchval("show server_encoding")) != "UTF8":
            raise WrongEncoding(
                f"the database's encoding is {encoding}: make it anew with `create database … encoding 'UTF8'`"
            )
        async with _alone(connection):
            await connection.execute(
                "create table if not exists migration"
                " (name text primary key, checksum text not null, run_at timestamptz not null default clock_timestamp())"
            )
            rows = await connection.fetch("select name, checksum from migration")
            ran = {row["name"]: row["checksum"] for row in rows}
            return [name for name, sql in read if await _run(connection, name, sql, ran)]


@asynccontextmanager
async def _alone(connection: asyncpg.Connection) -> AsyncIterator[None]:
    """One replica at a time. It asks again and again: one that waited inside a statement would keep an index from being built."""
    while not await connection.fetchval("select pg_try_advisory_lock($1)", MIGRATION_LOCK):  # noqa: ASYNC110 another process has it
        await asyncio.sleep(0.05)
    try:
        yield
    finally:
        await connection.execute("select pg_advisory_unlock($1)", MIGRATION_LOCK)


def _read(folders: Iterable[Path]) -> list[tuple[str, str]]:
    """Name and text of each, named by the folder it belongs to: ``finance/001_finance.sql``."""
    paths = [path for folder in folders for path in sorted(folder.glob("*.sql"))]
    return [(f"{path.parent.parent.name}/{path.name}", path.read_text("utf-8")) for path in paths]


def checksums(*folders: Path) -> dict[str, str]:
    """Of each migration there is, by its name."""
    return {name: _checksum(sql) for name, sql in _read(folders)}


def _checksum(sql: str) -> str:
    return hashlib.sha256(sql.encode()).hexdigest()


async def _run(connection: asyncpg.Connection, name: str, sql: str, ran: Mapping[str, str]) -> bool:
    checksum = _checksum(sql)
    if name in ran:
        if ran[name] != checksum:
            raise MigrationChanged(f"{name} was edited after it ran; restore it and add a new file")
        return False
    if sql.startswith(CONCURRENTLY):
        for statement in statements(sql):
            await connection.execute(statement, timeout=AS_LONG_AS_IT_TAKES)
        await _note(connection, name, checksum)
    else:
        await _run_whole(connection, name, sql, checksum)
    return True


async def _run_whole(connection: asyncpg.Connection, name: str, sql: str, checksum: str) -> None:
    for tries in range(1, LOCK_TRIES + 1):
        try:
            async with connection.transaction():
                wait_seconds = LOCK_SECONDS[min(tries, len(LOCK_SECONDS)) - 1]
                await connection.execute(f"set local lock_timeout = '{wait_seconds}s'")
                await connection.execute(sql, timeout=AS_LONG_AS_IT_TAKES)
                await _note(connection, name, checksum)
            return
        except asyncpg.LockNotAvailableError:
            logger.warning("a migration lets others pass and tries again", migration=name, tries=tries)
        await asyncio.sleep(min(tries / 10, 1))
    raise MigrationStuck(
        f"{name} got its locks in none of {LOCK_TRIES} tries: who holds them says"
        " `select pid, state, xact_start, query from pg_stat_activity where xact_start < now() - interval '10 s'`;"
        " end that, and start the service again"
    )


async def _note(connection: asyncpg.Connection, name: str, checksum: str) -> None:
    await connection.execute("insert into migration (name, checksum) values ($1, $2)", name, checksum)


def statements(sql: str) -> list[str]:
    """Of a file that runs concurrently: each ends with a semicolon at a line's end, and holds none before it."""
    text = "\n".join(line for line in sql.splitlines() if not line.startswith("--"))
    return [whole for part in text.split(";\n") if (whole := part.strip().removesuffix(";").strip())]
