"""Which units complained, and when."""

from datetime import datetime
from uuid import UUID

from plumbing.database import Transaction


async def add(tx: Transaction, case_id: UUID, project: str, unit_no: str, at: datetime) -> None:
    """A complaint of a unit."""
    await tx.execute(
        "insert into complaint_heard (case_id, project, unit_no, registered_at) values ($1, $2, $3, $4) on conflict do nothing",
        case_id, project, unit_no, at,
    )  # fmt: skip


async def units(tx: Transaction, projects: list[str], since: datetime) -> set[tuple[str, str]]:
    """The units of these projects that complained since a moment."""
    rows = await tx.fetch(
        "select distinct project, unit_no from complaint_heard where project = any($1) and registered_at >= $2",
        projects, since,
    )  # fmt: skip
    return {(row["project"], row["unit_no"]) for row in rows}
