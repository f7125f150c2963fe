"""Word to the customer while handling runs long: twice a week, on different days, and it must reach him (I9)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Self

from aftercare_contracts.periods import CHINA, day_in_china


@dataclass(frozen=True, slots=True)
class Rhythm:
    """After how many days handling runs long, and how often the customer hears then."""

    open_days: int
    contacts_a_week: int

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> Self:
        """As policy keeps it."""
        return cls(data["open_days"], data["contacts_a_week"])


def first_week(started_at: datetime, rhythm: Rhythm, promised_on: date | None = None) -> datetime:
    """When the first calendar week begins in which the customer must hear: the first that begins once the case has been open
    over a week, or the next where the agreed date is over a week off."""
    day = day_in_china(started_at)
    if not (promised_on and promised_on > day + timedelta(days=rhythm.open_days)):
        day += timedelta(days=rhythm.open_days)
    return next_monday(day)


def next_monday(day: date) -> datetime:
    """0:00 in China of the first Monday after a day."""
    monday = day + timedelta(days=7 - day.weekday())
    return datetime(monday.year, monday.month, monday.day, tzinfo=CHINA)


def week_of(at: datetime) -> str:
    """The calendar week in China: ``2026-W11``."""
    year, week, _ = day_in_china(at).isocalendar()
    return f"{year}-W{week:02}"


def last_day_of_week(at: datetime) -> date:
    """Its Sunday."""
    day = day_in_china(at)
    return day + timedelta(days=6 - day.weekday())


def has_heard_enough(contacts: Iterable[datetime], at: datetime, rhythm: Rhythm) -> bool:
    """So many contacts reached him in this calendar week, each on another day."""
    return len({day_in_china(one) for one in contacts if week_of(one) == week_of(at)}) >= rhythm.contacts_a_week
