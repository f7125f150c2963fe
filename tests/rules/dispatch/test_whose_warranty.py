"""Both clocks, buildings, cities' terms and promises: one answer for any dates, turning on the day after the last (D2, L1-L3)."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
from aftercare_contracts.periods import add_months
from aftercare_contracts.values import Bearer, Part
from dispatch.domain.contract import ContractPart
from dispatch.domain.terms import (
    BelowOwnerMinimum,
    Law,
    PartPromisedTwice,
    Promise,
    Term,
    city_of,
    longer,
    must_reach_minimum,
)
from dispatch.domain.warranty import (
    REMAINDER_ARTICLE,
    Basis,
    Responsible,
    SeveralContractorsAnswer,
    State,
    UnitDates,
    Whose,
    whose_work,
)
from hypothesis import given
from hypothesis import strategies as st

from .orders import contract

WET_ROOM, DOORS = Part.WET_ROOM_WATERPROOFING, Part.DOORS_AND_WINDOWS
LAW = Law(
    {part: Term(60 if part is WET_ROOM else 24, f"第四十条 {part}") for part in Part},
    {part: Term(12, f"第五条 {part}") for part in Part},
)
ACCEPTED, HANDED_OVER = date(2025, 6, 30), date(2030, 1, 31)
UNIT = UnitDates(ACCEPTED, HANDED_OVER, building="1")
NEXT = timedelta(days=1)
DAYS = st.dates(date(2020, 1, 1), date(2040, 1, 1))
MONTHS = st.integers(1, 200)
RANK = [Responsible.CONTRACTOR, Responsible.COMPANY, Responsible.NOBODY]


def whose(on: date, *contracts: Any, unit: UnitDates = UNIT, addressed_to: str = "", law: Law = LAW) -> Whose:
    return whose_work(WET_ROOM, on, contracts, addressed_to, unit, law)


@pytest.mark.rule("L3", "D2")
@pytest.mark.parametrize(
    ("on", "responsible", "bearer", "until", "article"),
    [
        (
            date(2030, 6, 30),
            Responsible.CONTRACTOR,
            Bearer.CONTRACTOR,
            date(2030, 6, 30),
            "第四十条 wet_room_waterproofing",
        ),
        (date(2030, 7, 1), Responsible.COMPANY, Bearer.COMPANY, date(2031, 1, 31), "第五条 wet_room_waterproofing"),
        (date(2031, 1, 31), Responsible.COMPANY, Bearer.COMPANY, date(2031, 1, 31), "第五条 wet_room_waterproofing"),
        (date(2031, 2, 1), Responsible.NOBODY, Bearer.OWNER, None, "第五条 wet_room_waterproofing"),
    ],
)
def test_after_the_contractor_the_company_and_after_the_owners_term_nobody(
    on: date, responsible: Responsible, bearer: Bearer, until: date | None, article: str
) -> None:
    found = whose(on, contract())
    assert (found.responsible, found.bearer, found.until, found.article) == (responsible, bearer, until, article)
    assert found.contractor_clock
    assert found.owner_clock
    assert (found.contractor_clock.starts_on, found.contractor_clock.months) == (ACCEPTED, 60)
    assert (found.owner_clock.starts_on, found.owner_clock.months) == (HANDED_OVER, 12)


@pytest.mark.rule("L3")
def test_what_is_not_handed_over_is_the_companys_once_the_contractor_is_free() -> None:
    found = whose(date(2035, 1, 1), contract(), unit=UnitDates(ACCEPTED))
    assert (found.responsible, found.owner_clock, found.until) == (Responsible.COMPANY, None, None)


@pytest.mark.rule("L3", "I4")
@pytest.mark.parametrize(
    ("handed_over_on", "refused_on", "starts_on"),
    [
        (None, date(2030, 1, 1), date(2030, 1, 1)),
        (date(2030, 5, 1), date(2030, 1, 1), date(2030, 1, 1)),
        (date(2030, 1, 1), None, date(2030, 1, 1)),
    ],
)
def test_a_wrongful_refusal_counts_as_handed_over_on_the_notices_day(
    handed_over_on: date | None, refused_on: date | None, starts_on: date
) -> None:
    found = whose(date(2030, 8, 1), contract(), unit=UnitDates(ACCEPTED, handed_over_on, refused_on))
    assert found.owner_clock
    assert (found.owner_clock.starts_on, found.owner_until) == (starts_on, add_months(starts_on, 12))


@pytest.mark.rule("L2")
def test_the_owner_is_owed_what_remains_of_the_contractors_term_where_that_is_longer() -> None:
    clock = whose(date(2030, 6, 30), contract(), unit=replace(UNIT, handed_over_on=date(2025, 8, 1))).owner_clock
    assert clock
    assert (clock.ends_on, clock.months, clock.basis, clock.article) == (
        date(2030, 6, 30), None, Basis.REMAINDER, REMAINDER_ARTICLE,
    )  # fmt: skip


@pytest.mark.rule("L2")
@pytest.mark.parametrize(
    ("months", "basis", "clause"), [(11, Basis.LAW, ""), (12, Basis.LAW, ""), (13, Basis.CONTRACT, "附件三")]
)
def test_a_promise_counts_only_where_it_is_longer(months: int, basis: Basis, clause: str) -> None:
    law = replace(LAW, promises={WET_ROOM: Promise(WET_ROOM, months, "附件三")})
    clock = whose(HANDED_OVER, contract(), law=law).owner_clock
    assert clock
    assert (clock.basis, clock.clause, clock.months) == (basis, clause, max(12, months))


@pytest.mark.rule("L2")
def test_before_the_handover_the_owners_term_has_not_begun() -> None:
    found = whose(HANDED_OVER - NEXT, contract())
    assert found.owner_clock
    assert found.owner_clock.state(HANDED_OVER - NEXT) is State.NOT_BEGUN
    assert found.owner_clock.state(HANDED_OVER) is State.RUNNING


@pytest.mark.rule("L1", "L2", "L3", "D2")
@given(DAYS, st.none() | DAYS, st.none() | DAYS, MONTHS, MONTHS, st.none() | MONTHS, DAYS)
def test_for_any_dates_the_answer_turns_on_the_day_after_the_last_and_never_back(
    accepted: date, handed: date | None, refused: date | None, months: int, least: int, promised: int | None, on: date
) -> None:
    agreed = contract(completion_accepted_on=accepted, parts=(ContractPart(WET_ROOM, months, "第12条"),))
    law = Law(LAW.floors, dict.fromkeys(Part, Term(least, "第五条")))
    if promised:
        law = replace(law, promises={WET_ROOM: Promise(WET_ROOM, promised, "附件三")})
    unit = UnitDates(accepted, handed, refused)
    found = whose(on, agreed, unit=unit, law=law)
    assert RANK.index(found.responsible) <= RANK.index(whose(on + NEXT, agreed, unit=unit, law=law).responsible)
    if found.until:
        assert on <= found.until
        assert whose(found.until, agreed, unit=unit, law=law).responsible is found.responsible
        assert whose(found.until + NEXT, agreed, unit=unit, law=law).responsible is not found.responsible
    if found.owner_clock:
        assert found.owner_clock.ends_on >= add_months(found.owner_clock.starts_on, max(least, promised or 0))
        assert found.owner_clock.ends_on >= add_months(accepted, months)
    gap = found.owner_clock is not None and found.owner_clock.state(on) is State.RUNNING and found.contract is None
    assert not gap or found.bearer is Bearer.COMPANY


@pytest.mark.rule("D2")
def test_a_contract_for_other_buildings_does_not_cover_the_unit() -> None:
    here, there = contract(buildings=("1", "2")), contract(buildings=("3",), contract_id=UUID(int=8), contractor="BF")
    assert whose(ACCEPTED, here, there).contract == here
    assert whose(ACCEPTED, here, there, unit=replace(UNIT, building="3")).contract == there
    assert whose(ACCEPTED, here, there, unit=replace(UNIT, building="4")).contract is None
    assert whose(ACCEPTED, here, there, addressed_to="BF").contract == here, (
        "another's address does not widen his scope"
    )


@pytest.mark.rule("D2")
def test_where_the_building_is_not_known_a_contract_for_some_is_meant_only_if_it_is_addressed() -> None:
    some, shared = contract(buildings=("1",)), UnitDates(handed_over_on=HANDED_OVER)
    with pytest.raises(SeveralContractorsAnswer) as refused:
        whose(ACCEPTED, some, unit=shared)
    assert refused.value.problems[0].expected == "one of NF"
    assert whose(ACCEPTED, some, unit=shared, addressed_to="NF").contract == some
    assert whose(ACCEPTED, contract(), unit=shared).contract == contract()


@pytest.mark.rule("L1", "L2")
def test_a_citys_term_counts_only_where_it_is_longer() -> None:
    nation = {WET_ROOM: Term(60, "国"), DOORS: Term(24, "国"), Part.PLUMBING: Term(24, "国")}
    city = {WET_ROOM: Term(61, "市"), DOORS: Term(23, "市"), Part.PLUMBING: Term(24, "市")}
    assert longer(nation, city) == nation | {WET_ROOM: Term(61, "市")}
    assert longer(nation, {}) == nation


@pytest.mark.rule("L2")
def test_less_than_the_owners_minimum_cannot_be_promised_and_the_article_is_named() -> None:
    must_reach_minimum((Promise(WET_ROOM, 12, "x"),), LAW.owner_minimum)
    with pytest.raises(BelowOwnerMinimum) as refused:
        must_reach_minimum((Promise(DOORS, 12, "x"), Promise(WET_ROOM, 11, "x")), LAW.owner_minimum)
    assert [problem.pointer for problem in refused.value.problems] == ["/terms/1/months"]
    assert "第五条 wet_room_waterproofing" in refused.value.detail
    with pytest.raises(PartPromisedTwice):
        must_reach_minimum((Promise(DOORS, 12, "x"), Promise(DOORS, 13, "x")), LAW.owner_minimum)


@pytest.mark.rule("L1", "L2")
def test_a_citys_terms_hold_for_its_projects_from_their_day() -> None:
    city = {"projects": ["P1"], "since": "2026-03-10"}
    assert city_of("P1", {"甲市": city}, date(2026, 3, 10)) == city
    assert city_of("P1", {"甲市": city}, date(2026, 3, 9)) == {}
    assert city_of("P2", {"甲市": city}, date(2026, 3, 10)) == {}
