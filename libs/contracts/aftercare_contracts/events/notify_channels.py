"""What notify says of the ways by which notices go out. The subject is the delivery; no address, name or words."""

from typing import ClassVar, Literal
from uuid import UUID

from ..envelope import Event
from ..values import Role


class DeliveryGivenUp(Event):
    """A notice, or a message for a department's system, could not be delivered and is not tried any more by itself (N1).

    Said by notify, for the departments' systems; people are told by a notice. ``refused`` by the other side for good,
    ``tried_long_enough`` without success, ``gone``: the receiver said that it is no more. ``notice_id`` is none where an event was
    to be passed on as it is.
    """

    type: ClassVar[str] = "notify.delivery.given_up.v1"
    delivery_id: UUID
    notice_id: UUID | None
    notice_no: str | None
    case_id: UUID | None
    project: str | None
    recipient_role: Role | None
    medium: Literal["email", "sms", "bot", "webhook"]
    attempts: int
    given_up_because: Literal["refused", "tried_long_enough", "gone"]
