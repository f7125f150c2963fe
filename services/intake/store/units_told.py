"""Units as the other services are told of them, without their people."""

from collections.abc import AsyncIterator
from datetime import datetime
from uuid import UUID

from plumbing.database import Transaction

from .units import PLAIN, Row

TOLD = (
    f"{PLAIN}, owner_id,"
    " (select count(*)::integer from resident r where r.unit_id = unit.unit_id and r.left_on is null) as residents"
)
"""A unit as the others know it: its owner by id alone, and how many live there."""

TOUCHED = (
    "select r.unit_id from unit_import_row r where r.import_id = $1"
    " union select c.unit_id from unit_import_row r join unit u on u.project = r.project and u.unit_no = r.unit_no"
    " join unit_change c on c.unit_id = u.unit_id where r.import_id = $1 and c.recorded_at = $2"
)
"""The units a file brought or changed; what is staged of a known unit has an id of its own, which no unit has."""


async def touched(tx: Transaction, import_id: UUID, taken_in_at: datetime) -> AsyncIterator[Row]:
    """The units that a file brought or changed, project by project."""
    found = tx.each(f"select {TOLD} from unit where unit_id in ({TOUCHED}) order by project", import_id, taken_in_at)
    async for row in found:
        yield row


async def project_held(tx: Transaction, project: str) -> Row | None:
    """One that nobody changes until it is told, or none."""
    return await tx.fetchrow(
        "select name, first_collective_handover_on from project where project = $1 for share", project
    )


async def page(tx: Transaction, project: str, after: str, limit: int) -> list[Row]:
    """The next units of a project, by number: their ids."""
    return await tx.fetch(
        "select unit_id, unit_no from unit where project = $1 and unit_no > $2 order by unit_no limit $3",
        project, after, limit,
    )  # fmt: skip


async def held(tx: Transaction, unit_ids: list[UUID]) -> list[Row]:
    """Units that nobody changes until they are told, taken hold of in the order in which everybody does."""
    return await tx.fetch(f"select {TOLD} from unit where unit_id = any($1) order by unit_id for share", unit_ids)
