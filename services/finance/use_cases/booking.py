"""Booking a statement: the company's costs, the deductions, the claims beyond them, the fund refilled (F3 to F5)."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any
from uuid import UUID

from aftercare_contracts.events.finance import ContractorClaimed, RetentionDeducted, StatementBooked
from aftercare_contracts.values import Bearer
from plumbing import outbox
from plumbing.database import Transaction

from ..domain import ledger as rules
from ..domain import retention
from ..domain.chain import Evidence
from ..domain.deduction import ContractorLine, prove
from ..domain.ledger import BANK, Entry, Kind, Posting
from ..domain.people import Person
from ..domain.retention import Deduction, HoldState
from ..domain.statement import Act, Statement, Totals, rests_on
from ..store import claims, ledger, orders
from ..store import retention as accounts
from ..store import statements as store
from ..store.retention import Contract
from ..store.statements import DrawnCost, Head
from . import facts, objections
from .holds import fill_short_holds
from .statements import allowed, on_contractors

Basis = dict[str, Any]


async def book_statement(tx: Transaction, statement_id: UUID, note: str, by: Person, now: datetime) -> Totals:
    """Post a statement, once. The accounts it touches are locked in one order before anything is posted."""
    head, so_far = await allowed(tx, statement_id, Act.BOOK, by)
    costs = await store.drawn_costs(tx, statement_id)
    await objections.must_allow_booking(tx, head, len(costs), now)
    await objections.end_time_to_object(tx, head, "booked")
    theirs = on_contractors(costs)
    contracts = await accounts.contracts_for_update(tx, {cost.contract_id for cost in theirs if cost.contract_id})
    lines = await _proven(tx, theirs, contracts)
    bases = await _bases(tx, head, so_far, costs)
    totals = Totals()
    for cost in sorted(costs, key=_in_order_of_accounts):
        basis = bases[cost.claim_id]
        if cost.bearer == Bearer.COMPANY:
            totals = totals.plus(company_fen=await _book_company_cost(tx, head, cost, basis, by, now))
        else:
            assert cost.contract_id
            deduction = await _deduct(tx, head, cost, lines[cost.claim_id], contracts[cost.contract_id], basis, by, now)
            totals = totals.plus(deducted_fen=deduction.deducted_fen, claimed_fen=deduction.claimed_fen)
    for contract in contracts.values():
        await fill_short_holds(tx, contract, by, now)
    await _refill(tx, head, totals, by, now)
    figures = asdict(totals) | {"refilled_fen": totals.refilled_fen}
    await store.add_act(tx, statement_id, Act.BOOK, by.id, now, note, figures)
    await outbox.add(tx, StatementBooked(**store.facts(head), **figures, booked_by=by.id), about=statement_id)
    return totals


def _in_order_of_accounts(cost: DrawnCost) -> tuple[str, str]:
    return str(cost.contract_id or ""), cost.claim_no


async def _proven(
    tx: Transaction, costs: Sequence[DrawnCost], contracts: Mapping[UUID, Contract]
) -> dict[UUID, ContractorLine]:
    """Each line shown to be its contractor's. Raises ``NotTheContractors`` and ``ChainBroken`` (L4, L7)."""
    evidence = await orders.evidence_of(tx, {cost.order_id for cost in costs})
    return {
        cost.claim_id: prove(
            cost.claim_no, contracts[cost.contract_id].contract_no if cost.contract_id else None,
            Bearer(cost.bearer), cost.amount_fen, evidence[cost.order_id],
        )
        for cost in costs
    }  # fmt: skip


async def _bases(tx: Transaction, head: Head, so_far: Statement, costs: Sequence[DrawnCost]) -> dict[UUID, Basis]:
    """What each entry rests on (F5)."""
    approvals = await claims.approvals_of(tx, [cost.claim_id for cost in costs])
    evidence = await orders.evidence_of(tx, {cost.order_id for cost in costs})
    return {
        cost.claim_id: {
            "order_no": cost.order_no,
            "claim_no": cost.claim_no,
            "statement_no": head.statement_no,
            "rests_on": rests_on(so_far.acts, cost.for_audit),
            "approvals": approvals[cost.claim_id],
            "evidence": [_named(link) for link in evidence[cost.order_id]],
        }
        for cost in costs
    }


def _named(link: Evidence) -> dict[str, str]:
    return {"kind": link.kind, "at": link.at.isoformat(), "by": link.by}


async def _book_company_cost(
    tx: Transaction, head: Head, cost: DrawnCost, basis: Basis, by: Person, now: datetime
) -> int:
    posting = Posting(rules.unsorted(head.project), rules.borne_by_company(head.project), cost.amount_fen)
    entry = Entry(f"company_cost:{cost.claim_no}", Kind.COMPANY_COST, head.project, (posting,))
    await ledger.post(tx, entry, by.id, now, basis)
    await store.mark_booked(tx, cost.claim_id, now)
    return cost.amount_fen


async def _deduct(
    tx: Transaction, head: Head, cost: DrawnCost, line: ContractorLine, contract: Contract, basis: Basis, by: Person,
    now: datetime,
) -> Deduction:  # fmt: skip
    account, hold = await accounts.account(tx, contract.contract_no), await accounts.hold(tx, cost.order_id)
    own_fen = hold.held_fen if hold else 0
    deduction = retention.split(line.amount_fen, own_fen, account.available_fen)
    reason = f"statement {head.statement_no}"
    entry = retention.deduct(line, head.project, deduction, reason)
    await ledger.post(tx, entry, by.id, now, basis)
    await store.mark_booked(tx, cost.claim_id, now)
    if hold and hold.state == HoldState.HELD:
        still_wanted_fen = sum(await claims.on_contractor(tx, cost.order_id))
        left_fen = account.available_fen - deduction.from_free_fen
        rest, freed = retention.after_deduction(hold, deduction, still_wanted_fen, left_fen)
        await accounts.save_hold(tx, rest, contract.contract_id, reason, by.id, now)
        await ledger.post(tx, freed, by.id, now, {"order_no": cost.order_no})
    await _announce(tx, head, cost, contract, deduction)
    return deduction


async def _announce(tx: Transaction, head: Head, cost: DrawnCost, contract: Contract, deduction: Deduction) -> None:
    """Those responsible are told what was deducted and what the retention did not suffice for (F5)."""
    order = await orders.order(tx, cost.order_id)
    for kind, fen in ((RetentionDeducted, deduction.deducted_fen), (ContractorClaimed, deduction.claimed_fen)):
        if fen:
            event = kind(**facts.of_retention(contract, order, fen), statement_no=head.statement_no)
            await outbox.add(tx, event, about=contract.contract_id, case=cost.case_id)


async def _refill(tx: Transaction, head: Head, totals: Totals, by: Person, now: datetime) -> None:
    """Pay the reviewed total into the fund (F3)."""
    await ledger.lock_fund(tx, head.project, now)
    posting = Posting(BANK, rules.fund(head.project), totals.refilled_fen)
    entry = Entry(f"refill:{head.statement_no}", Kind.REFILL, head.project, (posting,))
    await ledger.post(tx, entry, by.id, now, {"statement_no": head.statement_no})
