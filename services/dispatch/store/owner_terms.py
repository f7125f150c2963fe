"""What the owners of projects were promised, version by version."""

from datetime import date

import asyncpg
from aftercare_contracts.values import Part
from plumbing.database import Transaction

from ..domain.owner_terms import OwnerTerms
from ..domain.terms import Promise

SELECT = (
    "select t.*, (select coalesce(jsonb_agg(jsonb_build_array(p.part, p.months, p.clause) order by p.part), '[]')"
    " from owner_term p where p.project = t.project and p.version = t.version) as terms from owner_terms t"
)


async def add(tx: Transaction, terms: OwnerTerms) -> None:
    """One version more."""
    await tx.execute(
        "insert into owner_terms (project, version, holds_from, reason, recorded_by, recorded_at) values ($1, $2, $3, $4, $5, $6)",
        terms.project, terms.version, terms.holds_from, terms.reason, terms.recorded_by, terms.recorded_at,
    )  # fmt: skip
    await tx.executemany(
        "insert into owner_term (project, version, part, months, clause) values ($1, $2, $3, $4, $5)",
        [(terms.project, terms.version, each.part, each.months, each.clause) for each in terms.promises],
    )


async def hold(tx: Transaction, project: str) -> None:
    """Let nobody else enter a version for a project until the transaction ends."""
    await tx.execute("select pg_advisory_xact_lock(hashtextextended('owner_terms ' || $1, 0))", project)


async def latest(tx: Transaction, project: str) -> OwnerTerms | None:
    """The version entered last, or none."""
    row = await tx.fetchrow(f"{SELECT} where t.project = $1 order by t.version desc limit 1", project)
    return _terms(row) if row else None


async def in_force(tx: Transaction, project: str, on: date) -> OwnerTerms | None:
    """The version that holds on a day, or none; of two that hold from one day the later."""
    row = await tx.fetchrow(
        f"{SELECT} where t.project = $1 and t.holds_from <= $2 order by t.holds_from desc, t.version desc limit 1",
        project,
        on,
    )
    return _terms(row) if row else None


async def versions(tx: Transaction, project: str, before: int | None, limit: int) -> list[OwnerTerms]:
    """Every version, the latest first."""
    rows = await tx.fetch(
        f"{SELECT} where t.project = $1 and ($2::bigint is null or t.version < $2) order by t.version desc limit $3",
        project, before, limit,
    )  # fmt: skip
    return [_terms(row) for row in rows]


def _terms(row: asyncpg.Record) -> OwnerTerms:
    return OwnerTerms(
        project=row["project"],
        version=row["version"],
        holds_from=row["holds_from"],
        promises=tuple(Promise(Part(part), months, clause) for part, months, clause in row["terms"]),
        reason=row["reason"],
        recorded_by=row["recorded_by"],
        recorded_at=row["recorded_at"],
    )
