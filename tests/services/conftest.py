"""``service("finance")``: that service on a fresh database of its own, see ``harness.ServiceUnderTest``.

``service("notify", half_a_year)``: likewise, after what a function has brought about; it is called once, not for every test.
"""

from collections import defaultdict
from collections.abc import AsyncIterator, Awaitable, Callable
from itertools import chain
from pathlib import Path

import pytest
from harness import (
    Fill,
    ServiceUnderTest,
    connect,
    drop,
    make_as_new,
    make_database,
    make_filled_template,
    make_template,
    open_service,
    write_keys,
)  # fmt: skip
from plumbing.database import Database

OpenService = Callable[..., Awaitable[ServiceUnderTest]]
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
    """Databases that a test has done with, by what they were made from. Their connections are still open: those know by then
    what is asked of them."""
    databases: Spare = defaultdict(list)
    yield databases
    for database, db in chain.from_iterable(databases.values()):
        await db.close()
        await drop(postgres_url, database)


@pytest.fixture
async def service(
    postgres_url: str, templates: dict[str, str], spare: Spare, jwks_file: Path
) -> AsyncIterator[OpenService]:
    opened: list[tuple[ServiceUnderTest, str, str]] = []

    async def template(name: str, fill: Fill | None) -> str:
        kind = _kind(name, fill)
        if kind not in templates:
            templates[kind] = (
                await make_template(postgres_url, name) if fill is None
                else await make_filled_template(postgres_url, await template(name, None), name, jwks_file, fill)
            )  # fmt: skip
        return templates[kind]

    async def open_one(name: str, fill: Fill | None = None) -> ServiceUnderTest:
        kind = _kind(name, fill)
        if spare[kind]:
            database, db = spare[kind].pop()
            await make_as_new(db)
        else:
            database = await make_database(postgres_url, await template(name, fill), name)
            db = await connect(postgres_url, database)
        opened.append((await open_service(postgres_url, database, name, jwks_file, db), kind, database))
        return opened[-1][0]

    yield open_one
    for under_test, kind, database in opened:
        db = under_test.db
        if db.pool.is_closing() or db.pool.get_idle_size() < db.pool.get_size():
            await db.close()
            db = await connect(postgres_url, database)
        spare[kind].append((database, db))


def _kind(name: str, fill: Fill | None) -> str:
    return f"{name} {fill.__module__}.{fill.__qualname__}" if fill else name
