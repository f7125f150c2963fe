"""The squad takes a contractor's work over (D3)."""

from datetime import datetime
from uuid import UUID

from aftercare_contracts.events.dispatch_costs import EvidenceAdded
from aftercare_contracts.events.dispatch_orders import ContractorCalled
from aftercare_contracts.values import TakeOverReason
from plumbing import timers
from plumbing.database import Transaction
from plumbing.timers import Timer

from ..domain import danger, take_over
from ..domain.access import Actor
from ..domain.work_order import WorkOrder
from ..store import orders
from . import receiving, watching
from .announcing import facts, published, say, say_taken_over
from .loading import must_have_photos, order_held


async def decline(tx: Transaction, order_id: UUID, reason: str, by: Actor, now: datetime) -> WorkOrder:
    """The contractor says that he cannot keep it. Raises ``NoSuchWorkOrder``, ``CannotMove``."""
    await watching.stop(tx, order_id)
    order = await order_held(tx, order_id, by)
    return await _keep(tx, order, take_over.decline(order, by.person, reason, now))


async def hand_over(
    tx: Transaction, order_id: UUID, reason: TakeOverReason, note: str, by: Actor, now: datetime
) -> WorkOrder:
    """The owner asks for it; in danger the site lead has it begun at once (F1).

    Raises ``NoSuchWorkOrder``, ``AlreadyTakenOver``, ``NeverTheContractors``, ``CannotMove``.
    """
    await watching.stop(tx, order_id)
    order = await order_held(tx, order_id, by)
    how = take_over.begin_at_once if reason is TakeOverReason.DANGER else take_over.hand_over
    return await _keep(tx, order, how(order, by.person, note, now))


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


async def call(
    tx: Transaction, order_id: UUID, come_by: datetime, how: str, photos: tuple[str, ...], by: Actor, now: datetime
) -> WorkOrder:
    """In danger the contractor is called, to come by a moment (F1, L7). Raises ``NotInDanger``, ``TimeBehind``."""
    order = await order_held(tx, order_id, by)
    await must_have_photos(tx, photos, by)
    called = danger.call(order, by.person, come_by, how, photos, now)
    await orders.save(tx, called)
    await say(tx, called, ContractorCalled(**facts(called), come_by=come_by, called_by=by.person))
    return called


async def record_no_show(
    tx: Transaction, order_id: UUID, proof: str, photos: tuple[str, ...], by: Actor, now: datetime
) -> WorkOrder:
    """He did not come: the squad begins (F1, L7). Raises ``NotCalled``, ``StillTimeToCome``."""
    await watching.stop(tx, order_id)
    order = await order_held(tx, order_id, by)
    await must_have_photos(tx, photos, by)
    return await _keep(tx, order, danger.no_show(order, by.person, proof, photos, now))


async def find_urgency(
    tx: Transaction, order_id: UUID, was_urgent_and_his: bool, finding: str, by: Actor, now: datetime
) -> WorkOrder:
    """Engineering's finding; after the take-over finance hears of it by itself (L7). Raises ``NotInDanger``."""
    order = await order_held(tx, order_id, by)
    found = danger.find_urgency(order, by.person, was_urgent_and_his, finding, now)
    await orders.save(tx, found)
    await _announce_later_evidence(tx, found)
    return found


async def _announce_later_evidence(tx: Transaction, order: WorkOrder) -> None:
    if order.taken_over_at and order.sheet.contract_id:
        for link in published(order.links):
            await say(tx, order, EvidenceAdded(**facts(order), contract_id=order.sheet.contract_id, link=link))


async def _keep(tx: Transaction, before: WorkOrder, order: WorkOrder) -> WorkOrder:
    await orders.save(tx, order)
    await announce_if_taken(tx, before.taken_over_reason, order)
    return order


async def announce_if_taken(tx: Transaction, before: TakeOverReason | None, order: WorkOrder) -> None:
    """Announce a take-over that has just happened."""
    if order.taken_over_reason and before is None:
        await say_taken_over(tx, order, order.taken_over_reason)
