"""How periods are counted (Civil Code 201-204, rulebook's head): hours run on; for days, months and years the first day
is not counted, a month or year ends on the same date (or the month's last), and the end is 24:00 in China.

Pure and without a calendar of its own: who asks brings ``is_working``.
"""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

CHINA = ZoneInfo("Asia/Shanghai")
IsWorking = Callable[[date], bool]


def day_in_china(at: datetime) -> date:
    """The business date of a moment."""
    return at.astimezone(CHINA).date()


def end_of(day: date) -> datetime:
    """24:00 of a business date, which is 0:00 of the next."""
    return datetime.combine(day + timedelta(days=1), time(), CHINA)


def add_months(day: date, months: int) -> date:
    """The same date so many months on, or that month's last day."""
    year, month0 = divmod(day.year * 12 + day.month - 1 + months, 12)
    first_of_next = date(year + (month0 == 11), (month0 + 1) % 12 + 1, 1)
    last = (first_of_next - timedelta(days=1)).day
    return date(year, month0 + 1, min(day.day, last))


def add_years(day: date, years: int) -> date:
    """The anniversary; 29 February falls back to the 28th."""
    return add_months(day, 12 * years)


def end_of_days(start: datetime, days: int) -> datetime:
    """So many calendar days from ``start``, whose own day is not counted."""
    return end_of(day_in_china(start) + timedelta(days=days))


def working_day_after(day: date, count: int, is_working: IsWorking) -> date:
    """The ``count``-th working day after ``day``, which is not counted itself."""
    while count > 0:
        day += timedelta(days=1)
        count -= is_working(day)
    return day


def end_of_working_days(start: datetime, days: int, is_working: IsWorking) -> datetime:
    """So many working days from ``start``, whose own day is not counted."""
    return end_of(working_day_after(day_in_china(start), days, is_working))


def moved_to_working_day(day: date, is_working: IsWorking) -> date:
    """The day itself, or the next working day where it is a holiday (toward contractors)."""
    while not is_working(day):
        day += timedelta(days=1)
    return day
