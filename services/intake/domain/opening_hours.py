"""When the centre is open (I14): policy, and another thing than working days."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from aftercare_contracts.periods import CHINA

LOOKS_AHEAD_DAYS = 3660
OpeningHours = Sequence[tuple[frozenset[int], time, time]]


def hours_from(data: Sequence[Mapping[str, Any]]) -> OpeningHours:
    """Spans as policy keeps them: weekdays from 1 (Monday), from and until as ``08:30``."""
    return [
        (frozenset(row["weekdays"]), time.fromisoformat(str(row["from"])), time.fromisoformat(str(row["until"])))
        for row in data
    ]


def is_open(hours: OpeningHours, at: datetime) -> bool:
    """Open at that moment, by China's clock; at the closing minute it is closed."""
    local = at.astimezone(CHINA)
    return any(local.isoweekday() in days and begin <= local.time() < end for days, begin, end in hours)


def closing_of(hours: OpeningHours, day: date) -> datetime | None:
    """When the centre closes for that day; none where it does not open."""
    closings = [end for days, _, end in hours if day.isoweekday() in days]
    return datetime.combine(day, max(closings), CHINA) if closings else None


def opening_of(hours: OpeningHours, day: date) -> datetime | None:
    """When the centre first opens on that day; none where it does not."""
    openings = [begin for days, begin, _ in hours if day.isoweekday() in days]
    return datetime.combine(day, min(openings), CHINA) if openings else None


def spans_from(hours: OpeningHours, at: datetime) -> Iterator[tuple[datetime, datetime]]:
    """The spans in which the centre is open from a moment on, for ten years."""
    first = at.astimezone(CHINA).date()
    for day in (first + timedelta(days=offset) for offset in range(LOOKS_AHEAD_DAYS)):
        for begin, end in sorted((begin, end) for days, begin, end in hours if day.isoweekday() in days):
            opens, closes = (datetime.combine(day, time, CHINA) for time in (begin, end))
            if closes > at:
                yield max(opens, at), closes
