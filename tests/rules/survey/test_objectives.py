"""An objective is reached on its figure, missed just below it, and single items are praised (V9)."""

import json
import re
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from aftercare_contracts.values import Role
from hypothesis import given
from hypothesis import strategies as st
from survey.domain import objectives as domain
from survey.domain.objectives import Objective, Outcome, Praise
from survey.domain.satisfaction import Result, Tally

from .answering import MIGRATIONS

pytestmark = pytest.mark.rule("V9")
WHOLE = Objective(
    "overall_2026", "2026年客户总体满意率", "Overall 2026", "satisfaction", (), Role.SITE_LEAD, 0.85, date(2026, 1, 1),
    date(2026, 12, 31),
)  # fmt: skip
PROPERTY = replace(WHOLE, groups=("property_management", "facilities"), owner=Role.PROPERTY_COMPANY)


def seeded() -> dict[str, Any]:
    sql = (MIGRATIONS / "031_objectives.sql").read_text("utf-8")
    (data,) = re.findall(r"\('objectives', 1, .*?'(\{.*?\})'\),", sql, re.DOTALL)
    found: dict[str, Any] = json.loads(data)
    return found


@pytest.mark.parametrize(
    ("satisfied", "answered", "outcome"),
    [(17, 20, Outcome.REACHED), (16, 20, Outcome.BELOW), (849, 1000, Outcome.BELOW), (0, 0, Outcome.NOTHING_RETURNED)],
)
def test_on_the_figure_it_is_reached_and_just_below_it_is_not(satisfied: int, answered: int, outcome: Outcome) -> None:
    result = Result(answered, Tally(satisfied, 0, answered - satisfied))
    assert domain.assess(WHOLE, result).outcome is outcome


@given(st.integers(1, 99), st.integers(1, 1000))
def test_no_rounding_decides(per_cent: int, hundreds: int) -> None:
    exact = Tally(per_cent * hundreds, 0, (100 - per_cent) * hundreds)
    assert domain.reaches(exact, per_cent / 100)
    assert not domain.reaches(replace(exact, satisfied=exact.satisfied - 1, neither=1), per_cent / 100)


def test_of_groups_their_items_count_together_and_the_overall_answer_does_not() -> None:
    groups = {"property_management": Tally(80, 5, 5), "facilities": Tally(5, 0, 5), "sales_service": Tally(0, 0, 99)}
    found = domain.assess(PROPERTY, Result(100, Tally(0, 0, 100), groups))
    assert (found.tally, found.outcome, found.shortfall) == (Tally(85, 5, 10), Outcome.REACHED, None)


def test_the_shortfall_is_named() -> None:
    found = domain.assess(WHOLE, Result(20, Tally(16, 0, 4)))
    assert found.shortfall == pytest.approx(0.05)
    assert domain.action_text(found, "P1") == (
        "P1“2026年客户总体满意率”满意率为80.0%，质量目标为85.0%，低5.0个百分点。请分析原因，制定并落实纠正措施。"
    )


def test_a_single_item_is_praised_from_a_share_and_with_enough_answers() -> None:
    items = {"lifts": Tally(19, 1, 0), "civil_works": Tally(18, 2, 0), "safety": Tally(9, 0, 0)}
    praise = Praise(0.95, 10)
    assert domain.praised_items(
        ["lifts", "civil_works", "safety", "unasked"], Result(20, Tally(), {}, items), praise
    ) == ["lifts"]


def test_the_seeded_policy_is_right_and_wrong_ones_are_refused_by_place() -> None:
    assert domain.check_objectives(seeded()) == []
    wrong = seeded()
    wrong["objectives"][1] |= {"code": wrong["objectives"][0]["code"], "ends_on": "2026-02-30"}
    wrong["objectives"][2] |= {"ends_on": "2025-12-31"}
    assert [each.pointer for each in domain.check_objectives(wrong)] == [
        "/objectives/1/code", "/objectives/1/ends_on", "/objectives/2/ends_on",
    ]  # fmt: skip
    assert domain.check_objectives({**wrong, "days": 0})[0].pointer == "/days"
