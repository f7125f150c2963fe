"""A contractor's objection to a line of a statement, its answer, and when the statement may be booked (L4, L7)."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from aftercare_contracts.errors import AlreadyDone, Conflict, Forbidden

from .people import Person


class Verdict(StrEnum):
    """What the centre answers."""

    UPHELD = "upheld"
    REJECTED = "rejected"


class TooLateToObject(Conflict):
    """The time to object is over."""


class HasAgreed(Conflict):
    """The contractor agreed to the statement."""


class RejectedBefore(Conflict):
    """An objection to this cost was answered and rejected; the answer stands."""


class AnsweredAlready(AlreadyDone):
    """The objection has its answer."""


class AnswersOwnClaim(Forbidden):
    """Who raised or signed a claim does not answer an objection to it."""


class ObjectionIsOpen(Conflict):
    """An objection has no answer yet; answer it, or set the line aside to book the rest."""


class TimeToObjectRuns(Conflict):
    """A contractor may still object."""


class NothingLeft(Conflict):
    """Every line was set aside; withdraw the statement."""


class NoOpenObjection(Conflict):
    """Only a line with an open objection is set aside."""


@dataclass(frozen=True, slots=True)
class Service:
    """How one contractor stands to a statement he was served with."""

    contractor: str
    object_until: datetime
    agrees: bool


def must_allow_objection(service: Service, was_rejected: bool, now: datetime) -> None:
    """Raises ``HasAgreed``, ``TooLateToObject`` and ``RejectedBefore``. The last moment is in time."""
    if service.agrees:
        raise HasAgreed()
    if now > service.object_until:
        raise TooLateToObject(f"the time to object ended at {service.object_until.isoformat()}")
    if was_rejected:
        raise RejectedBefore()


def must_allow_answer(verdict_before: str | None, hands: Collection[str], by: Person) -> None:
    """Raises ``AnsweredAlready`` and ``AnswersOwnClaim``."""
    if verdict_before:
        raise AnsweredAlready(f"the objection was {verdict_before}")
    if by.id in hands:
        raise AnswersOwnClaim()


def must_allow_booking(services: Sequence[Service], open_claims: Sequence[str], lines_left: int, now: datetime) -> None:
    """Raises ``NothingLeft``, ``ObjectionIsOpen``, and ``TimeToObjectRuns`` unless each contractor agreed."""
    if not lines_left:
        raise NothingLeft()
    if open_claims:
        raise ObjectionIsOpen(f"open objections: {', '.join(open_claims)}")
    for service in services:
        if not service.agrees and now <= service.object_until:
            raise TimeToObjectRuns(f"{service.contractor} may object until {service.object_until.isoformat()}")
