"""What survey says of visits on the way: appointments, attempts, waiting, the centre director's presence."""

from datetime import date, datetime
from typing import ClassVar, Literal
from uuid import UUID

from ..envelope import Event
from ..values import ContactWay
from .survey import ReturnVisitEvent

Because = Literal["second_dissatisfied", "said_so", "lowest_overall", "many_items"]


class ReturnVisitAppointed(ReturnVisitEvent):
    """When, by whom and which way a return visit is to be made (V1). Said by survey, heard by notify, which tells the customer.

    The subject is the case.
    """

    type: ClassVar[str] = "survey.return_visit.appointed.v1"
    appointed_for: datetime
    way: ContactWay
    visitor: str
    appointed_by: str


class ReturnVisitAttempted(ReturnVisitEvent):
    """Somebody tried to make a return visit (V1). Said by survey, heard by nobody but the timeline. The subject is the case."""

    type: ClassVar[str] = "survey.return_visit.attempted.v1"
    way: ContactWay
    outcome: Literal["nobody_home", "no_answer", "wrong_contact", "put_off", "replied"]
    attempts: int
    attempted_by: str


class ReturnVisitWaiting(ReturnVisitEvent):
    """No answer came from the customer, and the month decides (V2). Said by survey, heard by notify. The subject is the case.

    ``because`` he could not be reached, or only our reply online stands. What comes of it follows as satisfied or dissatisfied.
    """

    type: ClassVar[str] = "survey.return_visit.waiting.v1"
    because: Literal["unreachable", "online"]
    until: datetime
    recorded_by: str


class DirectorWanted(Event):
    """A customer is seriously dissatisfied: the centre director takes part in his next visit (V4). Said by survey, heard by notify.

    The subject is the case, or the wanting where no case is known.
    """

    type: ClassVar[str] = "survey.director.wanted.v1"
    wanted_id: UUID
    project: str
    case_id: UUID | None
    case_no: str | None
    unit_no: str | None
    because: Because


class DirectorCalled(ReturnVisitEvent):
    """A return visit is due in which the centre director takes part (V4). Said by survey, heard by notify. The subject is the case."""

    type: ClassVar[str] = "survey.director.called.v1"
    because: Because
    way: ContactWay
    visitor: str | None
    due_at: datetime


class DirectorAttended(ReturnVisitEvent):
    """The centre director takes part in a return visit (V4). Said by survey, heard by notify. The subject is the case."""

    type: ClassVar[str] = "survey.director.attended.v1"
    director: str


class VisitMonthEvent(Event):
    """A project's month of visits, counted (V8)."""

    project: str
    month: str
    officers: int
    officers_short: int
    households: int
    wanted: int
    visited: int
    by_phone: int
    raised: int
    falls_short: bool


class VisitMonthEnded(VisitMonthEvent):
    """A month is over and its visits are to be checked (V8). Said by survey, heard by notify, which tells the supervisor.

    The subject is the project's month. ``wanted`` is how many households the property company ought to have visited,
    ``by_phone`` how many it reached by phone only.
    """

    type: ClassVar[str] = "survey.visit_month.ended.v1"


class VisitMonthChecked(VisitMonthEvent):
    """The supervisor has checked and signed a month's visits (V8). Said by survey, heard by notify. The subject is the project's month."""

    type: ClassVar[str] = "survey.visit_month.checked.v1"
    checked_by: str


class RoundEvent(Event):
    """What every event about a project's yearly round of visits carries (V3). The subject is the round."""

    round_id: UUID
    project: str
    year: int
    reference: str


class RoundOpened(RoundEvent):
    """The yearly round of visits to every household begins (V3). Said by survey, heard by notify, which tells those who take part."""

    type: ClassVar[str] = "survey.round.opened.v1"
    households: int
    until_on: date
    opened_by: str


class RoundHouseholdVisited(RoundEvent):
    """A household was visited in the round (V3). Said by survey; heard by nobody but the reports."""

    type: ClassVar[str] = "survey.round.household_visited.v1"
    way: ContactWay
    form_filled: bool
    matters: int
    questions: int
    visited_by: str


class RoundMajorRaised(RoundEvent):
    """A major matter came up in the round and is for general management to decide (V3). Said by survey, heard by notify."""

    type: ClassVar[str] = "survey.round.major_raised.v1"
    asked_id: UUID
    raised_by: str
    decide_by: datetime


class RoundMajorDecided(RoundEvent):
    """General management decided on a major matter of the round (V3). Said by survey, heard by notify."""

    type: ClassVar[str] = "survey.round.major_decided.v1"
    asked_id: UUID
    decided_by: str


class RoundAnalysed(RoundEvent):
    """The round's analysis was drawn and passed to the general manager (V3). Said by survey, heard by notify.

    ``closed`` of ``raised`` matters have been handled; all of them are to be.
    """

    type: ClassVar[str] = "survey.round.analysed.v1"
    households: int
    visited: int
    not_reached: int
    raised: int
    closed: int
    drawn_by: str


class RoundAcknowledged(RoundEvent):
    """The general manager has read the round's analysis (V3). Said by survey, heard by notify."""

    type: ClassVar[str] = "survey.round.acknowledged.v1"
    acknowledged_by: str
