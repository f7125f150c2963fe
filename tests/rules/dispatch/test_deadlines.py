"""How the contractor's time is counted, to the moment (D3)."""

from datetime import UTC, date, datetime, timedelta
from fractions import Fraction

import pytest
from aftercare_contracts.periods import CHINA, day_in_china
from dispatch.domain.deadlines import RepairTime, TimeUnit, due_at, first_moment_after, has_passed, remind_at
from hypothesis import given
from hypothesis import strategies as st

HOLIDAYS = {date(2026, 2, day) for day in range(15, 24)}


def is_working(day: date) -> bool:
    return day.weekday() < 5 and day not in HOLIDAYS


def in_china(*moment: int) -> datetime:
    return datetime(*moment, tzinfo=CHINA)  # type: ignore[arg-type,misc]


@pytest.mark.rule("D3")
@pytest.mark.parametrize("unit", [TimeUnit.SECONDS, TimeUnit.HOURS])
def test_seconds_and_hours_run_on_through_nights_and_holidays(unit: TimeUnit) -> None:
    friday_night = in_china(2026, 2, 13, 23, 30)
    assert due_at(friday_night, RepairTime(unit, 48), is_working) == friday_night + timedelta(**{unit.value: 48})


@pytest.mark.rule("D3")
def test_the_day_of_receipt_is_not_counted_and_the_last_ends_at_midnight() -> None:
    monday_morning = in_china(2026, 3, 9, 0, 0)
    assert due_at(monday_morning, RepairTime(TimeUnit.DAYS, 3), is_working) == in_china(2026, 3, 13, 0, 0)


@pytest.mark.rule("D3")
def test_a_last_day_that_is_a_holiday_moves_to_the_next_working_day() -> None:
    received = in_china(2026, 2, 12, 9, 0)
    assert due_at(received, RepairTime(TimeUnit.DAYS, 3), is_working) == in_china(2026, 2, 25, 0, 0)


@pytest.mark.rule("D3")
def test_it_does_not_move_where_the_contract_says_otherwise() -> None:
    received = in_china(2026, 2, 12, 9, 0)
    stays = RepairTime(TimeUnit.DAYS, 3, moves_off_holidays=False)
    assert due_at(received, stays, is_working) == in_china(2026, 2, 16, 0, 0)


@pytest.mark.rule("D3")
def test_holidays_on_the_way_do_not_lengthen_the_time() -> None:
    received = in_china(2026, 2, 13, 9, 0)
    assert due_at(received, RepairTime(TimeUnit.DAYS, 11), is_working) == in_china(2026, 2, 25, 0, 0)


@pytest.mark.rule("D3")
def test_the_last_moment_is_in_time_and_the_next_is_not() -> None:
    due = datetime(2026, 3, 13, tzinfo=UTC)
    assert not has_passed(due, due)
    assert has_passed(due, first_moment_after(due))


moments = st.integers(0, 15 * 365 * 86_400).map(
    lambda seconds: datetime(2020, 1, 1, tzinfo=UTC) + timedelta(seconds=seconds)
)
times = st.builds(RepairTime, st.sampled_from(TimeUnit), st.integers(1, 400), st.booleans())
shares = st.fractions(Fraction(1, 100), Fraction(99, 100), max_denominator=100)


@pytest.mark.rule("D3")
@given(moments, times)
def test_every_deadline_lies_after_receipt_in_utc_and_days_end_on_a_working_day(
    received: datetime, time: RepairTime
) -> None:
    due = due_at(received, time, is_working)
    assert due > received
    assert due.tzinfo is UTC
    if time.unit is TimeUnit.DAYS and time.moves_off_holidays:
        assert is_working(day_in_china(due - timedelta(microseconds=1)))


@pytest.mark.rule("N2", "L7")
@given(moments, times, shares)
def test_the_reminder_lies_between_receipt_and_deadline(received: datetime, time: RepairTime, share: Fraction) -> None:
    due = due_at(received, time, is_working)
    assert received < remind_at(received, due, share) < due


@pytest.mark.rule("N2")
def test_two_thirds_of_three_seconds_are_two() -> None:
    received = datetime(2026, 3, 10, tzinfo=UTC)
    assert remind_at(received, received + timedelta(seconds=3), Fraction(2, 3)) == received + timedelta(seconds=2)
