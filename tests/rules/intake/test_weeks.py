"""Weeks from Monday to Sunday in China, and what is said of what fell due in one (I8, I19)."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from aftercare_contracts.periods import day_in_china
from hypothesis import given
from hypothesis import strategies as st
from intake.domain import weeks as domain
from intake.domain.weeks import Outcome, Source, Week, week_named, week_of

MOMENTS = st.integers(0, 20 * 366 * 86_400).map(
    lambda seconds: datetime(2020, 1, 1, tzinfo=UTC) + timedelta(seconds=seconds)
)
W11 = Week(date(2026, 3, 9))
SECOND = timedelta(seconds=1)


@pytest.mark.rule("I8")
@given(at=MOMENTS)
def test_a_moment_lies_in_the_week_of_its_day_in_china(at: datetime) -> None:
    week = week_of(at)
    assert week.begins_at <= at < week.ends_at
    assert week.monday.weekday() == 0
    assert week_named(week.name, "/week") == week
    year, number, _ = day_in_china(at).isocalendar()
    assert week.name == f"{year}-W{number:02d}"


@pytest.mark.rule("I8")
def test_a_week_ends_with_sunday_in_china() -> None:
    sunday_night = datetime(2026, 3, 15, 16, tzinfo=UTC)
    assert week_of(sunday_night - SECOND) == W11
    assert week_of(sunday_night).name == "2026-W12"
    assert not W11.is_over(sunday_night - SECOND)
    domain.must_be_over(W11, sunday_night)
    with pytest.raises(domain.WeekRuns):
        domain.must_be_over(W11, sunday_night - SECOND)


@pytest.mark.rule("I8")
@pytest.mark.parametrize(
    "name", ["", "2026-W00", "2025-W53", "2026-W54", "2026W11", "1999-W10", "2026-W1", "２026-W11", "2026-W11\n"]
)
def test_what_is_no_week_is_refused(name: str) -> None:
    with pytest.raises(domain.NoSuchWeek) as refused:
        week_named(name, "query:week")
    assert refused.value.problems[0].pointer == "query:week"


@pytest.mark.rule("I8")
def test_a_year_of_53_weeks_has_the_last() -> None:
    assert week_named("2026-W53", "/week").monday == date(2026, 12, 28)


@pytest.mark.rule("I19")
def test_a_feed_is_awaited_until_monday_noon_in_china() -> None:
    assert W11.confirm_by(time(12)) == datetime(2026, 3, 16, 4, tzinfo=UTC)


@pytest.mark.rule("I19")
def test_a_report_has_one_id_and_no_two_have_the_same() -> None:
    ids = {
        domain.report_id(source, project, week)
        for source in Source
        for project in ("P1", "P2")
        for week in (W11, Week(date(2026, 3, 16)))
    }
    assert len(ids) == 12
    assert domain.report_id(Source.SALES, "P1", W11) in ids


@pytest.mark.rule("I8")
@pytest.mark.parametrize(
    ("ended", "gave_way", "settled", "expected"),
    [
        (False, False, None, Outcome.NONE),
        (True, False, True, Outcome.SETTLED),
        (True, False, False, Outcome.UNSETTLED),
        (False, False, False, Outcome.UNSETTLED),
        (True, False, None, Outcome.SETTLED),
        (True, True, None, Outcome.GIVEN_WAY),
    ],
)
def test_what_came_of_it(ended: bool, gave_way: bool, settled: bool | None, expected: Outcome) -> None:
    assert domain.outcome(ended=ended, gave_way=gave_way, settled=settled) is expected


@pytest.mark.rule("I8")
@given(seconds=st.integers(-3, 3), open_=st.booleans())
def test_it_is_overdue_once_its_end_passed_without_a_result(seconds: int, open_: bool) -> None:
    due_at = W11.ends_at
    at = due_at + seconds * SECOND
    overdue = domain.is_overdue(due_at, None if open_ else at, at)
    assert overdue is (seconds > 0)
