"""Actions, the cases they are about, and the matters that want one."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime
from uuid import UUID

import asyncpg
from aftercare_contracts.values import Role
from plumbing.database import Transaction

from ..domain.actions import Action, ActionKind, ActionState, CandidateRule, NoSuchAction

COLUMNS = tuple(field.name for field in fields(Action))
STANDING = ("check_on", *COLUMNS[COLUMNS.index("state") :])


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a list is narrowed to; ``projects`` is the caller's scope, none for all. ``overdue_on`` is today, if so asked."""

    projects: list[str] | None
    project: str | None = None
    state: str | None = None
    case_id: UUID | None = None
    overdue_on: date | None = None


async def add(tx: Transaction, action: Action, case_ids: Sequence[UUID]) -> None:
    """A new action about these cases."""
    places = ", ".join(f"${i}" for i in range(1, len(COLUMNS) + 1))
    values = [getattr(action, name) for name in COLUMNS]
    await tx.execute(f"insert into action ({', '.join(COLUMNS)}) values ({places})", *values)
    await tx.execute(
        "insert into action_case (action_id, case_id) select $1, unnest($2::uuid[])", action.action_id, list(case_ids)
    )


async def save(tx: Transaction, action: Action) -> None:
    """Where it stands now."""
    sets = ", ".join(f"{name} = ${i}" for i, name in enumerate(STANDING, 2))
    values = [getattr(action, name) for name in STANDING]
    await tx.execute(f"update action set {sets} where action_id = $1", action.action_id, *values)


async def action(tx: Transaction, action_id: UUID) -> Action:
    """Raises ``NoSuchAction``."""
    return _found(await tx.fetchrow("select * from action where action_id = $1", action_id))


async def action_held(tx: Transaction, action_id: UUID) -> Action:
    """One that nobody else changes until the transaction ends. Raises ``NoSuchAction``."""
    return _found(await tx.fetchrow("select * from action where action_id = $1 for update", action_id))


async def case_ids(tx: Transaction, action_id: UUID) -> list[UUID]:
    """The cases it is about, from the first."""
    rows = await tx.fetch("select case_id from action_case where action_id = $1 order by case_id", action_id)
    return [row["case_id"] for row in rows]


async def following(tx: Transaction, action_id: UUID) -> UUID | None:
    """The action that came after it, if any."""
    found: UUID | None = await tx.fetchval("select action_id from action where follows = $1", action_id)
    return found


async def actions(tx: Transaction, wanted: Wanted, before: UUID | None, limit: int) -> list[Action]:
    """The latest first."""
    narrowed = [
        (condition, value)
        for condition, value in (
            ("project = any(${})", wanted.projects), ("project = ${}", wanted.project), ("state = ${}", wanted.state),
            ("action_id in (select action_id from action_case where case_id = ${})", wanted.case_id),
            ("((state = 'open' and due_on < ${0}) or (state = 'done' and check_on < ${0}))", wanted.overdue_on),
            ("action_id < ${}", before),
        )
        if value is not None
    ]  # fmt: skip
    where = " and ".join(condition.format(i) for i, (condition, _) in enumerate(narrowed, 1)) or "true"
    sql = f"select * from action where {where} order by action_id desc limit ${len(narrowed) + 1}"
    return [_action(row) for row in await tx.fetch(sql, *(value for _, value in narrowed), limit)]


async def within(tx: Transaction, project: str, ids: Sequence[UUID]) -> set[UUID]:
    """Those of these cases that are the project's."""
    rows = await tx.fetch("select case_id from case_file where case_id = any($1) and project = $2", list(ids), project)
    return {row["case_id"] for row in rows}


async def candidates(tx: Transaction, project: str, since: datetime, rule: CandidateRule) -> list[asyncpg.Record]:
    """Class and subject of what came often since then, or is far-reaching, and has no action under way."""
    return await tx.fetch(
        "select k.case_class, k.matter, count(*) as cases, bool_or(k.is_major) as is_far_reaching,"
        " array_agg(k.case_id order by k.case_id desc) as case_ids"
        " from case_file k where k.project = $1 and k.registered_at >= $2 and k.case_class is not null"
        " and k.merged_into is null and k.verdict <> 'invalid'"
        " and not exists (select from action a where a.project = k.project and a.state in ('open', 'done')"
        "  and (a.matter = k.matter or exists (select from action_case ac join case_file named using (case_id)"
        "   where ac.action_id = a.action_id and named.matter = k.matter and named.case_class = k.case_class)))"
        " group by k.case_class, k.matter having count(*) >= $3 or bool_or(k.is_major)"
        " order by count(*) desc, k.case_class, k.matter",
        project, since, rule.cases,
    )  # fmt: skip


def _found(row: asyncpg.Record | None) -> Action:
    if row is None:
        raise NoSuchAction
    return _action(row)


def _action(row: asyncpg.Record) -> Action:
    words = {
        "kind": ActionKind(row["kind"]), "state": ActionState(row["state"]), "owner_role": Role(row["owner_role"]),
        "check_role": Role(row["check_role"]),
    }  # fmt: skip
    return Action(**{name: row[name] for name in COLUMNS} | words)
