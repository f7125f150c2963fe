"""Return visits, as rows."""

from dataclasses import fields
from uuid import UUID

import asyncpg
from aftercare_contracts.values import ContactWay
from plumbing.database import Transaction

from ..domain.return_visit import Because, Counted, NoSuchVisit, ReturnVisit, State, Waits
from ..domain.seriousness import DirectorBecause

COLUMNS = tuple(field.name for field in fields(ReturnVisit))
STANDING = (
    "state", "reached", "in_time", "satisfied", "attitude", "still_wrong", "comment", "visited_by", "visited_at",
    "cancelled_because", "cancelled_at", "made_way", "way_reason", "seriously", "director_because", "director_present",
    "director_present_at", "waits",
    "waits_from", "waits_until", "counted", "like_case_no",
)  # fmt: skip


async def add(tx: Transaction, visit: ReturnVisit) -> None:
    """A planned visit."""
    places = ", ".join(f"${i}" for i in range(1, len(COLUMNS) + 1))
    values = [getattr(visit, name) for name in COLUMNS]
    await tx.execute(f"insert into return_visit ({', '.join(COLUMNS)}) values ({places})", *values)


async def save(tx: Transaction, visit: ReturnVisit) -> None:
    """What came of it."""
    sets = ", ".join(f"{name} = ${i}" for i, name in enumerate(STANDING, 2))
    values = [getattr(visit, name) for name in STANDING]
    await tx.execute(f"update return_visit set {sets} where visit_id = $1", visit.visit_id, *values)


async def visit(tx: Transaction, visit_id: UUID) -> ReturnVisit:
    """Raises ``NoSuchVisit``."""
    return _found(await tx.fetchrow("select * from return_visit where visit_id = $1", visit_id))


async def visit_held(tx: Transaction, visit_id: UUID) -> ReturnVisit:
    """One that nobody else moves until the transaction ends. Raises ``NoSuchVisit``."""
    return _found(await tx.fetchrow("select * from return_visit where visit_id = $1 for update", visit_id))


async def set_way(tx: Transaction, case_id: UUID, way: ContactWay) -> None:
    """Another way for the visit a case still waits for, unless a serious complaint has it made at home."""
    await tx.execute(
        "update return_visit set way = $2 where case_id = $1 and state = 'planned' and not is_serious", case_id, way
    )


async def set_serious(tx: Transaction, case_id: UUID) -> None:
    """The visit a case still waits for is made at home."""
    await tx.execute(
        "update return_visit set way = $2, is_serious = true where case_id = $1 and state = 'planned'",
        case_id, ContactWay.HOME,
    )  # fmt: skip


async def open_of_case(tx: Transaction, case_id: UUID) -> UUID | None:
    """The visit a case still waits for, or none."""
    visit_id: UUID | None = await tx.fetchval(
        "select visit_id from return_visit where case_id = $1 and state in ('planned', 'awaiting_month')", case_id
    )
    return visit_id


async def waiting_on_matter(tx: Transaction, project: str, matter: str) -> list[UUID]:
    """The visits without an answer on cases about this subject, always in the same order."""
    rows = await tx.fetch(
        "select visit_id from return_visit join known_case using (case_id)"
        " where return_visit.project = $1 and state = 'awaiting_month' and matter = $2 order by visit_id",
        project, matter,
    )  # fmt: skip
    return [row["visit_id"] for row in rows]


async def dissatisfied_before(tx: Transaction, visit: ReturnVisit) -> int:
    """On how many other visits on the case the customer said that something was still wrong."""
    found: int = await tx.fetchval(
        "select count(*) from return_visit where case_id = $1 and visit_id <> $2 and state = 'dissatisfied' and reached",
        visit.case_id, visit.visit_id,
    )  # fmt: skip
    return found


async def had_a_hand(tx: Transaction, project: str, unit_no: str, person: str) -> bool:
    """Whether somebody did or ordered work on a case of the household that is still open, as far as survey was told.

    A case from before survey kept cases counts as open while its visit is.
    """
    found: bool = await tx.fetchval(
        "select exists (select from return_visit left join known_case using (case_id) where return_visit.project = $1"
        " and return_visit.unit_no = $2 and $3 = any (may_not_visit) and closed_at is null"
        " and (known_case.case_id is not null or state in ('planned', 'awaiting_month')))",
        project, unit_no, person,
    )  # fmt: skip
    return found


async def visits(
    tx: Transaction, within: list[str] | None, project: str | None, case_id: UUID | None, state: State | None, before: UUID | None,
    limit: int,
) -> list[ReturnVisit]:  # fmt: skip
    """Those within a scope, the latest first."""
    rows = await tx.fetch(
        "select * from return_visit where ($1::text[] is null or project = any($1)) and ($2::text is null or project = $2)"
        " and ($3::uuid is null or case_id = $3) and ($4::text is null or state = $4) and ($5::uuid is null or visit_id < $5)"
        " order by visit_id desc limit $6",
        within, project, case_id, state, before, limit,
    )  # fmt: skip
    return [_visit(row) for row in rows]


def _found(row: asyncpg.Record | None) -> ReturnVisit:
    if row is None:
        raise NoSuchVisit
    return _visit(row)


def _visit(row: asyncpg.Record) -> ReturnVisit:
    known = {
        "way": ContactWay(row["way"]), "state": State(row["state"]), "may_not_visit": tuple(row["may_not_visit"]),
        "cancelled_because": row["cancelled_because"] and Because(row["cancelled_because"]),
        "made_way": row["made_way"] and ContactWay(row["made_way"]),
        "director_because": row["director_because"] and DirectorBecause(row["director_because"]),
        "waits": row["waits"] and Waits(row["waits"]), "counted": row["counted"] and Counted(row["counted"]),
    }  # fmt: skip
    return ReturnVisit(**{name: row[name] for name in COLUMNS} | known)
