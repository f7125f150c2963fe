"""The rows of tasks and of their moves."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date
from typing import Any
from uuid import UUID

from aftercare_contracts.values import Role

from .database import Transaction
from .task_rules import Move, State, Task, Verb


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What a list of tasks is narrowed to; ``within`` are the projects within reach, none for all, ``kinds`` those the reader
    may see."""

    within: Sequence[str] | None
    kinds: Sequence[str]
    project: str | None = None
    owner_role: Role | None = None
    owner_person: str | None = None
    state: State | None = None
    subject: str | None = None
    overdue: bool | None = None


async def add(tx: Transaction, task: Task) -> None:
    """A new task."""
    row = {each.name: getattr(task, each.name) for each in fields(task)}
    places = ", ".join(f"${number}" for number in range(1, len(row) + 1))
    await tx.execute(f"insert into task ({', '.join(row)}) values ({places})", *row.values())


async def save(tx: Transaction, task: Task) -> None:
    """How it stands now."""
    await tx.execute(
        "update task set state = $2, due_on = $3, times_sent_back = $4, done_by = $5, done_at = $6, done_text = $7,"
        " verified_by = $8, verified_at = $9, finding = $10, cancelled_by = $11, cancelled_at = $12, cancelled_because = $13"
        " where task_id = $1",
        task.task_id, task.state, task.due_on, task.times_sent_back, task.done_by, task.done_at, task.done_text,
        task.verified_by, task.verified_at, task.finding, task.cancelled_by, task.cancelled_at, task.cancelled_because,
    )  # fmt: skip


async def add_move(tx: Transaction, task: Task, verb: Verb, by: str, text: str) -> None:
    """One step more; the task is held by whoever makes it."""
    await tx.execute(
        "insert into task_move (task_id, step, verb, by, at, text, due_on) select $1,"
        " coalesce(max(step), 0) + 1, $2, $3, $4, $5, $6 from task_move where task_id = $1",
        task.task_id, verb, by, tx.now, text, task.due_on,
    )  # fmt: skip


async def held(tx: Transaction, task_id: UUID) -> Task | None:
    """A task, held until the transaction ends."""
    return _read(await tx.fetchrow("select * from task where task_id = $1 for update", task_id))


async def task(tx: Transaction, task_id: UUID) -> Task | None:
    """A task."""
    return _read(await tx.fetchrow("select * from task where task_id = $1", task_id))


async def of_subject(tx: Transaction, subject: UUID | str) -> list[Task]:
    """Every task about a subject, the oldest first."""
    return _read_all(await tx.fetch("select * from task where subject = $1 order by task_id", str(subject)))


async def moves(tx: Transaction, task_id: UUID) -> list[Move]:
    """How a task went, step by step."""
    found = await tx.fetch(
        "select step, verb, by, at, text, due_on from task_move where task_id = $1 order by step", task_id
    )
    return [Move(**dict(row) | {"verb": Verb(row["verb"])}) for row in found]


async def tasks(tx: Transaction, wanted: Wanted, today: date, after: UUID | None, limit: int) -> list[Task]:
    """The latest first. Overdue is what is open and was due before today."""
    return _read_all(await tx.fetch(
        "select * from task where ($1::text[] is null or project = any($1)) and kind = any($2)"
        " and ($3::text is null or project = $3) and ($4::text is null or owner_role = $4)"
        " and ($5::text is null or owner_person = $5) and ($6::text is null or state = $6)"
        " and ($7::text is null or subject = $7)"
        " and ($8::boolean is null or (state = 'open' and due_on < $9) = $8)"
        " and ($10::uuid is null or task_id < $10) order by task_id desc limit $11",
        wanted.within, list(wanted.kinds), wanted.project, wanted.owner_role, wanted.owner_person, wanted.state,
        wanted.subject, wanted.overdue, today, after, limit,
    ))  # fmt: skip


def _read_all(rows: Sequence[Mapping[str, Any]]) -> list[Task]:
    return [task for row in rows if (task := _read(row))]


def _read(row: Mapping[str, Any] | None) -> Task | None:
    if row is None:
        return None
    words = {
        "owner_role": Role(row["owner_role"]), "state": State(row["state"]), "may_not_verify": tuple(row["may_not_verify"]),
    }  # fmt: skip
    return Task(**dict(row) | words)
