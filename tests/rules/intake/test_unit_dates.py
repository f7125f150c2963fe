"""What is entered of a unit later than the unit itself, and where its handover's questions go (L3, I4, I22)."""

from datetime import date, timedelta

import pytest
from aftercare_contracts.values import CaseKind, Channel, Department, Desk, Phase
from hypothesis import given
from hypothesis import strategies as st
from intake.domain.phase import UnitDates
from intake.domain.routing import route, routing_from
from intake.domain.unit_dates import (
    CameBefore,
    DatesOutOfOrder,
    NeedsAReason,
    NothingToCorrect,
    TakenOver,
    must_be_in_order,
    must_be_new_or_explained,
    must_come_after,
    must_not_be_taken_over,
)

from .policies import seeded

LEAP = date(2024, 2, 29)
ROUTING = routing_from(seeded("routing"))
DAYS = st.dates(date(2000, 1, 1), date(2100, 1, 1))


@pytest.mark.rule("L3")
@given(DAYS, st.integers(-400, 400))
def test_nothing_is_handed_over_or_refused_before_its_completion(first: date, later: int) -> None:
    day = first + timedelta(later)
    for dates, pointer in ((UnitDates(first, day), "/handed_over_on"), (UnitDates(first, None, day), "/refused_on")):
        if later >= 0:
            must_be_in_order(dates)
        else:
            with pytest.raises(DatesOutOfOrder) as refused:
                must_be_in_order(dates)
            assert [found.pointer for found in refused.value.problems] == [pointer]


@pytest.mark.rule("L3")
def test_the_first_entry_needs_no_reason_and_a_correction_does() -> None:
    must_be_new_or_explained("handed_over_on", None, LEAP, "")
    must_be_new_or_explained("handed_over_on", LEAP, date(2024, 3, 1), "录入笔误")
    must_be_new_or_explained("handed_over_on", LEAP, None, "录入笔误")
    with pytest.raises(NeedsAReason):
        must_be_new_or_explained("handed_over_on", LEAP, None, "")
    for day in (None, LEAP):
        with pytest.raises(NothingToCorrect):
            must_be_new_or_explained("handed_over_on", day, day, "录入笔误")


@pytest.mark.rule("L3", "I4")
@given(DAYS, st.integers(-400, 400))
def test_who_took_over_cannot_refuse_from_that_day_on(handed_over_on: date, later: int) -> None:
    dates, refused_on = UnitDates(None, handed_over_on), handed_over_on + timedelta(later)
    if later < 0:
        must_not_be_taken_over(dates, refused_on)
    else:
        with pytest.raises(TakenOver):
            must_not_be_taken_over(dates, refused_on)
    must_not_be_taken_over(dates, None)
    must_not_be_taken_over(UnitDates(), refused_on)


def test_nobody_leaves_before_he_came() -> None:
    must_come_after("left_on", LEAP, LEAP)
    must_come_after("left_on", LEAP, None)
    with pytest.raises(CameBefore):
        must_come_after("left_on", LEAP - timedelta(1), LEAP)


@pytest.mark.rule("I22", "I4")
@pytest.mark.parametrize("phase", Phase)
def test_a_question_of_the_contract_at_a_handover_goes_to_sales_and_other_things_by_the_table(phase: Phase) -> None:
    at_once = route(ROUTING, CaseKind.INQUIRY, "contract_terms", None, phase, Channel.HANDOVER)
    assert (at_once.department, at_once.desk) == (Department.SALES, Desk.SALES)
    for matter, channel in (("contract_terms", Channel.HOTLINE), ("leak", Channel.HANDOVER)):
        usual = route(ROUTING, CaseKind.COMPLAINT, matter, None, phase)
        assert route(ROUTING, CaseKind.COMPLAINT, matter, None, phase, channel) == usual
