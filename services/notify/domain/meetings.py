"""The year's meeting of owners' representatives: called, minuted, each point followed as a case (N7)."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from aftercare_contracts.errors import Conflict, Invalid, NotFound, Problem
from aftercare_contracts.periods import day_in_china
from aftercare_contracts.values import CaseKind


class State(StrEnum):
    """Where a meeting stands."""

    CALLED = "called"
    FILED = "filed"
    CALLED_OFF = "called_off"


class NoSuchMeeting(NotFound):
    """There is no such meeting, or it is outside your reach."""


class MeetsInThePast(Invalid):
    """A meeting is called before it takes place."""


class WrongYear(Invalid):
    """A meeting is the one of the year in which it takes place, or makes up for that of the year before."""


class UnknownUnit(Invalid):
    """The project has no such unit."""


class CalledBefore(Conflict):
    """The year's meeting was called or held already."""


class NoSuchPaper(NotFound):
    """No such paper is filed with this meeting."""


class NotYetHeld(Conflict):
    """Minutes are filed after the meeting has begun."""


class IsEnded(Conflict):
    """The minutes are filed, or the meeting was called off."""


@dataclass(frozen=True, slots=True)
class Invitation:
    """What is announced: when, where, about what, and whose representatives are asked, by their units."""

    project: str
    year: int
    meets_at: datetime
    place: str
    agenda: str
    unit_nos: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Point:
    """One thing that was said, to become a case; ``unit_no`` is whose representative said it, where that matters."""

    point_id: UUID
    text: str
    kind: CaseKind
    matter: str | None
    unit_no: str | None
    case_id: UUID | None = None
    case_no: str | None = None
    is_closed: bool = False


@dataclass(frozen=True, slots=True)
class Minutes:
    """What is filed: who came, by unit, the text, and its points."""

    text: str
    attended: tuple[str, ...]
    points: Sequence[Point]


@dataclass(frozen=True, slots=True)
class Paper:
    """A signed list or a photo filed with the minutes, known by the SHA-256 of its bytes in hex."""

    sha256: str
    media_type: str
    size_bytes: int
    brought_by: str
    brought_at: datetime


@dataclass(frozen=True, slots=True)
class Meeting:
    """A meeting as it stands now."""

    meeting_id: UUID
    meeting_no: str
    invitation: Invitation
    state: State
    called_by: str
    called_at: datetime
    minutes: str = ""
    attended: tuple[str, ...] = ()
    because: str = ""
    ended_by: str | None = None
    ended_at: datetime | None = None


def must_be_callable(asked: Invitation, known: Collection[str], now: datetime) -> None:
    """Raises ``MeetsInThePast``, ``WrongYear``, ``UnknownUnit``."""
    if asked.meets_at <= now:
        raise MeetsInThePast("", Problem("/meets_at", asked.meets_at.isoformat(), "after now"))
    held_in = day_in_china(asked.meets_at).year
    if asked.year not in (held_in, held_in - 1):
        raise WrongYear("", Problem("/year", str(asked.year), f"{held_in}, or {held_in - 1} made up for"))
    must_be_known("/unit_nos", asked.unit_nos, known)


def must_be_known(pointer: str, named: Sequence[str], known: Collection[str]) -> None:
    """Raises ``UnknownUnit`` naming each that is not one of the project's."""
    wrong = [
        Problem(f"{pointer}/{i}", name, "a unit of the project") for i, name in enumerate(named) if name not in known
    ]
    if wrong:
        raise UnknownUnit("", *wrong)


def file(meeting: Meeting, minutes: Minutes, known: Collection[str], by: str, now: datetime) -> Meeting:
    """It took place. Raises ``IsEnded``, ``NotYetHeld``, ``UnknownUnit``."""
    _must_stand(meeting)
    if now < meeting.invitation.meets_at:
        raise NotYetHeld(f"{meeting.meeting_no} meets at {meeting.invitation.meets_at.isoformat()}.")
    must_be_known("/attended", minutes.attended, known)
    for i, point in enumerate(minutes.points):
        if point.unit_no is not None and point.unit_no not in known:
            raise UnknownUnit("", Problem(f"/points/{i}/unit_no", point.unit_no, "a unit of the project"))
    return replace(
        meeting, state=State.FILED, minutes=minutes.text, attended=minutes.attended, ended_by=by, ended_at=now
    )


def call_off(meeting: Meeting, because: str, by: str, now: datetime) -> Meeting:
    """It does not take place. Raises ``IsEnded``."""
    _must_stand(meeting)
    return replace(meeting, state=State.CALLED_OFF, because=because, ended_by=by, ended_at=now)


def must_take_papers(meeting: Meeting, now: datetime) -> None:
    """Papers of a meeting come once it has begun, with its minutes or after them. Raises ``IsEnded``, ``NotYetHeld``."""
    if meeting.state is State.CALLED_OFF:
        raise IsEnded(f"{meeting.meeting_no} is {meeting.state}.")
    if now < meeting.invitation.meets_at:
        raise NotYetHeld(f"{meeting.meeting_no} meets at {meeting.invitation.meets_at.isoformat()}.")


def _must_stand(meeting: Meeting) -> None:
    if meeting.state is not State.CALLED:
        raise IsEnded(f"{meeting.meeting_no} is {meeting.state}.")
