"""``office``: notify on a fresh database, with the people who read there."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack

import httpx
import pytest
from harness import ServiceUnderTest

from .desk import Office


@pytest.fixture
async def office(service: Callable[[str], Awaitable[ServiceUnderTest]]) -> AsyncIterator[Office]:
    async with AsyncExitStack() as stack:
        made = Office(await service("notify"))
        for client in [each for each in vars(made).values() if isinstance(each, httpx.AsyncClient)]:
            await stack.enter_async_context(client)
        yield made
