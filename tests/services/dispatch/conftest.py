"""``office``: dispatch on a fresh database, with its people, two contractors and a contract."""

from collections.abc import Awaitable, Callable

import pytest
from harness import ServiceUnderTest

from .desk import Office


@pytest.fixture
async def office(service: Callable[[str], Awaitable[ServiceUnderTest]]) -> Office:
    office = Office(await service("dispatch"))
    await office.settle()
    return office
