"""Weeks, months and marks of a look (N6), and how an item of the daily list presses (N2)."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from aftercare_contracts.periods import CHINA, day_in_china, end_of
from aftercare_contracts.values import Role
from hypothesis import given
from hypothesis import strategies as st
from notify.domain import daily, looks, policies
from notify.domain.daily import Item, Kind, Urgency
from notify.domain.looks import Finding, Mark, SaysTooLittle, SaysTooMuch

from .plan import seeded

DAYS = st.dates(date(2020, 1, 1), date(2040, 12, 31))
MOMENTS = st.datetimes(datetime(2020, 1, 1), datetime(2040, 12, 31), timezones=st.just(UTC))  # noqa: DTZ001
NOW = datetime(2026, 3, 10, 2, tzinfo=UTC)


@pytest.mark.rule("N6")
@given(DAYS)
def test_every_day_lies_in_its_week_which_is_signed_by_sunday(day: date) -> None:
    week = looks.week_of(day)
    assert week.first <= day < week.after
    assert (week.first.isoweekday(), week.until.isoweekday(), (week.after - week.first).days) == (1, 7, 7)
    assert {looks.week_of(week.first + timedelta(days=n)).key for n in range(7)} == {week.key}


@pytest.mark.rule("N6")
@pytest.mark.parametrize(
    ("day", "key"), [(date(2026, 12, 31), "2026-W53"), (date(2027, 1, 3), "2026-W53"), (date(2027, 1, 4), "2027-W01")]
)
def test_the_week_of_the_new_year_has_one_name(day: date, key: str) -> None:
    assert looks.week_of(day).key == key


@pytest.mark.rule("N6")
@given(DAYS)
def test_the_month_looked_at_is_the_whole_one_before(day: date) -> None:
    month = looks.month_before(day, 3)
    assert (month.after - timedelta(days=1)).month == month.first.month
    assert (month.first.day, month.after.day, month.until.day) == (1, 1, 3)
    assert month.after <= day


@pytest.mark.rule("N6")
@pytest.mark.parametrize("finding", [Finding.BADLY_HANDLED, Finding.UNHANDLED])
@pytest.mark.parametrize("missing", ["what", "owner_role", "due_on"])
def test_what_is_not_well_says_what_who_and_by_when(finding: Finding, missing: str) -> None:
    whole: dict[str, Any] = {"what": "x", "owner_role": Role.SALES_DESK, "due_on": date(2026, 3, 20)}
    looks.must_say_enough(Mark(finding, **whole))
    with pytest.raises(SaysTooLittle):
        looks.must_say_enough(Mark(finding, **whole | {missing: None}))


@pytest.mark.rule("N6")
def test_what_is_well_may_be_praised_but_has_no_date() -> None:
    looks.must_say_enough(Mark(Finding.WELL, "处理及时", None, None))
    with pytest.raises(SaysTooMuch):
        looks.must_say_enough(Mark(Finding.WELL, None, None, date(2026, 3, 20)))


@pytest.mark.rule("N6")
@pytest.mark.parametrize(
    ("change", "pointer"),
    [
        (lambda data: data["cases"].append(data["cases"][0]), "/cases/3/head"),
        (lambda data: data["visits"][0].update(needs=["sales"]), "/visits/0/needs"),
        (lambda data: data["cases"][0].update(desks=["kitchen"]), "/cases/0/desks/0"),
    ],
)
def test_a_table_in_which_nobody_could_sign_is_refused_with_its_place(change: Any, pointer: str) -> None:
    data = seeded("looks")
    assert policies.check_looks(data) == []
    change(data)
    assert [problem.pointer for problem in policies.check_looks(data)] == [pointer]


def item(due_at: datetime | None, since: datetime | None = None) -> Item:
    return Item(Kind.LIMIT, "x", "KS-1", UUID(int=1), "P1", Role.SITE_LEAD, None, due_at, since)


@pytest.mark.rule("N2")
@given(MOMENTS, st.timedeltas(timedelta(days=-40), timedelta(days=40)))
def test_passed_due_today_or_neither_follows_from_the_moment_alone(now: datetime, apart: timedelta) -> None:
    due_at = now + apart
    expected = (
        Urgency.PASSED
        if apart < timedelta()
        else Urgency.DUE_TODAY
        if due_at <= end_of(day_in_china(now))
        else Urgency.HELD
    )
    assert daily.urgency(item(due_at), now) is expected


@pytest.mark.rule("N2")
def test_new_is_what_came_today_or_the_day_before() -> None:
    yesterday = datetime(2026, 3, 9, 0, 0, tzinfo=CHINA)
    assert daily.urgency(item(None, yesterday), NOW) is Urgency.FRESH
    assert daily.urgency(item(None, yesterday - timedelta(seconds=1)), NOW) is Urgency.HELD


@pytest.mark.rule("N2")
@given(st.lists(st.timedeltas(timedelta(days=-3), timedelta(days=3)), max_size=8))
def test_the_most_pressing_comes_first(apart: list[timedelta]) -> None:
    found = daily.listed([item(NOW + each) for each in apart], NOW)
    places = [daily.ORDER.index(each.urgency) for each in found]
    assert places == sorted(places)
    dues = [each.item.due_at for each in found if each.item.due_at]
    assert dues == sorted(dues)


@pytest.mark.rule("N2")
@given(MOMENTS)
def test_the_next_morning_lies_ahead_within_a_day_at_its_hour(now: datetime) -> None:
    at = daily.next_morning(now, "08:30")
    assert now < at <= now + timedelta(days=1)
    assert f"{at.astimezone(CHINA):%H:%M}" == "08:30"
