"""The invariants that must hold once everything has drained, over the final databases and the clients' history.

Each function's docstring begins with the number of its invariant and returns what is wrong, in words.
"""

import asyncio
import hashlib
import json
from collections.abc import Awaitable, Callable
from typing import Any

from plumbing import topology

from .books import Books, opened
from .estate import Estate
from .history import Act, History, Outcome

ACKNOWLEDGED, REFUSED, UNKNOWN = Outcome.ACKNOWLEDGED, Outcome.REFUSED, Outcome.UNKNOWN
MADE = {
    "order": ("dispatch", "select count(*) from work_order where project = $1"),
    "claim": ("finance", "select count(*) from claim where project = $1"),
    "feedback": (
        "intake",
        "select count(*) from register_entry r join case_file c using (case_id) where c.project = $1 and r.kind = 'feedback'",
    ),
    "review": ("finance", "select count(*) from claim_move m join claim c on c.id = m.claim_id where c.project = $1"
               " and m.verb = 'review'"),
    "approval": ("finance", "select count(*) from claim_move m join claim c on c.id = m.claim_id where c.project = $1"
                 " and m.verb = 'approve'"),
    "allotment": ("finance", "select count(*) from ledger_entry where project = $1 and kind = 'allotment'"),
    "visit": ("survey", "select count(*) from return_visit where project = $1 and reached"),
}  # fmt: skip
"""By kind of act: where and how what it makes is counted."""


async def one_case_for_each_contact(books: Books) -> list[str]:
    """1, 2: every acknowledged contact is exactly one case, one of unknown fate at most one, one refused none, none unasked for."""
    rows = await books.rows(
        "intake", "select case_id::text, complaint from case_file where project = $1", books.project
    )
    found, unasked = [], len(rows)
    for act in (*books.history.of("contact"), *books.history.of("bad contact")):
        cases = [row["case_id"] for row in rows if act.mark in row["complaint"]]
        unasked -= len(cases)
        if act.outcome == ACKNOWLEDGED and cases != [act.answer["case_id"]]:
            found.append(f"1: contact {act.mark} was acknowledged as {act.answer['case_id']}; there is {cases}")
        if act.outcome == UNKNOWN and len(cases) > 1:
            found.append(f"1: contact {act.mark} made {cases}")
        if act.outcome == REFUSED and cases:
            found.append(f"2: contact {act.mark} was refused and is there: {cases}")
    return found + ([f"2: {unasked} cases that nobody asked for"] if unasked else [])


async def what_was_acknowledged_is_there(books: Books) -> list[str]:
    """2: of each kind as many as were acknowledged, and no more than those of unknown fate beyond them."""
    found = []
    for kind, (service, sql) in MADE.items():
        sure = len(list(books.history.of(kind, ACKNOWLEDGED)))
        maybe = len(list(books.history.of(kind, UNKNOWN)))
        there = await books.value(service, sql, books.project)
        if not sure <= there <= sure + maybe:
            found.append(f"2: {there} of kind {kind}, {sure} acknowledged and {maybe} unknown")
    return found


async def one_answer_for_each_key(books: Books) -> list[str]:
    """3: an acknowledged key is kept once, with the answer that was given; a refused one is not kept."""
    kept: dict[tuple[str, str, str], Any] = {}
    for service in topology.HEARS:
        for row in await books.rows(service, "select caller, key, answer, status from idempotency"):
            kept[service, row["caller"], row["key"]] = row
    found = []
    for act in books.history.acts:
        row = kept.get((act.service, act.person, act.key))
        if act.outcome == ACKNOWLEDGED:
            if row is None or row["answer"] is None:
                found.append(f"3: {_named(act)} was acknowledged and its answer is not kept")
            elif (row["status"], json.loads(row["answer"])) != (act.status, act.answer):
                found.append(f"3: {_named(act)} was answered otherwise than is kept")
        if act.outcome == REFUSED and row is not None:
            found.append(f"3: {_named(act)} was refused and an answer is kept")
    return found


def _named(act: Act) -> str:
    return f"{act.kind} {act.path} with key {act.key}"


async def nothing_is_deducted_twice(books: Books) -> list[str]:
    """4: a claim is deducted at most once, and exactly once when its statement is booked."""
    twice = await books.odd(
        "4", "deducted more than once", "finance",
        "select l.claim_id, count(*) from ledger_entry e join claim c on e.reference = 'deduction:' || c.claim_no"
        " join statement_line l on l.claim_id = c.id group by 1 having count(*) > 1",
    )  # fmt: skip
    never = await books.odd(
        "4", "booked and not deducted", "finance",
        "select c.claim_no from claim c join statement_line l on l.claim_id = c.id and l.statement_id = c.statement_id"
        " left join ledger_entry e on e.reference = 'deduction:' || c.claim_no"
        " where c.booked_at is not null and l.bearer = 'contractor' and e.id is null",
    )  # fmt: skip
    paid = await books.odd(
        "4", "paid from the fund other than once", "finance",
        "select c.claim_no, count(e.id) from claim c left join ledger_entry e on e.kind = 'cost'"
        " and e.reference = 'cost:' || c.claim_no where c.state = 'confirmed' group by 1 having count(e.id) <> 1",
    )  # fmt: skip
    return twice + never + paid


async def the_ledger_balances(books: Books) -> list[str]:
    """5, 12: each entry sums to zero, so does all; no retention below zero; the chain has a link for each entry, unbroken."""
    entries = await books.odd(
        "5", "does not sum to zero", "finance",
        "select entry_id from ledger_leg group by 1 having sum(amount_fen) <> 0",
    )  # fmt: skip
    below = await books.odd(
        "5", "below zero", "finance",
        "select account, sum(amount_fen) from ledger_leg where account like 'retention:%' group by 1 having sum(amount_fen) < 0",
    )  # fmt: skip
    held = await books.odd(
        "5", "holds that differ from the ledger", "finance",
        "select a.contract_no from retention_account a where coalesce((select sum(held_fen) from retention_hold h"
        " where h.contract_id = a.contract_id), 0) <> coalesce((select sum(amount_fen) from ledger_leg"
        " where account = 'retention:' || a.contract_no || ':held'), 0)",
    )  # fmt: skip
    links = await books.odd(
        "12", "entries without a link", "finance",
        "select e.id from ledger_entry e left join ledger_link l on l.entry_id = e.id where l.entry_id is null",
    )  # fmt: skip
    return entries + below + held + links


async def every_message_arrived_once(books: Books) -> list[str]:
    """6, 16: what was announced is published, and each service that is bound to it applied exactly that."""
    said: dict[tuple[str, str], dict[Any, str]] = {}
    for service in topology.HEARS:
        for where in ("events", "private"):
            rows = await books.rows(service, "select event_id, type from outbox where destination = $1", where)
            said[service, where] = {row["event_id"]: row["type"] for row in rows}
    found = []
    for service in topology.HEARS:
        wanted = {
            id: name for where, hears in (("events", topology.HEARS), ("private", topology.HEARS_IN_PRIVATE))
            for source in hears.get(service, ()) for id, name in said[source, where].items()
        }  # fmt: skip
        heard = {
            row["event_id"] for row in await books.rows(service, "select event_id from inbox where state = 'applied'")
        }
        if missing := wanted.keys() - heard:
            found.append(f"6: {service} never applied {len(missing)}, such as {_shown(missing, wanted)}")
        if unknown := heard - wanted.keys():
            found.append(f"16: {service} applied {len(unknown)} that nobody announced")
    return found


def _shown(ids: set[Any], names: dict[Any, str]) -> str:
    return ", ".join(f"{names[id]} {id}" for id in sorted(ids, key=str)[:3])


async def each_subject_went_step_by_step(books: Books) -> list[str]:
    """8: numbers without a gap on both sides, applied in their order: by the server's clock and by its transactions, as
    either alone may go back."""
    found = []
    for service in topology.HEARS:
        found += await books.odd(
            "8", "announced with a gap", service,
            "select subject, count(*), max(sequence) from outbox where destination <> 'dead' group by 1"
            " having count(*) <> max(sequence) or min(sequence) <> 1",
        )  # fmt: skip
        found += await books.odd(
            "8", "applied with a gap", service,
            "select source, subject, count(*), p.last_sequence from inbox join inbox_position p using (source, subject)"
            " where state = 'applied' group by source, subject, p.last_sequence having count(*) <> p.last_sequence",
        )  # fmt: skip
        found += await books.odd(
            "8", "applied out of order", service,
            "select source, subject, sequence from (select source, subject, sequence, pg_xact_commit_timestamp(xmin) as at,"
            " xmin::text::bigint as xid, lag(pg_xact_commit_timestamp(xmin)) over steps as at_before,"
            " lag(xmin::text::bigint) over steps as xid_before from inbox where state = 'applied'"
            " window steps as (partition by source, subject order by sequence)) as each where at < at_before and xid < xid_before",
        )  # fmt: skip
    return found


async def timers_fired_once_and_not_early(books: Books) -> list[str]:
    """9: none fired early or is overdue, each running limit of an open case has its end armed, each order with a contractor has."""
    found = []
    for service in topology.HEARS:
        found += await books.odd(
            "9", "fired early", service, "select subject, kind, due_at, fired_at from timer where fired_at < due_at"
        )
    found += await books.odd(
        "9", "runs without a timer", "intake",
        "select l.limit_id, l.name from case_limit l join case_file c using (case_id) where c.project = $1"
        " and l.state = 'running' and not exists (select from timer t where t.subject = l.limit_id::text"
        " and t.fired_at is null and t.disarmed_at is null)", books.project,
    )  # fmt: skip
    found += await books.odd(
        "9", "left the contractor more than once in a round", "dispatch",
        "select o.order_id, count(m.id) from work_order o join work_order_move m using (order_id)"
        " where o.project = $1 and m.verb in ('decline', 'lapse') group by 1 having count(m.id) > 1", books.project,
    )  # fmt: skip
    return found


async def copies_equal_what_they_are_copies_of(books: Books) -> list[str]:
    """10: what services keep of each other's things is as those things are."""
    compared = (
        ("cases", "intake", "select case_id::text as id, round from case_file where project = $1",
         "dispatch", "select case_id::text as id, round from case_copy where project = $1"),
        ("orders", "dispatch", "select order_id::text as id from work_order where project = $1",
         "intake", "select o.order_id::text as id from case_order o join case_file c using (case_id) where c.project = $1"),
        ("retention accounts", "dispatch", "select contract_id::text as id from contract where project = $1",
         "finance", "select contract_id::text as id from retention_account where project = $1"),
    )  # fmt: skip
    found = []
    for what, owner, sql, keeper, kept_sql in compared:
        theirs = {tuple(row) for row in await books.rows(owner, sql, books.project)}
        kept = {tuple(row) for row in await books.rows(keeper, kept_sql, books.project)}
        if theirs != kept:
            differing = sorted(theirs ^ kept)[:3]
            found.append(
                f"10: {what} of {owner} ({len(theirs)}) and at {keeper} ({len(kept)}) differ, such as {differing}"
            )
    return found


async def nobody_was_told_twice(books: Books) -> list[str]:
    """13: one notice for each event and recipient; a sending ends once, and nothing hangs at a sender that died."""
    twice = await books.odd(
        "13", "told twice", "notify",
        "select event_id, recipient, count(*) from notice group by 1, 2 having count(*) > 1",
    )  # fmt: skip
    sent = await books.odd(
        "13", "accepted more than once", "notify",
        "select sending_id, count(*) from sending_answer where outcome = 'sent' group by 1 having count(*) > 1",
    )  # fmt: skip
    return twice + sent


CHECKS: tuple[Callable[[Books], Awaitable[list[str]]], ...] = (
    one_case_for_each_contact, what_was_acknowledged_is_there, one_answer_for_each_key, nothing_is_deducted_twice,
    the_ledger_balances, every_message_arrived_once, each_subject_went_step_by_step, timers_fired_once_and_not_early,
    copies_equal_what_they_are_copies_of, nobody_was_told_twice,
)  # fmt: skip


def check(town: Estate, project: str, history: History) -> list[str]:
    """All of them; what is wrong, in words."""

    async def run() -> list[str]:
        async with opened(town, project, history) as books:
            return [line for each in CHECKS for line in await each(books)]

    return asyncio.run(run())


def fingerprint(town: Estate) -> dict[str, str]:
    """A hash of what each service's own tables hold, to show that something changed nothing (11)."""

    async def run() -> dict[str, str]:
        async with opened(town, "", History()) as books:
            return {service: await _hash(books, service) for service in topology.HEARS}

    return asyncio.run(run())


async def _hash(books: Books, service: str) -> str:
    names = await books.rows(
        service, "select tablename from pg_tables where schemaname = 'public' and tablename <> 'idempotency' order by 1"
    )
    whole = hashlib.sha256()
    for (name,) in names:
        digest = await books.value(
            service, f"select md5(coalesce(string_agg(md5(t::text), '' order by md5(t::text)), '')) from \"{name}\" t"
        )
        whole.update(f"{name} {digest}\n".encode())
    return whole.hexdigest()
