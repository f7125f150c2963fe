"""The out-of-hours book and its hand-overs."""

from datetime import datetime
from uuid import UUID

import asyncpg
from plumbing.database import Transaction

from ..domain.duty import Handover, NoSuchHandover


async def last_until(tx: Transaction, project: str) -> datetime | None:
    """Where the last hand-over ended."""
    moment: datetime | None = await tx.fetchval("select max(until_at) from duty_handover where project = $1", project)
    return moment


async def book(tx: Transaction, project: str, from_at: datetime | None, until_at: datetime) -> list[asyncpg.Record]:
    """What came in out of hours after a moment, up to another; with what was done about it first."""
    return await tx.fetch(
        "select c.case_id, c.case_no, c.unit_no, c.kind, c.matter, c.channel, c.desk, c.is_major, c.state, c.registered_at,"
        " c.taken_by, (select text from register_entry e where e.case_id = c.case_id order by recorded_at limit 1) as first_entry"
        " from case_file c where c.project = $1 and not c.in_opening_hours and ($2::timestamptz is null or c.registered_at > $2)"
        " and c.registered_at <= $3 order by c.registered_at, c.case_id",
        project, from_at, until_at,
    )  # fmt: skip


async def first_registered(tx: Transaction, project: str) -> datetime | None:
    """When the project's first contact came in."""
    moment: datetime | None = await tx.fetchval("select min(registered_at) from case_file where project = $1", project)
    return moment


async def hold_project(tx: Transaction, project: str) -> bool:
    """One hand-over of a project at a time. False where there is no such project."""
    return await tx.fetchval("select true from project where project = $1 for no key update", project) is not None


async def add(tx: Transaction, handover: Handover) -> None:
    """A hand-over is signed."""
    await tx.execute(
        "insert into duty_handover (handover_id, project, from_at, until_at, cases, remarks, handed_over_by, handed_over_at)"
        " values ($1, $2, $3, $4, $5, $6, $7, $8)",
        handover.handover_id, handover.project, handover.from_at, handover.until_at, [str(one) for one in handover.cases],
        handover.remarks, handover.handed_over_by, handover.handed_over_at,
    )  # fmt: skip


async def save_receipt(tx: Transaction, handover: Handover) -> None:
    """It was received."""
    await tx.execute(
        "update duty_handover set received_by = $2, received_at = $3 where handover_id = $1",
        handover.handover_id, handover.received_by, handover.received_at,
    )  # fmt: skip


async def held(tx: Transaction, handover_id: UUID) -> Handover:
    """Raises ``NoSuchHandover``."""
    row = await tx.fetchrow("select * from duty_handover where handover_id = $1 for update", handover_id)
    if row is None:
        raise NoSuchHandover
    return _handover(row)


async def of_project(tx: Transaction, project: str, before: UUID | None, limit: int) -> list[Handover]:
    """The latest first."""
    rows = await tx.fetch(
        "select * from duty_handover where project = $1 and ($2::uuid is null or handover_id < $2)"
        " order by handover_id desc limit $3",
        project, before, limit,
    )  # fmt: skip
    return [_handover(row) for row in rows]


def _handover(row: asyncpg.Record) -> Handover:
    return Handover(**dict(row) | {"cases": tuple(UUID(one) for one in row["cases"])})
