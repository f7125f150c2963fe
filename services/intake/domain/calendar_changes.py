"""The calendar changes: a year's notice, or a project that stands still; entered by one, confirmed by another (I14, B2)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from typing import Any, Self
from uuid import UUID

from aftercare_contracts.errors import Conflict, Forbidden, Invalid, NotFound, Problem

DAYS_MAX = 400


class ChangeKind(StrEnum):
    """What changes."""

    NOTICE = "notice"
    CLOSURE = "closure"
    REOPENING = "reopening"


class NoSuchChange(NotFound):
    """There is no such change of the calendar, or it is not yours to see."""


class WrongDays(Invalid):
    """These days cannot stand in the calendar."""


class TakesTwo(Forbidden):
    """Who entered a change of the calendar does not confirm it himself."""


class Decided(Conflict):
    """This change has been confirmed or refused before."""


@dataclass(frozen=True, slots=True)
class NamedDay:
    """A day, working or not, and what it is called."""

    day: date
    is_working: bool
    name: str

    @classmethod
    def read(cls, data: Mapping[str, Any]) -> Self:
        """As it is kept."""
        return cls(date.fromisoformat(data["day"]), data["is_working"], data["name"])


@dataclass(frozen=True, slots=True)
class Change:
    """A change of the calendar and what became of it."""

    change_id: UUID
    kind: ChangeKind
    project: str | None
    days: tuple[NamedDay, ...]
    source: str
    proposed_by: str
    proposed_at: datetime
    decided_by: str | None = None
    decided_at: datetime | None = None
    is_confirmed: bool | None = None


def must_be_days(days: Sequence[NamedDay], years: frozenset[int]) -> None:
    """At least one, each once, within the years the calendar knows. Raises ``WrongDays``."""
    problems = [
        Problem(f"/days/{i}/day", f"{day.day} lies outside the calendar", f"{min(years)} to {max(years)}")
        for i, day in enumerate(days)
        if day.day.year not in years
    ]
    seen: set[date] = set()
    for i, day in enumerate(days):
        if day.day in seen:
            problems.append(Problem(f"/days/{i}/day", f"{day.day} stands there twice", "each day once"))
        seen.add(day.day)
    if not days or len(days) > DAYS_MAX:
        problems.append(Problem("/days", f"{len(days)} days", f"1 to {DAYS_MAX}"))
    if problems:
        raise WrongDays("", *problems[:20])


def must_be_a_notice(days: Sequence[NamedDay]) -> None:
    """A year's notice is about one year and names free days. Raises ``WrongDays``."""
    if len({day.day.year for day in days}) > 1:
        raise WrongDays("", Problem("/days", "days of more than one year", "the notice of one year"))
    if all(day.is_working for day in days):
        raise WrongDays("", Problem("/days", "no day off among them", "the free days and the make-up days"))


def decide(change: Change, by: str, now: datetime, *, confirmed: bool) -> Change:
    """The second person's word. Raises ``Decided``, ``TakesTwo``."""
    if change.decided_by:
        raise Decided(f"{change.decided_by} has decided on it.")
    if confirmed and by == change.proposed_by:
        raise TakesTwo
    return replace(change, decided_by=by, decided_at=now, is_confirmed=confirmed)


def closed_days(changes: Sequence[Change]) -> dict[date, str]:
    """The days on which a project stands still and why, after all its closures and reopenings in their order."""
    closed: dict[date, str] = {}
    for change in changes:
        for day in change.days:
            if change.kind is ChangeKind.CLOSURE:
                closed[day.day] = day.name
            else:
                closed.pop(day.day, None)
    return closed
