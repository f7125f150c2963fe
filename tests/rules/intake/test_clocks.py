"""The clocks against a slow, obviously right model that lives through every quarter of an hour of 2020 to 2027 (I14, B2)."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta

import pytest
from aftercare_contracts.periods import CHINA, day_in_china
from hypothesis import example, given, settings
from hypothesis import strategies as st
from intake.domain.clocks import (
    Because,
    Calendars,
    CannotPause,
    Pause,
    Unit,
    open_pause,
    pause,
    run,
)
from intake.domain.opening_hours import hours_from
from plumbing.calendar_days import expected_days

from .policies import seeded

QUARTER = timedelta(minutes=15)
WORKING = {day.day: day.is_working for day in expected_days(2020, 2028)}
HOURS = hours_from(seeded("opening_hours"))
CALENDARS = Calendars(WORKING.__getitem__, HOURS)
AMOUNTS = {
    Unit.HOURS: st.integers(1, 80), Unit.DAYS: st.integers(1, 12), Unit.WORKING_DAYS: st.integers(1, 9),
    Unit.OPENING_HOURS: st.integers(1, 30), Unit.CLOSINGS: st.integers(0, 6),
}  # fmt: skip


def slow(unit: Unit, amount: int, start: datetime, pauses: Sequence[Pause]) -> datetime:
    """Live through it: step by step, counting what counts, until enough has been counted."""
    counted, now = timedelta() if unit in (Unit.HOURS, Unit.OPENING_HOURS) else 0, start
    while True:
        before, now = now, now + QUARTER
        still = any(one.paused_at < now <= (one.resumed_at or now) for one in pauses)
        if unit is Unit.HOURS:
            counted += QUARTER * (not still)  # type: ignore[operator]
        elif unit is Unit.OPENING_HOURS:
            counted += QUARTER * (not still and is_open(before))  # type: ignore[operator]
        else:
            counted += not still and is_tick(unit, before, now, start)  # type: ignore[operator]
        if counted == (timedelta(hours=amount) if isinstance(counted, timedelta) else amount + (unit is Unit.CLOSINGS)):
            return now


def is_open(at: datetime) -> bool:
    local = at.astimezone(CHINA)
    weekend = local.isoweekday() > 5
    spans = (("09:00", "17:00"),) if weekend else (("08:30", "12:00"), ("13:00", "17:00"))
    return any(time.fromisoformat(begin) <= local.time() < time.fromisoformat(end) for begin, end in spans)


def is_tick(unit: Unit, before: datetime, now: datetime, start: datetime) -> bool:
    if unit is Unit.CLOSINGS:
        return now.astimezone(CHINA).time() == time(17)
    day = day_in_china(before)
    if day == day_in_china(now) or day == day_in_china(start):
        return False
    return unit is Unit.DAYS or WORKING[day]


moments = st.integers(0, 7 * 365 * 96).map(lambda quarters: datetime(2020, 1, 1, tzinfo=UTC) + QUARTER * quarters)


@st.composite
def pauses_after(draw: st.DrawFn, start: datetime) -> list[Pause]:
    found, at = [], start
    for _ in range(draw(st.integers(0, 3))):
        begin = at + QUARTER * draw(st.integers(0, 400))
        at = begin + QUARTER * draw(st.integers(1, 700))
        found.append(Pause(begin, at, "业主出差", "lin"))
    return found


@pytest.mark.rule("B2", "I14", "I10", "I8", "I6")
@pytest.mark.parametrize("unit", AMOUNTS)
@given(data=st.data(), start=moments)
@settings(max_examples=60, deadline=None)
@example(data=None, start=datetime(2024, 2, 28, 16, tzinfo=UTC))
def test_every_clock_ends_when_living_through_it_ends(unit: Unit, data: st.DataObject | None, start: datetime) -> None:
    amount = data.draw(AMOUNTS[unit]) if data else 2
    pauses = data.draw(pauses_after(start)) if data else []
    assert run(unit, amount, start, CALENDARS, pauses).due_at == slow(unit, amount, start, pauses)


def china(*moment: int) -> datetime:
    return datetime(*moment, tzinfo=CHINA)  # type: ignore[arg-type,misc]


def still(begin: datetime, end: datetime | None) -> Pause:
    return Pause(begin, end, "业主出差", "lin")


@pytest.mark.rule("B2")
def test_a_pause_within_one_day_costs_no_day_and_one_over_midnight_one() -> None:
    start = china(2026, 3, 10, 10)
    within = still(china(2026, 3, 11, 9), china(2026, 3, 11, 23, 59))
    over = still(china(2026, 3, 11, 23, 59), china(2026, 3, 12, 0, 1))
    to_midnight = still(china(2026, 3, 11, 9), china(2026, 3, 12))
    from_midnight = still(china(2026, 3, 12), china(2026, 3, 12, 9))
    due = {
        name: run(Unit.DAYS, 7, start, CALENDARS, [one]).due_at
        for name, one in (("within", within), ("over", over), ("to", to_midnight), ("from", from_midnight))
    }
    assert due == {
        "within": china(2026, 3, 18), "over": china(2026, 3, 19), "to": china(2026, 3, 19), "from": china(2026, 3, 18),
    }  # fmt: skip


@pytest.mark.rule("B2", "I6")
def test_hours_run_on_by_exactly_what_they_stood_still() -> None:
    start = china(2026, 3, 10, 10)
    pauses = [
        still(china(2026, 3, 10, 12), china(2026, 3, 10, 15)),
        still(china(2026, 3, 10, 16), china(2026, 3, 12, 16)),
    ]
    assert run(Unit.HOURS, 24, start, CALENDARS, pauses).due_at == start + timedelta(hours=24 + 3 + 48)


@pytest.mark.rule("B2")
@pytest.mark.parametrize("unit", AMOUNTS)
def test_a_clock_that_stands_still_before_its_end_has_none_and_one_paused_at_its_end_has(unit: Unit) -> None:
    start = china(2026, 3, 10, 10)
    end = run(unit, 3, start, CALENDARS).due_at
    assert end is not None
    assert run(unit, 3, start, CALENDARS, [still(end - QUARTER, None)]).due_at is None
    assert run(unit, 3, start, CALENDARS, [still(end, None)]).due_at == end


@pytest.mark.rule("I14")
def test_the_ticks_say_which_days_counted_and_which_did_not() -> None:
    """The eve of Spring Festival 2026: 14 February is a make-up day, 15 to 23 are free."""
    found = run(Unit.WORKING_DAYS, 2, china(2026, 2, 13, 10), CALENDARS)
    assert found.due_at == china(2026, 2, 25)
    assert [tick.day for tick in found.ticks if tick.because is Because.COUNTED] == [
        date(2026, 2, 14),
        date(2026, 2, 24),
    ]
    assert {tick.because for tick in found.ticks[1:-1]} == {Because.NOT_WORKING}


@pytest.mark.rule("I14", "I13")
@pytest.mark.parametrize(
    ("at", "closes"),
    [
        (china(2026, 3, 10, 16, 59), china(2026, 3, 10, 17)),
        (china(2026, 3, 10, 17), china(2026, 3, 11, 17)),
        (china(2026, 3, 13, 23), china(2026, 3, 14, 17)),
    ],
)
def test_before_the_shift_ends_is_the_closing_of_the_day_or_of_the_next(at: datetime, closes: datetime) -> None:
    assert run(Unit.CLOSINGS, 0, at, CALENDARS).due_at == closes


@pytest.mark.rule("B2")
def test_only_a_running_clock_is_paused() -> None:
    first = pause([], "业主出差", "lin", china(2026, 3, 10))
    assert open_pause([first]) == first
    with pytest.raises(CannotPause):
        pause([first], "再等", "lin", china(2026, 3, 11))


@pytest.mark.parametrize("unit", [Unit.WORKING_DAYS, Unit.OPENING_HOURS, Unit.CLOSINGS])
def test_a_calendar_without_an_end_is_an_error_and_no_endless_loop(unit: Unit) -> None:
    with pytest.raises(ValueError, match="ten years"):
        run(unit, 1, china(2026, 3, 10), Calendars(lambda day: False))
