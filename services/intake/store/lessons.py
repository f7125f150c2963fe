"""Lessons, the cases they were drawn from, and the reviews that heard them."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from typing import Any
from uuid import UUID

import asyncpg
from plumbing.database import Transaction

from ..domain.lessons import Hearing, Lesson, NoSuchLesson

COLUMNS = tuple(field.name for field in fields(Lesson))
HEARD = tuple(field.name for field in fields(Hearing))
NARROWED = ("project", "cause", "part", "contractor", "matter")
COUNTS = (
    "(select count(*) from lesson_hearing h where h.lesson_id = l.lesson_id) as hearings,"
    " (select count(*) from lesson_hearing h where h.lesson_id = l.lesson_id and h.taken_up) as times_taken_up"
)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What lessons are narrowed to; ``projects`` is the caller's scope, none for all."""

    projects: list[str] | None
    project: str | None = None
    cause: str | None = None
    part: str | None = None
    contractor: str | None = None
    matter: str | None = None


async def cost_fen(tx: Transaction, case_ids: Sequence[UUID]) -> int:
    """What finance confirmed for these cases so far, by their timelines: of each claim what was said last."""
    cost: int = await tx.fetchval(
        "select coalesce(sum(amount_fen), 0)::bigint from ("
        " select distinct on (data->>'claim_id') (data->>'amount_fen')::bigint as amount_fen from timeline"
        " where case_id = any($1) and type = 'finance.cost.confirmed.v1'"
        " order by data->>'claim_id', at desc, sequence desc) confirmed",
        list(case_ids),
    )
    return cost


async def add(tx: Transaction, lesson: Lesson, case_ids: Sequence[UUID]) -> None:
    """A new lesson and what it was drawn from."""
    places = ", ".join(f"${i}" for i in range(1, len(COLUMNS) + 1))
    values = [getattr(lesson, name) for name in COLUMNS]
    await tx.execute(f"insert into lesson ({', '.join(COLUMNS)}) values ({places})", *values)
    await tx.execute(
        "insert into lesson_case (lesson_id, case_id) select $1, unnest($2::uuid[])", lesson.lesson_id, list(case_ids)
    )


async def lesson(tx: Transaction, lesson_id: UUID) -> asyncpg.Record:
    """With how often it was heard and taken up. Raises ``NoSuchLesson``."""
    row = await tx.fetchrow(f"select l.*, {COUNTS} from lesson l where lesson_id = $1", lesson_id)
    if row is None:
        raise NoSuchLesson
    return row


async def case_ids(tx: Transaction, lesson_id: UUID) -> list[UUID]:
    """What it was drawn from."""
    rows = await tx.fetch("select case_id from lesson_case where lesson_id = $1 order by case_id", lesson_id)
    return [row["case_id"] for row in rows]


async def add_hearing(tx: Transaction, hearing: Hearing) -> bool:
    """False where that review of that project heard it before."""
    places = ", ".join(f"${i}" for i in range(1, len(HEARD) + 1))
    values = [getattr(hearing, name) for name in HEARD]
    tag = await tx.execute(
        f"insert into lesson_hearing ({', '.join(HEARD)}) values ({places})"
        " on conflict (lesson_id, review, new_project) do nothing",
        *values,
    )
    return tag.endswith("1")


async def hearings(tx: Transaction, lesson_id: UUID) -> list[asyncpg.Record]:
    """From the first."""
    return await tx.fetch("select * from lesson_hearing where lesson_id = $1 order by hearing_id", lesson_id)


async def lessons(tx: Transaction, wanted: Wanted, before: UUID | None, limit: int) -> list[asyncpg.Record]:
    """The latest first, each with how often it was heard and taken up."""
    where, values = _narrowed(wanted)
    if before:
        values.append(before)
        where += f" and l.lesson_id < ${len(values)}"
    sql = f"select l.*, {COUNTS} from lesson l where {where} order by l.lesson_id desc limit ${len(values) + 1}"
    return await tx.fetch(sql, *values, limit)


async def table(tx: Transaction, wanted: Wanted) -> list[asyncpg.Record]:
    """One row for each cause, part, contractor and matter; a case in several lessons of a row counts once."""
    where, values = _narrowed(wanted)
    return await tx.fetch(
        "select l.cause, l.part, l.contractor, l.matter, count(*) as lessons,"
        " (select count(distinct case_id) from lesson_case where lesson_id = any(array_agg(l.lesson_id))) as cases,"
        " sum(l.cost_fen)::bigint as cost_fen, sum(h.hearings)::bigint as hearings, sum(h.taken_up)::bigint as times_taken_up"
        " from lesson l cross join lateral (select count(*) as hearings, count(*) filter (where taken_up) as taken_up"
        f"  from lesson_hearing where lesson_id = l.lesson_id) h where {where}"
        " group by l.cause, l.part, l.contractor, l.matter order by sum(l.cost_fen) desc, l.cause, l.part, l.contractor, l.matter",
        *values,
    )  # fmt: skip


def _narrowed(wanted: Wanted) -> tuple[str, list[Any]]:
    conditions, values = ["true"], []
    if wanted.projects is not None:
        values.append(wanted.projects)
        conditions.append(f"l.project = any(${len(values)})")
    for name in NARROWED:
        if getattr(wanted, name) is not None:
            values.append(getattr(wanted, name))
            conditions.append(f"l.{name} = ${len(values)}")
    return " and ".join(conditions), values
