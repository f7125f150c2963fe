"""An entry made by hand is taken back by a new one, by two people (F6)."""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from aftercare_contracts.errors import AlreadyDone, Conflict, Forbidden, NotFound

from .ledger import Kind
from .people import Person

BY_HAND = frozenset({Kind.ALLOTMENT, Kind.RECEIPT, Kind.RECEIVABLE})
"""What may be taken back so; a hold, a deduction, a cost, a refill or a release is undone by its own verb."""


class ReversalState(StrEnum):
    """What became of the wish to take an entry back."""

    ASKED = "asked"
    CONFIRMED = "confirmed"
    REFUSED = "refused"


class NoSuchEntry(NotFound):
    """There is no such entry, or not for you."""


class NoSuchReversal(NotFound):
    """There is no such wish to take an entry back, or not for you."""


class NotByHand(Conflict):
    """Only what was entered by hand is taken back by hand: an allotment, a receipt, a receivable."""


class ReversalAsked(Conflict):
    """It was asked for already, or has been done."""


class ReversalDecided(AlreadyDone):
    """It has been decided."""


class PaidMeanwhile(Conflict):
    """Something was paid on this debt; take that receipt back first."""


class OwnReversal(Forbidden):
    """Another than the one who asked, and than the one who made the entry, confirms it."""


@dataclass(frozen=True, slots=True)
class Reversal:
    """The wish to take an entry back, and its fate."""

    reversal_id: UUID
    entry_id: int
    reason: str
    asked_by: str
    asked_at: datetime
    state: ReversalState = ReversalState.ASKED
    decided_by: str | None = None
    decided_at: datetime | None = None
    note: str = ""


def must_be_by_hand(kind: str) -> None:
    """Raises ``NotByHand``."""
    if kind not in BY_HAND:
        raise NotByHand


def decide(reversal: Reversal, confirmed: bool, note: str, made_by: str, by: Person, now: datetime) -> Reversal:
    """Raises ``ReversalDecided``, ``OwnReversal``."""
    if reversal.state is not ReversalState.ASKED:
        raise ReversalDecided
    if confirmed and by.id in (reversal.asked_by, made_by):
        raise OwnReversal
    state = ReversalState.CONFIRMED if confirmed else ReversalState.REFUSED
    return replace(reversal, state=state, decided_by=by.id, decided_at=now, note=note)
