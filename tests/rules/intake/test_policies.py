"""What the limits, the routes and the opening hours can say, at their boundaries."""

import copy
from datetime import time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from intake.domain import policies
from intake.domain.limits import LimitName, Unit, rules_from
from intake.domain.opening_hours import hours_from
from intake.domain.routing import routing_from

from .policies import seeded

LIMITS, ROUTING, HOURS = seeded("limits"), seeded("routing"), seeded("opening_hours")


def limits_with(name: LimitName, **what: Any) -> tuple[int, Any]:
    """The limits as seeded with one that says something else, and where it stands."""
    data = copy.deepcopy(LIMITS)
    at = next(i for i, row in enumerate(data) if row["name"] == name)
    data[at] |= what
    return at, data


def pointers(found: Any) -> list[str]:
    assert all(problem.expected for problem in found)
    return [problem.pointer for problem in found]


@pytest.mark.rule("I6", "I8", "I10")
@pytest.mark.parametrize(
    ("name", "what", "field"),
    [
        (LimitName.FIRST_FEEDBACK, {"count": 1}, None),
        (LimitName.FIRST_FEEDBACK, {"count": 0}, "count"),
        (LimitName.FIRST_FEEDBACK, {"count": -1}, "count"),
        (LimitName.FIRST_FEEDBACK, {"count": 1001}, "count"),
        (LimitName.FIRST_FEEDBACK, {"count": 24.0}, "count"),
        (LimitName.FIRST_FEEDBACK, {"count": True}, "count"),
        (LimitName.FIRST_FEEDBACK, {"unit": "weeks"}, "unit"),
        (LimitName.FIRST_FEEDBACK, {"unit": "fixed", "count": 0}, "unit"),
        (LimitName.PROMISED_DATE, {"unit": "days", "count": 3}, "unit"),
        (LimitName.PROMISED_DATE, {"count": 1}, "count"),
        (LimitName.SUGGESTION_PASSED_ON, {"count": 0}, None),
        (LimitName.WEEKLY_RESULT, {"remind_share": 0.01}, None),
        (LimitName.WEEKLY_RESULT, {"remind_share": 0}, "remind_share"),
        (LimitName.WEEKLY_RESULT, {"remind_share": 0.0}, "remind_share"),
        (LimitName.WEEKLY_RESULT, {"remind_share": 1.0}, "remind_share"),
        (LimitName.WEEKLY_RESULT, {"remind_share": "0.7"}, "remind_share"),
        (LimitName.WEEKLY_RESULT, {"pause": True}, "pause"),
    ],
)
def test_a_limit_has_a_count_its_unit_can_have_and_a_share_within_the_time(
    name: LimitName, what: dict[str, Any], field: str | None
) -> None:
    at, data = limits_with(name, **what)
    assert pointers(policies.check_limits(data)) == ([f"/{at}/{field}"] if field else [])


@given(st.sampled_from(list(LimitName)), st.sampled_from(list(Unit)), st.integers(-2, 1002))
def test_limits_that_pass_can_be_reckoned_by(name: LimitName, unit: Unit, count: int) -> None:
    _, data = limits_with(name, unit=unit, count=count)
    if not policies.check_limits(data):
        assert set(rules_from(data)) == set(LimitName)
        assert (unit is Unit.FIXED) == (name in policies.NAMED_BY_PEOPLE)


def test_every_limit_is_there_once() -> None:
    assert pointers(policies.check_limits(LIMITS[1:])) == [""]
    assert pointers(policies.check_limits([*LIMITS, LIMITS[0]])) == [f"/{len(LIMITS)}/name"]


@pytest.mark.rule("I4")
@pytest.mark.parametrize(
    ("code", "row", "at"),
    [
        ("pest", {"class": "class_1", "desk": "property_desk"}, None),
        ("pest", {"class": "class_1", "desk": "property_desk", "part": None, "returns_to_centre": False}, None),
        ("pest", {"class": "class_4", "desk": "property_desk"}, "/pest/class"),
        ("pest", {"class": "class_1", "desk": "sales"}, "/pest/desk"),
        ("pest", {"class": "class_1"}, "/pest/desk"),
        ("pest", {"class": "class_1", "desk": "site_lead", "part": "garden"}, "/pest/part"),
        ("pest", {"class": "class_1", "desk": "site_lead", "returns_to_centre": 1}, "/pest/returns_to_centre"),
        ("pest", {"class": "class_1", "desk": "site_lead", "note": "x"}, "/pest/note"),
        ("Pest/x", {"class": "class_1", "desk": "site_lead"}, "/Pest~1x"),
    ],
)
def test_a_subject_has_a_class_and_a_desk_of_the_centre(code: str, row: dict[str, Any], at: str | None) -> None:
    data = {**ROUTING, code: row}
    assert pointers(policies.check_routing(data)) == ([at] if at else [])
    if not at:
        assert code in routing_from(data)


def test_a_table_without_subjects_routes_nobody() -> None:
    assert pointers(policies.check_routing({})) == [""]


def span(days: list[Any], begin: str, until: str) -> dict[str, Any]:
    return {"weekdays": days, "from": begin, "until": until}


@pytest.mark.rule("I14")
@pytest.mark.parametrize(
    ("data", "at"),
    [
        ([span([1], "09:00", "12:00"), span([1], "12:00", "17:00")], None),
        ([span([1], "12:00", "17:00"), span([2, 1], "09:00", "12:00")], None),
        ([span([1], "09:00", "12:01"), span([1], "12:00", "17:00")], "/1/from"),
        ([span([1, 2], "12:00", "17:00"), span([2], "09:00", "12:01")], "/0/from"),
        ([span([1], "09:00", "17:00"), span([1], "10:00", "11:00")], "/1/from"),
        ([span([1], "09:00", "09:00")], "/0/until"),
        ([span([1], "09:00", "08:59")], "/0/until"),
        ([span([1], "9:00", "12:00")], "/0/from"),
        ([span([1], "09:00", "24:00")], "/0/until"),
        ([span([1], "09:00", "12:60")], "/0/until"),
        ([span([0], "09:00", "12:00")], "/0/weekdays/0"),
        ([span([8], "09:00", "12:00")], "/0/weekdays/0"),
        ([span([1, 1], "09:00", "12:00")], "/0/weekdays"),
        ([span([], "09:00", "12:00")], "/0/weekdays"),
        ([], ""),
    ],
)
def test_spans_begin_before_they_end_and_do_not_overlap(data: Any, at: str | None) -> None:
    assert pointers(policies.check_opening_hours(data)) == ([] if at is None else [at])


CLOCKS = st.times().map(lambda at: f"{at:%H:%M}")


@given(st.lists(st.builds(span, st.lists(st.integers(1, 7), min_size=1, unique=True), CLOCKS, CLOCKS), max_size=4))
def test_in_hours_that_pass_no_minute_is_counted_twice(data: list[dict[str, Any]]) -> None:
    if policies.check_opening_hours(data):
        return
    for day in range(1, 8):
        spans = [(begin, end) for days, begin, end in hours_from(data) if day in days]
        for at in {time(hour, minute) for hour in range(24) for minute in (0, 29)} | {begin for begin, _ in spans}:
            assert sum(begin <= at < end for begin, end in spans) <= 1
