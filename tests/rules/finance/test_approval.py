"""F1 and F2: who signs what, once, never his own, and only what he saw."""

from dataclasses import replace

import pytest
from aftercare_contracts.errors import Conflict, Forbidden
from aftercare_contracts.values import Bearer, Role
from finance.domain import approval, claim
from finance.domain.claim import State, Verb
from finance.domain.people import Person
from finance.domain.tiers import tier_for, tiers_as_data, tiers_from
from hypothesis import given
from hypothesis import strategies as st

from .claims import DEPUTY, DIRECTOR, LEAD, MANAGER, SQUAD, TIERS, VICE, a_claim, lines_of, somebody

STAFF = (LEAD, DIRECTOR, DEPUTY, VICE, MANAGER, SQUAD)


@pytest.mark.rule("F1")
@pytest.mark.parametrize(
    ("amount_fen", "reviewer", "approver"),
    [
        (1, None, "site_lead"),
        (30_000, None, "site_lead"),
        (30_001, None, "centre_director"),
        (100_000, None, "centre_director"),
        (100_001, "deputy_chief_engineer", "vice_president"),
        (1_000_000, "deputy_chief_engineer", "vice_president"),
        (1_000_001, "deputy_chief_engineer", "general_manager"),
        (10**12, "deputy_chief_engineer", "general_manager"),
    ],
)
def test_an_amount_on_a_boundary_belongs_to_the_lower_tier(
    amount_fen: int, reviewer: str | None, approver: str
) -> None:
    tier = tier_for(TIERS, amount_fen)
    assert (tier.review_role, tier.approve_role) == (reviewer, approver)


@pytest.mark.rule("F1")
def test_above_ten_thousand_the_vice_president_is_told_and_only_then() -> None:
    assert tier_for(TIERS, 1_000_001).inform == (Role.VICE_PRESIDENT,)
    assert tier_for(TIERS, 1_000_000).inform == ()


def test_tiers_come_back_as_they_were_kept() -> None:
    assert tiers_from(tiers_as_data(TIERS)) == TIERS


@pytest.mark.parametrize("bounds", [[], [5], [5, 5, None], [6, 5, None], [None, None], [None, 5]])
def test_tiers_that_leave_a_gap_are_refused(bounds: list[int | None]) -> None:
    with pytest.raises(ValueError, match="rise"):
        tiers_from([{"up_to_fen": bound, "approve_role": "site_lead"} for bound in bounds])


@pytest.mark.rule("F1")
def test_a_claim_over_a_thousand_is_reviewed_then_approved() -> None:
    raised = a_claim(486_000)
    assert (raised.state, raised.next_role) == (State.IN_REVIEW, Role.DEPUTY_CHIEF_ENGINEER)
    reviewed, _ = approval.sign(raised, Verb.REVIEW, DEPUTY, 486_000)
    assert (reviewed.state, reviewed.next_role) == (State.IN_APPROVAL, Role.VICE_PRESIDENT)
    approved, move = approval.sign(reviewed, Verb.APPROVE, VICE, 486_000, "go ahead")
    assert (approved.state, approved.approved_fen, approved.next_role) == (State.APPROVED, 486_000, None)
    assert (move.by, move.role, move.note) == ("vice_president", "vice_president", "go ahead")


@pytest.mark.rule("F1")
def test_who_may_not_sign_is_told_who_may() -> None:
    with pytest.raises(approval.NotYours) as refusal:
        approval.sign(a_claim(486_000), Verb.APPROVE, DIRECTOR, 486_000)
    assert refusal.value.detail == (
        "4,860.00 yuan is for the vice_president to approve after review by the deputy_chief_engineer;"
        " you are centre_director"
    )


@pytest.mark.rule("F1")
def test_the_approver_waits_for_the_review() -> None:
    with pytest.raises(approval.NotYourTurn):
        approval.sign(a_claim(486_000), Verb.APPROVE, VICE, 486_000)


@pytest.mark.rule("F1")
@given(
    amount_fen=st.integers(1, 3_000_000), verb=st.sampled_from([Verb.REVIEW, Verb.APPROVE]), who=st.sampled_from(STAFF)
)
def test_nobody_but_the_tiers_own_roles_signs(amount_fen: int, verb: Verb, who: Person) -> None:
    tier = tier_for(TIERS, amount_fen)
    role = tier.review_role if verb == Verb.REVIEW else tier.approve_role
    state = State.IN_REVIEW if verb == Verb.REVIEW else State.IN_APPROVAL
    waiting = replace(a_claim(amount_fen), state=state)
    if role in who.roles:
        assert approval.sign(waiting, verb, who, amount_fen)[0].state in (State.IN_APPROVAL, State.APPROVED)
    else:
        with pytest.raises(approval.NotYours):
            approval.sign(waiting, verb, who, amount_fen)


@pytest.mark.rule("F2")
def test_nobody_signs_his_own_claim() -> None:
    both = somebody("repair_squad", "site_lead", id="chen")
    own = a_claim(20_000, authors=frozenset({"chen"}))
    with pytest.raises(approval.OwnClaim):
        approval.sign(own, Verb.APPROVE, both, 20_000)
    with pytest.raises(approval.OwnClaim):
        approval.refuse(own, both, "no")


@pytest.mark.rule("F2")
def test_who_set_a_later_amount_signs_no_more_than_who_raised_it() -> None:
    both = somebody("repair_squad", "site_lead", id="chen")
    revised, _ = claim.revise(a_claim(20_000), 25_000, lines_of(25_000), both)
    with pytest.raises(approval.OwnClaim):
        approval.sign(revised, Verb.APPROVE, both, 25_000)


@pytest.mark.rule("F2")
def test_nobody_signs_two_steps_of_one_chain() -> None:
    both = somebody("deputy_chief_engineer", "vice_president", id="li")
    reviewed, _ = approval.sign(a_claim(486_000), Verb.REVIEW, both, 486_000)
    with pytest.raises(approval.SignedBefore):
        approval.sign(reviewed, Verb.APPROVE, both, 486_000)


@pytest.mark.rule("F2")
def test_a_signature_is_for_the_amount_that_was_seen() -> None:
    with pytest.raises(approval.AmountChanged) as refusal:
        approval.sign(a_claim(99_000), Verb.APPROVE, DIRECTOR, 98_000)
    (problem,) = refusal.value.problems
    assert (problem.pointer, problem.expected) == ("/amount_fen", "99000")


@pytest.mark.rule("F1")
def test_an_approved_claim_is_not_approved_again() -> None:
    approved, _ = approval.sign(a_claim(20_000), Verb.APPROVE, LEAD, 20_000)
    with pytest.raises(approval.AlreadySigned):
        approval.sign(approved, Verb.APPROVE, somebody("site_lead", id="other"), 20_000)


@pytest.mark.rule("F1")
def test_a_refused_claim_is_not_approved_and_a_new_amount_starts_afresh() -> None:
    reviewed, _ = approval.sign(a_claim(486_000), Verb.REVIEW, DEPUTY, 486_000)
    refused, _ = approval.refuse(reviewed, VICE, "two offers, please")
    with pytest.raises(Conflict):
        approval.sign(refused, Verb.APPROVE, VICE, 486_000)
    revised, _ = claim.revise(refused, 480_000, lines_of(480_000), SQUAD)
    assert (revised.state, revised.round, revised.signers) == (State.IN_REVIEW, 2, frozenset())
    approval.sign(revised, Verb.REVIEW, DEPUTY, 480_000)


@pytest.mark.rule("F1")
def test_only_the_next_signer_refuses() -> None:
    with pytest.raises(Forbidden):
        approval.refuse(a_claim(486_000), VICE, "no")
    refused, move = approval.refuse(a_claim(486_000), DEPUTY, "too dear")
    assert (refused.state, move.note) == (State.REFUSED, "too dear")
    with pytest.raises(Conflict):
        approval.refuse(refused, VICE, "no")


@pytest.mark.rule("F2")
def test_a_final_cost_within_the_approval_is_confirmed() -> None:
    approved, _ = approval.sign(a_claim(100_000), Verb.APPROVE, DIRECTOR, 100_000)
    confirmed, move = claim.state_final_cost(approved, 99_999, lines_of(99_999), SQUAD, is_done=True)
    assert (confirmed.state, confirmed.amount_fen, confirmed.approved_fen) == (State.CONFIRMED, 99_999, 100_000)
    assert move.verb == Verb.CONFIRM


@pytest.mark.rule("F2")
def test_a_final_cost_above_the_approval_goes_back_through_the_tier_of_the_new_total() -> None:
    approved, _ = approval.sign(a_claim(100_000), Verb.APPROVE, DIRECTOR, 100_000)
    exceeded, _ = claim.state_final_cost(approved, 100_001, lines_of(100_001), SQUAD, is_done=True)
    assert (exceeded.state, exceeded.next_role) == (State.IN_REVIEW, Role.DEPUTY_CHIEF_ENGINEER)
    reviewed, _ = approval.sign(exceeded, Verb.REVIEW, DEPUTY, 100_001)
    again, _ = approval.sign(reviewed, Verb.APPROVE, VICE, 100_001)
    confirmed, _ = claim.confirm(again, SQUAD)
    assert (confirmed.state, confirmed.amount_fen) == (State.CONFIRMED, 100_001)


@pytest.mark.rule("F2")
def test_when_the_excess_is_refused_what_was_approved_still_stands() -> None:
    approved, _ = approval.sign(a_claim(30_000), Verb.APPROVE, LEAD, 30_000)
    exceeded, _ = claim.state_final_cost(approved, 30_001, lines_of(30_001), SQUAD, is_done=True)
    refused, _ = approval.refuse(exceeded, DIRECTOR, "the offer was 300")
    with pytest.raises(claim.CostIsFinal):
        claim.revise(refused, 30_000, lines_of(30_000), SQUAD)
    confirmed, _ = claim.state_final_cost(refused, 30_000, lines_of(30_000), SQUAD, is_done=True)
    assert confirmed.state == State.CONFIRMED


@pytest.mark.rule("F2")
def test_a_cost_never_approved_is_never_confirmed() -> None:
    refused, _ = approval.refuse(a_claim(20_000), LEAD, "no")
    for unapproved in (refused, a_claim(20_000)):
        with pytest.raises(claim.NeverApproved):
            claim.state_final_cost(unapproved, 20_000, lines_of(20_000), SQUAD, is_done=True)


@pytest.mark.rule("F1", "F2")
def test_a_cost_is_final_only_when_the_work_is_done() -> None:
    approved, _ = approval.sign(a_claim(20_000), Verb.APPROVE, LEAD, 20_000)
    with pytest.raises(claim.NotDoneYet):
        claim.state_final_cost(approved, 20_000, lines_of(20_000), SQUAD, is_done=False)


@pytest.mark.parametrize("parts", [[], [50, 51], [150, -50], [100, 0]])
def test_lines_that_do_not_add_up_are_refused(parts: list[int]) -> None:
    lines = [line for fen in parts for line in lines_of(fen)]
    with pytest.raises(claim.LinesDoNotAddUp):
        claim.raise_claim(a_claim(100), lines, was_taken_over=True)


@pytest.mark.rule("L4", "L7")
def test_a_cost_falls_on_the_contractor_only_after_a_take_over() -> None:
    with pytest.raises(claim.NotTakenOver):
        claim.raise_claim(a_claim(100), lines_of(100), was_taken_over=False)
    mine = a_claim(100, cause=Bearer.COMPANY)
    assert claim.raise_claim(mine, lines_of(100), was_taken_over=False)[0].cause == Bearer.COMPANY


@pytest.mark.rule("L4")
def test_a_confirmed_cost_is_sorted_away_from_the_contractor_but_never_onto_him() -> None:
    approved, _ = approval.sign(a_claim(20_000), Verb.APPROVE, LEAD, 20_000)
    confirmed, _ = claim.state_final_cost(approved, 20_000, lines_of(20_000), SQUAD, is_done=True)
    sorted_, move = claim.sort(confirmed, Bearer.COMPANY, "no reminder was sent", DIRECTOR)
    assert (sorted_.cause, move.note) == (Bearer.COMPANY, "contractor → company: no reminder was sent")
    with pytest.raises(claim.NotOntoTheContractor):
        claim.sort(sorted_, Bearer.CONTRACTOR, "after all", DIRECTOR)
    with pytest.raises(claim.CauseIsSettled):
        claim.sort(replace(sorted_, is_drawn=True), Bearer.OWNER, "late", DIRECTOR)
    with pytest.raises(claim.CannotMove):
        claim.sort(approved, Bearer.COMPANY, "early", DIRECTOR)


@pytest.mark.parametrize("verb", list(claim.MOVES))
@pytest.mark.parametrize("state", list(State))
@pytest.mark.parametrize("to_state", list(State))
def test_a_claim_moves_only_as_the_table_says(verb: Verb, state: State, to_state: State) -> None:
    from_states, to_states = claim.MOVES[verb]
    standing = replace(a_claim(100), state=state)
    if state in from_states and to_state in to_states:
        assert claim.moved(standing, verb, to_state).state == to_state
    else:
        with pytest.raises(claim.CannotMove):
            claim.moved(standing, verb, to_state)
