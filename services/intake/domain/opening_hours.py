"""When the centre is open (I14): policy, and another thing than working days."""

from collections.abc import Mapping, Sequence
from datetime import datetime, time, timedelta

from aftercare_contracts.periods import CHINA

OpeningHours = Sequence[tuple[frozenset[int], time, time]]


def hours_from(data: Sequence[Mapping[str, object]]) -> OpeningHours:
    """Spans as policy keeps them: weekdays from 1 (Monday), from and until as ``08:30``."""
    return [
        (frozenset(row["weekdays"]), time.fromisoformat(str(row["from"])), time.fromisoformat(str(row["until"])))  # type: ignore[call-overload]
        for row in data
    ]


def is_open(hours: OpeningHours, at: datetime) -> bool:
    """Open at that moment, by China's clock; at the closing minute it is closed."""
    local = at.astimezone(CHINA)
    return any(local.isoweekday() in days and begin <= local.time() < end for days, begin, end in hours)


def closing_after(hours: OpeningHours, at: datetime, more_days: int = 0) -> datetime:
    """When the centre closes for the day that runs or comes next, or so many opening days later.

    Raises ``ValueError`` where it never opens.
    """
    if not any(days for days, _, _ in hours):
        raise ValueError("opening hours without a day")
    day = at.astimezone(CHINA).date()
    while True:
        closings = [end for days, _, end in hours if day.isoweekday() in days]
        if closings and (closing := datetime.combine(day, max(closings), CHINA)) > at:
            if not more_days:
                return closing
            more_days -= 1
        day += timedelta(days=1)
