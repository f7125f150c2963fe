"""The settled price, entered by one and confirmed by another, and objections to entries of an account (L5, F7)."""

from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from aftercare_contracts.errors import AlreadyDone, Conflict, Forbidden, NotFound

from .people import Person


class NoSuchSettlement(NotFound):
    """There is no such settlement, or not for you."""


class SettlementOpen(Conflict):
    """A settled price waits for its confirmation already."""


class SettlementConfirmed(AlreadyDone):
    """The settled price is confirmed."""


class OwnSettlement(Forbidden):
    """Another than the one who entered the settled price confirms it."""


class NoSuchEntryObjection(NotFound):
    """There is no such objection, or not for you."""


class NoSuchEntryOfYours(NotFound):
    """No entry of this account has this reference."""


class EntryObjectionOpen(Conflict):
    """An objection to this entry waits for its answer already."""


class EntryObjectionAnswered(AlreadyDone):
    """The objection has been answered."""


class OwnEntry(Forbidden):
    """Who made an entry does not answer an objection to it."""


@dataclass(frozen=True, slots=True)
class Settlement:
    """The settled price of a contract, with the paper that shows it."""

    settlement_id: UUID
    contract_id: UUID
    settled_price_fen: int
    paper: str
    entered_by: str
    entered_at: datetime
    confirmed_by: str | None = None
    confirmed_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class EntryObjection:
    """A contractor's objection to an entry of his account, and its answer."""

    objection_id: UUID
    contract_id: UUID
    reference: str
    reason: str
    raised_by: str
    raised_at: datetime
    upheld: bool | None = None
    answer: str = ""
    answered_by: str | None = None
    answered_at: datetime | None = None


def confirm(settlement: Settlement, by: Person, now: datetime) -> Settlement:
    """Raises ``SettlementConfirmed``, ``OwnSettlement``."""
    if settlement.confirmed_at:
        raise SettlementConfirmed
    if by.id == settlement.entered_by:
        raise OwnSettlement
    return replace(settlement, confirmed_by=by.id, confirmed_at=now)


def answer(
    objection: EntryObjection, upheld: bool, said: str, made_by: str, by: Person, now: datetime
) -> EntryObjection:
    """Upheld, whoever made the entry is to undo it by its own verb; the ledger itself changes by new entries only (F6).

    Raises ``EntryObjectionAnswered``, ``OwnEntry``.
    """
    if objection.upheld is not None:
        raise EntryObjectionAnswered
    if by.id == made_by:
        raise OwnEntry
    return replace(objection, upheld=upheld, answer=said, answered_by=by.id, answered_at=now)
