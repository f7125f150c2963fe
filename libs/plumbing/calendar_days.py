"""Working days of mainland China, in a table of the service's own so that a notice or a closure can change them."""

from dataclasses import dataclass
from datetime import date, timedelta

import holidays
from holidays.countries.china import China

from .database import Transaction

YEARS_BACK, YEARS_AHEAD = 6, 3


@dataclass(frozen=True, slots=True)
class Calendar:
    """The days known, by date: working or not, and whether that is only expected so far."""

    working: dict[date, bool]
    provisional: frozenset[date]

    def is_working(self, day: date) -> bool:
        """A day outside the table counts by its weekday."""
        return self.working.get(day, day.weekday() < 5)

    def is_provisional(self, day: date) -> bool:
        """The year's notice was not known when the table was filled, or the day lies outside it."""
        return day in self.provisional or day not in self.working


async def calendar(tx: Transaction) -> Calendar:
    """The whole table, which is a few thousand rows at most."""
    rows = await tx.fetch("select day, is_working, is_provisional from calendar_day")
    return Calendar(
        {row["day"]: row["is_working"] for row in rows}, frozenset(row["day"] for row in rows if row["is_provisional"])
    )


async def fill_calendar(tx: Transaction) -> None:
    """Add the days around now that are missing. Days already there stay as a person may have set them, save that a
    provisional one gives way to what the library meanwhile knows for certain."""
    year = tx.now.year
    days = expected_days(year - YEARS_BACK, year + YEARS_AHEAD)
    await tx.execute(
        "insert into calendar_day as c (day, is_working, name, is_provisional, source)"
        " select *, 'holidays' from unnest($1::date[], $2::boolean[], $3::text[], $4::boolean[])"
        " on conflict (day) do update set is_working = excluded.is_working, name = excluded.name, is_provisional = false"
        " where c.is_provisional and not excluded.is_provisional and c.source = 'holidays'",
        *zip(*days, strict=True),
    )


def expected_days(first_year: int, last_year: int) -> list[tuple[date, bool, str, bool]]:
    """Day, working or not, the holiday's name, provisional or not.

    A year without a single make-up day has had no notice yet: every year's notice names some.
    """
    china = holidays.country_holidays("CN", years=range(first_year, last_year + 1))
    assert isinstance(china, China)
    announced = {day.year for day in china.weekend_workdays}
    count = (date(last_year, 12, 31) - date(first_year, 1, 1)).days + 1
    every_day = (date(first_year, 1, 1) + timedelta(days=offset) for offset in range(count))
    return [(day, china.is_working_day(day), china.get(day, ""), day.year not in announced) for day in every_day]
