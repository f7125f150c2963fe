"""The project desk checks, the owner signs (D5)."""

from datetime import datetime
from uuid import UUID

from aftercare_contracts.events.dispatch import WorkOrderCheckFailed, WorkOrderCheckPassed, WorkOrderCompleted
from plumbing.database import Transaction

from ..domain import acceptance
from ..domain.access import Actor
from ..domain.work_order import WorkOrder
from ..store import orders
from . import watching
from .announcing import facts, say
from .loading import order_held
from .taking_over import announce_if_taken


async def check(tx: Transaction, order_id: UUID, passed: bool, finding: str, by: Actor, now: datetime) -> WorkOrder:
    """The project desk's check. Raises ``NoSuchWorkOrder``, ``DidTheWork``, ``CannotMove``."""
    order = await order_held(tx, order_id, by)
    if not passed:
        return await _send_back(
            tx, order, acceptance.fail_check(order, by.person, finding, now), by.person, finding, now
        )
    checked = acceptance.pass_check(order, by.person, finding, now)
    await orders.save(tx, checked)
    await say(tx, checked, WorkOrderCheckPassed(**facts(checked), checked_by=by.person))
    return checked


async def sign(
    tx: Transaction, order_id: UUID, satisfied: bool, opinion: str, signer: str, by: Actor, now: datetime
) -> WorkOrder:
    """What the owner signed. Raises ``NoSuchWorkOrder``, ``DidTheWork``, ``CannotMove``."""
    order = await order_held(tx, order_id, by)
    if not satisfied:
        refused = acceptance.refuse_signature(order, by.person, signer, opinion, now)
        return await _send_back(tx, order, refused, by.person, opinion, now)
    signed = acceptance.sign(order, by.person, signer, opinion, now)
    await orders.save(tx, signed)
    await say(tx, signed, WorkOrderCompleted(
        **facts(signed), repair_result=signed.repair_result, owner_opinion=opinion, hands=signed.hands, completed_at=now,
    ))  # fmt: skip
    return signed


async def _send_back(
    tx: Transaction, before: WorkOrder, order: WorkOrder, by: str, finding: str, now: datetime
) -> WorkOrder:
    await orders.save(tx, order)
    await say(
        tx, order, WorkOrderCheckFailed(**facts(order), repair_count=order.repair_count, checked_by=by, finding=finding)
    )
    await announce_if_taken(tx, before.taken_over_reason, order)
    await watching.let_run(tx, order, now)
    return order
