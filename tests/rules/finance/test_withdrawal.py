"""F1: who raised a claim takes it back while nothing of it was approved."""

from dataclasses import replace

import pytest
from finance.domain import approval, claim
from finance.domain.claim import State, Verb

from .claims import DEPUTY, DIRECTOR, LEAD, SQUAD, a_claim, lines_of, somebody


@pytest.mark.rule("F1")
def test_a_claim_is_withdrawn_while_it_waits_and_after_a_refusal() -> None:
    reviewed, _ = approval.sign(a_claim(486_000), Verb.REVIEW, DEPUTY, 486_000)
    refused, _ = approval.refuse(a_claim(100), LEAD, "no")
    for waiting in (a_claim(100), a_claim(486_000), reviewed, refused):
        withdrawn, move = claim.withdraw(waiting, SQUAD, "not needed")
        assert (withdrawn.state, withdrawn.next_role, move.note) == (State.WITHDRAWN, None, "not needed")


@pytest.mark.rule("F1")
def test_what_was_approved_is_not_withdrawn() -> None:
    approved, _ = approval.sign(a_claim(100_000), Verb.APPROVE, DIRECTOR, 100_000)
    with pytest.raises(claim.CannotMove):
        claim.withdraw(approved, SQUAD, "x")
    exceeded, _ = claim.state_final_cost(approved, 100_001, lines_of(100_001), SQUAD, is_done=True)
    refused, _ = approval.refuse(exceeded, DEPUTY, "no")
    for with_approval in (exceeded, refused):
        with pytest.raises(claim.WorkWasApproved):
            claim.withdraw(with_approval, SQUAD, "x")


@pytest.mark.rule("F1", "F2")
def test_only_those_who_raised_it_or_set_its_amount_withdraw_it() -> None:
    with pytest.raises(claim.NotYourClaim):
        claim.withdraw(a_claim(100), somebody("repair_squad", id="another"), "x")
    with pytest.raises(claim.NotYourClaim):
        claim.withdraw(a_claim(100), LEAD, "x")


@pytest.mark.rule("F1")
def test_a_withdrawn_claim_is_at_its_end() -> None:
    gone = replace(a_claim(100), state=State.WITHDRAWN)
    for act in (
        lambda: claim.withdraw(gone, SQUAD, "x"),
        lambda: claim.revise(gone, 100, lines_of(100), SQUAD),
        lambda: approval.sign(gone, Verb.APPROVE, LEAD, 100),
        lambda: approval.refuse(gone, LEAD, "x"),
    ):
        with pytest.raises(claim.CannotMove):
            act()
