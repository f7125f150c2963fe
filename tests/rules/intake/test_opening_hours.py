"""When the centre is open (I14), and that this is another thing than working days."""

from datetime import UTC, date, datetime, time

import pytest
from aftercare_contracts.periods import CHINA
from hypothesis import given
from hypothesis import strategies as st
from intake.domain.opening_hours import hours_from, is_open

from .policies import seeded

HOURS = hours_from(seeded("opening_hours"))


def monday(hour: int, minute: int) -> datetime:
    return datetime(2026, 3, 9, hour, minute, tzinfo=CHINA)


def saturday(hour: int, minute: int) -> datetime:
    return datetime(2026, 3, 14, hour, minute, tzinfo=CHINA)


@pytest.mark.rule("I14")
@pytest.mark.parametrize(
    ("at", "is_it"),
    [
        (monday(8, 29), False),
        (monday(8, 30), True),
        (monday(11, 59), True),
        (monday(12, 0), False),
        (monday(12, 59), False),
        (monday(13, 0), True),
        (monday(16, 59), True),
        (monday(17, 0), False),
        (saturday(8, 59), False),
        (saturday(9, 0), True),
        (saturday(12, 30), True),
        (saturday(17, 0), False),
    ],
)
def test_open_from_the_first_minute_until_before_the_last(at: datetime, is_it: bool) -> None:
    assert is_open(HOURS, at) is is_it


@pytest.mark.rule("I14")
def test_chinas_clock_decides_whatever_zone_the_moment_is_given_in() -> None:
    assert is_open(HOURS, datetime(2026, 3, 9, 0, 30, tzinfo=UTC))
    assert not is_open(HOURS, datetime(2026, 3, 9, 9, 0, tzinfo=UTC))


@pytest.mark.rule("I14")
@given(st.dates(), st.integers(0, 8 * 60 - 1))
def test_never_open_at_night_and_open_at_ten_every_day(day: date, minute: int) -> None:
    assert is_open(HOURS, datetime.combine(day, time(10), CHINA))
    assert not is_open(HOURS, datetime.combine(day, time(minute // 60, minute % 60), CHINA))


@pytest.mark.rule("I14")
def test_other_hours_are_other_data() -> None:
    longer = hours_from([{"weekdays": [1], "from": "08:00", "until": "20:00"}])
    assert is_open(longer, monday(19, 59))
    assert not is_open(longer, saturday(10, 0))
