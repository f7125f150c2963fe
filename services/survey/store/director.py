"""Where the centre director's presence is wanted, as rows."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from plumbing.database import Transaction

from ..domain.return_visit import ReturnVisit
from ..domain.seriousness import DirectorBecause


@dataclass(frozen=True, slots=True)
class Whom:
    """Whose visits he takes part in: those on a case, of a customer, or of a household; whatever of it is known."""

    project: str
    case_id: UUID | None = None
    case_no: str | None = None
    customer_id: UUID | None = None
    unit_no: str | None = None


async def add(tx: Transaction, wanted_id: UUID, whom: Whom, because: DirectorBecause, since: datetime) -> None:
    """He is wanted, until he has taken part."""
    await tx.execute(
        "insert into director_wanted (wanted_id, project, case_id, case_no, customer_id, unit_no, because, since)"
        " values ($1, $2, $3, $4, $5, $6, $7, $8)",
        wanted_id, whom.project, whom.case_id, whom.case_no, whom.customer_id, whom.unit_no, because, since,
    )  # fmt: skip


async def wanted_on(
    tx: Transaction, project: str, case_id: UUID, customer_id: UUID | None, unit_no: str | None
) -> DirectorBecause | None:
    """Why he takes part in a visit on this case, if he does: the oldest reason still open."""
    found = await tx.fetchval(
        "select because from director_wanted where project = $1 and attended_at is null"
        " and (case_id = $2 or customer_id = $3 or unit_no = $4) order by since, wanted_id limit 1",
        project, case_id, customer_id, unit_no,
    )  # fmt: skip
    return found and DirectorBecause(found)


async def mark_open_visits(tx: Transaction, whom: Whom, because: DirectorBecause) -> list[UUID]:
    """Those of his visits still to be made now want the director. Returns the ones newly marked."""
    rows = await tx.fetch(
        "update return_visit set director_because = $5 where state = 'planned' and director_because is null and project = $1"
        " and (case_id = $2 or customer_id = $3 or unit_no = $4) returning visit_id",
        whom.project, whom.case_id, whom.customer_id, whom.unit_no, because,
    )  # fmt: skip
    return [row["visit_id"] for row in rows]


async def attended(tx: Transaction, visit: ReturnVisit, now: datetime) -> None:
    """He took part in a visit that was made: what asked for him is met."""
    await tx.execute(
        "update director_wanted set attended_visit_id = $5, attended_at = $6 where project = $1 and attended_at is null"
        " and (case_id = $2 or customer_id = $3 or unit_no = $4)",
        visit.project, visit.case_id, visit.customer_id, visit.unit_no, visit.visit_id, now,
    )  # fmt: skip
