"""The contractor has the order, and his time runs."""

from datetime import datetime
from uuid import UUID

from aftercare_contracts.events.dispatch import WorkOrderReceived, WorkOrderReminded
from aftercare_contracts.periods import day_in_china
from plumbing.calendar_days import calendar
from plumbing.database import Transaction
from plumbing.timers import Timer

from ..domain import deadlines, work_order
from ..domain.access import Actor
from ..domain.limits import LimitName
from ..domain.work_order import NotTakenOver, State, WorkOrder
from ..store import orders, returning
from . import policies, watching
from .announcing import facts, say
from .loading import must_have_photos, order_held


async def confirm_receipt(tx: Transaction, order_id: UUID, by: Actor, now: datetime) -> WorkOrder:
    """The contractor confirms that he has it (D3). Raises ``NoSuchWorkOrder``, ``AlreadyReceived``."""
    order = await order_held(tx, order_id, by)
    received = work_order.receive(order, by.person, now, *await _times(tx, order, now))
    return await _keep(tx, received, proven=False, now=now)


async def prove_service(
    tx: Transaction, order_id: UUID, proof: str, photos: tuple[str, ...], by: Actor, now: datetime
) -> WorkOrder:
    """The desk proves that he has it (L7). Raises ``NoSuchWorkOrder``, ``UnknownPhoto``, ``AlreadyReceived``."""
    order = await order_held(tx, order_id, by)
    await must_have_photos(tx, photos, by)
    received = work_order.prove_service(order, by.person, now, *await _times(tx, order, now), proof, photos)
    return await _keep(tx, received, proven=True, now=now)


async def remind_contractor(tx: Transaction, timer: Timer, now: datetime) -> None:
    """A share of his time has run: he is reminded (N2, L7)."""
    await remind(tx, await orders.work_order_held(tx, UUID(timer.subject)), now)


async def remind(tx: Transaction, order: WorkOrder, now: datetime) -> None:
    """Remind the contractor now. Raises ``AlreadyDone`` where there is nothing to remind of."""
    reminded = work_order.remind(order, now)
    assert reminded.due_at
    await orders.save(tx, reminded)
    await say(tx, reminded, WorkOrderReminded(**facts(reminded), due_at=reminded.due_at))


async def urge(tx: Transaction, order_id: UUID, note: str, by: Actor, now: datetime) -> WorkOrder:
    """The engineering desk urges the contractor before his time ends; it counts as a reminder (D5, L7)."""
    order = await order_held(tx, order_id, by)
    urged = work_order.urge(order, by.person, note, now)
    assert urged.due_at
    await orders.save(tx, urged)
    await say(tx, urged, WorkOrderReminded(**facts(urged), due_at=urged.due_at))
    return urged


async def acknowledge(tx: Transaction, order_id: UUID, party: str, by: Actor, now: datetime) -> WorkOrder:
    """Sales or engineering signs for the order's arrival (D1). Raises ``AlreadyAcknowledged``."""
    order = await order_held(tx, order_id, by)
    if not await returning.acknowledge(tx, order_id, party, by.person, now):
        raise work_order.AlreadyAcknowledged
    return order


async def _times(tx: Transaction, order: WorkOrder, now: datetime) -> tuple[datetime, datetime]:
    """When his time would end and when he would be reminded, if he received it now."""
    if order.sheet.repair_time is None:
        raise NotTakenOver("This work order went to the squad; there is no contractor to receive it.")
    due = deadlines.due_at(now, order.sheet.repair_time, (await calendar(tx)).is_working)
    return due, deadlines.remind_at(now, due, await policies.reminder_share(tx, day_in_china(now)))


async def _keep(tx: Transaction, order: WorkOrder, proven: bool, now: datetime) -> WorkOrder:
    await orders.save(tx, order)
    await watching.got(tx, order.sheet.order_id, LimitName.ORDER_RECEIPT)
    if order.state is State.RECEIVED:
        assert order.received_at
        assert order.received_by
        assert order.due_at
        await watching.let_run(tx, order, now)
        await say(tx, order, WorkOrderReceived(
            **facts(order), received_at=order.received_at, due_at=order.due_at, received_by=order.received_by, proven=proven,
        ))  # fmt: skip
    return order
