"""The other services are told of projects and units: of each as it changes, of a file in batches, of old ones by a timer (L3)."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from aftercare_contracts.errors import AlreadyDone
from aftercare_contracts.events.intake_units import UNITS_MAX, ProjectRecorded, RecordedUnit, UnitsRecorded
from plumbing import outbox, timers
from plumbing.database import Transaction

from ..store import units_told as store

TELL = "tell_units"
"""Timer of a project whose units were entered before anybody was told."""
FIELDS = tuple(RecordedUnit.model_fields)
Told = Mapping[str, Any]


async def tell_project(tx: Transaction, project: str, name: str, first_handover_on: date | None) -> None:
    """One project, as it stands now."""
    said = ProjectRecorded(project=project, first_collective_handover_on=first_handover_on, name=name)
    await outbox.add(tx, said, about=project)


async def tell(tx: Transaction, project: str, told: Sequence[Told]) -> None:
    """Some units of one project, as they stand now; at most as many as one message holds."""
    said = UnitsRecorded(
        project=project, units=tuple(RecordedUnit(**{name: row[name] for name in FIELDS}) for row in told)
    )
    await outbox.add(tx, said, about=project)


async def tell_unit(tx: Transaction, project: str, unit_id: UUID) -> None:
    """One unit, entered or changed just now."""
    await tell(tx, project, await store.held(tx, [unit_id]))


async def tell_file(tx: Transaction, import_id: UUID, taken_in_at: datetime) -> None:
    """Every unit that a file brought or changed, in as few messages as hold them."""
    batch: list[Told] = []
    async for row in store.touched(tx, import_id, taken_in_at):
        if batch and (len(batch) == UNITS_MAX or row["project"] != batch[0]["project"]):
            await tell(tx, batch[0]["project"], batch)
            batch = []
        batch.append(row)
    if batch:
        await tell(tx, batch[0]["project"], batch)


async def tell_old(tx: Transaction, timer: timers.Timer, now: datetime) -> None:
    """The next units of a project that nobody was told of; the first time the project itself."""
    project, after = timer.subject, timer.data.get("after", "")
    if not after:
        found = await store.project_held(tx, project)
        if found is None:
            raise AlreadyDone
        await tell_project(tx, project, found["name"], found["first_collective_handover_on"])
    if next_ones := await store.page(tx, project, after, UNITS_MAX):
        await tell(tx, project, await store.held(tx, [row["unit_id"] for row in next_ones]))
        await timers.arm(tx, project, TELL, now, {"after": next_ones[-1]["unit_no"]})
