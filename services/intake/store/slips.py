"""Slips between the centre and the departments."""

from dataclasses import dataclass, fields
from typing import Any
from uuid import UUID

import asyncpg
from aftercare_contracts.values import Role
from plumbing.database import Transaction

from ..domain.slips import NoSuchSlip, Slip, SlipKind, SlipState

COLUMNS = tuple(field.name for field in fields(Slip))


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a list is narrowed to; ``projects`` and ``parties`` are the caller's scope, none for all."""

    projects: list[str] | None
    parties: list[str] | None
    project: str | None = None
    kind: str | None = None
    state: str | None = None
    case_id: UUID | None = None


async def add(tx: Transaction, slip: Slip) -> None:
    """A new slip."""
    places = ", ".join(f"${i}" for i in range(1, len(COLUMNS) + 1))
    values = [getattr(slip, name) for name in COLUMNS]
    await tx.execute(f"insert into slip ({', '.join(COLUMNS)}) values ({places})", *values)


async def save(tx: Transaction, slip: Slip) -> None:
    """That it was received or answered; what it says never changes."""
    await tx.execute(
        "update slip set state = $2, received_by = $3, received_at = $4, answer = $5, answered_by = $6, answered_at = $7"
        " where slip_id = $1",
        slip.slip_id, slip.state, slip.received_by, slip.received_at, slip.answer, slip.answered_by, slip.answered_at,
    )  # fmt: skip


async def slip(tx: Transaction, slip_id: UUID) -> Slip:
    """Raises ``NoSuchSlip``. Who changes it holds its case first."""
    row = await tx.fetchrow("select * from slip where slip_id = $1", slip_id)
    if row is None:
        raise NoSuchSlip
    return _slip(row)


async def slips(tx: Transaction, wanted: Wanted, before: UUID | None, limit: int) -> list[Slip]:
    """The latest first."""
    narrowed = [
        (condition, value)
        for condition, value in (
            ("project = any(${})", wanted.projects), ("party = any(${})", wanted.parties), ("project = ${}", wanted.project),
            ("kind = ${}", wanted.kind), ("state = ${}", wanted.state), ("case_id = ${}", wanted.case_id),
            ("slip_id < ${}", before),
        )
        if value is not None
    ]  # fmt: skip
    where = " and ".join(condition.format(i) for i, (condition, _) in enumerate(narrowed, 1)) or "true"
    values: list[Any] = [value for _, value in narrowed]
    rows = await tx.fetch(
        f"select * from slip where {where} order by slip_id desc limit ${len(values) + 1}", *values, limit
    )
    return [_slip(row) for row in rows]


def _slip(row: asyncpg.Record) -> Slip:
    values: dict[str, Any] = {name: row[name] for name in COLUMNS}
    words = {"kind": SlipKind(row["kind"]), "party": Role(row["party"]), "state": SlipState(row["state"])}
    return Slip(**values | words)
