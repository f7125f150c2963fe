"""Major cases: kept from growing, reported up the whole ladder at once, dealt with by general management's measures (I11)."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from aftercare_contracts.errors import AlreadyDone, Conflict, Forbidden, NotFound, Problem
from aftercare_contracts.values import Role

from .case import CannotMove, Case, DateBehind, State, taken

ALWAYS_SEE = frozenset({Role.LEGAL_COUNSEL, Role.CHIEF_ENGINEER})
"""Who sees every major case, whatever its project."""


class Ground(StrEnum):
    """Why a case is major."""

    BEYOND_THE_CENTRE = "beyond_the_centre"
    GREAT_DANGER = "great_danger"
    WIDE_EFFECT = "wide_effect"


class NotMajor(Conflict):
    """The case is not a major one."""


class NoSuchMeasure(NotFound):
    """There is no such measure, or it is not yours to see."""


class NotYourMeasure(Forbidden):
    """A measure is reported done by whoever owns it, or by general management."""


class CompletedAlready(AlreadyDone):
    """The measure was completed before."""


@dataclass(frozen=True, slots=True)
class MajorFinding:
    """On what ground a case is major, what was done first to keep it from growing, and who handles it in person."""

    finding_id: UUID
    case_id: UUID
    ground: Ground
    done_first: str
    responsible: str
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class MajorWithdrawal:
    """The case is no longer a major one, and why."""

    withdrawal_id: UUID
    case_id: UUID
    reason: str
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Measure:
    """What general management ordered, whose it is and until when."""

    measure_id: UUID
    case_id: UUID
    measure: str
    owner: Role
    due_on: date
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class MeasureCompletion:
    """What was done of a measure."""

    measure_id: UUID
    case_id: UUID
    done: str
    by: str
    at: datetime


def find_major(case: Case, responsible: str, now: datetime) -> Case:
    """A major case, handled in person by whoever is first or mainly responsible; a further ground may be found later.

    He takes it where the handling is going on; while a visit is owed or the result awaits its closing, it stays with those.
    Raises ``CannotMove``.
    """
    if case.state is State.CLOSED:
        raise CannotMove("The case is closed.")
    found = replace(case, is_major=True)
    in_handling = case.state is not State.HANDLED and not case.visit_owed
    return taken(found, responsible, now) if in_handling else found


def take_back(case: Case) -> Case:
    """Raises ``NotMajor``."""
    must_be_major(case)
    return replace(case, is_major=False)


def must_be_major(case: Case) -> None:
    """Raises ``NotMajor``, ``CannotMove``."""
    if case.state is State.CLOSED:
        raise CannotMove("The case is closed.")
    if not case.is_major:
        raise NotMajor


def must_lie_ahead(day: date, today: date, pointer: str) -> None:
    """Raises ``DateBehind``."""
    if day < today:
        raise DateBehind("The date lies behind us.", Problem(pointer, str(day), f"{today} or later"))


def must_be_owned(measure: Measure, roles: Collection[str]) -> None:
    """Raises ``NotYourMeasure``."""
    if {measure.owner, Role.VICE_PRESIDENT, Role.GENERAL_MANAGER}.isdisjoint(roles):
        raise NotYourMeasure(f"The measure is {measure.owner}'s.")
