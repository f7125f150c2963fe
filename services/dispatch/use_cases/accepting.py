"""The project desk checks, sales where it is called for, the owner signs; or three parties close what he will not (D5, B7)."""

from datetime import datetime
from uuid import UUID

from aftercare_contracts.events.dispatch import WorkOrderCheckFailed, WorkOrderCheckPassed, WorkOrderCompleted
from aftercare_contracts.events.dispatch_orders import SalesCheckPassed
from aftercare_contracts.periods import day_in_china
from aftercare_contracts.values import Repairer
from plumbing.database import Transaction

from ..domain import acceptance
from ..domain.acceptance import Party, PartySignature
from ..domain.access import Actor
from ..domain.limits import LimitName
from ..domain.work_order import State, WorkOrder
from ..store import closings, orders
from . import policies, watching
from .announcing import facts, say
from .loading import order_held
from .taking_over import announce_if_taken


async def check(tx: Transaction, order_id: UUID, passed: bool, finding: str, by: Actor, now: datetime) -> WorkOrder:
    """The project desk's check. Raises ``NoSuchWorkOrder``, ``DidTheWork``, ``CannotMove``."""
    order = await order_held(tx, order_id, by)
    if not passed:
        rework = await policies.rework(tx, day_in_china(now))
        failed = acceptance.fail_check(order, by.person, finding, now, rework)
        return await _send_back(tx, order, failed, by.person, finding, now)
    checked = acceptance.pass_check(order, by.person, finding, now)
    await orders.save(tx, checked)
    await watching.got(tx, order_id, LimitName.ENGINEERING_CHECK)
    if checked.sheet.wants_sales_check:
        await watching.wait_for(tx, checked, LimitName.SALES_CHECK)
    await say(tx, checked, WorkOrderCheckPassed(**facts(checked), checked_by=by.person))
    return checked


async def check_for_sales(
    tx: Transaction, order_id: UUID, passed: bool, finding: str, by: Actor, now: datetime
) -> WorkOrder:
    """Sales' own check (D5). Raises ``SalesCheckNotCalledFor``, ``SalesChecked``, ``DidTheWork``, ``CannotMove``."""
    order = await order_held(tx, order_id, by)
    if not passed:
        rework = await policies.rework(tx, day_in_china(now))
        failed = acceptance.fail_sales_check(order, by.person, finding, now, rework)
        return await _send_back(tx, order, failed, by.person, finding, now)
    checked = acceptance.pass_sales_check(order, by.person, finding, now)
    await orders.save(tx, checked)
    await watching.got(tx, order_id, LimitName.SALES_CHECK)
    await say(tx, checked, SalesCheckPassed(**facts(checked), checked_by=by.person))
    return checked


async def sign(
    tx: Transaction, order_id: UUID, satisfied: bool, opinion: str, signer: str, by: Actor, now: datetime
) -> WorkOrder:
    """What the owner signed. Raises ``NoSuchWorkOrder``, ``DidTheWork``, ``SalesCheckMissing``, ``CannotMove``."""
    order = await order_held(tx, order_id, by)
    if not satisfied:
        rework = await policies.rework(tx, day_in_china(now))
        refused = acceptance.refuse_signature(order, by.person, signer, opinion, now, rework)
        return await _send_back(tx, order, refused, by.person, opinion, now)
    signed = acceptance.sign(order, by.person, signer, opinion, now)
    await _complete(tx, signed, now)
    return signed


async def close_with(
    tx: Transaction, order_id: UUID, party: Party, finding: str, by: Actor, now: datetime
) -> tuple[WorkOrder, list[PartySignature]]:
    """One of the three parties signs the closing; with the third the order is completed (B7)."""
    order = await order_held(tx, order_id, by)
    signed = await closings.of_repair(tx, order_id, order.repair_count)
    signature = PartySignature(party, by.person, finding, now)
    closed = acceptance.close_with(order, signed, signature)
    await closings.add(tx, order_id, order.repair_count, signature)
    if closed.state is State.COMPLETED:
        await _complete(tx, closed, now)
    return closed, [*signed, signature]


def party_of(order: WorkOrder, is_contractor: bool, is_squad: bool, is_engineering: bool) -> Party:
    """For whom somebody signs: the repairer himself, engineering, or the property desk."""
    if is_contractor or (is_squad and order.repairer is Repairer.SQUAD):
        return Party.REPAIRER
    return Party.ENGINEERING if is_engineering else Party.PROPERTY


async def _complete(tx: Transaction, order: WorkOrder, now: datetime) -> None:
    await orders.save(tx, order)
    await say(tx, order, WorkOrderCompleted(
        **facts(order), repair_result=order.repair_result, owner_opinion=order.owner_opinion, hands=order.hands,
        completed_at=now, closed_by_parties=order.closed_at is not None,
    ))  # fmt: skip


async def _send_back(
    tx: Transaction, before: WorkOrder, order: WorkOrder, by: str, finding: str, now: datetime
) -> WorkOrder:
    await orders.save(tx, order)
    await watching.got(tx, order.sheet.order_id, LimitName.ENGINEERING_CHECK, LimitName.SALES_CHECK)
    await watching.let_run(tx, order, now)
    due_at = order.due_at if order.state is State.RECEIVED else None
    await say(tx, order, WorkOrderCheckFailed(
        **facts(order), repair_count=order.repair_count, checked_by=by, finding=finding, due_at=due_at,
    ))  # fmt: skip
    await announce_if_taken(tx, before.taken_over_reason, order)
    return order
