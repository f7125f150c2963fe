"""A notice: written, numbered, delivered to its recipient's inbox, chased until answered (N1)."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID

from aftercare_contracts.errors import AlreadyDone, NotFound
from aftercare_contracts.values import Role


class State(StrEnum):
    """Where a notice stands. ``given_up``: chased as often as policy says, and still no answer."""

    DELIVERED = "delivered"
    ANSWERED = "answered"
    GIVEN_UP = "given_up"


class NoSuchNotice(NotFound):
    """There is no such notice, or it is not yours to see."""


@dataclass(frozen=True, slots=True)
class Recipient:
    """Whose inbox: a role on a project, one contractor, or the customer of a case."""

    role: Role
    contractor: str | None = None

    @property
    def key(self) -> str:
        """One text for one inbox."""
        return f"{self.role}:{self.contractor}" if self.contractor else str(self.role)


@dataclass(frozen=True, slots=True)
class Wording:
    """A notice's words, Chinese first."""

    subject_zh: str
    text_zh: str
    subject_en: str
    text_en: str


@dataclass(frozen=True, slots=True)
class Notice:
    """One notice to one inbox about one event."""

    notice_id: UUID
    notice_no: str
    event_id: UUID
    about: str
    case_id: UUID | None
    project: str | None
    recipient: Recipient
    wording: Wording
    wants_answer: bool
    delivered_at: datetime
    state: State = State.DELIVERED
    times_chased: int = 0
    answered_by: str | None = None
    answered_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class ChaseRule:
    """How long to wait for an answer, and how often to ask again."""

    hours: int
    times: int

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> "ChaseRule":
        """As policy keeps it."""
        return cls(data["hours"], data["times"])

    def next_at(self, now: datetime) -> datetime:
        """When the next chase is due."""
        return now + timedelta(hours=self.hours)


def answer(notice: Notice, by: str, now: datetime) -> Notice:
    """Its recipient confirms it, once and for all. Raises ``AlreadyDone``."""
    if notice.state is State.ANSWERED:
        raise AlreadyDone(f"Answered by {notice.answered_by}.")
    return replace(notice, state=State.ANSWERED, answered_by=by, answered_at=now)


def chase(notice: Notice, rule: ChaseRule) -> Notice:
    """Sent again; after the last time, given up and left for a person to see. Raises ``AlreadyDone``."""
    if notice.state is not State.DELIVERED:
        raise AlreadyDone(f"The notice is {notice.state}.")
    times = notice.times_chased + 1
    return replace(notice, times_chased=times, state=State.GIVEN_UP if times >= rule.times else State.DELIVERED)
