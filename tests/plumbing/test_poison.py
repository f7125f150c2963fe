"""Poison of every kind: each is buried with its reason, holds nobody up, and its reason tells nothing of anybody."""

import json
import random
import string
from datetime import datetime
from typing import Any
from uuid import uuid4

import pytest
from aftercare_contracts.events.intake import CaseJudged
from faults.poison import POISONS, Poison
from messages import message
from plumbing import dead_letters
from plumbing.burials import take_in
from plumbing.database import Database, Transaction
from plumbing.inbox import Inbox, Outcome
from plumbing.metrics import Metrics

SECRET = "139-0000-4711"
ENDLESS = "".join(random.Random(1).choices(string.ascii_lowercase, k=200_000))
"""More than an index, a header or a frame of the broker holds, and nothing that could be packed."""
OUT_OF_BOUNDS: dict[str, dict[str, Any]] = {
    "source": {"source": ENDLESS, "type": f"{ENDLESS}.case.judged.v1"},
    "type": {"type": f"intake.{ENDLESS}.judged.v1"},
    "traceparent": {"traceparent": ENDLESS},
    "causationid": {"causationid": ENDLESS},
    "dataschema": {"dataschema": ENDLESS},
}


async def note(tx: Transaction, event: CaseJudged, now: datetime) -> None:
    await tx.execute("insert into effect (subject, what) values ($1, $2)", str(event.case_id), event.judged_by)


@pytest.fixture
def inbox() -> Inbox:
    return Inbox("dispatch", {CaseJudged: note}, None, (), Metrics())


async def buried(db: Database) -> list[tuple[bytes, str]]:
    async with db.reading() as tx:
        rows = await tx.fetch("select body, headers from outbox where destination = 'dead' order by id")
    return [(row["body"], row["headers"]["x-aftercare-reason"]) for row in rows]


@pytest.mark.parametrize("poison", POISONS, ids=lambda poison: poison.name)
async def test_poison_is_buried_with_its_reason(db: Database, inbox: Inbox, poison: Poison) -> None:
    body = poison.of(message(f"bad-{SECRET}", 1))
    assert await inbox.receive(db, body) is Outcome.DEAD
    ((kept, reason),) = await buried(db)
    assert kept == body
    assert poison.reason in reason
    assert SECRET not in reason


@pytest.mark.parametrize("fields", OUT_OF_BOUNDS.values(), ids=OUT_OF_BOUNDS)
async def test_an_envelope_without_end_is_buried_by_whoever_sees_it_first(
    db: Database, inbox: Inbox, fields: dict[str, Any]
) -> None:
    """What it led to would carry it on: no header of the broker holds it, and no relay could send it."""
    body = json.dumps(json.loads(message("endless", 1)) | fields).encode()
    assert await inbox.receive(db, body) is Outcome.DEAD
    await take_in(db, body, {"x-first-death-reason": "rejected"})
    async with db.reading() as tx:
        (letter,) = await dead_letters.listed(tx, None, 10)
    assert letter.reason.startswith("not a message we can read")
    assert len(letter.reason) < 600


async def test_a_constraint_that_refuses_is_named_without_the_row_it_refused(db: Database) -> None:
    async with db.transaction() as tx:
        await tx.execute("alter table effect add constraint effect_of_somebody check (what <> $$139-0000-4711$$)")
    inbox = Inbox("dispatch", {CaseJudged: note}, None, (), Metrics())
    body = message("constrained", 1).replace(b'"judged_by":"li"', f'"judged_by":"{SECRET}"'.encode())
    assert await inbox.receive(db, body) is Outcome.DEAD
    ((_, reason),) = await buried(db)
    assert "effect_of_somebody" in reason
    assert SECRET not in reason


async def test_a_handler_that_chokes_on_a_value_is_told_of_without_the_value(db: Database) -> None:
    async def choke(tx: Transaction, event: CaseJudged, now: datetime) -> None:
        await tx.execute("insert into effect (sequence) values ($1)", event.judged_by)

    inbox = Inbox("dispatch", {CaseJudged: choke}, None, (), Metrics())
    body = message("choking", 1).replace(b'"judged_by":"li"', f'"judged_by":"{SECRET}"'.encode())
    assert await inbox.receive(db, body) is Outcome.DEAD
    ((_, reason),) = await buried(db)
    assert "test_poison.py:" in reason
    assert SECRET not in reason


@pytest.mark.parametrize("is_early", [False, True], ids=["applied before", "waiting for its turn"])
async def test_a_number_that_another_message_has_taken_is_buried_and_not_taken_for_that_one(
    db: Database, inbox: Inbox, is_early: bool
) -> None:
    first = message("taken", 2 if is_early else 1)
    assert await inbox.receive(db, first) is (Outcome.EARLY if is_early else Outcome.APPLIED)
    other = json.loads(first) | {"id": str(uuid4())}
    assert await inbox.receive(db, json.dumps(other).encode()) is Outcome.DEAD
    ((_, reason),) = await buried(db)
    assert "number" in reason
    assert json.loads(first)["id"] in reason


async def test_a_number_that_jumps_waits_for_those_before_it_and_is_not_buried(db: Database, inbox: Inbox) -> None:
    assert await inbox.receive(db, message("jumping", 1_000_000)) is Outcome.EARLY
    assert await inbox.receive(db, message("jumping", 1)) is Outcome.APPLIED
    assert await buried(db) == []


async def test_poison_a_hundred_times_is_one_dead_letter_with_its_reason(db: Database, inbox: Inbox) -> None:
    unreadable = message("often", 1).replace(b'"data"', b'"date"')
    for _ in range(100):
        assert await inbox.receive(db, unreadable) is Outcome.DEAD
    assert len(await buried(db)) == 1
