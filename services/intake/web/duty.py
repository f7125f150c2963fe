"""Out of hours: the book and its hand-over."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from aftercare_contracts.values import CaseKind, Channel, Desk, Role
from fastapi import APIRouter, Response
from plumbing.database import Transaction
from plumbing.ids import new_id
from plumbing.paging import Cursor, Limit, encode_cursor, id_in
from plumbing.web import Door, In, Out, Page, opens_for, text
from pydantic import Field

from ..domain.case import State
from ..domain.duty import NoSuchHandover
from ..store import duty as store
from ..use_cases import duty as use_cases

router = APIRouter(tags=["out of hours"])
LOOK = (
    Role.DUTY_OFFICER, Role.HOTLINE_CLERK, Role.CASE_OFFICER, Role.SERVICE_SUPERVISOR, Role.SITE_LEAD, Role.CENTRE_DIRECTOR,
)  # fmt: skip


class BookLine(Out):
    """A contact that came in while the centre was closed, and what was done first."""

    case_id: UUID
    case_no: str
    unit_no: str | None
    kind: CaseKind
    matter: str
    channel: Channel
    desk: Desk
    is_major: bool
    state: State
    registered_at: datetime
    taken_by: str
    first_entry: str | None


class Book(Out):
    """What is yet to be handed over."""

    project: str
    since: datetime | None
    items: list[BookLine]


class HandoverIn(In):
    """All that the book lists now, as read by the one who signs, with what the office should know."""

    cases: Annotated[list[UUID], Field(max_length=2000)]
    remarks: Annotated[str, text(4000, 0)] = ""


class HandoverOut(Out):
    """A signed hand-over, and its receipt."""

    handover_id: UUID
    project: str
    from_at: datetime
    until_at: datetime
    cases: list[UUID]
    remarks: str
    handed_over_by: str
    handed_over_at: datetime
    received_by: str | None
    received_at: datetime | None


@router.get("/projects/{project}/out-of-hours")
async def get_book(project: Annotated[str, text(40)], door: Annotated[Door, opens_for(*LOOK)]) -> Book:
    """What came in out of hours since the last hand-over (I11)."""
    door.caller.must_reach(project, "path:project")
    async with door.reading() as tx:
        since = await store.last_until(tx, project)
        rows = await store.book(tx, project, since, tx.now)
    return Book(project=project, since=since, items=[BookLine(**dict(row)) for row in rows])


@router.post("/projects/{project}/duty-handovers", status_code=201, response_model=HandoverOut)
async def post_handover(
    project: Annotated[str, text(40)],
    body: HandoverIn,
    door: Annotated[Door, opens_for(Role.DUTY_OFFICER, Role.HOTLINE_CLERK)],
) -> Response:
    """Hand over in writing what the book lists; when more came in meanwhile, look again."""
    door.caller.must_reach(project, "path:project")
    handover_id = new_id()

    async def act(tx: Transaction) -> HandoverOut:
        by = door.caller.person
        return HandoverOut.model_validate(
            await use_cases.hand_over(tx, handover_id, project, body.cases, body.remarks, by, tx.now)
        )

    return await door.once(body, act)


@router.post("/duty-handovers/{handover_id}/receipts", status_code=201, response_model=HandoverOut)
async def post_receipt(
    handover_id: UUID,
    door: Annotated[Door, opens_for(Role.SITE_LEAD, Role.CASE_OFFICER, Role.SERVICE_SUPERVISOR, Role.CENTRE_DIRECTOR)],
) -> Response:
    """The office has read and received it."""

    async def act(tx: Transaction) -> HandoverOut:
        handover = await store.held(tx, handover_id)
        if not door.caller.reaches(handover.project):
            raise NoSuchHandover
        return HandoverOut.model_validate(await use_cases.receive(tx, handover_id, door.caller.person, tx.now))

    return await door.once(None, act)


@router.get("/projects/{project}/duty-handovers")
async def get_handovers(
    project: Annotated[str, text(40)], door: Annotated[Door, opens_for(*LOOK)], cursor: Cursor = None, limit: Limit = 50
) -> Page[HandoverOut]:
    """The hand-overs, the latest first."""
    door.caller.must_reach(project, "path:project")
    async with door.reading() as tx:
        found = await store.of_project(tx, project, id_in(cursor), limit + 1)
    items = [HandoverOut.model_validate(one) for one in found[:limit]]
    return Page(items=items, next=encode_cursor([items[-1].handover_id]) if len(found) > limit else None)
