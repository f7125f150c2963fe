"""Claims, their lines, and what happened to them."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from aftercare_contracts.errors import NotFound
from aftercare_contracts.values import Bearer, ClaimId
from plumbing.database import Transaction

from ..domain.claim import Claim, Line, Move, State
from ..domain.tiers import tiers_as_data, tiers_from


class NoSuchClaim(NotFound):
    """There is no such claim, or not for you."""


CLAIM = (
    "select c.id, c.claim_no, c.order_id, c.project, c.cause, c.cause_evidence, c.state, c.amount_fen, c.approved_fen,"
    " c.is_final, c.round, c.tiers, c.statement_id,"
    " (select array_agg(distinct m.by) from claim_move m"
    "   where m.claim_id = c.id and m.verb in ('raise', 'revise', 'exceed')) as authors,"
    " (select array_agg(hand) from claim_move m cross join unnest(array[m.by, m.on_behalf_of]) hand"
    "   where m.claim_id = c.id and m.round = c.round and m.verb in ('review', 'approve') and hand is not null) as signers"
    " from claim c where c.id = $1"
)


async def claim_for_update(tx: Transaction, claim_id: UUID) -> Claim:
    """The claim, locked; its signatures are read after the lock is had. Raises ``NoSuchClaim``."""
    if await tx.fetchval("select true from claim where id = $1 for no key update", claim_id) is None:
        raise NoSuchClaim()
    return _claim(await tx.fetchrow(CLAIM, claim_id))


async def open_claim_no(tx: Transaction, order_id: UUID) -> str | None:
    """The number of the order's claim that is neither confirmed nor withdrawn."""
    number: str | None = await tx.fetchval(
        "select claim_no from claim where order_id = $1 and state not in ('confirmed', 'withdrawn')", order_id
    )
    return number


async def add_claim(
    tx: Transaction, claim: Claim, tiers_version: int, danger_reason: str | None, by: str, now: datetime
) -> None:
    """Keep a claim just raised, with the tiers it is judged by."""
    await tx.execute(
        "insert into claim (id, claim_no, order_id, project, cause, cause_evidence, danger_reason, state, next_role,"
        " amount_fen, is_final, round, tiers, tiers_version, raised_at, raised_by)"
        " values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)",
        claim.id, claim.claim_no, claim.order_id, claim.project, claim.cause, claim.cause_evidence, danger_reason,
        claim.state, claim.next_role, claim.amount_fen, claim.is_final, claim.round, tiers_as_data(claim.tiers),
        tiers_version, now, by,
    )  # fmt: skip


async def save_claim(tx: Transaction, claim: Claim, move: Move, now: datetime) -> None:
    """Keep a claim as it has become, and the move that made it so."""
    await tx.execute(
        "update claim set state = $2, next_role = $3, amount_fen = $4, approved_fen = $5, is_final = $6, round = $7,"
        " cause = $8, cause_evidence = $9,"
        " confirmed_at = case when $2 = 'confirmed' then coalesce(confirmed_at, $10) end where id = $1",
        claim.id, claim.state, claim.next_role, claim.amount_fen, claim.approved_fen, claim.is_final, claim.round,
        claim.cause, claim.cause_evidence, now,
    )  # fmt: skip
    await add_move(tx, claim, move, now)


async def add_move(tx: Transaction, claim: Claim, move: Move, now: datetime) -> None:
    """Record what happened, and the cause the claim has since."""
    await tx.execute(
        "insert into claim_move (claim_id, at, by, role, verb, from_state, to_state, amount_fen, round, note,"
        " on_behalf_of, substitution_id, cause, cause_evidence)"
        " values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)",
        claim.id, now, move.by, move.role, move.verb, move.state, move.to_state, move.amount_fen, move.round, move.note,
        move.on_behalf_of, move.substitution_id, claim.cause, claim.cause_evidence,
    )  # fmt: skip


async def add_lines(tx: Transaction, claim: Claim, lines: Sequence[Line]) -> None:
    """Keep the lines of the claim's present round."""
    await tx.executemany(
        "insert into claim_line (claim_id, round, position, what, kind, amount_fen) values ($1, $2, $3, $4, $5, $6)",
        [(claim.id, claim.round, n, line.what, line.kind, line.amount_fen) for n, line in enumerate(lines, 1)],
    )


async def on_contractor(tx: Transaction, order_id: UUID) -> list[int]:
    """The amounts of an order's claims on its contractor that are not booked yet."""
    rows = await tx.fetch(
        "select amount_fen from claim where order_id = $1 and cause = 'contractor' and booked_at is null"
        " and state <> 'withdrawn'",
        order_id,
    )
    return [row["amount_fen"] for row in rows]


async def approvals_of(tx: Transaction, claim_ids: Sequence[UUID]) -> dict[UUID, list[dict[str, Any]]]:
    """Every signature on each claim, as an entry keeps it (F5)."""
    rows = await tx.fetch(
        "select claim_id, verb, by, role, on_behalf_of, at, amount_fen from claim_move"
        " where claim_id = any($1) and verb in ('review', 'approve') order by id",
        list(claim_ids),
    )
    found: dict[UUID, list[dict[str, Any]]] = {claim_id: [] for claim_id in claim_ids}
    for row in rows:
        signature = {"verb": row["verb"], "by": row["by"], "role": row["role"], "amount_fen": row["amount_fen"]}
        for_whom = {"on_behalf_of": row["on_behalf_of"]} if row["on_behalf_of"] else {}
        found[row["claim_id"]].append(signature | for_whom | {"at": row["at"].isoformat()})
    return found


def _claim(row: Any) -> Claim:
    return Claim(
        id=ClaimId(row["id"]),
        claim_no=row["claim_no"],
        order_id=row["order_id"],
        project=row["project"],
        cause=Bearer(row["cause"]),
        cause_evidence=row["cause_evidence"],
        state=State(row["state"]),
        amount_fen=row["amount_fen"],
        tiers=tiers_from(row["tiers"]),
        authors=frozenset(row["authors"] or ()),
        signers=frozenset(row["signers"] or ()),
        round=row["round"],
        approved_fen=row["approved_fen"],
        is_final=row["is_final"],
        is_drawn=row["statement_id"] is not None,
    )
