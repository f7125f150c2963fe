"""What is drawn from the cases for a week, and the reports of weeks as they were signed."""

from datetime import datetime
from typing import Any
from uuid import UUID

import asyncpg
from plumbing.database import Transaction

from ..domain.weeks import Confirmed, Source, Week


async def fell_due(tx: Transaction, project: str, week: Week) -> list[asyncpg.Record]:
    """The results and promised dates that fell due in a week, each with the latest result of its round (I8)."""
    return await tx.fetch(
        "select c.case_id, c.case_no, c.unit_no, c.kind, c.desk, c.state as case_state, l.round, l.name as limit, l.due_at,"
        " l.ended_at, l.state in ('given_way', 'passed') as gave_way, e.settled, e.unsettled_reason, e.promised_on,"
        " e.promised_date_agreed, e.recorded_at as reported_at"
        " from case_limit l join case_file c using (case_id) left join lateral ("
        "  select * from register_entry r where r.case_id = l.case_id and r.round = l.round and r.kind = 'result'"
        "  order by r.recorded_at desc, r.entry_id desc limit 1) e on true"
        " where l.name in ('weekly_result', 'promised_date') and l.due_at > $2 and l.due_at <= $3 and c.project = $1"
        " order by l.due_at, c.case_no, l.name, l.limit_id",
        project, week.begins_at, week.ends_at,
    )  # fmt: skip


async def complaints(tx: Transaction, project: str, department: Source, week: Week) -> list[asyncpg.Record]:
    """A department's complaints that came, or on which a result was reported, in a week, with that week's last result (I19)."""
    return await tx.fetch(
        "select c.case_id, c.case_no, c.unit_no, c.matter, c.registered_at, c.state as case_state, c.verdict, c.round,"
        " e.settled, e.unsettled_reason, e.promised_on, e.promised_date_agreed, e.recorded_at as reported_at"
        " from case_file c left join lateral ("
        "  select * from register_entry r where r.case_id = c.case_id and r.kind = 'result'"
        "  and r.recorded_at >= $3 and r.recorded_at < $4 order by r.recorded_at desc, r.entry_id desc limit 1) e on true"
        " where c.kind = 'complaint' and c.project = $1 and c.department = $2 and c.case_id in ("
        "  select case_id from case_file where kind = 'complaint' and project = $1 and department = $2"
        "  and registered_at >= $3 and registered_at < $4"
        "  union select case_id from register_entry where kind = 'result' and recorded_at >= $3 and recorded_at < $4)"
        " order by c.case_id",
        project, department, week.begins_at, week.ends_at,
    )  # fmt: skip


async def add_report(
    tx: Transaction,
    report_id: UUID,
    source: Source,
    project: str,
    week: Week,
    content: list[dict[str, Any]],
    by: str,
    now: datetime,
) -> bool:
    """A week's report, signed. False where it was before."""
    tag = await tx.execute(
        "insert into weekly_report (report_id, source, project, week, content, confirmed_by, confirmed_at)"
        " values ($1, $2, $3, $4, $5, $6, $7) on conflict do nothing",
        report_id, source, project, week.name, content, by, now,
    )  # fmt: skip
    return tag.endswith("1")


async def report(tx: Transaction, report_id: UUID) -> Confirmed | None:
    """As it was signed; none where it was not."""
    row = await tx.fetchrow(
        "select content, confirmed_by, confirmed_at from weekly_report where report_id = $1", report_id
    )
    return Confirmed(row["content"], row["confirmed_by"], row["confirmed_at"]) if row else None
