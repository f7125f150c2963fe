"""The visit's limit: the officer is reminded, then the site lead is told, then the centre director (N2)."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from aftercare_contracts.events.survey import VisitLimitApproaching, VisitLimitPassed
from aftercare_contracts.values import Role
from harness import TUESDAY_MORNING

from .desk import NOT_REACHED, SATISFIED, Office, handled, result

TICK = timedelta(microseconds=1)
LIMITS = (VisitLimitApproaching, VisitLimitPassed)


def moment(text: str) -> datetime:
    return datetime.fromisoformat(text)


async def said_at(office: Office, at: datetime) -> list[Any]:
    """What survey says of limits when the clock gets there."""
    before = len(await office.service.said(*LIMITS))
    office.at(at)
    await office.service.fire_due()
    return (await office.service.said(*LIMITS))[before:]


@pytest.mark.rule("N2", "V1")
async def test_reminded_then_passed_then_handed_up_each_once_and_to_the_moment(office: Office) -> None:
    visit = await office.visit()
    remind_at, due_at, step_at = moment(visit["remind_at"]), moment(visit["due_at"]), moment("2026-03-14T00:00+08:00")
    assert await said_at(office, remind_at - TICK) == []
    (reminder,) = await said_at(office, remind_at)
    assert isinstance(reminder, VisitLimitApproaching)
    assert (reminder.limit, reminder.owner_role, reminder.due_at) == ("return_visit", Role.CASE_OFFICER, due_at)
    assert (str(reminder.case_id), reminder.round) == (visit["case_id"], 1)
    assert await said_at(office, due_at) == []
    (passed,) = await said_at(office, due_at + TICK)
    assert isinstance(passed, VisitLimitPassed)
    assert (passed.tell, passed.step, passed.owner_role) == (Role.SITE_LEAD, 1, Role.CASE_OFFICER)
    assert await said_at(office, step_at - TICK) == []
    (handed_up,) = await said_at(office, step_at)
    assert (handed_up.tell, handed_up.step, handed_up.due_at) == (Role.CENTRE_DIRECTOR, 2, due_at)
    assert await said_at(office, step_at + timedelta(days=60)) == []


@pytest.mark.rule("N2")
async def test_over_a_weekend_the_director_is_told_at_the_end_of_monday(office: Office) -> None:
    office.at("2026-03-11T10:00+08:00")
    visit = await office.visit()
    assert moment(visit["due_at"]) == moment("2026-03-14T00:00+08:00")
    assert [type(each) for each in await said_at(office, moment("2026-03-14T00:00:05+08:00"))] == list(LIMITS)[1:]
    assert await said_at(office, moment("2026-03-16T23:59:59+08:00")) == []
    assert [each.step for each in await said_at(office, moment("2026-03-17T00:00+08:00"))] == [2]


@pytest.mark.rule("V1")
async def test_the_calendar_knows_the_october_holiday(office: Office) -> None:
    office.at("2026-09-29T10:00+08:00")
    first_day_after = moment((await office.visit())["due_at"]) - TICK
    assert first_day_after.astimezone(moment("2026-01-01T00:00+08:00").tzinfo).date().isoformat() == "2026-10-08"


@pytest.mark.rule("N2")
@pytest.mark.parametrize("stage", ["before", "reminded", "passed", "handed up"])
@pytest.mark.parametrize("body", [SATISFIED, NOT_REACHED])
async def test_once_the_visit_was_made_nobody_is_told_any_more(
    office: Office, stage: str, body: dict[str, Any]
) -> None:
    visit = await office.visit(customer_id=None)
    reached = {
        "before": TUESDAY_MORNING, "reminded": moment(visit["remind_at"]), "passed": moment(visit["due_at"]) + TICK,
        "handed up": moment("2026-03-14T00:00+08:00"),
    }  # fmt: skip
    for at in sorted(at for at in reached.values() if at <= reached[stage]):
        await said_at(office, at)
    assert (await result(office.officer, visit, body)).status_code == 201
    assert await said_at(office, moment("2026-05-01T00:00+08:00")) == []
    assert await office.service.fire_due() == 0


@pytest.mark.rule("N2")
async def test_handled_again_the_time_runs_anew(office: Office) -> None:
    first = await office.visit()
    office.at("2026-03-12T10:00+08:00")
    again = await office.visit(first["case_id"])
    assert await said_at(office, moment(first["due_at"]) + TICK) == []
    assert [each.due_at for each in await said_at(office, moment(again["remind_at"]))] == [moment(again["due_at"])]


@pytest.mark.rule("N2")
async def test_after_a_standstill_no_reminder_comes_of_a_time_that_is_over(office: Office) -> None:
    await office.visit()
    (passed,) = await said_at(office, moment("2026-03-18T09:00+08:00"))
    assert (type(passed), passed.step) == (VisitLimitPassed, 1)
    assert await said_at(office, moment("2026-03-19T23:59:59+08:00")) == []
    assert [each.step for each in await said_at(office, moment("2026-03-20T00:00+08:00"))] == [2]


@pytest.mark.rule("V1", "N2")
async def test_another_version_of_the_policy_counts_from_its_day(office: Office) -> None:
    async with office.service.db.transaction() as tx:
        await tx.execute(
            "insert into policy (name, version, holds_from, source, data) values ('return_visits', 2, '2026-03-11', 'a test',"
            """ '{"working_days": 5, "remind_share": 0.5}')"""
        )
    office.at("2026-03-11T10:00+08:00")
    old, new = handled(UUID(int=1), TUESDAY_MORNING), handled(UUID(int=2), office.service.clock.at)
    for event in (old, new):
        await office.hear(event)
    visits = [(await office.visits(event.case_id))[0] for event in (old, new)]
    assert [visit["policy_version"] for visit in visits] == [1, 2]
    ends = [moment(visit["due_at"]) for visit in visits]
    assert ends == [moment("2026-03-13T00:00+08:00"), moment("2026-03-19T00:00+08:00")]
