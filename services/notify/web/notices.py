"""The door for people: their inboxes."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from aftercare_contracts.values import Role
from fastapi import APIRouter, Query, Response
from plumbing.database import Transaction
from plumbing.paging import encode_cursor, id_in
from plumbing.web import Caller, Door, In, Out, Page, opens_for, text

from ..domain import sendings
from ..domain.channels import Medium
from ..domain.contacts import masked
from ..domain.notices import Channel, NoSuchNotice, Notice, State
from ..domain.recipients import Recipient
from ..domain.sendings import FORGOTTEN, Sending
from ..store import notices as store
from ..store import sendings as sending_store
from ..use_cases import notices as use_cases

router = APIRouter(prefix="/notices", tags=["notices"])
READERS = tuple(role for role in Role if role not in (Role.CUSTOMER, Role.HOTLINE))
"""Customers read theirs through a link, which is not this door."""
Words = Annotated[str, text(2000, 0)]
SEE_ALL = (Role.CENTRE_DIRECTOR, Role.OPERATOR)


class AnswerIn(In):
    """A confirmation, with words where they are wanted."""

    text: Words = ""


class NoticeOut(Out):
    """A notice, Chinese first. ``settled_by`` is the type of the event after which no answer was asked for any more."""

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
    answer: str
    settled_by: str | None
    settled_at: datetime | None


class AttemptOut(Out):
    """One attempt; without ``ended_at`` nobody knows what came back. ``status`` and ``said`` are the provider's own."""

    attempt: int
    began_at: datetime
    ended_at: datetime | None
    outcome: str | None
    status: str | None
    said: str | None
    provider_id: str | None


class DeliveryOut(Out):
    """One sending; number 0 is the first, each chase the next. ``address`` is masked; the inbox has none, and is always there at
    once."""

    number: int
    channel: Channel | Medium
    delivery_id: UUID | None = None
    address: str = ""
    state: sendings.State = sendings.State.SENT
    delivered_at: datetime | None
    next_at: datetime | None = None
    attempts: tuple[AttemptOut, ...] = ()


class NoticeInFullOut(NoticeOut):
    """A notice with every sending of it."""

    deliveries: list[DeliveryOut]


@router.get("")
async def get_notices(
    door: Annotated[Door, opens_for(*READERS)],
    case_id: UUID | None = None,
    mine: bool = False,
    state: State | None = None,
    unanswered: bool = False,
    cursor: str | None = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> Page[NoticeOut]:
    """The notices in the caller's inboxes, the latest first; with ``mine`` nobody sees more than their own."""
    caller = door.caller
    inboxes = _inboxes(caller) if mine or not caller.has(*SEE_ALL) else None
    within = caller.reach
    async with door.reading() as tx:
        found = await store.notices(tx, inboxes, within, case_id, state, unanswered, id_in(cursor), limit + 1)
    items = [_shown(notice) for notice in found[:limit]]
    return Page(items=items, next=encode_cursor([items[-1].notice_id]) if len(found) > limit else None)


@router.get("/{notice_id}")
async def get_notice(notice_id: UUID, door: Annotated[Door, opens_for(*READERS)]) -> NoticeInFullOut:
    """One notice, and when it was sent."""
    async with door.reading() as tx:
        notice = await _seen(tx, notice_id, door.caller, also=SEE_ALL)
        inbox = [
            DeliveryOut(number=each.number, channel=each.channel, delivered_at=each.delivered_at)
            for each in await store.deliveries(tx, notice_id)
        ]
        outside = await sending_store.of_notice(tx, notice_id)
        tried = await sending_store.attempts(tx, [each.sending_id for each in outside])
    sent = [_sent(each, tried[each.sending_id]) for each in outside]
    return NoticeInFullOut(
        **dict(_shown(notice)), deliveries=sorted([*inbox, *sent], key=lambda each: each.number)
    )  # fmt: skip


@router.post("/{notice_id}/answers", status_code=201, response_model=NoticeOut)
async def post_answer(
    notice_id: UUID, door: Annotated[Door, opens_for(*READERS)], body: AnswerIn | None = None
) -> Response:
    """Confirm a notice of one's own; it is no longer chased (N1)."""
    said = body.text if body else ""

    async def act(tx: Transaction) -> NoticeOut:
        await _seen(tx, notice_id, door.caller)
        return _shown(await use_cases.answer(tx, notice_id, door.caller.person, said, tx.now))

    return await door.once(body, act)


async def _seen(tx: Transaction, notice_id: UUID, caller: Caller, also: tuple[Role, ...] = ()) -> Notice:
    notice = await store.notice(tx, notice_id)
    is_theirs = notice.recipient.key in _inboxes(caller)
    if is_theirs and notice.recipient.contractor:
        return notice
    if not (is_theirs or caller.has(*also)) or (notice.project and not caller.reaches(notice.project)):
        raise NoSuchNotice
    return notice


def _sent(each: Sending, tried: list[sending_store.Attempt]) -> DeliveryOut:
    is_known = not each.address.startswith(FORGOTTEN)
    return DeliveryOut(
        number=each.number, channel=each.channel, delivery_id=each.sending_id, address=masked(each.address) if is_known else "",
        state=each.state, delivered_at=each.ended_at if each.state is sendings.State.SENT else None, next_at=each.next_at,
        attempts=tuple(AttemptOut.model_validate(one) for one in tried),
    )  # fmt: skip


def _inboxes(caller: Caller) -> list[str]:
    """Every role of staff has its inbox, a contractor's firm its own, whatever the project."""
    mine = [Recipient(role).key for role in READERS if role in caller.roles and role is not Role.CONTRACTOR]
    if caller.has(Role.CONTRACTOR) and caller.contractor:
        mine.append(Recipient(Role.CONTRACTOR, caller.contractor).key)
    return mine


def _shown(notice: Notice) -> NoticeOut:
    words, to = notice.wording, notice.recipient
    same = {name: getattr(notice, name) for name in NoticeOut.model_fields if hasattr(notice, name)}
    return NoticeOut(
        **same, recipient_role=to.role, contractor=to.contractor, subject_zh=words.subject_zh, text_zh=words.text_zh,
        subject_en=words.subject_en, text_en=words.text_en,
    )  # fmt: skip
