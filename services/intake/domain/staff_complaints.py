"""Complaints about staff: told unvarnished to his superiors, apologised for where serious, and kept from him (I18)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

from aftercare_contracts.errors import Conflict, Forbidden, Invalid, Problem
from aftercare_contracts.values import CaseKind, ContactWay, Department, Role, Verdict

from .case import CannotMove, Case, State

MATTER = "staff_attitude"
ApologyWay = Literal[ContactWay.HOME, ContactWay.PHONE]
DIRECT_SUPERIOR: Mapping[Department, Role] = {
    Department.SERVICE_CENTRE: Role.SITE_LEAD,
    Department.SALES: Role.DEPARTMENT_MANAGER,
    Department.PROPERTY_COMPANY: Role.DEPARTMENT_MANAGER,
}


class AboutYourself(Forbidden):
    """This complaint is about you: others verify, handle, judge and visit, and it is not yours to read (I18)."""


class NotAboutStaff(Invalid):
    """Only a complaint about the attitude of staff names one of them."""


class NobodyNamed(Conflict):
    """The case is no complaint about one of our staff."""


class ApologyOwed(Conflict):
    """A serious complaint about staff is settled only after an apology in person or by phone (I18)."""


class LeadershipOwed(Conflict):
    """The customer wants to speak to the leadership; meet the wish, or record why it is not reasonable (I18)."""


class NoWish(Conflict):
    """The customer did not ask to speak to the leadership."""


@dataclass(frozen=True, slots=True)
class LeadershipWish:
    """The customer wants to speak to the leadership directly."""

    case_id: UUID
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class LeadershipMeeting:
    """How the wish was met, or why it was not reasonable."""

    meeting_id: UUID
    case_id: UUID
    was_met: bool
    words: str
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Gravity:
    """Whether the complaint is serious, and why; the last word counts."""

    gravity_id: UUID
    case_id: UUID
    is_serious: bool
    reason: str
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Apology:
    """An apology, in person or by phone."""

    apology_id: UUID
    case_id: UUID
    way: ContactWay
    words: str
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Owed:
    """What the customer is still owed before the case can be settled."""

    apology: bool = False
    leadership: bool = False

    def __bool__(self) -> bool:
        return self.apology or self.leadership


def must_not_be_about(case: Case, person: str) -> None:
    """Raises ``AboutYourself``."""
    if case.about_person == person:
        raise AboutYourself


def must_be_about_staff(kind: CaseKind, matter: str, about_person: str | None, by: str) -> None:
    """Raises ``NotAboutStaff`` where one of our staff is named otherwise, ``AboutYourself`` where by himself."""
    if about_person is None:
        return
    wrong = [
        Problem(pointer, f"{value} names nobody of our staff", expected)
        for pointer, value, expected in (("/kind", kind, CaseKind.COMPLAINT), ("/matter", matter, MATTER))
        if value != expected
    ]
    if wrong:
        raise NotAboutStaff("", *wrong)
    if about_person == by:
        raise AboutYourself("Nobody records a complaint about himself; let another take it (I18).")


def told_when_verified(case: Case) -> tuple[Role, ...]:
    """Who hears of it unvarnished: the direct superior and the head of the centre; of other complaints nobody."""
    return (DIRECT_SUPERIOR[case.department], Role.CENTRE_DIRECTOR) if case.about_person else ()


def must_name_staff(case: Case) -> None:
    """Raises ``NobodyNamed``, ``CannotMove``."""
    if case.state is State.CLOSED:
        raise CannotMove("The case is closed.")
    if not case.about_person:
        raise NobodyNamed


def owed(case: Case, gravity: Gravity | None, *, apologised: bool, wished: bool, met: bool) -> Owed:
    """A serious complaint that was not found invalid asks for an apology, a wish to speak to the leadership for an answer."""
    serious = gravity is not None and gravity.is_serious and case.verdict is not Verdict.INVALID
    return Owed(apology=serious and not apologised, leadership=wished and not met)


def must_owe_nothing(still: Owed) -> None:
    """Raises ``ApologyOwed``, ``LeadershipOwed``."""
    if still.apology:
        raise ApologyOwed
    if still.leadership:
        raise LeadershipOwed
