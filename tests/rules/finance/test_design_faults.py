"""I7: a design fault is borne by the company, never by the contractor."""

from dataclasses import replace

import pytest
from aftercare_contracts.values import Bearer
from finance.domain import claim
from finance.domain.claim import State

from .claims import DIRECTOR, a_claim, lines_of

OPEN = (State.IN_REVIEW, State.IN_APPROVAL, State.APPROVED, State.REFUSED)


@pytest.mark.rule("I7", "L4")
def test_a_design_fault_is_never_put_on_the_contractor() -> None:
    with pytest.raises(claim.DesignFault) as refusal:
        claim.raise_claim(a_claim(100), lines_of(100), was_taken_over=True, is_design_fault=True)
    assert (refusal.value.problems[0].pointer, refusal.value.problems[0].expected) == ("/cause", "company")
    with pytest.raises(claim.DesignFault):
        claim.with_cause(a_claim(100), Bearer.CONTRACTOR, "x", was_taken_over=True, is_design_fault=True)
    others = claim.with_cause(a_claim(100), Bearer.COMPANY, "x", was_taken_over=True, is_design_fault=True)
    assert others.cause == Bearer.COMPANY


@pytest.mark.rule("I7")
@pytest.mark.parametrize("state", OPEN)
def test_an_open_claim_is_blocked_until_it_is_sorted_to_the_company(state: State) -> None:
    blocked = replace(a_claim(100), state=state)
    with pytest.raises(claim.DesignFault):
        claim.must_not_be_blocked(blocked, is_design_fault=True)
    sorted_, move = claim.sort(blocked, Bearer.COMPANY, "drawing 4", DIRECTOR, is_design_fault=True)
    assert (sorted_.state, sorted_.cause, move.note) == (state, Bearer.COMPANY, "contractor → company: drawing 4")
    claim.must_not_be_blocked(sorted_, is_design_fault=True)


@pytest.mark.rule("I7")
@pytest.mark.parametrize("cause", [Bearer.OWNER, Bearer.THIRD_PARTY])
def test_it_is_sorted_to_nobody_but_the_company(cause: Bearer) -> None:
    with pytest.raises(claim.DesignFault):
        claim.sort(a_claim(100), cause, "x", DIRECTOR, is_design_fault=True)


@pytest.mark.rule("L4")
@pytest.mark.parametrize("state", [*OPEN, State.WITHDRAWN])
def test_without_one_a_cost_is_sorted_only_once_confirmed(state: State) -> None:
    with pytest.raises(claim.CannotMove):
        claim.sort(replace(a_claim(100), state=state), Bearer.COMPANY, "x", DIRECTOR)
    claim.must_not_be_blocked(a_claim(100), is_design_fault=False)


@pytest.mark.rule("I7")
def test_a_withdrawn_claim_is_not_sorted() -> None:
    with pytest.raises(claim.CannotMove):
        claim.sort(replace(a_claim(100), state=State.WITHDRAWN), Bearer.COMPANY, "x", DIRECTOR, is_design_fault=True)
