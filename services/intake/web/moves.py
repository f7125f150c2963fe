"""Whose move is it?"""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from aftercare_contracts.errors import Problem
from aftercare_contracts.values import CaseKind, Desk, Role
from fastapi import APIRouter, Query
from plumbing.paging import PLAIN, Cursor, Limit, NoCursor, decode_cursor, encode_cursor
from plumbing.web import Door, Out, Page, opens_for

from ..domain.case import State
from ..store import moves as store
from .views import STAFF

router = APIRouter(tags=["whose move"])
Plain = Annotated[str | None, Query(min_length=1, max_length=100, pattern=PLAIN)]


class Move(Out):
    """An open case: who holds it, since when, and until when he must move. Without a limit that runs there is no until."""

    case_id: UUID
    case_no: str
    project: str
    unit_no: str | None
    kind: CaseKind
    matter: str
    desk: Desk
    state: State
    round: int
    is_major: bool
    holder: Role
    holder_person: str | None
    holder_since: datetime
    move_by: datetime | None
    is_overdue: bool


@router.get("/moves")
async def get_moves(
    door: Annotated[Door, opens_for(*STAFF)],
    project: Plain = None,
    role: Role | None = None,
    person: Plain = None,
    overdue: bool = False,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> Page[Move]:
    """Every open case by who must move next, the most urgent first: of a person, a desk, a project (B1)."""
    if project:
        door.caller.must_reach(project, "query:project")
    within = door.caller.reach
    async with door.reading() as tx:
        whose = store.Whose(within, project, role, person, tx.now if overdue else None, door.caller.person)
        rows = await store.moves(tx, whose, _place(cursor), limit + 1)
    items = [Move(**dict(row), is_overdue=bool(row["move_by"] and row["move_by"] < tx.now)) for row in rows[:limit]]
    return Page(items=items, next=_next(items[-1]) if len(rows) > limit else None)


def _next(last: Move) -> str:
    return encode_cursor([last.move_by and last.move_by.isoformat(), last.case_id])


def _place(cursor: str | None) -> tuple[datetime | None, UUID] | None:
    if cursor is None:
        return None
    moment, case_id = decode_cursor(cursor, 2)
    try:
        return moment and datetime.fromisoformat(moment), UUID(case_id)
    except (ValueError, TypeError, AttributeError) as error:
        expected = "the `next` of a page, unchanged"
        raise NoCursor("", Problem("query:cursor", "not one of ours", expected)) from error
