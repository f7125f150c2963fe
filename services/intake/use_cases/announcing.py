"""What intake says goes out and onto the case's own timeline."""

from datetime import datetime
from typing import Any
from uuid import UUID

from aftercare_contracts.envelope import Envelope, Event
from plumbing import outbox
from plumbing.database import Transaction

from ..domain.case import Case
from ..store import timeline


async def say(tx: Transaction, case: Case, event: Event) -> None:
    """Announce something about a case."""
    await _note(tx, await outbox.add(tx, event, about=case.case_id), case.case_id)


async def say_of(tx: Transaction, about: UUID, case_id: UUID | None, event: Event) -> None:
    """Announce something about another thing than a case; of its case, if it has one, onto the timeline."""
    message = await outbox.add(tx, event, about=about, case=case_id)
    if case_id:
        await _note(tx, message, case_id)


async def note_on_timeline(tx: Transaction, message: Envelope[Any], now: datetime) -> None:
    """Whatever another service says of a case of ours goes onto its timeline (B10), but for what must be forgotten one day."""
    if message.data.is_private:
        return
    case_id = _case_in(message.correlationid)
    if case_id:
        await _note(tx, message, case_id)


async def _note(tx: Transaction, message: Envelope[Any], case_id: UUID) -> None:
    data = message.data.model_dump(mode="json")
    await timeline.add(tx, message.id, case_id, message.time, message.source, message.sequence, message.type, data)


def _case_in(correlation: str) -> UUID | None:
    try:
        return UUID(correlation)
    except ValueError:
        return None
