"""Claims over HTTP: raised by the squad, signed by the tier's roles."""

from dataclasses import asdict
from typing import Annotated, Any
from uuid import UUID

from aftercare_contracts.values import Bearer, Role
from fastapi import APIRouter, Query, Response
from plumbing.database import Transaction
from plumbing.ids import new_id
from plumbing.paging import Cursor, Limit, id_in
from plumbing.web import Caller, Door, Page, opens_for

from ..domain.chain import missing
from ..domain.claim import Claim, State
from ..domain.claim_history import standing
from ..domain.substitutes import MAY_STAND_IN
from ..domain.tiers import SIGNERS, tier_for, tiers_from
from ..domain.together import crosses_a_tier
from ..store import claim_pages as pages
from ..store import claims as store
from ..store import orders
from ..store.claim_pages import Hat
from ..use_cases import approvals
from ..use_cases import claims as use_cases
from .asking import READERS, Moment, Named, next_page, person, reach
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
Signer = Annotated[Door, opens_for(*MAY_STAND_IN)]
"""Whether the step is his, or that of one who is away, the rules say (B4)."""
Reader = Annotated[Door, opens_for(*READERS, *MAY_STAND_IN)]
"""Who is not among ``READERS`` sees what he may sign or has signed for another."""


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
        return _accepted(await approvals.review_claim(tx, claim_id, body.seen(), by, tx.now))

    return await door.once(body, act)


@router.post("/{claim_id}/approvals", status_code=201, response_model=Accepted)
async def approve_claim(claim_id: UUID, body: SignatureIn, door: Signer) -> Response:
    """Approve a claim (F1)."""

    async def act(tx: Transaction) -> Accepted:
        by = person(door.caller)
        return _accepted(await approvals.approve_claim(tx, claim_id, body.seen(), by, tx.now))

    return await door.once(body, act)


@router.post("/{claim_id}/refusals", status_code=201, response_model=Accepted)
async def refuse_claim(claim_id: UUID, body: RefusalIn, door: Signer) -> Response:
    """Refuse a claim with a reason."""

    async def act(tx: Transaction) -> Accepted:
        return _accepted(await approvals.refuse_claim(tx, claim_id, body.reason, person(door.caller), tx.now))

    return await door.once(body, act)


@router.post("/{claim_id}/withdrawals", status_code=201, response_model=Accepted)
async def withdraw_claim(claim_id: UUID, body: RefusalIn, door: Squad) -> Response:
    """Take back a claim of which nothing was approved; the order may get another."""

    async def act(tx: Transaction) -> Accepted:
        return _accepted(await use_cases.withdraw_claim(tx, claim_id, body.reason, person(door.caller), tx.now))

    return await door.once(body, act)


@router.post("/{claim_id}/causes", status_code=201, response_model=Accepted)
async def sort_cost(claim_id: UUID, body: CauseIn, door: Annotated[Door, opens_for(Role.CENTRE_DIRECTOR)]) -> Response:
    """Sort a cost that cannot be the contractor's to another bearer: once confirmed, or at once a design fault (L4, I7)."""

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
    """Claims, the latest first; those that wait for the caller's own signature where asked, or for one he stands in for."""
    async with door.reading() as tx:
        rows = await pages.claim_summaries(
            tx, projects=reach(door.caller), project=project, state=state, order_id=order_id,
            only_waiting=waiting_for_me or not door.caller.has(*READERS), person=door.caller.person,
            hats=await _hats(tx, door.caller), before=id_in(cursor), limit=limit + 1,
        )  # fmt: skip
    items = [ClaimOut.model_validate(_with_tiers(row)) for row in rows[:limit]]
    return Page(items=items, next=next_page(rows, limit, "claim_id"))


@router.get("/{claim_id}")
async def show_claim(claim_id: UUID, door: Reader, as_of: Moment | None = None) -> ClaimInFull:
    """One claim with its lines, signatures and evidence; as it stood and was known at a moment where one is given (B10)."""
    async with door.reading() as tx:
        hats = await _hats(tx, door.caller)
        row = await pages.claim_summary(tx, claim_id, door.caller.person, hats)
        moves = await pages.moves_of(tx, claim_id, as_of)
        if not moves or not _may_see(door.caller, row, moves, hats):
            raise store.NoSuchClaim()
        if as_of is not None:
            row |= _then(row, moves) | await pages.beside_at(tx, claim_id, as_of)
        evidence = (await orders.evidence_of(tx, [row["order_id"]], as_of))[row["order_id"]]
        lines = await pages.lines_of(tx, claim_id, row["round"])
    gaps = list(missing(evidence)) if row["cause"] == Bearer.CONTRACTOR else []
    shown = [EvidenceOut.model_validate(link) for link in evidence]
    return ClaimInFull.model_validate(
        _with_tiers(row) | {"lines": lines, "moves": moves, "evidence": shown, "missing_links": gaps}
    )


async def _hats(tx: Transaction, caller: Caller) -> list[Hat]:
    """His own roles that sign, and those of whom he stands in for now."""
    own = [Hat(role) for role in SIGNERS if caller.has(role)]
    stand_ins = await approvals.stand_ins(tx, person(caller), tx.now)
    return own + [Hat(s.role, s.project, s.away, s.named_by) for s in stand_ins if not caller.has(s.role)]


def _may_see(caller: Caller, row: dict[str, Any], moves: list[dict[str, Any]], hats: list[Hat]) -> bool:
    if not caller.reaches(row["project"]):
        return False
    tier = tier_for(tiers_from(row["tiers"]), row["amount_fen"])
    signs = any(
        hat.role in (tier.review_role, tier.approve_role) and hat.project in ("*", row["project"]) for hat in hats
    )
    return caller.has(*READERS) or signs or any(move["by"] == caller.person for move in moves)


def _then(row: dict[str, Any], moves: list[dict[str, Any]]) -> dict[str, Any]:
    """What the moves up to then make of a claim; a cause that was not kept then is today's."""
    stood = asdict(standing(moves, tiers_from(row["tiers"])))
    cause = {} if stood["cause"] else {"cause": row["cause"], "cause_evidence": row["cause_evidence"]}
    return stood | cause | {"sign_as": None, "sign_on_behalf_of": None}


def _with_tiers(row: dict[str, Any]) -> dict[str, Any]:
    tiers = tiers_from(row["tiers"])
    own, together = tier_for(tiers, row["amount_fen"]), tier_for(tiers, row["together_fen"])
    blocked = row["cause"] == Bearer.CONTRACTOR and row["design_question_no"] is not None
    return row | {
        "review_role": own.review_role,
        "approve_role": own.approve_role,
        "together_approve_role": together.approve_role,
        "crosses_a_tier": crosses_a_tier(tiers, row["amount_fen"], row["together_fen"]),
        "is_blocked": blocked and row["booked_at"] is None,
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
