"""A contractor says that the work is not his; the order stays, or comes back to be sent anew (D2)."""

from datetime import datetime
from uuid import UUID

from aftercare_contracts.events.dispatch_orders import (
    ObjectionAnswered,
    WorkOrderCancelled,
    WorkOrderObjected,
    WorkOrderReturned,
)
from plumbing.database import Transaction

from ..domain import returning
from ..domain.access import Actor
from ..domain.limits import LimitName
from ..domain.returning import Ground, Objection
from ..domain.work_order import State, WorkOrder
from ..store import orders
from ..store import returning as store
from . import watching
from .announcing import facts, say
from .loading import must_have_photos, order_held


async def object_to(
    tx: Transaction, objection_id: UUID, order_id: UUID, ground: Ground, reason: str, photos: tuple[str, ...],
    by: Actor, now: datetime,
) -> Objection:  # fmt: skip
    """The contractor objects (D2). Raises ``NoSuchWorkOrder``, ``ObjectionOpen``, ``CannotMove``, ``UnknownPhoto``."""
    order = await order_held(tx, order_id, by)
    await must_have_photos(tx, photos, by)
    earlier = await store.of_order(tx, order_id)
    raised = Objection(objection_id, order_id, ground, reason, photos, by.person, now)
    raised = returning.object_to(order, raised, earlier[-1] if earlier else None)
    await store.add(tx, raised)
    await orders.keep_photos(tx, order_id, photos)
    await watching.wait_for(tx, order, LimitName.ORDER_OBJECTION)
    await say(tx, order, WorkOrderObjected(**facts(order), ground=ground.value))
    return raised


async def answer(tx: Transaction, order_id: UUID, upheld: bool, said: str, by: Actor, now: datetime) -> Objection:
    """The desk answers; upheld, the order comes back (D2). Raises ``NoSuchObjection``, ``ObjectionAnswered``, ``OwnOrder``."""
    await watching.stop(tx, order_id)
    order = await order_held(tx, order_id, by)
    returned, objection = returning.answer(order, await store.latest(tx, order_id), upheld, said, by.person, now)
    await store.save(tx, objection)
    await watching.got(tx, order_id, LimitName.ORDER_OBJECTION)
    if returned.state is not State.RETURNED:
        await _go_on(tx, order, now)
    await say(tx, order, ObjectionAnswered(**facts(order), upheld=upheld, answered_by=by.person))
    if returned.state is State.RETURNED:
        await orders.save(tx, returned)
        known = facts(returned) | {"ground": objection.ground}
        await say(tx, returned, WorkOrderReturned(**known, returned_by=by.person))
    return objection


async def cancel(tx: Transaction, order_id: UUID, reason: str, by: Actor, now: datetime) -> WorkOrder:
    """The order is not wanted any more. Raises ``NoSuchWorkOrder``, ``AlreadyTakenOver``, ``CannotMove``."""
    await watching.stop(tx, order_id)
    order = await order_held(tx, order_id, by)
    cancelled = returning.cancel(order, by.person, reason, now)
    await orders.save(tx, cancelled)
    await watching.got(tx, order_id, LimitName.ORDER_OBJECTION)
    await say(tx, cancelled, WorkOrderCancelled(**facts(cancelled), cancelled_by=by.person))
    return cancelled


async def _go_on(tx: Transaction, order: WorkOrder, now: datetime) -> None:
    """His time runs on as it did; what watched it was stopped before the order was held."""
    await watching.let_run(tx, order, now)
    if order.state is State.ISSUED:
        await watching.wait_for(tx, order, LimitName.ORDER_RECEIPT)
