"""Notify does not hear itself: what it announces goes out and, in the same transaction, to those concerned."""

from typing import Any
from uuid import UUID

from aftercare_contracts.envelope import Envelope, Event
from plumbing import outbox
from plumbing.database import Transaction

from . import notices


async def announce(tx: Transaction, event: Event, *, about: UUID | str, case: UUID | None = None) -> Envelope[Any]:
    """Say it, and tell everyone the plan names for it, as of an event that was heard. Returns the message."""
    message = await outbox.add(tx, event, about=about, case=case)
    await notices.tell_those_concerned(tx, message, tx.now)
    return message
