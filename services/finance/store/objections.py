"""Whom a statement was served on, who agreed, who objected to which line, what was answered, what was set aside."""

from datetime import datetime
from typing import Any
from uuid import UUID

from plumbing.database import Transaction

from ..domain.objection import Service


async def add_service(tx: Transaction, statement_id: UUID, contractor: str, until: datetime, now: datetime) -> None:
    """The contractor was served and may object until then."""
    await tx.execute("insert into statement_service values ($1, $2, $3, $4)", statement_id, contractor, now, until)


async def services(tx: Transaction, statement_id: UUID) -> list[Service]:
    """The contractors who still have lines on the statement and were served with it."""
    rows = await tx.fetch(
        "select s.contractor, s.object_until, exists (select from statement_receipt r where r.agrees"
        "  and (r.statement_id, r.contractor) = (s.statement_id, s.contractor)) as agrees"
        " from statement_service s where s.statement_id = $1 and exists (select from statement_standing_line l"
        "  join claim c on c.id = l.claim_id join repair_order o on o.order_id = c.order_id"
        "  where l.statement_id = $1 and l.bearer = 'contractor' and o.contractor = s.contractor) order by s.contractor",
        statement_id,
    )
    return [Service(**row) for row in rows]


async def add_receipt(
    tx: Transaction, statement_id: UUID, contractor: str, agrees: bool, by: str, now: datetime
) -> None:
    """The contractor has it in hand; a second receipt of the same kind adds nothing."""
    await tx.execute(
        "insert into statement_receipt (statement_id, contractor, at, by, agrees) values ($1, $2, $3, $4, $5)"
        " on conflict on constraint statement_receipt_once do nothing",
        statement_id, contractor, now, by, agrees,
    )  # fmt: skip


async def line_of(tx: Transaction, statement_id: UUID, claim_id: UUID, contractor: str) -> Any:
    """A standing line of the contractor's, and whether an objection to its cost was rejected before."""
    return await tx.fetchrow(
        "select c.claim_no, l.amount_fen, exists (select from line_objection j join line_answer a"
        "  on a.objection_id = j.id where j.claim_id = c.id and a.verdict = 'rejected') as was_rejected,"
        " exists (select from line_objection j where j.statement_id = $1 and j.claim_id = c.id) as objected"
        " from statement_standing_line l join claim c on c.id = l.claim_id join repair_order o on o.order_id = c.order_id"
        " where l.statement_id = $1 and l.claim_id = $2 and l.bearer = 'contractor' and o.contractor = $3",
        statement_id, claim_id, contractor,
    )  # fmt: skip


async def add_objection(
    tx: Transaction, objection_id: UUID, statement_id: UUID, claim_id: UUID, contractor: str, reason: str,
    papers: list[str], by: str, now: datetime,
) -> None:  # fmt: skip
    """Keep an objection."""
    await tx.execute(
        "insert into line_objection values ($1, $2, $3, $4, $5, $6, $7, $8)",
        objection_id, statement_id, claim_id, contractor, now, by, reason, papers,
    )  # fmt: skip


async def objection(tx: Transaction, objection_id: UUID) -> Any:
    """An objection with what its answer needs."""
    return await tx.fetchrow(
        "select j.statement_id, j.claim_id, j.contractor, c.claim_no, c.amount_fen, a.verdict,"
        " array(select distinct m.by from claim_move m where m.claim_id = c.id"
        "  and m.verb in ('raise', 'revise', 'exceed', 'review', 'approve')) as hands,"
        " exists (select from statement_standing_line l where (l.statement_id, l.claim_id) = (j.statement_id, j.claim_id)"
        "  and c.statement_id = j.statement_id) as stands"
        " from line_objection j join claim c on c.id = j.claim_id left join line_answer a on a.objection_id = j.id"
        " where j.id = $1",
        objection_id,
    )


async def add_answer(tx: Transaction, objection_id: UUID, verdict: str, reason: str, by: str, now: datetime) -> None:
    """Keep the answer, and which evidence had been seen by then."""
    await tx.execute(
        "insert into line_answer select $1, $2, $3, $4, $5, coalesce(max(id), 0) from order_evidence",
        objection_id, verdict, reason, now, by,
    )  # fmt: skip


async def set_aside(tx: Transaction, statement_id: UUID, claim_id: UUID, reason: str, by: str, now: datetime) -> None:
    """The line leaves the statement; its cost may be sorted or drawn anew."""
    await tx.execute("insert into line_set_aside values ($1, $2, $3, $4, $5)", statement_id, claim_id, reason, now, by)
    await tx.execute("update claim set statement_id = null where id = $1 and statement_id = $2", claim_id, statement_id)


async def open_claims(tx: Transaction, statement_id: UUID) -> dict[UUID, str]:
    """Standing lines with an objection nobody answered yet, by claim."""
    rows = await tx.fetch(
        "select c.id, c.claim_no from line_objection j join claim c on c.id = j.claim_id"
        " join statement_standing_line l on (l.statement_id, l.claim_id) = (j.statement_id, j.claim_id)"
        " where j.statement_id = $1 and not exists (select from line_answer a where a.objection_id = j.id)"
        " order by c.claim_no",
        statement_id,
    )
    return {row["id"]: row["claim_no"] for row in rows}


async def contested(tx: Transaction, claim_ids: list[UUID]) -> dict[UUID, str]:
    """Costs not to be drawn on the contractor: objected to and unanswered, or upheld and no evidence added since."""
    rows = await tx.fetch(
        "select j.claim_id, coalesce(a.verdict, 'open') as verdict from line_objection j join claim c on c.id = j.claim_id"
        " left join line_answer a on a.objection_id = j.id where j.claim_id = any($1) and (a.verdict is null"
        "  or (a.verdict = 'upheld' and not exists (select from order_evidence e where e.order_id = c.order_id"
        "   and e.id > a.evidence_seen and e.kind not in ('statement_served', 'cost'))))",
        claim_ids,
    )
    return {row["claim_id"]: f"objection_{row['verdict']}" for row in rows}


SERVED = (
    "select s.id as statement_id, s.statement_no, s.project, s.quarter, v.served_at, v.object_until,"
    " exists (select from statement_receipt r where (r.statement_id, r.contractor) = (v.statement_id, v.contractor))"
    "  as acknowledged, exists (select from statement_act a where a.statement_id = s.id and a.act = 'book') as booked,"
    " exists (select from statement_act a where a.statement_id = s.id and a.act = 'withdraw') as withdrawn"
    " from statement s join statement_service v on v.statement_id = s.id where v.contractor = $1"
)


async def served(tx: Transaction, contractor: str, before: UUID | None, limit: int) -> list[dict[str, Any]]:
    """What a contractor was served with, the latest first."""
    rows = await tx.fetch(
        f"{SERVED} and ($2::uuid is null or s.id < $2) order by s.id desc limit $3", contractor, before, limit
    )
    return [dict(row) for row in rows]


async def served_statement(tx: Transaction, statement_id: UUID, contractor: str) -> dict[str, Any] | None:
    """One statement as the contractor was served with it, his own lines only."""
    head = await tx.fetchrow(f"{SERVED} and s.id = $2", contractor, statement_id)
    if head is None:
        return None
    rows = await tx.fetch(
        "select l.claim_id, c.claim_no, o.order_no, o.place, o.part, l.amount_fen, c.cause_evidence,"
        " case when i.for_audit then 'audit' else 'review' end as rests_on,"
        " (select jsonb_agg(jsonb_build_object('kind', e.kind, 'at', e.at) order by e.at, e.id) from order_evidence e"
        "  where e.order_id = o.order_id) as evidence, x.claim_id is not null as set_aside,"
        " j.id as objection_id, j.reason as objection, a.verdict, a.reason as answer"
        " from statement_line l join claim c on c.id = l.claim_id join repair_order o on o.order_id = c.order_id"
        " join statement_item i on (i.statement_id, i.position) = (l.statement_id, l.position)"
        " left join line_set_aside x on (x.statement_id, x.claim_id) = (l.statement_id, l.claim_id)"
        " left join line_objection j on (j.statement_id, j.claim_id) = (l.statement_id, l.claim_id)"
        " left join line_answer a on a.objection_id = j.id"
        " where l.statement_id = $1 and l.bearer = 'contractor' and o.contractor = $2 order by c.claim_no",
        statement_id, contractor,
    )  # fmt: skip
    return dict(head) | {"lines": [dict(row) for row in rows]}
