"""Satisfaction is what V7 says: satisfied overall answers among those given, with Wilson's interval, per item and apart."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from survey.domain.forms import Counts
from survey.domain.responses import Answer
from survey.domain.satisfaction import Every, Scored, Tally, apart, count, period_of, scored, wilson

from .answering import form, response

pytestmark = pytest.mark.rule("V7")
AT = datetime(2026, 3, 10, 2, 0, tzinfo=UTC)
TALLIES = st.builds(Tally, st.integers(0, 10**6), st.integers(0, 10**6), st.integers(0, 10**6))


def one(overall: Counts | None = None, **items: Counts) -> Scored:
    return Scored(
        "P1", "3", AT, False, overall, tuple(("property_management", item, counts) for item, counts in items.items())
    )


def test_the_figure_is_the_satisfied_among_those_with_an_overall_answer() -> None:
    forms = (
        [one(Counts.SATISFIED)] * 3
        + [one(Counts.NEITHER), one(Counts.DISSATISFIED)]
        + [one(lifts=Counts.SATISFIED)] * 2
    )
    result = count(forms, handed_out=10)
    assert (result.returned, result.overall.answered, result.without_overall) == (7, 5, 2)
    assert (result.overall.share, result.share_returned) == (0.6, 0.7)


def test_without_an_overall_answer_a_form_counts_per_item_only_and_the_report_says_so() -> None:
    result = count(
        [one(cleanliness=Counts.DISSATISFIED), one(cleanliness=Counts.SATISFIED, fee_fairness=Counts.NEITHER)]
    )
    assert (result.overall.share, result.overall.interval, result.without_overall) == (None, None, 2)
    assert result.items == {"cleanliness": Tally(1, 0, 1), "fee_fairness": Tally(0, 1, 0)}
    assert result.groups == {"property_management": Tally(1, 1, 1)}


def test_of_nothing_there_is_no_figure() -> None:
    empty = count([])
    assert (empty.returned, empty.overall.share, empty.share_returned, empty.items) == (0, None, None, {})
    assert count([], handed_out=0).share_returned is None


@pytest.mark.parametrize(
    ("satisfied", "answered", "low", "high"),
    [
        (8, 10, 0.4902, 0.9433),
        (0, 10, 0.0, 0.2775),
        (10, 10, 0.7225, 1.0),
        (1, 1, 0.2065, 1.0),
        (850, 1000, 0.8265, 0.8708),
    ],
)
def test_the_interval_is_wilson_s(satisfied: int, answered: int, low: float, high: float) -> None:
    assert wilson(satisfied, answered) == pytest.approx((low, high), abs=5e-5)


@given(st.integers(1, 10**6), st.data())
def test_the_interval_holds_the_share_and_lies_within_0_and_1(answered: int, data: st.DataObject) -> None:
    satisfied = data.draw(st.integers(0, answered))
    low, high = wilson(satisfied, answered)
    assert 0 <= low <= satisfied / answered <= high <= 1
    mirrored = wilson(answered - satisfied, answered)
    assert (1 - high, 1 - low) == pytest.approx(mirrored)


@given(st.lists(TALLIES, max_size=6))
def test_parts_together_are_the_whole(tallies: list[Tally]) -> None:
    whole = Tally()
    for each in tallies:
        whole = whole.plus(each)
    assert whole.answered == sum(each.answered for each in tallies)


def test_a_response_counts_by_the_version_of_the_form_it_answered() -> None:
    answers = (Answer("lifts", "poor"), Answer("cleanliness", "good"), Answer("safety", "fair"))
    given_ = scored(response(answers=answers, overall="excellent"), form())
    assert given_.overall is Counts.SATISFIED
    assert given_.items == (
        ("engineering_quality", "lifts", Counts.DISSATISFIED), ("property_management", "cleanliness", Counts.SATISFIED),
        ("facilities", "safety", Counts.NEITHER),
    )  # fmt: skip
    stricter = replace(form(), scale=tuple(
        replace(step, counts=Counts.NEITHER) if step.code == "good" else step for step in form().scale
    ))  # fmt: skip
    assert scored(response(answers=answers), stricter).items[1][2] is Counts.NEITHER


def test_the_second_scale_counts_basically_satisfied_as_satisfied() -> None:
    second = form("product_and_service")
    counts = [scored(response(answers=(), overall=step.code), second).overall for step in second.scale]
    assert counts == [Counts.SATISFIED] * 3 + [Counts.DISSATISFIED] * 2


def test_apart_by_what_is_wanted_leaves_out_who_has_none() -> None:
    forms = [one(Counts.SATISFIED), replace(one(Counts.NEITHER), building=None), replace(one(), building="5")]
    assert {key: len(each) for key, each in apart(forms, lambda each: each.building).items()} == {"3": 1, "5": 1}


@pytest.mark.parametrize(
    ("at", "periods"),
    [
        (datetime(2026, 3, 31, 15, 59, tzinfo=UTC), ["2026-03", "2026-Q1", "2026"]),
        (datetime(2026, 3, 31, 16, 0, tzinfo=UTC), ["2026-04", "2026-Q2", "2026"]),
        (datetime(2026, 12, 31, 16, 0, tzinfo=UTC), ["2027-01", "2027-Q1", "2027"]),
    ],
)
def test_a_period_begins_at_midnight_in_china(at: datetime, periods: list[str]) -> None:
    assert [period_of(at, every) for every in Every] == periods
