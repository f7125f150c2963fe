"""What is not a message's fault never buries it; what is its own fault never holds up others."""

from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import datetime, timedelta
from uuid import uuid4

import asyncpg
import pytest
from aftercare_contracts import registry
from aftercare_contracts.events.intake import CaseJudged
from messages import message
from plumbing.clock import SetClock
from plumbing.database import AWAY, Database, Transaction, Unstorable
from plumbing.inbox import Inbox, Outcome
from plumbing.metrics import Metrics

Effect = Callable[[Transaction], Awaitable[None]]


def inbox_of(effect: Effect) -> Inbox:
    async def handle(tx: Transaction, event: CaseJudged, now: datetime) -> None:
        await effect(tx)

    return Inbox("dispatch", {CaseJudged: handle}, None, (1, 10), Metrics())


async def row_of(db: Database, subject: str) -> asyncpg.Record | None:
    async with db.reading() as tx:
        return await tx.fetchrow("select state, attempts, last_failure from inbox where subject = $1", subject)


async def nothing(tx: Transaction) -> None:
    pass


async def note(tx: Transaction) -> None:
    await tx.execute("insert into effect (what) values ('done')")


@pytest.mark.parametrize("error", [
    asyncpg.DiskFullError, asyncpg.OutOfMemoryError, asyncpg.TooManyConnectionsError, asyncpg.PostgresIOError, asyncpg.InternalServerError,
    asyncpg.CannotConnectNowError, asyncpg.CrashShutdownError, asyncpg.ReadOnlySQLTransactionError, asyncpg.InvalidPasswordError,
    asyncpg.IdleInTransactionSessionTimeoutError, asyncpg.InvalidCachedStatementError, asyncpg.DeadlockDetectedError,
])  # fmt: skip
async def test_a_fault_of_the_server_counts_against_no_message(db: Database, error: type[Exception]) -> None:
    async def fails(tx: Transaction) -> None:
        raise error("of the server")

    with pytest.raises(AWAY):
        await inbox_of(fails).receive(db, message("held", 1))
    assert await row_of(db, "held") is None, "it is as if it had never come"
    assert await inbox_of(note).receive(db, message("held", 1)) is Outcome.APPLIED


async def test_a_subject_that_always_meets_another_keeps_no_other_subject_waiting(db: Database) -> None:
    async def collide(tx: Transaction, event: CaseJudged, now: datetime) -> None:
        if event.case_no == "2":
            raise asyncpg.DeadlockDetectedError
        await tx.execute("insert into effect (what) values ($1)", event.case_no)

    inbox = Inbox("dispatch", {CaseJudged: collide}, None, (1,), Metrics())
    for sequence, subject in ((2, "a"), (3, "b"), (3, "c")):
        await inbox.receive(db, message(subject, sequence))
    async with db.transaction() as tx:  # what was before them came some other way
        await tx.execute("update inbox_position set last_sequence = case subject when 'a' then 1 else 2 end")
    with pytest.raises(asyncpg.DeadlockDetectedError):
        await inbox.apply_due(db)
    async with db.reading() as tx:
        assert await tx.fetchval("select count(*) from effect where what = '3'") == 2


HASTY_SECONDS = 2
"""Soon over where somebody holds a lock, and enough for what nobody is in the way of on a busy machine."""


@pytest.fixture
async def hasty(db: Database, database_url: str, clock: SetClock) -> AsyncIterator[Database]:
    """It gives a statement up after a moment."""
    database = await Database.connect(database_url, 4, clock=clock, command_seconds=HASTY_SECONDS)
    yield database
    await database.close()


async def test_a_message_that_takes_the_database_too_long_makes_room_for_others_and_is_never_buried(
    db: Database, hasty: Database, clock: SetClock
) -> None:
    async def waits(tx: Transaction) -> None:
        await tx.execute("lock table effect")

    slow = inbox_of(waits)
    async with db.transaction() as other:
        await other.execute("lock table effect")
        assert await slow.receive(hasty, message("slow", 1)) is Outcome.RETRY
        assert await inbox_of(nothing).receive(hasty, message("quick", 1)) is Outcome.APPLIED
        for _ in range(3):
            clock.at += timedelta(minutes=1)
            assert await slow.apply_due(hasty) == 1
    row = await row_of(db, "slow")
    assert row is not None
    assert (row["state"], row["attempts"]) == ("waiting", 4)
    assert row["last_failure"].startswith("TimeoutError in test_inbox_under_fault.py:")
    clock.at += timedelta(minutes=1)
    await slow.apply_due(db)
    row = await row_of(db, "slow")
    assert row is not None
    assert row["state"] == "applied"


async def test_where_it_cannot_be_kept_either_it_is_as_if_it_had_never_come(db: Database, hasty: Database) -> None:
    async with db.transaction() as other:
        await other.execute("lock table inbox")
        with pytest.raises(TimeoutError):
            await inbox_of(note).receive(hasty, message("held", 1))
    assert await row_of(db, "held") is None
    assert await inbox_of(note).receive(hasty, message("held", 1)) is Outcome.APPLIED


@pytest.mark.parametrize("value", [2**63, "nul \x00 in it"])
async def test_a_value_that_fits_no_column_is_buried_without_being_told(db: Database, value: int | str) -> None:
    async def stores(tx: Transaction) -> None:
        column = "id" if isinstance(value, int) else "what"
        await tx.fetchval(f"select true from effect where {column} = $1", value)

    assert await inbox_of(stores).receive(db, message("unfit", 1)) is Outcome.DEAD
    row = await row_of(db, "unfit")
    assert row is not None
    assert row["state"] == "dead"
    assert "Unstorable" in row["last_failure"]
    assert str(value) not in row["last_failure"]


async def test_a_value_that_fits_no_column_is_not_taken_for_a_lost_database(db: Database) -> None:
    with pytest.raises(Unstorable):
        async with db.transaction() as tx:
            await tx.fetchval("select $1::int", 2**40)


async def test_a_message_that_fails_here_while_another_replica_applies_it_is_a_duplicate(db: Database) -> None:
    body = message("raced", 1)

    async def other_applies_it_then_fails(tx: Transaction) -> None:
        raise ValueError("only here")

    failing = inbox_of(other_applies_it_then_fails)
    failing_set_aside = failing._set_aside

    async def applied_meanwhile(*arguments: object) -> Outcome:
        assert await inbox_of(note).receive(db, body) is Outcome.APPLIED
        return await failing_set_aside(*arguments)  # type: ignore[arg-type]

    object.__setattr__(failing, "_set_aside", applied_meanwhile)
    assert await failing.receive(db, body) is Outcome.DUPLICATE
    row = await row_of(db, "raced")
    assert row is not None
    assert (row["state"], row["attempts"]) == ("applied", 0)


async def test_a_number_used_again_for_another_message_is_shown_to_a_person_and_nothing_waits_for_it(
    db: Database,
) -> None:
    inbox, first = inbox_of(note), message("reused", 1)
    assert await inbox.receive(db, first) is Outcome.APPLIED
    for sequence, body in ((1, again(first)), (2, message("reused", 2)), (3, again(message("reused", 3)))):
        outcome = await inbox.receive(db, body)
        assert outcome is (Outcome.DEAD if sequence == 1 else Outcome.APPLIED), sequence
    async with db.reading() as tx:
        letters = await tx.fetch("select headers, body from outbox where destination = 'dead'")
    (letter,) = letters
    assert "number 1 is message" in letter["headers"]["x-aftercare-reason"]


async def test_a_void_number_is_a_double_for_who_has_that_number(db: Database) -> None:
    inbox = inbox_of(note)
    assert await inbox.receive(db, message("voided", 1)) is Outcome.APPLIED
    void = again(message("voided", 1)).replace(b"intake.case.judged.v1", b"intake.numbers.voided.v1")
    assert await inbox.receive(db, void) is Outcome.DUPLICATE
    async with db.reading() as tx:
        assert await tx.fetchval("select count(*) from outbox where destination = 'dead'") == 0


def again(body: bytes) -> bytes:
    """The same message under another id."""
    return registry.parse(body).model_copy(update={"id": uuid4()}).model_dump_json().encode()


async def test_what_a_stopped_process_holds_is_taken_from_it(database_url: str) -> None:
    db = await Database.connect(database_url)
    async with db.transaction() as tx:
        assert await tx.fetchval("show idle_in_transaction_session_timeout") == "30s"
    await db.close()
