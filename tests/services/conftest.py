"""``service("finance")``: that service on a fresh database of its own, see ``harness.ServiceUnderTest``."""

from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import pytest
from harness import ServiceUnderTest, drop, make_template, open_service, write_keys

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


@pytest.fixture
async def service(postgres_url: str, templates: dict[str, str], jwks_file: Path) -> AsyncIterator[OpenService]:
    opened: list[tuple[ServiceUnderTest, str]] = []

    async def open_one(name: str) -> ServiceUnderTest:
        if name not in templates:
            templates[name] = await make_template(postgres_url, name)
        opened.append(await open_service(postgres_url, templates[name], name, jwks_file))
        return opened[-1][0]

    yield open_one
    for under_test, database in opened:
        await under_test.db.close()
        await drop(postgres_url, database)
