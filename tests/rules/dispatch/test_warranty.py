"""Whose work a fault is, and what no contract may say (D2, L1, L2, L3, L5)."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
from aftercare_contracts.errors import Invalid
from aftercare_contracts.values import Bearer, Part
from dispatch.domain.contract import (
    AboveRetentionCeiling,
    ContractPart,
    LiabilityPeriodTooLong,
    NotYetAccepted,
    PartNamedTwice,
    ReportedAfterwards,
    RetentionLimits,
    must_keep_limits,
)
from dispatch.domain.terms import Law, Term
from dispatch.domain.warranty import (
    BelowWarrantyFloor,
    SeveralContractorsAnswer,
    UnitDates,
    Whose,
    must_reach_floor,
    whose_work,
)
from hypothesis import given
from hypothesis import strategies as st

from .orders import TODAY, contract

WET_ROOM, DOORS = Part.WET_ROOM_WATERPROOFING, Part.DOORS_AND_WINDOWS
LAW = Law(
    {part: Term(60 if part is WET_ROOM else 24, f"第四十条 {part}") for part in Part},
    {part: Term(12, f"第五条 {part}") for part in Part},
)
LIMITS = RetentionLimits(300, 24, "第七条", "第二条")
LAST_DAY = date(2030, 6, 30)


def whose(
    on: date, *contracts: Any, part: Part = WET_ROOM, addressed_to: str = "", unit: UnitDates | None = None
) -> Whose:
    return whose_work(part, on, contracts or (contract(),), addressed_to, unit or UnitDates(), LAW)


@pytest.mark.rule("D2")
def test_on_the_last_day_of_the_warranty_it_is_the_contractors_work() -> None:
    found = whose(LAST_DAY)
    assert found.contract == contract()
    assert (found.clause, found.contractor_until, found.bearer) == ("第12条", LAST_DAY, Bearer.CONTRACTOR)


@pytest.mark.rule("D2", "L3")
def test_on_the_day_after_it_is_the_squads_and_presumed_the_companys() -> None:
    found = whose(LAST_DAY + timedelta(days=1))
    assert found.contract is None
    assert (found.contractor_until, found.bearer) == (LAST_DAY, Bearer.COMPANY)


@pytest.mark.rule("D2")
def test_a_part_outside_the_scope_is_not_the_contractors() -> None:
    assert whose(date(2026, 1, 1), part=DOORS).contract is None


@pytest.mark.rule("D2")
def test_of_two_contractors_the_one_addressed_answers_and_without_that_it_must_be_said() -> None:
    two = contract(), contract(contract_id=UUID(int=8), contract_no="HT-2", contractor="BF")
    assert whose(LAST_DAY, *two, addressed_to="BF").contract == two[1]
    assert whose(LAST_DAY, *two, addressed_to="HT-1").contract == two[0]
    with pytest.raises(SeveralContractorsAnswer) as refused:
        whose(LAST_DAY, *two, addressed_to="施工单位")
    assert refused.value.problems[0].expected == "one of BF, NF"


@pytest.mark.rule("D2")
def test_of_two_contracts_of_one_contractor_the_later_accepted_counts() -> None:
    later = contract(contract_id=UUID(int=8), contract_no="HT-2", completion_accepted_on=date(2025, 9, 1))
    assert whose(LAST_DAY, contract(), later).contract == later


@pytest.mark.rule("D2")
def test_a_warranty_that_ran_out_leaves_the_one_that_runs() -> None:
    old = contract(contract_id=UUID(int=8), contractor="BF", completion_accepted_on=date(2020, 1, 1))
    assert whose(LAST_DAY, old, contract()).contract == contract()


@pytest.mark.rule("L2", "L3")
@pytest.mark.parametrize(
    ("handed_over_on", "owner_until"),
    [(None, None), (date(2025, 8, 1), LAST_DAY), (date(2029, 6, 30), LAST_DAY), (date(2029, 7, 1), date(2030, 7, 1))],
)
def test_the_owners_term_is_the_longer_of_what_remains_and_the_minimum(
    handed_over_on: date | None, owner_until: date | None
) -> None:
    found = whose(date(2026, 1, 1), unit=UnitDates(date(2025, 6, 30), handed_over_on))
    assert found.owner_until == owner_until


@pytest.mark.rule("L3")
def test_without_a_contract_on_record_both_clocks_run_by_law() -> None:
    unit = UnitDates(date(2024, 6, 30), date(2025, 8, 1))
    found = whose(TODAY, part=DOORS, unit=unit)
    assert (found.contractor_until, found.owner_until) == (date(2026, 6, 30), date(2026, 8, 1))
    assert found.article == "第五条 doors_and_windows"


@pytest.mark.rule("D2")
@given(st.dates(date(2020, 1, 1), date(2030, 1, 1)), st.integers(1, 700), st.dates(date(2020, 1, 1), date(2095, 1, 1)))
def test_whose_work_turns_exactly_once_at_the_end_of_the_warranty(accepted: date, months: int, on: date) -> None:
    agreed = contract(completion_accepted_on=accepted, parts=(ContractPart(WET_ROOM, months, "第12条"),))
    until = agreed.warranty_until(WET_ROOM)
    assert until is not None
    assert (whose(on, agreed).contract is not None) == (on <= until)


@pytest.mark.rule("L1")
@pytest.mark.parametrize(("months", "part"), [(60, WET_ROOM), (61, WET_ROOM), (24, DOORS)])
def test_a_warranty_of_the_floor_or_more_is_accepted(months: int, part: Part) -> None:
    must_reach_floor((ContractPart(part, months, "第12条"),), LAW.floors)


@pytest.mark.rule("L1")
def test_every_warranty_a_month_below_the_floor_is_named_with_its_article() -> None:
    parts = (
        ContractPart(DOORS, 23, "第9条"),
        ContractPart(Part.PLUMBING, 24, "第10条"),
        ContractPart(WET_ROOM, 59, "第12条"),
    )
    with pytest.raises(BelowWarrantyFloor) as refused:
        must_reach_floor(parts, LAW.floors)
    assert [problem.pointer for problem in refused.value.problems] == [
        "/parts/0/warranty_months",
        "/parts/2/warranty_months",
    ]
    assert "第四十条 wet_room_waterproofing" in refused.value.problems[1].expected
    assert "第四十条" in refused.value.detail


@pytest.mark.rule("L5")
@pytest.mark.parametrize(("settled", "retention"), [(100_000_000, 3_000_000), (100, 3), (133, 3), (0, 0), (33, 0)])
def test_retention_of_three_per_cent_is_accepted(settled: int, retention: int) -> None:
    must_keep_limits(contract(settled_price_fen=settled, retention_fen=retention), LIMITS, TODAY)


@pytest.mark.rule("L5")
@pytest.mark.parametrize(
    ("what", "error"),
    [
        ({"retention_fen": 3_000_001}, AboveRetentionCeiling),
        ({"settled_price_fen": 33, "retention_fen": 1}, AboveRetentionCeiling),
        ({"liability_ends_on": date(2027, 7, 1)}, LiabilityPeriodTooLong),
        ({"liability_ends_on": date(2025, 6, 29)}, LiabilityPeriodTooLong),
        ({"completion_reported_on": date(2025, 3, 31), "liability_ends_on": date(2027, 6, 30)}, LiabilityPeriodTooLong),
        ({"completion_reported_on": date(2025, 7, 1)}, ReportedAfterwards),
        ({"completion_accepted_on": TODAY + timedelta(days=1)}, NotYetAccepted),
        ({"parts": (ContractPart(WET_ROOM, 60, "a"), ContractPart(WET_ROOM, 72, "b"))}, PartNamedTwice),
    ],
)
def test_what_no_contract_may_say_is_refused_with_a_pointer(what: dict[str, Any], error: type[Invalid]) -> None:
    with pytest.raises(error) as refused:
        must_keep_limits(contract(**what), LIMITS, TODAY)
    assert refused.value.problems[0].pointer.startswith("/")


@pytest.mark.rule("L5")
@pytest.mark.parametrize(
    ("reported_on", "ends_on"), [(date(2025, 4, 1), date(2027, 6, 30)), (date(2025, 3, 31), date(2027, 6, 29))]
)
def test_the_liability_period_starts_by_itself_ninety_days_after_the_report(reported_on: date, ends_on: date) -> None:
    agreed = contract(completion_reported_on=reported_on, liability_ends_on=ends_on)
    must_keep_limits(agreed, LIMITS, TODAY)
    assert agreed.liability_starts_on(90) == date(2025, 6, 30) - timedelta(days=reported_on == date(2025, 3, 31))


def test_completion_accepted_today_is_accepted() -> None:
    must_keep_limits(contract(completion_accepted_on=TODAY), LIMITS, TODAY)
