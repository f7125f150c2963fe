"""The signers' side of a claim: review, approve, refuse, also for one who is away (F1, F2, B4)."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from aftercare_contracts.events.finance import ClaimApproved, ClaimRefused, ClaimReviewed
from aftercare_contracts.values import Bearer, Role
from plumbing import outbox
from plumbing.database import Transaction

from ..domain import approval
from ..domain import claim as claims
from ..domain.claim import Claim, Move, Verb
from ..domain.order import Order
from ..domain.people import Person
from ..domain.substitutes import Substitution, held_by
from ..domain.together import must_have_seen
from ..store import claim_pages, substitutes
from ..store import claims as store
from . import facts
from .claims import claim_in_reach, pay_confirmed_cost
from .holds import follow_claims, let_go


@dataclass(frozen=True, slots=True)
class Seen:
    """What a signer saw: the claim's amount, and the joint total where it was shown; what he notes."""

    amount_fen: int
    together_fen: int | None = None
    note: str = ""


async def review_claim(tx: Transaction, claim_id: UUID, seen: Seen, by: Person, now: datetime) -> Claim:
    """Pass a claim on to the one who approves. Raises like ``approval.sign``, ``must_have_seen``; ``DesignFault``."""
    reviewed, move, order = await _signed(tx, claim_id, Verb.REVIEW, seen, by, now)
    assert reviewed.next_role
    event = ClaimReviewed(
        **facts.of_claim(reviewed, order), reviewed_by=by.id, next_role=reviewed.next_role,
        on_behalf_of=move.on_behalf_of,
    )  # fmt: skip
    await outbox.add(tx, event, about=order.case_id)
    return reviewed


async def approve_claim(tx: Transaction, claim_id: UUID, seen: Seen, by: Person, now: datetime) -> Claim:
    """Approve a claim; where it is a final cost that had exceeded its approval, it is thereby confirmed and paid."""
    approved, move, order = await _signed(tx, claim_id, Verb.APPROVE, seen, by, now)
    event = ClaimApproved(
        **facts.of_claim(approved, order),
        approved_by=by.id,
        approved_role=Role(move.role or ""),
        inform=approved.tier.inform,
        on_behalf_of=move.on_behalf_of,
    )
    await outbox.add(tx, event, about=order.case_id)
    if not approved.is_final:
        await _settle_hold(tx, approved, order, by, now)
        return approved
    confirmed, move = claims.confirm(approved, by)
    await store.save_claim(tx, confirmed, move, now)
    await _settle_hold(tx, confirmed, order, by, now)
    await pay_confirmed_cost(tx, confirmed, order, by, now)
    return confirmed


async def refuse_claim(tx: Transaction, claim_id: UUID, reason: str, by: Person, now: datetime) -> Claim:
    """Refuse a claim with a reason; what is held for it stays held until it is changed or lifted."""
    claim, order = await claim_in_reach(tx, claim_id, by)
    refused, move = approval.refuse(claim, by, reason, await stand_ins(tx, by, now))
    await store.save_claim(tx, refused, move, now)
    event = ClaimRefused(
        **facts.of_claim(refused, order), refused_by=by.id, reason=reason, on_behalf_of=move.on_behalf_of
    )
    await outbox.add(tx, event, about=order.case_id)
    return refused


async def stand_ins(tx: Transaction, by: Person, now: datetime) -> tuple[Substitution, ...]:
    """For whom a person may sign at this moment."""
    return held_by(by, await substitutes.of_substitute(tx, by.id, now), now)


async def _signed(
    tx: Transaction, claim_id: UUID, verb: Verb, seen: Seen, by: Person, now: datetime
) -> tuple[Claim, Move, Order]:
    claim, order = await claim_in_reach(tx, claim_id, by)
    signed, move = approval.sign(claim, verb, by, seen.amount_fen, seen.note, await stand_ins(tx, by, now))
    must_have_seen(claim, await claim_pages.together_fen(tx, claim_id), seen.together_fen)
    claims.must_not_be_blocked(claim, order.is_design_fault)
    await store.save_claim(tx, signed, move, now)
    return signed, move, order


async def _settle_hold(tx: Transaction, claim: Claim, order: Order, by: Person, now: datetime) -> None:
    """What is the contractor's to bear is held; what is another's may not stand against his retention (F9, L4)."""
    if claim.cause == Bearer.CONTRACTOR:
        await follow_claims(tx, order, f"claim {claim.claim_no} approved", by, now)
    else:
        await let_go(tx, order, f"{claim.claim_no} is borne by {claim.cause}: {claim.cause_evidence}", by, now)
