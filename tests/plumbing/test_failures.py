"""Nothing of what was sent or stored is in what we keep, send on or log of a failure."""

import json
import logging
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from aftercare_contracts.errors import Conflict
from aftercare_contracts.events.intake import CaseJudged
from messages import message
from plumbing import failures, log
from plumbing.clock import SetClock
from plumbing.database import Database, Transaction
from plumbing.inbox import Inbox, Outcome
from plumbing.metrics import Metrics
from plumbing.timers import Timer, arm, fire_one

CANARY = "13800004711"
Breaks = Callable[[Transaction], Awaitable[Any]]


async def unique(tx: Transaction) -> None:
    await tx.execute("create table guest (phone text constraint guest_once unique)")
    for _ in range(2):
        await tx.execute("insert into guest values ($1)", CANARY)


async def check(tx: Transaction) -> None:
    await tx.execute("create table guest (phone text constraint guest_is_short check (length(phone) < 3))")
    await tx.execute("insert into guest values ($1)", CANARY)


async def cast(tx: Transaction) -> None:
    await tx.fetchval("select ('day ' || $1::text)::date", CANARY)


async def too_large(tx: Transaction) -> None:
    await tx.fetchval("select $1::int", 13800004711 * 1000)


async def key(tx: Transaction) -> None:
    {}[CANARY]


async def number(tx: Transaction) -> None:
    int(f"{CANARY} or so")


BREAKS = (unique, check, cast, too_large, key, number)


@pytest.mark.parametrize("breaks", BREAKS, ids=lambda breaks: breaks.__name__)
async def test_a_message_that_fails_leaves_no_value_in_its_record_its_dead_letter_or_the_log(
    db: Database, breaks: Breaks, capfd: pytest.CaptureFixture[str]
) -> None:
    async def handle(tx: Transaction, event: CaseJudged, now: datetime) -> None:
        await breaks(tx)

    before = logging.getLogger().handlers, logging.getLogger().level
    log.configure("dispatch")
    try:
        inbox = Inbox("dispatch", {CaseJudged: handle}, None, (), Metrics())
        assert await inbox.receive(db, message("canary", 1)) is Outcome.DEAD
    finally:
        logging.getLogger().handlers, logging.getLogger().level = before
    async with db.reading() as tx:
        kept = await tx.fetchval("select last_failure from inbox where state = 'dead'")
        headers = await tx.fetchval("select headers from outbox where destination = 'dead'")
    lines = [json.loads(line) for line in capfd.readouterr().out.splitlines()]
    (told,) = [line for line in lines if line["event"] == "buried"]
    assert CANARY not in f"{kept}{headers}{lines}"
    assert kept == headers["x-aftercare-reason"]
    assert 'inbox.py", line ' in told["exception"], "the frames are there all the same"


async def test_a_timer_that_fails_keeps_no_value_either(db: Database, clock: SetClock) -> None:
    async def act(tx: Transaction, timer: Timer, now: datetime) -> None:
        await unique(tx)

    async with db.transaction() as tx:
        await arm(tx, "a", "remind", tx.now - timedelta(seconds=1))
    await fire_one(db, {"remind": act}, Metrics())
    async with db.reading() as tx:
        kept = await tx.fetchval("select last_failure from timer")
    assert kept == "UniqueViolationError (23505): constraint guest_once, table guest"


def test_a_rules_refusal_says_its_own_sentence_and_a_key_of_somebodys_is_not_told() -> None:
    assert failures.in_words(Conflict("The case is closed.")) == "Conflict: The case is closed."
    assert failures.field(("data", "phones", CANARY, 0)) == "data/phones/…/0"


def test_an_error_that_came_of_another_names_both_and_quotes_neither() -> None:
    try:
        try:
            int(CANARY + "x")
        except ValueError as first:
            raise RuntimeError(CANARY) from first
    except RuntimeError as error:
        told = failures.trace(error)
    assert "builtins.RuntimeError in test_failures.py" in told
    assert "builtins.ValueError in test_failures.py" in told
    assert CANARY not in told
