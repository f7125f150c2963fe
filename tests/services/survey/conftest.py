"""``office``: survey on a fresh database, with its people."""

from collections.abc import Awaitable, Callable

import pytest
from harness import ServiceUnderTest

from .desk import Office


@pytest.fixture
async def office(service: Callable[[str], Awaitable[ServiceUnderTest]]) -> Office:
    return Office(await service("survey"))
