"""``service("finance")``: that service on a fresh database of its own, see ``harness.ServiceUnderTest``."""

from collections import defaultdict
from collections.abc import AsyncIterator, Awaitable, Callable
from itertools import chain
from pathlib import Path

import pytest
from harness import (
    ServiceUnderTest,
    drop,
    make_as_new,
    make_database,
    make_template,
    open_service,
    write_keys,
)  # fmt: skip

OpenService = Callable[[str], Awaitable[ServiceUnderTest]]


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
async def spare(postgres_url: str) -> AsyncIterator[dict[str, list[str]]]:
    """Databases that a test has done with, by service."""
    databases: dict[str, list[str]] = defaultdict(list)
    yield databases
    for database in chain.from_iterable(databases.values()):
        await drop(postgres_url, database)


@pytest.fixture
async def service(
    postgres_url: str, templates: dict[str, str], spare: dict[str, list[str]], jwks_file: Path
) -> AsyncIterator[OpenService]:
    opened: list[tuple[ServiceUnderTest, str]] = []

    async def open_one(name: str) -> ServiceUnderTest:
        if name not in templates:
            templates[name] = await make_template(postgres_url, name)
        if spare[name]:
            database = spare[name].pop()
            await make_as_new(postgres_url, database)
        else:
            database = await make_database(postgres_url, templates[name], name)
        opened.append((await open_service(postgres_url, database, name, jwks_file), database))
        return opened[-1][0]

    yield open_one
    for under_test, database in opened:
        await under_test.db.close()
        spare[under_test.name].append(database)
