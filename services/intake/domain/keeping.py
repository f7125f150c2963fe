"""How long a record is kept: three years after closing, or as long as a warranty, money or a dispute may need it (I16)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Self

from aftercare_contracts.errors import Conflict, Forbidden, NotFound
from aftercare_contracts.periods import add_years, day_in_china
from aftercare_contracts.values import Part

ERASED = "（已依规定删除）"
"""What stands where a name or a customer's words stood."""


class NoSuchCustomer(NotFound):
    """There is no such customer, or he is not yours to see."""


class MustBeKept(Conflict):
    """Something still needs this person's data."""


class TakesTwo(Forbidden):
    """Who asked for an erasure does not confirm it himself."""


class Erased(Conflict):
    """This person's data were erased before."""


@dataclass(frozen=True, slots=True)
class Keeping:
    """The figures, as policy has them."""

    years: int
    look_again_days: int
    batch: int
    warranty_years: Mapping[str, int]

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> Self:
        """As policy keeps it."""
        return cls(data["years"], data["look_again_days"], data["batch"], data["warranty_years"])


@dataclass(frozen=True, slots=True)
class Facts:
    """What decides about one case."""

    closed_at: datetime | None
    part: Part | None
    completion_accepted_on: date | None
    handed_over_on: date | None
    money_open: bool
    disputes_open: int


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a record is kept: until a day, or until something ends."""

    because: str
    until_on: date | None = None


def reasons_to_keep(facts: Facts, keeping: Keeping, on: date, *, asked: bool = False) -> list[Reason]:
    """Why this record is kept on that day; none: its names go. On the person's own request the three years do not count."""
    found = []
    if facts.closed_at is None:
        found.append(Reason("open"))
    elif not asked:
        found.append(Reason("kept_after_closing", add_years(day_in_china(facts.closed_at), keeping.years)))
    if (ends_on := warranty_ends_on(facts, keeping)) is not None:
        found.append(Reason("warranty", ends_on))
    if facts.money_open:
        found.append(Reason("money_open"))
    if facts.disputes_open:
        found.append(Reason("dispute"))
    return [reason for reason in found if reason.until_on is None or on <= reason.until_on]


def warranty_ends_on(facts: Facts, keeping: Keeping) -> date | None:
    """The later end of both clocks of the part: from completion, and from handover (L1-L3)."""
    years = keeping.warranty_years.get(facts.part) if facts.part else None
    starts = [day for day in (facts.completion_accepted_on, facts.handed_over_on) if day]
    return add_years(max(starts), years) if years and starts else None


def next_look_on(reasons: list[Reason], keeping: Keeping, on: date) -> date:
    """When to look again at a record that is kept: after the last known day, or after a while."""
    known = [reason.until_on for reason in reasons if reason.until_on]
    again = date.fromordinal(on.toordinal() + keeping.look_again_days)
    return max([*known, again]) if len(known) < len(reasons) else date.fromordinal(max(known).toordinal() + 1)
