"""Work orders with their record and evidence."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

import asyncpg
from aftercare_contracts.values import Bearer, Department, Desk, OrderSource, Part, Phase, Repairer, TakeOverReason
from plumbing.database import Transaction

from ..domain.access import NoSuchWorkOrder, Scope
from ..domain.deadlines import RepairTime, TimeUnit
from ..domain.evidence import Link, LinkKind
from ..domain.sheet import Sheet
from ..domain.work_order import Move, State, Verb, WorkOrder

ON_THE_SHEET = tuple(field.name for field in fields(Sheet) if field.name != "repair_time")
STANDING = tuple(field.name for field in fields(WorkOrder) if field.name not in ("sheet", "moves", "links"))
KNOWN: dict[str, type[StrEnum]] = {
    "part": Part, "source": OrderSource, "phase": Phase, "department": Department, "desk": Desk, "bearer": Bearer,
    "state": State, "repairer": Repairer, "taken_over_reason": TakeOverReason,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Claim:
    """What finance decided about the squad's cost."""

    claim_id: UUID
    claim_no: str
    amount_fen: int
    decision: str
    decided_by: str
    reason: str


async def add(tx: Transaction, order: WorkOrder) -> None:
    """A new work order, with its first moves and links."""
    time = order.sheet.repair_time
    values = {name: getattr(order.sheet, name) for name in ON_THE_SHEET} | _standing(order)
    values |= {
        "repair_time_unit": time.unit if time else None,
        "repair_time_count": time.count if time else None,
        "repair_time_moves": time.moves_off_holidays if time else None,
    }
    places = ", ".join(f"${i}" for i in range(1, len(values) + 1))
    await tx.execute(f"insert into work_order ({', '.join(values)}) values ({places})", *values.values())
    await _add_rows(tx, order)


async def save(tx: Transaction, order: WorkOrder) -> None:
    """Where it stands now, with its new moves and links; the sheet never changes."""
    values = _standing(order)
    sets = ", ".join(f"{name} = ${i}" for i, name in enumerate(values, 2))
    await tx.execute(f"update work_order set {sets} where order_id = $1", order.sheet.order_id, *values.values())
    await _add_rows(tx, order)


def _standing(order: WorkOrder) -> dict[str, Any]:
    return {name: getattr(order, name) for name in STANDING}


async def _add_rows(tx: Transaction, order: WorkOrder) -> None:
    order_id = order.sheet.order_id
    await tx.executemany(
        "insert into work_order_move (order_id, verb, at, by, from_state, to_state, note) values ($1, $2, $3, $4, $5, $6, $7)",
        [(order_id, move.verb, move.at, move.by, move.before, move.after, move.note) for move in order.moves],
    )
    await tx.executemany(
        "insert into evidence (order_id, kind, at, by, note, photos) values ($1, $2, $3, $4, $5, $6)",
        [(order_id, link.kind, link.at, link.by, link.note, link.photos) for link in order.links],
    )
    shown = [photo for photos in (order.sheet.photos, *(link.photos for link in order.links)) for photo in photos]
    await keep_photos(tx, order_id, shown)


async def keep_photos(tx: Transaction, order_id: UUID, photos: Iterable[str]) -> None:
    """Whoever sees the order sees these photos."""
    await tx.executemany(
        "insert into photo_use (sha256, order_id) values ($1, $2) on conflict do nothing",
        [(sha256, order_id) for sha256 in dict.fromkeys(photos)],
    )


async def work_order(tx: Transaction, order_id: UUID) -> WorkOrder:
    """Raises ``NoSuchWorkOrder``."""
    return _found(await tx.fetchrow("select * from work_order where order_id = $1", order_id))


async def work_order_held(tx: Transaction, order_id: UUID) -> WorkOrder:
    """One that nobody else moves until the transaction ends. Raises ``NoSuchWorkOrder``."""
    return _found(await tx.fetchrow("select * from work_order where order_id = $1 for update", order_id))


async def work_orders(
    tx: Transaction,
    scope: Scope,
    case_id: UUID | None,
    contractor: str | None,
    state: State | None,
    before: UUID | None,
    limit: int,
) -> list[WorkOrder]:
    """Those within a scope, the latest first."""
    rows = await tx.fetch(
        "select * from work_order where ($1::text is null or contractor = $1)"
        " and ($2::text[] is null or project = any($2) or customer_id = $8)"
        " and ($3::uuid is null or case_id = $3) and ($4::text is null or contractor = $4) and ($5::text is null or state = $5)"
        " and ($6::uuid is null or order_id < $6) order by order_id desc limit $7",
        scope.contractor, scope.projects, case_id, contractor, state, before, limit, scope.customer,
    )  # fmt: skip
    return [_work_order(row) for row in rows]


async def repairs_of(tx: Transaction, case_id: UUID, unit_no: str | None, part: Part) -> int:
    """How often a fault was reported repaired: same case, unit and part, in all rounds (D1)."""
    count: int = await tx.fetchval(
        "select count(*) from work_order_move m join work_order o using (order_id)"
        " where o.case_id = $1 and o.unit_no is not distinct from $2 and o.part = $3 and m.verb = $4",
        case_id, unit_no, part, Verb.FINISH,
    )  # fmt: skip
    return count


async def chain(tx: Transaction, order_id: UUID) -> tuple[Link, ...]:
    """The evidence, in the order in which it was recorded (L7)."""
    rows = await tx.fetch("select kind, at, by, note, photos from evidence where order_id = $1 order by id", order_id)
    return tuple(Link(LinkKind(row["kind"]), row["at"], row["by"], row["note"], tuple(row["photos"])) for row in rows)


async def moves(tx: Transaction, order_id: UUID) -> Sequence[Move]:
    """The record, from the beginning."""
    rows = await tx.fetch(
        "select verb, at, by, from_state, to_state, note from work_order_move where order_id = $1 order by id", order_id
    )
    return [
        Move(Verb(verb), at, by, State(before) if before else None, State(after), note)
        for verb, at, by, before, after, note in rows
    ]


async def keep_claim(tx: Transaction, order_id: UUID, claim: Claim, now: datetime) -> None:
    """The last word of finance about a claim."""
    await tx.execute(
        "insert into order_claim (claim_id, order_id, claim_no, amount_fen, decision, decided_by, reason, heard_at)"
        " values ($1, $2, $3, $4, $5, $6, $7, $8) on conflict (claim_id) do update set amount_fen = excluded.amount_fen,"
        " decision = excluded.decision, decided_by = excluded.decided_by, reason = excluded.reason, heard_at = excluded.heard_at",
        claim.claim_id, order_id, claim.claim_no, claim.amount_fen, claim.decision, claim.decided_by, claim.reason, now,
    )  # fmt: skip


async def claims(tx: Transaction, order_id: UUID) -> list[Claim]:
    """What finance said of an order's cost."""
    rows = await tx.fetch(
        "select claim_id, claim_no, amount_fen, decision, decided_by, reason from order_claim where order_id = $1 order by heard_at",
        order_id,
    )
    return [Claim(**row) for row in rows]


def _found(row: asyncpg.Record | None) -> WorkOrder:
    if row is None:
        raise NoSuchWorkOrder
    return _work_order(row)


def _work_order(row: asyncpg.Record) -> WorkOrder:
    sheet = Sheet(**_values(row, ON_THE_SHEET), repair_time=_repair_time(row))
    return WorkOrder(sheet=sheet, **_values(row, STANDING))


def _values(row: asyncpg.Record, names: tuple[str, ...]) -> dict[str, Any]:
    return {name: _value(name, row[name]) for name in names}


def _value(name: str, value: Any) -> Any:
    if isinstance(value, list):
        return tuple(value)
    return KNOWN[name](value) if name in KNOWN and value is not None else value


def _repair_time(row: asyncpg.Record) -> RepairTime | None:
    if row["repair_time_unit"] is None:
        return None
    return RepairTime(TimeUnit(row["repair_time_unit"]), row["repair_time_count"], row["repair_time_moves"])
