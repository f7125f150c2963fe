"""The property company is inspected and judged until the owners take over, and the desks are signed for by two (D10, D11)."""

from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import pytest
from aftercare_contracts.values import Desk, Role
from dispatch.domain import desks, upkeep
from dispatch.domain.desks import Figures, SignedAs
from dispatch.domain.upkeep import Judgement, Severity, Undertaking, UndertakingState

NOW = datetime(2026, 3, 10, 2, 0, tzinfo=UTC)
TODAY = date(2026, 3, 10)
ITEMS = ("cleanliness", "planting")


def owed(owner: Role = Role.PROPERTY_COMPANY) -> Undertaking:
    return Undertaking(UUID(int=1), UUID(int=2), None, "P1", "地面积水", Severity.SERIOUS, owner, date(2026, 3, 20))


@pytest.mark.rule("D10")
def test_from_the_committees_first_day_the_company_inspects_no_more() -> None:
    upkeep.must_be_ours(None, TODAY)
    upkeep.must_be_ours(TODAY, date(2026, 3, 9))
    with pytest.raises(upkeep.OwnersTookOver):
        upkeep.must_be_ours(TODAY, TODAY)


@pytest.mark.rule("D10")
def test_what_is_on_record_has_happened_and_what_is_owed_lies_ahead() -> None:
    upkeep.must_have_happened(TODAY, TODAY, "/x")
    upkeep.must_lie_ahead(TODAY, TODAY, "/x")
    with pytest.raises(upkeep.DayAhead):
        upkeep.must_have_happened(date(2026, 3, 11), TODAY, "/x")
    with pytest.raises(upkeep.DueBehind):
        upkeep.must_lie_ahead(date(2026, 3, 9), TODAY, "/x")


@pytest.mark.rule("D10")
@pytest.mark.parametrize(
    ("owner", "roles", "may"),
    [
        (Role.PROPERTY_COMPANY, {Role.PROPERTY_COMPANY}, True), (Role.PROPERTY_COMPANY, {Role.PROPERTY_DESK}, True),
        (Role.PROPERTY_COMPANY, {Role.SITE_LEAD}, False), (Role.SALES, {Role.SALES}, True), (Role.SALES, {Role.PROPERTY_DESK}, False),
    ],
)  # fmt: skip
def test_its_owner_does_it_and_another_checks_it(owner: Role, roles: set[str], may: bool) -> None:
    if not may:
        with pytest.raises(upkeep.NotYours):
            upkeep.finish(owed(owner), "已清理", "zhou", roles, NOW)
        return
    done = upkeep.finish(owed(owner), "已清理", "zhou", roles, NOW)
    with pytest.raises(upkeep.IsDone):
        upkeep.finish(done, "已清理", "zhou", roles, NOW)
    with pytest.raises(upkeep.OwnWork):
        upkeep.check(done, True, "", "zhou", NOW)
    assert upkeep.check(done, True, "合格", "lin.lead", NOW).state is UndertakingState.CLOSED
    again = upkeep.check(done, False, "仍积水", "lin.lead", NOW)
    assert (again.state, again.done_by) == (UndertakingState.OPEN, None)
    assert upkeep.finish(again, "再清理", "lin.lead", roles, NOW).checked_by is None
    with pytest.raises(upkeep.NotDone):
        upkeep.check(again, True, "", "lin.lead", NOW)


@pytest.mark.rule("D10")
@pytest.mark.parametrize(
    ("points", "pointers"),
    [
        ({"cleanliness": 0, "planting": 100}, []), ({"cleanliness": 1}, ["/points/planting"]),
        ({"cleanliness": 101, "planting": 1}, ["/points/cleanliness"]), ({"cleanliness": -1, "planting": 1}, ["/points/cleanliness"]),
        ({"cleanliness": 1, "planting": 1, "gate": 1}, ["/points/gate"]),
    ],
)  # fmt: skip
def test_each_item_gets_its_points_and_no_other(points: dict[str, int], pointers: list[str]) -> None:
    if not pointers:
        upkeep.must_give_points(points, ITEMS, 100)
        return
    with pytest.raises(upkeep.PointsWrong) as refused:
        upkeep.must_give_points(points, ITEMS, 100)
    assert [problem.pointer for problem in refused.value.problems] == pointers


@pytest.mark.rule("D10")
@pytest.mark.parametrize(("period", "over"), [("2026-02", True), ("2026-03", False), ("2025", True), ("2026", False)])
def test_a_period_is_judged_when_it_is_over(period: str, over: bool) -> None:
    if over:
        upkeep.must_be_over(period, TODAY)
    else:
        with pytest.raises(upkeep.PeriodNotOver):
            upkeep.must_be_over(period, TODAY)


@pytest.mark.rule("D10")
def test_the_year_is_judged_from_every_month_that_was_ours_to_judge() -> None:
    months = [f"2025-{month:02d}" for month in range(1, 13)]
    upkeep.must_have_months("2025", months, None)
    with pytest.raises(upkeep.MonthsMissing) as refused:
        upkeep.must_have_months("2025", [month for month in months if month != "2025-07"], None)
    assert "2025-07" in refused.value.problems[0].what
    upkeep.must_have_months("2025", months[3:], None)
    upkeep.must_have_months("2025", months[:6], date(2025, 6, 10))
    upkeep.must_have_months("2025", months[:5], date(2025, 6, 1))
    with pytest.raises(upkeep.MonthsMissing):
        upkeep.must_have_months("2025", months[:5], date(2025, 6, 10))
    with pytest.raises(upkeep.MonthsMissing):
        upkeep.must_have_months("2025", [], None)


@pytest.mark.rule("D10")
@pytest.mark.parametrize("owner", Role)
def test_a_point_is_owed_by_somebody_who_can_say_that_it_is_done(owner: Role) -> None:
    if owner in upkeep.ANSWERABLE:
        upkeep.must_be_answerable(owner, "/points/0/owner")
    else:
        with pytest.raises(upkeep.NobodyToDoIt):
            upkeep.must_be_answerable(owner, "/points/0/owner")


@pytest.mark.rule("D10")
def test_another_signs_than_who_judged_and_once() -> None:
    made = Judgement(
        UUID(int=3), "P1", "2026-02", {"cleanliness": 90}, 90, -50_000, "投诉较多", {}, "he.supervisor", NOW
    )
    with pytest.raises(upkeep.OwnJudgement):
        upkeep.sign(made, "he.supervisor", NOW)
    with pytest.raises(upkeep.JudgementSigned):
        upkeep.sign(upkeep.sign(made, "ma.director", NOW), "ma.director", NOW)


@pytest.mark.rule("D11")
@pytest.mark.parametrize(
    ("desk", "roles", "expected"),
    [
        (Desk.SALES_DESK, {Role.DEPARTMENT_MANAGER, Role.SALES}, SignedAs.DEPARTMENT_HEAD),
        (Desk.SALES_DESK, {Role.DEPARTMENT_MANAGER, Role.ENGINEERING}, desks.NotYourDesk),
        (Desk.SALES_DESK, {Role.SALES}, desks.NotYourDesk),
        (Desk.ENGINEERING_DESK, {Role.DEPARTMENT_MANAGER, Role.ENGINEERING}, SignedAs.DEPARTMENT_HEAD),
        (Desk.PROPERTY_DESK, {Role.DEPARTMENT_MANAGER, Role.PROPERTY_COMPANY}, SignedAs.DEPARTMENT_HEAD),
        (Desk.PROPERTY_DESK, {Role.CENTRE_DIRECTOR}, SignedAs.CENTRE_DIRECTOR),
        (Desk.SITE_LEAD, {Role.CENTRE_DIRECTOR}, desks.NoHead),
    ],
)  # fmt: skip
def test_a_desk_is_signed_for_by_the_head_of_its_own_department_and_by_the_director(
    desk: Desk, roles: set[str], expected: Any
) -> None:
    if isinstance(expected, SignedAs):
        assert desks.signs_as(desk, frozenset(roles)) is expected
    else:
        with pytest.raises(expected):
            desks.signs_as(desk, frozenset(roles))


@pytest.mark.rule("D11")
def test_a_signature_is_for_the_figures_that_were_seen() -> None:
    seen = Figures(10, 2, 1, 8, 7, 5, 4, 3)
    assert seen.in_time == 8
    desks.must_have_seen(seen, Figures(10, 2, 1, 8, 7, 5, 4, 3))
    with pytest.raises(desks.FiguresChanged) as refused:
        desks.must_have_seen(seen, Figures(10, 3, 1, 8, 7, 5, 4, 3))
    assert [problem.pointer for problem in refused.value.problems] == ["/figures/late"]
