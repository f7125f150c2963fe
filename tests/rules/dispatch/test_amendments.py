"""How a contract may be amended, and from what day that holds (D2, L1)."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from aftercare_contracts.values import Part
from dispatch.domain.amendments import AmendmentOutOfOrder, NothingAmended, ShorterThanAgreed, amend, months_before
from dispatch.domain.contract import Amendment, ContractPart, PartNamedTwice
from dispatch.domain.deadlines import RepairTime, TimeUnit
from dispatch.domain.terms import Law, Term
from dispatch.domain.warranty import BelowWarrantyFloor, UnitDates, whose_work
from hypothesis import given
from hypothesis import strategies as st

from .orders import contract

WET_ROOM, DOORS = Part.WET_ROOM_WATERPROOFING, Part.DOORS_AND_WINDOWS
FLOORS = {part: Term(24, f"第四十条 {part}") for part in Part}
FROM = date(2026, 3, 1)
LONGER = (ContractPart(WET_ROOM, 72, "补充协议第1条"),)


def amendment(**what: Any) -> Amendment:
    facts: dict[str, Any] = {
        "amendment_id": UUID(int=9), "number": 1, "holds_from": FROM, "parts": (), "repair_time": None, "buildings": None,
        "reason": "补充协议", "clause": "补充协议一", "recorded_by": "he.records", "recorded_at": datetime(2026, 3, 10, tzinfo=UTC),
    }  # fmt: skip
    return Amendment(**(facts | what))


@pytest.mark.rule("D2", "L1")
def test_it_holds_from_its_day_and_not_the_day_before() -> None:
    hours = RepairTime(TimeUnit.HOURS, 24)
    amended = amend(contract(), amendment(parts=LONGER, repair_time=hours, buildings=("1",)), FLOORS)
    before, after = amended.as_of(FROM - timedelta(days=1)), amended.as_of(FROM)
    assert (before.parts, before.repair_time, before.buildings) == (contract().parts, contract().repair_time, ())
    assert (after.parts, after.repair_time, after.buildings) == (LONGER, hours, ("1",))


@pytest.mark.rule("D2")
def test_a_part_can_be_added_and_the_rest_stands() -> None:
    doors = ContractPart(DOORS, 24, "补充协议第2条")
    amended = amend(contract(), amendment(parts=(doors,)), FLOORS)
    assert amended.as_of(FROM).parts == (*contract().parts, doors)
    assert months_before(amended, amended.amendments[0], doors) is None


@pytest.mark.rule("D2")
def test_a_later_amendment_builds_on_the_one_before() -> None:
    once = amend(contract(), amendment(parts=LONGER, buildings=("1",)), FLOORS)
    more = (ContractPart(WET_ROOM, 84, "x"),)
    twice = amend(once, amendment(number=2, parts=more, buildings=()), FLOORS)
    assert (twice.as_of(FROM).parts, twice.as_of(FROM).buildings) == (more, ())
    assert months_before(twice, twice.amendments[1], more[0]) == 72


@pytest.mark.rule("L1")
@pytest.mark.parametrize(
    ("what", "error", "pointer"),
    [
        ({}, NothingAmended, ""),
        ({"parts": contract().parts}, NothingAmended, ""),
        ({"repair_time": contract().repair_time}, NothingAmended, ""),
        ({"buildings": ()}, NothingAmended, ""),
        ({"parts": (ContractPart(WET_ROOM, 59, "x"),)}, ShorterThanAgreed, "/parts/0/warranty_months"),
        ({"parts": (ContractPart(DOORS, 23, "x"),)}, BelowWarrantyFloor, "/parts/0/warranty_months"),
        ({"parts": LONGER * 2}, PartNamedTwice, "/parts/1/part"),
        ({"buildings": ("1",), "holds_from": date(2025, 6, 29)}, AmendmentOutOfOrder, "/holds_from"),
    ],
)
def test_what_changes_nothing_or_takes_away_is_refused(what: dict[str, Any], error: Any, pointer: str) -> None:
    with pytest.raises(error) as refused:
        amend(contract(), amendment(**what), FLOORS)
    assert [problem.pointer for problem in refused.value.problems] == [pointer]


@pytest.mark.rule("L1")
def test_the_same_months_by_another_clause_and_the_floor_itself_are_accepted() -> None:
    amend(contract(), amendment(parts=(ContractPart(WET_ROOM, 60, "第13条"), ContractPart(DOORS, 24, "x"))), FLOORS)


@pytest.mark.rule("D2")
def test_one_that_would_hold_before_the_last_is_refused_and_on_the_same_day_not() -> None:
    once = amend(contract(), amendment(buildings=("1",)), FLOORS)
    amend(once, amendment(number=2, buildings=("2",)), FLOORS)
    with pytest.raises(AmendmentOutOfOrder):
        amend(once, amendment(number=2, buildings=("2",), holds_from=FROM - timedelta(days=1)), FLOORS)


@pytest.mark.rule("D2", "L1")
@given(
    st.lists(st.tuples(st.integers(0, 900), st.integers(0, 60)), max_size=5),
    st.dates(date(2025, 7, 1), date(2045, 1, 1)),
)
def test_however_often_it_is_lengthened_the_warranty_on_a_day_is_the_last_agreed_by_then(
    steps: list[tuple[int, int]], on: date
) -> None:
    amended, months, expected = contract(), 60, 60
    for number, (days, more) in enumerate(sorted(steps), 1):
        months, day = months + more + 1, date(2025, 7, 1) + timedelta(days=days)
        part = ContractPart(WET_ROOM, months, f"第{number}次")
        amended = amend(amended, amendment(number=number, parts=(part,), holds_from=day), FLOORS)
        expected = months if day <= on else expected
    stands = amended.as_of(on).terms(WET_ROOM)
    assert stands
    assert stands.warranty_months == expected
    until = amended.as_of(on).warranty_until(WET_ROOM)
    assert until
    found = whose_work(WET_ROOM, on, [amended], "", UnitDates(), Law(FLOORS, FLOORS))
    assert (found.contract is not None) == (on <= until)
