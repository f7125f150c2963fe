"""A public reply on the web: drafted, approved by the head of the office, then posted as it was approved (I1)."""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from aftercare_contracts.errors import AlreadyDone, Conflict, Forbidden, Invalid, NotFound, Problem
from aftercare_contracts.values import Channel

from .case import CannotMove, Case, State

IN_PUBLIC = frozenset({Channel.WEB, Channel.FORUM})


class ReplyState(StrEnum):
    """Where a public reply stands."""

    DRAFTED = "drafted"
    APPROVED = "approved"
    REFUSED = "refused"
    POSTED = "posted"


class NoSuchReply(NotFound):
    """There is no such public reply, or it is not yours to see."""


class NotInPublic(Conflict):
    """Only what came by web or forum is answered in public."""


class OwnDraft(Forbidden):
    """Nobody approves a text of his own."""


class RefusalUnexplained(Invalid):
    """A draft is refused with the reason."""


class DecidedBefore(AlreadyDone):
    """This draft was approved or refused before; another text is another draft."""


class NotApproved(Conflict):
    """A public reply is posted only after the head of the office approved its text."""


class PostedBefore(AlreadyDone):
    """This reply was posted before."""


class PostedOutside(Invalid):
    """It was posted after its approval and before now."""


@dataclass(frozen=True, slots=True)
class PublicReply:
    """One text, which never changes: another text is another draft."""

    reply_id: UUID
    case_id: UUID
    project: str
    text: str
    drafted_by: str
    drafted_at: datetime
    state: ReplyState = ReplyState.DRAFTED
    decided_by: str | None = None
    decided_at: datetime | None = None
    reason: str = ""
    place: str | None = None
    posted_at: datetime | None = None
    posted_by: str | None = None


def must_be_in_public(case: Case) -> None:
    """Raises ``NotInPublic``, ``CannotMove``."""
    if case.channel not in IN_PUBLIC:
        raise NotInPublic(f"The case came by {case.channel}; only web and forum are answered in public.")
    if case.state is State.CLOSED or case.merged_into:
        raise CannotMove("The case is closed, or merged into another.")


def decided(reply: PublicReply, approved: bool, reason: str, by: str, now: datetime) -> PublicReply:
    """The head approves the text, or refuses it with the reason. Raises ``DecidedBefore``, ``OwnDraft``, ``RefusalUnexplained``."""
    if reply.state is not ReplyState.DRAFTED:
        raise DecidedBefore
    if by == reply.drafted_by:
        raise OwnDraft
    if not approved and not reason:
        raise RefusalUnexplained("", Problem("/reason", "missing", "why the text cannot be posted"))
    state = ReplyState.APPROVED if approved else ReplyState.REFUSED
    return replace(reply, state=state, decided_by=by, decided_at=now, reason=reason)


def posted(reply: PublicReply, place: str, posted_at: datetime, by: str, now: datetime) -> PublicReply:
    """It stands in public now. Raises ``PostedBefore``, ``NotApproved``, ``PostedOutside``."""
    if reply.state is ReplyState.POSTED:
        raise PostedBefore
    if reply.state is not ReplyState.APPROVED or reply.decided_at is None:
        raise NotApproved
    if not reply.decided_at <= posted_at <= now:
        expected = f"{reply.decided_at.isoformat()} to {now.isoformat()}"
        raise PostedOutside("", Problem("/posted_at", posted_at.isoformat(), expected))
    return replace(reply, state=ReplyState.POSTED, place=place, posted_at=posted_at, posted_by=by)
