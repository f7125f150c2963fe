"""A deadline fires once, however many replicas look, and never after it was disarmed."""

import asyncio
from datetime import datetime, timedelta

import pytest
from aftercare_contracts.errors import AlreadyDone, Conflict
from plumbing.clock import SetClock
from plumbing.database import Database, Transaction
from plumbing.metrics import Metrics
from plumbing.timers import Timer, arm, disarm, fire_one, hold


class Acting:
    def __init__(self) -> None:
        self.fails: Exception | None = None

    async def __call__(self, tx: Transaction, timer: Timer, now: datetime) -> None:
        await tx.execute(
            "insert into effect (subject, what) values ($1, $2)", timer.subject, timer.data.get("note", "")
        )
        if self.fails:
            raise self.fails


@pytest.fixture
def acting() -> Acting:
    return Acting()


async def fire_all(db: Database, acting: Acting) -> int:
    fired = 0
    while await fire_one(db, {"remind": acting}, Metrics()):
        fired += 1
    return fired


async def effects(db: Database) -> list[tuple[str, str]]:
    async with db.reading() as tx:
        return [(row["subject"], row["what"]) for row in await tx.fetch("select subject, what from effect order by id")]


async def arm_at(db: Database, subject: str, due_at: datetime, note: str = "") -> None:
    async with db.transaction() as tx:
        await arm(tx, subject, "remind", due_at, {"note": note})


@pytest.mark.parametrize(("early_by", "fires"), [(timedelta(microseconds=1), 0), (timedelta(0), 1)])
async def test_a_timer_fires_at_its_moment_and_not_before(
    db: Database, clock: SetClock, acting: Acting, early_by: timedelta, fires: int
) -> None:
    await arm_at(db, "a", clock.at + early_by)
    assert await fire_all(db, acting) == fires


async def test_each_timer_fires_once_with_many_replicas(db: Database, clock: SetClock, acting: Acting) -> None:
    for number in range(40):
        await arm_at(db, f"case-{number}", clock.at - timedelta(seconds=number))
    fired = await asyncio.gather(*(fire_all(db, acting) for _ in range(8)))
    assert sum(fired) == 40
    assert len(set(await effects(db))) == 40 == len(await effects(db))


async def test_a_disarmed_timer_never_fires(db: Database, clock: SetClock, acting: Acting) -> None:
    await arm_at(db, "a", clock.at)
    async with db.transaction() as tx:
        await disarm(tx, "a")
        await disarm(tx, "a")
    assert await fire_all(db, acting) == 0


async def test_arming_again_moves_the_timer(db: Database, clock: SetClock, acting: Acting) -> None:
    await arm_at(db, "a", clock.at, "old")
    await arm_at(db, "a", clock.at + timedelta(hours=1), "new")
    assert await fire_all(db, acting) == 0
    clock.at += timedelta(hours=1)
    assert await fire_all(db, acting) == 1
    assert await effects(db) == [("a", "new")]


async def test_an_action_that_fails_leaves_nothing_and_is_tried_again(
    db: Database, clock: SetClock, acting: Acting
) -> None:
    await arm_at(db, "a", clock.at, "once")
    acting.fails = Conflict("not yet")
    assert await fire_all(db, acting) == 1
    assert await effects(db) == []
    acting.fails = None
    clock.at += timedelta(seconds=2)
    assert await fire_all(db, acting) == 1
    assert await effects(db) == [("a", "once")]


async def test_a_timer_that_always_meets_a_fault_of_the_server_keeps_no_other_from_firing(
    db: Database, clock: SetClock, acting: Acting
) -> None:
    await arm_at(db, "a", clock.at - timedelta(hours=2))
    await arm_at(db, "b", clock.at - timedelta(hours=1))
    acting.fails = TimeoutError()
    with pytest.raises(TimeoutError):
        await fire_all(db, acting)
    acting.fails = None
    assert await fire_all(db, acting) == 1
    clock.at += timedelta(seconds=1)
    assert await fire_all(db, acting) == 1, "it does not count as a failure"
    assert await effects(db) == [("b", ""), ("a", "")]
    async with db.reading() as tx:
        assert await tx.fetchval("select max(attempts) from timer") == 0


async def test_a_timer_that_finds_its_work_done_counts_as_fired(db: Database, clock: SetClock, acting: Acting) -> None:
    await arm_at(db, "a", clock.at)
    acting.fails = AlreadyDone("closed before")
    assert await fire_all(db, acting) == 1
    assert await fire_all(db, acting) == 0


async def test_a_timer_that_is_held_waits_for_whoever_holds_it(db: Database, clock: SetClock, acting: Acting) -> None:
    for subject in ("a", "b"):
        await arm_at(db, subject, clock.at)
    async with db.transaction() as tx:
        await hold(tx, ["a"])
        assert await fire_all(db, acting) == 1
        assert await effects(db) == [("b", "")]
    assert await fire_all(db, acting) == 1
