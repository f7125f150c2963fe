"""``desk``: finance on a fresh database, with contract HT-1 and 10,000 yuan withheld on it."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack

import pytest
from harness import ServiceUnderTest

from .desk import Desk


@pytest.fixture
async def desk(service: Callable[[str], Awaitable[ServiceUnderTest]]) -> AsyncIterator[Desk]:
    async with AsyncExitStack() as stack:
        made = Desk(await service("finance"), stack)
        await made.contract()
        yield made
