"""``opened``: services whose tests are plain functions, as what draws the requests is; what they await runs between draws."""

import asyncio
from typing import Any

import pytest
from harness import ServiceUnderTest
from services.conftest import OpenService


class Opened:
    """Services under test, and the loop they live in."""

    def __init__(self, service: OpenService, loop: asyncio.AbstractEventLoop) -> None:
        self._service, self._loop = service, loop

    def __call__(self, name: str) -> ServiceUnderTest:
        """That service on a fresh database."""
        return self.run(self._service(name))

    def run(self, what: Any) -> Any:
        """Await it."""
        return self._loop.run_until_complete(what)


@pytest.fixture(autouse=True)
def _quiet_client(caplog: pytest.LogCaptureFixture) -> None:
    """Thousands of lines about requests would bury the one that matters."""
    caplog.set_level("WARNING", "httpx")


@pytest.fixture
async def loop_of_tests() -> asyncio.AbstractEventLoop:
    return asyncio.get_running_loop()


@pytest.fixture
def opened(service: OpenService, loop_of_tests: asyncio.AbstractEventLoop) -> Opened:
    return Opened(service, loop_of_tests)
