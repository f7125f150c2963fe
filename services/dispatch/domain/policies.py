"""What dispatch's policies can say (L1, L2, L5, N2): every other figure or word is refused with its place."""

from typing import Any

from aftercare_contracts.errors import Problem
from aftercare_contracts.shapes import record, text, whole
from aftercare_contracts.values import Part

ARTICLE_LENGTH_MAX = 200
TERM = record({"months": whole(1, 1200), "article": text(ARTICLE_LENGTH_MAX)})
TERMS = record(dict.fromkeys(Part, TERM))
RETENTION_LIMITS = record({
    "rate_bp": whole(0, 10_000), "rate_article": text(ARTICLE_LENGTH_MAX),
    "liability_months": whole(1, 120), "liability_article": text(ARTICLE_LENGTH_MAX),
})  # fmt: skip
REWORK = record({"hours": whole(1, 2000), "times": whole(0, 10)})
REMINDER = record({"numerator": whole(1, 1000), "denominator": whole(2, 1000)})


def check_terms(data: Any) -> list[Problem]:
    """Every part once, with its months and the article that says so (L1, L2)."""
    return TERMS(data, "")


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
