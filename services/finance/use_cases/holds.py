"""Holds on the retention: placed at the take-over, as large as the claims want them, lifted with a reason (F9)."""

from datetime import datetime
from uuid import UUID

from aftercare_contracts.errors import NotFound
from aftercare_contracts.events.finance import RetentionHeld, RetentionHoldLifted
from plumbing import outbox
from plumbing.database import Transaction

from ..domain import retention
from ..domain.ledger import Entry
from ..domain.order import NoSuchOrder, Order
from ..domain.people import SYSTEM, Person
from ..domain.retention import Hold, HoldState
from ..store import claims, ledger, orders
from ..store import retention as store
from ..store.retention import Contract
from . import facts


class NoSuchHold(NotFound):
    """Nothing is held for this work order, or not for you to see."""


async def place_hold(tx: Transaction, order: Order, now: datetime) -> None:
    """Hold the expected cost of work just taken over, as far as the retention reaches."""
    assert order.contract_id
    contract = await store.contract_for_update(tx, order.contract_id)
    account = await store.account(tx, contract.contract_no)
    wanted = Hold(order.id, order.order_no, contract.contract_no, contract.project, order.expected_fen, 0)
    hold, entry = retention.place(wanted, account.available_fen)
    await _keep(tx, contract, order, hold, entry, "taken over", SYSTEM, now)


async def follow_claims(tx: Transaction, order: Order, reason: str, by: Person, now: datetime) -> None:
    """Let an order's hold be as large as its unbooked claims on the contractor want it."""
    if order.contract_id is None:
        return
    contract = await store.contract_for_update(tx, order.contract_id)
    hold, wanted = await store.hold(tx, order.id), await claims.on_contractor(tx, order.id)
    if hold is None or hold.state == HoldState.LIFTED or (hold.state == HoldState.DEDUCTED and not wanted):
        return
    wanted_fen = retention.wanted(order.expected_fen, wanted)
    account = await store.account(tx, contract.contract_no)
    changed, entry = retention.change(hold, wanted_fen, account.available_fen, reason)
    if entry or wanted_fen != hold.wanted_fen:
        await _keep(tx, contract, order, changed, entry, reason, by, now)
    if changed.held_fen < hold.held_fen:
        await fill_short_holds(tx, contract, by, now)


async def let_go(tx: Transaction, order: Order, reason: str, by: Person, now: datetime) -> None:
    """Lift the hold of an order none of whose claims is the contractor's to bear, if it is in force (L4)."""
    if order.contract_id is None:
        return
    contract = await store.contract_for_update(tx, order.contract_id)
    hold, wanted = await store.hold(tx, order.id), await claims.on_contractor(tx, order.id)
    if hold and hold.state == HoldState.HELD and not wanted:
        await _lift(tx, contract, order, hold, reason, by, now)


async def lift_hold(tx: Transaction, order_id: UUID, reason: str, by: Person, now: datetime) -> None:
    """Lift an order's hold with a reason. Raises ``NoSuchOrder``, ``NoSuchHold`` and ``NotHeld``."""
    order = await orders.order(tx, order_id)
    if not by.reaches(order.project):
        raise NoSuchOrder()
    if order.contract_id is None:
        raise NoSuchHold()
    contract = await store.contract_for_update(tx, order.contract_id)
    hold = await store.hold(tx, order_id)
    if hold is None:
        raise NoSuchHold()
    await _lift(tx, contract, order, hold, reason, by, now)


async def fill_short_holds(tx: Transaction, contract: Contract, by: Person, now: datetime) -> None:
    """Let what has become free go to the holds of this contract that found too little; its account is locked."""
    short = await store.short_holds(tx, contract.contract_id)
    if not short:
        return
    account = await store.account(tx, contract.contract_no)
    for hold, entry in retention.fill(short, account.available_fen):
        await _keep(tx, contract, await orders.order(tx, hold.order_id), hold, entry, entry.reason, by, now)


async def _lift(
    tx: Transaction, contract: Contract, order: Order, hold: Hold, reason: str, by: Person, now: datetime
) -> None:
    lifted, entry = retention.lift(hold, reason)
    await store.save_hold(tx, lifted, contract.contract_id, reason, by.id, now)
    await ledger.post(tx, entry, by.id, now, {"order_no": order.order_no})
    if hold.held_fen:
        event = RetentionHoldLifted(**facts.of_retention(contract, order, hold.held_fen), reason=reason)
        await outbox.add(tx, event, about=contract.contract_id, case=order.case_id)
        await fill_short_holds(tx, contract, by, now)


async def _keep(
    tx: Transaction, contract: Contract, order: Order, hold: Hold, entry: Entry | None, reason: str, by: Person,
    now: datetime,
) -> None:  # fmt: skip
    await store.save_hold(tx, hold, contract.contract_id, reason, by.id, now)
    await ledger.post(tx, entry, by.id, now, {"order_no": order.order_no})
    if hold.wanted_fen:
        event = RetentionHeld(**facts.of_retention(contract, order, hold.wanted_fen), held_fen=hold.held_fen)
        await outbox.add(tx, event, about=contract.contract_id, case=order.case_id)
