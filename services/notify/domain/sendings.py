"""One thing on its way to one address: waiting, tried, tried again with growing delay, sent or given up (N1)."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID

from aftercare_contracts.errors import AlreadyDone, NotFound

from .channels import Language, Medium

RETRY_AFTER_MAX = timedelta(days=1)
SAID_LENGTH_MAX = 500
FORGOTTEN = "erased:"
"""Begins what stands for an address that is forgotten."""


class State(StrEnum):
    """``failed`` waits for its next try; ``stopped``: nobody is to get it any more."""

    WAITING = "waiting"
    FAILED = "failed"
    SENT = "sent"
    GIVEN_UP = "given_up"
    STOPPED = "stopped"


OPEN = frozenset({State.WAITING, State.FAILED})


class Outcome(StrEnum):
    """What the other side made of an attempt: ``refused`` is for good, ``gone`` for good and for everything."""

    SENT = "sent"
    FAILED = "failed"
    REFUSED = "refused"
    GONE = "gone"


class GivenUpBecause(StrEnum):
    """Why nothing is tried any more."""

    REFUSED = "refused"
    TRIED_LONG_ENOUGH = "tried_long_enough"
    GONE = "gone"


class NoSuchDelivery(NotFound):
    """There is no such delivery."""


class UnderWay(AlreadyDone):
    """It is on its way or has arrived."""


class Forgotten(AlreadyDone):
    """Its address is forgotten; nobody gets it any more."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back: a status, the provider's own short text and id, and how long it asks us to wait."""

    outcome: Outcome
    status: str
    said: str = ""
    provider_id: str = ""
    retry_after: timedelta | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Sending:
    """``attempts`` counts every attempt ever and fences off late answers; ``tries`` those since somebody last wanted it sent."""

    sending_id: UUID
    of_id: UUID
    number: int
    channel: Medium
    address: str
    notice_id: UUID | None
    customer_id: UUID | None
    subscription_id: UUID | None
    language: Language
    body: str | None
    made_at: datetime
    state: State = State.WAITING
    attempts: int = 0
    tries: int = 0
    next_at: datetime | None
    ended_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Retries:
    """How long to wait after each failure; after the last it is given up."""

    delays: tuple[timedelta, ...]

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> "Retries":
        """As policy keeps it."""
        return cls(tuple(timedelta(minutes=minutes) for minutes in data["delays_minutes"]))


def after(sending: Sending, answer: Answer, retries: Retries, now: datetime) -> Sending:
    """How it stands after an attempt. What arrived has arrived, also where a later attempt is under way; any other late answer
    changes nothing, which the caller sees to."""
    match answer.outcome:
        case Outcome.SENT:
            return replace(sending, state=State.SENT, next_at=None, ended_at=now)
        case Outcome.REFUSED | Outcome.GONE:
            return replace(sending, state=State.GIVEN_UP, next_at=None, ended_at=now)
    if sending.tries > len(retries.delays):
        return replace(sending, state=State.GIVEN_UP, next_at=None, ended_at=now)
    wait = retries.delays[sending.tries - 1]
    if answer.retry_after is not None:
        wait = max(wait, min(answer.retry_after, RETRY_AFTER_MAX))
    return replace(sending, state=State.FAILED, next_at=now + wait)


def kept(answer: Answer) -> Answer:
    """As much of it as is kept: what can be read, within bounds."""
    return replace(
        answer,
        status=_plain(answer.status, 100),
        said=_plain(answer.said, SAID_LENGTH_MAX),
        provider_id=_plain(answer.provider_id, 200),
    )


def _plain(text: str, most: int) -> str:
    return " ".join("".join(char if char.isprintable() else " " for char in text[: 20 * most]).split())[:most]


def given_up_because(answer: Answer) -> GivenUpBecause:
    """In a word for others."""
    return {Outcome.REFUSED: GivenUpBecause.REFUSED, Outcome.GONE: GivenUpBecause.GONE}.get(
        answer.outcome, GivenUpBecause.TRIED_LONG_ENOUGH
    )


def again(sending: Sending, now: datetime) -> Sending:
    """Somebody wants it tried again. Raises ``UnderWay``, ``Forgotten``."""
    if sending.state is State.STOPPED or sending.address.startswith(FORGOTTEN):
        raise Forgotten
    if sending.state not in (State.GIVEN_UP, State.FAILED):
        raise UnderWay
    return replace(sending, state=State.WAITING, tries=0, next_at=now, ended_at=None)
