"""When handling runs long and what the customer is owed then (I9)."""

from datetime import date, datetime, timedelta

import pytest
from aftercare_contracts.periods import CHINA
from hypothesis import given
from hypothesis import strategies as st
from intake.domain.long_running import Rhythm, first_week, has_heard_enough, last_day_of_week, week_of

RHYTHM = Rhythm(7, 2)


def china(*moment: int) -> datetime:
    return datetime(*moment, tzinfo=CHINA)  # type: ignore[arg-type,misc]


@pytest.mark.rule("I9")
@pytest.mark.parametrize(
    ("registered", "begins"),
    [
        (china(2026, 3, 8, 23, 59), china(2026, 3, 16)),
        (china(2026, 3, 9, 0, 0), china(2026, 3, 23)),
        (china(2026, 3, 10, 10), china(2026, 3, 23)),
        (china(2026, 3, 15, 23, 59), china(2026, 3, 23)),
    ],
)
def test_it_runs_long_from_the_first_week_that_begins_after_seven_days(registered: datetime, begins: datetime) -> None:
    assert first_week(registered, RHYTHM) == begins


@pytest.mark.rule("I9")
@pytest.mark.parametrize(
    ("promised_on", "begins"), [(date(2026, 3, 17), china(2026, 3, 23)), (date(2026, 3, 18), china(2026, 3, 16))]
)
def test_a_date_over_a_week_off_brings_it_forward_to_next_week(promised_on: date, begins: datetime) -> None:
    assert first_week(china(2026, 3, 10, 10), RHYTHM, promised_on) == begins


@pytest.mark.rule("I9")
def test_two_contacts_on_one_day_are_one_and_those_of_another_week_none() -> None:
    sunday = china(2026, 3, 29, 12)
    monday, same_day, tuesday, week_before = (
        china(2026, 3, 23, 0, 0), china(2026, 3, 23, 23, 59), china(2026, 3, 24), china(2026, 3, 22, 23, 59),
    )  # fmt: skip
    assert has_heard_enough([monday, tuesday], sunday, RHYTHM)
    assert not has_heard_enough([monday, same_day], sunday, RHYTHM)
    assert not has_heard_enough([week_before, monday], sunday, RHYTHM)


@pytest.mark.rule("I9")
@given(st.integers(0, 5000 * 86_400).map(lambda seconds: china(2020, 1, 1) + timedelta(seconds=seconds)))
def test_the_week_that_begins_is_whole_and_lies_behind_a_whole_week(at: datetime) -> None:
    begins = first_week(at, RHYTHM)
    assert (begins.weekday(), begins.hour, begins.minute) == (0, 0, 0)
    assert timedelta(days=7) < begins - at <= timedelta(days=15)
    assert last_day_of_week(begins) == (begins + timedelta(days=6)).date()
    assert (
        week_of(begins) == week_of(begins + timedelta(days=7, microseconds=-1)) != week_of(begins + timedelta(days=7))
    )
