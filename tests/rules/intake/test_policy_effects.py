"""What other figures would have done to what is past, on paper."""

import copy
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from aftercare_contracts.effects import Effect
from aftercare_contracts.values import CaseKind, Part, Phase
from hypothesis import given
from hypothesis import strategies as st
from intake.domain.limits import LimitName, LimitState, Unit
from intake.domain.opening_hours import hours_from
from intake.domain.policy_effects import KEEPS, PastCase, PastLimit, of_limits, of_opening_hours, of_routing

from .policies import seeded

LIMITS, ROUTING, HOURS = seeded("limits"), seeded("routing"), seeded("opening_hours")
START = datetime(2026, 3, 10, 2, tzinfo=UTC)
NOW = START + timedelta(days=30)


def feedback(hours: float | None, *, case_no: str = "KS-1", stretched: timedelta = timedelta(0)) -> PastLimit:
    """A limit of 24 hours that a feedback ended after so many; none while it runs."""
    due, ended = START + timedelta(hours=24) + stretched, None if hours is None else START + timedelta(hours=hours)
    state = LimitState.RUNNING if ended is None else LimitState.KEPT if ended <= due else LimitState.KEPT_LATE
    return PastLimit(case_no, "P1", LimitName.FIRST_FEEDBACK, Unit.HOURS, 24, START, due, state, ended)


def with_hours(count: int) -> Any:
    data = copy.deepcopy(LIMITS)
    data[0]["count"] = count
    return data


def tried(count: int, past: Sequence[PastLimit]) -> Effect:
    return of_limits(with_hours(count), past, lambda day: day.weekday() < 5, hours_from(HOURS), NOW)


@pytest.mark.rule("B2")
def test_a_shorter_limit_tells_how_many_kept_ones_would_have_passed() -> None:
    effect = tried(12, [feedback(12, case_no="KS-1"), feedback(12.01, case_no="KS-2"), feedback(25, case_no="KS-3")])
    (group,) = effect.groups
    assert (group.name, group.looked_at) == ("first_feedback", 3)
    assert (group.figures["would_have_passed"], group.figures["would_have_been_kept"]) == (1, 0)
    assert (group.figures["earliest_shift_minutes"], group.figures["latest_shift_minutes"]) == (-720, -720)
    assert [example.number for example in effect.examples] == ["KS-2"]
    assert "in time → passed" in effect.examples[0].what


@pytest.mark.rule("B2")
def test_a_longer_limit_tells_how_many_that_passed_would_have_been_kept() -> None:
    (group,) = tried(36, [feedback(24), feedback(36), feedback(36.01)]).groups
    assert (group.figures["would_have_passed"], group.figures["would_have_been_kept"]) == (0, 1)


@pytest.mark.rule("B2")
def test_what_runs_is_counted_apart_and_said_to_keep_its_version() -> None:
    effect = tried(1, [feedback(None)])
    assert (effect.groups[0].figures["still_running"], effect.groups[0].figures["would_have_passed"]) == (1, 0)
    assert effect.notes == (KEEPS,)


@pytest.mark.rule("B2")
def test_what_a_limit_was_paused_for_moves_its_other_end_too() -> None:
    paused = timedelta(hours=10)
    (group,) = tried(12, [feedback(22, stretched=paused), feedback(22.01, stretched=paused)]).groups
    assert group.figures["would_have_passed"] == 1


@given(st.lists(st.floats(0, 100), max_size=20))
def test_the_same_figures_change_nothing(hours: list[float]) -> None:
    effect = tried(24, [feedback(each) for each in hours])
    assert effect.examples == ()
    assert all(group.figures["latest_shift_minutes"] == 0 for group in effect.groups)


@given(st.integers(1, 100), st.lists(st.floats(0, 100), max_size=20))
def test_a_shorter_limit_never_helps_and_a_longer_never_harms(count: int, hours: list[float]) -> None:
    for group in tried(count, [feedback(each) for each in hours]).groups:
        assert group.figures["would_have_been_kept" if count <= 24 else "would_have_passed"] == 0


def past_case(matter: str, kind: CaseKind = CaseKind.COMPLAINT, phase: Phase = Phase.FIRST_YEAR) -> PastCase:
    return PastCase("KS-1", "P1", kind, matter, None if matter == "fee" else Part.STRUCTURE, phase)


@pytest.mark.rule("I4")
def test_another_route_tells_by_subject_how_many_would_have_gone_elsewhere() -> None:
    new = copy.deepcopy(ROUTING)
    new["fee"]["desk"] = "site_lead"
    new["crack"]["class"] = "class_1"
    del new["noise"]
    past = [
        past_case("fee"), past_case("fee", phase=Phase.BEFORE_HANDOVER), past_case("fee", phase=Phase.AFTER_FIRST_YEAR),
        past_case("crack"), past_case("crack", CaseKind.INQUIRY), past_case("noise"), past_case("leak"),
    ]  # fmt: skip
    effect = of_routing(ROUTING, new, past)
    found = {group.name: (group.looked_at, group.figures) for group in effect.groups}
    assert found == {
        "all": (7, {}),
        "crack": (2, {"other_desk": 0, "other_class": 1, "subject_unknown": 0}),
        "fee": (3, {"other_desk": 1, "other_class": 0, "subject_unknown": 0}),
        "noise": (1, {"other_desk": 0, "other_class": 0, "subject_unknown": 1}),
    }
    assert [example.what for example in effect.examples] == [
        "fee: property_desk, class_1 → site_lead, class_1",
        "crack: engineering_desk, class_2 → engineering_desk, class_1",
        "noise: property_desk, class_1 → no such subject",
    ]


@pytest.mark.rule("I14")
def test_other_hours_tell_the_minutes_of_the_week_before_and_after() -> None:
    new = [*HOURS[:2], {"weekdays": [6], "from": "09:00", "until": "18:00"}]
    week, saturday, sunday = of_opening_hours(HOURS, new).groups
    before = 5 * (210 + 240) + 2 * 480
    assert week.figures == {"minutes_before": before, "minutes_after": before + 60 - 480, "days_changed": 2}
    assert (saturday.name, saturday.figures) == ("saturday", {"minutes_before": 480, "minutes_after": 540})
    assert (sunday.name, sunday.figures) == ("sunday", {"minutes_before": 480, "minutes_after": 0})
