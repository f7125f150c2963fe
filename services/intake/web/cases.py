"""Cases: registered, listed, looked at."""

from typing import Annotated
from uuid import UUID

from aftercare_contracts.values import Role
from fastapi import APIRouter, Query, Response
from plumbing.database import Transaction
from plumbing.ids import new_id
from plumbing.paging import PLAIN
from plumbing.web import Caller, Door, Moment, opens_for

from ..domain import wording
from ..domain.case import Case, NoSuchCase
from ..domain.majors import ALWAYS_SEE
from ..domain.staff_complaints import must_not_be_about
from ..store import cases as store
from ..store import conduct, limits, timeline
from ..use_cases import registering
from .views import (
    LOOKERS,
    MAY_REGISTER,
    STAFF,
    CaseIn,
    CaseMade,
    Counts,
    FullCase,
    Limits,
    Timeline,
    TimelineLine,
    shown_limit,
    shown_whole,
    shown_with_limits,
)

router = APIRouter(tags=["cases"])
Code = Annotated[str | None, Query(min_length=1, max_length=40, pattern=PLAIN)]


@router.post("/cases", status_code=201, response_model=CaseMade)
async def post_case(body: CaseIn, door: Annotated[Door, opens_for(*MAY_REGISTER)]) -> Response:
    """Record a contact: it is numbered, classed and routed, and its limits run (I1, I3, I4)."""
    door.caller.must_reach(body.project)
    case_id, contact = new_id(), registering.Contact(**dict(body))

    async def act(tx: Transaction) -> CaseMade:
        case = await registering.register_case(tx, case_id, contact, door.caller.person, tx.now)
        return shown_with_limits(case, await limits.of_case(tx, case_id))

    return await door.once(body, act)


@router.get("/cases/{case_id}")
async def get_case(case_id: UUID, door: Annotated[Door, opens_for(*LOOKERS)]) -> FullCase:
    """The whole record of a case; that it was looked at is recorded (I16)."""
    async with door.transaction() as tx:
        case = await seen(tx, case_id, door.caller)
        name, phone = await store.contact(tx, case.customer_id)
        await store.note_look(tx, case_id, door.caller.person, sorted(door.caller.roles), tx.now)
        known = await limits.of_case(tx, case_id)
        return shown_whole(case, known, name, phone, await store.entries(tx, case_id), door.caller)


@router.get("/cases/{case_id}/limits")
async def get_limits(case_id: UUID, door: Annotated[Door, opens_for(*STAFF)]) -> Limits:
    """Every limit of every round (B2)."""
    async with door.reading() as tx:
        await seen(tx, case_id, door.caller)
        return Limits(items=[shown_limit(limit) for limit in await limits.of_case(tx, case_id)])


@router.get("/cases/{case_id}/timeline")
async def get_timeline(
    case_id: UUID, door: Annotated[Door, opens_for(*STAFF)], until: Moment | None = None
) -> Timeline:
    """What happened on a case, from every service's events, up to a moment where one is given (B10)."""
    async with door.reading() as tx:
        await seen(tx, case_id, door.caller)
        rows = await timeline.of_case(tx, case_id, until)
    return Timeline(items=[
        TimelineLine(
            at=row["at"], source=row["source"], type=row["type"], text=wording.line(row["type"], row["data"]),
            message_id=row["message_id"],
        )
        for row in rows
    ])  # fmt: skip


@router.get("/counts")
async def get_counts(
    door: Annotated[Door, opens_for(Role.CENTRE_DIRECTOR, Role.OPERATOR)], project: Code = None
) -> Counts:
    """How many cases there are within the caller's reach, by kind, class, department and state."""
    if project:
        door.caller.must_reach(project, "query:project")
    async with door.reading() as tx:
        by = await store.counts(tx, [project] if project else door.caller.reach)
    return Counts(cases=sum(by["state"].values()), by=by)


async def seen(tx: Transaction, case_id: UUID, caller: Caller) -> Case:
    """The case, if the caller may see it: it lies in his projects, or he is legal counsel or the chief engineer and it is a
    major one or he was asked into it (I11), and it is not about himself (I18). Raises ``NoSuchCase``, ``AboutYourself``."""
    case = await store.case(tx, case_id)
    if not caller.reaches(case.project) and not await _called_in(tx, case, caller):
        raise NoSuchCase
    must_not_be_about(case, caller.person)
    return case


async def _called_in(tx: Transaction, case: Case, caller: Caller) -> bool:
    roles = caller.roles & ALWAYS_SEE
    return bool(roles) and (case.is_major or await conduct.is_asked(tx, case.case_id, roles))
