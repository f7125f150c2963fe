"""Public replies on web and forum."""

from datetime import UTC, datetime
from typing import Annotated
from uuid import UUID

from aftercare_contracts.values import Role
from fastapi import APIRouter, Response
from plumbing.database import Transaction
from plumbing.ids import new_id
from plumbing.paging import Cursor, Limit, encode_cursor, id_in
from plumbing.web import Caller, Door, In, Moment, Out, Page, opens_for, text

from ..domain.public_replies import NoSuchReply, ReplyState
from ..store import public_replies as store
from ..use_cases import public_replies as use_cases
from .cases import Code, seen
from .following import FOLLOWERS
from .views import STAFF

router = APIRouter(tags=["public replies"])


class DraftIn(In):
    """The text to be posted."""

    text: Annotated[str, text(4000)]


class ApprovalIn(In):
    """The head's word on a text; a refusal with its reason."""

    approved: bool = True
    reason: Annotated[str, text(2000, 0)] = ""


class PostingIn(In):
    """Where it was posted, and when."""

    place: Annotated[str, text(40)]
    posted_at: Moment


class ReplyOut(Out):
    """A public reply."""

    reply_id: UUID
    case_id: UUID
    project: str
    text: str
    state: ReplyState
    drafted_by: str
    drafted_at: datetime
    decided_by: str | None
    decided_at: datetime | None
    reason: str
    place: str | None
    posted_at: datetime | None
    posted_by: str | None


@router.post("/cases/{case_id}/public-replies", status_code=201, response_model=ReplyOut)
async def post_draft(case_id: UUID, body: DraftIn, door: Annotated[Door, opens_for(*FOLLOWERS)]) -> Response:
    """Draft a public reply; another text is another draft (I1)."""
    reply_id = new_id()

    async def act(tx: Transaction) -> ReplyOut:
        await seen(tx, case_id, door.caller)
        drafted = await use_cases.draft(tx, reply_id, case_id, body.text, door.caller.person, tx.now)
        return ReplyOut.model_validate(drafted)

    return await door.once(body, act)


@router.post("/public-replies/{reply_id}/approvals", status_code=201, response_model=ReplyOut)
async def post_approval(
    reply_id: UUID, body: ApprovalIn, door: Annotated[Door, opens_for(Role.SITE_LEAD, Role.CENTRE_DIRECTOR)]
) -> Response:
    """The head of the office approves a text that another drafted, or refuses it (I1)."""

    async def act(tx: Transaction) -> ReplyOut:
        await _seen(tx, reply_id, door.caller)
        decided = await use_cases.decide(tx, reply_id, body.approved, body.reason, door.caller.person, tx.now)
        return ReplyOut.model_validate(decided)

    return await door.once(body, act)


@router.post("/public-replies/{reply_id}/postings", status_code=201, response_model=ReplyOut)
async def post_posting(reply_id: UUID, body: PostingIn, door: Annotated[Door, opens_for(*FOLLOWERS)]) -> Response:
    """An approved text was posted (I1)."""
    entry_id = new_id()

    async def act(tx: Transaction) -> ReplyOut:
        await _seen(tx, reply_id, door.caller)
        at, by = body.posted_at.astimezone(UTC), door.caller.person
        posted = await use_cases.post(tx, (reply_id, entry_id), body.place, at, by, tx.now)
        return ReplyOut.model_validate(posted)

    return await door.once(body, act)


@router.get("/public-replies")
async def get_replies(
    door: Annotated[Door, opens_for(*STAFF)],
    project: Code = None,
    state: ReplyState | None = None,
    case_id: UUID | None = None,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> Page[ReplyOut]:
    """The public replies within the caller's reach, the latest first."""
    projects = door.caller.reach
    wanted = store.Wanted(projects, project, state, case_id)
    async with door.reading() as tx:
        found = await store.replies(tx, wanted, id_in(cursor), limit + 1)
    items = [ReplyOut.model_validate(reply) for reply in found[:limit]]
    return Page(items=items, next=encode_cursor([items[-1].reply_id]) if len(found) > limit else None)


async def _seen(tx: Transaction, reply_id: UUID, caller: Caller) -> None:
    if not caller.reaches((await store.reply(tx, reply_id)).project):
        raise NoSuchReply
