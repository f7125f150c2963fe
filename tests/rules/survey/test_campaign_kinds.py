"""Which kinds of campaigns can be said, and how strict a plan may be (V6)."""

import copy
from typing import Any

import pytest
from survey.domain.campaign_kinds import Looser, Stricter, check_campaigns, rules_from, stricter

from .campaigning import seeded_kinds


def test_what_is_seeded_is_right() -> None:
    assert check_campaigns(seeded_kinds()) == []


@pytest.mark.rule("V6")
def test_the_sources_three_and_the_yearly_one_are_ready() -> None:
    kinds = seeded_kinds()
    a, b, c = (kinds[name] for name in ("fourth_quarter", "opinion_sample", "half_yearly"))
    assert (a["months"], a["return_bp"]) == ([10, 11, 12], 5000)
    assert b["shares"] == [{"up_to_years": 5, "share_bp": 3000}, {"up_to_years": None, "share_bp": 1500}]
    assert [b[name] for name in ("hand_out_days", "collect_days", "return_bp", "count_days", "letter_days", "pass_on_days")] == [
        3, 10, 7500, 3, 14, 5,
    ]  # fmt: skip
    assert (c["population"], c["shares"][0]["share_bp"], c["return_bp"], c["follow_up"]) == (
        ["resident"],
        6000,
        8000,
        True,
    )
    assert c["complainers_months"]
    assert [c[name] for name in ("count_days", "revisit_days", "close_days", "letter_days")] == [7, 14, 21, 21]
    assert kinds["yearly"]["shares"] == [{"up_to_years": None, "share_bp": 10_000}]


@pytest.mark.rule("V6")
@pytest.mark.parametrize(
    ("what", "where"),
    [
        ({"shares": [{"up_to_years": 5, "share_bp": 3000}]}, "/shares"),
        ({"shares": [{"up_to_years": None, "share_bp": 3000}] * 2}, "/shares"),
        (
            {
                "shares": [
                    {"up_to_years": 5, "share_bp": 1},
                    {"up_to_years": 5, "share_bp": 1},
                    {"up_to_years": None, "share_bp": 1},
                ]
            },
            "/shares",
        ),
        ({"shares": [{"up_to_years": None, "share_bp": 0}]}, "/shares/0/share_bp"),
        ({"shares": [{"up_to_years": None, "share_bp": 10_001}]}, "/shares/0/share_bp"),
        ({"shares": []}, "/shares"),
        ({"population": []}, "/population"),
        ({"population": ["everybody"]}, "/population/0"),
        ({"population": ["listed", "resident"]}, "/population"),
        ({"population": ["resident", "resident"]}, "/population"),
        ({"months": [13]}, "/months/0"),
        ({"months": [1, 1]}, "/months"),
        ({"remind_after_days": [8, 4]}, "/remind_after_days"),
        ({"remind_after_days": [10]}, "/remind_after_days"),
        ({"close_days": 13}, "/close_days"),
        ({"follow_up": True, "return_bp": 0}, "/return_bp"),
        ({"organiser": "contractor"}, "/organiser"),
        ({"collect_days": 0}, "/collect_days"),
        ({"en": ""}, "/en"),
        ({"colour": "red"}, "/colour"),
    ],
)
def test_a_kind_that_makes_no_sense_is_refused_with_its_place(what: dict[str, Any], where: str) -> None:
    kinds = copy.deepcopy(seeded_kinds())
    kinds["opinion_sample"] |= what
    found = check_campaigns(kinds)
    assert f"/opinion_sample{where}" in [problem.pointer for problem in found]
    assert all(problem.expected for problem in found)


@pytest.mark.rule("V6")
@pytest.mark.parametrize(
    "what",
    [
        {"shares": [{"up_to_years": 2, "share_bp": 5000}, {"up_to_years": 10, "share_bp": 2000}, {"up_to_years": None, "share_bp": 500}]},
        {"population": ["handed_over", "buyers"]}, {"population": ["listed"]}, {"remind_after_days": []},
        {"letter_days": None, "pass_on_days": None, "close_days": 3}, {"remind_after_days": [1, 2, 3, 4, 9]},
    ],
)  # fmt: skip
def test_any_like_them_can_be_said(what: dict[str, Any]) -> None:
    kinds = seeded_kinds()
    kinds["ours"] = kinds["opinion_sample"] | what
    assert check_campaigns(kinds) == []


@pytest.mark.rule("V6")
def test_a_plan_raises_what_lies_below_and_lowers_no_share() -> None:
    kind = rules_from(seeded_kinds()["opinion_sample"])
    planned = stricter(kind, Stricter(share_bp=2000, return_bp=8000, collect_days=7), is_pilot=False)
    assert [share.share_bp for share in planned.shares] == [3000, 2000]
    assert (planned.return_bp, planned.collect_days, planned.remind_after_days) == (8000, 7, (4,))
    assert stricter(kind, Stricter(), is_pilot=False) == kind


@pytest.mark.rule("V6")
def test_a_pilot_may_be_smaller_but_nothing_else_may() -> None:
    kind, small = rules_from(seeded_kinds()["opinion_sample"]), Stricter(share_bp=100, collect_days=20)
    assert [share.share_bp for share in stricter(kind, small, is_pilot=True).shares] == [100, 100]
    with pytest.raises(Looser) as refused:
        stricter(kind, small, is_pilot=False)
    assert [problem.pointer for problem in refused.value.problems] == ["/share_bp", "/collect_days"]
