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

    @classmethod
    def visited(cls, visit: ReturnVisit) -> "Whom":
        """Those whom a return visit is to."""
        return cls(visit.project, visit.case_id, visit.case_no, visit.customer_id, visit.unit_no)


@dataclass(frozen=True, slots=True)
class Wanted:
    """Where he is wanted, why, and since when."""

    wanted_id: UUID
    project: str
    case_id: UUID | None
    case_no: str | None
    customer_id: UUID | None
    unit_no: str | None
    because: DirectorBecause
    since: datetime


async def add(tx: Transaction, wanted_id: UUID, whom: Whom, because: DirectorBecause, since: datetime) -> None:
    """He is wanted, until he has taken part."""
    await tx.execute(
        "insert into director_wanted (wanted_id, project, case_id, case_no, customer_id, unit_no, because, since)"
        " values ($1, $2, $3, $4, $5, $6, $7, $8)",
        wanted_id, whom.project, whom.case_id, whom.case_no, whom.customer_id, whom.unit_no, because, since,
    )  # fmt: skip


async def wanted_by(tx: Transaction, whom: Whom) -> DirectorBecause | None:
    """Why he takes part in a visit to them, if he does: the oldest reason still open."""
    found = await tx.fetchval(
        "select because from director_wanted where project = $1 and attended_at is null"
        " and (case_id = $2 or customer_id = $3 or unit_no = $4) order by since, wanted_id limit 1",
        whom.project, whom.case_id, whom.customer_id, whom.unit_no,
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


async def attended(tx: Transaction, whom: Whom, in_what: UUID, now: datetime) -> None:
    """He took part in a visit that was made, or in a round: what asked for him is met."""
    await tx.execute(
        "update director_wanted set attended_in = $5, attended_at = $6 where project = $1 and attended_at is null"
        " and (case_id = $2 or customer_id = $3 or unit_no = $4)",
        whom.project, whom.case_id, whom.customer_id, whom.unit_no, in_what, now,
    )  # fmt: skip


async def still_wanted(
    tx: Transaction, within: list[str] | None, project: str | None, before: UUID | None, limit: int
) -> list[Wanted]:
    """Where he has not taken part yet, within a scope, the latest first."""
    rows = await tx.fetch(
        "select wanted_id, project, case_id, case_no, customer_id, unit_no, because, since from director_wanted"
        " where attended_at is null and ($1::text[] is null or project = any($1)) and ($2::text is null or project = $2)"
        " and ($3::uuid is null or wanted_id < $3) order by wanted_id desc limit $4",
        within, project, before, limit,
    )  # fmt: skip
    return [Wanted(**dict(row) | {"because": DirectorBecause(row["because"])}) for row in rows]
