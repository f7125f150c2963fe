"""How contractors compare: figures of their work orders, never a share without its counts (D8).

An order counts once, whole, with everything that came of it, in the quarter in which the contractor's part was first settled:
he reported the work done, declined, let the time pass, or it was taken from him. One that came back as not his counts nowhere.
"""

import re
from collections.abc import Iterable
from dataclasses import astuple, dataclass
from datetime import date, datetime, time
from enum import StrEnum

from aftercare_contracts.errors import Invalid, NotFound, Problem
from aftercare_contracts.periods import CHINA, add_months

PATTERN = re.compile(r"(20[0-9]{2})-Q([1-4])")
WHOLE_BP = 10_000
HOUR_SECONDS = 3600
HUNDREDTHS = 100


class NoSuchContractor(NotFound):
    """There is no such contractor."""


class NotAQuarter(Invalid):
    """A quarter is written like 2026-Q4."""


class Figure(StrEnum):
    """What can be opened to the orders behind it. The first four after ``orders`` make up its whole."""

    ORDERS = "orders"
    ON_TIME = "on_time"
    LATE = "late"
    DECLINED = "declined"
    HANDED_OVER = "handed_over"
    TAKEN_OVER = "taken_over"
    COMPLETED = "completed"
    ONE_REPAIR = "one_repair"
    REWORKS = "reworks"
    CHECKS_FAILED = "checks_failed"
    OWNER_REFUSALS = "owner_refusals"
    REPAIR_SECONDS = "repair_seconds"
    DEDUCTED_FEN = "deducted_fen"
    CLAIMED_FEN = "claimed_fen"


@dataclass(frozen=True, slots=True)
class Share:
    """So many of so many."""

    count: int
    of: int

    @property
    def basis_points(self) -> int | None:
        """In ten-thousandths, half a one up; none of none is no share."""
        return _half_up(self.count * WHOLE_BP, self.of) if self.of else None


@dataclass(frozen=True, slots=True)
class Figures:
    """A contractor's figures over some orders, in the order of ``Figure``."""

    orders: int = 0
    on_time: int = 0
    late: int = 0
    declined: int = 0
    handed_over: int = 0
    taken_over: int = 0
    completed: int = 0
    one_repair: int = 0
    reworks: int = 0
    checks_failed: int = 0
    owner_refusals: int = 0
    repair_seconds: int = 0
    deducted_fen: int = 0
    claimed_fen: int = 0

    def __add__(self, other: "Figures") -> "Figures":
        return Figures(*(mine + its for mine, its in zip(astuple(self), astuple(other), strict=True)))

    @property
    def on_time_share(self) -> Share:
        """Of all orders."""
        return Share(self.on_time, self.orders)

    @property
    def taken_over_share(self) -> Share:
        """Of all orders."""
        return Share(self.taken_over, self.orders)

    @property
    def one_repair_share(self) -> Share:
        """Of those he completed."""
        return Share(self.one_repair, self.completed)

    @property
    def mean_hours_hundredths(self) -> int | None:
        """From receipt to the repair that held, over the orders he completed; 1225 stands for 12.25 hours."""
        return _half_up(self.repair_seconds * HUNDREDTHS, HOUR_SECONDS * self.completed) if self.completed else None


@dataclass(frozen=True, slots=True)
class Row:
    """The figures of one contractor in one project and quarter."""

    contractor: str
    project: str
    quarter: str
    figures: Figures


@dataclass(frozen=True, slots=True)
class Quarter:
    """One quarter of a year, by business dates in China."""

    year: int
    number: int

    @classmethod
    def read(cls, text: str) -> "Quarter":
        """``2026-Q4``. Raises ``NotAQuarter``."""
        found = PATTERN.fullmatch(text)
        if not found:
            raise NotAQuarter(
                "", Problem("query:quarter", f"{text!r} is not a quarter", "a year and quarter like 2026-Q4")
            )
        return cls(int(found[1]), int(found[2]))

    @property
    def starts_at(self) -> datetime:
        """0:00 in China of its first day."""
        return datetime.combine(self._first_day, time(), CHINA)

    @property
    def ends_at(self) -> datetime:
        """0:00 in China of the day after its last, which belongs to the next."""
        return datetime.combine(add_months(self._first_day, 3), time(), CHINA)

    @property
    def _first_day(self) -> date:
        return date(self.year, 3 * self.number - 2, 1)


def together(rows: Iterable[Row]) -> Figures:
    """All of them added up."""
    return sum((row.figures for row in rows), Figures())


def by_contractor(rows: Iterable[Row]) -> dict[str, Figures]:
    """Each contractor's rows added up, by code."""
    sums: dict[str, Figures] = {}
    for row in rows:
        sums[row.contractor] = sums.get(row.contractor, Figures()) + row.figures
    return dict(sorted(sums.items()))


def _half_up(numerator: int, denominator: int) -> int:
    return (2 * numerator + denominator) // (2 * denominator)
