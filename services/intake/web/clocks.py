"""Clocks: explained, paused, and the calendar they go by."""

from datetime import date, datetime
from typing import Annotated, Literal
from uuid import UUID

from aftercare_contracts.values import Role
from fastapi import APIRouter, Query, Response
from plumbing.database import Transaction
from plumbing.ids import new_id
from plumbing.paging import encode_cursor, id_in
from plumbing.web import Door, In, Out, Page, opens_for, text
from pydantic import Field

from ..domain.calendar_changes import Change, ChangeKind, NamedDay, NoSuchChange
from ..store import clocks as store
from ..use_cases import calendars, explaining, pausing
from .cases import seen
from .views import STAFF, LimitOut, shown_limit

router = APIRouter(tags=["clocks and calendar"])
ENTER = (Role.RECORDS_CLERK, Role.COMPANY_OFFICE, Role.SITE_LEAD, Role.CENTRE_DIRECTOR)
CONFIRM = (Role.COMPANY_OFFICE, Role.SITE_LEAD, Role.CENTRE_DIRECTOR)


class PauseIn(In):
    """Why the clock stands still."""

    reason: Annotated[str, text(500)]


class StepOut(Out):
    """One step of the reckoning."""

    at: datetime
    zh: str
    en: str


class Explanation(Out):
    """Why a limit is due when it is."""

    limit: LimitOut
    steps: list[StepOut]


class DayIn(In):
    """A day that a notice names: a holiday, or a make-up day."""

    day: date
    is_working: bool
    name: Annotated[str, text(40)]


class NoticeIn(In):
    """A year's holidays and make-up days, with where it was announced. Days it does not name are what the week makes of them."""

    notice: Annotated[str, text(200)]
    days: Annotated[list[DayIn], Field(min_length=1, max_length=400)]


class ClosureIn(In):
    """Days on which a project stands still, or on which it is open after all."""

    kind: Literal[ChangeKind.CLOSURE, ChangeKind.REOPENING] = ChangeKind.CLOSURE
    days: Annotated[list[date], Field(min_length=1, max_length=400)]
    reason: Annotated[str, text(200)]


class DecisionIn(In):
    """Whether it holds."""

    confirmed: bool


class ChangeOut(Out):
    """A change of the calendar and what became of it."""

    change_id: UUID
    kind: ChangeKind
    project: str | None
    days: list[DayIn]
    source: str
    proposed_by: str
    proposed_at: datetime
    decided_by: str | None
    decided_at: datetime | None
    is_confirmed: bool | None


@router.get("/cases/{case_id}/limits/{limit_id}/explanation")
async def get_explanation(case_id: UUID, limit_id: UUID, door: Annotated[Door, opens_for(*STAFF)]) -> Explanation:
    """Why this limit is due when it is: every day counted or not, every pause with its reason (B2)."""
    async with door.reading() as tx:
        await seen(tx, case_id, door.caller)
        limit, steps = await explaining.explain(tx, case_id, limit_id)
    return Explanation(limit=shown_limit(limit), steps=[StepOut.model_validate(step) for step in steps])


@router.post("/cases/{case_id}/limits/{limit_id}/pauses", status_code=201, response_model=LimitOut)
async def post_pause(
    case_id: UUID, limit_id: UUID, body: PauseIn, door: Annotated[Door, opens_for(Role.SITE_LEAD, Role.CENTRE_DIRECTOR)]
) -> Response:
    """Let the clock stand still, for a reason; where policy lets this limit be paused."""
    pause_id = new_id()

    async def act(tx: Transaction) -> LimitOut:
        await seen(tx, case_id, door.caller)
        by = door.caller.person
        return shown_limit(await pausing.pause(tx, pause_id, case_id, limit_id, body.reason, by, tx.now))

    return await door.once(body, act)


@router.post("/cases/{case_id}/limits/{limit_id}/resumptions", status_code=201, response_model=LimitOut)
async def post_resumption(
    case_id: UUID, limit_id: UUID, door: Annotated[Door, opens_for(Role.SITE_LEAD, Role.CENTRE_DIRECTOR)]
) -> Response:
    """Let it run again: its end moves by what it stood still."""

    async def act(tx: Transaction) -> LimitOut:
        await seen(tx, case_id, door.caller)
        return shown_limit(await pausing.resume(tx, case_id, limit_id, door.caller.person, tx.now))

    return await door.once(None, act)


@router.post("/calendar/notices", status_code=201, response_model=ChangeOut)
async def post_notice(
    body: NoticeIn, door: Annotated[Door, opens_for(Role.RECORDS_CLERK, Role.COMPANY_OFFICE)]
) -> Response:
    """Enter a year's notice; it holds once another confirms it."""
    change_id = new_id()
    days = tuple(NamedDay(day.day, day.is_working, day.name) for day in body.days)

    async def act(tx: Transaction) -> ChangeOut:
        change = Change(change_id, ChangeKind.NOTICE, None, days, body.notice, door.caller.person, tx.now)
        return _shown(await calendars.propose(tx, change))

    return await door.once(body, act)


@router.post("/projects/{project}/closures", status_code=201, response_model=ChangeOut)
async def post_closure(
    project: Annotated[str, text(40)],
    body: ClosureIn,
    door: Annotated[Door, opens_for(Role.SITE_LEAD, Role.CENTRE_DIRECTOR)],
) -> Response:
    """Enter days on which a project stands still; they hold once another confirms them."""
    door.caller.must_reach(project, "path:project")
    change_id = new_id()
    days = tuple(NamedDay(day, body.kind is ChangeKind.REOPENING, body.reason) for day in body.days)

    async def act(tx: Transaction) -> ChangeOut:
        change = Change(change_id, body.kind, project, days, body.reason, door.caller.person, tx.now)
        return _shown(await calendars.propose(tx, change))

    return await door.once(body, act)


@router.post("/calendar/changes/{change_id}/decisions", status_code=201, response_model=ChangeOut)
async def post_decision(change_id: UUID, body: DecisionIn, door: Annotated[Door, opens_for(*CONFIRM)]) -> Response:
    """Confirm or refuse a change of the calendar; confirmed, the limits it touches are reckoned anew."""

    async def act(tx: Transaction) -> ChangeOut:
        held = await store.change_held(tx, change_id)
        if held.project and not door.caller.reaches(held.project):
            raise NoSuchChange
        return _shown(await calendars.decide(tx, change_id, door.caller.person, tx.now, confirmed=body.confirmed))

    return await door.once(body, act)


@router.get("/calendar/changes")
async def get_changes(
    door: Annotated[Door, opens_for(*STAFF)],
    cursor: str | None = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> Page[ChangeOut]:
    """Notices and closures, the latest first."""
    within = door.caller.reach
    async with door.reading() as tx:
        found = await store.changes(tx, within, id_in(cursor), limit + 1)
    items = [_shown(change) for change in found[:limit]]
    return Page(items=items, next=encode_cursor([items[-1].change_id]) if len(found) > limit else None)


def _shown(change: Change) -> ChangeOut:
    days = [DayIn(day=day.day, is_working=day.is_working, name=day.name) for day in change.days]
    return ChangeOut(
        change_id=change.change_id, kind=change.kind, project=change.project, days=days, source=change.source,
        proposed_by=change.proposed_by, proposed_at=change.proposed_at, decided_by=change.decided_by,
        decided_at=change.decided_at, is_confirmed=change.is_confirmed,
    )  # fmt: skip
