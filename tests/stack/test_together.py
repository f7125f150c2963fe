"""Work done at once fails at once: nothing of it goes on behind the one who was told that it failed."""

import asyncio

import pytest
from aftercare import together


async def test_what_each_came_to_is_in_the_order_asked() -> None:
    first_may_end = asyncio.Event()

    async def first() -> str:
        await first_may_end.wait()
        return "first"

    async def second() -> str:
        first_may_end.set()
        return "second"

    assert await together.all_of(first(), second()) == ["first", "second"]


async def test_where_one_fails_the_others_have_ended_before_its_own_error_is_raised() -> None:
    begun, ended = asyncio.Event(), []

    async def goes_on() -> None:
        begun.set()
        try:
            await asyncio.Event().wait()
        finally:
            await asyncio.sleep(0)
            ended.append("tidied up")

    async def fails() -> None:
        await begun.wait()
        raise FileNotFoundError("survey.dump")

    with pytest.raises(FileNotFoundError, match=r"survey\.dump"):
        await together.all_of(goes_on(), fails())
    assert ended == ["tidied up"]
