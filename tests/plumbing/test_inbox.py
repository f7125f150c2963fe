"""Each publisher's events about one subject are applied in order and once, whatever the wire does to them."""

import asyncio
from datetime import datetime, timedelta
from typing import Any

import pytest
from aftercare_contracts.errors import AlreadyDone, Conflict, Invalid
from aftercare_contracts.events.intake import CaseJudged
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from messages import judged, message
from plumbing.clock import SetClock
from plumbing.database import Database, Transaction
from plumbing.inbox import Inbox, Outcome
from plumbing.metrics import Metrics


class Handling:
    """A handler that notes what it applied, and fails for the case numbers it is told to."""

    def __init__(self) -> None:
        self.fails: dict[str, Exception] = {}

    async def __call__(self, tx: Transaction, event: CaseJudged, now: datetime) -> None:
        await tx.execute(
            "insert into effect (subject, sequence) values ($1, $2)", str(event.case_id), int(event.case_no)
        )
        if event.case_no in self.fails:
            raise self.fails[event.case_no]


@pytest.fixture
def handling() -> Handling:
    return Handling()


@pytest.fixture
def inbox(handling: Handling) -> Inbox:
    return Inbox("dispatch", {CaseJudged: handling}, None, (1, 10), Metrics())


async def effects(db: Database, subject: str) -> list[int]:
    async with db.reading() as tx:
        rows = await tx.fetch(
            "select sequence from effect where subject = $1 order by id", str(judged(subject).case_id)
        )
    return [row["sequence"] for row in rows]


async def state_of(db: Database, subject: str, sequence: int) -> Any:
    async with db.reading() as tx:
        return await tx.fetchrow("select * from inbox where subject = $1 and sequence = $2", subject, sequence)


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(order=st.permutations([1, 2, 3, 4, 5, 1, 3, 5]), run=st.integers(0, 10**9))
async def test_any_shuffle_with_duplicates_is_applied_in_order_and_once(
    db: Database, inbox: Inbox, order: list[int], run: int
) -> None:
    subject = f"shuffled-{run}-{order}"[:90]
    async with db.transaction() as tx:
        await tx.execute("delete from inbox where subject = $1", subject)
        await tx.execute("delete from inbox_position where subject = $1", subject)
        await tx.execute("delete from effect where subject = $1", str(judged(subject).case_id))
    for sequence in order:
        await inbox.receive(db, message(subject, sequence))
    assert await effects(db, subject) == [1, 2, 3, 4, 5]


async def test_the_same_messages_on_many_replicas_at_once_are_applied_in_order_and_once(
    db: Database, inbox: Inbox
) -> None:
    deliveries = [message("racing", sequence) for sequence in (3, 1, 2, 5, 4)] * 6
    outcomes = await asyncio.gather(*(inbox.receive(db, body) for body in deliveries))
    await inbox.apply_due(db)
    assert await effects(db, "racing") == [1, 2, 3, 4, 5]
    assert Outcome.DUPLICATE in outcomes


async def test_an_early_message_waits_until_the_gap_is_filled(db: Database, inbox: Inbox) -> None:
    assert await inbox.receive(db, message("gap", 2)) is Outcome.EARLY
    assert await effects(db, "gap") == []
    assert await inbox.receive(db, message("gap", 1)) is Outcome.APPLIED
    assert await effects(db, "gap") == [1, 2]


async def test_a_failure_is_rolled_back_and_tried_again_with_growing_delay_then_buried_with_its_reason(
    db: Database, inbox: Inbox, handling: Handling, clock: SetClock
) -> None:
    handling.fails["1"] = Conflict("the flat is on fire")
    assert await inbox.receive(db, message("failing", 1)) is Outcome.RETRY
    first = await state_of(db, "failing", 1)
    assert (first["state"], first["next_attempt_at"] - clock.at) == ("waiting", timedelta(seconds=1))
    assert await inbox.apply_due(db) == 0, "not before its time"
    clock.at += timedelta(seconds=1)
    await inbox.apply_due(db)
    assert (await state_of(db, "failing", 1))["next_attempt_at"] - clock.at == timedelta(seconds=10)
    clock.at += timedelta(seconds=10)
    await inbox.apply_due(db)
    assert (await state_of(db, "failing", 1))["state"] == "dead"
    async with db.reading() as tx:
        buried = await tx.fetchrow("select headers, body from outbox where destination = 'dead'")
    assert buried is not None
    assert "the flat is on fire" in buried["headers"]["x-aftercare-reason"]
    assert buried["headers"]["x-aftercare-attempts"] == "3"
    assert buried["body"] == message("failing", 1)
    assert await effects(db, "failing") == []


async def test_what_cannot_be_helped_is_buried_at_once(db: Database, inbox: Inbox, handling: Handling) -> None:
    handling.fails["1"] = Invalid("never")
    assert await inbox.receive(db, message("hopeless", 1)) is Outcome.DEAD


async def test_a_buried_message_keeps_its_own_subject_waiting_and_no_other(
    db: Database, inbox: Inbox, handling: Handling
) -> None:
    handling.fails["1"] = Invalid("poison")
    await inbox.receive(db, message("poisoned", 1))
    handling.fails.clear()
    assert await inbox.receive(db, message("poisoned", 2)) is Outcome.EARLY
    assert await inbox.receive(db, message("neighbour", 1)) is Outcome.APPLIED
    assert await effects(db, "poisoned") == []


async def test_a_replayed_message_is_applied_and_so_is_what_waited_behind_it(
    db: Database, inbox: Inbox, handling: Handling
) -> None:
    handling.fails["1"] = Invalid("mended later")
    for sequence in (1, 2, 3):
        await inbox.receive(db, message("mended", sequence))
    handling.fails.clear()
    assert await inbox.receive(db, message("mended", 1)) is Outcome.APPLIED
    assert await effects(db, "mended") == [1, 2, 3]


async def test_a_message_that_waited_and_fails_is_tried_again_too(
    db: Database, inbox: Inbox, handling: Handling, clock: SetClock
) -> None:
    handling.fails["2"] = Conflict("not yet")
    await inbox.receive(db, message("behind", 2))
    await inbox.receive(db, message("behind", 1))
    assert await effects(db, "behind") == [1]
    handling.fails.clear()
    clock.at += timedelta(seconds=1)
    await inbox.apply_due(db)
    assert await effects(db, "behind") == [1, 2]


async def test_what_was_done_before_counts_as_applied(db: Database, inbox: Inbox, handling: Handling) -> None:
    handling.fails["1"] = AlreadyDone("closed long ago")
    assert await inbox.receive(db, message("late", 1)) is Outcome.APPLIED


async def test_a_type_nobody_listens_to_only_moves_the_position(db: Database) -> None:
    deaf = Inbox("survey", {}, None, (1,), Metrics())
    assert (
        await deaf.receive(db, message("unheard", 1).replace(b"intake.case.judged.v1", b"intake.case.sung.v9"))
        is Outcome.APPLIED
    )
    assert await deaf.receive(db, message("unheard", 2)) is Outcome.APPLIED


@pytest.mark.parametrize(
    "body", [b"", b"{", b"[]", b"\xff\xfe", b'{"specversion": "1.0"}', b"{" * 10_000, b'"' + b"x" * 5_000_000 + b'"']
)
async def test_a_message_that_cannot_be_read_is_buried_once_with_a_reason_and_without_its_values(
    db: Database, inbox: Inbox, body: bytes
) -> None:
    assert await inbox.receive(db, body) is Outcome.DEAD
    assert await inbox.receive(db, body) is Outcome.DEAD
    async with db.reading() as tx:
        rows = await tx.fetch("select headers, body from outbox where destination = 'dead'")
    assert [row["body"] for row in rows] == [body]
    assert "not a message we can read" in rows[0]["headers"]["x-aftercare-reason"]


async def test_the_reason_names_the_field_but_not_what_was_in_it(db: Database, inbox: Inbox) -> None:
    await inbox.receive(db, message("masked", 1).replace(b'"verdict":"valid"', b'"verdict":"13800001234"'))
    async with db.reading() as tx:
        reason = (await tx.fetchval("select headers from outbox where destination = 'dead'"))["x-aftercare-reason"]
    assert "data/verdict" in reason
    assert "13800001234" not in reason
