"""A month or a quarter is archived; what closes later goes into a supplement (I16)."""

from datetime import datetime
from uuid import UUID

from aftercare_contracts.errors import Problem
from plumbing.database import Transaction

from ..domain import archives as domain
from ..store import archives
from .units import UnknownProject


async def archive(tx: Transaction, archive_id: UUID, project: str, period: str, by: str, now: datetime) -> None:
    """Fix what closed in the period. Raises ``UnknownProject``, ``NoPeriod``, ``NotOver``, ``NothingToArchive``."""
    begin, end = domain.span(period)
    domain.must_be_over(period, now)
    if not await archives.hold_project(tx, project):
        raise UnknownProject("", Problem("/project", f"there is no project {project}", "one that was entered before"))
    supplement = await archives.supplements(tx, project, period)
    kind = "quarter" if "Q" in period else "month"
    closed = [dict(row) for row in await archives.closed_and_not_archived(tx, project, begin, end, kind)]
    if supplement and not closed:
        raise domain.NothingToArchive
    numbers = [row["case_no"] for row in closed]
    carried_over = await archives.open_at(tx, project, end)
    await archives.add(tx, archive_id, (project, period, supplement), numbers, carried_over, domain.digest(closed), by)
