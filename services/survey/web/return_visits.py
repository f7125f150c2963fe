"""The door for people: return visits."""

from dataclasses import fields
from datetime import datetime
from typing import Annotated
from uuid import UUID

from aftercare_contracts.values import ContactWay, Role
from fastapi import APIRouter, Query, Response
from plumbing.database import Transaction
from plumbing.paging import encode_cursor, id_in
from plumbing.web import Caller, Door, In, Out, Page, opens_for, text
from pydantic import StrictBool

from ..domain.return_visit import Answers, Because, Counted, NoSuchVisit, ReturnVisit, State, Waits, Way
from ..domain.seriousness import DirectorBecause
from ..store import return_visits as store
from ..use_cases import visiting as use_cases

router = APIRouter(prefix="/return-visits", tags=["return visits"])
VISITORS = (Role.CASE_OFFICER, Role.SERVICE_OFFICER, Role.SERVICE_SUPERVISOR, Role.HOTLINE_CLERK)
READERS = (*VISITORS, Role.SITE_LEAD, Role.CENTRE_DIRECTOR)
Code = Annotated[str | None, Query(min_length=1, max_length=40, pattern=r"^[^\x00-\x1f\x7f]+$")]


class ResultIn(In):
    """The three questions (V1), and how the visit was made. Who is dissatisfied says what is still wrong, and may say that he is
    ``seriously`` so (V4). Who was not reached answers none, and the comment says why it was not possible."""

    reached: StrictBool
    in_time: StrictBool | None = None
    satisfied: StrictBool | None = None
    attitude: StrictBool | None = None
    still_wrong: Annotated[str, text(500, 0)] = ""
    comment: Annotated[str, text(4000, 0)] = ""
    seriously: StrictBool = False
    way: ContactWay | None = None
    way_reason: Annotated[str, text(500, 0)] = ""

    def answers(self) -> Answers:
        """What the customer said."""
        return Answers(**{field.name: getattr(self, field.name) for field in fields(Answers)})


class VisitOut(Out):
    """A return visit."""

    visit_id: UUID
    case_id: UUID
    case_no: str
    project: str
    unit_no: str | None
    round: int
    settled: bool
    way: ContactWay
    visitor: str | None
    may_not_visit: tuple[str, ...]
    handled_at: datetime
    planned_at: datetime
    remind_at: datetime
    due_at: datetime
    policy_version: int
    state: State
    reached: bool | None
    in_time: bool | None
    satisfied: bool | None
    attitude: bool | None
    still_wrong: str
    comment: str
    visited_by: str | None
    visited_at: datetime | None
    cancelled_because: Because | None
    cancelled_at: datetime | None
    is_serious: bool
    appointed_for: datetime | None
    made_way: ContactWay | None
    way_reason: str
    seriously: bool
    director_because: DirectorBecause | None
    director_present: str | None
    director_present_at: datetime | None
    waits: Waits | None
    waits_until: datetime | None
    counted: Counted | None
    like_case_no: str | None


@router.get("")
async def get_visits(
    door: Annotated[Door, opens_for(*READERS)],
    project: Code = None,
    case_id: UUID | None = None,
    state: State | None = None,
    cursor: str | None = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> Page[VisitOut]:
    """The return visits within the caller's reach, the latest first."""
    within = door.caller.reach
    async with door.reading() as tx:
        found = await store.visits(tx, within, project, case_id, state, id_in(cursor), limit + 1)
    items = [VisitOut.model_validate(visit) for visit in found[:limit]]
    return Page(items=items, next=encode_cursor([items[-1].visit_id]) if len(found) > limit else None)


@router.get("/{visit_id}")
async def get_visit(visit_id: UUID, door: Annotated[Door, opens_for(*READERS)]) -> VisitOut:
    """One return visit."""
    async with door.reading() as tx:
        return VisitOut.model_validate(await seen(tx, visit_id, door.caller))


@router.post("/{visit_id}/results", status_code=201, response_model=VisitOut)
async def post_result(visit_id: UUID, body: ResultIn, door: Annotated[Door, opens_for(*VISITORS)]) -> Response:
    """What came of the visit; never by one who did or ordered the work (V1)."""

    async def act(tx: Transaction) -> VisitOut:
        await seen(tx, visit_id, door.caller)
        taken = Way(body.way, body.way_reason)
        visit = await use_cases.record_result(tx, visit_id, body.answers(), door.caller.person, tx.now, taken)
        return VisitOut.model_validate(visit)

    return await door.once(body, act)


async def seen(tx: Transaction, visit_id: UUID, caller: Caller) -> ReturnVisit:
    """A visit within the caller's reach. Raises ``NoSuchVisit``."""
    visit = await store.visit(tx, visit_id)
    if not caller.reaches(visit.project):
        raise NoSuchVisit
    return visit
