"""The squad takes a contractor's work over (D3)."""

from datetime import datetime
from uuid import UUID

from aftercare_contracts.values import TakeOverReason
from plumbing import timers
from plumbing.database import Transaction
from plumbing.timers import Timer

from ..domain import take_over
from ..domain.access import Actor
from ..domain.work_order import WorkOrder
from ..store import orders
from . import receiving, watching
from .announcing import say_taken_over
from .loading import order_held


async def decline(tx: Transaction, order_id: UUID, reason: str, by: Actor, now: datetime) -> WorkOrder:
    """The contractor says that he cannot keep it. Raises ``NoSuchWorkOrder``, ``CannotMove``."""
    await watching.stop(tx, order_id)
    order = await order_held(tx, order_id, by)
    return await _keep(tx, order, take_over.decline(order, by.person, reason, now))


async def hand_over(tx: Transaction, order_id: UUID, note: str, by: Actor, now: datetime) -> WorkOrder:
    """The owner asks for it. Raises ``NoSuchWorkOrder``, ``AlreadyTakenOver``, ``NeverTheContractors``, ``CannotMove``."""
    await watching.stop(tx, order_id)
    order = await order_held(tx, order_id, by)
    return await _keep(tx, order, take_over.hand_over(order, by.person, note, now))


async def take_over_when_due(tx: Transaction, timer: Timer, now: datetime) -> None:
    """The contractor's time has passed. Raises ``AlreadyDone`` where the work was done, or taken over, before.

    One who through our fault was never reminded is reminded now and left the interval he should have had: without the
    reminder the cost could not fall on him (L7).
    """
    order = await orders.work_order_held(tx, UUID(timer.subject))
    grace = take_over.reminder_owed(order)
    if grace:
        await receiving.remind(tx, order, now)
        await timers.arm(tx, order.sheet.order_id, watching.DEADLINE, now + grace)
        return
    await _keep(tx, order, take_over.lapse(order, now))


async def _keep(tx: Transaction, before: WorkOrder, order: WorkOrder) -> WorkOrder:
    await orders.save(tx, order)
    await announce_if_taken(tx, before.taken_over_reason, order)
    return order


async def announce_if_taken(tx: Transaction, before: TakeOverReason | None, order: WorkOrder) -> None:
    """Announce a take-over that has just happened."""
    if order.taken_over_reason and before is None:
        await say_taken_over(tx, order, order.taken_over_reason)
