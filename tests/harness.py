"""One service on real PostgreSQL, without a broker: requests come in by its own routes, events by its own inbox, time by a
clock that stands where the test puts it, and what it says is read from its outbox."""

import importlib
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import asyncpg
import httpx
import jwt
from aftercare_contracts import registry
from aftercare_contracts.envelope import Envelope, Event
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from fastapi import APIRouter, FastAPI
from plumbing import calendar_days, outbox
from plumbing.clock import SetClock
from plumbing.database import Database
from plumbing.inbox import Inbox, Outcome
from plumbing.metrics import Metrics
from plumbing.migrating import migrate
from plumbing.running import Running, Service
from plumbing.service import TABLES, assemble
from plumbing.settings import Settings
from plumbing.timers import Firing, fire_one

sys.modules.setdefault("sniffio", None)  # type: ignore[arg-type]  # httpx looks all along the path for it at every request
TUESDAY_MORNING = datetime(2026, 3, 10, 2, 0, tzinfo=UTC)
"""10:00 in China on a working day of an ordinary week."""
KEY = Ed25519PrivateKey.generate()
KEY_ID = "tests"
MARK = "count(*) as rows, coalesce(max(xmin::text::bigint), 0) as latest"
"""Of a table: whatever adds, changes or takes away a row changes one of the two."""
PAPERS = tempfile.TemporaryDirectory(prefix="aftercare-papers-")
"""Where services under test keep what people bring; gone with the process."""
ROUTES: dict[str, APIRouter] = {}
"""By service: getting them ready takes longer than most tests do, and they hold nothing of the application they serve."""


def write_keys(folder: Path) -> Path:
    """The public half of the tests' key, as a JWKS file."""
    public = jwt.algorithms.OKPAlgorithm.to_jwk(KEY.public_key(), as_dict=True) | {
        "kid": KEY_ID,
        "alg": "EdDSA",
        "use": "sig",
    }
    path = folder / "jwks.json"
    path.write_text(httpx.Response(200, json={"keys": [public]}).text)
    return path


def token(*roles: str, projects: tuple[str, ...] = ("*",), person: str = "", contractor: str | None = None) -> str:
    """A token of somebody with these roles; the person is named after the first where none is given."""
    claims = {
        "iss": "aftercare", "aud": "aftercare", "sub": person or roles[0], "name": person or roles[0],
        "roles": list(roles), "projects": list(projects), "exp": int(time.time()) + 3600,
    }  # fmt: skip
    return jwt.encode(claims | ({"contractor": contractor} if contractor else {}), KEY, "EdDSA", {"kid": KEY_ID})


class ServiceUnderTest:
    """Doors, ears and mouth of one service."""

    def __init__(self, name: str, app: FastAPI, service: Service, db: Database, clock: SetClock) -> None:
        self.name, self.app, self.service, self.db, self.clock = name, app, service, db, clock
        self.metrics = Metrics()
        self.inbox = Inbox(name, service.listens_to, service.on_every, (1, 5), self.metrics)
        self._sequences: dict[tuple[str, str], int] = {}

    def client(
        self, *roles: str, projects: tuple[str, ...] = ("*",), person: str = "", contractor: str | None = None
    ) -> httpx.AsyncClient:
        """Somebody's HTTP client; POSTs carry a fresh Idempotency-Key unless the test gives one."""
        headers = {}
        if roles:
            headers["Authorization"] = (
                f"Bearer {token(*roles, projects=projects, person=person, contractor=contractor)}"
            )

        async def with_key(request: httpx.Request) -> None:
            if request.method == "POST":
                request.headers.setdefault("Idempotency-Key", str(uuid4()))

        transport = httpx.ASGITransport(self.app, raise_app_exceptions=False)
        return httpx.AsyncClient(
            transport=transport, base_url="http://service", headers=headers, event_hooks={"request": [with_key]}
        )

    async def hear(
        self, event: Event, *, about: UUID | str, case: UUID | None = None, message_id: UUID | None = None
    ) -> Outcome:
        """Deliver an event as the broker would, numbered as its publisher would."""
        return await self.inbox.receive(self.db, self.message(event, about=about, case=case, message_id=message_id))

    def message(
        self, event: Event, *, about: UUID | str, case: UUID | None = None, message_id: UUID | None = None
    ) -> bytes:
        """The next message of the event's publisher about a subject, as bytes."""
        key = (event.source(), str(about))
        self._sequences[key] = sequence = self._sequences.get(key, 0) + 1
        envelope: Envelope[Any] = Envelope(
            id=message_id or uuid4(), source=event.source(), type=event.type, subject=str(about), time=self.clock.at,
            dataschema=f"urn:aftercare:schema:{event.type}", sequence=sequence, correlationid=str(case or about), data=event,
        )  # fmt: skip
        return envelope.model_dump_json().encode()

    async def said(self, *types: type[Event]) -> list[Any]:
        """The events it has announced, in order; only of these types where any are given. Private ones only by their type."""
        kinds = ["events", *(["private"] if any(each.is_private for each in types) else [])]
        async with self.db.reading() as tx:
            rows = await tx.fetch(
                "select body from outbox where destination = any($1) and body <> '' order by id", kinds
            )
        events = [registry.parse(row["body"]).data for row in rows]
        return [event for event in events if not types or isinstance(event, types)]

    async def relay(self) -> None:
        """Let the outbox stand as it does once the broker has confirmed everything in it and private words are forgotten."""
        async with self.db.transaction() as tx:
            rows = await tx.fetch("select id from outbox where published_at is null")
            await tx.execute(outbox.MARK_PUBLISHED, [row["id"] for row in rows])
            await outbox.forget(tx, timedelta(0))

    async def fire_due(self) -> int:
        """Fire every timer that is due by the clock. Returns how many."""
        fired = 0
        while await fire_one(self.db, self.service.when_due, self.metrics):
            fired += 1
        return fired

    async def rows(self) -> dict[str, int]:
        """How many rows each of its tables holds, to show that a refusal left nothing behind."""
        async with self.db.reading() as tx:
            names = await tx.fetch(
                "select tablename from pg_tables where schemaname = 'public'"
                " and tablename not in ('calendar_day', 'wrong_link')"
            )
            return {row["tablename"]: await tx.fetchval(f'select count(*) from "{row["tablename"]}"') for row in names}


Fill = Callable[[ServiceUnderTest], Awaitable[None]]


async def make_template(admin_url: str, name: str) -> str:
    """A database with the service's tables, to be cloned for each test. Returns its name."""
    template = f"template_{name}_{uuid4().hex[:8]}"
    await create(admin_url, template)
    db = await Database.connect(_with_database(admin_url, template), 1, clock=SetClock(TUESDAY_MORNING))
    service = importlib.import_module(f"{name}.app").SERVICE
    await migrate(db, TABLES, service.migrations)
    async with db.transaction() as tx:
        await calendar_days.fill_calendar(tx)
    await db.close()
    await _keep_as_new(_with_database(admin_url, template))
    return template


async def make_filled_template(admin_url: str, template: str, name: str, jwks_file: Path, fill: Fill) -> str:
    """Another, in which something has come about already: ``fill`` does it once, with the service on it."""
    database = await make_database(admin_url, template, name)
    under_test = await open_service(admin_url, database, name, jwks_file)
    await fill(under_test)
    await under_test.db.close()
    await _keep_as_new(_with_database(admin_url, database))
    return database


async def _keep_as_new(url: str) -> None:
    """Copies of the rows a new database has, in a schema aside, and by what to see that a table's rows are still those."""
    connection = await asyncpg.connect(url)
    await connection.execute("drop schema if exists as_new cascade; create schema as_new")
    filled = await _filled(connection)
    for table in filled:
        await connection.execute(f'create table as_new."{table}" as table public."{table}"')
    await connection.execute("create table as_new.mark (name text primary key, rows bigint, latest bigint)")
    await _mark(connection, filled)
    await connection.close()


async def _mark(connection: asyncpg.Connection, tables: Iterable[str]) -> None:
    for table in tables:
        await connection.execute(
            f"insert into as_new.mark select '{table}', {MARK} from \"{table}\" on conflict (name)"
            " do update set rows = excluded.rows, latest = excluded.latest"
        )


async def make_as_new(db: Database) -> None:
    """A used database again as it was made: a tenth of the time that making one takes."""
    async with db.connection() as connection, connection.transaction():
        await connection.execute("set local session_replication_role = replica")
        marks = {row["name"]: (row["rows"], row["latest"]) for row in await connection.fetch("table as_new.mark")}
        for table in await _filled(connection):
            if table not in marks:
                await connection.execute(f'delete from "{table}"')
        now = await connection.fetch(
            " union all ".join(f"select '{table}' as name, {MARK} from \"{table}\"" for table in marks)
        )
        for name in (row["name"] for row in now if (row["rows"], row["latest"]) != marks[row["name"]]):
            await connection.execute(f'delete from "{name}"')
            await connection.execute(f'insert into "{name}" overriding system value table as_new."{name}"')
            await _mark(connection, [name])


async def _filled(connection: asyncpg.Connection) -> list[str]:
    names = [
        row["tablename"]
        for row in await connection.fetch("select tablename from pg_tables where schemaname = 'public'")
    ]
    each = ", ".join(f"case when exists (select from \"{name}\") then '{name}' end" for name in names)
    filled: list[str] = await connection.fetchval(f"select array_remove(array[{each}], null)")
    return filled


async def make_database(admin_url: str, template: str, name: str) -> str:
    """A database for one test of a service. Returns its name."""
    database = f"test_{name}_{uuid4().hex[:12]}"
    await create(admin_url, database, f'template "{template}"')
    return database


async def connect(admin_url: str, database: str) -> Database:
    """Connections enough for what tests do at once."""
    return await Database.connect(_with_database(admin_url, database), 20, 30)


async def open_service(
    admin_url: str, database: str, name: str, jwks_file: Path, db: Database | None = None
) -> ServiceUnderTest:
    """A service on a database of its own, over connections that are there already where some are given."""
    url = _with_database(admin_url, database)
    clock = SetClock(TUESDAY_MORNING)
    db = db or await connect(admin_url, database)
    db.clock = clock
    service: Service = importlib.import_module(f"{name}.app").SERVICE
    papers_url = (Path(PAPERS.name) / uuid4().hex).as_uri()
    settings = Settings(
        database_url=url, amqp_url="amqp://nobody@127.0.0.1:1/", jwks_file=jwks_file, papers_url=papers_url
    )
    app = _application(service, settings)
    app.state.running = Running(
        service,
        settings,
        app.state.metrics,
        db,
        relay=None,
        consumer=None,
        firing=Firing(db, service.when_due, app.state.metrics, 1.0),
    )  # type: ignore[arg-type]
    return ServiceUnderTest(name, app, service, db, clock)


def _application(service: Service, settings: Settings) -> FastAPI:
    """The service's application, all its own save the routes."""
    if service.name not in ROUTES:
        ROUTES[service.name] = assemble(service, settings).router
    app = assemble(replace(service, routers=(), policies={}), settings)
    app.router = ROUTES[service.name]
    return app


async def create(admin_url: str, database: str, how: str = "") -> None:
    """Make an empty database."""
    await _admin(admin_url, f'create database "{database}" {how}')


async def drop(admin_url: str, database: str) -> None:
    """Remove a test's database."""
    await _admin(admin_url, f'drop database if exists "{database}" with (force)')


async def _admin(admin_url: str, sql: str) -> None:
    connection = await asyncpg.connect(admin_url)
    try:
        await connection.execute(sql)
    finally:
        await connection.close()


def _with_database(admin_url: str, name: str) -> str:
    return str(httpx.URL(admin_url).copy_with(path=f"/{name}"))
