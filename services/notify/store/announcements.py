"""Announcements, as rows, and each word said about them."""

from datetime import datetime
from uuid import UUID

import asyncpg
from plumbing.database import Transaction

from ..domain.announcements import Announcement, NoSuchAnnouncement, Place, State, Work

SAME = ("project", "kind", "starts_at", "ends_at", "reason", "contact", "is_emergency")
"""Columns that are called as the work's own fields are."""
OWN = ("announcement_id", "announcement_no", "announced_by", "announced_at", "ended_by", "ended_at", "because")


async def add(tx: Transaction, made: Announcement) -> None:
    """A new announcement."""
    row = {name: getattr(made, name) for name in OWN} | {name: getattr(made.work, name) for name in SAME} | {
        "buildings": list(made.work.place.buildings), "unit_nos": list(made.work.place.unit_nos), "state": made.state,
    }  # fmt: skip
    places = ", ".join(f"${number}" for number in range(1, len(row) + 1))
    await tx.execute(f"insert into announcement ({', '.join(row)}) values ({places})", *row.values())


async def save(tx: Transaction, made: Announcement) -> None:
    """How it stands now."""
    await tx.execute(
        "update announcement set starts_at = $2, ends_at = $3, state = $4, ended_by = $5, ended_at = $6, because = $7"
        " where announcement_id = $1",
        made.announcement_id, made.work.starts_at, made.work.ends_at, made.state, made.ended_by, made.ended_at, made.because,
    )  # fmt: skip


async def add_change(tx: Transaction, before: Announcement, because: str, by: str, now: datetime) -> None:
    """What it said until now."""
    await tx.execute(
        "insert into announcement_change (announcement_id, changed_at, starts_at_before, ends_at_before, because, changed_by)"
        " values ($1, $2, $3, $4, $5, $6)",
        before.announcement_id, now, before.work.starts_at, before.work.ends_at, because, by,
    )  # fmt: skip


async def announcement(tx: Transaction, announcement_id: UUID) -> Announcement:
    """Raises ``NoSuchAnnouncement``."""
    return _found(await tx.fetchrow("select * from announcement where announcement_id = $1", announcement_id))


async def announcement_held(tx: Transaction, announcement_id: UUID) -> Announcement:
    """One that nobody else changes until the transaction ends. Raises ``NoSuchAnnouncement``."""
    return _found(
        await tx.fetchrow("select * from announcement where announcement_id = $1 for update", announcement_id)
    )


async def announcements(
    tx: Transaction, within: list[str] | None, state: State | None, before: UUID | None, limit: int
) -> list[Announcement]:
    """Those of these projects, the latest first."""
    rows = await tx.fetch(
        "select * from announcement where ($1::text[] is null or project = any($1)) and ($2::text is null or state = $2)"
        " and ($3::uuid is null or announcement_id < $3) order by announcement_id desc limit $4",
        within, state, before, limit,
    )  # fmt: skip
    return [_announcement(row) for row in rows]


def _found(row: asyncpg.Record | None) -> Announcement:
    if row is None:
        raise NoSuchAnnouncement
    return _announcement(row)


def _announcement(row: asyncpg.Record) -> Announcement:
    place = Place(tuple(row["buildings"]), tuple(row["unit_nos"]))
    return Announcement(
        **{name: row[name] for name in OWN},
        work=Work(**{name: row[name] for name in SAME}, place=place),
        state=State(row["state"]),
    )
