"""Deadlines go by PostgreSQL's clock, wherever that jumps: each fires once, none before it is due by that clock, none is lost."""

from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from aftercare import children, private
from plumbing import timers
from plumbing.database import Database, Transaction
from plumbing.metrics import Metrics
from plumbing.migrating import migrate
from plumbing.service import TABLES
from plumbing.timers import Timer

from faults.levers import clocks, postgres
from faults.levers.clocks import JumpingClock

HOUR = 3_600
pytestmark = pytest.mark.skipif(clocks.library() is None, reason="faketime is not installed: apt-get install faketime")


@contextmanager
def server_by(clock: JumpingClock, folder: Path) -> Iterator[str]:
    server = private.start_postgres(folder, stays=False)
    try:
        postgres.start_again(server)
        with postgres.started_otherwise(server, under=clock.program):
            yield server.url
    finally:
        server.stop()


@pytest.fixture(scope="module")
def clock() -> Iterator[JumpingClock]:
    folder = children.new_folder()
    made = JumpingClock(folder / "clock")
    made.set(0)
    yield made
    children.remove(folder)


@pytest.fixture(scope="module")
async def db(clock: JumpingClock) -> AsyncIterator[Database]:
    with server_by(clock, clock.file.parent) as url:
        database = await Database.connect(url, 5)
        await migrate(database, TABLES)
        yield database
        await database.close()


fired: list[str] = []


async def note(tx: Transaction, timer: Timer, now: datetime) -> None:
    fired.append(timer.subject)


async def fire(db: Database) -> list[str]:
    """Whatever is due by now."""
    fired.clear()
    while await timers.fire_one(db, {"due": note}, Metrics()):
        pass
    return list(fired)


async def arm(db: Database, subject: str, seconds: float) -> None:
    async with db.transaction() as tx:
        await timers.arm(tx, subject, "due", tx.now + timedelta(seconds=seconds))


async def test_a_jump_ahead_fires_what_is_due_by_then_and_no_more_and_a_jump_back_fires_nothing_twice(
    db: Database, clock: JumpingClock
) -> None:
    clock.set(0)
    await arm(db, "within the hour", HOUR / 2)
    await arm(db, "tomorrow", 24 * HOUR)
    assert await fire(db) == []
    clock.set(HOUR)
    assert await fire(db) == ["within the hour"]
    clock.set(0)
    assert await fire(db) == []
    clock.set(HOUR)
    assert await fire(db) == []
    clock.set(25 * HOUR)
    assert await fire(db) == ["tomorrow"]


async def test_what_was_armed_before_a_jump_back_is_late_by_the_jump_and_not_lost(
    db: Database, clock: JumpingClock
) -> None:
    clock.set(30 * HOUR)
    await arm(db, "in a minute", 60)
    clock.set(28 * HOUR)
    assert await fire(db) == []
    clock.set(30 * HOUR + 120)
    assert await fire(db) == ["in a minute"]
