"""The figures in force on a day, in the domain's own words."""

from datetime import date, timedelta
from fractions import Fraction
from typing import Any

from aftercare_contracts.values import Part
from plumbing.database import Transaction
from plumbing.policy import policy

from ..domain.acceptance import Rework
from ..domain.contract import RetentionLimits
from ..domain.warranty import Law, Term


async def law(tx: Transaction, on: date) -> Law:
    """The shortest warranties allowed (L1, L2)."""
    floors, minimum = await policy(tx, "warranty_floor", on), await policy(tx, "owner_minimum", on)
    return Law(_terms(floors.data), _terms(minimum.data))


def _terms(data: Any) -> dict[Part, Term]:
    return {part: Term(data[part]["months"], data[part]["article"]) for part in Part}


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
