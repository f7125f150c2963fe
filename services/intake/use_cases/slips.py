"""Slips: ours brings a case before the property company within eight hours; theirs is answered within three days (I7, N1)."""

from datetime import datetime
from typing import Any
from uuid import UUID

from aftercare_contracts.events.intake_slips import SlipAnswered, SlipReceived, SlipSent
from aftercare_contracts.periods import day_in_china
from aftercare_contracts.values import Desk, Role
from plumbing import numbers
from plumbing.database import Transaction
from plumbing.ids import new_id

from ..domain import slips as domain
from ..domain.case import Case
from ..domain.limits import LimitName
from ..domain.slips import Slip, SlipKind
from ..store import slips
from . import limits
from .announcing import say

SERIES = "LX"


async def send_if_about_property_company(tx: Transaction, case: Case, subject_desk: Desk, now: datetime) -> None:
    """A new case about the property company goes to it in writing; its eight hours run from the registration (I7).

    Its delivery is the site office's to see to.
    """
    if not domain.is_about_property_company(case, subject_desk):
        return
    slip_id = new_id()
    limit = await limits.start(tx, case, LimitName.PROPERTY_SLIP, now, owner=Role.SITE_LEAD, key=str(slip_id))
    slip = Slip(
        slip_id=slip_id, slip_no=await numbers.next_number(tx, SERIES, day_in_china(now)), kind=SlipKind.CASE,
        party=Role.PROPERTY_COMPANY, case_id=case.case_id, project=case.project, text=None, sent_by=case.taken_by, sent_at=now,
    )  # fmt: skip
    await slips.add(tx, slip)
    await say(tx, case, SlipSent(**facts(slip, case), due_at=limit.due_at))


async def receive(tx: Transaction, slip_id: UUID, by: str, now: datetime) -> Slip:
    """The property company has our slip, which ends its limit (I7). Raises ``NoSuchSlip``, ``NotReceivable``, ``ReceivedBefore``."""
    case, slip = await _held(tx, slip_id)
    received = domain.received(slip, by, now)
    await slips.save(tx, received)
    await limits.end(tx, case, now, f"{slip.slip_no} delivered", (LimitName.PROPERTY_SLIP,), key=slip.key)
    await say(tx, case, SlipReceived(**facts(slip, case), received_by=by))
    return received


async def answer(tx: Transaction, slip_id: UUID, text: str, by: str, now: datetime) -> Slip:
    """The centre answers a slip in writing (I7). Raises ``NoSuchSlip``, ``NotAnswerable``, ``AnsweredBefore``."""
    case, slip = await _held(tx, slip_id)
    answered = domain.answered(slip, text, by, now)
    await slips.save(tx, answered)
    await limits.end(tx, case, now, f"{slip.slip_no} answered", (LimitName.SLIP_ANSWER,), key=slip.key)
    await say(tx, case, SlipAnswered(**facts(slip, case), answered_by=by))
    return answered


async def _held(tx: Transaction, slip_id: UUID) -> tuple[Case, Slip]:
    """The case first, and then the slip as it stands now."""
    case = await limits.case_held(tx, (await slips.slip(tx, slip_id)).case_id)
    return case, await slips.slip(tx, slip_id)


def facts(slip: Slip, case: Case) -> dict[str, Any]:
    """What every event about a slip carries."""
    return {
        "slip_id": slip.slip_id, "slip_no": slip.slip_no, "case_id": case.case_id, "case_no": case.case_no,
        "project": case.project, "party": slip.party,
    }  # fmt: skip
