"""What intake says of slips between the centre and the departments (I7, N1). The subject is the case."""

from datetime import datetime
from typing import ClassVar, Literal
from uuid import UUID

from ..envelope import Event
from ..values import Role


class SlipEvent(Event):
    """A slip, by its number, and the department on the other side; never its words."""

    slip_id: UUID
    slip_no: str
    case_id: UUID
    case_no: str
    project: str
    party: Role


class SlipSent(SlipEvent):
    """The centre brought a case before a department in writing (I7). Said by intake, heard by notify."""

    type: ClassVar[str] = "intake.slip.sent.v1"
    due_at: datetime


class SlipReceived(SlipEvent):
    """The department has it; it was delivered (I7). Said by intake, heard by notify."""

    type: ClassVar[str] = "intake.slip.received.v1"
    received_by: str


class SlipEntered(SlipEvent):
    """A department sent the centre a slip, which is to be answered (I7, N1). Said by intake, heard by notify."""

    type: ClassVar[str] = "intake.slip.entered.v1"
    kind: Literal["contact", "vacant_unit", "wish"]
    due_at: datetime


class SlipAnswered(SlipEvent):
    """The centre answered a department's slip in writing (I7). Said by intake, heard by notify."""

    type: ClassVar[str] = "intake.slip.answered.v1"
    answered_by: str
