"""When and how the customer is answered, and how he is visited, as agreed with him (I5)."""

from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from aftercare_contracts.errors import Invalid, Problem
from aftercare_contracts.values import ContactWay

from .case import CannotMove, Case, State


class ReplyBehind(Invalid):
    """The moment by which a reply is promised lies behind us."""


class NothingAgreed(Invalid):
    """Nothing was agreed anew."""


class OtherWay(Invalid):
    """The customer was to be answered the way he asked for; another way needs a reason (I5)."""


@dataclass(frozen=True, slots=True)
class ReplyAgreement:
    """What was agreed anew with the customer, and in what words he wished it."""

    agreement_id: UUID
    case_id: UUID
    round: int
    reply_at: datetime | None
    reply_by: ContactWay
    visit_by: ContactWay
    customer_wish: str
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class OtherWayTaken:
    """A first feedback that went another way than agreed, and why."""

    entry_id: UUID
    case_id: UUID
    because: str
    by: str
    at: datetime


def must_lie_ahead(reply_at: datetime | None, now: datetime, pointer: str = "/reply_agreed_at") -> None:
    """Raises ``ReplyBehind``."""
    if reply_at and reply_at <= now:
        raise ReplyBehind("", Problem(pointer, f"{reply_at.isoformat()} is not ahead", f"later than {now.isoformat()}"))


def agree_anew(
    case: Case, reply_at: datetime | None, reply_by: ContactWay | None, visit_by: ContactWay | None, now: datetime
) -> Case:
    """The case with what was agreed now. Raises ``NothingAgreed``, ``ReplyBehind``, ``CannotMove``."""
    if not (reply_at or reply_by or visit_by):
        raise NothingAgreed("", Problem("", "empty", "one of reply_at, reply_by, visit_by"))
    must_lie_ahead(reply_at, now, "/reply_at")
    if case.state is State.CLOSED:
        raise CannotMove("The case is closed.")
    return replace(
        case,
        reply_agreed_at=reply_at or case.reply_agreed_at,
        reply_by=reply_by or case.reply_by,
        visit_by=visit_by or case.visit_by,
    )


def must_go_the_way_agreed(case: Case, way: ContactWay, because: str, *, is_first: bool) -> None:
    """Raises ``OtherWay`` where a first feedback goes another way without a reason."""
    if is_first and way is not case.reply_by and not because:
        raise OtherWay(
            "",
            Problem("/way", f"{way} is not as agreed", f"{case.reply_by}, as the customer asked"),
            Problem("/other_way_because", "missing", "why it went another way"),
        )
