"""What dispatch says that bears on money: another estimate, later evidence, a price the owner agreed to. The subject is the case."""

from datetime import datetime
from typing import Annotated, ClassVar
from uuid import UUID

from pydantic import Field

from .dispatch import AmountFen, Evidence, WorkOrderEvent


class WorkOrderEstimated(WorkOrderEvent):
    """The expected cost of an order was set anew (F9). Said by dispatch; heard by finance, whose hold follows it."""

    type: ClassVar[str] = "dispatch.work_order.estimated.v1"
    expected_cost_fen: AmountFen
    before_fen: AmountFen
    reason: str
    estimated_by: str


class EvidenceAdded(WorkOrderEvent):
    """One more link of an order's chain came after the take-over (L7). Said by dispatch; heard by finance, which keeps it."""

    type: ClassVar[str] = "dispatch.evidence.added.v1"
    contract_id: UUID
    link: Evidence


class QuoteAgreed(WorkOrderEvent):
    """The owner agreed in writing to the price of repairing his own damage (D2). Said by dispatch; heard by finance.

    He owes ``price_fen`` once the work is done.
    """

    type: ClassVar[str] = "dispatch.quote.agreed.v1"
    quote_id: UUID
    quote_no: str
    price_fen: Annotated[int, Field(gt=0, strict=True)]
    agreed_at: datetime
