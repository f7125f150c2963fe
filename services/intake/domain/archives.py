"""Records archived by month and quarter; open cases move on (I16)."""

import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from aftercare_contracts.errors import Conflict, Invalid, NotFound, Problem
from aftercare_contracts.periods import CHINA, add_months

PERIOD = re.compile(r"(\d{4})-(?:(0[1-9]|1[0-2])|Q([1-4]))")


class NoPeriod(Invalid):
    """A period is a month or a quarter."""


class NotOver(Conflict):
    """This period is not over yet."""


class NothingToArchive(Conflict):
    """Everything closed in this period is archived."""


class NoSuchArchive(NotFound):
    """There is no such archive, or it is not yours to see."""


def span(period: str) -> tuple[datetime, datetime]:
    """From when until when, in China: ``2026-03`` or ``2026-Q1``. Raises ``NoPeriod``."""
    found = PERIOD.fullmatch(period)
    if not found:
        raise NoPeriod("", Problem("/period", period, "a month as 2026-03 or a quarter as 2026-Q1"))
    year, month, quarter = found.groups()
    first = date(int(year), int(month) if month else 3 * int(quarter) - 2, 1)
    last = add_months(first, 1 if month else 3)
    return _midnight(first), _midnight(last)


def _midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=CHINA)


def must_be_over(period: str, now: datetime) -> None:
    """Raises ``NotOver``."""
    end = span(period)[1]
    if now < end:
        raise NotOver("", Problem("/period", period, f"one that ended by {now.astimezone(CHINA).date()}"))


def digest(records: Sequence[Mapping[str, Any]]) -> str:
    """What the records were on that day, fixed: SHA-256 over them as canonical JSON, in the order of their numbers."""
    text = json.dumps(list(records), ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=str)
    return hashlib.sha256(text.encode()).hexdigest()
