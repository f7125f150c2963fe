"""When a return visit is due, when its officer is reminded and whom we tell when it was not made (V1, N2)."""

from datetime import UTC, date, datetime, timedelta

import pytest
from aftercare_contracts.periods import CHINA, day_in_china, end_of
from aftercare_contracts.values import Role
from hypothesis import given
from hypothesis import strategies as st
from survey.domain.return_visit import (
    OWNER,
    Rule,
    due_times,
    first_moment_after,
    has_passed,
    next_step_at,
    superior,
)

from .visits import TICK, china, is_working, seeded

RULE = seeded()
moments = st.datetimes(datetime(2026, 9, 1), datetime(2026, 11, 30), timezones=st.just(UTC))  # noqa: DTZ001
shares = st.floats(min_value=0, max_value=1)


@pytest.mark.rule("V1")
def test_two_working_days_are_the_default() -> None:
    assert RULE.working_days == 2
    assert 0 < RULE.remind_share < 1


@pytest.mark.rule("V1")
@pytest.mark.parametrize(
    ("handled_at", "due_at"),
    [
        pytest.param(china(2026, 3, 10, 10), china(2026, 3, 13), id="a Tuesday: the end of Thursday"),
        pytest.param(china(2026, 3, 10, 0, 0), china(2026, 3, 13), id="the first moment of Tuesday"),
        pytest.param(china(2026, 3, 11) - TICK, china(2026, 3, 13), id="the last moment of Tuesday"),
        pytest.param(china(2026, 3, 11), china(2026, 3, 14), id="the first moment of Wednesday"),
        pytest.param(china(2026, 3, 13, 17), china(2026, 3, 18), id="a Friday: the end of Tuesday"),
        pytest.param(china(2026, 3, 14) - TICK, china(2026, 3, 18), id="the last moment of Friday"),
        pytest.param(china(2026, 3, 14), china(2026, 3, 18), id="a Saturday: the same Tuesday"),
        pytest.param(china(2026, 3, 16), china(2026, 3, 19), id="the first moment of Monday"),
        pytest.param(china(2026, 9, 29, 9), china(2026, 10, 9), id="one day before the October holiday, one after it"),
        pytest.param(china(2026, 9, 30, 9), china(2026, 10, 10), id="the last day before the holiday: both after it"),
        pytest.param(china(2026, 10, 4, 9), china(2026, 10, 10), id="within the holiday"),
        pytest.param(china(2026, 10, 8, 9), china(2026, 10, 11), id="the made-up Saturday counts"),
    ],
)
def test_due_at_the_end_of_the_second_working_day(handled_at: datetime, due_at: datetime) -> None:
    assert due_times(RULE, handled_at, is_working)[1] == due_at


@pytest.mark.rule("V1")
def test_the_day_is_that_of_china_wherever_the_moment_was_noted() -> None:
    late = datetime(2026, 3, 10, 16, 30, tzinfo=UTC)
    assert due_times(RULE, late, is_working)[1] == china(2026, 3, 14)
    assert due_times(RULE, late.astimezone(CHINA), is_working) == due_times(RULE, late, is_working)


@pytest.mark.rule("V1")
def test_the_last_moment_is_in_time_and_the_next_is_not() -> None:
    _, due_at = due_times(RULE, china(2026, 3, 10, 10), is_working)
    assert not has_passed(due_at, due_at)
    assert has_passed(due_at, first_moment_after(due_at))


@pytest.mark.rule("V1")
@given(moments, st.integers(min_value=1, max_value=10))
def test_so_many_working_days_lie_behind_the_day_of_handling(handled_at: datetime, count: int) -> None:
    _, due_at = due_times(Rule(count, 0.5), handled_at, is_working)
    first, last = day_in_china(handled_at), day_in_china(due_at - TICK)
    between = [first + timedelta(days=days) for days in range(1, (last - first).days + 1)]
    assert sum(map(is_working, between)) == count
    assert is_working(last)
    assert due_at == end_of(last)
    assert due_at.tzinfo is UTC


@pytest.mark.rule("V1")
@given(moments, moments)
def test_who_was_handled_later_is_never_due_earlier(one: datetime, other: datetime) -> None:
    earlier, later = sorted((one, other))
    assert due_times(RULE, earlier, is_working)[1] <= due_times(RULE, later, is_working)[1]


@pytest.mark.rule("N2")
@given(moments, shares)
def test_the_reminder_comes_between_handling_and_the_end(handled_at: datetime, share: float) -> None:
    remind_at, due_at = due_times(Rule(2, share), handled_at, is_working)
    assert handled_at <= remind_at <= due_at
    assert remind_at.tzinfo is UTC


@pytest.mark.rule("N2")
def test_the_officer_is_reminded_after_the_share_of_the_time() -> None:
    handled_at = china(2026, 3, 10)
    assert due_times(Rule(2, 0.5), handled_at, is_working)[0] == handled_at + timedelta(hours=36)
    assert OWNER is Role.CASE_OFFICER


@pytest.mark.rule("N2")
def test_first_the_site_lead_is_told_and_then_the_centre_director() -> None:
    assert [superior(step) for step in (1, 2)] == [Role.SITE_LEAD, Role.CENTRE_DIRECTOR]


@pytest.mark.rule("N2")
@pytest.mark.parametrize(
    ("last_day", "step_at"),
    [
        pytest.param(date(2026, 3, 12), china(2026, 3, 14), id="ended with Thursday: the end of Friday"),
        pytest.param(date(2026, 3, 13), china(2026, 3, 17), id="ended with Friday: the end of Monday"),
        pytest.param(date(2026, 9, 30), china(2026, 10, 9), id="ended before the holiday: the first day after it"),
        pytest.param(date(2026, 10, 9), china(2026, 10, 11), id="the made-up Saturday"),
    ],
)
def test_the_director_is_told_at_the_end_of_the_next_working_day(last_day: date, step_at: datetime) -> None:
    due_at = end_of(last_day)
    for late in (TICK, timedelta(seconds=2), timedelta(hours=6)):
        assert next_step_at(due_at, due_at + late, is_working) == step_at


@pytest.mark.rule("N2")
def test_after_a_standstill_the_next_working_day_is_counted_from_today() -> None:
    due_at = end_of(date(2026, 3, 12))
    assert next_step_at(due_at, china(2026, 3, 14) - TICK, is_working) == china(2026, 3, 14)
    assert next_step_at(due_at, china(2026, 3, 14), is_working) == china(2026, 3, 17)
    assert next_step_at(due_at, china(2026, 3, 18, 9), is_working) == china(2026, 3, 20)


@pytest.mark.rule("N2")
@given(moments, st.timedeltas(TICK, timedelta(days=60)))
def test_the_site_lead_always_has_some_time_of_his_own(handled_at: datetime, late: timedelta) -> None:
    _, due_at = due_times(RULE, handled_at, is_working)
    step_at = next_step_at(due_at, due_at + late, is_working)
    assert step_at > due_at + late
    assert is_working(day_in_china(step_at - TICK))
