"""Claims over HTTP: raised by the squad, signed by the tier's roles."""

from typing import Annotated, Any
from uuid import UUID

from aftercare_contracts.values import Bearer, Role
from fastapi import APIRouter, Query, Response
from plumbing.database import Transaction
from plumbing.ids import new_id
from plumbing.paging import Cursor, Limit, id_in
from plumbing.web import Door, Page, opens_for

from ..domain.chain import missing
from ..domain.claim import Claim, State
from ..domain.tiers import SIGNERS, tier_for, tiers_from
from ..store import claims as store
from ..store import orders
from ..use_cases import approvals
from ..use_cases import claims as use_cases
from .asking import READERS, Named, next_page, person, reach
from .claim_forms import (
    Accepted,
    AmountIn,
    CauseIn,
    ClaimIn,
    ClaimInFull,
    ClaimOut,
    EvidenceOut,
    RefusalIn,
    RevisionIn,
    SignatureIn,
)

router = APIRouter(prefix="/claims", tags=["claims"])
Squad = Annotated[Door, opens_for(Role.REPAIR_SQUAD)]
Signer = Annotated[Door, opens_for(*SIGNERS)]
Reader = Annotated[Door, opens_for(*READERS)]


@router.post("", status_code=201, response_model=Accepted)
async def raise_claim(body: ClaimIn, door: Squad) -> Response:
    """Ask for a repair's cost to be approved before the work starts (F1)."""
    claim_id, by = new_id(), person(door.caller)
    lines = [line.line() for line in body.lines]
    asked = use_cases.Request(
        body.order_id, body.amount_fen, lines, body.cause, body.cause_evidence, body.danger_reason
    )

    async def act(tx: Transaction) -> Accepted:
        return _accepted(await use_cases.raise_claim(tx, claim_id, asked, by, tx.now))

    return await door.once(body, act)


@router.post("/{claim_id}/amounts", status_code=201, response_model=Accepted)
async def revise_amount(claim_id: UUID, body: RevisionIn, door: Squad) -> Response:
    """Set another amount before approval or after a refusal; signatures fall."""
    lines, by = [line.line() for line in body.lines], person(door.caller)

    async def act(tx: Transaction) -> Accepted:
        fen, cause = body.amount_fen, body.whose()
        return _accepted(await use_cases.revise_amount(tx, claim_id, fen, lines, cause, by, tx.now))

    return await door.once(body, act)


@router.post("/{claim_id}/final-costs", status_code=201, response_model=Accepted)
async def state_final_cost(claim_id: UUID, body: AmountIn, door: Squad) -> Response:
    """State what the work cost in the end: within its approval it is confirmed and paid, above it goes back (F2)."""

    async def act(tx: Transaction) -> Accepted:
        lines = [line.line() for line in body.lines]
        return _accepted(
            await use_cases.state_final_cost(tx, claim_id, body.amount_fen, lines, person(door.caller), tx.now)
        )

    return await door.once(body, act)


@router.post("/{claim_id}/reviews", status_code=201, response_model=Accepted)
async def review_claim(claim_id: UUID, body: SignatureIn, door: Signer) -> Response:
    """Review a claim before another approves it (F1)."""

    async def act(tx: Transaction) -> Accepted:
        by = person(door.caller)
        return _accepted(await approvals.review_claim(tx, claim_id, body.amount_fen, body.note, by, tx.now))

    return await door.once(body, act)


@router.post("/{claim_id}/approvals", status_code=201, response_model=Accepted)
async def approve_claim(claim_id: UUID, body: SignatureIn, door: Signer) -> Response:
    """Approve a claim (F1)."""

    async def act(tx: Transaction) -> Accepted:
        by = person(door.caller)
        return _accepted(await approvals.approve_claim(tx, claim_id, body.amount_fen, body.note, by, tx.now))

    return await door.once(body, act)


@router.post("/{claim_id}/refusals", status_code=201, response_model=Accepted)
async def refuse_claim(claim_id: UUID, body: RefusalIn, door: Signer) -> Response:
    """Refuse a claim with a reason."""

    async def act(tx: Transaction) -> Accepted:
        return _accepted(await approvals.refuse_claim(tx, claim_id, body.reason, person(door.caller), tx.now))

    return await door.once(body, act)


@router.post("/{claim_id}/causes", status_code=201, response_model=Accepted)
async def sort_cost(claim_id: UUID, body: CauseIn, door: Annotated[Door, opens_for(Role.CENTRE_DIRECTOR)]) -> Response:
    """Sort a confirmed cost that cannot be shown to be the contractor's to another bearer (L4, L7)."""

    async def act(tx: Transaction) -> Accepted:
        by = person(door.caller)
        return _accepted(await use_cases.sort_cost(tx, claim_id, body.cause, body.cause_evidence, by, tx.now))

    return await door.once(body, act)


@router.get("")
async def list_claims(
    door: Reader,
    waiting_for_me: bool = False,
    project: Named | None = None,
    state: State | None = None,
    order_id: Annotated[UUID | None, Query()] = None,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> Page[ClaimOut]:
    """Claims, the latest first; those that wait for the caller's own signature where asked."""
    async with door.reading() as tx:
        rows = await store.claim_summaries(
            tx, projects=reach(door.caller), project=project, state=state, order_id=order_id,
            waits_for=sorted(door.caller.roles) if waiting_for_me else None, person=door.caller.person,
            before=id_in(cursor), limit=limit + 1,
        )  # fmt: skip
    items = [ClaimOut.model_validate(_with_tiers(row)) for row in rows[:limit]]
    return Page(items=items, next=next_page(rows, limit, "claim_id"))


@router.get("/{claim_id}")
async def show_claim(claim_id: UUID, door: Reader) -> ClaimInFull:
    """One claim with its lines, signatures and evidence."""
    async with door.reading() as tx:
        row = await store.claim_summary(tx, claim_id)
        if not door.caller.reaches(row["project"]):
            raise store.NoSuchClaim()
        evidence = (await orders.evidence_of(tx, [row["order_id"]]))[row["order_id"]]
        lines = await store.lines_of(tx, claim_id, row["round"])
        moves = await store.moves_of(tx, claim_id)
    gaps = list(missing(evidence)) if row["cause"] == Bearer.CONTRACTOR else []
    shown = [EvidenceOut.model_validate(link) for link in evidence]
    return ClaimInFull.model_validate(
        _with_tiers(row) | {"lines": lines, "moves": moves, "evidence": shown, "missing_links": gaps}
    )


def _with_tiers(row: dict[str, Any]) -> dict[str, Any]:
    tiers = tiers_from(row["tiers"])
    own, together = tier_for(tiers, row["amount_fen"]), tier_for(tiers, row["together_fen"])
    return row | {
        "review_role": own.review_role,
        "approve_role": own.approve_role,
        "together_approve_role": together.approve_role,
        "crosses_a_tier": together != own,
    }


def _accepted(claim: Claim) -> Accepted:
    return Accepted(
        claim_id=claim.id,
        claim_no=claim.claim_no,
        state=claim.state,
        amount_fen=claim.amount_fen,
        approved_fen=claim.approved_fen,
        next_role=claim.next_role,
    )
