"""Units and their owners come and go."""

from datetime import datetime

from aftercare_contracts.events.intake_privacy import CustomerErased
from aftercare_contracts.events.intake_units import UnitsRecorded
from plumbing.database import Transaction

from ..domain.households import Household
from ..store import households as store


async def take_note(tx: Transaction, event: UnitsRecorded, now: datetime) -> None:
    """Units were recorded, or changed hands."""
    await store.keep(
        tx,
        [
            Household(unit.unit_id, event.project, unit.unit_no, unit.building, unit.owner_id)
            for unit in sorted(event.units, key=lambda unit: unit.unit_id)
        ],
    )


async def forget(tx: Transaction, event: CustomerErased, now: datetime) -> None:
    """An owner was erased (L8)."""
    await store.forget(tx, event.customer_id)
