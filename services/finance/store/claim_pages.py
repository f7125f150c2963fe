"""What pages and lists read of claims, now and as they stood at a moment (F2, B4, B10)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from plumbing.database import Transaction

from .claims import NoSuchClaim

TOGETHER = (
    "select sum(case when d.id <> c.id and d.state = 'refused' then d.approved_fen else d.amount_fen end)::bigint"
    " as together_fen, array_agg(d.claim_no order by d.claim_no) as together_claims"
    " from claim d join repair_order p on p.order_id = d.order_id"
    " where (p.project, p.place, p.part) = (o.project, o.place, o.part) and (d.id = c.id or (d.state <> 'withdrawn'"
    "  and (d.state <> 'refused' or d.approved_fen is not null) and (d.booked_at is null or d.confirmed_at >="
    "  date_trunc('quarter', c.raised_at at time zone 'Asia/Shanghai') at time zone 'Asia/Shanghai')))"
)
"""All that one unit and fault costs: what is not booked, and what was booked but confirmed since the quarter in which this
claim was raised began. Of a refused claim what had been approved of it still counts."""

SUMMARY = (
    "select c.id as claim_id, c.claim_no, c.order_id, o.order_no, o.case_id, o.case_no, c.project, o.place, o.part,"
    " c.cause, c.cause_evidence, c.danger_reason, c.state, c.next_role, c.amount_fen, c.approved_fen, c.is_final,"
    " c.round, c.tiers, c.tiers_version, c.raised_at, c.raised_by,"
    " o.done_at is not null as work_done, c.confirmed_at, c.statement_id, c.booked_at, o.is_dangerous,"
    " (select min(f.question_no) from design_fault f where f.case_id = o.case_id) as design_question_no,"
    " t.together_fen, t.together_claims, hat.role as sign_as, hat.away as sign_on_behalf_of"
    f" from claim c join repair_order o on o.order_id = c.order_id cross join lateral ({TOGETHER}) t"
    " left join lateral (select h.role, h.away from unnest($1::text[], $2::text[], $3::text[], $4::text[])"
    "   as h(role, project, away, named_by)"
    "  where h.role = c.next_role and h.project in ('*', c.project) and not exists (select from claim_move m"
    "   where m.claim_id = c.id and ((m.verb in ('raise', 'revise', 'exceed') and m.by in ($5, h.away, h.named_by))"
    "   or (m.round = c.round and m.verb in ('review', 'approve')"
    "    and (m.by in ($5, h.away) or m.on_behalf_of in ($5, h.away)))))"
    "  order by h.away is not null limit 1) hat on true"
)


@dataclass(frozen=True, slots=True)
class Hat:
    """A role a person can sign in: his own, or that of one who is away."""

    role: str
    project: str = "*"
    away: str | None = None
    named_by: str | None = None


def _asking(person: str, hats: Sequence[Hat]) -> tuple[Any, ...]:
    columns = ([hat.role for hat in hats], [hat.project for hat in hats], [hat.away for hat in hats])
    return (*columns, [hat.named_by for hat in hats], person)


async def claim_summary(tx: Transaction, claim_id: UUID, person: str, hats: Sequence[Hat] = ()) -> dict[str, Any]:
    """One claim with what stands beside it, and in which role this person could sign it. Raises ``NoSuchClaim``."""
    row = await tx.fetchrow(f"{SUMMARY} where c.id = $6", *_asking(person, hats), claim_id)
    if row is None:
        raise NoSuchClaim()
    return dict(row)


async def together_fen(tx: Transaction, claim_id: UUID) -> int:
    """What the claim's unit and fault cost with the other claims (F2)."""
    found: int = await tx.fetchval(
        f"select t.together_fen from claim c join repair_order o on o.order_id = c.order_id"
        f" cross join lateral ({TOGETHER}) t where c.id = $1",
        claim_id,
    )
    return found


async def claim_summaries(
    tx: Transaction, *, projects: list[str] | None, project: str | None, state: str | None, order_id: UUID | None,
    only_waiting: bool, person: str, hats: Sequence[Hat], before: UUID | None, limit: int,
) -> list[dict[str, Any]]:  # fmt: skip
    """Claims, the latest first; where asked, only what ``person`` could sign now in one of his hats."""
    waiting = " and c.next_role = any($1) and hat.role is not null" if only_waiting else ""
    rows = await tx.fetch(
        f"{SUMMARY} where ($6::text[] is null or c.project = any($6)) and ($7::text is null or c.project = $7)"
        " and ($8::text is null or c.state = $8) and ($9::uuid is null or c.order_id = $9)"
        f" and ($10::uuid is null or c.id < $10){waiting} order by c.id desc limit $11",
        *_asking(person, hats), projects, project, state, order_id, before, limit,
    )  # fmt: skip
    return [dict(row) for row in rows]


async def lines_of(tx: Transaction, claim_id: UUID, round: int) -> list[dict[str, Any]]:
    """The lines of a round."""
    rows = await tx.fetch(
        "select what, kind, amount_fen from claim_line where claim_id = $1 and round = $2 order by position",
        claim_id, round,
    )  # fmt: skip
    return [dict(row) for row in rows]


async def moves_of(tx: Transaction, claim_id: UUID, until: datetime | None = None) -> list[dict[str, Any]]:
    """All that happened to a claim, in order, up to and including a moment where one is given."""
    rows = await tx.fetch(
        "select at, by, role, verb, from_state, to_state, amount_fen, round, note, on_behalf_of, substitution_id,"
        " cause, cause_evidence from claim_move"
        " where claim_id = $1 and ($2::timestamptz is null or at <= $2) order by id",
        claim_id, until,
    )  # fmt: skip
    return [dict(row) for row in rows]


TOGETHER_THEN = (
    "select sum(case when d.id <> c.id and m.to_state = 'refused' then a.amount_fen else m.amount_fen end)::bigint"
    " as together_fen, array_agg(d.claim_no order by d.claim_no) as together_claims"
    " from claim c join repair_order o on o.order_id = c.order_id"
    " join repair_order p on (p.project, p.place, p.part) = (o.project, o.place, o.part)"
    " join claim d on d.order_id = p.order_id"
    " join lateral (select to_state, amount_fen from claim_move where claim_id = d.id and at <= $2"
    "  order by id desc limit 1) m on true"
    " left join lateral (select amount_fen from claim_move where claim_id = d.id and at <= $2 and verb = 'approve'"
    "  order by id desc limit 1) a on true"
    " where c.id = $1 and (d.id = c.id or (m.to_state <> 'withdrawn' and (m.to_state <> 'refused' or a is not null)"
    "  and (d.booked_at is null or d.booked_at > $2 or d.confirmed_at >="
    "  date_trunc('quarter', c.raised_at at time zone 'Asia/Shanghai') at time zone 'Asia/Shanghai')))"
)
"""As ``TOGETHER``, at a moment."""

BESIDE_THEN = (
    "select o.done_at is not null and o.done_at <= $2 as work_done,"
    " case when c.booked_at <= $2 then c.booked_at end as booked_at,"
    " (select min(f.question_no) from design_fault f where f.case_id = o.case_id and f.heard_at <= $2)"
    "  as design_question_no,"
    " (select l.statement_id from statement_line l join statement s on s.id = l.statement_id"
    "  left join statement_act w on w.statement_id = s.id and w.act = 'withdraw' and w.at <= $2"
    "  where l.claim_id = c.id and s.drawn_at <= $2 and w.at is null limit 1) as statement_id"
    " from claim c join repair_order o on o.order_id = c.order_id where c.id = $1"
)


async def beside_at(tx: Transaction, claim_id: UUID, at: datetime) -> dict[str, Any]:
    """What stood beside a claim at a moment: its work, its statement, and the joint total (B10)."""
    beside = await tx.fetchrow(BESIDE_THEN, claim_id, at)
    together = await tx.fetchrow(TOGETHER_THEN, claim_id, at)
    assert beside
    assert together
    return {**beside, **together}
