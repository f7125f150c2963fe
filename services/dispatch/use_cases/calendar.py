"""The working days follow the year's notice (I14)."""

from datetime import datetime

from aftercare_contracts.events.intake_calendar import CalendarNoticeLoaded
from plumbing.calendar_days import Day, load_year
from plumbing.database import Transaction


async def load_notice(tx: Transaction, event: CalendarNoticeLoaded, now: datetime) -> None:
    """What is counted from now on goes by it."""
    named = [Day(day.day, day.is_working, day.name, is_provisional=False) for day in event.days]
    await load_year(tx, event.year, named, event.notice)
