"""The daily pass through website and forums."""

from datetime import UTC, datetime
from typing import Annotated
from uuid import UUID

from aftercare_contracts.values import Role
from fastapi import APIRouter, Query, Response
from plumbing.database import Transaction
from plumbing.ids import new_id
from plumbing.paging import PLAIN, Cursor, Limit, encode_cursor, id_in
from plumbing.web import Door, In, Moment, Out, Page, opens_for, text
from pydantic import Field

from ..domain.forum import Pass
from ..store import forum as store
from ..use_cases import forum as use_cases
from .views import STAFF

router = APIRouter(prefix="/forum-passes", tags=["website and forums"])


class PassIn(In):
    """What was gone through, up to what moment, and how many contacts were found in it."""

    project: Annotated[str, text(40)]
    place: Annotated[str, text(40)]
    seen_until: Moment
    contacts_found: Annotated[int, Field(ge=0, le=10_000, strict=True)]


class PassOut(Out):
    """A pass."""

    pass_id: UUID
    project: str
    place: str
    seen_until: datetime
    contacts_found: int
    passed_by: str
    passed_at: datetime


@router.post("", status_code=201, response_model=PassOut)
async def post_pass(
    body: PassIn,
    door: Annotated[
        Door,
        opens_for(Role.CASE_OFFICER, Role.HOTLINE_CLERK, Role.SERVICE_OFFICER, Role.SERVICE_SUPERVISOR, Role.SITE_LEAD),
    ],
) -> Response:
    """Somebody went through a place; each contact found is registered as a case of its own (I1)."""
    door.caller.must_reach(body.project)
    pass_id = new_id()

    async def act(tx: Transaction) -> PassOut:
        until, by = body.seen_until.astimezone(UTC), door.caller.person
        gone = Pass(pass_id, body.project, body.place, until, body.contacts_found, by, tx.now)
        await use_cases.record(tx, gone)
        return PassOut.model_validate(gone)

    return await door.once(body, act)


@router.get("")
async def get_passes(
    project: Annotated[str, Query(min_length=1, max_length=40, pattern=PLAIN)],
    door: Annotated[Door, opens_for(*STAFF)],
    cursor: Cursor = None,
    limit: Limit = 50,
) -> Page[PassOut]:
    """A project's passes, the latest first."""
    door.caller.must_reach(project, "query:project")
    async with door.reading() as tx:
        found = await store.passes(tx, project, id_in(cursor), limit + 1)
    items = [PassOut.model_validate(gone) for gone in found[:limit]]
    return Page(items=items, next=encode_cursor([items[-1].pass_id]) if len(found) > limit else None)
