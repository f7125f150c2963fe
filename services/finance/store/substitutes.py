"""Who stands in for whom; what was named stays, an early end is added (B4)."""

from datetime import datetime
from typing import Any
from uuid import UUID

from aftercare_contracts.errors import NotFound
from aftercare_contracts.values import Role
from plumbing.database import Transaction

from ..domain.substitutes import Substitution


class NoSuchSubstitution(NotFound):
    """There is no such substitution, or not for you."""


SUBSTITUTION = (
    "select s.id, s.role, s.project, s.away, s.substitute, s.starts_at, s.ends_at, s.reason, s.named_by,"
    " e.at as ended_at from substitution s left join substitution_end e on e.substitution_id = s.id"
)


async def lock_role(tx: Transaction, role: Role) -> None:
    """Until the transaction ends, nobody else names a substitute in this role."""
    await tx.execute("select pg_advisory_xact_lock(hashtextextended($1, 0))", f"substitution {role}")


async def add(tx: Transaction, named: Substitution, now: datetime) -> None:
    """Keep a substitution."""
    await tx.execute(
        "insert into substitution (id, role, project, away, substitute, starts_at, ends_at, reason, named_at, named_by)"
        " values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        named.id, named.role, named.project, named.away, named.substitute, named.starts_at, named.ends_at, named.reason,
        now, named.named_by,
    )  # fmt: skip


async def add_end(tx: Transaction, substitution_id: UUID, by: str, reason: str, now: datetime) -> None:
    """Keep that it ended early."""
    await tx.execute(
        "insert into substitution_end (substitution_id, at, by, reason) values ($1, $2, $3, $4)",
        substitution_id, now, by, reason,
    )  # fmt: skip


async def substitution_for_update(tx: Transaction, substitution_id: UUID) -> Substitution:
    """One, locked. Raises ``NoSuchSubstitution``."""
    if await tx.fetchval("select true from substitution where id = $1 for update", substitution_id) is None:
        raise NoSuchSubstitution()
    return _substitution(await tx.fetchrow(f"{SUBSTITUTION} where s.id = $1", substitution_id))


async def of_role(tx: Transaction, role: Role, after: datetime) -> list[Substitution]:
    """Those of a role that may still hold at or after a moment."""
    return await _all(tx, "s.role = $1 and s.ends_at > $2", role, after)


async def of_substitute(tx: Transaction, person: str, now: datetime) -> list[Substitution]:
    """Those in which a person is named and that have not run out."""
    return await _all(tx, "s.substitute = $1 and s.ends_at > $2", person, now)


async def _all(tx: Transaction, which: str, *values: Any) -> list[Substitution]:
    return [_substitution(row) for row in await tx.fetch(f"{SUBSTITUTION} where {which} order by s.id", *values)]


def _substitution(row: Any) -> Substitution:
    return Substitution(**dict(row) | {"role": Role(row["role"])})


# What pages and lists read.

SUMMARY = (
    "select s.id as substitution_id, s.role, nullif(s.project, '*') as project, s.away, s.substitute, s.starts_at,"
    " s.ends_at, s.reason, s.named_at, s.named_by, e.at as ended_at, e.by as ended_by, e.reason as end_reason,"
    " s.starts_at <= $1 and $1 < least(s.ends_at, e.at) as holds_now"
    " from substitution s left join substitution_end e on e.substitution_id = s.id"
)


async def summaries(
    tx: Transaction, now: datetime, *, projects: list[str] | None, person: str, role: str | None, before: UUID | None,
    only_holding: bool, limit: int,
) -> list[dict[str, Any]]:  # fmt: skip
    """Substitutions, the latest first: of these projects or of every one, and whatever concerns ``person``."""
    rows = await tx.fetch(
        f"{SUMMARY} where ($2::text[] is null or s.project = any($2) or s.project = '*'"
        "  or $3 in (s.away, s.substitute, s.named_by))"
        " and ($4::text is null or s.role = $4) and ($5::uuid is null or s.id < $5)"
        " and (not $6 or (s.starts_at <= $1 and $1 < least(s.ends_at, e.at))) order by s.id desc limit $7",
        now, projects, person, role, before, only_holding, limit,
    )  # fmt: skip
    return [dict(row) for row in rows]


async def summary(tx: Transaction, now: datetime, substitution_id: UUID) -> dict[str, Any]:
    """One. Raises ``NoSuchSubstitution``."""
    row = await tx.fetchrow(f"{SUMMARY} where s.id = $2", now, substitution_id)
    if row is None:
        raise NoSuchSubstitution()
    return dict(row)
