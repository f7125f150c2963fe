"""The two timers of a work order that the contractor holds, the reminder and the deadline; and the desks' own limits for it.

Whoever moves an order disarms before he takes hold of it, as a timer that fires holds itself first: the two never wait
for each other in a circle.
"""

from datetime import datetime
from uuid import UUID

from plumbing import limits, timers
from plumbing.database import Transaction

from ..domain.deadlines import first_moment_after
from ..domain.limits import LimitName
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
    """Neither the contractor's time nor his receipt need be watched any more."""
    await timers.disarm(tx, order_id)
    await limits.end(tx, order_id, "the order moved on", LimitName.ORDER_RECEIPT)


async def wait_for(tx: Transaction, order: WorkOrder, name: LimitName) -> None:
    """A desk owes the order something from now on (N2)."""
    sheet = order.sheet
    about = limits.About(sheet.order_id, sheet.order_no, sheet.project, sheet.case_id, sheet.case_no, sheet.contractor)
    await limits.start(tx, name, about)


async def got(tx: Transaction, order_id: UUID, *names: LimitName) -> None:
    """The desk has done what it owed; before anything is said of it."""
    await limits.end(tx, order_id, "done", *names)
