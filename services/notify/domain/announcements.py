"""Planned work on lifts, water or power, announced to the households concerned before it starts (N7)."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID

from aftercare_contracts.errors import Conflict, Invalid, NotFound, Problem


class State(StrEnum):
    """Where announced work stands."""

    ANNOUNCED = "announced"
    OVER = "over"
    CALLED_OFF = "called_off"


class NoSuchAnnouncement(NotFound):
    """There is no such announcement, or it is outside your reach."""


class UnknownKind(Invalid):
    """Work of this kind is not announced."""


class UnknownPlace(Invalid):
    """The project has no such building or unit."""


class EndsTooSoon(Invalid):
    """Work ends after it starts, and has not ended when it is announced."""


class TooLateToAnnounce(Invalid):
    """Planned work is announced so many hours before it starts; what cannot wait is announced as an emergency."""


class IsEnded(Conflict):
    """The work is over or called off."""


class NothingChanged(Invalid):
    """The work starts and ends as it was announced."""


@dataclass(frozen=True, slots=True)
class Place:
    """These buildings and these single units, or the whole project where neither is named."""

    buildings: tuple[str, ...] = ()
    unit_nos: tuple[str, ...] = ()

    @property
    def words(self) -> str | None:
        """As people read it; none for the whole estate."""
        return "、".join((*self.buildings, *self.unit_nos)) or None

    def must_be_known(self, buildings: Collection[str], unit_nos: Collection[str]) -> None:
        """Raises ``UnknownPlace`` naming each building and unit that the project does not have."""
        wrong = [
            Problem(f"/{field}/{i}", name, "one of the project's")
            for field, named, known in (("buildings", self.buildings, buildings), ("unit_nos", self.unit_nos, unit_nos))
            for i, name in enumerate(named)
            if name not in known
        ]
        if wrong:
            raise UnknownPlace("", *wrong)


@dataclass(frozen=True, slots=True)
class Work:
    """What is announced: the words that stand on the posting."""

    project: str
    kind: str
    place: Place
    starts_at: datetime
    ends_at: datetime
    reason: str
    contact: str
    is_emergency: bool


@dataclass(frozen=True, slots=True)
class Announcement:
    """Announced work as it stands now."""

    announcement_id: UUID
    announcement_no: str
    work: Work
    state: State
    announced_by: str
    announced_at: datetime
    ended_by: str | None = None
    ended_at: datetime | None = None
    because: str = ""


def must_be_in_time(work: Work, kinds: Mapping[str, Any], now: datetime) -> None:
    """Raises ``UnknownKind``, ``EndsTooSoon``, ``TooLateToAnnounce``. So many hours to the minute are enough."""
    if work.kind not in kinds:
        raise UnknownKind("", Problem("/kind", work.kind, f"one of: {', '.join(sorted(kinds))}"))
    _must_end_later(work.starts_at, work.ends_at, now)
    if not work.is_emergency:
        _must_be_ahead(work.starts_at, kinds[work.kind]["ahead_hours"], now)


def change(
    announcement: Announcement, starts_at: datetime, ends_at: datetime, kinds: Mapping[str, Any], now: datetime
) -> Announcement:
    """Another start or end. What starts earlier than announced is announced in time anew.

    Raises ``IsEnded``, ``NothingChanged``, ``EndsTooSoon``, ``TooLateToAnnounce``.
    """
    _must_run(announcement)
    work = announcement.work
    if (starts_at, ends_at) == (work.starts_at, work.ends_at):
        raise NothingChanged
    _must_end_later(starts_at, ends_at, now)
    if starts_at < work.starts_at and not work.is_emergency:
        _must_be_ahead(starts_at, kinds[work.kind]["ahead_hours"] if work.kind in kinds else 0, now)
    return replace(announcement, work=replace(work, starts_at=starts_at, ends_at=ends_at))


def end(announcement: Announcement, state: State, because: str, by: str, now: datetime) -> Announcement:
    """It is over, or called off. Raises ``IsEnded``."""
    _must_run(announcement)
    return replace(announcement, state=state, because=because, ended_by=by, ended_at=now)


def _must_run(announcement: Announcement) -> None:
    if announcement.state is not State.ANNOUNCED:
        raise IsEnded(f"{announcement.announcement_no} is {announcement.state}.")


def _must_end_later(starts_at: datetime, ends_at: datetime, now: datetime) -> None:
    if ends_at <= max(starts_at, now):
        raise EndsTooSoon("", Problem("/ends_at", ends_at.isoformat(), "after the start, and after now"))


def _must_be_ahead(starts_at: datetime, hours: int, now: datetime) -> None:
    earliest = now + timedelta(hours=hours)
    if starts_at < earliest:
        why = f"starts in less than {hours} hours"
        raise TooLateToAnnounce("", Problem("/starts_at", why, f"{earliest.isoformat()} or later, or an emergency"))
