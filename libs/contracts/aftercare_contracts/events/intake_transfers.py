"""What intake says of cases handed over between departments (I4). The subject is the case."""

from typing import ClassVar
from uuid import UUID

from ..envelope import Event
from ..values import Department, Desk


class TransferEvent(Event):
    """A case, from where and to where."""

    transfer_id: UUID
    case_id: UUID
    case_no: str
    project: str
    from_department: Department
    from_desk: Desk
    to_department: Department
    to_desk: Desk


class TransferOffered(TransferEvent):
    """A case is to go where it belongs, and waits for the receiving side (I4). Said by intake, heard by notify."""

    type: ClassVar[str] = "intake.transfer.offered.v1"
    offered_by: str


class TransferReturned(TransferEvent):
    """The receiving side returned it with a reason; the case stays (I4). Said by intake, heard by notify."""

    type: ClassVar[str] = "intake.transfer.returned.v1"
    returned_by: str


class CaseTransferred(TransferEvent):
    """The receiving side took the case over, with its desk; phase, rounds and limits are as before (I4).

    Said by intake; heard by dispatch, whose copy of the case follows, and notify.
    """

    type: ClassVar[str] = "intake.case.transferred.v1"
    accepted_by: str
