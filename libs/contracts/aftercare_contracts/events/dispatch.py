"""What dispatch says. The subject is the case; of a contract, the contract."""

from datetime import date, datetime
from typing import Annotated, ClassVar, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from ..envelope import Event
from ..values import Bearer, Part, Repairer, RepairResult, TakeOverReason

AmountFen = Annotated[int, Field(ge=0, strict=True)]


class Evidence(BaseModel):
    """One link of the chain that L7 asks for before a cost may fall on the contractor."""

    model_config = ConfigDict(frozen=True, extra="ignore")
    kind: Literal[
        "notice",
        "receipt",
        "service_proven",
        "reminder",
        "deadline_passed",
        "declined",
        "take_over",
        "work_done",
        "called",
        "did_not_come",
        "urgency_found",
        "cost",
        "statement_served",
    ]
    at: datetime
    by: str
    note: str = ""
    photos: tuple[str, ...] = ()


class ContractRegistered(Event):
    """A contractor's contract was entered. Said by dispatch; heard by finance, which opens the retention account."""

    type: ClassVar[str] = "dispatch.contract.registered.v1"
    contract_id: UUID
    contract_no: str
    contractor: str
    contractor_name: str
    project: str
    settled_price_fen: AmountFen
    retention_fen: AmountFen
    liability_ends_on: date


class WorkOrderEvent(Event):
    """What every event about a work order carries."""

    order_id: UUID
    order_no: str
    case_id: UUID
    case_no: str
    project: str
    repairer: Repairer
    contractor: str | None


class WorkOrderIssued(WorkOrderEvent):
    """A work order went out (D1). Said by dispatch; heard by intake (the case has work under way), finance and notify."""

    type: ClassVar[str] = "dispatch.work_order.issued.v1"
    round: int
    unit_no: str | None
    part: Part
    subject: str
    contract_id: UUID | None
    contract_clause: str
    issued_by: str
    expected_cost_fen: AmountFen
    photos: tuple[str, ...]


class WorkOrderReceived(WorkOrderEvent):
    """The contractor has the order, by his word or proven; his time runs (D3). Said by dispatch, heard by notify."""

    type: ClassVar[str] = "dispatch.work_order.received.v1"
    received_at: datetime
    due_at: datetime
    received_by: str
    proven: bool


class WorkOrderReminded(WorkOrderEvent):
    """The contractor was reminded before his time ended (L7, N2). Said by dispatch, heard by notify."""

    type: ClassVar[str] = "dispatch.work_order.reminded.v1"
    due_at: datetime


class WorkOrderTakenOver(WorkOrderEvent):
    """The squad took the work over (D3). Said by dispatch.

    Heard by finance, which holds ``expected_cost_fen`` on the retention (F9) and accepts the squad's claim; and by notify.
    ``danger`` says that the squad began at once: the claim and its reason are due by the next working day (F1).
    """

    type: ClassVar[str] = "dispatch.work_order.taken_over.v1"
    unit_no: str | None
    place: str = ""
    part: Part
    contract_id: UUID
    reason: TakeOverReason
    expected_cost_fen: AmountFen
    taken_over_at: datetime
    chain: tuple[Evidence, ...]
    danger: bool = False


class SquadOrdered(WorkOrderEvent):
    """A work order went to the squad from the start, because no contract covers it (D2). Said by dispatch, heard by finance."""

    type: ClassVar[str] = "dispatch.squad.ordered.v1"
    unit_no: str | None
    place: str = ""
    part: Part
    bearer: Bearer
    expected_cost_fen: AmountFen
    danger: bool = False


class WorkOrderDone(WorkOrderEvent):
    """The repairer says the work is done; it is to be checked (D5). Said by dispatch, heard by finance and notify."""

    type: ClassVar[str] = "dispatch.work_order.done.v1"
    repair_count: int
    done_by: str
    done_at: datetime


class WorkOrderCheckFailed(WorkOrderEvent):
    """A check failed and the work went back (D5); ``due_at`` is when a contractor's time for it ends. Said by dispatch, heard by notify."""

    type: ClassVar[str] = "dispatch.work_order.check_failed.v1"
    repair_count: int
    checked_by: str
    finding: str
    due_at: datetime | None = None


class WorkOrderCheckPassed(WorkOrderEvent):
    """The project desk checked the work and passed it; the owner is to sign (D5). Said by dispatch, heard by notify."""

    type: ClassVar[str] = "dispatch.work_order.check_passed.v1"
    checked_by: str


class WorkOrderCompleted(WorkOrderEvent):
    """Checked and signed by the owner (D5). Said by dispatch; heard by intake, which ends the round, finance and notify.

    ``closed_by_parties``: the owner would not sign, and property, engineering and the repairer closed it together (B7).
    ``hands`` are those who did or ordered the work and may not make the return visit (V1).
    """

    type: ClassVar[str] = "dispatch.work_order.completed.v1"
    repair_result: RepairResult
    owner_opinion: str
    hands: tuple[str, ...]
    completed_at: datetime
    closed_by_parties: bool = False
