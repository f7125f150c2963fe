"""What intake says about the calendar. The subject of a notice is its year, of a limit the case."""

from datetime import date, datetime
from typing import ClassVar
from uuid import UUID

from pydantic import BaseModel, ConfigDict

from ..envelope import Event


class CalendarDay(BaseModel):
    """A day that the notice names."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    day: date
    is_working: bool
    name: str


class CalendarNoticeLoaded(Event):
    """The State Council's notice of a year's holidays and make-up days was entered and confirmed (I14). Said by intake.

    Heard by dispatch and survey, whose working days follow it. Days that are not named are what the week makes of them.
    """

    type: ClassVar[str] = "intake.calendar.notice_loaded.v1"
    year: int
    notice: str
    days: tuple[CalendarDay, ...]


class LimitOfCase(Event):
    """A limit of a case, named."""

    limit_id: UUID
    limit: str
    case_id: UUID
    case_no: str
    project: str
    round: int


class LimitPaused(LimitOfCase):
    """A limit's clock stands still (B2). Said by intake for the departments' systems."""

    type: ClassVar[str] = "intake.limit.paused.v1"
    paused_by: str


class LimitResumed(LimitOfCase):
    """A limit's clock runs again, with its new end (B2). Said by intake for the departments' systems."""

    type: ClassVar[str] = "intake.limit.resumed.v1"
    resumed_by: str
    due_at: datetime


class LimitMoved(LimitOfCase):
    """The end of a limit moved because the calendar did (B2). Said by intake for the departments' systems."""

    type: ClassVar[str] = "intake.limit.moved.v1"
    due_was: datetime
    due_at: datetime
