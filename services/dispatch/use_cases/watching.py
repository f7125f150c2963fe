"""The two timers of a work order that the contractor holds: the reminder and the deadline.

Whoever moves an order disarms before he takes hold of it, as a timer that fires holds itself first: the two never wait
for each other in a circle.
"""

from datetime import datetime
from uuid import UUID

from plumbing import timers
from plumbing.database import Transaction

from ..domain.deadlines import first_moment_after
from ..domain.work_order import State, WorkOrder

REMINDER, DEADLINE = "reminder", "deadline"


async def let_run(tx: Transaction, order: WorkOrder, now: datetime) -> None:
    """Watch the contractor's time, where it runs; a reminder that became due meanwhile comes at once."""
    if order.state is not State.RECEIVED or order.due_at is None or order.remind_at is None:
        return
    if order.reminded_at is None:
        await timers.arm(tx, order.sheet.order_id, REMINDER, max(order.remind_at, now))
    await timers.arm(tx, order.sheet.order_id, DEADLINE, first_moment_after(order.due_at))


async def stop(tx: Transaction, order_id: UUID) -> None:
    """The contractor's time need not be watched any more."""
    await timers.disarm(tx, order_id)
