"""What finance does when design finds a fault its own: the company bears the cost, never the contractor (I7)."""

from datetime import datetime

from aftercare_contracts.events.intake_design import DesignAnswered
from plumbing.database import Transaction

from ..domain.chain import Evidence, Link
from ..domain.order import Order
from ..domain.people import SYSTEM
from ..store import design_faults as store
from ..store import orders
from ..store.design_faults import DesignFaultFound
from .holds import let_go


async def hear_answer(tx: Transaction, event: DesignAnswered, now: datetime) -> None:
    """Keep a justified one, add it to the case's orders, and let go what is held without a claim on the contractor."""
    if not event.justified:
        return
    await store.lock_case(tx, event.case_id)
    fault = DesignFaultFound(event.question_id, event.question_no, event.case_id, event.answered_by, now)
    if not await store.add(tx, fault):
        return
    for order_id in await store.orders_of_case(tx, event.case_id):
        order = await orders.order_for_update(tx, order_id)
        await orders.add_evidence(tx, order_id, [_link(fault)])
        await let_go(tx, order, f"design fault, {fault.question_no}", SYSTEM, now)


async def keep_with(tx: Transaction, order: Order) -> bool:
    """Add what was found before the order came; whether there was anything. The case is locked."""
    found = await store.of_case(tx, order.case_id)
    await orders.add_evidence(tx, order.id, [_link(fault) for fault in found])
    return bool(found)


def _link(fault: DesignFaultFound) -> Evidence:
    return Evidence(Link.DESIGN_FAULT, fault.heard_at, fault.answered_by, fault.question_no)
