"""The database as a port: real PostgreSQL, but a fault can lie on any statement and on any commit of an operation."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from enum import Enum
from typing import Any

import asyncpg
from plumbing.clock import Clock
from plumbing.database import Database, _prepare

from .plan import Fault


class Crash(BaseException):
    """The process died here: nothing of it runs any more."""


LOST_WORDS = "the connection was lost"


@dataclass
class Operation:
    """Something a process is doing: what will go wrong with it, and what it has done."""

    service: str
    kind: str
    nth: int
    faults: list[Fault]
    note: Callable[[str], None]
    statements: int = 0
    commits: int = 0
    is_dead: bool = False
    effects: list[tuple[Any, ...]] = field(default_factory=list)
    """What handlers did in the transaction that is open."""
    committed: list[tuple[Any, ...]] = field(default_factory=list)
    """What stayed."""
    away_minutes: float = 0
    wrote_outbox: bool = False
    wrote_timers: bool = False

    def dies(self, where: str, fault: Fault | None = None) -> None:
        """Raises ``Crash``."""
        self.is_dead = True
        self.away_minutes = fault.minutes if fault else 0
        self.note(f"crashes {where}")
        raise Crash(where)

    def meets(self, *what: str) -> Fault | None:
        """The first fault of these kinds that lies on it."""
        return next((fault for fault in self.faults if fault.what in what), None)

    def before_statement(self) -> None:
        """Raises ``Crash``, or an error as of a lost connection."""
        if self.is_dead:
            raise Crash("dead already")
        self.statements += 1
        for fault in self.faults:
            if fault.what.endswith("at statement") and fault.at == self.statements:
                if fault.what.startswith("crash"):
                    self.dies("at a statement", fault)
                self.note("connections lost")
                raise asyncpg.ConnectionDoesNotExistError(LOST_WORDS)

    def at_commit(self) -> Fault | None:
        """The fault that lies on this commit."""
        self.commits += 1
        if self.is_dead:
            raise Crash("dead already")
        return next((fault for fault in self.faults if fault.what in COMMITS and fault.at == self.commits), None)

    def reached(self, point: str, fault: Fault | None) -> None:
        """A named crash point. Raises ``Crash`` where a fault lies there."""
        if self.is_dead:
            raise Crash("dead already")
        if fault:
            self.note(f"died at {point}")
            self.dies("at a named point", fault)


COMMITS = ("crash before commit", "crash after commit", "lost before commit", "lost after commit")
CURRENT: ContextVar[Operation | None] = ContextVar("operation", default=None)


class Connection:
    """As much of an asyncpg connection as the product uses, on whichever session of a service's fits what is done with it."""

    def __init__(self, sessions: "Sessions") -> None:
        self.sessions = sessions
        self.session: Any = None
        self.how = Use.PLAIN

    async def take(self, how: "Use") -> Any:
        """A session for this use; the connection keeps it until it is given back."""
        assert self.session is None, "one transaction at a time"
        self.session, self.how = await self.sessions.take(how), how
        return self.session

    def give_back(self) -> None:
        """For the next; what was begun on it has ended."""
        if self.session is not None:
            self.sessions.give_back(self.how, self.session)
            self.session = None

    async def _ready(self) -> Any:
        if operation := CURRENT.get():
            operation.before_statement()
        return self.session or await self.take(Use.PLAIN)

    async def fetch(self, sql: str, *values: Any) -> Any:
        return await (await self._ready()).fetch(sql, *values)

    async def fetchrow(self, sql: str, *values: Any) -> Any:
        return await (await self._ready()).fetchrow(sql, *values)

    async def fetchval(self, sql: str, *values: Any) -> Any:
        return await (await self._ready()).fetchval(sql, *values)

    async def execute(self, sql: str, *values: Any) -> Any:
        session = await self._ready()
        if operation := CURRENT.get():
            operation.wrote_outbox |= "into outbox" in sql
            operation.wrote_timers |= "timer" in sql
        return await session.execute(sql, *values)

    async def executemany(self, sql: str, rows: Any) -> Any:
        return await (await self._ready()).executemany(sql, rows)

    async def copy_records_to_table(self, table: str, **how: Any) -> Any:
        return await (await self._ready()).copy_records_to_table(table, **how)

    async def cursor(self, sql: str, *values: Any, prefetch: int = 0) -> AsyncIterator[Any]:
        """All rows at once: a history has few."""
        for row in await (self.session or await self.take(Use.PLAIN)).fetch(sql, *values):
            yield row

    def transaction(self, isolation: str = "", readonly: bool = False) -> "_Looking | _Commit":
        return _Looking(self) if readonly else _Commit(self)


class _Looking:
    """A transaction that only reads. A session that can do nothing else stands for it: nothing is committed while it looks."""

    def __init__(self, port: Connection) -> None:
        self._port = port

    async def __aenter__(self) -> None:
        _must_live()
        await self._port.take(Use.LOOKING)

    async def __aexit__(self, *_: object) -> None:
        self._port.give_back()
        _must_live()


class _Commit:
    """A transaction whose end a fault can lie on: done or not, and in either case nobody was told.

    Its session begins the next one with the same word, so that no transaction has to be begun.
    """

    def __init__(self, port: Connection) -> None:
        self._port = port

    async def __aenter__(self) -> None:
        _must_live()
        session = await self._port.take(Use.WRITING)
        if not session.is_in_transaction():
            await session.execute("begin")

    async def __aexit__(self, kind: Any, error: Any, trace: Any) -> None:
        operation = CURRENT.get()
        if kind is not None:
            await self._roll_back(operation)
            return
        try:
            fault = operation.at_commit() if operation else None
        except Crash:
            await self._roll_back(operation)
            raise
        if fault and fault.what.endswith("before commit"):
            await self._roll_back(operation)
        else:
            await self._commit(operation)
        if fault and operation:
            self._befall(operation, fault)

    async def _commit(self, operation: Operation | None) -> None:
        try:
            await self._port.session.execute("commit and chain")
        except BaseException:
            if operation:
                operation.effects.clear()
            raise
        finally:
            self._port.give_back()
        if operation:
            operation.committed += operation.effects
            operation.effects.clear()

    def _befall(self, operation: Operation, fault: Fault) -> None:
        if fault.what.startswith("crash"):
            operation.dies(fault.what.removeprefix("crash "), fault)
        operation.note(
            "ambiguous commits, done" if fault.what.endswith("after commit") else "ambiguous commits, undone"
        )
        raise asyncpg.ConnectionDoesNotExistError(LOST_WORDS)

    async def _roll_back(self, operation: Operation | None) -> None:
        if operation:
            operation.effects.clear()
        try:
            await self._port.session.execute("rollback and chain")
        finally:
            self._port.give_back()


def _must_live() -> None:
    operation = CURRENT.get()
    if operation and operation.is_dead:
        raise Crash("dead already")


class Use(Enum):
    """What a session is for."""

    PLAIN = "each statement by itself"
    LOOKING = "reading"
    WRITING = "transactions, each beginning as the one before it ends"


class Sessions:
    """Sessions with one database, kept open over histories."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._free: dict[Use, list[Any]] = {use: [] for use in Use}
        self._opened: list[asyncpg.Connection] = []

    async def take(self, use: Use) -> Any:
        """One that is free, or one more."""
        if free := self._free[use]:
            return free.pop()
        session = await asyncpg.connect(self._url, statement_cache_size=STATEMENTS_KEPT, server_settings=SETTINGS[use])
        await _prepare(session)
        self._opened.append(session)
        return session

    def give_back(self, use: Use, session: Any) -> None:
        """It is free."""
        self._free[use].append(session)

    def close(self) -> None:
        """All of them, at once."""
        for session in self._opened:
            session.terminate()
        self._opened.clear()


STATEMENTS_KEPT = 1000
QUICK = {
    "synchronous_commit": "off", "jit": "off", "plan_cache_mode": "force_generic_plan", "lock_timeout": "30s",
    "track_activities": "off", "update_process_title": "off",
}  # fmt: skip
SETTINGS = {Use.PLAIN: QUICK, Use.WRITING: QUICK, Use.LOOKING: QUICK | {"default_transaction_read_only": "on"}}


class PortDatabase(Database):
    """A service's real database, reached through ports."""

    def __init__(self, url: str, clock: Clock) -> None:
        self.sessions, self.clock = Sessions(url), clock

    @asynccontextmanager
    async def connection(self) -> AsyncIterator[Any]:
        """A connection of its own for whoever asks."""
        _must_live()
        port = Connection(self.sessions)
        try:
            yield port
        finally:
            port.give_back()
