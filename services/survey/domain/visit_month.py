"""A month's visits counted against policy: so many by each officer, so many households by the property company (V8)."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction
from typing import Any

from aftercare_contracts.errors import AlreadyDone, Conflict, Forbidden, Invalid, Problem
from aftercare_contracts.periods import add_months, day_in_china, end_of
from aftercare_contracts.values import ContactWay

from .visit_record import Side, VisitRecord


class MonthNotOver(Conflict):
    """The month is not over yet."""


class MonthChecked(AlreadyDone):
    """The month's visits have been checked and signed."""


class OwnVisits(Forbidden):
    """Who made visits himself in that month does not check them (B6)."""


class ShortfallUnnamed(Invalid):
    """The figures fall short; say what follows from it."""


class NoSuchMonth(Invalid):
    """A month is written as 2026-03."""


@dataclass(frozen=True, slots=True)
class Rule:
    """The figures of policy: customers for each officer, the share of households for the property company, and of phone calls."""

    officer_least: int
    officer_most: int
    household_share: Fraction
    phone_share_most: Fraction

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> "Rule":
        """As policy keeps it; shares as written, not as floats come near them."""
        shares = Fraction(str(data["household_share"])), Fraction(str(data["phone_share_most"]))
        return cls(data["officer_visits_least"], data["officer_visits_most"], *shares)


@dataclass(frozen=True, slots=True)
class Officer:
    """An officer's month: customers visited, and how many he is short."""

    person: str
    customers: int
    short: int
    over: int


@dataclass(frozen=True, slots=True)
class Figures:
    """A project's month. ``by_phone`` counts the households the property company reached by phone only."""

    officers: tuple[Officer, ...]
    households: int
    wanted: int
    visited: int
    by_phone: int
    raised: int
    phone_is_over: bool

    @property
    def households_short(self) -> int:
        """How many more the property company ought to have visited."""
        return max(self.wanted - self.visited, 0)

    @property
    def officers_short(self) -> int:
        """How many officers visited too few."""
        return sum(1 for each in self.officers if each.short)

    @property
    def falls_short(self) -> bool:
        """Whether anything is to be named."""
        return bool(self.officers_short or self.households_short or self.phone_is_over)


def figures(
    rule: Rule, officers: Collection[str], households: int, records: Sequence[VisitRecord], raised: int
) -> Figures:
    """What a month's records come to. A customer visited twice counts once, one called on as well as phoned as called on."""
    centre = [one for one in records if one.side is Side.SERVICE_CENTRE]
    property_ = [one for one in records if one.side is Side.PROPERTY_COMPANY]
    visited = {one.unit_no for one in property_}
    by_phone = visited - {one.unit_no for one in property_ if one.way is not ContactWay.PHONE}
    people = sorted({*officers, *(one.visited_by for one in centre)})
    return Figures(
        officers=tuple(_officer(rule, person, person in officers, centre) for person in people), households=households,
        wanted=-(-(rule.household_share * households) // 1), visited=len(visited), by_phone=len(by_phone), raised=raised,
        phone_is_over=len(by_phone) > rule.phone_share_most * len(visited),
    )  # fmt: skip


def _officer(rule: Rule, person: str, has_to: bool, records: Sequence[VisitRecord]) -> Officer:
    customers = len({one.unit_no for one in records if one.visited_by == person})
    short = max(rule.officer_least - customers, 0) if has_to else 0
    return Officer(person, customers, short, max(customers - rule.officer_most, 0))


def first_day(month: str) -> date:
    """Of a month written as 2026-03. Raises ``NoSuchMonth``."""
    try:
        day = date.fromisoformat(f"{month}-01")
    except ValueError as error:
        raise NoSuchMonth("", Problem("/month", month, "a month such as 2026-03")) from error
    if not 2000 <= day.year < 3000 or f"{day:%Y-%m}" != month:
        raise NoSuchMonth("", Problem("/month", month, "a month such as 2026-03"))
    return day


def bounds(month: str) -> tuple[datetime, datetime]:
    """From when to when it runs in China, the second excluded."""
    first = first_day(month)
    day_before, last = date.fromordinal(first.toordinal() - 1), date.fromordinal(add_months(first, 1).toordinal() - 1)
    return end_of(day_before), end_of(last)


def month_of(at: datetime) -> str:
    """The month in China of a moment."""
    return f"{day_in_china(at):%Y-%m}"


def must_be_signable(month: str, found: Figures, note: str, by: str, visitors: Collection[str], now: datetime) -> None:
    """Raises ``MonthNotOver``, ``OwnVisits``, ``ShortfallUnnamed``."""
    if now < bounds(month)[1]:
        raise MonthNotOver
    if by in visitors:
        raise OwnVisits
    if found.falls_short and not note:
        raise ShortfallUnnamed("", Problem("/note", "missing", "what follows from the shortfall"))
