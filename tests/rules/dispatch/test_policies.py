"""What dispatch's figures can say, at their boundaries."""

from typing import Any

import pytest
from aftercare_contracts.values import Part
from dispatch.domain import policies

TERMS = {part.value: {"months": 24, "article": "第四十条"} for part in Part}
RETENTION = {"rate_bp": 300, "rate_article": "第七条", "liability_months": 24, "liability_article": "第二条"}


def pointers(found: Any) -> list[str]:
    assert all(problem.expected for problem in found)
    return [problem.pointer for problem in found]


@pytest.mark.rule("L1")
@pytest.mark.parametrize(
    ("what", "at"),
    [
        ({"plumbing": {"months": 1, "article": "x"}}, None),
        ({"plumbing": {"months": 0, "article": "x"}}, "/plumbing/months"),
        ({"plumbing": {"months": 1201, "article": "x"}}, "/plumbing/months"),
        ({"plumbing": {"months": 24, "article": " "}}, "/plumbing/article"),
        ({"plumbing": {"months": 24}}, "/plumbing/article"),
        ({"garden": {"months": 24, "article": "x"}}, "/garden"),
    ],
)
def test_a_term_is_months_with_their_article_for_a_part_we_know(what: dict[str, Any], at: str | None) -> None:
    assert pointers(policies.check_terms(TERMS | what)) == ([at] if at else [])


@pytest.mark.parametrize("part", list(Part))
def test_no_part_is_left_out(part: Part) -> None:
    assert pointers(policies.check_terms({name: term for name, term in TERMS.items() if name != part})) == [f"/{part}"]


@pytest.mark.rule("L5")
@pytest.mark.parametrize(
    ("what", "at"),
    [
        ({"rate_bp": 0}, None), ({"rate_bp": 10_000}, None), ({"rate_bp": -1}, "/rate_bp"), ({"rate_bp": 10_001}, "/rate_bp"),
        ({"liability_months": 0}, "/liability_months"), ({"liability_months": 121}, "/liability_months"),
        ({"rate_article": ""}, "/rate_article"),
    ],
)  # fmt: skip
def test_retention_is_a_share_of_the_price_for_some_months(what: dict[str, Any], at: str | None) -> None:
    assert pointers(policies.check_retention_limits(RETENTION | what)) == ([at] if at else [])


@pytest.mark.parametrize(
    ("numerator", "denominator", "at"),
    [
        (1, 2, None),
        (2, 3, None),
        (2, 2, "/numerator"),
        (3, 2, "/numerator"),
        (0, 2, "/numerator"),
        (1, 1, "/denominator"),
    ],
)
def test_the_reminder_comes_within_the_time(numerator: int, denominator: int, at: str | None) -> None:
    found = policies.check_reminder({"numerator": numerator, "denominator": denominator})
    assert pointers(found) == ([at] if at else [])


CITY = {
    "projects": ["P1"], "floors": {"plumbing": {"months": 36, "article": "市条例 第八条"}}, "owner_minimum": {}, "source": "市条例",
    "since": "2025-01-01",
}  # fmt: skip


@pytest.mark.rule("L1", "L2")
@pytest.mark.parametrize(
    ("what", "at"),
    [
        ({}, []),
        ({"cities": {}}, []),
        ({"reviewed_on": "2026-03-01"}, []),
        ({"reviewed_on": "March"}, ["/reviewed_on"]),
        ({"cities": {"甲市": CITY | {"since": "2025-13-01"}}}, ["/cities/甲市/since"]),
        ({"cities": {"甲市": {name: CITY[name] for name in CITY if name != "source"}}}, ["/cities/甲市/source"]),
        ({"cities": {"甲市": CITY | {"floors": {"garden": CITY["floors"]}}}}, ["/cities/甲市/floors/garden"]),
        ({"cities": {"甲市": CITY, "乙市": CITY}}, ["/cities/乙市/projects/0"]),
        ({"cities": {"甲市": CITY | {"projects": ["P1", "P1"]}}}, ["/cities/甲市/projects/1"]),
    ],
)
def test_a_city_has_its_projects_its_terms_and_their_source(what: dict[str, Any], at: list[str]) -> None:
    assert pointers(policies.check_city_terms({"reviewed_on": None, "cities": {"甲市": CITY}} | what)) == at
