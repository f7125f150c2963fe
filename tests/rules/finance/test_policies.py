"""What the tiers and thresholds can say, and what other tiers would have asked of the claims of late."""

from typing import Any

import pytest
from finance.domain import policies
from finance.domain.policy_effects import PastClaim, of_tiers
from finance.domain.tiers import tier_for, tiers_from
from hypothesis import given
from hypothesis import strategies as st


def tier(up_to_fen: Any, approve: str = "site_lead", review: str | None = None) -> dict[str, Any]:
    return {"up_to_fen": up_to_fen, "review_role": review, "approve_role": approve, "inform": []}


def pointers(found: Any) -> list[str]:
    assert all(problem.expected for problem in found)
    return [problem.pointer for problem in found]


@pytest.mark.rule("F1")
@pytest.mark.parametrize(
    ("data", "at"),
    [
        ([tier(None)], None),
        ([tier(1), tier(2), tier(None)], None),
        ([tier(2), tier(2), tier(None)], "/1/up_to_fen"),
        ([tier(3), tier(2), tier(None)], "/1/up_to_fen"),
        ([tier(1), tier(2)], "/1/up_to_fen"),
        ([tier(None), tier(2), tier(None)], "/0/up_to_fen"),
        ([tier(0), tier(None)], "/0/up_to_fen"),
        ([tier(1.5), tier(None)], "/0/up_to_fen"),
        ([tier(True), tier(None)], "/0/up_to_fen"),
        ([tier(None, "repair_squad")], "/0/approve_role"),
        ([tier(None, "emperor")], "/0/approve_role"),
        ([tier(None, "site_lead", "auditor")], "/0/review_role"),
        ([tier(None, "site_lead", "site_lead")], "/0/review_role"),
        ([tier(None) | {"inform": ["nobody"]}], "/0/inform/0"),
        ([{"up_to_fen": None}], "/0/approve_role"),
        ([], ""),
    ],
)
def test_tiers_rise_without_a_gap_and_only_signers_sign(data: Any, at: str | None) -> None:
    assert pointers(policies.check_tiers(data)) == ([] if at is None else [at])


@pytest.mark.rule("F1")
@given(st.lists(st.none() | st.integers(0, 50), max_size=5), st.integers(1, 10**12))
def test_under_tiers_that_pass_every_amount_has_one(bounds: list[int | None], amount_fen: int) -> None:
    data = [tier(bound) for bound in bounds]
    if not policies.check_tiers(data):
        found = tier_for(tiers_from(data), amount_fen)
        assert found.up_to_fen is None or amount_fen <= found.up_to_fen


@pytest.mark.parametrize(("fen", "fits"), [(0, True), (10**12, True), (-1, False), (10**12 + 1, False), ("1", False)])
def test_thresholds_are_whole_fen_from_nothing_up(fen: Any, fits: bool) -> None:
    assert (policies.check_audit({"over_fen": fen}) == []) is fits
    assert (policies.check_fund({"low_water_fen": fen}) == []) is fits


OLD = [tier(30_000), tier(None, "vice_president", "deputy_chief_engineer")]


@pytest.mark.rule("F1")
@pytest.mark.parametrize(("fen", "others"), [(30_000, 0), (30_001, 1), (50_000, 1), (50_001, 0)])
def test_a_claim_is_told_where_others_would_have_signed_it(fen: int, others: int) -> None:
    effect = of_tiers(OLD, [tier(50_000), OLD[1]], [PastClaim("FY-1", "P1", fen), PastClaim("FY-2", "P1", 1)])
    assert (effect.groups[0].looked_at, effect.groups[0].figures) == (2, {"other_tier": others})
    assert [example.number for example in effect.examples] == ["FY-1"] * others


@given(st.lists(st.integers(1, 100_000), max_size=20))
def test_the_same_tiers_ask_the_same_of_every_claim(amounts: list[int]) -> None:
    effect = of_tiers(OLD, OLD, [PastClaim("FY-1", "P1", fen) for fen in amounts])
    assert (effect.examples, effect.groups[0].figures["other_tier"]) == ((), 0)
