"""When and how the customer is answered, as agreed with him, and kept to (I5)."""

from datetime import datetime
from uuid import UUID

from aftercare_contracts.events.intake_conduct import ReplyAgreed
from aftercare_contracts.values import ContactWay
from plumbing.database import Transaction

from ..domain import replies as domain
from ..domain.case import Case
from ..domain.limits import LimitName
from ..domain.replies import OtherWayTaken, ReplyAgreement
from ..store import cases, conduct
from . import limits
from .announcing import say


async def promise(tx: Transaction, case: Case, now: datetime) -> None:
    """The reply promised at registration is a limit of the case, where one was."""
    if case.reply_agreed_at:
        await limits.start(tx, case, LimitName.REPLY_AGREED, now, until=case.reply_agreed_at)


async def agree_anew(
    tx: Transaction,
    agreement_id: UUID,
    case_id: UUID,
    reply_at: datetime | None,
    ways: tuple[ContactWay | None, ContactWay | None],
    customer_wish: str,
    by: str,
    now: datetime,
) -> Case:
    """What the customer wishes now holds; an earlier moment gives way. ``ways`` are those of the reply and of the visit.

    Raises ``NoSuchCase``, ``NothingAgreed``, ``ReplyBehind``, ``CannotMove``.
    """
    case = domain.agree_anew(await limits.case_held(tx, case_id), reply_at, *ways, now)
    await cases.save(tx, case, "agree", by, now)
    await conduct.add(tx, ReplyAgreement(
        agreement_id, case_id, case.round, reply_at, case.reply_by, case.visit_by, customer_wish, by, now,
    ))  # fmt: skip
    if reply_at:
        await limits.end(tx, case, now, "agreed anew", (LimitName.REPLY_AGREED,), gives_way=True)
        await limits.start(tx, case, LimitName.REPLY_AGREED, now, key=str(agreement_id), until=reply_at)
    await say(tx, case, ReplyAgreed(
        case_id=case_id, case_no=case.case_no, project=case.project, reply_at=reply_at, reply_by=case.reply_by,
        visit_by=case.visit_by, agreed_by=by,
    ))  # fmt: skip
    return case


async def must_go_the_way_agreed(tx: Transaction, case: Case, way: ContactWay, because: str) -> None:
    """Raises ``OtherWay`` where a round's first feedback goes another way without a reason."""
    is_first = not await conduct.has_feedback(tx, case.case_id, case.round)
    domain.must_go_the_way_agreed(case, way, because, is_first=is_first)


async def note_other_way(tx: Transaction, entry_id: UUID, case: Case, because: str, by: str, now: datetime) -> None:
    """Why it went another way, where it did."""
    if because:
        await conduct.add(tx, OtherWayTaken(entry_id, case.case_id, because, by, now))
