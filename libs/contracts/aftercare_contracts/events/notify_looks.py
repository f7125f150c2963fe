"""Announcements of planned work, owners' meetings, the heads' looks and daily lists. The subject is what it is about."""

from datetime import date, datetime
from typing import ClassVar, Literal
from uuid import UUID

from ..envelope import Event
from ..values import Role
from . import tasks


class AnnouncementEvent(Event):
    """What every event about an announcement carries: words for everybody, as on the posting.

    ``where`` names buildings or units, none for the whole estate; ``households`` is how many are told.
    """

    announcement_id: UUID
    announcement_no: str
    project: str
    work_kind: str
    where: str | None
    starts_at: datetime
    ends_at: datetime
    reason: str
    contact: str
    is_emergency: bool
    households: int


class AnnouncementMade(AnnouncementEvent):
    """Planned work was announced to the households concerned before it starts; an emergency at once (N7).

    Said by notify, for the departments' systems.
    """

    type: ClassVar[str] = "notify.announcement.made.v1"
    announced_by: str


class AnnouncementChanged(AnnouncementEvent):
    """Announced work was given another start or end (N7). Said by notify, for the departments' systems."""

    type: ClassVar[str] = "notify.announcement.changed.v1"
    started_at_before: datetime
    ended_at_before: datetime
    because: str
    changed_by: str


class AnnouncementEnded(AnnouncementEvent):
    """Announced work is over, or is called off (N7). Said by notify, for the departments' systems."""

    type: ClassVar[str] = "notify.announcement.ended.v1"
    outcome: Literal["over", "called_off"]
    because: str
    ended_by: str


class OwnersMeetingEvent(Event):
    """What every event about a meeting of owners' representatives carries."""

    meeting_id: UUID
    meeting_no: str
    project: str
    year: int
    meets_at: datetime
    place: str
    households: int


class OwnersMeetingCalled(OwnersMeetingEvent):
    """The year's meeting of owners' representatives was called (N7). Said by notify, for the departments' systems."""

    type: ClassVar[str] = "notify.owners_meeting.called.v1"
    agenda: str
    called_by: str


class OwnersMeetingCalledOff(OwnersMeetingEvent):
    """A meeting that was called does not take place (N7). Said by notify, for the departments' systems."""

    type: ClassVar[str] = "notify.owners_meeting.called_off.v1"
    because: str
    called_off_by: str


class OwnersMeetingFiled(OwnersMeetingEvent):
    """A meeting's minutes were filed, and each point goes to intake as a case (N7).

    Said by notify, for the departments' systems.
    """

    type: ClassVar[str] = "notify.owners_meeting.filed.v1"
    points: int
    filed_by: str


class LookEvent(Event):
    """What every event about a head's look carries; ``period`` is a week ``2026-W11`` or a month ``2026-03``."""

    look_id: UUID
    look_no: str
    project: str
    about: Literal["cases", "visits"]
    period: str
    head: Role
    due_at: datetime


class LookDue(LookEvent):
    """A head's list is ready to be gone through (N6). Said by notify, for the departments' systems."""

    type: ClassVar[str] = "notify.look.due.v1"
    lines: int


class LookSigned(LookEvent):
    """A head went through the list and signed (N6). Said by notify, for the departments' systems."""

    type: ClassVar[str] = "notify.look.signed.v1"
    lines: int
    nonconformities: int
    signed_by: str


class NonconformityReported(tasks.TaskOpened):
    """A look found something unhandled or badly handled; it is answered by a day, with cause and measure (N6).

    ``reference`` is the number of the case or visit. Said by notify, for the departments' systems.
    """

    type: ClassVar[str] = "notify.nonconformity.reported.v1"


class NonconformityAnswered(tasks.TaskDone):
    """Cause and measure were given; another checks (N6). Said by notify, for the departments' systems."""

    type: ClassVar[str] = "notify.nonconformity.answered.v1"


class NonconformityVerified(tasks.TaskVerified):
    """Another found the measure in order (N6). Said by notify, for the departments' systems."""

    type: ClassVar[str] = "notify.nonconformity.verified.v1"


class NonconformitySentBack(tasks.TaskSentBack):
    """Another found the measure wanting; it is owed again (N6). Said by notify, for the departments' systems."""

    type: ClassVar[str] = "notify.nonconformity.sent_back.v1"


class NonconformityCancelled(tasks.TaskCancelled):
    """A report was taken back with a reason (N6). Said by notify, for the departments' systems."""

    type: ClassVar[str] = "notify.nonconformity.cancelled.v1"


class DailyListMade(Event):
    """What lies before a role on a project this morning (N2); not said where there is nothing.

    Said by notify once a day, for the departments' systems.
    """

    type: ClassVar[str] = "notify.daily_list.made.v1"
    project: str
    role: Role
    day: date
    passed: int
    due_today: int
    fresh: int
    held: int
