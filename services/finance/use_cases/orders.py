"""What finance learns from dispatch: contracts, work that is the squad's, and how far it got."""

from datetime import datetime

from aftercare_contracts.events.dispatch import ContractRegistered, SquadOrdered, WorkOrderDone, WorkOrderTakenOver
from aftercare_contracts.values import Repairer
from plumbing.database import Transaction

from ..domain import retention
from ..domain.chain import Evidence, Link
from ..domain.order import Order
from ..domain.people import SYSTEM
from ..domain.statement import place_of
from ..store import ledger, orders
from ..store import retention as store
from ..store.retention import Contract
from .holds import place_hold


async def open_account(tx: Transaction, event: ContractRegistered, now: datetime) -> None:
    """Open the retention account of a contract and post what is withheld (F7)."""
    contract = Contract(
        contract_id=event.contract_id,
        contract_no=event.contract_no,
        contractor=event.contractor,
        contractor_name=event.contractor_name,
        project=event.project,
        settled_price_fen=event.settled_price_fen,
        withheld_fen=event.retention_fen,
        liability_ends_on=event.liability_ends_on,
    )
    if await store.add_contract(tx, contract, now):
        entry = retention.opening(contract.contract_no, contract.project, contract.withheld_fen)
        await ledger.post(tx, entry, SYSTEM.id, now, {"contract_no": contract.contract_no})


async def take_note_of_take_over(tx: Transaction, event: WorkOrderTakenOver, now: datetime) -> None:
    """Know the order, keep its chain so far (L7), hold its expected cost (F9).

    Raises ``NoSuchAccount`` while the contract is not known here yet; the message is tried again.
    """
    await store.contract(tx, event.contract_id)
    order = Order(
        id=event.order_id,
        order_no=event.order_no,
        case_id=event.case_id,
        case_no=event.case_no,
        project=event.project,
        place=place_of(event.unit_no, event.place),
        part=event.part,
        expected_fen=event.expected_cost_fen,
        contract_id=event.contract_id,
        contractor=event.contractor,
        taken_over_at=event.taken_over_at,
    )
    if not await orders.add_order(tx, order):
        return
    chain = (Evidence(link.kind, link.at, link.by, link.note, link.photos) for link in event.chain)
    await orders.add_evidence(tx, order.id, chain)
    await place_hold(tx, order, now)


async def take_note_of_squad_order(tx: Transaction, event: SquadOrdered, now: datetime) -> None:
    """Know an order that was the squad's from the start (D2)."""
    order = Order(
        id=event.order_id,
        order_no=event.order_no,
        case_id=event.case_id,
        case_no=event.case_no,
        project=event.project,
        place=place_of(event.unit_no, event.place),
        part=event.part,
        expected_fen=event.expected_cost_fen,
    )
    await orders.add_order(tx, order)


async def take_note_of_done_work(tx: Transaction, event: WorkOrderDone, now: datetime) -> None:
    """The squad's work is done: its final cost can be stated, its chain has one link more. The contractor's is not ours."""
    if event.repairer != Repairer.SQUAD:
        return
    order = await orders.order_for_update(tx, event.order_id)
    await orders.mark_done(tx, order.id, event.done_at)
    await orders.add_evidence(tx, order.id, [Evidence(Link.WORK_DONE, event.done_at, event.done_by)])
