"""What became of suggestions, and which were commended."""

from dataclasses import fields
from datetime import datetime
from uuid import UUID

import asyncpg
from aftercare_contracts.values import ContactWay, Role
from plumbing.database import Transaction

from ..domain.suggestions import Commendation, Suggestion

COLUMNS = tuple(field.name for field in fields(Suggestion))
STANDING = COLUMNS[COLUMNS.index("adopted") :]
COMMENDED = tuple(field.name for field in fields(Commendation))


async def add(tx: Transaction, suggestion: Suggestion) -> None:
    """One that was passed on."""
    places = ", ".join(f"${i}" for i in range(1, len(COLUMNS) + 1))
    values = [getattr(suggestion, name) for name in COLUMNS]
    await tx.execute(f"insert into suggestion ({', '.join(COLUMNS)}) values ({places})", *values)


async def save(tx: Transaction, suggestion: Suggestion) -> None:
    """Where it stands now."""
    sets = ", ".join(f"{name} = ${i}" for i, name in enumerate(STANDING, 2))
    values = [getattr(suggestion, name) for name in STANDING]
    await tx.execute(f"update suggestion set {sets} where case_id = $1", suggestion.case_id, *values)


async def of_case(tx: Transaction, case_id: UUID) -> Suggestion | None:
    """None where it was not passed on."""
    row = await tx.fetchrow("select * from suggestion where case_id = $1", case_id)
    return _suggestion(row) if row else None


async def add_commendation(tx: Transaction, commendation: Commendation) -> bool:
    """False where it has one."""
    places = ", ".join(f"${i}" for i in range(1, len(COMMENDED) + 1))
    values = [getattr(commendation, name) for name in COMMENDED]
    tag = await tx.execute(
        f"insert into commendation ({', '.join(COMMENDED)}) values ({places}) on conflict (case_id) do nothing", *values
    )
    return tag.endswith("1")


async def adopted(
    tx: Transaction, projects: list[str] | None, since: datetime, until: datetime, before: UUID | None, limit: int
) -> list[asyncpg.Record]:
    """Those adopted in a time, with their commendation where they have one; the latest case first."""
    return await tx.fetch(
        "select s.case_id, k.case_no, s.project, k.matter, s.reason, s.carried_out_by, s.due_on, s.decided_by, s.decided_at,"
        " c.helped, c.praise, c.reward, c.commended_by, c.commended_at"
        " from suggestion s join case_file k using (case_id) left join commendation c using (case_id)"
        " where s.adopted and ($1::text[] is null or s.project = any($1)) and s.decided_at >= $2 and s.decided_at < $3"
        " and ($4::uuid is null or s.case_id < $4) order by s.case_id desc limit $5",
        projects, since, until, before, limit,
    )  # fmt: skip


def _suggestion(row: asyncpg.Record) -> Suggestion:
    carrier, way = row["carried_out_by"], row["answer_way"]
    words = {"carried_out_by": carrier and Role(carrier), "answer_way": way and ContactWay(way)}
    return Suggestion(**{name: row[name] for name in COLUMNS} | words)
