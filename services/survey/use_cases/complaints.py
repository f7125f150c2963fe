"""Who complained is remembered by unit, so that campaigns can ask him as well (V6)."""

from datetime import datetime

from aftercare_contracts.events.intake import CaseRegistered
from aftercare_contracts.values import CaseKind
from plumbing.database import Transaction

from ..store import complaints as store


async def case_registered(tx: Transaction, event: CaseRegistered, now: datetime) -> None:
    """A complaint about a unit."""
    if event.kind is CaseKind.COMPLAINT and event.unit_no is not None:
        await store.add(tx, event.case_id, event.project, event.unit_no, event.registered_at)
