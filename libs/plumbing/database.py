"""PostgreSQL: the pool, and transactions with one moment each."""

import asyncio
import json
import socket
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable, Hashable, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

import asyncpg

from .clock import Clock, DatabaseClock

T = TypeVar("T")

LOST = (
    asyncpg.PostgresConnectionError,
    asyncpg.InterfaceError,
    asyncpg.InternalClientError,
    asyncpg.OperatorInterventionError,  # it shuts down, recovers, or ended this session
    asyncpg.InsufficientResourcesError,  # no room on its disk, no memory, no connection left
    asyncpg.PostgresSystemError,  # its disk fails
    asyncpg.InternalServerError,  # it found no room even to let us in, or cannot read what it wrote
    asyncpg.InvalidAuthorizationSpecificationError,  # its password was changed, and ours is not yet
    asyncpg.ReadOnlySQLTransactionError,  # another server has taken over
    asyncpg.IdleInTransactionSessionTimeoutError,
    OSError,
    TimeoutError,
)
"""The database is away, or this connection to it. Anything else is an answer."""
FETCHED_AHEAD = 1000
COLLIDED = (asyncpg.SerializationError, asyncpg.DeadlockDetectedError, asyncpg.InvalidCachedStatementError)
"""Two transactions met, or one met a change of the tables; the same again may succeed."""


class PoolExhausted(Exception):
    """No database connection came free in time."""


AWAY = (*LOST, *COLLIDED, PoolExhausted)
"""Not the fault of what was asked: the same again, later, may succeed."""
TOOK_TOO_LONG = (TimeoutError, asyncpg.QueryCanceledError)
"""Of these: one statement was given up. Where the database takes others, this one keeps its place until it is sped up."""


UNFIT = (
    asyncpg.CharacterNotInRepertoireError, asyncpg.UntranslatableCharacterError, asyncpg.NumericValueOutOfRangeError,
    asyncpg.StringDataRightTruncationError, asyncpg.InvalidTextRepresentationError,
)  # fmt: skip


class Unstorable(Exception):
    """A value fits no column: too large a number, or a text that the database cannot hold."""


SESSION = {
    "idle_in_transaction_session_timeout": "30s",
    "tcp_keepalives_idle": "10", "tcp_keepalives_interval": "5", "tcp_keepalives_count": "3", "tcp_user_timeout": "20000",
}  # fmt: skip
"""What a process that stopped or is cut off still holds, the server takes from it; so others wait half a minute at most."""
LETTING_GO_SECONDS = 10
"""A connection whose session was ended in the middle may never answer again."""
COMMAND_SECONDS = 60
SILENT_MILLISECONDS = 15_000
"""What we sent and nobody acknowledged for so long means that the server cannot be reached any more."""


@dataclass(frozen=True, slots=True)
class Cause:
    """What led to a transaction: the message handled (or none), the case it belongs to, and the trace."""

    message_id: str | None = None
    correlation: str | None = None
    traceparent: str | None = None


NOTHING = Cause()


class Transaction:
    """One open transaction, with the moment it counts as now."""

    __slots__ = ("_connection", "_read", "cause", "now")

    def __init__(self, connection: asyncpg.Connection, now: datetime, cause: Cause) -> None:
        self._connection = connection
        self._read: dict[Any, Any] = {}
        self.now = now
        self.cause = cause

    async def once(self, key: Hashable, read: Callable[[], Awaitable[T]]) -> T:
        """What ``read`` found, read at most once under this key: for what one transaction sees as it was at its first look."""
        if key not in self._read:
            self._read[key] = await read()
        found: T = self._read[key]
        return found

    async def fetch(self, sql: str, *values: Any) -> list[asyncpg.Record]:
        """All rows."""
        rows: list[asyncpg.Record] = await self._connection.fetch(sql, *values)
        return rows

    async def fetchrow(self, sql: str, *values: Any) -> asyncpg.Record | None:
        """The first row, or none."""
        return await self._connection.fetchrow(sql, *values)

    async def fetchval(self, sql: str, *values: Any) -> Any:
        """The first column of the first row, or none."""
        return await self._connection.fetchval(sql, *values)

    async def execute(self, sql: str, *values: Any) -> str:
        """The server's command tag, such as ``UPDATE 1``."""
        tag: str = await self._connection.execute(sql, *values)
        return tag

    async def executemany(self, sql: str, rows: list[tuple[Any, ...]]) -> None:
        """One statement for many rows, in one round trip."""
        await self._connection.executemany(sql, rows)

    async def copy(self, table: str, columns: Sequence[str], rows: Sequence[tuple[Any, ...]]) -> None:
        """Many new rows by COPY, which is the fastest way in."""
        await self._connection.copy_records_to_table(table, columns=columns, records=rows)

    async def each(self, sql: str, *values: Any) -> AsyncGenerator[asyncpg.Record, None]:
        """Row by row from the server's cursor, however many there are."""
        async for row in self._connection.cursor(sql, *values, prefetch=FETCHED_AHEAD):
            yield row


class Database:
    """A service's own database."""

    def __init__(self, pool: asyncpg.Pool, wait_seconds: float = 5.0, clock: Clock | None = None) -> None:
        self.pool = pool
        self.clock = clock or DatabaseClock()
        self._wait_seconds = wait_seconds

    @classmethod
    async def connect(
        cls,
        url: str,
        size: int = 10,
        wait_seconds: float = 5.0,
        clock: Clock | None = None,
        command_seconds: float = COMMAND_SECONDS,
    ) -> "Database":
        """A pool on ``url``; a statement is given up after ``command_seconds``. Raises one of ``LOST`` where nobody answers."""
        pool = await asyncpg.create_pool(
            url, min_size=1, max_size=size, init=_prepare, command_timeout=command_seconds, server_settings=SESSION
        )
        return cls(pool, wait_seconds, clock)

    @asynccontextmanager
    async def connection(self) -> AsyncIterator[asyncpg.Connection]:
        """A connection of the pool. Raises ``PoolExhausted`` after the wait, ``Unstorable`` for a value that fits no column."""
        try:
            connection = await self.pool.acquire(timeout=self._wait_seconds)
        except TimeoutError as error:
            raise PoolExhausted from error
        try:
            yield connection
        except asyncpg.DataError as error:
            if isinstance(error, UNFIT) or type(error) is asyncpg.DataError:  # this one is asyncpg's own finding
                raise Unstorable(type(error).__name__) from None  # its words hold the value
            raise
        finally:
            with suppress(*LOST):  # what was done is decided by now, and a connection that cannot be reset is dropped
                await self.pool.release(connection, timeout=LETTING_GO_SECONDS)

    @asynccontextmanager
    async def transaction(self, cause: Cause = NOTHING) -> AsyncIterator[Transaction]:
        """Commits at the end of the block, or rolls everything back where it raises."""
        async with self.connection() as connection, connection.transaction():
            yield Transaction(connection, await self.clock.now(connection), cause)

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[Transaction]:
        """One consistent view in which nothing can be written."""
        async with self.connection() as connection, connection.transaction(isolation="repeatable_read", readonly=True):
            yield Transaction(connection, await self.clock.now(connection), NOTHING)

    async def close(self) -> None:
        """Give the connections back to the server; those that do not end in time are dropped."""
        try:
            async with asyncio.timeout(LETTING_GO_SECONDS):
                await self.pool.close()
        except LOST:
            self.pool.terminate()


async def _prepare(connection: asyncpg.Connection) -> None:
    _notice_silence(connection)
    for kind in ("json", "jsonb"):
        await connection.set_type_codec(kind, encoder=json.dumps, decoder=json.loads, schema="pg_catalog")


def _notice_silence(connection: asyncpg.Connection) -> None:
    """Over TCP: a server that vanished without a word is noticed by the system, which asyncpg has no setting for."""
    line = connection._transport.get_extra_info("socket")
    if line is None or line.family not in (socket.AF_INET, socket.AF_INET6):
        return
    for option, value in (
        ("TCP_KEEPIDLE", 10), ("TCP_KEEPINTVL", 5), ("TCP_KEEPCNT", 3), ("TCP_USER_TIMEOUT", SILENT_MILLISECONDS),
    ):  # fmt: skip
        if hasattr(socket, option):
            line.setsockopt(socket.IPPROTO_TCP, getattr(socket, option), value)
    line.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
