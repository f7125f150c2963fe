"""The website and the forums are gone through daily at a set time (I1)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any
from uuid import UUID

from aftercare_contracts.errors import Conflict, Invalid, Problem
from aftercare_contracts.periods import CHINA, day_in_china


@dataclass(frozen=True, slots=True)
class ForumRule:
    """Which places there are, and by what time of day they have been gone through."""

    places: tuple[str, ...]
    daily_by: time


@dataclass(frozen=True, slots=True)
class Pass:
    """Somebody went through a place, up to a moment, and found so many contacts."""

    pass_id: UUID
    project: str
    place: str
    seen_until: datetime
    contacts_found: int
    passed_by: str
    passed_at: datetime


class UnknownPlace(Invalid):
    """There is no such place to look at."""


class SeenAhead(Invalid):
    """What was posted later than now cannot have been seen."""


class SeenBefore(Conflict):
    """This place was gone through further than that."""


def rule_from(data: Mapping[str, Any]) -> ForumRule:
    """As policy keeps it."""
    return ForumRule(tuple(data["places"]), time.fromisoformat(data["daily_by"]))


def must_be_known(place: str, rule: ForumRule) -> None:
    """Raises ``UnknownPlace``."""
    if place not in rule.places:
        raise UnknownPlace("", Problem("/place", place, f"one of: {', '.join(rule.places)}"))


def must_follow(gone: Pass, seen_until: datetime | None) -> None:
    """It goes on from where the last pass ended. Raises ``SeenAhead``, ``SeenBefore``."""
    if gone.seen_until > gone.passed_at:
        raise SeenAhead("", Problem("/seen_until", gone.seen_until.isoformat(), "now or earlier"))
    if seen_until and gone.seen_until < seen_until:
        raise SeenBefore("", Problem("/seen_until", gone.seen_until.isoformat(), f"{seen_until.isoformat()} or later"))


def is_missing(last: Pass | None, due_at: datetime) -> bool:
    """Nobody went through it on the day it was due, by China's date, nor since."""
    return last is None or day_in_china(last.passed_at) < day_in_china(due_at)


def next_check(rule: ForumRule, now: datetime) -> datetime:
    """The next time of day after now at which a pass is looked for."""
    today = datetime.combine(day_in_china(now), rule.daily_by, CHINA)
    return today if today > now else today + timedelta(days=1)
