"""What intake says of projects and units is kept: whom to visit and ask (V3, V6, V8)."""

from datetime import datetime

from aftercare_contracts.events.intake_units import ProjectRecorded, UnitsRecorded
from plumbing.database import Transaction

from ..store import households as store
from ..store.households import Estate, Household


async def copy_units(tx: Transaction, said: UnitsRecorded, now: datetime) -> None:
    """Units as they stand now; a message that names one twice means it as it names it last."""
    latest = {each.unit_id: Household(project=said.project, **each.model_dump()) for each in said.units}
    await store.put(tx, list(latest.values()))


async def copy_project(tx: Transaction, said: ProjectRecorded, now: datetime) -> None:
    """A project with its name and the day from which it is lived in."""
    await store.put_estate(tx, Estate(said.project, said.name or said.project, said.first_collective_handover_on))
