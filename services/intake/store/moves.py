"""Whose move it is, of every open case (B1)."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import asyncpg
from plumbing.database import Transaction

COLUMNS = "case_id, case_no, project, unit_no, kind, matter, desk, state, round, is_major, holder, holder_person, holder_since, move_by"


@dataclass(frozen=True, slots=True)
class Whose:
    """What the list is narrowed to; ``projects`` is the caller's scope, none for all."""

    projects: list[str] | None
    project: str | None = None
    role: str | None = None
    person: str | None = None
    overdue_at: datetime | None = None
    not_about: str | None = None


async def moves(
    tx: Transaction, whose: Whose, after: tuple[datetime | None, UUID] | None, limit: int
) -> list[asyncpg.Record]:
    """The most urgent first; those without a limit that runs come last."""
    conditions = [
        (condition, value)
        for condition, value in (
            ("project = any(${})", whose.projects), ("project = ${}", whose.project), ("holder = ${}", whose.role),
            ("holder_person = ${}", whose.person), ("move_by < ${}", whose.overdue_at),
            ("about_person is distinct from ${}", whose.not_about),
        )
        if value is not None
    ]  # fmt: skip
    where = [condition.format(i) for i, (condition, _) in enumerate(conditions, 1)]
    values: list[Any] = [value for _, value in conditions]
    if after:
        where.append(_after(after, len(values)))
        values += [value for value in after if value is not None]
    narrowed = "".join(f" and {condition}" for condition in where)
    sql = (
        f"select {COLUMNS} from case_file where holder is not null{narrowed} order by move_by, case_id limit {limit:d}"
    )
    return await tx.fetch(sql, *values)


def _after(after: tuple[datetime | None, UUID], known: int) -> str:
    if after[0] is None:
        return f"move_by is null and case_id > ${known + 1}"
    return f"(move_by > ${known + 1} or move_by is null or (move_by = ${known + 1} and case_id > ${known + 2}))"
