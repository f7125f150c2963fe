"""A site office and its desks."""

from datetime import datetime

import asyncpg
from aftercare_contracts.values import Desk
from plumbing.database import Transaction

DESKS = (Desk.SITE_LEAD, Desk.ENGINEERING_DESK, Desk.SALES_DESK, Desk.PROPERTY_DESK)
"""Where the five people of I4 sit, the two leads at one."""


async def desks(tx: Transaction, project: str, now: datetime) -> list[asyncpg.Record]:
    """Each desk's open cases, how many of them it has to move itself, the nearest end of a limit that is still to come, and
    how many cases have one behind them (I4, B1)."""
    return await tx.fetch(
        "select d.desk, count(c.case_id) as open_cases, count(*) filter (where c.holder = d.desk) as to_move,"
        " min(l.nearest_at) as nearest_at, count(*) filter (where l.is_overdue) as overdue"
        " from unnest($2::text[]) with ordinality as d (desk, place)"
        " left join case_file c on c.desk = d.desk and c.project = $1 and c.state <> 'closed' and c.merged_into is null"
        " left join lateral (select min(due_at) filter (where due_at >= $3) as nearest_at, bool_or(due_at < $3) as is_overdue"
        "  from case_limit where case_id = c.case_id and ended_at is null and paused_at is null) l on true"
        " group by d.desk, d.place order by d.place",
        project, list(DESKS), now,
    )  # fmt: skip
