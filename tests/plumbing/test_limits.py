"""A time limit reminds before it ends, passes right after, climbs to the superiors, and stops where it is ended (N2, B2)."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from aftercare_contracts import registry
from aftercare_contracts.events.finance_limits import FinanceLimitApproaching, FinanceLimitPassed
from aftercare_contracts.values import Role
from plumbing import limits
from plumbing.clock import SetClock
from plumbing.database import Database
from plumbing.metrics import Metrics
from plumbing.timers import fire_one

RULES = {
    "answer": {"unit": "hours", "count": 24, "remind_hours": 4, "owner": "site_lead", "tell": ["centre_director", "vice_president"]},
    "payment": {"unit": "days", "count": 14, "remind_hours": 72, "owner": "finance_officer", "tell": ["centre_director"]},
    "review": {"unit": "working_days", "count": 3, "remind_hours": 9999, "owner": "auditor", "tell": ["vice_president"]},
    "promise": {"unit": "fixed", "count": 0, "remind_hours": 24, "owner": "site_lead", "tell": ["centre_director"]},
}  # fmt: skip
ABOUT = limits.About("order-1", "PG-2026-000001", "P1")
WHEN_DUE = limits.when_due(FinanceLimitApproaching, FinanceLimitPassed)
INSTANT = timedelta(microseconds=1)


@pytest.fixture(autouse=True)
async def policy(db: Database) -> None:
    async with db.transaction() as tx:
        await tx.execute(
            "insert into policy (name, version, holds_from, source, data) values ('limits', 1, '2000-01-01', '', $1)",
            RULES,
        )


async def start(db: Database, name: str, **how: Any) -> datetime:
    async with db.transaction() as tx:
        return await limits.start(tx, name, ABOUT, **how)


async def said(db: Database) -> list[Any]:
    while await fire_one(db, WHEN_DUE, Metrics()):
        pass
    async with db.reading() as tx:
        return [registry.parse(row["body"]).data for row in await tx.fetch("select body from outbox order by id")]


def test_the_policy_names_each_limit_and_no_other() -> None:
    check = limits.check(RULES)
    assert check(RULES) == []
    assert [each.pointer for each in check({**RULES, "strange": RULES["answer"]})] == ["/strange"]
    assert [each.pointer for each in check({name: RULES[name] for name in ("answer", "payment", "review")})] == [
        "/promise"
    ]
    assert [each.pointer for each in check({**RULES, "answer": {**RULES["answer"], "unit": "moons"}})] == [
        "/answer/unit"
    ]


@pytest.mark.rule("N2")
async def test_it_reminds_before_the_end_passes_right_after_and_climbs_by_working_days(
    db: Database, clock: SetClock
) -> None:
    due = await start(db, "answer")
    assert due == clock.at + timedelta(hours=24)
    steps = [
        (due - timedelta(hours=4) - INSTANT, 0), (due - timedelta(hours=4), 1), (due, 1), (due + INSTANT, 2),
        (datetime(2026, 3, 12, 15, 59, tzinfo=UTC), 2), (datetime(2026, 3, 12, 16, 0, tzinfo=UTC), 3),
    ]  # fmt: skip
    for clock.at, told in steps:
        assert len(await said(db)) == told, clock.at
    approaching, first, second = await said(db)
    assert (approaching.owner_role, approaching.reference) == (Role.SITE_LEAD, "PG-2026-000001")
    assert (first.tell, first.step, second.tell, second.step) == (Role.CENTRE_DIRECTOR, 1, Role.VICE_PRESIDENT, 2)


@pytest.mark.rule("N2", "B2")
async def test_days_end_at_midnight_in_china_and_working_days_leave_out_the_others(db: Database) -> None:
    assert await start(db, "payment") == datetime(2026, 3, 24, 16, 0, tzinfo=UTC)
    assert await start(db, "review") == datetime(2026, 3, 13, 16, 0, tzinfo=UTC)
    assert await start(db, "promise", until=date(2026, 3, 20)) == datetime(2026, 3, 20, 16, 0, tzinfo=UTC)
    async with db.reading() as tx:
        found = {each.name: each for each in await limits.of_subject(tx, "order-1")}
    assert (found["payment"].unit, found["payment"].count, found["payment"].policy_version) == ("days", 14, 1)
    halfway = found["review"].started_at + (found["review"].due_at - found["review"].started_at) / 2
    assert found["review"].remind_at == halfway


async def test_what_is_ended_says_nothing_more_and_keeps_why(db: Database, clock: SetClock) -> None:
    due = await start(db, "answer")
    async with db.transaction() as tx:
        await limits.end(tx, "order-1", "answered", "answer")
        await limits.end(tx, "order-1", "answered again")
    clock.at = due + timedelta(days=9)
    assert await said(db) == []
    async with db.reading() as tx:
        (limit,) = await limits.of_subject(tx, "order-1")
    assert (limit.ended_because, limit.passed_at) == ("answered", None)


@pytest.mark.rule("N2")
async def test_who_owes_it_himself_is_not_told_as_his_own_superior(db: Database, clock: SetClock) -> None:
    due = await start(db, "answer", owner=Role.CENTRE_DIRECTOR)
    clock.at = due + INSTANT
    assert [(each.tell, each.step) for each in (await said(db))[1:]] == [(Role.VICE_PRESIDENT, 1)]


async def test_started_anew_it_runs_from_then_and_the_earlier_one_stays_on_record(
    db: Database, clock: SetClock
) -> None:
    first = await start(db, "answer")
    clock.at += timedelta(hours=23)
    second = await start(db, "answer", owner=Role.CENTRE_DIRECTOR)
    clock.at = first + INSTANT
    assert await said(db) == []
    clock.at = second + INSTANT
    assert [type(each) for each in await said(db)] == [FinanceLimitApproaching, FinanceLimitPassed]
    async with db.reading() as tx:
        earlier, later = await limits.of_subject(tx, "order-1")
    assert (earlier.ended_because, earlier.due_at, later.due_at) == ("started anew", first, second)


async def test_a_day_that_lies_behind_passes_at_once(db: Database, clock: SetClock) -> None:
    assert await start(db, "promise", until=date(2026, 3, 1)) == clock.at
    clock.at += INSTANT
    assert [type(each) for each in await said(db)][-1] is FinanceLimitPassed
