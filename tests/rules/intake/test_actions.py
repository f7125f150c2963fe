"""Corrective and preventive action: who owns it, who checks it, and until when each must move (I12, B6, N2)."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest
from aftercare_contracts.periods import CHINA, day_in_china, end_of
from aftercare_contracts.values import Role
from hypothesis import given
from hypothesis import strategies as st
from intake.domain import actions as domain
from intake.domain.actions import Action, ActionKind, ActionState, Duty, Plan

from .policies import seeded

NOW, TODAY = datetime(2026, 3, 10, 2, tzinfo=UTC), date(2026, 3, 10)
ONE = UUID(int=1)
PLAN = Plan(
    "闭水试验未做",
    "逐户补做",
    Role.ENGINEERING_DESK,
    None,
    date(2026, 3, 20),
    Role.SERVICE_SUPERVISOR,
    date(2026, 4, 20),
)
OPEN = Action(
    ONE, "JZ-2026-000001", "P1", "leak", ActionKind.CORRECTIVE, PLAN.cause, PLAN.action, PLAN.owner_role, None, PLAN.due_on,
    PLAN.check_role, PLAN.check_on, None, "lin", NOW,
)  # fmt: skip
OWNS, CHECKS = frozenset({Role.ENGINEERING_DESK}), frozenset({Role.SERVICE_SUPERVISOR})
DONE = domain.done(OPEN, "已补做32户", "wang", OWNS, NOW)


@pytest.mark.rule("I12", "B6")
@pytest.mark.parametrize("owner", Role)
@pytest.mark.parametrize("checker", [Role.SERVICE_SUPERVISOR, Role.SITE_LEAD, Role.CASE_OFFICER, Role.CONTRACTOR])
def test_one_of_the_house_owns_it_and_another_office_checks_it(owner: Role, checker: Role) -> None:
    plan = replace(PLAN, owner_role=owner, check_role=checker)
    wrong = {
        *(["/owner_role"] if owner in domain.OUTSIDE else []),
        *(["/check_role"] if checker not in domain.CHECKERS or checker == owner else []),
    }
    if wrong:
        with pytest.raises(domain.NotTheirPart) as refused:
            domain.must_be_possible(plan, TODAY)
        assert {problem.pointer for problem in refused.value.problems} == wrong
    else:
        domain.must_be_possible(plan, TODAY)


@pytest.mark.rule("I12")
@given(st.integers(-3, 3), st.integers(-3, 3))
def test_it_is_due_today_or_later_and_checked_not_before(due: int, gap: int) -> None:
    due_on = TODAY + timedelta(days=due)
    plan = replace(PLAN, due_on=due_on, check_on=due_on + timedelta(days=gap))
    if due >= 0 and gap >= 0:
        domain.must_be_possible(plan, TODAY)
    else:
        with pytest.raises(domain.DatesAstray) as refused:
            domain.must_be_possible(plan, TODAY, "/next")
        assert all(problem.pointer.startswith("/next/") for problem in refused.value.problems)


@pytest.mark.rule("I12")
def test_its_owner_reports_it_done_once() -> None:
    with pytest.raises(domain.NotTheOwner):
        domain.done(OPEN, "已做", "sun", CHECKS, NOW)
    named = replace(OPEN, owner_person="wang")
    with pytest.raises(domain.NotTheOwner, match="wang"):
        domain.done(named, "已做", "zhou", OWNS, NOW)
    assert domain.done(named, "已做", "wang", OWNS, NOW).state is ActionState.DONE
    with pytest.raises(domain.DoneBefore):
        domain.done(DONE, "再做", "wang", OWNS, NOW)


@pytest.mark.rule("I12", "B6")
def test_nobody_checks_what_he_owned_or_did() -> None:
    both = OWNS | CHECKS
    with pytest.raises(domain.OwnAction):
        domain.checked(DONE, True, "有效", "wang", both, NOW)
    with pytest.raises(domain.OwnAction):
        domain.checked(replace(DONE, owner_person="zhou"), True, "有效", "zhou", both, NOW)
    with pytest.raises(domain.NotTheChecker):
        domain.checked(DONE, True, "有效", "zhou", OWNS, NOW)
    assert domain.checked(DONE, True, "有效", "sun", CHECKS, NOW).state is ActionState.EFFECTIVE
    assert domain.checked(DONE, False, "仍渗水", "sun", CHECKS, NOW).state is ActionState.NOT_EFFECTIVE


@pytest.mark.rule("I12")
def test_the_effect_is_checked_after_the_deed_and_once() -> None:
    with pytest.raises(domain.NotDoneYet):
        domain.checked(OPEN, True, "有效", "sun", CHECKS, NOW)
    for effective in (True, False):
        with pytest.raises(domain.CheckedBefore):
            domain.checked(
                domain.checked(DONE, effective, "结论", "sun", CHECKS, NOW), True, "有效", "sun", CHECKS, NOW
            )


@pytest.mark.rule("I12")
def test_without_effect_another_follows_and_with_effect_none() -> None:
    domain.must_go_on(True, None)
    domain.must_go_on(False, PLAN)
    for effective, plan in ((True, PLAN), (False, None)):
        with pytest.raises(domain.NextMissing):
            domain.must_go_on(effective, plan)


@pytest.mark.rule("I12", "N2")
@given(st.integers(0, 60))
def test_whoever_must_move_has_until_the_end_of_his_day(days: int) -> None:
    owed = domain.owed(OPEN)
    assert owed is not None
    assert (owed.duty, owed.by, owed.due_at) == (Duty.ACT, Role.ENGINEERING_DESK, end_of(PLAN.due_on))
    later = NOW + timedelta(days=days)
    check = domain.owed(domain.done(OPEN, "已做", "wang", OWNS, later))
    assert check is not None
    assert (check.duty, check.by) == (Duty.CHECK, Role.SERVICE_SUPERVISOR)
    assert check.due_at == end_of(max(PLAN.check_on, day_in_china(later) + (PLAN.check_on - PLAN.due_on)))
    assert later < domain.remind_at(check, 0.8) < check.due_at


@pytest.mark.rule("I12")
def test_once_checked_nothing_is_owed() -> None:
    for effective in (True, False):
        assert domain.owed(domain.checked(DONE, effective, "结论", "sun", CHECKS, NOW)) is None


@pytest.mark.rule("I12")
def test_what_is_repeated_within_a_month_is_policy() -> None:
    rule = domain.rule_from(seeded("corrective_action"))
    assert rule == domain.CandidateRule(cases=3, months=1)
    assert domain.month_begins(rule, date(2026, 3, 31)) == datetime(2026, 2, 28, tzinfo=CHINA)
