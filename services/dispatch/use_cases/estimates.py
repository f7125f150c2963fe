"""An order's expected cost is set anew (F9)."""

from datetime import datetime
from uuid import UUID

from aftercare_contracts.events.dispatch_costs import WorkOrderEstimated
from aftercare_contracts.values import Repairer
from plumbing.database import Transaction

from ..domain import estimates
from ..domain.access import Actor
from ..domain.estimates import Estimate
from ..domain.work_order import WorkOrder
from ..store import estimates as store
from ..store import orders
from .announcing import facts, say
from .loading import order_held


async def estimate(
    tx: Transaction, order_id: UUID, amount_fen: int, reason: str, by: Actor, now: datetime
) -> WorkOrder:
    """Finance hears of it where the squad has the work. Raises ``NoSuchWorkOrder``, ``EstimateOver``, ``SameEstimate``."""
    order = await order_held(tx, order_id, by)
    made = Estimate(amount_fen, reason, by.person, now)
    estimated = estimates.estimate(order, made)
    await store.add(tx, order_id, made)
    await orders.save(tx, estimated)
    if order.repairer is Repairer.SQUAD:
        await say(tx, estimated, WorkOrderEstimated(
            **facts(estimated), expected_cost_fen=amount_fen, before_fen=order.estimate_fen, reason=reason,
            estimated_by=by.person,
        ))  # fmt: skip
    return estimated
