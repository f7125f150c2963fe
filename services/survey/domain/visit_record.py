"""Visits of one's own accord: who was visited by whom, and what was heard (V8, B6)."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from aftercare_contracts.errors import Forbidden, Invalid, NotFound, Problem
from aftercare_contracts.values import CaseKind, ContactWay, Part, Role


class Side(StrEnum):
    """For whom a visit was made."""

    SERVICE_CENTRE = "service_centre"
    PROPERTY_COMPANY = "property_company"


PROPERTY_ROLES = frozenset({Role.PROPERTY_COMPANY, Role.PROPERTY_DESK})


class NoSuchRecord(NotFound):
    """There is no such visit record, or it is not yours to see."""


class NoSuchHousehold(Invalid):
    """The registry knows no such unit in this project."""


class NotHandedOver(Invalid):
    """Nobody lives there yet: the unit has not been handed over."""


class OwnWork(Forbidden):
    """Nobody visits a household that still has an open case on which he did or ordered work (V8, B6)."""


class VisitAhead(Invalid):
    """A visit is recorded after it was made."""


class CustomerMissing(Invalid):
    """The owner of this unit is not on record; whoever raised the matter has to be named, with how to reach him."""


class Source(StrEnum):
    """Where a matter was raised."""

    VISIT = "visit"
    ROUND = "round"


@dataclass(frozen=True, slots=True)
class Raising:
    """What somebody said that becomes a case; without a name the owner said it."""

    asked_id: UUID
    kind: CaseKind
    matter: str | None
    part: Part | None
    said: str
    customer_name: str
    contact: str
    visit_by: ContactWay
    is_major: bool = False


@dataclass(frozen=True, slots=True)
class Raised:
    """A matter raised, and the case it became, once intake has registered it."""

    asked_id: UUID
    source: Source
    source_id: UUID
    reference: str
    project: str
    unit_no: str
    kind: CaseKind
    matter: str | None
    said: str
    is_major: bool
    raised_by: str
    raised_at: datetime
    case_id: UUID | None = None
    case_no: str | None = None
    closed_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class VisitRecord:
    """A visit record (走访客户记录)."""

    record_id: UUID
    record_no: str
    project: str
    unit_no: str
    customer_id: UUID | None
    side: Side
    way: ContactWay
    visited_at: datetime
    visited_by: str
    talked_about: str
    heard: str
    recorded_at: datetime


def side_of(roles: frozenset[str]) -> Side:
    """For whom somebody with these roles visits."""
    return Side.PROPERTY_COMPANY if roles & PROPERTY_ROLES else Side.SERVICE_CENTRE


def must_be_visitable(*, known: bool, handed_over: bool, had_a_hand: bool) -> None:
    """Raises ``NoSuchHousehold``, ``NotHandedOver``, ``OwnWork``."""
    if not known:
        raise NoSuchHousehold("", Problem("/unit_no", "not in the registry", "a unit of this project"))
    if not handed_over:
        raise NotHandedOver("", Problem("/unit_no", "not handed over", "a unit that was"))
    if had_a_hand:
        raise OwnWork


def must_be_past(visited_at: datetime, now: datetime) -> None:
    """Raises ``VisitAhead``."""
    if visited_at > now:
        raise VisitAhead("", Problem("/visited_at", str(visited_at), "now or earlier"))


def must_name_somebody(position: int, raising: Raising, owner_id: UUID | None) -> None:
    """Raises ``CustomerMissing``."""
    if owner_id is None and not (raising.customer_name and raising.contact):
        raise CustomerMissing(
            "", Problem(f"/matters/{position}/customer_name", "missing", "a name, and a contact beside it")
        )
