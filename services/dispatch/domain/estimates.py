"""The expected cost of an order can be set anew; what is held on the retention follows it (F9)."""

from dataclasses import dataclass, replace
from datetime import datetime

from aftercare_contracts.errors import AlreadyDone, Conflict

from .work_order import State, WorkOrder


class EstimateOver(Conflict):
    """The work is completed, or the order came back; its cost is stated, not estimated."""


class SameEstimate(AlreadyDone):
    """This is the estimate already."""


@dataclass(frozen=True, slots=True)
class Estimate:
    """What an order was expected to cost from a moment on, and why."""

    amount_fen: int
    reason: str
    by: str
    at: datetime


def estimate(order: WorkOrder, made: Estimate) -> WorkOrder:
    """Raises ``EstimateOver``, ``SameEstimate``."""
    if order.state in (State.COMPLETED, State.RETURNED, State.CANCELLED):
        raise EstimateOver
    if order.estimate_fen == made.amount_fen:
        raise SameEstimate
    return replace(order, estimate_fen=made.amount_fen)
