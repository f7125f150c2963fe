"""Months and years as people name them, and the moments between which they lie in China."""

from datetime import date, datetime, time

from aftercare_contracts.periods import CHINA, add_months, add_years


def begins(period: str) -> tuple[datetime, datetime]:
    """The first moment of ``2026-03`` or ``2026``, and the first after it."""
    if len(period) == len("2026"):
        first = date(int(period), 1, 1)
        return midnight(first), midnight(add_years(first, 1))
    first = date(int(period[:4]), int(period[5:]), 1)
    return midnight(first), midnight(add_months(first, 1))


def midnight(day: date) -> datetime:
    """With which a day begins in China."""
    return datetime.combine(day, time(), CHINA)


def month_before(day: date) -> str:
    """``2026-02`` of any day in March."""
    return f"{add_months(day.replace(day=1), -1):%Y-%m}"


def year_before(day: date) -> int:
    """2025 of any day in 2026."""
    return day.year - 1
