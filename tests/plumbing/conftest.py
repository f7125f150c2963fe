"""A fresh database with the plumbing's tables and one more, in which handlers leave their effects."""

from collections.abc import AsyncIterator
from uuid import uuid4

import httpx
import pytest

from harness import TUESDAY_MORNING, _admin, drop
from plumbing.calendar_days import fill_calendar
from plumbing.clock import SetClock
from plumbing.database import Database, migrate
from plumbing.service import TABLES


@pytest.fixture
def clock() -> SetClock:
    return SetClock(TUESDAY_MORNING)


@pytest.fixture
async def database_url(postgres_url: str) -> AsyncIterator[str]:
    name = f"plumbing_{uuid4().hex[:12]}"
    await _admin(postgres_url, f'create database "{name}"')
    yield str(httpx.URL(postgres_url).copy_with(path=f"/{name}"))
    await drop(postgres_url, name)


@pytest.fixture
async def db(database_url: str, clock: SetClock) -> AsyncIterator[Database]:
    database = await Database.connect(database_url, 30, 30, clock)
    await migrate(database, TABLES)
    async with database.transaction() as tx:
        await fill_calendar(tx)
        await tx.execute("create table effect (id bigint generated always as identity, subject text, sequence int, what text)")
    yield database
    await database.close()
