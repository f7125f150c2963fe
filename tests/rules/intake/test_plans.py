"""Verified, planned, signed, and only then carried out (I21)."""

from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID

import pytest
from aftercare_contracts.values import CaseKind, Desk, Role, Verdict
from hypothesis import given
from hypothesis import strategies as st
from intake.domain import plans as domain
from intake.domain.case import CannotMove, DateBehind, NotAComplaint, State
from intake.domain.plans import Plan, PlanRules, Standing

from .policies import seeded
from .test_cases import NOW, ONE, case, closed

RULES: PlanRules = domain.rules_from(seeded("handling_plan"))
TODAY = date(2026, 3, 10)
COMPLAINT = case(CaseKind.COMPLAINT)
PLAN = Plan(UUID(int=2), ONE, 1, "cause", "handling", TODAY, "wang", NOW)
NEWER = replace(PLAN, plan_id=UUID(int=3), at=NOW + timedelta(hours=1))
DESK = frozenset({Role.ENGINEERING_DESK})


def draw(complaint=COMPLAINT, roles=DESK, complete_on=TODAY, verified=True) -> None:  # type: ignore[no-untyped-def]
    domain.must_be_ready_to_plan(complaint, roles, complete_on, TODAY, verified)


@pytest.mark.rule("I21")
def test_a_plan_follows_the_verification_and_lies_ahead() -> None:
    draw()
    with pytest.raises(domain.NotVerified):
        draw(verified=False)
    with pytest.raises(DateBehind):
        draw(complete_on=TODAY - timedelta(days=1))


@pytest.mark.rule("I21")
@pytest.mark.parametrize("role", Role)
def test_the_desk_responsible_draws_it_or_whoever_it_was_handed_to(role: Role) -> None:
    handed = replace(COMPLAINT, handed_to=Role.SITE_LEAD)
    if role in (Role.ENGINEERING_DESK, Role.SITE_LEAD):
        draw(handed, roles={role})
    else:
        with pytest.raises(domain.NotYourPlan):
            draw(handed, roles={role})


@pytest.mark.rule("I21")
def test_only_a_complaint_in_hand_is_planned_and_only_an_open_one_verified() -> None:
    for kind in CaseKind:
        if kind is not CaseKind.COMPLAINT:
            with pytest.raises(NotAComplaint):
                draw(case(kind))
            with pytest.raises(NotAComplaint):
                domain.must_be_verifiable(case(kind), on_the_spot=True, why_not="")
    for state in (State.HANDLED, State.CLOSED):
        with pytest.raises(CannotMove):
            draw(replace(COMPLAINT, state=state))
    with pytest.raises(CannotMove):
        domain.must_be_verifiable(closed(CaseKind.COMPLAINT), on_the_spot=True, why_not="")


@pytest.mark.rule("I21")
def test_what_was_not_verified_on_the_spot_says_why() -> None:
    domain.must_be_verifiable(COMPLAINT, on_the_spot=True, why_not="")
    domain.must_be_verifiable(COMPLAINT, on_the_spot=False, why_not="the owner is abroad")
    with pytest.raises(domain.WhyNotOnTheSpot):
        domain.must_be_verifiable(COMPLAINT, on_the_spot=False, why_not="")


@pytest.mark.rule("I21")
@pytest.mark.parametrize("desk", Desk)
def test_every_desk_has_a_head_who_signs_and_never_his_own(desk: Desk) -> None:
    signers = RULES.signers_for(replace(COMPLAINT, desk=desk))
    assert signers
    for role in Role:
        if role in signers:
            domain.sign(PLAN, PLAN, False, signers, "lin", {role})
        else:
            with pytest.raises(domain.NotYoursToSign):
                domain.sign(PLAN, PLAN, False, signers, "lin", {role})
        with pytest.raises(domain.NotYoursToSign, match="You drew"):
            domain.sign(PLAN, PLAN, False, signers, PLAN.by, {role})


@pytest.mark.rule("I21")
@pytest.mark.parametrize("step", [Role.SITE_LEAD, Role.CENTRE_DIRECTOR, Role.VICE_PRESIDENT, Role.GENERAL_MANAGER])
def test_handed_up_the_plan_is_signed_by_the_head_of_that_step(step: Role) -> None:
    assert RULES.signers_for(replace(COMPLAINT, handed_to=step))


@pytest.mark.rule("I21")
def test_a_plan_is_signed_once_and_only_the_latest() -> None:
    heads = {Role.SITE_LEAD}
    with pytest.raises(domain.SignedAlready):
        domain.sign(PLAN, PLAN, True, heads, "lin", heads)
    assert domain.latest([NEWER, PLAN]) == NEWER
    with pytest.raises(domain.GivenWay):
        domain.sign(PLAN, NEWER, False, heads, "lin", heads)


@pytest.mark.rule("I21")
def test_a_plan_is_signed_in_its_own_round_and_before_its_day_is_over() -> None:
    domain.must_still_be_possible(PLAN, COMPLAINT, TODAY)
    with pytest.raises(domain.GivenWay):
        domain.must_still_be_possible(PLAN, COMPLAINT, TODAY + timedelta(days=1))
    with pytest.raises(CannotMove):
        domain.must_still_be_possible(PLAN, replace(COMPLAINT, round=2), TODAY)


@pytest.mark.rule("I21")
@given(
    kind=st.sampled_from(CaseKind), verdict=st.sampled_from(Verdict), matter=st.sampled_from(sorted(seeded("routing"))),
    verified=st.booleans(), signed=st.booleans(), ordered=st.booleans(), own=st.booleans(), about=st.booleans(),
)  # fmt: skip
def test_a_complaint_is_carried_out_with_leave_or_not_at_all(
    kind: CaseKind, verdict: Verdict, matter: str, verified: bool, signed: bool, ordered: bool, own: bool, about: bool
) -> None:
    one = case(kind, verdict=verdict, matter=matter, about_person="li" if about else None)
    nothing_to_do = kind is not CaseKind.COMPLAINT or verdict is Verdict.INVALID
    left_to_him = own and matter in RULES.own_authority and not about
    allowed = nothing_to_do or ordered or (verified and (signed or left_to_him))
    try:
        domain.must_be_allowed(one, Standing(verified, signed, ordered), RULES, own_authority=own)
    except (domain.NotVerified, domain.PlanNotSigned, domain.NotWithinAuthority):
        assert not allowed
    else:
        assert allowed


def test_what_is_left_to_the_handler_is_never_the_house_nor_our_people() -> None:
    table = seeded("routing")
    assert {table[matter]["class"] for matter in RULES.own_authority} <= {"class_1", "class_3"}
    assert "staff_attitude" not in RULES.own_authority
