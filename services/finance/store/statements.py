"""A quarter's statements: what they hold, and what was done to them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from aftercare_contracts.errors import NotFound
from aftercare_contracts.values import Bearer
from plumbing.database import Transaction

from ..domain.chain import missing
from ..domain.quarter import Quarter
from ..domain.statement import Act, Cost, Draft, Key, Statement
from . import objections
from .orders import evidence_of


class NoSuchStatement(NotFound):
    """There is no such statement, or not for you."""


@dataclass(frozen=True, slots=True)
class Head:
    """What stands at the top of a statement."""

    statement_id: UUID
    statement_no: str
    project: str
    quarter: str
    total_fen: int
    audit_over_fen: int


def facts(head: Head) -> dict[str, Any]:
    """What every event about a statement carries."""
    return {
        "statement_id": head.statement_id,
        "statement_no": head.statement_no,
        "project": head.project,
        "quarter": head.quarter,
        "total_fen": head.total_fen,
    }


@dataclass(frozen=True, slots=True)
class DrawnCost:
    """One line of a statement, with what its booking needs."""

    claim_id: UUID
    claim_no: str
    order_id: UUID
    order_no: str
    case_id: UUID
    case_no: str
    contract_id: UUID | None
    contractor: str | None
    bearer: str
    amount_fen: int
    for_audit: bool


async def costs_to_draw(tx: Transaction, project: str, quarter: Quarter, *, only_look: bool = False) -> list[Cost]:
    """The quarter's confirmed costs on no statement yet, locked unless one only looks, each with what its chain lacks."""
    rows = await tx.fetch(
        "select c.id, c.claim_no, c.order_id, o.order_no, o.place, o.part, c.cause, c.amount_fen"
        " from claim c join repair_order o on o.order_id = c.order_id"
        " where c.project = $1 and c.state = 'confirmed' and c.statement_id is null"
        " and c.confirmed_at >= $2 and c.confirmed_at < $3 order by c.id" + ("" if only_look else " for no key update of c"),
        project, quarter.starts_at, quarter.ends_at,
    )  # fmt: skip
    evidence = await evidence_of(tx, {row["order_id"] for row in rows})
    contested = await objections.contested(tx, [row["id"] for row in rows])
    return [
        Cost(row["id"], row["claim_no"], row["order_no"], row["place"], row["part"], Bearer(row["cause"]),
             row["amount_fen"], (*missing(evidence[row["order_id"]]), *filter(None, [contested.get(row["id"])])))
        for row in rows
    ]  # fmt: skip


async def drawn_in_quarter(tx: Transaction, project: str, quarter: Quarter) -> dict[Key, int]:
    """What the quarter's statements hold of each item so far."""
    rows = await tx.fetch(
        "select i.place, i.part, sum(l.amount_fen)::bigint as fen from statement_item i"
        " join statement_standing_line l on (l.statement_id, l.position) = (i.statement_id, i.position)"
        " join statement s on s.id = i.statement_id where s.project = $1 and s.quarter = $2"
        " and not exists (select from statement_act a where a.statement_id = s.id and a.act = 'withdraw')"
        " group by i.place, i.part",
        project, str(quarter),
    )  # fmt: skip
    return {(row["place"], row["part"]): row["fen"] for row in rows}


async def add_statement(tx: Transaction, head: Head, audit_version: int, draft: Draft, by: str, now: datetime) -> None:
    """Keep a statement just drawn and mark its costs."""
    left_open = [
        {"claim_id": str(c.claim_id), "claim_no": c.claim_no, "amount_fen": c.amount_fen, "missing": list(c.missing)}
        for c in draft.open
    ]
    await tx.execute(
        "insert into statement (id, statement_no, project, quarter, audit_over_fen, audit_version, total_fen,"
        " left_open, drawn_at, drawn_by) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        head.statement_id, head.statement_no, head.project, head.quarter, head.audit_over_fen, audit_version,
        head.total_fen, left_open, now, by,
    )  # fmt: skip
    items = list(enumerate(draft.items, 1))
    await tx.executemany(
        "insert into statement_item (statement_id, position, place, part, total_fen, quarter_fen, for_audit)"
        " values ($1, $2, $3, $4, $5, $6, $7)",
        [(head.statement_id, n, i.place, i.part, i.total_fen, i.quarter_fen, i.for_audit) for n, i in items],
    )
    lines = [(c.claim_id, head.statement_id, n, c.bearer, c.amount_fen) for n, i in items for c in i.costs]
    await tx.executemany(
        "insert into statement_line (claim_id, statement_id, position, bearer, amount_fen) values ($1, $2, $3, $4, $5)",
        lines,
    )
    await tx.execute(
        "update claim set statement_id = $2 where id = any($1)", [line[0] for line in lines], head.statement_id
    )


async def statement_for_update(tx: Transaction, statement_id: UUID) -> tuple[Head, Statement]:
    """The statement, locked, with what was done to it so far. Raises ``NoSuchStatement``."""
    head = await tx.fetchrow(
        "select id as statement_id, statement_no, project, quarter, (select coalesce(sum(amount_fen), 0)::bigint"
        " from statement_standing_line l where l.statement_id = id) as total_fen, audit_over_fen from statement"
        " where id = $1 for no key update",
        statement_id,
    )
    if head is None:
        raise NoSuchStatement()
    return Head(**head), await _so_far(tx, statement_id, head["statement_no"])


async def _so_far(tx: Transaction, statement_id: UUID, statement_no: str) -> Statement:
    row = await tx.fetchrow(
        "select (select count(*) from statement_item_now where statement_id = $1 and for_audit) as items_for_audit,"
        " exists (select from statement_standing_line where statement_id = $1 and bearer = 'contractor') as has_contractor,"
        " (select array_agg(distinct hand) from claim_move m join statement_line l on l.claim_id = m.claim_id"
        "  cross join unnest(array[m.by, m.on_behalf_of]) hand"
        "  where l.statement_id = $1 and hand is not null and m.verb in ('raise', 'revise', 'exceed', 'review', 'approve')) as hands",
        statement_id,
    )
    assert row is not None
    acts = await tx.fetch("select act, by from statement_act where statement_id = $1", statement_id)
    by_act = {Act(act["act"]): act["by"] for act in acts}
    return Statement(statement_no, row["items_for_audit"], row["has_contractor"], frozenset(row["hands"]), by_act)


async def positions_of(tx: Transaction, statement_id: UUID) -> set[int]:
    """The positions of a statement's items."""
    rows = await tx.fetch("select position from statement_item where statement_id = $1", statement_id)
    return {row["position"] for row in rows}


async def call_up(
    tx: Transaction, statement_id: UUID, positions: Iterable[int], reason: str, by: str, now: datetime
) -> None:
    """Audit wants to see these items too; one called up before stays so."""
    await tx.executemany(
        "insert into statement_call_up (statement_id, position, reason, by, at) values ($1, $2, $3, $4, $5)"
        " on conflict do nothing",
        [(statement_id, position, reason, by, now) for position in positions],
    )


async def under_way(tx: Transaction, projects: list[str] | None) -> list[tuple[UUID, Statement]]:
    """Statements neither booked nor withdrawn, the oldest first."""
    rows = await tx.fetch(
        "select s.id, s.statement_no from statement s where ($1::text[] is null or s.project = any($1))"
        " and not exists (select from statement_act a where a.statement_id = s.id and a.act in ('book', 'withdraw'))"
        " order by s.id",
        projects,
    )
    return [(row["id"], await _so_far(tx, row["id"], row["statement_no"])) for row in rows]


async def left_to_draw(tx: Transaction, before: datetime) -> list[dict[str, Any]]:
    """What costs confirmed before a moment are on no statement: by project, how many and how much."""
    rows = await tx.fetch(
        "select project, count(*)::int as costs, sum(amount_fen)::bigint as total_fen from claim"
        " where state = 'confirmed' and statement_id is null and cause in ('contractor', 'company') and confirmed_at < $1"
        " group by project order by project",
        before,
    )
    return [dict(row) for row in rows]


async def add_act(
    tx: Transaction, statement_id: UUID, act: Act, by: str, now: datetime, note: str, data: dict[str, Any]
) -> None:
    """Record what was done to a statement."""
    await tx.execute(
        "insert into statement_act (statement_id, act, at, by, note, data) values ($1, $2, $3, $4, $5, $6)",
        statement_id, act, now, by, note, data,
    )  # fmt: skip


async def drawn_costs(tx: Transaction, statement_id: UUID) -> list[DrawnCost]:
    """A statement's lines in order of their claims' numbers."""
    rows = await tx.fetch(
        "select l.claim_id, c.claim_no, c.order_id, o.order_no, o.case_id, o.case_no, o.contract_id, o.contractor,"
        " l.bearer, l.amount_fen, i.for_audit from statement_standing_line l join claim c on c.id = l.claim_id"
        " join repair_order o on o.order_id = c.order_id"
        " join statement_item_now i on i.statement_id = l.statement_id and i.position = l.position"
        " where l.statement_id = $1 order by c.claim_no",
        statement_id,
    )
    return [DrawnCost(**row) for row in rows]


async def mark_booked(tx: Transaction, claim_id: UUID, now: datetime) -> None:
    """The cost is booked; it cannot be again."""
    await tx.execute("update claim set booked_at = $2 where id = $1 and booked_at is null", claim_id, now)


async def let_costs_go(tx: Transaction, statement_id: UUID) -> None:
    """The costs of a statement that was withdrawn may be drawn anew."""
    await tx.execute("update claim set statement_id = null where statement_id = $1", statement_id)


# What pages and lists read.

SUMMARY = (
    "select s.id as statement_id, s.statement_no, s.project, s.quarter, (select coalesce(sum(l.amount_fen), 0)"
    " from statement_standing_line l where l.statement_id = s.id)::bigint as total_fen, s.audit_over_fen, s.drawn_at,"
    " s.drawn_by, s.left_open, coalesce((select jsonb_agg(jsonb_build_object('act', a.act, 'at', a.at, 'by', a.by,"
    " 'note', a.note, 'data', a.data) order by a.at) from statement_act a where a.statement_id = s.id), '[]') as acts"
    " from statement s"
)


async def statement_summary(tx: Transaction, statement_id: UUID) -> dict[str, Any]:
    """One statement's head and acts. Raises ``NoSuchStatement``."""
    row = await tx.fetchrow(f"{SUMMARY} where s.id = $1", statement_id)
    if row is None:
        raise NoSuchStatement()
    return dict(row)


async def statement_summaries(
    tx: Transaction, *, projects: list[str] | None, quarter: str | None, before: UUID | None, limit: int
) -> list[dict[str, Any]]:
    """Statements, the latest first."""
    rows = await tx.fetch(
        f"{SUMMARY} where ($1::text[] is null or s.project = any($1)) and ($2::text is null or s.quarter = $2)"
        " and ($3::uuid is null or s.id < $3) order by s.id desc limit $4",
        projects, quarter, before, limit,
    )  # fmt: skip
    return [dict(row) for row in rows]


async def items_of(tx: Transaction, statement_id: UUID) -> list[dict[str, Any]]:
    """A statement's items with their costs."""
    rows = await tx.fetch(
        "select i.position, i.place, i.part, sum(l.amount_fen)::bigint as total_fen, i.quarter_fen, i.for_audit,"
        " jsonb_agg(jsonb_build_object("
        "'claim_id', c.id, 'claim_no', c.claim_no, 'order_no', o.order_no, 'contractor', o.contractor,"
        " 'bearer', l.bearer, 'amount_fen', l.amount_fen) order by c.claim_no) as costs"
        " from statement_item_now i join statement_standing_line l on l.statement_id = i.statement_id and l.position = i.position"
        " join claim c on c.id = l.claim_id join repair_order o on o.order_id = c.order_id"
        " where i.statement_id = $1 group by i.statement_id, i.position, i.quarter_fen, i.for_audit, i.place, i.part order by i.position",
        statement_id,
    )
    return [dict(row) for row in rows]
