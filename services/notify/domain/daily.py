"""What is whose today, the most pressing first: passed, due today, new, and the rest (N2, B1)."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID

from aftercare_contracts.periods import CHINA, day_in_china, end_of
from aftercare_contracts.values import Role

REFERENCES = ("reference", "month", "quarter", "year", "period", "project")


class Kind(StrEnum):
    """What an item of the list is."""

    CASE = "case"
    LIMIT = "limit"
    VISIT = "visit"
    CHECK = "check"
    CLAIM = "claim"
    TASK = "task"
    NOTICE = "notice"
    LOOK = "look"


class Urgency(StrEnum):
    """How pressing it is; in this order."""

    PASSED = "passed"
    DUE_TODAY = "due_today"
    FRESH = "fresh"
    HELD = "held"


ORDER = tuple(Urgency)


@dataclass(frozen=True, slots=True)
class Item:
    """One thing that lies before a role on a project, or before one person where one is named."""

    kind: Kind
    what: str
    reference: str
    case_id: UUID | None
    project: str | None
    role: Role | None
    person: str | None
    due_at: datetime | None
    since: datetime | None


@dataclass(frozen=True, slots=True)
class Listed:
    """An item in its place."""

    item: Item
    urgency: Urgency


@dataclass(frozen=True, slots=True)
class Counts:
    """How many items of each urgency."""

    passed: int
    due_today: int
    fresh: int
    held: int


def listed(items: Iterable[Item], now: datetime) -> list[Listed]:
    """In the order in which they press."""
    found = [Listed(item, urgency(item, now)) for item in items]
    return sorted(found, key=lambda each: (ORDER.index(each.urgency), *_place(each.item)))


def _place(item: Item) -> tuple[datetime, str, str]:
    return (item.due_at or item.since or datetime.max.replace(tzinfo=CHINA), item.kind, item.reference)


def urgency(item: Item, now: datetime) -> Urgency:
    """The moment a limit ends is in time. New is what came since the morning of the day before."""
    today = day_in_china(now)
    if item.due_at is not None and item.due_at < now:
        return Urgency.PASSED
    if item.due_at is not None and item.due_at <= end_of(today):
        return Urgency.DUE_TODAY
    if item.since is not None and day_in_china(item.since) >= today - timedelta(days=1):
        return Urgency.FRESH
    return Urgency.HELD


def counts(items: Sequence[Listed]) -> Counts:
    """How many press how much."""
    found = Counter(each.urgency for each in items)
    return Counts(*(found[each] for each in ORDER))


def by_office(items: Iterable[Listed]) -> Mapping[Role, list[Listed]]:
    """Each role's list on one project; what is no project's or nobody's by office is on none."""
    found: dict[Role, list[Listed]] = {}
    for each in items:
        if each.item.project is not None and each.item.role is not None:
            found.setdefault(each.item.role, []).append(each)
    return found


def next_morning(now: datetime, at: str) -> datetime:
    """The next time that the clock in China shows ``at``."""
    hour, minute = map(int, at.split(":"))
    today = datetime.combine(day_in_china(now), time(hour, minute), CHINA)
    return today if today > now else today + timedelta(days=1)


def numbers_in(data: Mapping[str, Any]) -> list[str]:
    """By what people know what an event is about: its numbers, or the month, quarter, year or project."""
    return [
        str(value)
        for name, value in data.items()
        if (name.endswith("_no") or name in REFERENCES) and isinstance(value, str | int)
    ]
