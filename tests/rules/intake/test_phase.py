"""Where a unit stands on the day of registration (I4): the first year to the day."""

from datetime import date, timedelta

import pytest
from aftercare_contracts.values import Phase
from hypothesis import given
from hypothesis import strategies as st
from intake.domain.phase import UnitDates, phase_on

HANDED_OVER = UnitDates(date(2024, 6, 1), date(2025, 3, 10))
days = st.dates(date(1990, 1, 1), date(2090, 12, 31))


@pytest.mark.rule("I4")
@pytest.mark.parametrize(
    ("day", "phase"),
    [
        (date(2025, 3, 9), Phase.BEFORE_HANDOVER),
        (date(2025, 3, 10), Phase.FIRST_YEAR),
        (date(2026, 3, 10), Phase.FIRST_YEAR),
        (date(2026, 3, 11), Phase.AFTER_FIRST_YEAR),
    ],
)
def test_the_year_runs_from_the_handover_to_the_end_of_the_anniversary(day: date, phase: Phase) -> None:
    assert phase_on(day, HANDED_OVER) is phase


@pytest.mark.rule("I4")
@pytest.mark.parametrize(
    ("day", "phase"),
    [
        (date(2025, 2, 28), Phase.FIRST_YEAR),
        (date(2025, 3, 1), Phase.AFTER_FIRST_YEAR),
    ],
)
def test_handed_over_on_29_february_the_year_ends_with_the_28th(day: date, phase: Phase) -> None:
    assert phase_on(day, UnitDates(handed_over_on=date(2024, 2, 29))) is phase


@pytest.mark.rule("I4")
def test_handed_over_on_28_february_before_a_leap_year_the_29th_is_after_the_year() -> None:
    dates = UnitDates(handed_over_on=date(2023, 2, 28))
    assert phase_on(date(2024, 2, 28), dates) is Phase.FIRST_YEAR
    assert phase_on(date(2024, 2, 29), dates) is Phase.AFTER_FIRST_YEAR


@pytest.mark.rule("I4")
def test_a_wrongful_refusal_counts_as_handover_on_the_notices_date() -> None:
    refused = UnitDates(date(2024, 6, 1), None, date(2025, 3, 10))
    assert phase_on(date(2025, 3, 9), refused) is Phase.BEFORE_HANDOVER
    assert phase_on(date(2025, 3, 10), refused) is Phase.FIRST_YEAR
    assert phase_on(date(2026, 3, 11), refused) is Phase.AFTER_FIRST_YEAR


@pytest.mark.rule("I4")
def test_taken_over_after_a_refusal_the_year_still_runs_from_the_notice() -> None:
    dates = UnitDates(date(2024, 6, 1), date(2025, 9, 1), date(2025, 3, 10))
    assert dates.counts_as_handed_over_on == date(2025, 3, 10)
    assert phase_on(date(2026, 3, 11), dates) is Phase.AFTER_FIRST_YEAR


@pytest.mark.rule("I4")
@given(days)
def test_without_a_handover_there_is_no_year(day: date) -> None:
    assert phase_on(day, UnitDates(date(2020, 1, 1))) is Phase.BEFORE_HANDOVER


@pytest.mark.rule("I4")
@given(days)
def test_the_first_year_has_366_or_367_days_with_both_ends(handed_over_on: date) -> None:
    dates = UnitDates(handed_over_on=handed_over_on)
    within = [n for n in range(370) if phase_on(handed_over_on + timedelta(days=n), dates) is Phase.FIRST_YEAR]
    assert within == list(range(len(within)))
    assert len(within) in (366, 367)


@pytest.mark.rule("I4")
@given(days, days, days)
def test_time_only_leads_from_phase_to_phase(handed_over_on: date, one: date, other: date) -> None:
    dates, order = UnitDates(handed_over_on=handed_over_on), list(Phase)
    earlier, later = sorted((one, other))
    assert order.index(phase_on(earlier, dates)) <= order.index(phase_on(later, dates))
