"""Debts of owners, third parties and contractors: asked for, and paid (D2, F5)."""

from datetime import datetime
from uuid import UUID

from aftercare_contracts.events.dispatch_costs import QuoteAgreed
from aftercare_contracts.values import Bearer
from plumbing.database import Transaction

from ..domain import debts as rules
from ..domain.debts import DEBTORS
from ..domain.ledger import owed_by
from ..domain.order import NoSuchOrder, Order
from ..domain.people import SYSTEM, Person
from ..domain.retention import Account
from ..store import debts as store
from ..store import ledger, orders
from ..store import retention as accounts
from .holds import let_go


async def hear_agreement(tx: Transaction, event: QuoteAgreed, now: datetime) -> None:
    """The owner agreed to a price: what his damage cost so far is asked of him.

    Raises ``NoSuchOrder`` while the order is not known here yet; the message is tried again.
    """
    order = await orders.order_for_update(tx, event.order_id)
    await store.keep_price(tx, event.quote_id, event.quote_no, order.id, event.price_fen, event.agreed_at)
    await let_go(tx, order, f"the owner agreed to pay by {event.quote_no}", SYSTEM, now)
    await ask(tx, order, SYSTEM, now)


async def ask(tx: Transaction, order: Order, by: Person, now: datetime) -> None:
    """Post what an order's confirmed costs make others owe; an owner only once he agreed to a price (D2)."""
    price_fen = await store.price(tx, order.id)
    for claim in await store.confirmed_without_debt(tx, order.id):
        debtor = Bearer(claim["cause"])
        if debtor == Bearer.OWNER and price_fen is None:
            continue
        left_fen = (price_fen or 0) - await _asked_of_owner(tx, order) if debtor == Bearer.OWNER else 0
        entry = rules.receivable(
            claim["claim_no"], order.order_no, order.project, debtor, claim["amount_fen"], max(0, left_fen)
        )
        await ledger.post(tx, entry, by.id, now, {"order_no": order.order_no, "claim_no": claim["claim_no"]})


async def _asked_of_owner(tx: Transaction, order: Order) -> int:
    account = rules.account_of(Bearer.OWNER, order.order_no)
    return sum(
        flow.amount_fen if flow.destination == account else -flow.amount_fen
        for flow in await ledger.flows(tx, [account])
        if flow.destination == account or flow.source.startswith(("costs:", "income:"))
    )


async def must_not_stand(tx: Transaction, claim_no: str, cause: Bearer) -> None:
    """A cost that somebody was asked for keeps its bearer. Raises ``DebtStands``."""
    if cause in DEBTORS and await ledger.stands(tx, rules.reference_of(claim_no)):
        raise rules.DebtStands


async def receive(
    tx: Transaction, order_id: UUID, debtor: Bearer, amount_fen: int, payment: str, by: Person, now: datetime
) -> int:
    """Money from an owner or a third party. Returns what is still owed, in fen. Raises ``NoSuchOrder``, ``MoreThanOwed``."""
    order = await orders.order_for_update(tx, order_id)
    if not by.reaches(order.project):
        raise NoSuchOrder()
    await ledger.lock_fund(tx, order.project, now)
    account = rules.account_of(debtor, order.order_no)
    entry = rules.receipt(payment, account, order.project, amount_fen, await ledger.flows(tx, [account]))
    await ledger.post(tx, entry, by.id, now, {"order_no": order.order_no, "debtor": debtor})
    return await ledger.balance(tx, account)


async def receive_from_contractor(
    tx: Transaction, contract_id: UUID, amount_fen: int, payment: str, by: Person, now: datetime
) -> Account:
    """Money from a contractor on the claim beyond his retention. Raises ``NoSuchAccount``, ``MoreThanOwed``."""
    contract = await accounts.contract_for_update(tx, contract_id)
    if not by.reaches(contract.project):
        raise accounts.NoSuchAccount()
    account = owed_by(contract.contract_no)
    owed_fen = await ledger.balance(tx, account)
    entry = rules.contractor_pays(payment, account, contract.project, amount_fen, owed_fen)
    await ledger.post(tx, entry, by.id, now, {"contract_no": contract.contract_no})
    return await accounts.account(tx, contract.contract_no)
