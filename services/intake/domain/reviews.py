"""Joint reviews: those concerned at one table, with a finding, an action and its date, and the customer told (I24)."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from aftercare_contracts.errors import AlreadyDone, Conflict, Forbidden, NotFound
from aftercare_contracts.values import ContactWay, Role

from .case import CannotMove, Case, State


class ReviewGround(StrEnum):
    """Why those concerned are called together."""

    NO_IMPROVEMENT = "no_improvement"
    CAUSE_UNKNOWN = "cause_unknown"
    RESPONSIBILITY_DISPUTED = "responsibility_disputed"
    MAJOR_QUALITY_FAULT = "major_quality_fault"


CENTRE = frozenset({Role.SITE_LEAD, Role.CENTRE_DIRECTOR})
GENERAL_MANAGEMENT = frozenset({Role.VICE_PRESIDENT, Role.GENERAL_MANAGER})
CALLERS: Mapping[ReviewGround, frozenset[Role]] = {
    ReviewGround.NO_IMPROVEMENT: CENTRE,
    ReviewGround.CAUSE_UNKNOWN: CENTRE,
    ReviewGround.RESPONSIBILITY_DISPUTED: CENTRE,
    ReviewGround.MAJOR_QUALITY_FAULT: GENERAL_MANAGEMENT,
}


class NoSuchReview(NotFound):
    """There is no such review, or it is not yours to see."""


class NotYoursToCall(Forbidden):
    """The centre calls a joint review; on a major quality fault general management does (I24)."""


class NotReported(Conflict):
    """Engineering first reports a major quality fault to general management (I24)."""


class NotFoundYet(Conflict):
    """The review has no finding yet."""


class FoundAlready(AlreadyDone):
    """The review has its finding."""


class ConfirmedAlready(AlreadyDone):
    """The customer has confirmed it before."""


class ActedAlready(AlreadyDone):
    """The action was reported done before."""


class NotYourAction(Forbidden):
    """The action is reported done by whoever was found responsible, or by those who called the review."""


@dataclass(frozen=True, slots=True)
class QualityFault:
    """A major quality fault, reported by engineering to general management."""

    fault_id: UUID
    case_id: UUID
    report: str
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class JointReview:
    """Who was called, and why."""

    review_id: UUID
    case_id: UUID
    ground: ReviewGround
    participants: tuple[Role, ...]
    persons: tuple[str, ...]
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class ReviewFinding:
    """What was found, who answers for it, what is done and until when."""

    review_id: UUID
    case_id: UUID
    finding: str
    responsible_party: str
    owner: Role
    action: str
    action_on: date
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class ReviewAction:
    """The action was done."""

    review_id: UUID
    case_id: UUID
    done: str
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class CustomerConfirmation:
    """The customer confirms what he was told."""

    review_id: UUID
    case_id: UUID
    told: str
    way: ContactWay
    by: str
    at: datetime


def must_be_called_by(case: Case, ground: ReviewGround, roles: Collection[str], *, reported: bool) -> None:
    """Raises ``CannotMove``, ``NotYoursToCall``, ``NotReported``."""
    if case.state is State.CLOSED:
        raise CannotMove("The case is closed.")
    if CALLERS[ground].isdisjoint(roles):
        raise NotYoursToCall(f"On this ground {' or '.join(sorted(CALLERS[ground]))} calls.")
    if ground is ReviewGround.MAJOR_QUALITY_FAULT and not reported:
        raise NotReported


def must_be_acted_by(finding: ReviewFinding, review: JointReview, roles: Collection[str]) -> None:
    """Raises ``NotYourAction``."""
    if ({finding.owner} | CALLERS[review.ground]).isdisjoint(roles):
        raise NotYourAction(f"The action is {finding.owner}'s.")
