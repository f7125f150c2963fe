"""What dispatch says of a work order besides its main road: objections, calls in danger, appointments, materials, serious faults.

The subject is the case.
"""

from datetime import datetime
from typing import ClassVar, Literal
from uuid import UUID

from ..envelope import Event
from ..values import Part
from .dispatch import WorkOrderEvent

AppointmentEnding = Literal["kept", "owner_absent", "repairer_absent", "called_off"]


class WorkOrderObjected(WorkOrderEvent):
    """The contractor says that the work is not his (D2). Said by dispatch, heard by notify: the engineering desk is to answer."""

    type: ClassVar[str] = "dispatch.work_order.objected.v1"
    ground: Literal["out_of_scope", "warranty_over", "not_a_defect", "owners_damage", "others_work"]


class ObjectionAnswered(WorkOrderEvent):
    """The engineering desk answered a contractor's objection to a work order (D2). Said by dispatch, heard by notify."""

    type: ClassVar[str] = "dispatch.objection.answered.v1"
    upheld: bool
    answered_by: str


class WorkOrderReturned(WorkOrderEvent):
    """An order came back from the wrong contractor and is to be sent anew (D2). Said by dispatch; heard by intake and notify."""

    type: ClassVar[str] = "dispatch.work_order.returned.v1"
    ground: Literal["out_of_scope", "warranty_over", "not_a_defect", "owners_damage", "others_work"]
    returned_by: str


class WorkOrderCancelled(WorkOrderEvent):
    """An order is not wanted any more (D1). Said by dispatch; heard by intake and notify."""

    type: ClassVar[str] = "dispatch.work_order.cancelled.v1"
    cancelled_by: str


class ContractorCalled(WorkOrderEvent):
    """In danger the contractor was called, to come by a moment (F1, L7). Said by dispatch, heard by notify."""

    type: ClassVar[str] = "dispatch.contractor.called.v1"
    come_by: datetime
    called_by: str


class AppointmentMade(WorkOrderEvent):
    """An appointment is agreed with the owner (D6, N5). Said by dispatch, heard by notify."""

    type: ClassVar[str] = "dispatch.appointment.made.v1"
    starts_at: datetime
    ends_at: datetime
    entry: Literal["owner_present", "key_kept", "key_collected", "unlocked"]


class AppointmentEnded(WorkOrderEvent):
    """What became of an appointment (D6). Said by dispatch, heard by notify."""

    type: ClassVar[str] = "dispatch.appointment.ended.v1"
    outcome: AppointmentEnding
    starts_at: datetime


class MaterialFoundUnsound(WorkOrderEvent):
    """The customer's own material is unsound and he is to decide (D7). Said by dispatch, heard by notify."""

    type: ClassVar[str] = "dispatch.material.found_unsound.v1"
    material_id: UUID
    checked_by: str


class MaterialDecided(WorkOrderEvent):
    """The customer decided about unsound material (D7). Said by dispatch, heard by notify."""

    type: ClassVar[str] = "dispatch.material.decided.v1"
    material_id: UUID
    decision: Literal["customer_replaces", "company_supplies", "left_out"]


class SalesCheckPassed(WorkOrderEvent):
    """Sales accepted the work, where it was the source or the unit is not handed over (D5). Said by dispatch, heard by notify."""

    type: ClassVar[str] = "dispatch.sales_check.passed.v1"
    checked_by: str


class FaultEvent(Event):
    """What every event about a serious fault carries."""

    report_id: UUID
    report_no: str
    case_id: UUID
    case_no: str
    project: str
    part: Part


class FaultReported(FaultEvent):
    """A serious fault goes to engineering in writing (D4). Said by dispatch, heard by notify."""

    type: ClassVar[str] = "dispatch.fault.reported.v1"
    reported_by: str


class FaultFound(FaultEvent):
    """Engineering said who is responsible for a serious fault (D4). Said by dispatch, heard by notify."""

    type: ClassVar[str] = "dispatch.fault.found.v1"
    responsible: Literal["contractor", "design", "company", "property_company", "owner", "third_party"]
    contractor: str | None
    found_by: str
