"""F2: no tier is escaped, neither by splitting a cost nor by what it comes to in the end."""

from dataclasses import replace

import pytest
from finance.domain import approval, claim, together
from finance.domain.claim import Claim, State, Verb
from finance.domain.tiers import tier_for, tiers_from
from hypothesis import given
from hypothesis import strategies as st

from .claims import SQUAD, TIERS, a_claim, lines_of, somebody

BOUNDS = (30_000, 100_000, 1_000_000)
NEAR = st.one_of(st.integers(1, 3_000_000), *(st.sampled_from([bound - 1, bound, bound + 1]) for bound in BOUNDS))


def signed_through(standing: Claim) -> Claim:
    """Signed by whoever is to, each step by another person."""
    while standing.next_role:
        verb = Verb.REVIEW if standing.state == State.IN_REVIEW else Verb.APPROVE
        standing, _ = approval.sign(standing, verb, somebody(standing.next_role), standing.amount_fen)
    return standing


@pytest.mark.rule("F2")
@pytest.mark.parametrize("bound", BOUNDS)
def test_a_joint_total_is_to_be_stated_from_the_first_fen_over_the_tier(bound: int) -> None:
    together.must_have_seen(a_claim(bound - 100), bound, None)
    with pytest.raises(together.TogetherNotSeen) as refusal:
        together.must_have_seen(a_claim(bound - 100), bound + 1, None)
    assert (refusal.value.problems[0].pointer, refusal.value.problems[0].expected) == ("/together_fen", str(bound + 1))
    together.must_have_seen(a_claim(bound - 100), bound + 1, bound + 1)


@pytest.mark.rule("F2")
@pytest.mark.parametrize("stated", [30_000, 30_002, 1])
def test_a_joint_total_that_was_not_the_one_seen_is_refused(stated: int) -> None:
    with pytest.raises(together.TogetherChanged):
        together.must_have_seen(a_claim(20_000), 30_001, stated)
    with pytest.raises(together.TogetherChanged):
        together.must_have_seen(a_claim(10_000), 20_000, 19_999)


@pytest.mark.rule("F2")
@given(parts=st.lists(NEAR, min_size=1, max_size=6))
def test_however_a_cost_is_split_its_last_signer_has_stated_the_whole_or_signs_for_its_tier(parts: list[int]) -> None:
    whole, last = sum(parts), a_claim(parts[-1])
    if tier_for(TIERS, whole) == last.tier:
        together.must_have_seen(last, whole, None)
    else:
        with pytest.raises(together.TogetherNotSeen):
            together.must_have_seen(last, whole, None)
        together.must_have_seen(last, whole, whole)


@pytest.mark.rule("F1", "F2")
@given(approved_fen=NEAR, final_fen=NEAR)
def test_an_excess_returns_to_the_tier_of_the_new_total_and_nothing_less_is_signed_again(
    approved_fen: int, final_fen: int
) -> None:
    approved = signed_through(a_claim(approved_fen))
    stated, _ = claim.state_final_cost(approved, final_fen, lines_of(final_fen), SQUAD, is_done=True)
    if final_fen <= approved_fen:
        assert (stated.state, stated.next_role) == (State.CONFIRMED, None)
        return
    tier = tier_for(TIERS, final_fen)
    assert (stated.next_role, stated.signers) == (tier.review_role or tier.approve_role, frozenset())
    confirmed, _ = claim.confirm(signed_through(stated), SQUAD)
    assert (confirmed.state, confirmed.approved_fen, confirmed.amount_fen) == (State.CONFIRMED, final_fen, final_fen)


@pytest.mark.rule("F1")
@given(raised_fen=NEAR, final_fen=NEAR)
def test_a_claim_keeps_the_tiers_it_was_raised_under(raised_fen: int, final_fen: int) -> None:
    generous = tiers_from([{"up_to_fen": None, "approve_role": "site_lead"}])
    old, new = a_claim(raised_fen), a_claim(raised_fen, tiers=generous)
    assert new.next_role == "site_lead"
    revised, _ = claim.revise(old, final_fen, lines_of(final_fen), SQUAD)
    assert revised.tier == tier_for(TIERS, final_fen)
    assert replace(revised, tiers=generous).tier.approve_role == "site_lead"
