"""Who is told to end, ends: at whatever moment he is told, and whatever library takes the word for its own."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import aiormq
import pytest
from plumbing import broker, service
from plumbing.relay import Relay


async def ended(task: asyncio.Task[Any]) -> bool:
    """Having been told once."""
    await asyncio.wait([task], timeout=30)
    is_ended = task.done()
    task.cancel()
    return is_ended


async def for_ever() -> None:
    await asyncio.Event().wait()


async def test_at_the_moment_when_he_is_connected(amqp_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    connect: Callable[..., Awaitable[Any]] = aiormq.connect

    async def connect_and_tell(*arguments: Any, **how: Any) -> Any:
        made = await connect(*arguments, **how)
        asyncio.get_running_loop().call_soon(task.cancel)
        return made

    async def hold() -> None:
        async with broker.connected(amqp_url):
            await for_ever()

    monkeypatch.setattr(aiormq, "connect", connect_and_tell)
    task = asyncio.create_task(hold())
    assert await ended(task)


async def test_at_the_moment_when_a_relay_is_woken() -> None:
    relay = Relay(None, "amqp://x", None, batch=1, poll_seconds=60, timeout_seconds=1)  # type: ignore[arg-type]

    async def rest() -> None:
        while True:
            await relay._rest()

    task = asyncio.create_task(rest())
    await asyncio.sleep(0)
    relay._on_wake()
    asyncio.get_running_loop().call_soon(task.cancel)
    assert await ended(task)


async def test_where_a_part_goes_on_all_the_same_it_is_told_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(service, "ENDING_SECONDS", 0.1)
    told: list[str] = []

    async def hard_of_hearing() -> None:
        for word in ("once", "twice"):
            try:
                await for_ever()
            except asyncio.CancelledError:
                told.append(word)

    tasks = [asyncio.create_task(hard_of_hearing()), asyncio.create_task(for_ever())]
    await asyncio.sleep(0)
    async with asyncio.timeout(60):
        await service.end_all(tasks)
    assert told == ["once", "twice"]
    assert all(task.done() for task in tasks)
