"""A notice: written, numbered, delivered to its recipient's inbox, chased until answered or given up aloud (N1)."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID

from aftercare_contracts.errors import AlreadyDone, NotFound

from .recipients import Recipient
from .wording import Wording

THINGS = (
    "claim_id", "order_id", "statement_id", "visit_id", "round_id", "slip_id", "question_id", "request_id", "transfer_id", "report_id",
    "action_id", "measure_id", "counsel_id", "review_id", "task_id", "announcement_id", "meeting_id", "look_id",
    "letter_id", "low_score_id", "assessment_id", "campaign_id", "case_id",
)  # fmt: skip
"""The fields that tell which thing an event is about, the narrowest first."""


class State(StrEnum):
    """Where a notice stands.

    ``answered``: by its recipient. ``settled``: what it asks for was done or no longer matters. ``given_up``: chased as often as
    policy says; an answer is still welcome.
    """

    DELIVERED = "delivered"
    ANSWERED = "answered"
    SETTLED = "settled"
    GIVEN_UP = "given_up"


class Verb(StrEnum):
    """What can happen to a notice."""

    CHASE = "chase"
    GIVE_UP = "give_up"
    ANSWER = "answer"
    SETTLE = "settle"


OPEN = frozenset({State.DELIVERED, State.GIVEN_UP})
MOVES: Mapping[Verb, tuple[frozenset[State], State]] = {
    Verb.CHASE: (frozenset({State.DELIVERED}), State.DELIVERED),
    Verb.GIVE_UP: (frozenset({State.DELIVERED}), State.GIVEN_UP),
    Verb.ANSWER: (OPEN, State.ANSWERED),
    Verb.SETTLE: (OPEN, State.SETTLED),
}


class Channel(StrEnum):
    """By what way a notice goes out."""

    INBOX = "inbox"


class NoSuchNotice(NotFound):
    """There is no such notice, or it is not yours to see."""


class NothingToDo(AlreadyDone):
    """The notice stands where this has happened or no longer matters."""


@dataclass(frozen=True, slots=True)
class Notice:
    """One notice to one inbox about one event.

    ``thing_id`` is the claim, order, statement, visit, action or case it is about, ``deeds`` the events about it that settle the notice.
    ``addressee_id`` is the customer it goes to; ``awaits_contact``: nobody has told us yet how he is reached;
    ``is_urgent``: it does not wait for the morning.
    """

    notice_id: UUID
    notice_no: str
    event_id: UUID
    about: str
    thing_id: UUID | None
    case_id: UUID | None
    project: str | None
    recipient: Recipient
    wording: Wording
    wants_answer: bool
    deeds: tuple[str, ...]
    delivered_at: datetime
    state: State = State.DELIVERED
    times_chased: int = 0
    answered_by: str | None = None
    answered_at: datetime | None = None
    answer: str = ""
    settled_by: str | None = None
    settled_at: datetime | None = None
    addressee_id: UUID | None = None
    awaits_contact: bool = False
    is_urgent: bool = False


@dataclass(frozen=True, slots=True)
class Delivery:
    """One sending of a notice; the first is number 0, each chase the next."""

    notice_id: UUID
    number: int
    channel: Channel
    delivered_at: datetime


@dataclass(frozen=True, slots=True)
class ChaseRule:
    """How long to wait for an answer, and how often to ask again. A notice keeps the rule it went out under."""

    hours: float
    times: int

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> "ChaseRule":
        """As policy, or a timer, keeps it."""
        return cls(data["hours"], data["times"])

    def to_data(self) -> dict[str, Any]:
        """For the timer."""
        return asdict(self)

    def next_at(self, now: datetime) -> datetime:
        """When the next chase is due."""
        return now + timedelta(hours=self.hours)


SECRET = "path"
"""The field of a private event that the words of its notice must not keep."""
MASK = "〔…〕"
"""What stands in the words for it."""


def thing_of(data: Mapping[str, Any]) -> UUID | None:
    """The narrowest thing an event is about."""
    return next(iter(things_in(data)), None)


def things_in(data: Mapping[str, Any]) -> list[UUID]:
    """All the things an event names, the narrowest first."""
    return [data[name] for name in THINGS if data.get(name) is not None]


def after(state: State, verb: Verb) -> State:
    """The next state. Raises ``NothingToDo``."""
    sources, target = MOVES[verb]
    if state not in sources:
        raise NothingToDo(f"The notice is {state}.")
    return target


def answer(notice: Notice, by: str, now: datetime, text: str = "") -> Notice:
    """Its recipient confirms it. Raises ``NothingToDo``."""
    state = after(notice.state, Verb.ANSWER)
    return replace(notice, state=state, answered_by=by, answered_at=now, answer=text)


def settle(notice: Notice, deed: str, now: datetime) -> Notice:
    """An event of that type settled it. Raises ``NothingToDo``."""
    return replace(notice, state=after(notice.state, Verb.SETTLE), settled_by=deed, settled_at=now)


def chase(notice: Notice, rule: ChaseRule) -> Notice:
    """Sent again; the last time it is given up and left to people. Raises ``NothingToDo``."""
    times = notice.times_chased + 1
    verb = Verb.GIVE_UP if times >= rule.times else Verb.CHASE
    return replace(notice, times_chased=times, state=after(notice.state, verb))
