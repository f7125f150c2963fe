"""What intake says of projects and units."""

from datetime import datetime

from aftercare_contracts.events.intake_units import ProjectRecorded, UnitsRecorded
from plumbing.database import Transaction

from ..store import units
from .upkeep import ask_for_records


async def copy_units(tx: Transaction, said: UnitsRecorded, now: datetime) -> None:
    """Units with their buildings and dates, as they stand now (L3)."""
    latest = {each.unit_no: each for each in said.units}
    await units.put_units(tx, said.project, [
        (each.unit_id, each.unit_no, each.building, each.completion_accepted_on, each.handed_over_on, each.refused_on)
        for each in latest.values()
    ])  # fmt: skip


async def copy_project(tx: Transaction, said: ProjectRecorded, now: datetime) -> None:
    """A project with its first collective handover, which decides for shared parts (I4)."""
    await units.put_project(tx, said.project, said.first_collective_handover_on)
    await ask_for_records(tx, said.project, now)
