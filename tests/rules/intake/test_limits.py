"""How long a case may take (I6, I8, I10, I20), when its owner is reminded and whom it is told (N2), to the moment."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest
from aftercare_contracts.periods import CHINA, day_in_china
from aftercare_contracts.values import Channel, Desk, Role
from hypothesis import given
from hypothesis import strategies as st
from intake.domain.limits import (
    Limit,
    LimitName,
    LimitState,
    Unit,
    due_at,
    ended,
    names_for,
    next_step_at,
    passed,
    remind_at,
    rules_from,
    superior,
)

from .policies import seeded

RULES = rules_from(seeded("limits"))
SPRING_FESTIVAL = {date(2026, 2, day) for day in range(15, 24)}
MADE_UP = {date(2026, 2, 14), date(2026, 2, 28)}
COUNTED = [name for name, rule in RULES.items() if rule.unit in (Unit.HOURS, Unit.DAYS, Unit.WORKING_DAYS)]
TICK = timedelta(microseconds=1)
ONE = UUID(int=1)
moments = st.integers(0, 15 * 365 * 86_400).map(
    lambda seconds: datetime(2020, 1, 1, tzinfo=UTC) + timedelta(seconds=seconds)
)


def is_working(day: date) -> bool:
    return day in MADE_UP or (day.weekday() < 5 and day not in SPRING_FESTIVAL)


def at(*moment: int) -> datetime:
    return datetime(*moment, tzinfo=CHINA)  # type: ignore[arg-type,misc]


def due(name: LimitName, start: datetime) -> datetime:
    return due_at(RULES[name], start, is_working)


def limit() -> Limit:
    start, rule = at(2026, 3, 10, 10), RULES[LimitName.FIRST_FEEDBACK]
    end = due_at(rule, start, is_working)
    return Limit(ONE, ONE, 1, rule.name, rule.unit, rule.count, start, remind_at(rule, start, end), end, 1, False)


@pytest.mark.rule("I6")
def test_the_first_feedback_is_due_after_24_running_hours_through_nights_and_holidays() -> None:
    eve = at(2026, 2, 14, 23, 30)
    assert due(LimitName.FIRST_FEEDBACK, eve) == at(2026, 2, 15, 23, 30)


@pytest.mark.rule("I8")
@pytest.mark.parametrize("start", [at(2026, 3, 10, 0, 0), at(2026, 3, 10, 10, 0), at(2026, 3, 10, 23, 59)])
def test_the_result_is_due_at_the_end_of_the_seventh_day_the_first_not_counted(start: datetime) -> None:
    assert due(LimitName.WEEKLY_RESULT, start) == at(2026, 3, 18)


@pytest.mark.rule("I8")
def test_our_own_limit_does_not_move_off_a_holiday() -> None:
    assert due(LimitName.WEEKLY_RESULT, at(2026, 2, 10, 9)) == at(2026, 2, 18)


@pytest.mark.rule("I10", "I14")
def test_working_days_leave_out_the_holidays_and_count_the_make_up_days() -> None:
    thursday = at(2026, 2, 12, 9)
    assert due(LimitName.DEPARTMENT_LEVEL, thursday) == at(2026, 2, 25)
    assert due(LimitName.COMPANY_LEVEL, thursday) == at(2026, 3, 1)


@pytest.mark.rule("I10")
@pytest.mark.parametrize("channel", Channel)
def test_the_way_it_came_decides_between_department_and_company_level(channel: Channel) -> None:
    company = channel in (Channel.COMPANY, Channel.PARENT_COMPANY, Channel.AUTHORITY)
    level = LimitName.COMPANY_LEVEL if company else LimitName.DEPARTMENT_LEVEL
    assert names_for(channel) == (LimitName.FIRST_FEEDBACK, LimitName.WEEKLY_RESULT, level)


@pytest.mark.rule("I10")
def test_the_figures_are_the_rules() -> None:
    assert {name: (rule.unit, rule.count) for name, rule in RULES.items()} == {
        LimitName.FIRST_FEEDBACK: (Unit.HOURS, 24),
        LimitName.WEEKLY_RESULT: (Unit.DAYS, 7),
        LimitName.DEPARTMENT_LEVEL: (Unit.WORKING_DAYS, 3),
        LimitName.COMPANY_LEVEL: (Unit.WORKING_DAYS, 7),
        LimitName.PROPERTY_SLIP: (Unit.HOURS, 8),
        LimitName.SLIP_ANSWER: (Unit.DAYS, 3),
        LimitName.DESIGN_OPINION: (Unit.WORKING_DAYS, 3),
        LimitName.SUGGESTION_PASSED_ON: (Unit.CLOSINGS, 0),
    } | {
        name: (Unit.FIXED, 0)
        for name in LimitName
        if name in ("reply_agreed", "promised_date", "plan_date", "word_to_customer", "action")
    }


@pytest.mark.rule("I6", "I8", "I10")
@given(moments, st.sampled_from(COUNTED))
def test_every_limit_ends_after_it_starts_and_whole_days_end_at_midnight_in_china(
    start: datetime, name: LimitName
) -> None:
    end = due(name, start)
    assert end > start
    if RULES[name].unit is not Unit.HOURS:
        assert end.astimezone(CHINA).time() == datetime.min.time()
    if RULES[name].unit is Unit.WORKING_DAYS:
        assert is_working(day_in_china(end - TICK))


@pytest.mark.rule("N2")
@given(moments, st.sampled_from(COUNTED))
def test_the_reminder_comes_before_the_end(start: datetime, name: LimitName) -> None:
    end = due(name, start)
    assert start < remind_at(RULES[name], start, end) < end


@pytest.mark.rule("I6", "B2")
def test_the_moment_it_is_due_is_in_time_and_the_next_is_late() -> None:
    running = limit()
    for now, state in ((running.due_at, LimitState.KEPT), (running.due_at + TICK, LimitState.KEPT_LATE)):
        done = ended(running, now, "feedback given")
        assert done is not None
        assert (done.state, done.ended_at, done.ended_because) == (state, now, "feedback given")
        assert replace(done, state=running.state, ended_at=None, ended_because="") == running


@pytest.mark.rule("I10", "B2")
def test_what_gives_way_was_not_kept_and_what_had_passed_stays_passed() -> None:
    running = limit()
    in_time = ended(running, running.due_at, "work order", gives_way=True)
    late = ended(passed(running), running.due_at + TICK, "work order", gives_way=True)
    assert in_time is not None
    assert late is not None
    assert (in_time.state, late.state) == (LimitState.GIVEN_WAY, LimitState.PASSED)


@pytest.mark.rule("B2")
@pytest.mark.parametrize("gives_way", [True, False])
def test_what_has_ended_does_not_end_again(gives_way: bool) -> None:
    running = limit()
    for late in (timedelta(), TICK):
        done = ended(running, running.due_at + late, "once", gives_way=gives_way)
        assert done is not None
        assert ended(done, done.due_at + timedelta(days=1), "twice") is None


@pytest.mark.rule("N2")
@pytest.mark.parametrize(
    ("owner", "first", "second"),
    [
        *((Role(desk), Role.SITE_LEAD, Role.CENTRE_DIRECTOR) for desk in Desk if desk is not Desk.SITE_LEAD),
        (Role.CASE_OFFICER, Role.SITE_LEAD, Role.CENTRE_DIRECTOR),
        (Role.SITE_LEAD, Role.CENTRE_DIRECTOR, Role.CENTRE_DIRECTOR),
        (Role.CENTRE_DIRECTOR, Role.VICE_PRESIDENT, Role.VICE_PRESIDENT),
        (Role.GENERAL_MANAGER, Role.GENERAL_MANAGER, Role.GENERAL_MANAGER),
    ],
)
def test_the_site_lead_is_told_first_then_the_director_and_of_those_above_the_next(
    owner: Role, first: Role, second: Role
) -> None:
    assert (superior(owner, 1), superior(owner, 2)) == (first, second)


@pytest.mark.rule("N2")
def test_the_next_step_comes_at_the_end_of_the_next_working_day() -> None:
    just_after = timedelta(microseconds=1)
    for due, told in (
        (at(2026, 3, 10, 10), at(2026, 3, 12)),
        (at(2026, 3, 13, 10), at(2026, 3, 17)),
        (at(2026, 2, 14, 10), at(2026, 2, 25)),
        (at(2026, 3, 11), at(2026, 3, 12)),
    ):
        assert next_step_at(due, due + just_after, is_working) == told
    late = at(2026, 3, 20, 10)
    assert next_step_at(at(2026, 3, 10, 10), late, is_working) == at(2026, 3, 24), "after a standstill, from today"
