"""``office``: survey on a fresh database, with its people."""

from collections.abc import Awaitable, Callable

import pytest
from harness import ServiceUnderTest

from .desk import Office
from .results import Readers


@pytest.fixture
async def office(service: Callable[[str], Awaitable[ServiceUnderTest]]) -> Office:
    return Office(await service("survey"))


@pytest.fixture
async def readers(service: Callable[[str], Awaitable[ServiceUnderTest]]) -> Readers:
    """Survey on a fresh database, with those who deal with what customers answered."""
    return Readers(await service("survey"))
