"""The door for announcements of planned work (N7)."""

import asyncio
from dataclasses import asdict
from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from aftercare_contracts.periods import day_in_china
from aftercare_contracts.values import Role
from fastapi import APIRouter, Query, Response
from plumbing.database import Transaction
from plumbing.ids import new_id
from plumbing.paging import PLAIN, Cursor, Limit, encode_cursor, id_in
from plumbing.policy import policy
from plumbing.web import Caller, Door, In, Moment, Out, Page, opens_for, text
from printing.as_json import as_json
from printing.as_pdf import as_pdf
from pydantic import Field

from ..domain.announcements import Announcement, NoSuchAnnouncement, Place, State, Work
from ..domain.postings import posting
from ..domain.readings import EN, ZH, Names
from ..store import announcements as store
from ..store import report_facts
from ..use_cases import announcements as use_cases
from . import circulars
from .circulars import CircularOut, ToldOut

router = APIRouter(prefix="/announcements", tags=["announcements"])
ANNOUNCERS = (Role.PROPERTY_DESK, Role.PROPERTY_COMPANY, Role.SITE_LEAD)
READERS = tuple(role for role in Role if role not in (Role.CUSTOMER, Role.CONTRACTOR, Role.HOTLINE))
"""Every office, so that whoever is asked can answer."""
Codes = Annotated[list[Annotated[str, text(40)]], Field(max_length=200)]
Named = Annotated[str | None, Query(min_length=1, max_length=60, pattern=PLAIN)]


POSTING: dict[int | str, dict[str, object]] = {200: {"content": {"application/pdf": {}, "application/json": {}}}}


class AnnouncementIn(In):
    """Planned work: on these buildings and units, or on the whole project where neither is named."""

    project: Annotated[str, text(60)]
    kind: Annotated[str, text(40)]
    buildings: Codes = Field(default_factory=list)
    unit_nos: Codes = Field(default_factory=list)
    starts_at: Moment
    ends_at: Moment
    reason: Annotated[str, text(300)]
    contact: Annotated[str, text(100)]
    is_emergency: bool = False


class ChangeIn(In):
    """When it starts and ends now, and why."""

    starts_at: Moment
    ends_at: Moment
    because: Annotated[str, text(300)]


class EndingIn(In):
    """It is over, or is called off."""

    outcome: Literal["over", "called_off"]
    because: Annotated[str, text(300, 0)] = ""


class AnnouncementOut(Out):
    """Announced work as it stands now."""

    announcement_id: UUID
    announcement_no: str
    project: str
    kind: str
    buildings: list[str]
    unit_nos: list[str]
    starts_at: datetime
    ends_at: datetime
    reason: str
    contact: str
    is_emergency: bool
    state: State
    announced_by: str
    announced_at: datetime
    ended_by: str | None
    ended_at: datetime | None
    because: str


class AnnouncementInFullOut(AnnouncementOut):
    """With each word that went out about it."""

    circulars: list[CircularOut]


@router.post("", status_code=201, response_model=AnnouncementOut)
async def post_announcement(body: AnnouncementIn, door: Annotated[Door, opens_for(*ANNOUNCERS)]) -> Response:
    """Announce planned work to the households concerned, so many hours ahead; an emergency at once."""
    door.caller.must_reach(body.project)
    announcement_id = new_id()
    facts = body.model_dump(exclude={"buildings", "unit_nos"})
    work = Work(**facts, place=Place(tuple(dict.fromkeys(body.buildings)), tuple(dict.fromkeys(body.unit_nos))))

    async def act(tx: Transaction) -> AnnouncementOut:
        return _shown(await use_cases.make(tx, announcement_id, work, door.caller.person, tx.now))

    return await door.once(body, act)


@router.get("")
async def get_announcements(
    door: Annotated[Door, opens_for(*READERS)],
    project: Named = None,
    state: State | None = None,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> Page[AnnouncementOut]:
    """What is and was announced on the caller's projects, the latest first."""
    if project is not None:
        door.caller.must_reach(project, "query:project")
    within = door.caller.reach if project is None else [project]
    async with door.reading() as tx:
        found = await store.announcements(tx, within, state, id_in(cursor), limit + 1)
    items = [_shown(each) for each in found[:limit]]
    return Page(items=items, next=encode_cursor([items[-1].announcement_id]) if len(found) > limit else None)


@router.get("/{announcement_id}")
async def get_announcement(announcement_id: UUID, door: Annotated[Door, opens_for(*READERS)]) -> AnnouncementInFullOut:
    """One, with how many were told of each word about it."""
    async with door.reading() as tx:
        made = await _seen(tx, announcement_id, door.caller)
        words = await circulars.tally(tx, announcement_id)
    return AnnouncementInFullOut(**dict(_shown(made)), circulars=words)


@router.get("/{announcement_id}/households")
async def get_households(
    announcement_id: UUID, door: Annotated[Door, opens_for(*READERS)], cursor: Cursor = None, limit: Limit = 50
) -> Page[ToldOut]:
    """Who was told, by which notice, and how it went out."""
    async with door.reading() as tx:
        await _seen(tx, announcement_id, door.caller)
        return await circulars.told(tx, announcement_id, cursor, limit)


@router.get("/{announcement_id}/posting", response_class=Response, responses=POSTING)
async def get_posting(
    announcement_id: UUID,
    door: Annotated[Door, opens_for(*READERS)],
    language: Literal["zh", "en"] = "zh",
    form: Literal["pdf", "json"] = "pdf",
) -> Response:
    """The sheet to be posted up, in one language."""
    async with door.reading() as tx:
        made = await _seen(tx, announcement_id, door.caller)
        names = Names.from_data((await policy(tx, "names", day_in_china(tx.now))).data)
        estates = await report_facts.projects(tx)
    called = names.of("work_kind", made.work.kind)
    kind = called[EN if language == "en" else ZH] if called else made.work.kind
    document = posting(made, kind, estates.get(made.work.project, made.work.project), language)
    if form == "json":
        return Response(as_json(document), media_type="application/json")
    pdf = await asyncio.to_thread(as_pdf, document)
    headers = {"Content-Disposition": f'inline; filename="{made.announcement_no}.pdf"'}
    return Response(pdf, media_type="application/pdf", headers=headers)


@router.post("/{announcement_id}/changes", status_code=201, response_model=AnnouncementOut)
async def post_change(announcement_id: UUID, body: ChangeIn, door: Annotated[Door, opens_for(*ANNOUNCERS)]) -> Response:
    """Postpone it, or say that it will last longer; the same households are told."""

    async def act(tx: Transaction) -> AnnouncementOut:
        await _seen(tx, announcement_id, door.caller)
        changed = await use_cases.change(
            tx, announcement_id, body.starts_at, body.ends_at, body.because, door.caller.person, tx.now
        )
        return _shown(changed)

    return await door.once(body, act)


@router.post("/{announcement_id}/endings", status_code=201, response_model=AnnouncementOut)
async def post_ending(announcement_id: UUID, body: EndingIn, door: Annotated[Door, opens_for(*ANNOUNCERS)]) -> Response:
    """Say that it is over, or called off; the same households are told."""

    async def act(tx: Transaction) -> AnnouncementOut:
        await _seen(tx, announcement_id, door.caller)
        state, by = State(body.outcome), door.caller.person
        return _shown(await use_cases.end(tx, announcement_id, state, body.because, by, tx.now))

    return await door.once(body, act)


async def _seen(tx: Transaction, announcement_id: UUID, caller: Caller) -> Announcement:
    made = await store.announcement(tx, announcement_id)
    if not caller.reaches(made.work.project):
        raise NoSuchAnnouncement
    return made


def _shown(made: Announcement) -> AnnouncementOut:
    facts = asdict(made.work) | asdict(made)
    place = made.work.place
    return AnnouncementOut(
        **{name: facts[name] for name in AnnouncementOut.model_fields if name in facts},
        buildings=list(place.buildings), unit_nos=list(place.unit_nos),
    )  # fmt: skip
