"""The database as a port: real PostgreSQL, but a fault can lie on any statement and on any commit of an operation."""

from collections import deque
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any

import asyncpg
from plumbing.database import Database

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
    """An asyncpg connection, as far as a transaction uses it."""

    def __init__(self, real: Any, gate: "Gate") -> None:
        self._real, self._gate = real, gate

    async def _before(self) -> None:
        if operation := CURRENT.get():
            operation.before_statement()

    async def fetch(self, sql: str, *values: Any) -> Any:
        await self._before()
        return await self._gate.run(self._real, self._real.fetch(sql, *values))

    async def fetchrow(self, sql: str, *values: Any) -> Any:
        await self._before()
        return await self._gate.run(self._real, self._real.fetchrow(sql, *values))

    async def fetchval(self, sql: str, *values: Any) -> Any:
        await self._before()
        return await self._gate.run(self._real, self._real.fetchval(sql, *values))

    async def execute(self, sql: str, *values: Any) -> Any:
        await self._before()
        if operation := CURRENT.get():
            operation.wrote_outbox |= "into outbox" in sql
            operation.wrote_timers |= "timer" in sql
        return await self._gate.run(self._real, self._real.execute(sql, *values))

    async def executemany(self, sql: str, rows: Any) -> Any:
        await self._before()
        return await self._gate.run(self._real, self._real.executemany(sql, rows))

    async def copy_records_to_table(self, table: str, **how: Any) -> Any:
        await self._before()
        return await self._gate.run(self._real, self._real.copy_records_to_table(table, **how))

    def cursor(self, sql: str, *values: Any, **how: Any) -> Any:
        return self._real.cursor(sql, *values, **how)

    def transaction(self, **how: Any) -> "_Commit":
        return _Commit(self, self._real, self._gate, **how)

    def is_in_transaction(self) -> bool:
        return bool(self._real.is_in_transaction())

    def is_closed(self) -> bool:
        return bool(self._real.is_closed())


class _Commit:
    """A transaction whose end a fault can lie on: done or not, and in either case nobody was told."""

    def __init__(self, port: Connection, real: Any, gate: "Gate", **how: Any) -> None:
        self._transaction, self._real, self._gate = real.transaction(**how), real, gate
        self._writes = not how.get("readonly")

    async def __aenter__(self) -> None:
        operation = CURRENT.get()
        if operation and operation.is_dead:
            raise Crash("dead already")
        await self._transaction.start()

    async def __aexit__(self, kind: Any, error: Any, trace: Any) -> None:
        operation = CURRENT.get()
        if kind is not None:
            await self._roll_back(operation)
            return
        try:
            fault = operation.at_commit() if operation and self._writes else None
        except Crash:
            await self._roll_back(operation)
            raise
        if fault and fault.what.endswith("before commit"):
            await self._roll_back(operation)
        else:
            try:
                await self._gate.run(self._real, self._transaction.commit())
            except BaseException:
                if operation:
                    operation.effects.clear()
                raise
            if operation and self._writes:
                operation.committed += operation.effects
                operation.effects.clear()
        if fault and operation:
            self._befall(operation, fault)

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
        await self._transaction.rollback()


class Gate:
    """Lets statements through; while several operations are under way, one at a time, in an order that the history draws."""

    async def run(self, real: Any, statement: Any) -> Any:
        """The statement's outcome."""
        return await statement


class PortDatabase(Database):
    """A service's real database, reached through ports; its connections stay open over histories."""

    def __init__(self, real: Database, gate: Gate) -> None:
        super().__init__(real.pool, 30, real.clock)
        self._gate, self._free = gate, deque[Any]()
        self.opened: list[Any] = []

    @asynccontextmanager
    async def connection(self) -> AsyncIterator[Any]:
        """A connection that is free, or one more."""
        operation = CURRENT.get()
        if operation and operation.is_dead:
            raise Crash("dead already")
        real = self._free.pop() if self._free else await self._open()
        try:
            yield Connection(real, self._gate)
        finally:
            self._free.append(real)

    async def _open(self) -> Any:
        real = await self.pool.acquire()
        await real.execute("set synchronous_commit = off")
        self.opened.append(real)
        return real
