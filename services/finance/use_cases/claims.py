"""The squad's side of a claim: raise it, change its amount, state what it cost in the end (F1, F2)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from aftercare_contracts.errors import Conflict
from aftercare_contracts.events.finance import ClaimExceeded, ClaimRaised, CostConfirmed
from aftercare_contracts.periods import day_in_china
from aftercare_contracts.values import Bearer, ClaimId
from plumbing import outbox
from plumbing.database import Transaction
from plumbing.numbers import next_number
from plumbing.policy import policy

from ..domain import claim as rules
from ..domain.chain import Evidence, Link
from ..domain.claim import Claim, Line, State
from ..domain.order import NoSuchOrder, Order
from ..domain.people import Person
from ..domain.tiers import tiers_from
from ..store import claims as store
from ..store import orders
from . import debts, facts
from .funds import pay_from_fund
from .holds import follow_claims, let_go

SERIES = "FY"


class ClaimOpen(Conflict):
    """The order has an open claim already; change that one."""


Cause = tuple[Bearer, str]
"""Who bears a cost, and the evidence for it (L4)."""


@dataclass(frozen=True, slots=True)
class Request:
    """What the squad asks for."""

    order_id: UUID
    amount_fen: int
    lines: Sequence[Line]
    cause: Bearer
    cause_evidence: str
    danger_reason: str | None = None


async def raise_claim(tx: Transaction, claim_id: UUID, asked: Request, by: Person, now: datetime) -> Claim:
    """Ask for a cost to be approved, by the tiers in force today; they stay with the claim.

    Raises ``NoSuchOrder``, ``ClaimOpen``, ``LinesDoNotAddUp``, ``NotTakenOver``.
    """
    order = await orders.order_for_update(tx, asked.order_id)
    if not by.reaches(order.project):
        raise NoSuchOrder()
    if open_no := await store.open_claim_no(tx, order.id):
        raise ClaimOpen(f"order {order.order_no} has the open claim {open_no}; change that one")
    today = day_in_china(now)
    tiers = await policy(tx, "approval", today)
    bare = Claim(
        id=ClaimId(claim_id), claim_no="", order_id=order.id, project=order.project, cause=asked.cause,
        cause_evidence=asked.cause_evidence, state=State.IN_REVIEW, amount_fen=asked.amount_fen,
        tiers=tiers_from(tiers.data), authors=frozenset({by.id}),
    )  # fmt: skip
    raised, move = rules.raise_claim(bare, asked.lines, order.was_taken_over)
    raised = rules.numbered(raised, await next_number(tx, SERIES, today))
    await store.add_claim(tx, raised, tiers.version, asked.danger_reason, by.id, now)
    await store.add_lines(tx, raised, asked.lines)
    await store.add_move(tx, raised.id, move, now)
    await _announce_raised(tx, raised, order, by)
    await _hold_if_contractors(tx, raised, order, by, now)
    return raised


async def revise_amount(
    tx: Transaction, claim_id: UUID, amount_fen: int, lines: Sequence[Line], cause: Cause | None, by: Person,
    now: datetime,
) -> Claim:  # fmt: skip
    """Set another amount, and another cause where given, before approval or after a refusal; the signatures fall."""
    claim, order = await claim_in_reach(tx, claim_id, by)
    if cause:
        claim = rules.with_cause(claim, *cause, order.was_taken_over)
    revised, move = rules.revise(claim, amount_fen, lines, by)
    await store.save_claim(tx, revised, move, now)
    await store.add_lines(tx, revised, lines)
    await _announce_raised(tx, revised, order, by)
    await _hold_if_contractors(tx, revised, order, by, now)
    return revised


async def state_final_cost(
    tx: Transaction, claim_id: UUID, amount_fen: int, lines: Sequence[Line], by: Person, now: datetime
) -> Claim:
    """Confirm and pay a cost within its approval; a higher one goes back through the tier of the new total (F2)."""
    claim, order = await claim_in_reach(tx, claim_id, by)
    stated, move = rules.state_final_cost(claim, amount_fen, lines, by, order.is_done)
    await store.save_claim(tx, stated, move, now)
    await store.add_lines(tx, stated, lines)
    await _hold_if_contractors(tx, stated, order, by, now)
    if stated.state == State.CONFIRMED:
        await pay_confirmed_cost(tx, stated, order, by, now)
    else:
        await _announce_exceeded(tx, stated, order)
    return stated


async def sort_cost(tx: Transaction, claim_id: UUID, cause: Bearer, evidence: str, by: Person, now: datetime) -> Claim:
    """Sort a confirmed cost that cannot be the contractor's to another bearer, and let its hold go (L4)."""
    claim, order = await claim_in_reach(tx, claim_id, by)
    sorted_, move = rules.sort(claim, cause, evidence, by)
    await store.save_claim(tx, sorted_, move, now)
    await debts.must_not_stand(tx, claim.claim_no, claim.cause)
    await let_go(tx, order, f"{claim.claim_no} is borne by {cause}: {evidence}", by, now)
    await debts.ask(tx, order, by, now)
    return sorted_


async def claim_in_reach(tx: Transaction, claim_id: UUID, by: Person) -> tuple[Claim, Order]:
    """A claim of one's own projects, locked, with its order. Raises ``NoSuchClaim``."""
    claim = await store.claim_for_update(tx, claim_id)
    if not by.reaches(claim.project):
        raise store.NoSuchClaim()
    return claim, await orders.order(tx, claim.order_id)


async def pay_confirmed_cost(tx: Transaction, claim: Claim, order: Order, by: Person, now: datetime) -> None:
    """Pay a confirmed cost from the fund, once, and add it to the order's chain (F3, L7)."""
    assert claim.state == State.CONFIRMED
    note = f"{claim.claim_no}: {claim.amount_fen} fen"
    await orders.add_evidence(tx, order.id, [Evidence(Link.COST, now, by.id, note)])
    event = CostConfirmed(**facts.of_claim(claim, order), confirmed_at=now, bearer=claim.cause)
    await outbox.add(tx, event, about=order.case_id)
    await pay_from_fund(tx, claim, order, by, now)
    await debts.ask(tx, order, by, now)


async def _announce_exceeded(tx: Transaction, claim: Claim, order: Order) -> None:
    assert claim.approved_fen
    assert claim.next_role
    about = facts.of_claim(claim, order)
    event = ClaimExceeded(**about, approved_fen=claim.approved_fen, next_role=claim.next_role)
    await outbox.add(tx, event, about=order.case_id)


async def _announce_raised(tx: Transaction, claim: Claim, order: Order, by: Person) -> None:
    assert claim.next_role
    about = facts.of_claim(claim, order)
    event = ClaimRaised(**about, bearer=claim.cause, raised_by=by.id, next_role=claim.next_role)
    await outbox.add(tx, event, about=order.case_id)


async def _hold_if_contractors(tx: Transaction, claim: Claim, order: Order, by: Person, now: datetime) -> None:
    if claim.cause == Bearer.CONTRACTOR:
        await follow_claims(tx, order, f"claim {claim.claim_no}", by, now)
