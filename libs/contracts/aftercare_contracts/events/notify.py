"""What notify says. The subject is the notice."""

from typing import ClassVar
from uuid import UUID

from ..envelope import Event
from ..values import Role


class NoticeEvent(Event):
    """What every event about a notice carries."""

    notice_id: UUID
    notice_no: str
    case_id: UUID | None
    recipient_role: Role
    project: str | None


class NoticeDelivered(NoticeEvent):
    """A written, numbered notice reached its recipient's inbox (N1). Said by notify, for the departments' systems."""

    type: ClassVar[str] = "notify.notice.delivered.v1"
    about: str


class NoticeAnswered(NoticeEvent):
    """Its recipient confirmed a notice (N1). Said by notify, for the departments' systems."""

    type: ClassVar[str] = "notify.notice.answered.v1"
    answered_by: str


class NoticeChased(NoticeEvent):
    """A notice had no answer in time and was sent again (N1). Said by notify, for the departments' systems."""

    type: ClassVar[str] = "notify.notice.chased.v1"
    times: int
