"""The two logins of a service in containers: one owns the tables and migrates, the other works and can do no more."""

import asyncio
import importlib
import os
import subprocess
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import asyncpg
import httpx
import pytest
from harness import ServiceUnderTest, drop, open_service
from plumbing import service
from plumbing.settings import Settings
from services.test_roles import SERVICES

from .test_foreign_ids import fill

SCRIPT = Path(__file__).parents[2] / "deploy/postgres-databases.sh"


def make_logins(where: httpx.URL, login: str) -> None:
    """As the databases' container does at its first start."""
    programs = os.pathsep.join(str(each) for each in Path("/usr/lib/postgresql").glob("*/bin"))
    environment = {
        "PATH": f"{os.environ['PATH']}{os.pathsep}{programs}", "SERVICES": login, "POSTGRES_USER": where.username,
        "PGPASSWORD": where.password, "PGHOST": where.host, "PGPORT": str(where.port or 5432),
        f"{login.upper()}_PASSWORD": "work", f"{login.upper()}_OWNER_PASSWORD": "own",
    }  # fmt: skip
    done = subprocess.run(["bash", str(SCRIPT)], env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


async def at_work(postgres_url: str, name: str, jwks_file: Path) -> AsyncIterator[tuple[ServiceUnderTest, str]]:
    """A service that migrated by its owner's login and works by its own, and its own login's address."""
    login, where = f"{name}_{uuid4().hex[:8]}", httpx.URL(postgres_url)
    await asyncio.to_thread(make_logins, where, login)
    url = str(where.copy_with(username=login, password="work", path=f"/{login}"))
    owner = str(where.copy_with(username=f"{login}_owner", password="own", path=f"/{login}"))
    settings = Settings(database_url=url, migration_url=owner, amqp_url="amqp://x", jwks_file=jwks_file)
    try:
        ready = await service._database(importlib.import_module(f"{name}.app").SERVICE, settings)
        await ready.close()
        under_test = await open_service(str(where.copy_with(username=login, password="work")), login, name, jwks_file)
        yield under_test, url
        await under_test.db.close()
    finally:
        await drop(postgres_url, login)
        connection = await asyncpg.connect(postgres_url)
        await connection.execute(f'drop role "{login}"; drop role "{login}_owner"')
        await connection.close()


@pytest.mark.parametrize("name", SERVICES)
async def test_a_service_works_by_a_login_that_owns_nothing(postgres_url: str, name: str, jwks_file: Path) -> None:
    async for under_test, _ in at_work(postgres_url, name, jwks_file):
        await fill(name, under_test)
        async with under_test.db.reading() as tx:
            assert await tx.fetchval("select count(*) from pg_tables where tableowner = session_user") == 0
            assert await tx.fetchval("select count(*) from outbox") > 0


FORBIDDEN = (
    "truncate ledger_entry cascade",
    "drop table ledger_link",
    "alter table ledger_entry disable trigger all",
    "alter table ledger_entry add column note text",
    "drop trigger ledger_link_is_append_only on ledger_link",
    "set session_replication_role = replica",
    "create or replace function refuse_change() returns trigger language plpgsql as 'begin return new; end'",
    "create table mine (id int)",
    "create schema mine",
    "delete from migration",
    "alter role session_user superuser",
    "grant finance_owner to session_user",
    "copy ledger_entry to program 'cat'",
    "select pg_read_file('/etc/passwd')",
)


async def test_the_login_at_work_neither_empties_alters_nor_disarms_the_tables(
    postgres_url: str, jwks_file: Path
) -> None:
    async for under_test, url in at_work(postgres_url, "finance", jwks_file):
        await fill("finance", under_test)
        connection: Any = await asyncpg.connect(url)
        for sql in FORBIDDEN:
            with pytest.raises((asyncpg.InsufficientPrivilegeError, asyncpg.UndefinedObjectError)):
                await connection.execute(sql)
        for sql in ("update ledger_entry set reason = 'x'", "delete from ledger_posting", "delete from ledger_link"):
            with pytest.raises(asyncpg.PostgresError, match="only"):
                await connection.execute(sql)
        await connection.close()
