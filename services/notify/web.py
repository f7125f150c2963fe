"""The door for people: their inboxes."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from aftercare_contracts.errors import Invalid, Problem
from aftercare_contracts.values import Role
from fastapi import APIRouter, Query, Response
from plumbing.callers import ALL_PROJECTS
from plumbing.database import Transaction
from plumbing.web import Caller, Door, Out, Page, decode_cursor, encode_cursor, opens_for

from . import store, use_cases
from .domain.notice import NoSuchNotice, Notice, State

router = APIRouter(prefix="/notices", tags=["notices"])
routers = (router,)
READERS = tuple(role for role in Role if role not in (Role.CUSTOMER, Role.HOTLINE))
"""Customers read theirs through a link, which is not this door."""
SEE_ALL = (Role.CENTRE_DIRECTOR, Role.OPERATOR)


class NoCursor(Invalid):
    """This is not a cursor."""


class NoticeOut(Out):
    """A notice, Chinese first."""

    notice_id: UUID
    notice_no: str
    about: str
    case_id: UUID | None
    project: str | None
    recipient_role: Role
    contractor: str | None
    subject_zh: str
    text_zh: str
    subject_en: str
    text_en: str
    wants_answer: bool
    delivered_at: datetime
    state: State
    times_chased: int
    answered_by: str | None
    answered_at: datetime | None


@router.get("")
async def get_notices(
    door: Annotated[Door, opens_for(*READERS)],
    case_id: UUID | None = None,
    mine: bool = False,
    state: State | None = None,
    cursor: str | None = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> Page[NoticeOut]:
    """The notices in the caller's inboxes, the latest first; with ``mine`` nobody sees more than their own."""
    caller = door.caller
    inboxes = _inboxes(caller) if mine or not caller.has(*SEE_ALL) else None
    within = None if ALL_PROJECTS in caller.projects else sorted(caller.projects)
    async with door.reading() as tx:
        found = await store.notices(tx, inboxes, within, case_id, state, _id_in(cursor), limit + 1)
    items = [_shown(notice) for notice in found[:limit]]
    return Page(items=items, next=encode_cursor([items[-1].notice_id]) if len(found) > limit else None)


@router.get("/{notice_id}")
async def get_notice(notice_id: UUID, door: Annotated[Door, opens_for(*READERS)]) -> NoticeOut:
    """One notice."""
    async with door.reading() as tx:
        return _shown(await _seen(tx, notice_id, door.caller, also=SEE_ALL))


@router.post("/{notice_id}/answers", status_code=201, response_model=NoticeOut)
async def post_answer(notice_id: UUID, door: Annotated[Door, opens_for(*READERS)]) -> Response:
    """Confirm a notice of one's own; it is no longer chased (N1)."""

    async def act(tx: Transaction) -> NoticeOut:
        await _seen(tx, notice_id, door.caller)
        return _shown(await use_cases.answer(tx, notice_id, door.caller.person, tx.now))

    return await door.once(None, act)


async def _seen(tx: Transaction, notice_id: UUID, caller: Caller, also: tuple[Role, ...] = ()) -> Notice:
    notice = await store.notice(tx, notice_id)
    is_theirs = notice.recipient.key in _inboxes(caller) or caller.has(*also)
    if not is_theirs or (notice.project and not caller.reaches(notice.project)):
        raise NoSuchNotice
    return notice


def _inboxes(caller: Caller) -> list[str]:
    """A contractor's firm has one inbox; every other role has its own."""
    roles = sorted(caller.roles - {Role.CONTRACTOR})
    return [*roles, *([f"{Role.CONTRACTOR}:{caller.contractor}"] if caller.contractor else [])]


def _shown(notice: Notice) -> NoticeOut:
    words, to = notice.wording, notice.recipient
    same = {name: getattr(notice, name) for name in NoticeOut.model_fields if hasattr(notice, name)}
    return NoticeOut(
        **same, recipient_role=to.role, contractor=to.contractor, subject_zh=words.subject_zh, text_zh=words.text_zh,
        subject_en=words.subject_en, text_en=words.text_en,
    )  # fmt: skip


def _id_in(cursor: str | None) -> UUID | None:
    try:
        return UUID(decode_cursor(cursor, 1)[0]) if cursor else None
    except (ValueError, AttributeError, TypeError) as error:
        raise NoCursor("", Problem("query:cursor", "not one of ours", "the `next` of a page, unchanged")) from error
