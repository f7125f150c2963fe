"""What survey keeps of cases, as rows."""

from dataclasses import astuple, fields
from datetime import datetime
from uuid import UUID

import asyncpg
from aftercare_contracts.values import CaseClass, CaseKind, Department
from plumbing.database import Transaction

from ..domain.same_kind import KnownCase

COLUMNS = tuple(field.name for field in fields(KnownCase))


async def hold_project(tx: Transaction, project: str) -> None:
    """Whoever begins to wait for like cases and whoever hears of one come one after the other within a project."""
    await tx.execute("select pg_advisory_xact_lock(hashtextextended('same kind ' || $1, 0))", project)


async def add(tx: Transaction, case: KnownCase) -> None:
    """A case just registered."""
    places = ", ".join(f"${i}" for i in range(1, len(COLUMNS) + 1))
    await tx.execute(
        f"insert into known_case ({', '.join(COLUMNS)}) values ({places}) on conflict (case_id) do nothing",
        *astuple(case),
    )


async def set_kind(tx: Transaction, case_id: UUID, case_class: CaseClass, matter: str, department: Department) -> None:
    """The class or subject was confirmed or corrected."""
    await tx.execute(
        "update known_case set case_class = $2, matter = $3, department = $4 where case_id = $1",
        case_id, case_class, matter, department,
    )  # fmt: skip


async def close(tx: Transaction, case_id: UUID, at: datetime) -> None:
    """The case closed."""
    await tx.execute("update known_case set closed_at = $2 where case_id = $1", case_id, at)


async def case(tx: Transaction, case_id: UUID) -> KnownCase | None:
    """None where it was registered before survey kept cases."""
    row = await tx.fetchrow("select * from known_case where case_id = $1", case_id)
    return _case(row) if row else None


async def of_matter(tx: Transaction, project: str, matter: str, since: datetime, until: datetime) -> list[KnownCase]:
    """Those about a subject registered after one moment and up to another."""
    rows = await tx.fetch(
        "select * from known_case where project = $1 and matter = $2 and registered_at > $3 and registered_at <= $4"
        " order by registered_at, case_no",
        project, matter, since, until,
    )  # fmt: skip
    return [_case(row) for row in rows]


def _case(row: asyncpg.Record) -> KnownCase:
    known = {
        "kind": CaseKind(row["kind"]), "case_class": row["case_class"] and CaseClass(row["case_class"]),
        "department": Department(row["department"]),
    }  # fmt: skip
    return KnownCase(**{name: row[name] for name in COLUMNS} | known)
