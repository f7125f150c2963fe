"""Working days of mainland China, in a table of the service's own so that a notice or a closure can change them."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

import asyncpg
import holidays
from holidays.countries.china import China

from .database import Transaction

YEARS_BACK, YEARS_AHEAD = 6, 3
LIBRARY = "holidays"


@dataclass(frozen=True, slots=True)
class Day:
    """One day of the calendar."""

    day: date
    is_working: bool
    name: str
    is_provisional: bool


@dataclass(frozen=True, slots=True)
class Calendar:
    """The days known, by date: working or not, and whether that is only expected so far."""

    working: dict[date, bool]
    provisional: frozenset[date]
    names: dict[date, str] = field(default_factory=dict)

    def is_working(self, day: date) -> bool:
        """A day outside the table counts by its weekday."""
        return self.working.get(day, day.weekday() < 5)

    def is_provisional(self, day: date) -> bool:
        """The year's notice was not known when the table was filled, or the day lies outside it."""
        return day in self.provisional or day not in self.working

    def name_of(self, day: date) -> str:
        """The holiday's or make-up day's name, or nothing."""
        return self.names.get(day, "")


async def calendar(tx: Transaction, as_of: datetime | None = None) -> Calendar:
    """The whole table, which is a few thousand rows at most; as it was at a moment where one is given."""
    rows = await tx.fetch(
        "select day, is_working, name, is_provisional from calendar_day where $1::timestamptz is null"
        " union all select * from (select distinct on (day) day, is_working, name, is_provisional from ("
        "   select day, is_working, name, is_provisional, until from calendar_day_was where until > $1"
        "   union all select day, is_working, name, is_provisional, 'infinity' from calendar_day"
        " ) known order by day, until) then_known where $1::timestamptz is not null",
        as_of,
    )
    return Calendar(
        {row["day"]: row["is_working"] for row in rows},
        frozenset(row["day"] for row in rows if row["is_provisional"]),
        {row["day"]: row["name"] for row in rows if row["name"]},
    )


async def fill_calendar(tx: Transaction) -> None:
    """Add the days around now that are missing. Days already there stay as a person may have set them, save that a
    provisional one gives way to what the library meanwhile knows for certain, and its names to better ones."""
    year = tx.now.year
    expected = {day.day: day for day in expected_days(year - YEARS_BACK, year + YEARS_AHEAD)}
    rows = await tx.fetch("select day, is_provisional, name, source from calendar_day")
    there = {row["day"]: row for row in rows}
    wanted = [day for day in expected.values() if day.day not in there or _is_better(day, there[day.day])]
    if wanted:
        await set_days(tx, wanted, LIBRARY)


def _is_better(day: Day, known: asyncpg.Record) -> bool:
    if known["source"] != LIBRARY or (day.is_provisional and not known["is_provisional"]):
        return False
    return (day.is_provisional, day.name) != (known["is_provisional"], known["name"])


async def set_days(tx: Transaction, days: Iterable[Day], source: str) -> None:
    """Let these days count as said, by whose word; what they were before is kept."""
    values = list(zip(*((day.day, day.is_working, day.name, day.is_provisional) for day in days), strict=True))
    await tx.execute(
        "insert into calendar_day_was select day, is_working, name, is_provisional, source, $2 from calendar_day"
        " where day = any($1) on conflict do nothing",
        values[0], tx.now,
    )  # fmt: skip
    await tx.execute(
        "insert into calendar_day (day, is_working, name, is_provisional, source)"
        " select *, $5 from unnest($1::date[], $2::boolean[], $3::text[], $4::boolean[])"
        " on conflict (day) do update set is_working = excluded.is_working, name = excluded.name,"
        " is_provisional = excluded.is_provisional, source = excluded.source",
        *values, source,
    )  # fmt: skip


async def load_year(tx: Transaction, year: int, named: Iterable[Day], source: str) -> None:
    """A year is announced with its notice: days it does not name are what the week makes of them."""
    by_day = {day.day: day for day in named}
    first = date(year, 1, 1)
    every = (first + timedelta(days=offset) for offset in range((date(year + 1, 1, 1) - first).days))
    days = [by_day.get(day, Day(day, day.weekday() < 5, "", is_provisional=False)) for day in every]
    await set_days(tx, days, source)


def expected_days(first_year: int, last_year: int) -> list[Day]:
    """What the library expects. A year without a single make-up day has had no notice yet: every year's names some."""
    china = holidays.country_holidays("CN", years=range(first_year, last_year + 1), language="zh_CN")
    assert isinstance(china, China)
    announced = {day.year for day in china.weekend_workdays}
    count = (date(last_year, 12, 31) - date(first_year, 1, 1)).days + 1
    every_day = (date(first_year, 1, 1) + timedelta(days=offset) for offset in range(count))
    return [
        Day(day, china.is_working_day(day), _name(china, day), is_provisional=day.year not in announced)
        for day in every_day
    ]


def _name(china: China, day: date) -> str:
    return "调休上班" if day in china.weekend_workdays else str(china.get(day, ""))
