"""What clocks are reckoned by: pauses, moves, and changes of the calendar."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import asyncpg
from plumbing.database import Transaction

from ..domain.calendar_changes import Change, ChangeKind, NamedDay, NoSuchChange
from ..domain.clocks import Pause


async def pauses(tx: Transaction, limit_id: UUID) -> list[Pause]:
    """A limit's pauses, from the first."""
    rows = await tx.fetch(
        "select paused_at, resumed_at, reason, paused_by, resumed_by from limit_pause where limit_id = $1 order by paused_at",
        limit_id,
    )
    return [Pause(**dict(row)) for row in rows]


async def add_pause(tx: Transaction, pause_id: UUID, limit_id: UUID, pause: Pause) -> None:
    """A limit's clock stands still."""
    await tx.execute(
        "insert into limit_pause (pause_id, limit_id, paused_at, reason, paused_by) values ($1, $2, $3, $4, $5)",
        pause_id, limit_id, pause.paused_at, pause.reason, pause.paused_by,
    )  # fmt: skip


async def end_pause(tx: Transaction, limit_id: UUID, by: str, now: datetime) -> None:
    """It runs again."""
    await tx.execute(
        "update limit_pause set resumed_at = $2, resumed_by = $3 where limit_id = $1 and resumed_at is null",
        limit_id, now, by,
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Move:
    """The end of a limit moved."""

    at: datetime
    due_was: datetime
    due_at: datetime
    because: str


async def add_move(tx: Transaction, limit_id: UUID, move: Move) -> None:
    """Note that the end of a limit moved."""
    await tx.execute(
        "insert into limit_move (limit_id, at, due_was, due_at, because) values ($1, $2, $3, $4, $5)",
        limit_id, move.at, move.due_was, move.due_at, move.because,
    )  # fmt: skip


async def moves(tx: Transaction, limit_id: UUID) -> list[Move]:
    """Each time the end of a limit moved."""
    rows = await tx.fetch(
        "select at, due_was, due_at, because from limit_move where limit_id = $1 order by id", limit_id
    )
    return [Move(**dict(row)) for row in rows]


async def add_change(tx: Transaction, change: Change) -> None:
    """A change of the calendar is proposed."""
    days = [{"day": day.day.isoformat(), "is_working": day.is_working, "name": day.name} for day in change.days]
    await tx.execute(
        "insert into calendar_change (change_id, kind, project, days, source, proposed_by, proposed_at)"
        " values ($1, $2, $3, $4, $5, $6, $7)",
        change.change_id, change.kind, change.project, days, change.source, change.proposed_by, change.proposed_at,
    )  # fmt: skip


async def decide_change(tx: Transaction, change: Change) -> None:
    """It was confirmed or refused."""
    await tx.execute(
        "update calendar_change set decided_by = $2, decided_at = $3, is_confirmed = $4 where change_id = $1",
        change.change_id, change.decided_by, change.decided_at, change.is_confirmed,
    )  # fmt: skip


async def change_held(tx: Transaction, change_id: UUID) -> Change:
    """One that nobody else decides meanwhile. Raises ``NoSuchChange``."""
    row = await tx.fetchrow("select * from calendar_change where change_id = $1 for update", change_id)
    if row is None:
        raise NoSuchChange
    return _change(row)


async def changes(tx: Transaction, projects: list[str] | None, before: UUID | None, limit: int) -> list[Change]:
    """Notices, and what concerns these projects; the latest first."""
    rows = await tx.fetch(
        "select * from calendar_change where ($1::text[] is null or project is null or project = any($1))"
        " and ($2::uuid is null or change_id < $2) order by change_id desc limit $3",
        projects, before, limit,
    )  # fmt: skip
    return [_change(row) for row in rows]


async def of_project(tx: Transaction, project: str, as_of: datetime) -> list[Change]:
    """Its closures and reopenings confirmed by that moment, in that order."""
    rows = await tx.fetch(
        "select * from calendar_change where project = $1 and is_confirmed and decided_at <= $2 order by decided_at, change_id",
        project, as_of,
    )  # fmt: skip
    return [_change(row) for row in rows]


async def provisional_cases(tx: Transaction) -> list[UUID]:
    """Cases with a running limit that was reckoned by days not yet announced."""
    return await _ids(tx, "select distinct case_id from case_limit where is_provisional and ended_at is null")


async def running_cases(tx: Transaction, project: str) -> list[UUID]:
    """A project's cases with a limit in working days that runs."""
    return await _ids(
        tx,
        "select distinct c.case_id from case_file c join case_limit l on l.case_id = c.case_id"
        " where c.project = $1 and c.holder is not null and l.ended_at is null and l.unit = 'working_days'",
        project,
    )


async def _ids(tx: Transaction, sql: str, *values: Any) -> list[UUID]:
    return [row["case_id"] for row in await tx.fetch(sql, *values)]


def _change(row: asyncpg.Record) -> Change:
    days: Sequence[dict[str, Any]] = row["days"]
    return Change(**dict(row) | {"kind": ChangeKind(row["kind"]), "days": tuple(NamedDay.read(day) for day in days)})
