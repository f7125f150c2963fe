"""What dispatch's policies can say (L1, L2, L5, N2): every other figure or word is refused with its place."""

from typing import Any

from aftercare_contracts.errors import Problem
from aftercare_contracts.shapes import below, matching, or_nothing, record, rows, shown, table, text, whole
from aftercare_contracts.values import Part

ARTICLE_LENGTH_MAX = 200
TERM = record({"months": whole(1, 1200), "article": text(ARTICLE_LENGTH_MAX)})
TERMS = record(dict.fromkeys(Part, TERM))
SOME_TERMS = record({}, dict.fromkeys(Part, TERM))
DAY = matching(r"\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])", "a day such as 2026-03-10")
CITY = record({
    "projects": rows(text(60)), "floors": SOME_TERMS, "owner_minimum": SOME_TERMS, "source": text(ARTICLE_LENGTH_MAX),
    "since": DAY,
})  # fmt: skip
CITY_TERMS = record({"reviewed_on": or_nothing(DAY), "cities": table(text(60), CITY)})
"""``reviewed_on``: when counsel last went through the cities' rules."""
RETENTION_LIMITS = record({
    "rate_bp": whole(0, 10_000), "rate_article": text(ARTICLE_LENGTH_MAX),
    "liability_months": whole(1, 120), "liability_article": text(ARTICLE_LENGTH_MAX),
}, {"self_start_days": whole(1, 1000)})  # fmt: skip
EQUIPMENT = record({"kinds": rows(matching(r"[a-z_]{1,40}", "a name in small letters"), 1, 50)})
UPKEEP = record({
    "items": rows(matching(r"[a-z_]{1,40}", "a name in small letters"), 1, 50), "points_most": whole(1, 1000),
})  # fmt: skip
REWORK = record({"hours": whole(1, 2000), "times": whole(0, 10)})
REMINDER = record({"numerator": whole(1, 1000), "denominator": whole(2, 1000)})


def check_terms(data: Any) -> list[Problem]:
    """Every part once, with its months and the article that says so (L1, L2)."""
    return TERMS(data, "")


def check_city_terms(data: Any) -> list[Problem]:
    """Cities with their projects, each in one city, and the terms by which each goes beyond the nation's (L1, L2)."""
    return CITY_TERMS(data, "") or _projects_of_two_cities(data["cities"])


def _projects_of_two_cities(cities: dict[str, Any]) -> list[Problem]:
    seen: set[str] = set()
    found = []
    for name, city in cities.items():
        for i, project in enumerate(city["projects"]):
            if project in seen:
                place = below(below(below(below("", "cities"), name), "projects"), i)
                found.append(Problem(place, shown(project), "each project once, in one city"))
            seen.add(project)
    return found


def check_retention_limits(data: Any) -> list[Problem]:
    """The most that may be withheld and for how long, with the articles (L5)."""
    return RETENTION_LIMITS(data, "")


def check_reminder(data: Any) -> list[Problem]:
    """A share of the time, less than the whole (N2)."""
    found = REMINDER(data, "")
    if not found and data["numerator"] >= data["denominator"]:
        return [Problem("/numerator", str(data["numerator"]), f"less than {data['denominator']}")]
    return found


def check_rework(data: Any) -> list[Problem]:
    """How long a failed check gives the contractor, and how often (D5)."""
    return REWORK(data, "")


def check_upkeep(data: Any) -> list[Problem]:
    """The items by which upkeep is judged, and the most points each can get (D10)."""
    return UPKEEP(data, "")


def check_equipment(data: Any) -> list[Problem]:
    """The kinds of equipment of which each estate gives a record (D9)."""
    return EQUIPMENT(data, "")
