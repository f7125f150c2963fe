"""A month's visits against policy, at every boundary (V8, B6)."""

from datetime import timedelta
from fractions import Fraction
from typing import Any
from uuid import UUID

import pytest
from aftercare_contracts.values import CaseKind, ContactWay, Role
from hypothesis import given
from hypothesis import strategies as st
from survey.domain.visit_month import (
    Figures,
    MonthNotOver,
    NoSuchMonth,
    OwnVisits,
    Rule,
    ShortfallUnnamed,
    bounds,
    figures,
    month_of,
    must_be_signable,
)
from survey.domain.visit_record import (
    CustomerMissing,
    NoSuchHousehold,
    NotHandedOver,
    OwnWork,
    Raising,
    Side,
    VisitAhead,
    VisitRecord,
    must_be_past,
    must_be_visitable,
    must_name_somebody,
    side_of,
)

from .visits import NOW, TICK, china

RULE = Rule(2, 3, Fraction("0.1"), Fraction("0.5"))
CENTRE, PROPERTY = Side.SERVICE_CENTRE, Side.PROPERTY_COMPANY


def made(unit_no: str, by: str = "chen", side: Side = CENTRE, way: ContactWay = ContactWay.HOME) -> VisitRecord:
    return VisitRecord(UUID(int=1), "ZF-2026-000001", "P1", unit_no, None, side, way, NOW, by, "问候", "", NOW)


def by_property(home: int, phone: int) -> list[VisitRecord]:
    calls = [made(f"p{i}", "wu", PROPERTY, ContactWay.PHONE) for i in range(phone)]
    return [made(f"h{i}", "wu", PROPERTY) for i in range(home)] + calls


def count(records: list[VisitRecord], households: int = 0, officers: tuple[str, ...] = ()) -> Figures:
    return figures(RULE, officers, households, records, 0)


@pytest.mark.rule("V8")
@pytest.mark.parametrize(("customers", "short", "over"), [(0, 2, 0), (1, 1, 0), (2, 0, 0), (3, 0, 0), (4, 0, 1)])
def test_each_officer_visits_two_or_three_customers(customers: int, short: int, over: int) -> None:
    (officer,) = count([made(f"u{i}") for i in range(customers)], officers=("chen",)).officers
    assert (officer.person, officer.customers, officer.short, officer.over) == ("chen", customers, short, over)


@pytest.mark.rule("V8")
def test_a_customer_visited_twice_is_one_customer() -> None:
    (officer,) = count([made("u1"), made("u1", way=ContactWay.PHONE)], officers=("chen",)).officers
    assert (officer.customers, officer.short) == (1, 1)


@pytest.mark.rule("V8")
def test_who_has_not_visited_at_all_is_named_and_who_need_not_is_not_short() -> None:
    found = count([made("u1", "ma")], officers=("chen",))
    assert [(each.person, each.customers, each.short) for each in found.officers] == [("chen", 0, 2), ("ma", 1, 0)]
    assert found.officers_short == 1


@pytest.mark.rule("V8")
@pytest.mark.parametrize(
    ("households", "visited", "wanted", "short"),
    [(100, 9, 10, 1), (100, 10, 10, 0), (101, 10, 11, 1), (101, 11, 11, 0), (1, 0, 1, 1), (0, 0, 0, 0), (95, 9, 10, 1)],
)
def test_the_property_company_visits_a_tenth_of_the_households(
    households: int, visited: int, wanted: int, short: int
) -> None:
    found = count(by_property(visited, 0), households)
    assert (found.wanted, found.visited, found.households_short) == (wanted, visited, short)


@pytest.mark.rule("V8")
@pytest.mark.parametrize(
    ("home", "phone", "is_over"), [(5, 5, False), (5, 6, True), (0, 1, True), (0, 0, False), (1, 1, False)]
)
def test_at_most_half_of_them_by_phone(home: int, phone: int, is_over: bool) -> None:
    assert count(by_property(home, phone)).phone_is_over is is_over


@pytest.mark.rule("V8")
def test_a_household_called_on_as_well_as_phoned_was_called_on() -> None:
    found = count([*by_property(1, 0), made("h0", "wu", PROPERTY, ContactWay.PHONE)])
    assert (found.visited, found.by_phone) == (1, 0)


@pytest.mark.rule("V8")
@given(st.integers(0, 400), st.integers(0, 60), st.integers(0, 60))
def test_what_is_enough_is_exactly_a_tenth_and_a_half(households: int, home: int, phone: int) -> None:
    found = count(by_property(home, phone), households)
    assert (found.households_short == 0) == (10 * found.visited >= households)
    assert found.phone_is_over == (2 * found.by_phone > found.visited)


def test_shares_are_what_is_written_not_what_a_float_comes_near() -> None:
    rule = Rule.from_data(
        {"officer_visits_least": 2, "officer_visits_most": 3, "household_share": 0.1, "phone_share_most": 0.5}
    )
    assert rule == RULE


@pytest.mark.rule("V8")
def test_a_month_runs_from_midnight_to_midnight_in_china() -> None:
    since, until = bounds("2026-02")
    assert (since, until) == (china(2026, 2, 1), china(2026, 3, 1))
    assert [month_of(at) for at in (since - TICK, since, until - TICK, until)] == [
        "2026-01",
        "2026-02",
        "2026-02",
        "2026-03",
    ]
    for wrong in ("2026-13", "2026-00", "26-02", "2026-2", "", "0001-01", "２０２６-02"):
        with pytest.raises(NoSuchMonth):
            bounds(wrong)


@pytest.mark.rule("V8", "B6")
def test_the_supervisor_signs_when_the_month_is_over_and_names_the_shortfall() -> None:
    good, short = count([]), count([], 10)
    after = china(2026, 4, 1)
    must_be_signable("2026-03", good, "", "zhou", (), after)
    must_be_signable("2026-03", short, "四月补齐", "zhou", ("chen",), after)
    with pytest.raises(MonthNotOver):
        must_be_signable("2026-03", good, "", "zhou", (), after - TICK)
    with pytest.raises(ShortfallUnnamed):
        must_be_signable("2026-03", short, "", "zhou", (), after)
    with pytest.raises(OwnVisits):
        must_be_signable("2026-03", good, "", "chen", ("chen",), after)


@pytest.mark.rule("V8", "B6")
def test_whom_to_visit() -> None:
    must_be_visitable(known=True, handed_over=True, had_a_hand=False)
    for known, handed_over, hand, refused in (
        (False, False, False, NoSuchHousehold), (True, False, False, NotHandedOver), (True, True, True, OwnWork),
    ):  # fmt: skip
        with pytest.raises(refused):
            must_be_visitable(known=known, handed_over=handed_over, had_a_hand=hand)


@pytest.mark.rule("V8")
def test_a_visit_is_recorded_after_it_was_made() -> None:
    must_be_past(NOW, NOW)
    with pytest.raises(VisitAhead):
        must_be_past(NOW + TICK, NOW)
    must_be_past(NOW - timedelta(days=1), NOW)


@pytest.mark.rule("V8")
@pytest.mark.parametrize(
    ("name", "contact", "owner", "is_known"),
    [
        ("", "", UUID(int=1), True),
        ("赵女士", "13800000000", None, True),
        ("赵女士", "", None, False),
        ("", "", None, False),
    ],
)
def test_who_raised_a_matter_is_the_owner_or_named(name: str, contact: str, owner: UUID | None, is_known: bool) -> None:
    what: dict[str, Any] = {
        "asked_id": UUID(int=2),
        "kind": CaseKind.COMPLAINT,
        "matter": None,
        "part": None,
        "said": "渗水",
    }
    raising = Raising(**what, customer_name=name, contact=contact, visit_by=ContactWay.PHONE)
    if is_known:
        must_name_somebody(0, raising, owner)
    else:
        with pytest.raises(CustomerMissing) as refused:
            must_name_somebody(3, raising, owner)
        assert [problem.pointer for problem in refused.value.problems] == ["/matters/3/customer_name"]


def test_for_whom_somebody_visits_follows_from_his_role() -> None:
    assert side_of(frozenset({Role.SERVICE_OFFICER})) is CENTRE
    assert side_of(frozenset({Role.PROPERTY_DESK})) is PROPERTY
    assert side_of(frozenset({Role.PROPERTY_COMPANY})) is PROPERTY
