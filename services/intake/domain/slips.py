"""Slips between the centre and the departments: which there are, what is owed on each, and what can happen to it (I7, N1)."""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from aftercare_contracts.errors import AlreadyDone, Conflict, Forbidden, Invalid, NotFound, Problem
from aftercare_contracts.values import CaseClass, Channel, Department, Desk, Role

from .case import Case, State


class SlipKind(StrEnum):
    """What a slip is."""

    CASE = "case"
    """The centre brings a case about the property company before it."""
    CONTACT = "contact"
    """The property company's contact slip."""
    VACANT_UNIT = "vacant_unit"
    """Its report on a vacant unit."""
    WISH = "wish"
    """Sales tells of an owner's wish about quality, design or fittings."""


SENDERS = {
    SlipKind.CONTACT: Role.PROPERTY_COMPANY,
    SlipKind.VACANT_UNIT: Role.PROPERTY_COMPANY,
    SlipKind.WISH: Role.SALES,
}
"""Who sends what to the centre."""
CHANNELS = {Role.PROPERTY_COMPANY: Channel.PROPERTY_COMPANY, Role.SALES: Channel.SALES}


class SlipState(StrEnum):
    """Where a slip stands: one of ours waits to be received, one to us to be answered."""

    SENT = "sent"
    RECEIVED = "received"
    ANSWERED = "answered"


class NoSuchSlip(NotFound):
    """There is no such slip, or it is not yours to see."""


class NotYoursToSend(Forbidden):
    """This kind of slip comes from another department."""


class CaseOrContact(Invalid):
    """A slip stands on a case: name one, or give the contact that becomes one."""


class NotForACase(Invalid):
    """The slip and the case it stands on do not fit."""


class CaseIsClosed(Conflict):
    """The case is closed, and nobody would hold the slip; give the contact anew."""


class NotReceivable(Conflict):
    """Only a slip of ours is received."""


class NotAnswerable(Conflict):
    """Only a slip to us is answered."""


class ReceivedBefore(AlreadyDone):
    """The slip was received before."""


class AnsweredBefore(AlreadyDone):
    """The slip was answered before."""


@dataclass(frozen=True, slots=True)
class Slip:
    """One slip (工作联系单). ``party`` is the department on the other side, whether it sent the slip or gets it."""

    slip_id: UUID
    slip_no: str
    kind: SlipKind
    party: Role
    case_id: UUID
    project: str
    text: str | None
    """None where the case itself is what it says."""
    sent_by: str
    sent_at: datetime
    state: SlipState = SlipState.SENT
    received_by: str | None = None
    received_at: datetime | None = None
    answer: str | None = None
    answered_by: str | None = None
    answered_at: datetime | None = None

    @property
    def key(self) -> str:
        """What its limit goes by."""
        return str(self.slip_id)


def is_about_property_company(case: Case, subject_desk: Desk) -> bool:
    """The case is to reach the property company in writing (I7, S1 5.7.1): its department has it, or it is a complaint,
    suggestion or repair request about property service, in whatever phase. Not where it came from there."""
    if case.channel is Channel.PROPERTY_COMPANY:
        return False
    of_property_service = case.case_class is CaseClass.PROPERTY_SERVICE and subject_desk is Desk.PROPERTY_DESK
    return case.department is Department.PROPERTY_COMPANY or of_property_service


def must_be_sent_by(kind: SlipKind, roles: frozenset[str]) -> Role:
    """Who sends it. Raises ``NotYoursToSend``."""
    sender = SENDERS.get(kind)
    if sender is None or sender not in roles:
        raise NotYoursToSend("", Problem("/kind", kind, "one of: " + ", ".join(_kinds_of(roles))))
    return sender


def _kinds_of(roles: frozenset[str]) -> list[str]:
    return sorted(kind for kind, sender in SENDERS.items() if sender in roles)


def must_name_one(case_id: UUID | None, has_contact: bool) -> None:
    """Raises ``CaseOrContact`` where both or neither are given."""
    if (case_id is None) is not has_contact:
        raise CaseOrContact("", Problem("/case_id", "both or neither are given", "either case_id or contact"))


def must_fit(kind: SlipKind, party: Role, case: Case, *, is_new: bool) -> None:
    """A report on a vacant unit names the unit; a new case came by its sender. Raises ``NotForACase``, ``CaseIsClosed``."""
    if case.state is State.CLOSED or case.merged_into:
        raise CaseIsClosed
    wrong = []
    if kind is SlipKind.VACANT_UNIT and case.unit_no is None:
        wrong.append(Problem("/contact/unit_no" if is_new else "/case_id", "no unit", "the vacant unit"))
    if is_new and case.channel is not CHANNELS[party]:
        wrong.append(Problem("/contact/channel", case.channel, CHANNELS[party]))
    if wrong:
        raise NotForACase("", *wrong)


def received(slip: Slip, by: str, now: datetime) -> Slip:
    """It was delivered. Raises ``NotReceivable``, ``ReceivedBefore``."""
    if slip.kind is not SlipKind.CASE:
        raise NotReceivable
    if slip.state is not SlipState.SENT:
        raise ReceivedBefore
    return replace(slip, state=SlipState.RECEIVED, received_by=by, received_at=now)


def answered(slip: Slip, text: str, by: str, now: datetime) -> Slip:
    """The centre answered. Raises ``NotAnswerable``, ``AnsweredBefore``."""
    if slip.kind is SlipKind.CASE:
        raise NotAnswerable
    if slip.state is not SlipState.SENT:
        raise AnsweredBefore
    return replace(slip, state=SlipState.ANSWERED, answer=text, answered_by=by, answered_at=now)
