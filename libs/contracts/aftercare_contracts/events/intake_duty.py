"""What intake says about duty out of hours. The subject is the hand-over."""

from datetime import datetime
from typing import ClassVar
from uuid import UUID

from ..envelope import Event


class DutyHandedOver(Event):
    """The duty officer handed over in writing what came in while the centre was closed (I11). Said by intake, heard by notify."""

    type: ClassVar[str] = "intake.duty.handed_over.v1"
    handover_id: UUID
    project: str
    from_at: datetime
    until_at: datetime
    contacts: int
    handed_over_by: str
