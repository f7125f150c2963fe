"""The door for the owners' meeting (N7)."""

from dataclasses import asdict
from datetime import datetime
from typing import Annotated
from uuid import UUID

from aftercare_contracts.values import CaseKind, Role
from fastapi import APIRouter, Path, Response
from plumbing.database import Transaction
from plumbing.ids import new_id
from plumbing.paging import Cursor, Limit, encode_cursor, id_in
from plumbing.papers import MEDIA_TYPES, PDF, paper
from plumbing.web import Caller, Door, In, Moment, Out, Page, opens_for, text
from pydantic import Field

from ..domain.meetings import Invitation, Meeting, Minutes, NoSuchMeeting, Paper, Point, State
from ..store import meetings as store
from ..use_cases import meetings as use_cases
from . import circulars
from .circulars import CircularOut, ToldOut

router = APIRouter(prefix="/owners-meetings", tags=["owners' meetings"])
CALLERS = (Role.SITE_LEAD, Role.CENTRE_DIRECTOR, Role.PROPERTY_DESK, Role.PROPERTY_COMPANY)
READERS = tuple(role for role in Role if role not in (Role.CUSTOMER, Role.CONTRACTOR, Role.HOTLINE))
BINARY = {media_type: {"schema": {"type": "string", "format": "binary"}} for media_type in MEDIA_TYPES}
RAW_BODY = {"requestBody": {"required": True, "content": BINARY}}
FILES: dict[int | str, dict[str, object]] = {200: {"content": {media_type: {} for media_type in MEDIA_TYPES}}}
UnitNos = Annotated[list[Annotated[str, text(40)]], Field(max_length=200)]


class MeetingIn(In):
    """When, where, about what, and the units whose owners are asked to come as representatives."""

    project: Annotated[str, text(60)]
    year: Annotated[int, Field(ge=2000, le=2999, strict=True)]
    meets_at: Moment
    place: Annotated[str, text(200)]
    agenda: Annotated[str, text(2000)]
    unit_nos: Annotated[list[Annotated[str, text(40)]], Field(min_length=1, max_length=200)]


class PointIn(In):
    """One point of the minutes; ``unit_no`` is whose representative raised it, where it is about his own flat."""

    text: Annotated[str, text(2000)]
    kind: CaseKind = CaseKind.SUGGESTION
    matter: Annotated[str, text(40)] | None = None
    unit_no: Annotated[str, text(40)] | None = None


class MinutesIn(In):
    """Who came, by unit, what was said, and the points that are to be followed."""

    text: Annotated[str, text(20_000)]
    attended: UnitNos = Field(default_factory=list)
    points: Annotated[list[PointIn], Field(max_length=100)] = Field(default_factory=list)


class CallingOffIn(In):
    """Why it does not take place."""

    because: Annotated[str, text(300)]


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


class PaperOut(Out):
    """A paper by what it is known."""

    sha256: str
    media_type: str
    size_bytes: int
    brought_by: str
    brought_at: datetime


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
    """With its points and papers, and each word that went out about it."""

    points: list[PointOut]
    papers: list[PaperOut]
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
        papers = [PaperOut.model_validate(each) for each in await store.papers(tx, meeting_id)]
        words = await circulars.tally(tx, meeting_id)
    return MeetingInFullOut(**dict(_shown(made)), points=points, papers=papers, circulars=words)


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


@router.post("/{meeting_id}/papers", status_code=201, response_model=PaperOut, openapi_extra=RAW_BODY)
async def post_paper(meeting_id: UUID, door: Annotated[Door, opens_for(*CALLERS)]) -> Response:
    """File a signed list or a photo with the minutes: a JPEG, PNG or WebP of at most 15 MB, or a PDF of at most 20 MB."""
    async with door.reading() as tx:
        await _seen(tx, meeting_id, door.caller)
    media_type = door.request.headers.get("content-type", "").partition(";")[0].strip().lower()
    brought = await paper(media_type, await door.request.body())

    async def act(tx: Transaction) -> PaperOut:
        filed = Paper(brought.sha256, brought.media_type, len(brought.content), door.caller.person, tx.now)
        await use_cases.add_paper(tx, meeting_id, filed, brought.content, tx.now)
        return PaperOut.model_validate(filed)

    return await door.once(None, act)


@router.get("/{meeting_id}/papers/{sha256}", response_class=Response, responses=FILES)
async def get_paper(
    meeting_id: UUID,
    sha256: Annotated[str, Path(pattern=r"^[0-9a-f]{64}$")],
    door: Annotated[Door, opens_for(*READERS)],
) -> Response:
    """A paper that was filed, proven by its hash."""
    async with door.reading() as tx:
        await _seen(tx, meeting_id, door.caller)
        kind, content = await store.paper(tx, meeting_id, sha256)
    how = f'attachment; filename="{sha256[:12]}.pdf"' if kind == PDF else "inline"
    return Response(content, media_type=kind, headers={"Content-Disposition": how})


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
