"""What the reports read: facts of a period, always in the same order."""

from collections.abc import Sequence
from datetime import datetime

import asyncpg
from plumbing.database import Transaction

from ..domain.figures import CaseFact, VisitFact
from ..domain.league_report import OrderFact
from ..domain.opinion_report import Costs, Measures
from ..domain.spans import Span
from ..domain.weekly_report import Asked, Confirmed, FellDue, TakenOver

CASES = """
with mine as materialized (
  select * from fact_case where registered_at < $2 and (closed_at is null or closed_at >= $1)
  and kind is not null and ($3::text is null or project = $3) and ($4::text is null or department = $4)
), late as (
  select l.case_id, count(*) filter (
      where l.source = 'intake' and (m.first_handled_at is null or l.passed_at <= m.first_handled_at)) as limits_passed,
    bool_or(l.passed_at < $2 and l.round = m.round) as is_late
  from fact_limit l join mine m using (case_id) where l.passed_at is not null group by l.case_id
), borne as (
  select distinct on (case_id) case_id, bearer from (
    select c.case_id, c.bearer, c.claim_no as number, 1 as rank from fact_claim c join mine using (case_id)
    union all select o.case_id, o.bearer, o.order_no, 2 from fact_order o join mine using (case_id)
  ) as said where bearer is not null order by case_id, rank, number collate "C" desc
)
select case_id, case_no, project, kind, case_class, matter, channel, department, desk, unit_no, registered_at, feedback_at,
  first_handled_at, handled_at, reopened_at, closed_at, coalesce(round, 1) as round, verdict, is_design_fault,
  fault_responsible, bearer, major_ground, adopted, decided_at, merged_into_id, repeats_at,
  coalesce(limits_passed, 0) as limits_passed, coalesce(is_late, false) as is_late
from mine left join late using (case_id) left join borne using (case_id)
order by case_no collate "C", case_id"""

VISITS = """
select r.case_id, c.project, c.kind, c.case_class, c.matter, c.channel, c.department, c.desk, r.visited_at, r.satisfied, r.in_time,
  r.attitude
from fact_round r join fact_case c using (case_id)
where r.visited_at >= $1 and r.visited_at < $2 and r.satisfied is not null and c.kind is not null
  and c.merged_into_id is null and ($3::text is null or c.project = $3) and ($4::text is null or c.department = $4)
order by c.case_no collate "C", r.case_id, r.round"""

ASKED = """
select case when sent_at is null then '来函' else '工作联系单' end as what, party, coalesce(sent_at, entered_at) as asked_at, due_at,
  case when sent_at is null then answered_at else coalesce(answered_at, received_at) end as answered_at
from fact_slip where project = $2 and coalesce(sent_at, entered_at) < $1
union all select '设计咨询', 'design', asked_at, due_at, answered_at from fact_design where project = $2 and asked_at < $1
union all select '移交', to_department, offered_at, null, coalesce(accepted_at, returned_at) from fact_transfer
  where project = $2 and offered_at < $1
order by 1, 2, 3, 4, 5"""

ORDERS = """
with took as (
  select order_no, sum(amount_fen) filter (where kind = 'deducted') as deducted_fen,
    sum(amount_fen) filter (where kind = 'claimed') as claimed_fen
  from fact_retention where kind in ('deducted', 'claimed') group by order_no
)
select contractor, project, settled_by, settled_at, first_due_at, received_at, contractor_done_at, contractor_repairs,
  checks_failed, taken_over_at is not null as is_taken_over, completed_at is not null as is_completed, repair_result,
  coalesce(deducted_fen, 0)::bigint as deducted_fen, coalesce(claimed_fen, 0)::bigint as claimed_fen
from fact_order left join took using (order_no)
where settled_at >= $1 and settled_at < $2 and contractor is not null and returned_at is null and cancelled_at is null
order by contractor, order_no collate "C", order_id"""


async def first_came_at(tx: Transaction, project: str | None) -> datetime | None:
    """When the first case of all came."""
    first: datetime | None = await tx.fetchval(
        "select min(registered_at) from fact_case where $1::text is null or project = $1", project
    )
    return first


async def cases(tx: Transaction, span: Span, project: str | None, department: str | None) -> list[CaseFact]:
    """Every case that was not closed before the period and had come by its end."""
    return [CaseFact(**row) for row in await _fetch(tx, CASES, span, project, department)]


async def visits(tx: Transaction, span: Span, project: str | None, department: str | None) -> list[VisitFact]:
    """Every visit that was made in the period."""
    return [VisitFact(**row) for row in await _fetch(tx, VISITS, span, project, department)]


async def asked(tx: Transaction, span: Span, project: str) -> list[Asked]:
    """What was asked between departments by the period's end and not answered before it began."""
    rows = [Asked(**row) for row in await tx.fetch(ASKED, span.ends_at, project)]
    return [row for row in rows if row.answered_at is None or row.answered_at >= span.starts_at]


async def taken_over(tx: Transaction, span: Span, project: str) -> list[TakenOver]:
    """The orders the squad took over in the period."""
    rows = await tx.fetch(
        "select order_no, case_no, coalesce(contractor, '') as contractor, take_over_reason as reason, taken_over_at"
        " from fact_order where taken_over_at >= $1 and taken_over_at < $2 and project = $3"
        ' order by taken_over_at, order_no collate "C"',
        *_bounds(span), project,
    )  # fmt: skip
    return [TakenOver(**row) for row in rows]


async def fell_due(tx: Transaction, span: Span, project: str) -> list[FellDue]:
    """The limits of cases that ended in the period and had passed by its end; what ends at 24:00 belongs to that day."""
    rows = await tx.fetch(
        "select case_no, name as limit, owner_role, due_at from fact_limit where source = 'intake' and project = $3"
        " and due_at > $1 and due_at <= $2 and passed_at is not null and passed_at <= $2 + interval '1 hour'"
        ' order by due_at, case_no collate "C", name',
        *_bounds(span), project,
    )  # fmt: skip
    return [FellDue(**row) for row in rows]


async def confirmed(tx: Transaction, span: Span, project: str) -> Confirmed | None:
    """What the site lead confirmed of a week."""
    row = await tx.fetchrow(
        "select items, unsettled, overdue from fact_week where project = $1 and week = $2 and department = 'service_centre'"
        " and confirmed_at is not null order by report_id limit 1",
        project, span.name,
    )  # fmt: skip
    return Confirmed(**row) if row else None


async def orders(tx: Transaction, span: Span) -> list[OrderFact]:
    """The contractors' orders that were settled in the period."""
    return [OrderFact(**row) for row in await tx.fetch(ORDERS, *_bounds(span))]


async def orders_in_hand(tx: Transaction) -> dict[str, int]:
    """How many orders each contractor has in hand now."""
    rows = await tx.fetch(
        "select contractor, count(*) from fact_order where repairer = 'contractor' and contractor is not null"
        " and completed_at is null and returned_at is null and cancelled_at is null group by contractor"
    )
    return dict(rows)


async def contractors(tx: Transaction) -> dict[str, str]:
    """What contractors are called, by their latest contract."""
    rows = await tx.fetch(
        "select distinct on (contractor) contractor, contractor_name from fact_contract"
        ' order by contractor, contract_no collate "C" desc, contract_id'
    )
    return dict(rows)


async def projects(tx: Transaction) -> dict[str, str]:
    """What projects are called, the code where they have no name."""
    return dict(await tx.fetch("select project, coalesce(name, project) from fact_project order by project"))


async def measures(tx: Transaction, span: Span) -> Measures:
    """Corrective and preventive action over the period."""
    row = await tx.fetchrow(
        "select count(*) filter (where opened_at >= $1 and opened_at < $2) as opened,"
        " count(*) filter (where done_at >= $1 and done_at < $2) as done,"
        " count(*) filter (where effective and checked_at >= $1 and checked_at < $2) as effective,"
        " count(*) filter (where not effective and checked_at >= $1 and checked_at < $2) as without_effect,"
        " count(*) filter (where due_at < $2 and (checked_at is null or checked_at >= $2)) as late from fact_action",
        *_bounds(span),
    )
    assert row is not None
    return Measures(**row)


async def costs(tx: Transaction, span: Span) -> Costs:
    """What repairs cost, by the time their cost was final, and what was taken back."""
    borne = await tx.fetch(
        "select bearer, sum(confirmed_fen)::bigint from fact_claim where confirmed_at >= $1 and confirmed_at < $2"
        " and bearer is not null group by bearer",
        *_bounds(span),
    )
    took = dict(await tx.fetch(
        "select kind, sum(amount_fen)::bigint from fact_retention where at >= $1 and at < $2 group by kind", *_bounds(span)
    ))  # fmt: skip
    return Costs(dict(borne), took.get("deducted", 0), took.get("claimed", 0))


async def signed_tables(tx: Transaction, period: str) -> list[tuple[str, str, str | None]]:
    """Each department's latest table of a month, by its number, and who signed it."""
    rows = await tx.fetch(
        "select distinct on (department) department, report_no, by_person from report left join report_deed"
        " on report_deed.report_id = report.report_id and step = 'sign'"
        " where kind = 'department_month' and period = $1 order by department, version desc",
        period,
    )
    return [(row["department"], row["report_no"], row["by_person"]) for row in rows]


def _bounds(span: Span) -> tuple[datetime, datetime]:
    return span.starts_at, span.ends_at


async def _fetch(
    tx: Transaction, sql: str, span: Span, project: str | None, department: str | None
) -> Sequence[asyncpg.Record]:
    await tx.execute("set local jit = off")  # compiling takes the server longer than the query
    return await tx.fetch(sql, *_bounds(span), project, department)
