"""A calendar quarter, by business dates in China (F4)."""

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from aftercare_contracts.errors import Invalid, Problem
from aftercare_contracts.periods import CHINA, add_months, day_in_china

PATTERN = re.compile(r"(?P<year>20[0-9]{2})-Q(?P<number>[1-4])")


class NotAQuarter(Invalid):
    """A quarter is written like 2026-Q4."""


@dataclass(frozen=True, slots=True)
class Quarter:
    """One quarter of a year."""

    year: int
    number: int

    @classmethod
    def read(cls, text: str) -> "Quarter":
        """``2026-Q4``. Raises ``NotAQuarter``."""
        found = PATTERN.fullmatch(text)
        if not found:
            raise NotAQuarter("", Problem("/quarter", f"{text!r} is not a quarter", "a year and quarter like 2026-Q4"))
        return cls(int(found["year"]), int(found["number"]))

    @classmethod
    def of(cls, at: datetime) -> "Quarter":
        """The quarter a moment belongs to."""
        day = day_in_china(at)
        return cls(day.year, (day.month + 2) // 3)

    def __str__(self) -> str:
        return f"{self.year}-Q{self.number}"

    @property
    def starts_at(self) -> datetime:
        """0:00 in China of its first day."""
        return datetime.combine(self._first_day, time(), CHINA)

    @property
    def ends_at(self) -> datetime:
        """0:00 in China of the day after its last; a cost of that moment belongs to the next."""
        return datetime.combine(add_months(self._first_day, 3), time(), CHINA)

    @property
    def last_day(self) -> date:
        """31 March, 30 June, 30 September or 31 December."""
        return add_months(self._first_day, 3) - timedelta(days=1)

    def of_project(self, project: str) -> str:
        """The quarter of one project, as what a limit is about."""
        return f"quarter:{project}:{self}"

    @property
    def _first_day(self) -> date:
        return date(self.year, 3 * self.number - 2, 1)
