"""Matters raised on visits and the cases they became, as rows."""

from collections.abc import Sequence
from dataclasses import astuple, fields
from datetime import datetime
from uuid import UUID

import asyncpg
from aftercare_contracts.values import CaseKind
from plumbing.database import Transaction

from ..domain.visit_record import Raised, Source

COLUMNS = tuple(field.name for field in fields(Raised))


async def add(tx: Transaction, raised: Raised) -> None:
    """A matter that intake is asked to make a case of."""
    places = ", ".join(f"${i}" for i in range(1, len(COLUMNS) + 1))
    await tx.execute(f"insert into raised_matter ({', '.join(COLUMNS)}) values ({places})", *astuple(raised))


async def became(tx: Transaction, asked_id: UUID, case_id: UUID, case_no: str) -> None:
    """Intake registered it; where nobody here asked, nothing happens."""
    await tx.execute(
        "update raised_matter set case_id = $2, case_no = $3 where asked_id = $1 and case_id is null",
        asked_id, case_id, case_no,
    )  # fmt: skip


async def set_major(tx: Transaction, source_id: UUID, asked_id: UUID) -> bool:
    """Whether it was raised there and not yet a major matter."""
    changed = await tx.fetchval(
        "update raised_matter set is_major = true where source_id = $1 and asked_id = $2 and not is_major returning 1",
        source_id, asked_id,
    )  # fmt: skip
    return bool(changed)


async def close(tx: Transaction, case_id: UUID, at: datetime) -> None:
    """The case it became closed."""
    await tx.execute("update raised_matter set closed_at = $2 where case_id = $1", case_id, at)


async def of_source(tx: Transaction, source_id: UUID) -> list[Raised]:
    """What was raised on a visit or in a round, in that order."""
    return (await of_sources(tx, [source_id])).get(source_id, [])


async def page(tx: Transaction, source_id: UUID, after: UUID | None, limit: int) -> list[Raised]:
    """Some of what was raised, in that order, after one."""
    rows = await tx.fetch(
        "select * from raised_matter where source_id = $1 and ($2::uuid is null or asked_id > $2) order by asked_id limit $3",
        source_id, after, limit,
    )  # fmt: skip
    return [_raised(row) for row in rows]


async def of_sources(tx: Transaction, source_ids: Sequence[UUID]) -> dict[UUID, list[Raised]]:
    """Likewise for several."""
    rows = await tx.fetch("select * from raised_matter where source_id = any($1) order by asked_id", source_ids)
    found: dict[UUID, list[Raised]] = {}
    for row in rows:
        found.setdefault(row["source_id"], []).append(_raised(row))
    return found


def _raised(row: asyncpg.Record) -> Raised:
    known = {"kind": CaseKind(row["kind"]), "source": Source(row["source"])}
    return Raised(**{name: row[name] for name in COLUMNS} | known)
