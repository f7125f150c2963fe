"""``service("finance")``: that service on a fresh database of its own, see ``harness.ServiceUnderTest``."""

from collections import defaultdict
from collections.abc import AsyncIterator, Awaitable, Callable
from itertools import chain
from pathlib import Path

import pytest
from harness import (
    ServiceUnderTest,
    connect,
    drop,
    make_as_new,
    make_database,
    make_template,
    open_service,
    write_keys,
)  # fmt: skip
from plumbing.database import Database

OpenService = Callable[[str], Awaitable[ServiceUnderTest]]
Spare = dict[str, list[tuple[str, Database]]]


@pytest.fixture(scope="session")
def jwks_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_keys(tmp_path_factory.mktemp("keys"))


@pytest.fixture(scope="session")
async def templates(postgres_url: str) -> AsyncIterator[dict[str, str]]:
    made: dict[str, str] = {}
    yield made
    for name in made.values():
        await drop(postgres_url, name)


@pytest.fixture(scope="session")
async def spare(postgres_url: str) -> AsyncIterator[Spare]:
    """Databases that a test has done with, by service, their connections still open: those know by then what is asked of them."""
    databases: Spare = defaultdict(list)
    yield databases
    for database, db in chain.from_iterable(databases.values()):
        await db.close()
        await drop(postgres_url, database)


@pytest.fixture
async def service(
    postgres_url: str, templates: dict[str, str], spare: Spare, jwks_file: Path
) -> AsyncIterator[OpenService]:
    opened: list[tuple[ServiceUnderTest, str]] = []

    async def open_one(name: str) -> ServiceUnderTest:
        if name not in templates:
            templates[name] = await make_template(postgres_url, name)
        if spare[name]:
            database, db = spare[name].pop()
            await make_as_new(db)
        else:
            database = await make_database(postgres_url, templates[name], name)
            db = await connect(postgres_url, database)
        opened.append((await open_service(postgres_url, database, name, jwks_file, db), database))
        return opened[-1][0]

    yield open_one
    for under_test, database in opened:
        db = under_test.db
        if db.pool.is_closing() or db.pool.get_idle_size() < db.pool.get_size():
            await db.close()
            db = await connect(postgres_url, database)
        spare[under_test.name].append((database, db))
