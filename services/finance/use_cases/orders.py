"""What finance learns from dispatch: contracts, work that is the squad's, and how far it got."""

from dataclasses import replace
from datetime import datetime

from aftercare_contracts.events.dispatch import ContractRegistered, SquadOrdered, WorkOrderDone, WorkOrderTakenOver
from aftercare_contracts.events.dispatch_costs import EvidenceAdded, WorkOrderEstimated
from aftercare_contracts.values import Repairer
from plumbing import limits
from plumbing.database import Transaction

from ..domain import retention
from ..domain.chain import Evidence, Link
from ..domain.limits import LimitName
from ..domain.order import Order
from ..domain.people import SYSTEM
from ..domain.statement import place_of
from ..store import design_faults, ledger, orders
from ..store import retention as store
from ..store.retention import Contract
from .claims import danger_limit
from .design_faults import keep_with
from .holds import follow_claims, place_hold


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
        is_dangerous=event.danger,
    )
    await design_faults.lock_case(tx, order.case_id)
    if not await orders.add_order(tx, order):
        return
    await _let_danger_run(tx, order)
    chain = (Evidence(link.kind, link.at, link.by, link.note, link.photos) for link in event.chain)
    await orders.add_evidence(tx, order.id, chain)
    if not await keep_with(tx, order):
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
        is_dangerous=event.danger,
    )
    await design_faults.lock_case(tx, order.case_id)
    if await orders.add_order(tx, order):
        await _let_danger_run(tx, order)
        await keep_with(tx, order)


async def take_note_of_estimate(tx: Transaction, event: WorkOrderEstimated, now: datetime) -> None:
    """Expect another cost; the hold follows while no claim has taken its place (F9). Before a take-over it is not ours."""
    if not await orders.is_known(tx, event.order_id):
        return
    order = await orders.order_for_update(tx, event.order_id)
    await orders.set_expected(tx, order.id, event.expected_cost_fen)
    follows = replace(order, expected_fen=event.expected_cost_fen)
    await follow_claims(tx, follows, f"estimate by {event.estimated_by}: {event.reason}", SYSTEM, now)


async def take_note_of_evidence(tx: Transaction, event: EvidenceAdded, now: datetime) -> None:
    """Keep one more link, once (L7). What came before the take-over comes with it."""
    if not await orders.is_known(tx, event.order_id):
        return
    link = event.link
    await orders.add_evidence(tx, event.order_id, [Evidence(link.kind, link.at, link.by, link.note, link.photos)])


async def _let_danger_run(tx: Transaction, order: Order) -> None:
    """The squad began at once: the claim and its reason are due by the next working day (F1)."""
    if order.is_dangerous:
        await limits.start(tx, LimitName.DANGER_CLAIM, danger_limit(order))


async def take_note_of_done_work(tx: Transaction, event: WorkOrderDone, now: datetime) -> None:
    """The squad's work is done: its final cost can be stated, its chain has one link more. The contractor's is not ours."""
    if event.repairer != Repairer.SQUAD:
        return
    order = await orders.order_for_update(tx, event.order_id)
    await orders.mark_done(tx, order.id, event.done_at)
    await orders.add_evidence(tx, order.id, [Evidence(Link.WORK_DONE, event.done_at, event.done_by)])
