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
    a settled result.

    Without an answer, where nothing of the same kind came within the month, it counts so all the same (V2): then
    ``in_time`` and ``attitude`` are empty.
    """

    type: ClassVar[str] = "survey.return_visit.satisfied.v1"
    visited_by: str
    settled: bool
    in_time: bool | None
    attitude: bool | None
    because: Literal["his_word", "quiet_month"] = "his_word"


class ReturnVisitDissatisfied(ReturnVisitEvent):
    """Something is still wrong; or no answer came, and an opinion of the same kind came again within the month (V2).

    Said by survey; heard by intake, which opens another round, and notify. ``because`` without an answer is ``unreachable``,
    or ``online`` where only our reply online stands.
    """

    type: ClassVar[str] = "survey.return_visit.dissatisfied.v1"
    visited_by: str
    because: Literal["still_wrong", "unreachable", "online"]
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
