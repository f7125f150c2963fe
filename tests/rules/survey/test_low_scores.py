"""What is dissatisfied finds its owner, is serious from a line on, and is sampled fairly (V4, B6)."""

import json
import re
from collections import Counter
from typing import Any
from uuid import UUID

import pytest
from aftercare_contracts.values import Role
from survey.domain import low_scores as domain
from survey.domain.low_scores import Rule, SeriousBecause
from survey.domain.responses import Answer

from .answering import MIGRATIONS, form, response


def seeded() -> dict[str, Any]:
    sql = (MIGRATIONS / "030_results.sql").read_text("utf-8")
    (data,) = re.findall(r"\('low_scores', 1, .*?'(\{.*?\})'\);", sql, re.DOTALL)
    found: dict[str, Any] = json.loads(data)
    return found


RULE = Rule.from_data(seeded())


def low(*items: str, overall: str | None = None, step: str = "poor") -> domain.Low | None:
    return domain.low_in(response(answers=tuple(Answer(item, step) for item in items), overall=overall), form(), RULE)


def found(*items: str, overall: str | None = None) -> domain.Low:
    score = low(*items, overall=overall)
    assert score
    return score


@pytest.mark.rule("B6")
def test_each_group_has_its_office_and_the_overall_answer_the_site_lead() -> None:
    assert found("lifts", "civil_works", "cleanliness", "title_deed_timeliness", overall="poor").owed == {
        Role.ENGINEERING_DESK: ("lifts", "civil_works"), Role.PROPERTY_DESK: ("cleanliness",),
        Role.SALES_DESK: ("title_deed_timeliness",), Role.SITE_LEAD: (),
    }  # fmt: skip
    assert found("safety", overall="poor").owed == {Role.SITE_LEAD: ("safety",)}


@pytest.mark.rule("B6")
@pytest.mark.parametrize("step", ["excellent", "good", "fair"])
def test_what_is_not_dissatisfied_opens_nothing(step: str) -> None:
    assert low("lifts", overall=step, step=step) is None


@pytest.mark.rule("V4")
def test_serious_is_the_lowest_overall_step_or_three_items() -> None:
    assert found("lifts", "safety").serious_because is None
    assert found("lifts", "safety", "cleanliness").serious_because is SeriousBecause.MANY_ITEMS
    assert found(overall="poor").serious_because is SeriousBecause.LOWEST_OVERALL
    second = form("product_and_service")
    for overall, because in [("not_very_satisfied", None), ("dissatisfied", SeriousBecause.LOWEST_OVERALL)]:
        score = domain.low_in(response(answers=(), overall=overall), second, RULE)
        assert score
        assert score.serious_because is because


def test_the_texts_name_the_items_and_only_the_case_the_customer_s_words() -> None:
    owed = domain.what_is_owed(form(), "BM-2026-000001", ("lifts", "civil_works"), True)
    assert "电梯工程、土建工程、总体评价不满意" in owed
    assert domain.complaint_of(form(), Answer("lifts", "poor", "常停")) == (
        "客户满意度调查表：工程质量满意度“电梯工程”评为“差”。客户意见：常停"
    )
    assert "未写明意见" in domain.complaint_of(form(), Answer("lifts", "poor", " "))


@pytest.mark.rule("V4")
def test_the_sample_is_drawn_by_its_seed_and_each_item_is_as_likely_as_any_other() -> None:
    population = [(UUID(int=i), "lifts") for i in range(20)]
    assert domain.draw(population, 5, 7) == domain.draw(list(reversed(population)), 5, 7)
    assert domain.draw(population, 5, 7) != domain.draw(population, 5, 8)
    assert sorted(domain.draw(population, 99, 1)) == population
    seeds = 4000
    times = Counter(each for seed in range(seeds) for each in domain.draw(population, 5, seed))
    expected = seeds * 5 / 20
    chi_square = sum((times[each] - expected) ** 2 / expected for each in population)
    assert chi_square < 43.8, "beyond the 99.9 % point of 19 degrees of freedom"


def test_the_seeded_policy_is_right_and_wrong_ones_are_refused_by_place() -> None:
    assert domain.check_low_scores(seeded()) == []
    wrong = seeded() | {"otherwise": "customer", "serious_items": 0, "days": True}
    assert sorted(each.pointer for each in domain.check_low_scores(wrong)) == ["/days", "/otherwise", "/serious_items"]
