"""A public reply is drafted, approved by another, and posted (I1)."""

from datetime import datetime
from uuid import UUID

from aftercare_contracts.values import ContactWay
from plumbing.database import Transaction

from ..domain import forum as forum_domain
from ..domain import public_replies as domain
from ..domain.case import State
from ..domain.public_replies import PublicReply
from ..store import cases, public_replies
from . import following, limits
from .forum import rule_on


async def draft(tx: Transaction, reply_id: UUID, case_id: UUID, text: str, by: str, now: datetime) -> PublicReply:
    """A text that wants approval. Raises ``NoSuchCase``, ``NotInPublic``, ``CannotMove``."""
    case = await cases.case_held(tx, case_id)
    domain.must_be_in_public(case)
    reply = PublicReply(reply_id, case_id, case.project, text, by, now)
    await public_replies.add(tx, reply)
    return reply


async def decide(tx: Transaction, reply_id: UUID, approved: bool, reason: str, by: str, now: datetime) -> PublicReply:
    """The head of the office approves the text or refuses it.

    Raises ``NoSuchReply``, ``DecidedBefore``, ``OwnDraft``, ``RefusalUnexplained``.
    """
    reply = domain.decided(await public_replies.reply_held(tx, reply_id), approved, reason, by, now)
    await public_replies.save(tx, reply)
    return reply


async def post(
    tx: Transaction, ids: tuple[UUID, UUID], place: str, posted_at: datetime, by: str, now: datetime
) -> PublicReply:
    """It stands in public; on an open case the customer has heard from us with it (I6). ``ids`` are the reply's and the entry's.

    Raises ``NoSuchReply``, ``UnknownPlace``, ``PostedBefore``, ``NotApproved``, ``PostedOutside``.
    """
    forum_domain.must_be_known(place, await rule_on(tx, now))
    case = await limits.case_held(tx, (await public_replies.reply(tx, ids[0])).case_id)
    reply = domain.posted(await public_replies.reply_held(tx, ids[0]), place, posted_at, by, now)
    await public_replies.save(tx, reply)
    if case.state is not State.CLOSED and not case.merged_into:
        await following.give_feedback(
            tx, ids[1], case.case_id, ContactWay.ONLINE, reply.text, by, now, other_way_because=f"公开答复于 {place}"
        )
    return reply
