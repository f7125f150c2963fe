"""What lies before whom, from the facts, the limits and tasks heard of, and notify's own rows."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from aftercare_contracts.values import Role
from plumbing.database import Transaction

from ..domain.daily import Item, Kind

CHINA_DAY_ENDS = "((%s + 1)::timestamp at time zone 'Asia/Shanghai')"


def _ends(day: str) -> str:
    return CHINA_DAY_ENDS % day


PARTS = (
    # Cases, by whose move it is.
    "select 'case', coalesce(c.matter, ''), c.case_no, c.case_id, c.project, c.holder_role, null, null::timestamptz, c.held_since"
    " from fact_case c where c.closed_at is null and c.merged_into_id is null and c.holder_role is not null",
    # Limits that came near their end, until what they ask for is done; a task's is on the list as the task.
    "select 'limit', l.name, coalesce(nullif(l.reference, ''), l.case_no), l.case_id, l.project, l.owner_role, null, l.due_at,"
    " l.noted_at from known_limit l where l.settled_at is null and l.owner_role <> 'contractor'"
    " and l.due_at > case when l.end_is_told then $4::timestamptz else $6::timestamptz end"
    " and not exists (select from known_task k where k.source = l.source and k.task_no = l.reference)",
    "select 'limit', t.name, t.reference, t.case_id, t.project, t.owner, null, t.due_at, t.remind_at from time_limit t"
    " where t.ended_at is null and t.remind_at <= $5 and t.name not in ('cases_look', 'visits_look', 'nonconformity_answer')",
    # Return visits planned and not made.
    "select 'visit', coalesce(r.visit_way, ''), r.case_no, r.case_id, r.project, 'case_officer', r.visitor, r.visit_due_at,"
    " r.visit_planned_at from fact_round r left join fact_case c using (case_id)"
    " where r.visit_planned_at is not null and r.visited_at is null and c.closed_at is null",
    # Orders done and not checked since.
    "select 'check', coalesce(o.part, ''), o.order_no, o.case_id, o.project, 'engineering_desk', null, null, o.done_at"
    " from fact_order o where o.done_at is not null and o.check_passed_at is null and o.completed_at is null"
    " and o.cancelled_at is null and (o.check_failed_at is null or o.done_at > o.check_failed_at)",
    # Claims that wait for a signature.
    "select 'claim', '', c.claim_no, c.case_id, c.project, c.next_role, null, null, c.raised_at from fact_claim c"
    " where c.next_role is not null",
    # What is owed elsewhere: tasks of other services, measures, actions, undertakings.
    "select 'task', t.kind, t.task_no, null, t.project, t.owner_role, t.owner_person, " + _ends("t.due_on") + ", t.noted_at"
    " from known_task t where t.state = 'open'",
    "select 'task', 'measure', m.case_no, m.case_id, m.project, m.owner_role, null, " + _ends("m.due_on") + ", m.ordered_at"
    " from fact_measure m where m.ordered_at is not null and m.completed_at is null",
    "select 'task', 'action', a.action_no, null, a.project, case when a.done_at is null then a.owner_role else a.check_role end,"
    " null, a.due_at, coalesce(a.done_at, a.opened_at) from fact_action a where a.opened_at is not null and a.checked_at is null",
    "select 'task', 'undertaking', '', null, u.project, u.owner_role, null, " + _ends("u.due_on") + ", u.opened_at"
    " from fact_undertaking u where u.opened_at is not null and u.done_at is null",
    # Notify's own nonconformity reports, notices and looks.
    "select 'task', t.kind, t.task_no, null, t.project, t.owner_role, t.owner_person, " + _ends("t.due_on") + ", t.opened_at"
    " from task t where t.state = 'open'",
    "select 'notice', n.about, n.notice_no, n.case_id, n.project, n.recipient_role, null, null, n.delivered_at from notice n"
    " where n.wants_answer and n.state in ('delivered', 'given_up') and n.recipient_role not in ('contractor', 'customer')",
    "select 'look', k.about, k.look_no, null, k.project, k.head, null, k.due_at, k.made_at from look k where k.signed_by is null",
)  # fmt: skip
COLUMNS = "kind, what, reference, case_id, project, role, person, due_at, since"
LIST = (
    f"select * from ({' union all '.join(PARTS)}) items ({COLUMNS})"
    " where ($1::text[] is null or project is null or project = any($1))"
    " and ($2::text[] is null or person = $3 or (person is null and role = any($2)))"
)


async def items(
    tx: Transaction, within: list[str] | None, roles: Sequence[str] | None, person: str | None, passed_after: datetime,
    untold_after: datetime,
) -> list[Item]:  # fmt: skip
    """What lies before these roles and this person; before everybody where no roles are named. A limit that passed before a
    moment is left out; one of whose end no event tells, before another moment."""
    rows = await tx.fetch(
        LIST, within, list(roles) if roles is not None else None, person, passed_after, tx.now, untold_after
    )
    return [
        Item(**dict(row) | {
            "kind": Kind(row["kind"]), "role": Role(row["role"]) if row["role"] else None, "reference": row["reference"] or "",
        })
        for row in rows
    ]  # fmt: skip


async def note_limit(tx: Transaction, source: str, about: str, what: Any, end_is_told: bool, now: datetime) -> None:
    """A limit came near its end or passed, by its event."""
    await tx.execute(
        "insert into known_limit (source, about, name, reference, round, case_id, case_no, project, contractor, owner_role,"
        " due_at, end_is_told, noted_at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)"
        " on conflict (source, about, name, reference, round) do update set due_at = excluded.due_at,"
        " owner_role = excluded.owner_role, settled_at = null, settled_by = null",
        source, about, what["limit"], what.get("reference") or "", what["round"], what["case_id"], what["case_no"],
        what["project"], what.get("contractor"), what["owner_role"], what["due_at"], end_is_told, now,
    )  # fmt: skip


async def settle_limits(
    tx: Transaction,
    names: Sequence[str] | None,
    data: Mapping[str, Any],
    numbers: Sequence[str],
    deed: str,
    now: datetime,
) -> None:
    """What limits of these names ask for was done: about a number of the event's project where they have one, else about its
    case; of every name, for all of a case."""
    await tx.execute(
        "update known_limit set settled_at = $5, settled_by = $4 where settled_at is null"
        " and ($1::text[] is null or name = any($1)) and ($6::text is null or project = $6) and (reference = any($3)"
        "  or case_id = $2 and (reference = '' or reference = case_no or $1 is null))",
        list(names) if names is not None else None, data.get("case_id"), list(numbers), deed, now, data.get("project"),
    )  # fmt: skip


async def note_task(tx: Transaction, source: str, what: Any, state: str, now: datetime) -> None:
    """A task of another service was opened, done, checked."""
    await tx.execute(
        "insert into known_task (source, task_id, task_no, kind, project, owner_role, owner_person, due_on, state, noted_at)"
        " values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)"
        " on conflict (source, task_id) do update set due_on = excluded.due_on, state = excluded.state",
        source, what["task_id"], what["task_no"], what["kind"], what["project"], what["owner_role"], what["owner_person"],
        what["due_on"], state, now,
    )  # fmt: skip


async def projects(tx: Transaction) -> list[str]:
    """Every project of which anything is known."""
    rows = await tx.fetch(
        "select project from fact_case where project is not null union select project from fact_project"
        " union select project from household order by 1"
    )
    return [row["project"] for row in rows]


async def begin_day(tx: Transaction, project: str, day: date) -> bool:
    """False where this day's lists of the project went out."""
    return bool(
        await tx.fetchval(
            "insert into daily_said (project, day, said_at) values ($1, $2, $3) on conflict do nothing returning true",
            project,
            day,
            tx.now,
        )
    )
