"""The figures in force on a day, in the domain's own words."""

from datetime import date, timedelta
from fractions import Fraction
from typing import Any

from aftercare_contracts.values import Part
from plumbing.database import Transaction
from plumbing.policy import policy

from ..domain.acceptance import Rework
from ..domain.contract import RetentionLimits
from ..domain.terms import Law, Term, city_of, longer


async def law(tx: Transaction, project: str, on: date) -> Law:
    """The shortest warranties allowed in a project: the nation's, or its city's where that is longer (L1, L2)."""
    floors, minimum = await policy(tx, "warranty_floor", on), await policy(tx, "owner_minimum", on)
    city = city_of(project, (await policy(tx, "city_terms", on)).data["cities"], on)
    return Law(
        longer(_terms(floors.data), _terms(city.get("floors", {}))),
        longer(_terms(minimum.data), _terms(city.get("owner_minimum", {}))),
    )


def _terms(data: Any) -> dict[Part, Term]:
    return {part: Term(data[part]["months"], data[part]["article"]) for part in Part if part in data}


async def retention_limits(tx: Transaction, on: date) -> RetentionLimits:
    """The most that may be withheld (L5)."""
    return RetentionLimits(**(await policy(tx, "retention_limits", on)).data)


async def rework(tx: Transaction, on: date) -> Rework:
    """What a failed check gives a contractor (D5)."""
    figures = (await policy(tx, "rework", on)).data
    return Rework(timedelta(hours=figures["hours"]), figures["times"], await reminder_share(tx, on))


async def reminder_share(tx: Transaction, on: date) -> Fraction:
    """After what share of his time the contractor is reminded (N2, L7)."""
    return Fraction(**(await policy(tx, "reminder", on)).data)
