"""On the way to a return visit: appointments, attempts, the centre director's presence."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from aftercare_contracts.values import ContactWay, Role
from fastapi import APIRouter, Query, Response
from plumbing.database import Transaction
from plumbing.ids import new_id
from plumbing.paging import PLAIN, Cursor, Limit, encode_cursor, id_in
from plumbing.web import Door, In, Moment, Out, Page, opens_for, text

from ..domain.attempts import Outcome
from ..domain.return_visit import Way
from ..domain.seriousness import DirectorBecause
from ..store import attempts as store
from ..store import director as wanted
from ..use_cases import director
from ..use_cases import visiting as use_cases
from .return_visits import READERS, VISITORS, VisitOut, seen

router = APIRouter(prefix="/return-visits", tags=["return visits"])
wanted_router = APIRouter(tags=["return visits"])
APPOINTERS = (*VISITORS, Role.SITE_LEAD)


class AppointmentIn(In):
    """When and by whom, the caller himself unless another is named; another way than the customer's needs a reason (V1)."""

    appointed_for: Moment
    visitor: Annotated[str, text(100)] | None = None
    way: ContactWay | None = None
    way_reason: Annotated[str, text(500, 0)] = ""


class AppointmentOut(Out):
    """An appointment."""

    appointment_id: UUID
    visit_id: UUID
    appointed_for: datetime
    visitor: str
    way: ContactWay
    way_reason: str
    made_by: str
    made_at: datetime


class AttemptIn(In):
    """One try: when, which way, what came of it. ``put_off_until`` is given where the customer put it off, and only then."""

    tried_at: Moment
    outcome: Outcome
    way: ContactWay | None = None
    way_reason: Annotated[str, text(500, 0)] = ""
    put_off_until: Moment | None = None
    note: Annotated[str, text(500, 0)] = ""


class AttemptOut(Out):
    """An attempt."""

    attempt_id: UUID
    visit_id: UUID
    tried_at: datetime
    way: ContactWay
    way_reason: str
    outcome: Outcome
    put_off_until: datetime | None
    note: str
    tried_by: str
    recorded_at: datetime


@router.post("/{visit_id}/appointments", status_code=201, response_model=AppointmentOut)
async def post_appointment(
    visit_id: UUID, body: AppointmentIn, door: Annotated[Door, opens_for(*APPOINTERS)]
) -> Response:
    """When, by whom and which way the visit is to be made; the last appointment counts (V1)."""
    made_id, by = new_id(), door.caller.person

    async def act(tx: Transaction) -> AppointmentOut:
        await seen(tx, visit_id, door.caller)
        taken, visitor = Way(body.way, body.way_reason), body.visitor or by
        made = await use_cases.appoint(tx, made_id, visit_id, body.appointed_for, visitor, taken, by, tx.now)
        return AppointmentOut.model_validate(made)

    return await door.once(body, act)


@router.get("/{visit_id}/appointments")
async def get_appointments(visit_id: UUID, door: Annotated[Door, opens_for(*READERS)]) -> Page[AppointmentOut]:
    """Every appointment for a visit, the oldest first."""
    async with door.reading() as tx:
        await seen(tx, visit_id, door.caller)
        return Page(items=[AppointmentOut.model_validate(one) for one in await store.appointments(tx, visit_id)])


@router.post("/{visit_id}/attempts", status_code=201, response_model=AttemptOut)
async def post_attempt(visit_id: UUID, body: AttemptIn, door: Annotated[Door, opens_for(*VISITORS)]) -> Response:
    """A try that brought no answer; ``replied`` where our reply stands online and the month decides (V1, V2)."""
    made_id = new_id()

    async def act(tx: Transaction) -> AttemptOut:
        await seen(tx, visit_id, door.caller)
        made = await use_cases.attempt(
            tx, made_id, visit_id, body.tried_at, body.outcome, Way(body.way, body.way_reason), body.put_off_until,
            body.note, door.caller.person, tx.now,
        )  # fmt: skip
        return AttemptOut.model_validate(made)

    return await door.once(body, act)


@router.get("/{visit_id}/attempts")
async def get_attempts(visit_id: UUID, door: Annotated[Door, opens_for(*READERS)]) -> Page[AttemptOut]:
    """Every attempt at a visit, the oldest first."""
    async with door.reading() as tx:
        await seen(tx, visit_id, door.caller)
        return Page(items=[AttemptOut.model_validate(one) for one in await store.attempts(tx, visit_id)])


@router.post("/{visit_id}/director-presence", status_code=201, response_model=VisitOut)
async def post_presence(visit_id: UUID, door: Annotated[Door, opens_for(Role.CENTRE_DIRECTOR)]) -> Response:
    """The centre director says that he takes part; without that the result of such a visit is refused (V4)."""

    async def act(tx: Transaction) -> VisitOut:
        await seen(tx, visit_id, door.caller)
        return VisitOut.model_validate(await director.attend(tx, visit_id, door.caller.person, tx.now))

    return await door.once(None, act)


class WantedOut(Out):
    """A case, customer or household in whose next visit the centre director takes part."""

    wanted_id: UUID
    project: str
    case_id: UUID | None
    case_no: str | None
    customer_id: UUID | None
    unit_no: str | None
    because: DirectorBecause
    since: datetime


@wanted_router.get("/director-wanted")
async def get_wanted(
    door: Annotated[Door, opens_for(*READERS)],
    project: Annotated[str | None, Query(min_length=1, max_length=40, pattern=PLAIN)] = None,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> Page[WantedOut]:
    """Where the centre director is wanted and has not taken part yet, the latest first (V4)."""
    async with door.reading() as tx:
        found = await wanted.still_wanted(tx, door.caller.reach, project, id_in(cursor), limit + 1)
    items = [WantedOut.model_validate(one) for one in found[:limit]]
    return Page(items=items, next=encode_cursor([items[-1].wanted_id]) if len(found) > limit else None)
