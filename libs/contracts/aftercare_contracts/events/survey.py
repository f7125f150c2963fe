"""What survey says. The subject is the case."""

from datetime import datetime
from typing import ClassVar, Literal
from uuid import UUID

from ..envelope import Event
from ..values import ContactWay
from . import limits


class ReturnVisitEvent(Event):
    """What every event about a return visit carries."""

    visit_id: UUID
    case_id: UUID
    case_no: str
    project: str
    round: int


class ReturnVisitPlanned(ReturnVisitEvent):
    """A return visit is due (V1). Said by survey, heard by notify.

    ``visitor`` is the officer who took the case; none where he had a hand in the work and another is to be named.
    """

    type: ClassVar[str] = "survey.return_visit.planned.v1"
    way: ContactWay
    visitor: str | None
    due_at: datetime


class ReturnVisitSatisfied(ReturnVisitEvent):
    """The customer is satisfied (V1). Said by survey; heard by intake, which closes the case (I15) where the visit was about
    a settled result."""

    type: ClassVar[str] = "survey.return_visit.satisfied.v1"
    visited_by: str
    settled: bool
    in_time: bool
    attitude: bool


class ReturnVisitDissatisfied(ReturnVisitEvent):
    """Something is still wrong, or the customer could not be reached (V2). Said by survey; heard by intake, which opens
    another round, and notify."""

    type: ClassVar[str] = "survey.return_visit.dissatisfied.v1"
    visited_by: str
    because: Literal["still_wrong", "unreachable"]
    still_wrong: str


class VisitLimitApproaching(limits.LimitApproaching):
    """The time for a return visit will end soon (N2). Said by survey, heard by notify."""

    type: ClassVar[str] = "survey.limit.approaching.v1"
    reference: str | None = None
    contractor: str | None = None


class VisitLimitPassed(limits.LimitPassed):
    """The time for a return visit has passed (N2). Said by survey, heard by notify."""

    type: ClassVar[str] = "survey.limit.passed.v1"
    reference: str | None = None
    contractor: str | None = None
