"""A work order for whoever may see it, before something of it is shown."""

from uuid import UUID

from plumbing.database import Transaction
from plumbing.web import Caller

from ..domain.access import NoSuchWorkOrder, sees
from ..domain.work_order import WorkOrder
from ..store import orders


async def order_seen(tx: Transaction, order_id: UUID, caller: Caller) -> WorkOrder:
    """Raises ``NoSuchWorkOrder``, also where it is not for this caller."""
    order = await orders.work_order(tx, order_id)
    if not sees(caller, order.sheet.project, order.sheet.contractor, order.sheet.customer_id):
        raise NoSuchWorkOrder
    return order
