"""The door for people: visits of one's own accord."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from aftercare_contracts.values import ContactWay, Role
from fastapi import APIRouter, Query, Response
from plumbing.database import Transaction
from plumbing.ids import new_id
from plumbing.paging import PLAIN, encode_cursor, id_in
from plumbing.web import Door, In, Moment, Out, Page, opens_for, text
from pydantic import Field, StrictBool

from ..domain.visit_record import NoSuchRecord, Raised, Side, VisitRecord, side_of
from ..store import raised
from ..store import visit_records as store
from ..use_cases import visit_records as use_cases
from .raising import MATTERS_MAX, MatterIn, MatterOut

router = APIRouter(prefix="/visits", tags=["visits"])
VISITORS = (Role.CASE_OFFICER, Role.SERVICE_OFFICER, Role.PROPERTY_COMPANY, Role.PROPERTY_DESK)
READERS = (*VISITORS, Role.SERVICE_SUPERVISOR, Role.SITE_LEAD, Role.CENTRE_DIRECTOR)
Code = Annotated[str | None, Query(min_length=1, max_length=100, pattern=PLAIN)]


class VisitIn(In):
    """A visit record (V8): who was visited, when, which way, what was talked about and heard; each matter becomes a case. Who
    says that he is ``seriously`` dissatisfied sees the centre director next time (V4)."""

    project: Annotated[str, text(40)]
    unit_no: Annotated[str, text(40)]
    way: ContactWay
    visited_at: Moment
    talked_about: Annotated[str, text(2000)]
    heard: Annotated[str, text(4000, 0)] = ""
    matters: Annotated[tuple[MatterIn, ...], Field(max_length=MATTERS_MAX)] = ()
    seriously: StrictBool = False


class RecordOut(Out):
    """A visit record."""

    record_id: UUID
    record_no: str
    project: str
    unit_no: str
    side: Side
    way: ContactWay
    visited_at: datetime
    visited_by: str
    talked_about: str
    heard: str
    recorded_at: datetime
    matters: list[MatterOut]


@router.post("", status_code=201, response_model=RecordOut)
async def post_visit(body: VisitIn, door: Annotated[Door, opens_for(*VISITORS)]) -> Response:
    """Record a visit; not to a household with an open case one did or ordered work on (V8, B6)."""
    made_id, by = new_id(), door.caller.person
    raisings = [matter.raising() for matter in body.matters]

    async def act(tx: Transaction) -> RecordOut:
        door.caller.must_reach(body.project)
        made = await use_cases.record_visit(
            tx, made_id, body.project, body.unit_no, side_of(door.caller.roles), body.way, body.visited_at, body.talked_about,
            body.heard, raisings, by, tx.now, seriously=body.seriously,
        )  # fmt: skip
        return _shown(made, await raised.of_source(tx, made_id))

    return await door.once(body, act)


@router.get("")
async def get_visits(
    door: Annotated[Door, opens_for(*READERS)],
    project: Code = None,
    visited_by: Code = None,
    cursor: str | None = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> Page[RecordOut]:
    """The visit records within the caller's reach, the latest first."""
    async with door.reading() as tx:
        found = await store.records(tx, door.caller.reach, project, visited_by, id_in(cursor), limit + 1)
        matters = await raised.of_sources(tx, [record.record_id for record in found])
    items = [_shown(record, matters.get(record.record_id, [])) for record in found[:limit]]
    return Page(items=items, next=encode_cursor([items[-1].record_id]) if len(found) > limit else None)


@router.get("/{record_id}")
async def get_visit(record_id: UUID, door: Annotated[Door, opens_for(*READERS)]) -> RecordOut:
    """One visit record, with the cases that came of it."""
    async with door.reading() as tx:
        record = await store.record(tx, record_id)
        if not door.caller.reaches(record.project):
            raise NoSuchRecord
        return _shown(record, await raised.of_source(tx, record_id))


def _shown(record: VisitRecord, matters: list[Raised]) -> RecordOut:
    known = {name: getattr(record, name) for name in RecordOut.model_fields if name != "matters"}
    return RecordOut(**known, matters=[MatterOut.model_validate(matter) for matter in matters])
