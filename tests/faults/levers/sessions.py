"""Database sessions that are held open for as long as a block lasts, whoever runs the block."""

import asyncio
import threading
from collections.abc import Coroutine, Iterator
from contextlib import contextmanager, suppress
from typing import Any, TypeVar

import asyncpg
from plumbing.database import LOST

T = TypeVar("T")
ANSWER_SECONDS = 60


class Sessions:
    """Sessions with a loop of their own."""

    def __init__(self) -> None:
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="sessions", daemon=True)
        self._open: list[asyncpg.Connection] = []
        self._thread.start()

    def wait_for(self, work: Coroutine[Any, Any, T]) -> T:
        """What the work gives, done on the sessions' own loop."""
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(ANSWER_SECONDS)

    def open(self, url: str) -> int:
        """One more. Returns its number. Raises what asyncpg raises."""
        self._open.append(self.wait_for(asyncpg.connect(url, timeout=ANSWER_SECONDS)))
        return len(self._open) - 1

    def execute(self, sql: str, session: int = 0) -> None:
        """In one of them; it stays in the transaction that it began."""
        self.wait_for(self._open[session].execute(sql))

    def value(self, sql: str, session: int = 0) -> Any:
        """The first column of the first row."""
        return self.wait_for(self._open[session].fetchval(sql))

    def close(self) -> None:
        """All of them, at once, whatever they were in."""
        self.wait_for(self._end())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    async def _end(self) -> None:
        for session in self._open:
            session.terminate()
        self._open.clear()
        left = asyncio.all_tasks() - {asyncio.current_task()}
        for task in left:
            task.cancel()
        await asyncio.gather(*left, return_exceptions=True)
        await asyncio.sleep(0)


@contextmanager
def sessions() -> Iterator[Sessions]:
    """None are open yet; all are gone after the block."""
    held = Sessions()
    try:
        yield held
    finally:
        held.close()


def ask(url: str, sql: str) -> Any:
    """One value by a session of its own."""
    with sessions() as held:
        held.open(url)
        return held.value(sql)


def until_it_fails(url: str, sql: str, times: int) -> int:
    """How often it could be done before the server ended the work."""
    done = 0
    with sessions() as held, suppress(*LOST):
        held.open(url)
        while done < times:
            held.execute(sql)
            done += 1
    return done
