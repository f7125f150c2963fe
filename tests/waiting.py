"""Poll for a condition that has a name; never sleep and hope."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import Any


async def until(probe: Callable[[], Awaitable[Any]], wanted: Any, described: str, seconds: float = 60) -> Any:
    """What the probe found once it equals ``wanted``, or satisfies it where that is a function.

    Raises ``AssertionError`` with the description and the last finding after ``seconds``.
    """
    ends_at = time.monotonic() + seconds
    while True:
        found = await probe()
        if wanted(found) if callable(wanted) else found == wanted:
            return found
        if time.monotonic() > ends_at:
            raise AssertionError(f"waited {seconds} s until {described}; last found {found!r}")
        await asyncio.sleep(0.05)
