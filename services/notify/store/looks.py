"""Looks with their lines, as rows; and what they are made of, from the facts."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import asyncpg
from aftercare_contracts.values import Role
from plumbing.database import Transaction

from ..domain.looks import About, Duty, Finding, Line, Look, Mark, NoSuchLook

OWN = ("look_id", "look_no", "project", "period", "made_at", "due_at", "lines", "corrects", "signed_by", "signed_at")


async def open_cases(tx: Transaction, project: str, desks: Sequence[str]) -> list[dict[str, Any]]:
    """The open cases of these desks as they stand: those with limits passed first, the oldest first."""
    rows = await tx.fetch(
        "select c.case_no as reference, c.case_id, c.kind, c.case_class, c.matter, c.desk, c.holder_role, c.held_since,"
        " c.registered_at, c.feedback_at, c.round, c.handled_at, c.settled, c.complete_on, c.major_at is not null as is_major,"
        " (select count(*) from fact_limit l where l.case_id = c.case_id and l.passed_at is not null) as limits_passed"
        " from fact_case c where c.project = $1 and c.desk = any($2) and c.closed_at is null and c.merged_into_id is null"
        " and c.registered_at is not null order by limits_passed desc, c.registered_at, c.case_no",
        project, list(desks),
    )  # fmt: skip
    return [dict(row) for row in rows]


async def visits(tx: Transaction, project: str, since: datetime, until: datetime) -> list[dict[str, Any]]:
    """The return visits made in a time, and those due in it and not made: the missing first, then the dissatisfied."""
    rows = await tx.fetch(
        "select case_no as reference, case_id, round, visit_due_at, visit_way, visitor, visited_at, visited_by, satisfied,"
        " in_time, attitude, unsatisfied_because from fact_round where project = $1 and visit_planned_at is not null"
        " and (visited_at >= $2 and visited_at < $3 or visited_at is null and visit_due_at < $3)"
        " order by visited_at is not null, satisfied, visit_due_at, case_no, round",
        project, since, until,
    )  # fmt: skip
    return [dict(row) for row in rows]


async def add(tx: Transaction, look: Look, lines: Sequence[Line]) -> bool:
    """A list as it stands now, for good. False where the head has one of the period."""
    duty = look.duty
    row = {name: getattr(look, name) for name in OWN} | {
        "about": duty.about, "head": duty.head, "needs": list(duty.needs), "tell": list(duty.tell), "desks": list(duty.desks),
    }  # fmt: skip
    places = ", ".join(f"${number}" for number in range(1, len(row) + 1))
    added = await tx.fetchval(
        f"insert into look ({', '.join(row)}) values ({places}) on conflict (project, about, period, head)"
        " where corrects is null do nothing returning true",
        *row.values(),
    )
    if added:
        await tx.executemany(
            "insert into look_line (look_id, line_no, kind, reference, case_id, seen) values ($1, $2, $3, $4, $5, $6)",
            [(look.look_id, each.line_no, each.kind, each.reference, each.case_id, each.seen) for each in lines],
        )
    return bool(added)


async def is_made(tx: Transaction, project: str, about: About, period: str, head: Role) -> bool:
    """The head has a list of the period."""
    return bool(
        await tx.fetchval(
            "select true from look where project = $1 and about = $2 and period = $3 and head = $4 and corrects is null",
            project,
            about,
            period,
            head,
        )
    )


async def sign(tx: Transaction, look: Look) -> None:
    """Signed by whom and when."""
    await tx.execute(
        "update look set signed_by = $2, signed_at = $3 where look_id = $1",
        look.look_id,
        look.signed_by,
        look.signed_at,
    )


async def mark(tx: Transaction, look_id: UUID, line_no: int, mark: Mark) -> bool:
    """What the head makes of a line, in place of what he made of it before. False where there is no such line."""
    done = await tx.execute(
        "update look_line set finding = $3, what = $4, owner_role = $5, due_on = $6 where look_id = $1 and line_no = $2",
        look_id, line_no, mark.finding, mark.what, mark.owner_role, mark.due_on,
    )  # fmt: skip
    return done == "UPDATE 1"


async def set_task(tx: Transaction, look_id: UUID, line_no: int, task_id: UUID) -> None:
    """The nonconformity report of a line."""
    await tx.execute("update look_line set task_id = $3 where look_id = $1 and line_no = $2", look_id, line_no, task_id)


async def look(tx: Transaction, look_id: UUID) -> Look:
    """Raises ``NoSuchLook``."""
    return _found(await tx.fetchrow("select * from look where look_id = $1", look_id))


async def look_held(tx: Transaction, look_id: UUID) -> Look:
    """One that nobody else signs or marks until the transaction ends. Raises ``NoSuchLook``."""
    return _found(await tx.fetchrow("select * from look where look_id = $1 for update", look_id))


async def looks(
    tx: Transaction,
    within: list[str] | None,
    about: About | None,
    is_signed: bool | None,
    before: UUID | None,
    limit: int,
) -> list[Look]:
    """Those of these projects, the latest first."""
    rows = await tx.fetch(
        "select * from look where ($1::text[] is null or project = any($1)) and ($2::text is null or about = $2)"
        " and ($3::boolean is null or (signed_by is not null) = $3) and ($4::uuid is null or look_id < $4)"
        " order by look_id desc limit $5",
        within, about, is_signed, before, limit,
    )  # fmt: skip
    return [_look(row) for row in rows]


async def lines(tx: Transaction, look_id: UUID, after: int, limit: int) -> list[Line]:
    """The lines of a list from one on, in their order."""
    rows = await tx.fetch(
        "select * from look_line where look_id = $1 and line_no > $2 order by line_no limit $3", look_id, after, limit
    )
    return [_line(row) for row in rows]


async def not_well(tx: Transaction, look_id: UUID) -> list[Line]:
    """The lines marked badly handled or unhandled."""
    rows = await tx.fetch(
        "select * from look_line where look_id = $1 and finding in ('badly_handled', 'unhandled') order by line_no",
        look_id,
    )
    return [_line(row) for row in rows]


def _found(row: asyncpg.Record | None) -> Look:
    if row is None:
        raise NoSuchLook
    return _look(row)


def _look(row: asyncpg.Record) -> Look:
    duty = Duty(
        About(row["about"]), Role(row["head"]), tuple(map(Role, row["needs"])), tuple(map(Role, row["tell"])),
        tuple(row["desks"]),
    )  # fmt: skip
    return Look(**{name: row[name] for name in OWN}, duty=duty)


def _line(row: asyncpg.Record) -> Line:
    return Line(
        row["line_no"], row["kind"], row["reference"], row["case_id"], row["seen"],
        Finding(row["finding"]) if row["finding"] else None, row["what"],
        Role(row["owner_role"]) if row["owner_role"] else None, row["due_on"], row["task_id"],
    )  # fmt: skip
