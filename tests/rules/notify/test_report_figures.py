"""What is counted of cases, visits and orders: each by its own basis, at its boundaries (N3, N4, D8)."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from notify.domain.figures import hours_between, median, percentile
from notify.domain.league_report import League
from notify.domain.league_report import sections as league_sections
from printing.document import Table

from .reported import FEBRUARY, IN_FEBRUARY, a_case, a_visit, an_order, stock

START, END = FEBRUARY.starts_at, FEBRUARY.ends_at
TICK = timedelta(microseconds=1)


@pytest.mark.rule("N4")
def test_what_came_counts_in_the_month_of_its_registration_by_chinas_clock() -> None:
    found = stock([a_case(registered_at=at) for at in (START - TICK, START, END - TICK, END)]).counts
    assert found.came == 2


@pytest.mark.rule("N4")
def test_time_taken_counts_in_the_month_in_which_handling_first_ended() -> None:
    cases = [
        a_case(registered_at=START - timedelta(hours=30), first_handled_at=START),
        a_case(registered_at=START, first_handled_at=START + timedelta(hours=10)),
        a_case(first_handled_at=END),
    ]
    found = stock(cases).counts
    assert (found.handled, found.hours, found.hours_median) == (2, (30.0, 10.0), 20.0)


@pytest.mark.rule("N4")
@pytest.mark.parametrize(
    ("closed_at", "is_open"), [(None, True), (END, True), (END - TICK, False), (START, False), (END + TICK, True)]
)
def test_a_case_is_open_at_the_end_unless_it_closed_before(closed_at: Any, is_open: bool) -> None:
    assert stock([a_case(closed_at=closed_at)]).counts.open_at_end == int(is_open)


@pytest.mark.rule("N4")
def test_a_merged_case_counts_where_it_went_on() -> None:
    found = stock([a_case(), a_case(merged_into_id=UUID(int=1))]).counts
    assert (found.came, found.open_at_end) == (1, 1)


@pytest.mark.rule("N4")
def test_validity_is_of_complaints_alone_and_none_is_lost() -> None:
    cases = [a_case(verdict=verdict) for verdict in ("valid", "valid", "invalid", "pending", None)]
    found = stock([*cases, a_case(kind="suggestion", verdict="not_called_for")]).counts
    assert (found.complaints, found.valid, found.invalid, found.undecided, found.suggestions) == (5, 2, 1, 2, 1)


@pytest.mark.rule("N4")
def test_a_case_was_in_time_where_no_limit_of_it_passed() -> None:
    handled = {"first_handled_at": IN_FEBRUARY + timedelta(hours=5)}
    found = stock([a_case(**handled), a_case(**handled, limits_passed=1), a_case(limits_passed=1)]).counts
    assert (found.in_time.count, found.in_time.of, found.in_time.value) == (1, 2, 0.5)


@pytest.mark.rule("N4", "V7")
def test_satisfaction_counts_visits_of_the_month_and_none_of_none_is_no_share() -> None:
    case = a_case()
    visits = [a_visit(case), a_visit(case, satisfied=False), a_visit(case, visited_at=END)]
    found = stock([case], visits).counts
    assert (found.satisfied.count, found.satisfied.of) == (1, 2)
    assert stock([]).counts.satisfied.value is None


@pytest.mark.rule("N4")
@pytest.mark.parametrize(
    ("what", "cause"),
    [
        ({"is_design_fault": True, "fault_responsible": "contractor"}, "design"),
        ({"fault_responsible": "property_company", "bearer": "company"}, "property_company"),
        ({"bearer": "contractor"}, "contractor"),
        ({"case_class": "class_1"}, "property_service"),
        ({"case_class": "class_3"}, "outside"),
        ({"case_class": "class_2"}, "not_stated"),
        ({"case_class": None}, "not_stated"),
        ({"is_design_fault": False, "case_class": "class_1"}, "property_service"),
    ],
)
def test_the_cause_is_the_most_that_anybody_said_of_it(what: dict[str, Any], cause: str) -> None:
    assert a_case(**what).cause == cause


@pytest.mark.rule("N4")
@pytest.mark.parametrize(
    ("values", "middle", "ninety"),
    [
        ([], None, None),
        ([7.0], 7.0, 7.0),
        ([1.0, 2.0], 1.5, 2.0),
        ([3.0, 1.0, 2.0], 2.0, 3.0),
        ([float(n) for n in range(1, 11)], 5.5, 9.0),
        ([float(n) for n in range(1, 12)], 6.0, 10.0),
    ],
)
def test_median_and_ninetieth_percentile(values: list[float], middle: float | None, ninety: float | None) -> None:
    assert (median(values), percentile(values)) == (middle, ninety)


@given(st.lists(st.floats(0, 1e6), min_size=1))
def test_at_least_nine_in_ten_take_no_longer_than_the_percentile(values: list[float]) -> None:
    found = percentile(values)
    assert found in values
    assert sum(value <= found for value in values) * 10 >= len(values) * 9


def test_hours_are_to_two_places() -> None:
    assert hours_between(IN_FEBRUARY, IN_FEBRUARY + timedelta(minutes=50)) == 0.83


def row(*orders: Any) -> dict[str, Any]:
    (section,) = league_sections(League(orders, {"NF": "南方"}, {}))
    (table,) = [part for part in section.parts if isinstance(part, Table)]
    assert table.total is not None
    return dict(zip([column.key for column in table.columns], table.total, strict=True))


@pytest.mark.rule("D8")
@pytest.mark.parametrize(
    ("what", "on_time", "late", "declined"),
    [
        ({}, 1, 0, 0),
        ({"settled_at": IN_FEBRUARY + TICK}, 0, 1, 0),
        ({"first_due_at": None}, 1, 0, 0),
        ({"settled_by": "lapse"}, 0, 1, 0),
        ({"settled_by": "no_show"}, 0, 1, 0),
        ({"settled_by": "decline"}, 0, 0, 1),
        ({"settled_by": "hand_over"}, 0, 0, 0),
    ],
)
def test_an_order_is_on_time_where_it_was_reported_done_by_its_end(
    what: dict[str, Any], on_time: int, late: int, declined: int
) -> None:
    found = row(an_order(**what))
    assert (found["on_time"], found["late"], found["declined"]) == (on_time, late, declined)


@pytest.mark.rule("D8")
@pytest.mark.parametrize(
    ("what", "completed", "once"),
    [
        ({}, 1, 1),
        ({"contractor_repairs": 2}, 1, 0),
        ({"repair_result": "repeated_repair"}, 1, 0),
        ({"is_completed": False}, 0, 0),
        ({"is_taken_over": True}, 0, 0),
    ],
)
def test_right_at_the_first_repair_is_of_those_he_completed_himself(
    what: dict[str, Any], completed: int, once: int
) -> None:
    found = row(an_order(**what))
    assert (found["completed"], found["one_repair"]) == (completed, once)
    assert found["one_repair_share"] == (once / completed if completed else None)


@pytest.mark.rule("D8")
def test_shares_money_and_hours_are_added_up() -> None:
    found = row(
        an_order(deducted_fen=100, claimed_fen=7), an_order(is_taken_over=True, deducted_fen=250), an_order(checks_failed=2),
        an_order(received_at=IN_FEBRUARY - timedelta(hours=20)),
    )  # fmt: skip
    assert (found["orders"], found["taken_over"], found["taken_over_share"]) == (4, 1, 0.25)
    assert (found["deducted_fen"], found["claimed_fen"], found["checks_failed"]) == (350, 7, 2)
    assert found["hours_mean"] == 13.33


@pytest.mark.rule("D8")
def test_a_quarter_without_orders_says_so() -> None:
    assert row()["orders"] == 0
    assert row()["on_time_share"] is None
