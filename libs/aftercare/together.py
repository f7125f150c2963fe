"""Several things at once, of which none goes on by itself after another has failed."""

import asyncio
from collections.abc import Coroutine
from typing import Any, TypeVar

Result = TypeVar("Result")


async def all_of(*work: Coroutine[Any, Any, Result]) -> list[Result]:
    """What each came to, in order. Where one raises, the others are cancelled and have ended before its error goes on."""
    try:
        async with asyncio.TaskGroup() as group:
            tasks = [group.create_task(each) for each in work]
    except ExceptionGroup as failed:
        raise failed.exceptions[0] from None
    return [each.result() for each in tasks]
