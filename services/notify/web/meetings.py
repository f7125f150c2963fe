"""The door for the owners' meeting (N7)."""

from dataclasses import asdict
from datetime import datetime
from typing import Annotated
from uuid import UUID

from aftercare_contracts.values import CaseKind, Role
from fastapi import APIRouter, Response
from plumbing.database import Transaction
from plumbing.ids import new_id
from plumbing.paging import Cursor, Limit, encode_cursor, id_in
from plumbing.web import Caller, Door, In, Moment, Out, Page, opens_for, text
from pydantic import Field

from ..domain.meetings import Invitation, Meeting, Minutes, NoSuchMeeting, Point, State
from ..store import meetings as store
from ..use_cases import meetings as use_cases
from . import circulars
from .circulars import CircularOut, ToldOut

router = APIRouter(prefix="/owners-meetings", tags=["owners' meetings"])
CALLERS = (Role.SITE_LEAD, Role.CENTRE_DIRECTOR, Role.PROPERTY_DESK, Role.PROPERTY_COMPANY)
READERS = tuple(role for role in Role if role not in (Role.CUSTOMER, Role.CONTRACTOR, Role.HOTLINE))
UnitNos = Annotated[list[text(40)], Field(max_length=200)]


class MeetingIn(In):
    """When, where, about what, and the units whose owners are asked to come as representatives."""

    project: text(60)
    year: Annotated[int, Field(ge=2000, le=2999, strict=True)]
    meets_at: Moment
    place: text(200)
    agenda: text(2000)
    unit_nos: Annotated[list[text(40)], Field(min_length=1, max_length=200)]


class PointIn(In):
    """One point of the minutes; ``unit_no`` is whose representative raised it, where it is about his own flat."""

    text: text(2000)
    kind: CaseKind = CaseKind.SUGGESTION
    matter: text(40) | None = None
    unit_no: text(40) | None = None


class MinutesIn(In):
    """Who came, by unit, what was said, and the points that are to be followed."""

    text: text(20_000)
    attended: UnitNos = Field(default_factory=list)
    points: Annotated[list[PointIn], Field(max_length=100)] = Field(default_factory=list)


class CallingOffIn(In):
    """Why it does not take place."""

    because: text(300)


class PointOut(Out):
    """One point, the case that follows it once intake has registered it, and whether that is closed."""

    point_id: UUID
    text: str
    kind: CaseKind
    matter: str | None
    unit_no: str | None
    case_id: UUID | None
    case_no: str | None
    is_closed: bool


class MeetingOut(Out):
    """A meeting as it stands now; ``ended_by`` filed its minutes or called it off."""

    meeting_id: UUID
    meeting_no: str
    project: str
    year: int
    meets_at: datetime
    place: str
    agenda: str
    unit_nos: list[str]
    state: State
    called_by: str
    called_at: datetime
    minutes: str
    attended: list[str]
    because: str
    ended_by: str | None
    ended_at: datetime | None


class MeetingInFullOut(MeetingOut):
    """With its points, and each word that went out about it."""

    points: list[PointOut]
    circulars: list[CircularOut]


@router.post("", status_code=201, response_model=MeetingOut)
async def post_meeting(body: MeetingIn, door: Annotated[Door, opens_for(*CALLERS)]) -> Response:
    """Call the year's meeting; the owners of these units are invited by notice."""
    door.caller.must_reach(body.project)
    meeting_id = new_id()
    facts = body.model_dump(exclude={"unit_nos"})
    asked = Invitation(**facts, unit_nos=tuple(dict.fromkeys(body.unit_nos)))

    async def act(tx: Transaction) -> MeetingOut:
        return _shown(await use_cases.call(tx, meeting_id, asked, door.caller.person, tx.now))

    return await door.once(body, act)


@router.get("")
async def get_meetings(
    door: Annotated[Door, opens_for(*READERS)], cursor: Cursor = None, limit: Limit = 50
) -> Page[MeetingOut]:
    """The meetings of the caller's projects, the latest first."""
    async with door.reading() as tx:
        found = await store.meetings(tx, door.caller.reach, id_in(cursor), limit + 1)
    items = [_shown(each) for each in found[:limit]]
    return Page(items=items, next=encode_cursor([items[-1].meeting_id]) if len(found) > limit else None)


@router.get("/{meeting_id}")
async def get_meeting(meeting_id: UUID, door: Annotated[Door, opens_for(*READERS)]) -> MeetingInFullOut:
    """One, with its minutes and what became of each point."""
    async with door.reading() as tx:
        made = await _seen(tx, meeting_id, door.caller)
        points = [PointOut.model_validate(each) for each in await store.points(tx, meeting_id)]
        words = await circulars.tally(tx, meeting_id)
    return MeetingInFullOut(**dict(_shown(made)), points=points, circulars=words)


@router.get("/{meeting_id}/households")
async def get_invited(
    meeting_id: UUID, door: Annotated[Door, opens_for(*READERS)], cursor: Cursor = None, limit: Limit = 50
) -> Page[ToldOut]:
    """Who was invited, by which notice, and how it went out."""
    async with door.reading() as tx:
        await _seen(tx, meeting_id, door.caller)
        return await circulars.told(tx, meeting_id, cursor, limit)


@router.post("/{meeting_id}/minutes", status_code=201, response_model=MeetingOut)
async def post_minutes(meeting_id: UUID, body: MinutesIn, door: Annotated[Door, opens_for(*CALLERS)]) -> Response:
    """File the minutes; each point becomes a case."""
    points = [Point(new_id(), each.text, each.kind, each.matter, each.unit_no) for each in body.points]
    minutes = Minutes(body.text, tuple(dict.fromkeys(body.attended)), points)

    async def act(tx: Transaction) -> MeetingOut:
        await _seen(tx, meeting_id, door.caller)
        return _shown(await use_cases.file(tx, meeting_id, minutes, door.caller.person, tx.now))

    return await door.once(body, act)


@router.post("/{meeting_id}/callings-off", status_code=201, response_model=MeetingOut)
async def post_calling_off(
    meeting_id: UUID, body: CallingOffIn, door: Annotated[Door, opens_for(*CALLERS)]
) -> Response:
    """Call it off; who was invited is told, and another can be called."""

    async def act(tx: Transaction) -> MeetingOut:
        await _seen(tx, meeting_id, door.caller)
        return _shown(await use_cases.call_off(tx, meeting_id, body.because, door.caller.person, tx.now))

    return await door.once(body, act)


async def _seen(tx: Transaction, meeting_id: UUID, caller: Caller) -> Meeting:
    made = await store.meeting(tx, meeting_id)
    if not caller.reaches(made.invitation.project):
        raise NoSuchMeeting
    return made


def _shown(made: Meeting) -> MeetingOut:
    facts = asdict(made) | asdict(made.invitation)
    return MeetingOut(**{name: facts[name] for name in MeetingOut.model_fields if name in facts})
