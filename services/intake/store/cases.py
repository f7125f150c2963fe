"""Cases with their moves, entries, orders and hands."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

import asyncpg
from aftercare_contracts.values import (
    CaseClass,
    CaseKind,
    Channel,
    ContactWay,
    Department,
    Desk,
    Part,
    Phase,
    Role,
    Verdict,
)
from plumbing.database import Transaction

from ..domain.case import Case, NoSuchCase, State, Verb
from . import texts

COLUMNS = tuple(field.name for field in fields(Case))
STANDING = (
    "case_class", "matter", "department", "desk", "reply_by", "visit_by", "state", "round", "verdict", "handed_to", "is_major",
    "about_person",
    "reply_agreed_at", "merged_into", "visit_owed", "holder", "holder_person", "holder_since", "closed_at",
)  # fmt: skip
KNOWN: dict[str, type[StrEnum]] = {
    "kind": CaseKind, "case_class": CaseClass, "channel": Channel, "part": Part, "phase": Phase, "department": Department,
    "desk": Desk, "reply_by": ContactWay, "visit_by": ContactWay, "state": State, "verdict": Verdict,
    "handed_to": Role, "holder": Role,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of the register."""

    entry_id: UUID
    kind: str
    text: str
    recorded_by: str
    recorded_at: datetime
    way: ContactWay | None = None
    settled: bool | None = None
    unsettled_reason: str | None = None
    promised_on: date | None = None
    promised_date_agreed: bool | None = None
    verdict: Verdict | None = None
    reached: bool | None = None
    happened_on: date | None = None
    answers: UUID | None = None
    signed_by: str | None = None
    signed_how: str | None = None
    signed_on: date | None = None


ENTRY_COLUMNS = tuple(field.name for field in fields(Entry))


async def is_there(tx: Transaction, case_id: UUID) -> bool:
    """A case has this id."""
    return bool(await tx.fetchval("select true from case_file where case_id = $1", case_id))


async def add(tx: Transaction, case: Case) -> None:
    """A new case."""
    places = ", ".join(f"${i}" for i in range(1, len(COLUMNS) + 1))
    values = [getattr(case, name) for name in COLUMNS]
    await tx.execute(f"insert into case_file ({', '.join(COLUMNS)}) values ({places})", *values)
    await texts.add_text(tx, case.case_id, case.complaint)
    await _add_move(tx, case, "register", case.taken_by, case.registered_at)


async def save(tx: Transaction, case: Case, verb: Verb | str, by: str, now: datetime) -> None:
    """Where it stands now, with the move that led there."""
    sets = ", ".join(f"{name} = ${i}" for i, name in enumerate(STANDING, 2))
    await tx.execute(
        f"update case_file set {sets} where case_id = $1", case.case_id, *(getattr(case, name) for name in STANDING)
    )
    await _add_move(tx, case, verb, by, now)


async def _add_move(tx: Transaction, case: Case, verb: str, by: str, now: datetime) -> None:
    await tx.execute(
        "insert into case_move (case_id, round, verb, state, at, by, department, desk, holder, holder_person, verdict, is_major)"
        " values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)",
        case.case_id, case.round, verb, case.state, now, by, case.department, case.desk, case.holder, case.holder_person,
        case.verdict, case.is_major,
    )  # fmt: skip


async def case(tx: Transaction, case_id: UUID) -> Case:
    """Raises ``NoSuchCase``."""
    return _found(await tx.fetchrow("select * from case_file where case_id = $1", case_id))


async def case_held(tx: Transaction, case_id: UUID) -> Case:
    """One that nobody else moves until the transaction ends. Raises ``NoSuchCase``."""
    return _found(await tx.fetchrow("select * from case_file where case_id = $1 for no key update", case_id))


def _found(row: asyncpg.Record | None) -> Case:
    if row is None:
        raise NoSuchCase
    return case_of(row)


def case_of(row: asyncpg.Record) -> Case:
    """The case of a row."""
    values: dict[str, Any] = {name: row[name] for name in COLUMNS}
    words: dict[str, Any] = {name: known(values[name]) for name, known in KNOWN.items() if values[name]}
    return Case(**values | words)


async def counts(tx: Transaction, projects: list[str] | None) -> dict[str, dict[str, int]]:
    """Cases by kind, class, department and state, within these projects; none for all."""
    counted: dict[str, dict[str, int]] = {}
    for name, column in (("kind", "kind"), ("class", "case_class"), ("department", "department"), ("state", "state")):
        rows = await tx.fetch(
            f"select coalesce({column}, 'none') as value, count(*) as count from case_file"
            " where $1::text[] is null or project = any($1) group by 1 order by 1",
            projects,
        )
        counted[name] = {row["value"]: row["count"] for row in rows}
    return counted


async def contact(tx: Transaction, customer_id: UUID) -> tuple[str, str]:
    """Name and phone."""
    row = await tx.fetchrow("select name, phone from customer where customer_id = $1", customer_id)
    assert row is not None
    return row["name"], row["phone"]


async def note_look(tx: Transaction, case_id: UUID, by: str, roles: Sequence[str], now: datetime) -> None:
    """Somebody saw the full record."""
    await tx.execute("insert into look (case_id, by, roles, at) values ($1, $2, $3, $4)", case_id, by, list(roles), now)


async def add_entry(tx: Transaction, case: Case, entry: Entry) -> None:
    """An entry in the register."""
    places = ", ".join(f"${i}" for i in range(3, len(ENTRY_COLUMNS) + 3))
    values: list[Any] = [getattr(entry, name) for name in ENTRY_COLUMNS]
    await tx.execute(
        f"insert into register_entry (case_id, round, {', '.join(ENTRY_COLUMNS)}) values ($1, $2, {places})",
        case.case_id, case.round, *values,
    )  # fmt: skip
    await texts.add_text(tx, case.case_id, entry.text)


async def entries(tx: Transaction, case_id: UUID) -> list[asyncpg.Record]:
    """The register's entries of a case, from the first."""
    return await tx.fetch(
        f"select round, {', '.join(ENTRY_COLUMNS)} from register_entry where case_id = $1 order by recorded_at, entry_id",
        case_id,
    )


async def contacts_that_reached(tx: Transaction, case_id: UUID, before: datetime) -> list[datetime]:
    """When the customer heard from us in the seven days before a moment."""
    rows = await tx.fetch(
        "select recorded_at from register_entry where case_id = $1 and kind = 'feedback' and reached"
        " and recorded_at >= $2::timestamptz - interval '7 days' and recorded_at < $2",
        case_id, before,
    )  # fmt: skip
    return [row["recorded_at"] for row in rows]


async def open_orders(tx: Transaction, case_id: UUID) -> int:
    """How many work orders are out."""
    count: int = await tx.fetchval(
        "select count(*) from case_order where case_id = $1 and completed_at is null", case_id
    )
    return count


async def add_order(tx: Transaction, order_id: UUID, case: Case, now: datetime) -> bool:
    """A work order went out. False where it was known."""
    tag = await tx.execute(
        "insert into case_order (order_id, case_id, round, issued_at) values ($1, $2, $3, $4) on conflict do nothing",
        order_id, case.case_id, case.round, now,
    )  # fmt: skip
    return tag.endswith("1")


async def complete_order(tx: Transaction, order_id: UUID, now: datetime) -> bool:
    """A work order came back. False where it had before."""
    tag = await tx.execute(
        "update case_order set completed_at = $2 where order_id = $1 and completed_at is null", order_id, now
    )
    return tag.endswith("1")


async def add_hands(tx: Transaction, case: Case, persons: Sequence[str]) -> None:
    """They did or ordered something in this round."""
    await tx.executemany(
        "insert into case_hand (case_id, round, person) values ($1, $2, $3) on conflict do nothing",
        [(case.case_id, case.round, person) for person in persons],
    )


async def hands(tx: Transaction, case: Case) -> tuple[str, ...]:
    """Who did or ordered something in any round."""
    rows = await tx.fetch("select distinct person from case_hand where case_id = $1 order by person", case.case_id)
    return tuple(row["person"] for row in rows)
