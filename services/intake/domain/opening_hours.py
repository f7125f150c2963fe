"""When the centre is open (I14): policy, and another thing than working days."""

from collections.abc import Mapping, Sequence
from datetime import datetime, time

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
