"""What is kept, what may go, and how it goes."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

import asyncpg
from aftercare_contracts.values import Part
from plumbing.database import Transaction

from ..domain.keeping import ERASED, Facts

FREE_TEXT: dict[str, tuple[str, ...]] = {
    "apology": ("words",), "case_file": ("complaint",), "case_link": ("reason",), "case_merge": ("reason", "undone_because"),
    "case_transfer": ("reason", "decision_reason"), "classification": ("opinion", "account", "customer_wants"),
    "commendation": ("helped", "praise", "reward"), "counsel": ("question",), "counsel_answer": ("answer",),
    "customer_confirmation": ("told",), "design_question": ("text", "reason"), "dispute": ("reason",), "gravity": ("reason",),
    "hand_step": ("words",), "leadership_meeting": ("words",), "limit_pause": ("reason",), "major_finding": ("done_first",),
    "major_withdrawal": ("reason",), "measure": ("measure",), "measure_completion": ("done",), "other_way_taken": ("because",),
    "outside_outcome": ("body_said", "can_be_had", "cannot_be_had"), "plan": ("cause", "handling"),
    "plan_signature": ("opinion",), "public_reply": ("text", "reason"), "quality_fault": ("report",),
    "record_out": ("purpose", "given_to"), "register_entry": ("text", "unsettled_reason"), "reply_agreement": ("customer_wish",),
    "review_action": ("done",), "review_finding": ("finding", "action"), "slip": ("text", "answer"),
    "suggestion": ("opinion", "reason", "answer", "unreached_because"), "verification": ("finding", "why_not"),
}  # fmt: skip
"""Where people write what they like about a case."""
OF_CASES = {
    "case_link": "one = any($1) or other = any($1)",
    "counsel_answer": "counsel_id in (select counsel_id from counsel where case_id = any($1))",
    "limit_pause": "limit_id in (select limit_id from case_limit where case_id = any($1))",
}
"""How those are found that do not name the case themselves."""
SAID = ("still_wrong", "finding", "owner_opinion", "reason")
"""The same in events."""
FACTS = (
    "select c.case_id, c.case_no, c.project, c.closed_at, c.part, c.completion_accepted_on, c.handed_over_on, c.customer_id,"
    " (exists (select from timeline h where h.case_id = c.case_id and h.type = 'finance.retention.held.v1' and not exists ("
    "   select from timeline e where e.case_id = c.case_id and e.data->>'order_no' = h.data->>'order_no'"
    "   and e.type in ('finance.retention.deducted.v1', 'finance.retention.hold_lifted.v1')))"
    "  or exists (select from timeline t where t.case_id = c.case_id and t.type = 'finance.contractor.claimed.v1')) as money_open,"
    " (select count(*) from dispute d where d.case_id = c.case_id and d.settled_at is null) as disputes_open from case_file c"
)


def facts_of(row: asyncpg.Record) -> Facts:
    """What decides about a case."""
    part = Part(row["part"]) if row["part"] else None
    return Facts(
        row["closed_at"],
        part,
        row["completion_accepted_on"],
        row["handed_over_on"],
        row["money_open"],
        row["disputes_open"],
    )


async def due(tx: Transaction, closed_before: datetime, on: date, limit: int) -> list[asyncpg.Record]:
    """Closed cases to be looked at on a day, nobody else's meanwhile."""
    return await tx.fetch(
        f"{FACTS} where c.state = 'closed' and c.erased_at is null and c.closed_at < $1"
        " and (c.keeping_looked_at_on is null or c.keeping_looked_at_on <= $2)"
        " order by c.keeping_looked_at_on nulls first, c.closed_at limit $3",
        closed_before, on, limit,
    )  # fmt: skip


async def of_customer(tx: Transaction, customer_id: UUID) -> list[asyncpg.Record]:
    """A person's cases that are not erased."""
    return await tx.fetch(f"{FACTS} where c.customer_id = $1 and c.erased_at is null order by c.case_id", customer_id)


async def look_again(tx: Transaction, case_id: UUID, on: date) -> None:
    """Not before that day."""
    await tx.execute("update case_file set keeping_looked_at_on = $2 where case_id = $1", case_id, on)


async def erase_cases(tx: Transaction, case_ids: Sequence[UUID]) -> None:
    """The words go; numbers, dates and figures stay."""
    await tx.execute("select set_config('aftercare.erasing', 'on', true)")
    for table, columns in FREE_TEXT.items():
        sets = ", ".join(f"{one} = case when coalesce({one}, '') = '' then {one} else $2 end" for one in columns)
        where = OF_CASES.get(table, "case_id = any($1)")
        await tx.execute(f"update {table} set {sets} where {where}", list(case_ids), ERASED)
    await tx.execute(
        "update timeline set data = data || (select coalesce(jsonb_object_agg(key, $3::text), '{}') from jsonb_object_keys(data) key"
        " where key = any($2)) where case_id = any($1) and data ?| $2",
        list(case_ids), list(SAID), ERASED,
    )  # fmt: skip
    await tx.execute("delete from case_text where case_id = any($1)", list(case_ids))
    await tx.execute("update case_file set erased_at = $2 where case_id = any($1)", list(case_ids), tx.now)


async def erase_customers(tx: Transaction, customer_ids: Sequence[UUID]) -> list[UUID]:
    """The names and phones of those whom no unit and no case that is kept needs. Returns whose went."""
    await tx.execute("select set_config('aftercare.erasing', 'on', true)")
    rows = await tx.fetch(
        "update customer c set name = $2, phone = '', erased_at = $3 where c.customer_id = any($1) and c.erased_at is null"
        " and not exists (select from case_file f where f.customer_id = c.customer_id and f.erased_at is null)"
        " and not exists (select from unit u where u.owner_id = c.customer_id)"
        " and not exists (select from resident r where r.customer_id = c.customer_id and r.left_on is null)"
        " returning c.customer_id",
        list(customer_ids), ERASED, tx.now,
    )  # fmt: skip
    gone = [row["customer_id"] for row in rows]
    await tx.execute(
        "update design_change_request set change_wanted = $2, reason = $2, customer_signature = null where customer_id = any($1)",
        gone, ERASED,
    )  # fmt: skip
    await tx.execute(
        "update customer_was set name = $2, phone = '', reason = $2 where customer_id = any($1)", gone, ERASED
    )
    return gone


async def customer(tx: Transaction, customer_id: UUID) -> asyncpg.Record | None:
    """One person, held."""
    return await tx.fetchrow("select * from customer where customer_id = $1 for no key update", customer_id)


async def projects_of(tx: Transaction, customer_id: UUID) -> list[str]:
    """Where a person is known: by a unit or a case."""
    rows = await tx.fetch(
        "select project from case_file where customer_id = $1 union select project from unit where owner_id = $1"
        " union select u.project from resident r join unit u using (unit_id) where r.customer_id = $1"
        " union select u.project from earlier_owner e join unit u using (unit_id) where e.owner_id = $1",
        customer_id,
    )
    return [row["project"] for row in rows]


async def units_of(tx: Transaction, customer_id: UUID) -> list[dict[str, Any]]:
    """What a person owns or lives in."""
    rows = await tx.fetch(
        "select project, unit_no, 'owner' as as_what from unit where owner_id = $1"
        " union all select u.project, u.unit_no, 'resident' from resident r join unit u using (unit_id)"
        " where r.customer_id = $1 and r.left_on is null"
        " union all select u.project, u.unit_no, 'earlier_owner' from earlier_owner e join unit u using (unit_id)"
        " where e.owner_id = $1 order by 1, 2, 3",
        customer_id,
    )
    return [dict(row) for row in rows]


async def cases_of(tx: Transaction, customer_id: UUID) -> list[dict[str, Any]]:
    """A person's cases with his words and what was entered."""
    rows = await tx.fetch(
        "select c.case_no, c.project, c.unit_no, c.kind, c.matter, c.channel, c.complaint, c.state, c.registered_at, c.closed_at,"
        " coalesce((select jsonb_agg(jsonb_build_object('kind', e.kind, 'text', e.text, 'at', e.recorded_at) order by e.recorded_at)"
        "  from register_entry e where e.case_id = c.case_id), '[]') as entries"
        " from case_file c where c.customer_id = $1 order by c.case_id",
        customer_id,
    )
    return [dict(row) for row in rows]


async def correct(
    tx: Transaction, customer_id: UUID, before: asyncpg.Record, name: str, phone: str, reason: str, by: str
) -> None:
    """Another name or phone; the earlier one stays legible until it is erased with the person."""
    await tx.execute(
        "insert into customer_was (customer_id, name, phone, until, changed_by, reason) values ($1, $2, $3, $4, $5, $6)",
        customer_id, before["name"], before["phone"], tx.now, by, reason,
    )  # fmt: skip
    await tx.execute("update customer set name = $2, phone = $3 where customer_id = $1", customer_id, name, phone)


async def earlier(tx: Transaction, customer_id: UUID) -> list[dict[str, Any]]:
    """What stood there before corrections."""
    rows = await tx.fetch(
        "select name, phone, until, changed_by, reason from customer_was where customer_id = $1 order by id",
        customer_id,
    )
    return [dict(row) for row in rows]


async def ask_erasure(
    tx: Transaction, erasure_id: UUID, customer_id: UUID, reason: str, by: str, now: datetime
) -> bool:
    """Somebody asks for it. False where it is asked for already."""
    tag = await tx.execute(
        "insert into erasure (erasure_id, customer_id, reason, asked_by, asked_at) values ($1, $2, $3, $4, $5)"
        " on conflict (customer_id) where confirmed_by is null do nothing",
        erasure_id, customer_id, reason, by, now,
    )  # fmt: skip
    return tag.endswith("1")


async def erasure_held(tx: Transaction, customer_id: UUID, erasure_id: UUID) -> asyncpg.Record | None:
    """One that was asked for."""
    return await tx.fetchrow(
        "select * from erasure where erasure_id = $1 and customer_id = $2 for update", erasure_id, customer_id
    )


async def confirm_erasure(tx: Transaction, erasure_id: UUID, by: str, now: datetime) -> None:
    """A second person agrees."""
    await tx.execute(
        "update erasure set confirmed_by = $2, confirmed_at = $3 where erasure_id = $1", erasure_id, by, now
    )


async def open_dispute(tx: Transaction, dispute_id: UUID, case_id: UUID, reason: str, by: str, now: datetime) -> None:
    """Somebody disputes something about a case."""
    await tx.execute(
        "insert into dispute (dispute_id, case_id, reason, opened_by, opened_at) values ($1, $2, $3, $4, $5)",
        dispute_id, case_id, reason, by, now,
    )  # fmt: skip


async def settle_dispute(tx: Transaction, case_id: UUID, dispute_id: UUID, by: str, now: datetime) -> bool:
    """It is settled. False where there is none open."""
    tag = await tx.execute(
        "update dispute set settled_by = $3, settled_at = $4 where dispute_id = $2 and case_id = $1 and settled_at is null",
        case_id, dispute_id, by, now,
    )  # fmt: skip
    return tag.endswith("1")
