"""What intake says of weekly reports that are drawn from the cases and confirmed (I8, I19). The subject is the report."""

from datetime import datetime
from typing import ClassVar
from uuid import UUID

from ..envelope import Event
from ..values import Department, Role


class WeeklyEvent(Event):
    """The report of one project and ISO week."""

    report_id: UUID
    project: str
    week: str


class WeeklyResultConfirmed(WeeklyEvent):
    """The site lead signed what fell due in a week and what came of it (I8). Said by intake, heard by notify."""

    type: ClassVar[str] = "intake.weekly_result.confirmed.v1"
    items: int
    unsettled: int
    overdue: int
    confirmed_by: str


class FeedConfirmed(WeeklyEvent):
    """Sales or the property company confirmed a week's complaints and results (I19). Said by intake, heard by notify."""

    type: ClassVar[str] = "intake.feed.confirmed.v1"
    department: Department
    complaints: int
    settled: int
    confirmed_by: str


class FeedOverdue(WeeklyEvent):
    """A week's complaints were not confirmed by the hour set (I19). Said by intake, heard by notify."""

    type: ClassVar[str] = "intake.feed.overdue.v1"
    department: Department
    owner_role: Role
    due_at: datetime
