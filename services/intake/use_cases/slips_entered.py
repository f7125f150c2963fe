"""Slips that departments send to the centre: each stands on a case, one there is or one registered with it (I7, N1)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

from aftercare_contracts.events.intake_slips import SlipEntered
from aftercare_contracts.periods import day_in_china
from aftercare_contracts.values import Role
from plumbing import numbers
from plumbing.database import Transaction

from ..domain import slips as domain
from ..domain.limits import LimitName
from ..domain.slips import Slip, SlipKind
from ..store import slips
from . import limits, registering
from .announcing import say
from .registering import Contact
from .slips import SERIES, facts

KINDS: Mapping[SlipKind, Literal["contact", "vacant_unit", "wish"]] = {
    SlipKind.CONTACT: "contact", SlipKind.VACANT_UNIT: "vacant_unit", SlipKind.WISH: "wish",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Sent:
    """A slip as a department sent it: on a case there is, or with the contact that becomes one."""

    kind: SlipKind
    text: str
    case_id: UUID | None
    contact: Contact | None


async def enter(
    tx: Transaction, ids: tuple[UUID, UUID], sent: Sent, by: str, roles: frozenset[str], now: datetime
) -> Slip:
    """The slip is entered, and its answer runs for the site lead; ``ids`` are the slip's and, where new, the case's.

    Raises ``NotYoursToSend``, ``CaseOrContact``, ``NoSuchCase``, ``NotForACase``, ``CaseIsClosed``, and whatever
    registration refuses.
    """
    party = domain.must_be_sent_by(sent.kind, roles)
    domain.must_name_one(sent.case_id, sent.contact is not None)
    if sent.contact:
        case = await registering.register_case(tx, ids[1], sent.contact, by, now)
    else:
        assert sent.case_id is not None
        case = await limits.case_held(tx, sent.case_id)
    domain.must_fit(sent.kind, party, case, is_new=sent.contact is not None)
    limit = await limits.start(tx, case, LimitName.SLIP_ANSWER, now, owner=Role.SITE_LEAD, key=str(ids[0]))
    slip = Slip(
        slip_id=ids[0], slip_no=await numbers.next_number(tx, SERIES, day_in_china(now)), kind=sent.kind, party=party,
        case_id=case.case_id, project=case.project, text=sent.text, sent_by=by, sent_at=now,
    )  # fmt: skip
    await slips.add(tx, slip)
    await say(tx, case, SlipEntered(**facts(slip, case), kind=KINDS[sent.kind], due_at=limit.due_at))
    return slip
