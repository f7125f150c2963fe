"""``office``: intake on a fresh database, with its people, two projects and a unit in every phase; ``around`` it the departments."""

from collections.abc import Awaitable, Callable

import pytest
from harness import ServiceUnderTest

from .departments import Departments
from .desk import Office


@pytest.fixture
async def office(service: Callable[[str], Awaitable[ServiceUnderTest]]) -> Office:
    office = Office(await service("intake"))
    await office.settle()
    return office


@pytest.fixture
def around(office: Office) -> Departments:
    return Departments(office)
