"""Owners' meetings and their points, as rows."""

from collections.abc import Sequence
from uuid import UUID

import asyncpg
from aftercare_contracts.values import CaseKind
from plumbing.database import Transaction

from ..domain.meetings import Invitation, Meeting, NoSuchMeeting, NoSuchPaper, Paper, Point, State

OWN = ("meeting_id", "meeting_no", "called_by", "called_at", "minutes", "because", "ended_by", "ended_at")
ASKED = ("project", "year", "meets_at", "place", "agenda")


async def add(tx: Transaction, made: Meeting) -> bool:
    """A new meeting. False where the year has one that was not called off."""
    row = {name: getattr(made, name) for name in OWN} | {name: getattr(made.invitation, name) for name in ASKED} | {
        "unit_nos": list(made.invitation.unit_nos), "attended": list(made.attended), "state": made.state,
    }  # fmt: skip
    places = ", ".join(f"${number}" for number in range(1, len(row) + 1))
    added = await tx.fetchval(
        f"insert into owners_meeting ({', '.join(row)}) values ({places})"
        " on conflict (project, year) where state <> 'called_off' do nothing returning true",
        *row.values(),
    )
    return bool(added)


async def save(tx: Transaction, made: Meeting) -> None:
    """How it stands now."""
    await tx.execute(
        "update owners_meeting set state = $2, minutes = $3, attended = $4, because = $5, ended_by = $6, ended_at = $7"
        " where meeting_id = $1",
        made.meeting_id, made.state, made.minutes, list(made.attended), made.because, made.ended_by, made.ended_at,
    )  # fmt: skip


async def add_points(tx: Transaction, meeting_id: UUID, points: Sequence[Point]) -> None:
    """What the minutes list, in their order."""
    await tx.executemany(
        "insert into meeting_point (point_id, meeting_id, position, text, kind, matter, unit_no)"
        " values ($1, $2, $3, $4, $5, $6, $7)",
        [
            (each.point_id, meeting_id, i, each.text, each.kind, each.matter, each.unit_no)
            for i, each in enumerate(points, 1)
        ],
    )


async def points(tx: Transaction, meeting_id: UUID) -> list[Point]:
    """In the order of the minutes."""
    rows = await tx.fetch(
        "select point_id, text, kind, matter, unit_no, case_id, case_no, is_closed from meeting_point"
        " where meeting_id = $1 order by position",
        meeting_id,
    )
    return [Point(**dict(row) | {"kind": CaseKind(row["kind"])}) for row in rows]


async def set_case(tx: Transaction, point_id: UUID, case_id: UUID, case_no: str) -> None:
    """The case that follows a point."""
    await tx.execute(
        "update meeting_point set case_id = $2, case_no = $3 where point_id = $1", point_id, case_id, case_no
    )


async def move_case(tx: Transaction, case_id: UUID, into_id: UUID, into_no: str) -> None:
    """A point's case goes on under another number."""
    await tx.execute(
        "update meeting_point set case_id = $2, case_no = $3 where case_id = $1", case_id, into_id, into_no
    )


async def set_closed(tx: Transaction, case_id: UUID, is_closed: bool) -> None:
    """The case of a point was closed, or opened again."""
    await tx.execute("update meeting_point set is_closed = $2 where case_id = $1", case_id, is_closed)


async def add_paper(tx: Transaction, meeting_id: UUID, paper: Paper, content: bytes) -> None:
    """A paper filed with a meeting; the same one twice is filed once."""
    await tx.execute(
        "insert into meeting_paper (meeting_id, sha256, media_type, size_bytes, content, brought_by, brought_at)"
        " values ($1, $2, $3, $4, $5, $6, $7) on conflict do nothing",
        meeting_id, paper.sha256, paper.media_type, paper.size_bytes, content, paper.brought_by, paper.brought_at,
    )  # fmt: skip


async def papers(tx: Transaction, meeting_id: UUID) -> list[Paper]:
    """In the order in which they were brought."""
    rows = await tx.fetch(
        "select sha256, media_type, size_bytes, brought_by, brought_at from meeting_paper where meeting_id = $1"
        " order by brought_at, sha256",
        meeting_id,
    )
    return [Paper(**dict(row)) for row in rows]


async def paper(tx: Transaction, meeting_id: UUID, sha256: str) -> tuple[str, bytes]:
    """Media type and bytes. Raises ``NoSuchPaper``."""
    row = await tx.fetchrow(
        "select media_type, content from meeting_paper where meeting_id = $1 and sha256 = $2", meeting_id, sha256
    )
    if row is None:
        raise NoSuchPaper
    return row["media_type"], row["content"]


async def forget_words(tx: Transaction, case_ids: Sequence[UUID]) -> None:
    """What a point said about these cases."""
    await tx.execute("update meeting_point set text = '' where point_id = any($1) or case_id = any($1)", list(case_ids))


async def begin_year(tx: Transaction, project: str, year: int) -> bool:
    """From now on the project owes its meeting of the year. False where that was known."""
    begun = await tx.fetchval(
        "insert into meeting_year (project, year) values ($1, $2) on conflict do nothing returning true", project, year
    )
    return bool(begun)


async def is_held(tx: Transaction, project: str, year: int) -> bool:
    """The year's meeting has its minutes."""
    return bool(
        await tx.fetchval(
            "select true from owners_meeting where project = $1 and year = $2 and state = 'filed'", project, year
        )
    )


async def missing(tx: Transaction, project: str, before_year: int) -> list[int]:
    """The years past without a meeting."""
    rows = await tx.fetch(
        "select year from meeting_year y where project = $1 and year < $2 and not exists (select from owners_meeting m"
        " where m.project = y.project and m.year = y.year and m.state = 'filed') order by year",
        project, before_year,
    )  # fmt: skip
    return [row["year"] for row in rows]


async def meeting(tx: Transaction, meeting_id: UUID) -> Meeting:
    """Raises ``NoSuchMeeting``."""
    return _found(await tx.fetchrow("select * from owners_meeting where meeting_id = $1", meeting_id))


async def meeting_held(tx: Transaction, meeting_id: UUID) -> Meeting:
    """One that nobody else moves until the transaction ends. Raises ``NoSuchMeeting``."""
    return _found(await tx.fetchrow("select * from owners_meeting where meeting_id = $1 for update", meeting_id))


async def meetings(tx: Transaction, within: list[str] | None, before: UUID | None, limit: int) -> list[Meeting]:
    """Those of these projects, the latest first."""
    rows = await tx.fetch(
        "select * from owners_meeting where ($1::text[] is null or project = any($1))"
        " and ($2::uuid is null or meeting_id < $2) order by meeting_id desc limit $3",
        within, before, limit,
    )  # fmt: skip
    return [_meeting(row) for row in rows]


def _found(row: asyncpg.Record | None) -> Meeting:
    if row is None:
        raise NoSuchMeeting
    return _meeting(row)


def _meeting(row: asyncpg.Record) -> Meeting:
    return Meeting(
        **{name: row[name] for name in OWN},
        invitation=Invitation(**{name: row[name] for name in ASKED}, unit_nos=tuple(row["unit_nos"])),
        attended=tuple(row["attended"]),
        state=State(row["state"]),
    )
