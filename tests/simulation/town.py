"""The five services in one process, on real databases that serve one history after another."""

import asyncio
import gc
import importlib
import json
import logging
import shutil
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import asyncpg
import harness
from fastapi import FastAPI
from plumbing.clock import SetClock
from plumbing.metrics import Metrics
from plumbing.running import Running, Service
from plumbing.service import assemble
from plumbing.settings import Settings

from .plan import SERVICES
from .ports import PortDatabase, Use

BEGINS_AT = harness.TUESDAY_MORNING
KEPT = ("calendar_day", "migration", "policy")
"""Tables that a new database has rows in and that no history changes."""
FIRST_DUE = {
    "month": datetime.fromisoformat("2026-04-01T00:00+08:00"),
    "quarter": datetime.fromisoformat("2026-04-01T00:00+08:00"),
    "morning": datetime.fromisoformat("2026-03-11T08:30+08:00"),
}
"""When what comes round with the calendar is due first, seen from the beginning of a history."""


class Place:
    """One service: its doors, its database and its clock. Its processes come and go."""

    def __init__(self, name: str, service: Service, app: FastAPI, db: PortDatabase, clock: SetClock) -> None:
        self.name, self.service, self.app, self.db, self.clock = name, service, app, db, clock
        self._emptied: dict[bool, str] = {}

    async def look(self, sql: str, *values: Any) -> list[Any]:
        """Rows, past all faults."""
        async with self._session() as session:
            rows: list[Any] = await session.fetch(sql, *values)
            return rows

    async def begin_anew(self, has_calendar: bool) -> None:
        """The database as it was made, in one round trip."""
        async with self._session() as session:
            if has_calendar not in self._emptied:
                self._emptied[has_calendar] = await _emptying(session, has_calendar)
            await session.execute(self._emptied[has_calendar])

    @asynccontextmanager
    async def _session(self) -> AsyncIterator[Any]:
        session = await self.db.sessions.take(Use.PLAIN)
        try:
            yield session
        finally:
            self.db.sessions.give_back(Use.PLAIN, session)


async def _emptying(connection: asyncpg.Connection, has_calendar: bool) -> str:
    """Deletes whatever a history adds, and sets what comes round with the calendar for its beginning, where that is wanted."""
    tables = [
        r["tablename"] for r in await connection.fetch("select tablename from pg_tables where schemaname = 'public'")
    ]
    deletes = [f'delete from "{table}"' for table in tables if table not in KEPT]
    if "ledger_head" in tables:
        deletes.append("insert into ledger_head table as_new.ledger_head")
    timers = await connection.fetch("select subject, kind from as_new.timer order by kind")
    inserts = [
        "insert into timer (subject, kind, due_at, armed_at) values"
        f" ('{row['subject']}', '{row['kind']}', '{_first_due(row['kind']).isoformat()}', '{BEGINS_AT.isoformat()}')"
        for row in timers if has_calendar
    ]  # fmt: skip
    return "; ".join(["begin", "set local session_replication_role = replica", *deletes, *inserts, "commit"])


def _first_due(kind: str) -> datetime:
    return next((at for word, at in FIRST_DUE.items() if word in kind), BEGINS_AT + timedelta(minutes=1))


class Town:
    """Five places, and the folder with the keys by which they know people."""

    def __init__(self, places: dict[str, Place], admin_url: str, databases: list[str], folder: Path) -> None:
        self.places, self._admin_url, self._databases, self._folder = places, admin_url, databases, folder

    async def begin_anew(self, has_calendar: bool) -> None:
        """As if no history had been here; ``has_calendar``: with what comes round by itself each day, month and quarter."""
        gc.collect()
        for place in self.places.values():
            await place.begin_anew(has_calendar)
            place.clock.at = BEGINS_AT

    async def close(self) -> None:
        """Drop the databases, and let the process log again."""
        logging.disable(logging.NOTSET)
        gc.unfreeze()
        gc.enable()
        for place in self.places.values():
            place.db.sessions.close()
        for database in self._databases:
            await harness.drop(self._admin_url, database)
        shutil.rmtree(self._folder, ignore_errors=True)


async def make_templates(admin_url: str) -> dict[str, str]:
    """A database with tables for each service, to be cloned for each worker."""
    made = await asyncio.gather(*(harness.make_template(admin_url, name) for name in SERVICES))
    return dict(zip(SERVICES, made, strict=True))


async def open_town(admin_url: str, templates: dict[str, str]) -> Town:
    """Five services on clones of the templates. Until it is closed, the process logs nothing."""
    folder = Path(tempfile.mkdtemp(prefix="aftercare-simulation-"))
    jwks_file = harness.write_keys(folder)
    places, databases = {}, []
    for name in SERVICES:
        database = f"simulation_{name}_{uuid4().hex[:12]}"
        await harness.create(admin_url, database, f'template "{templates[name]}"')
        databases.append(database)
        places[name] = _open(name, harness._with_database(admin_url, database), folder, jwks_file)
    logging.disable(logging.CRITICAL)
    gc.freeze()  # five applications are many objects that no collection need look at again,
    gc.disable()  # and what a history leaves is collected after it
    return Town(places, admin_url, databases, folder)


def _open(name: str, url: str, folder: Path, jwks_file: Path) -> Place:
    clock = SetClock(BEGINS_AT)
    db = PortDatabase(url, clock)
    service: Service = importlib.import_module(f"{name}.app").SERVICE
    settings = Settings(
        database_url="postgresql://nobody@127.0.0.1:1/never", amqp_url="amqp://nobody@127.0.0.1:1/", jwks_file=jwks_file,
        papers_url=(folder / name).as_uri(), log_level="CRITICAL",
    )  # fmt: skip
    app = assemble(service, settings)
    app.state.running = Running(service, settings, Metrics(), db, relay=None, consumer=None, firing=None)  # type: ignore[arg-type]
    return Place(name, service, app, db, clock)


async def ask(
    app: FastAPI,
    method: str,
    path: str,
    token: str,
    body: Any = None,
    key: str = "",
    media_type: str = "application/json",
) -> tuple[int, bytes]:
    """One request through the service's own ASGI application. Returns status and body."""
    content = body if isinstance(body, bytes) else b"" if body is None else json.dumps(body).encode()
    plain, _, query = path.partition("?")
    headers = [
        (b"authorization", f"Bearer {token}".encode()), (b"content-type", media_type.encode()),
        (b"content-length", str(len(content)).encode()), *([(b"idempotency-key", key.encode())] if key else []),
    ]  # fmt: skip
    scope = {
        "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": method, "scheme": "http",
        "path": plain, "raw_path": plain.encode(), "query_string": query.encode(), "root_path": "", "headers": headers,
        "client": ("127.0.0.1", 1), "server": ("service", 80), "state": {},
    }  # fmt: skip
    sent = iter(({"type": "http.request", "body": content, "more_body": False},))
    status, answer = 0, b""

    async def receive() -> dict[str, Any]:
        return next(sent, {"type": "http.disconnect"})

    async def send(message: Any) -> None:
        nonlocal status, answer
        status = message.get("status", status)
        answer += message.get("body", b"")

    await app(scope, receive, send)
    return status, answer
