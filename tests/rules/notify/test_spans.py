"""Weeks, months, quarters and years by China's clock, and what each is compared with."""

from datetime import UTC, date, datetime, timedelta

import pytest
from aftercare_contracts.periods import CHINA
from hypothesis import given
from hypothesis import strategies as st
from notify.domain.spans import Length, NoSuchPeriod, Span, span_at, span_named, span_of

DAYS = st.dates(date(2001, 1, 1), date(2899, 12, 31))
LENGTHS = st.sampled_from(Length)


@pytest.mark.rule("N4")
@given(LENGTHS, DAYS)
def test_periods_follow_each_other_without_gap_and_are_read_as_they_are_written(length: Length, day: date) -> None:
    span = span_of(length, day)
    assert span.first_on <= day < span.after_on
    assert span.before.after_on == span.first_on
    assert span_named(length, span.name, "/period") == span
    assert [part.holds(span.starts_at) for part in span.parts].count(True) == 1
    assert all(one.after_on == then.first_on for one, then in zip(span.parts, span.parts[1:], strict=False))


@pytest.mark.rule("N4")
@pytest.mark.parametrize(
    ("at", "length", "name"),
    [
        (datetime(2025, 12, 31, 15, 59, 59, tzinfo=UTC), Length.YEAR, "2025"),
        (datetime(2025, 12, 31, 16, 0, tzinfo=UTC), Length.YEAR, "2026"),
        (datetime(2025, 12, 31, 16, 0, tzinfo=UTC), Length.WEEK, "2026-W01"),
        (datetime(2026, 2, 28, 15, 59, 59, 999999, tzinfo=UTC), Length.MONTH, "2026-02"),
        (datetime(2026, 2, 28, 16, 0, tzinfo=UTC), Length.MONTH, "2026-03"),
        (datetime(2024, 2, 29, 3, 0, tzinfo=UTC), Length.MONTH, "2024-02"),
        (datetime(2026, 3, 31, 16, 0, tzinfo=UTC), Length.QUARTER, "2026-Q2"),
        (datetime(2026, 3, 8, 15, 59, 59, tzinfo=UTC), Length.WEEK, "2026-W10"),
        (datetime(2026, 3, 8, 16, 0, tzinfo=UTC), Length.WEEK, "2026-W11"),
    ],
)
def test_a_moment_belongs_to_its_period_by_chinas_clock(at: datetime, length: Length, name: str) -> None:
    span = span_at(length, at)
    assert span.name == name
    assert span.holds(at)
    assert not span.before.holds(at)


@pytest.mark.rule("N4")
@pytest.mark.parametrize(
    ("length", "name", "before", "year_ago"),
    [
        (Length.MONTH, "2026-01", "2025-12", "2025-01"),
        (Length.MONTH, "2024-02", "2024-01", "2023-02"),
        (Length.MONTH, "2024-03", "2024-02", "2023-03"),
        (Length.QUARTER, "2026-Q1", "2025-Q4", "2025-Q1"),
        (Length.YEAR, "2026", "2025", "2025"),
        (Length.WEEK, "2026-W01", "2025-W52", "2025-W01"),
        (Length.WEEK, "2026-W53", "2026-W52", "2025-W52"),
    ],
)
def test_what_a_period_is_compared_with(length: Length, name: str, before: str, year_ago: str) -> None:
    span = span_named(length, name, "/period")
    assert (span.before.name, span.year_ago.name) == (before, year_ago)


@pytest.mark.rule("N4")
def test_february_has_its_own_length() -> None:
    for year, days in ((2024, 29), (2026, 28)):
        span = Span(Length.MONTH, date(year, 2, 1))
        assert span.ends_at - span.starts_at == timedelta(days=days)
        assert span.ends_at == datetime(year, 3, 1, tzinfo=CHINA)


@pytest.mark.rule("N4")
@pytest.mark.parametrize(
    ("length", "name"),
    [
        (Length.WEEK, "2026-W00"), (Length.WEEK, "2025-W53"), (Length.WEEK, "2026-03"), (Length.MONTH, "2026-13"), (Length.MONTH, "2026-3"),
        (Length.QUARTER, "2026-Q5"), (Length.YEAR, "26"), (Length.YEAR, "1999"), (Length.MONTH, "２026-03"),
    ],
)  # fmt: skip
def test_what_is_no_period_is_refused_with_its_place(length: Length, name: str) -> None:
    with pytest.raises(NoSuchPeriod) as refused:
        span_named(length, name, "/period")
    assert refused.value.problems[0].pointer == "/period"


@pytest.mark.rule("N4")
def test_titles_are_chinese() -> None:
    assert span_named(Length.WEEK, "2026-W01", "").title == "2026年第1周（12月29日至1月4日）"
    assert span_named(Length.MONTH, "2026-02", "").title == "2026年2月"
    assert span_named(Length.QUARTER, "2026-Q4", "").title == "2026年第4季度"
