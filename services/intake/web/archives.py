"""Archives by month and quarter."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from aftercare_contracts.values import Role
from fastapi import APIRouter, Response
from plumbing.database import Transaction
from plumbing.ids import new_id
from plumbing.paging import Cursor, Limit, encode_cursor, id_in
from plumbing.web import Door, In, Out, Page, opens_for, text

from ..domain.archives import NoSuchArchive
from ..store import archives as store
from ..use_cases import archives as use_cases

router = APIRouter(tags=["archives"])
SEE = (Role.RECORDS_CLERK, Role.SITE_LEAD, Role.CENTRE_DIRECTOR, Role.AUDITOR, Role.QUALITY_SUPERVISOR)


class ArchiveIn(In):
    """Of which project, and which month (``2026-03``) or quarter (``2026-Q1``)."""

    project: Annotated[str, text(40)]
    period: Annotated[str, text(7)]


class ArchiveOut(Out):
    """What closed in the period, what moved on open, and the digest of the records as they were."""

    archive_id: UUID
    project: str
    period: str
    supplement: int
    cases: list[str]
    carried_over: list[str]
    digest: str
    archived_by: str
    archived_at: datetime


@router.post("/archives", status_code=201, response_model=ArchiveOut)
async def post_archive(body: ArchiveIn, door: Annotated[Door, opens_for(Role.RECORDS_CLERK)]) -> Response:
    """Archive a period that is over; what closed since the last time goes into a supplement (I16)."""
    door.caller.must_reach(body.project)
    archive_id = new_id()

    async def act(tx: Transaction) -> ArchiveOut:
        await use_cases.archive(tx, archive_id, body.project, body.period, door.caller.person, tx.now)
        return ArchiveOut.model_validate(dict(await store.archive(tx, archive_id) or {}))

    return await door.once(body, act)


@router.get("/archives/{archive_id}")
async def get_archive(archive_id: UUID, door: Annotated[Door, opens_for(*SEE)]) -> ArchiveOut:
    """One archive with what stands in it."""
    async with door.reading() as tx:
        row = await store.archive(tx, archive_id)
    if row is None or not door.caller.reaches(row["project"]):
        raise NoSuchArchive
    return ArchiveOut.model_validate(dict(row))


@router.get("/archives")
async def get_archives(
    door: Annotated[Door, opens_for(*SEE)], cursor: Cursor = None, limit: Limit = 50
) -> Page[ArchiveOut]:
    """The archives, the latest first."""
    within = door.caller.reach
    async with door.reading() as tx:
        rows = await store.archives(tx, within, id_in(cursor), limit + 1)
    items = [ArchiveOut.model_validate(dict(row)) for row in rows[:limit]]
    return Page(items=items, next=encode_cursor([items[-1].archive_id]) if len(rows) > limit else None)
