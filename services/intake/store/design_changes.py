"""Requests to change the design before handover, with their moves."""

from dataclasses import fields
from datetime import datetime
from typing import Any
from uuid import UUID

import asyncpg
from aftercare_contracts.values import Role
from plumbing.database import Transaction

from ..domain.design_changes import DesignChange, Move, NoSuchRequest, Standing

COLUMNS = tuple(field.name for field in fields(DesignChange))
CHANGING = COLUMNS[COLUMNS.index("standing") :]


async def add(tx: Transaction, request: DesignChange) -> None:
    """A new request, with its first move."""
    places = ", ".join(f"${i}" for i in range(1, len(COLUMNS) + 1))
    values = [getattr(request, name) for name in COLUMNS]
    await tx.execute(f"insert into design_change_request ({', '.join(COLUMNS)}) values ({places})", *values)
    await _add_move(tx, request, "enter", request.received_by_sales, request.received_by_sales_at)


async def save(tx: Transaction, request: DesignChange, move: Move, by: str, now: datetime) -> None:
    """Where it stands, with the move that led there."""
    sets = ", ".join(f"{name} = ${i}" for i, name in enumerate(CHANGING, 2))
    await tx.execute(
        f"update design_change_request set {sets} where request_id = $1",
        request.request_id, *(getattr(request, name) for name in CHANGING),
    )  # fmt: skip
    await _add_move(tx, request, move, by, now)


async def _add_move(tx: Transaction, request: DesignChange, move: str, by: str, now: datetime) -> None:
    await tx.execute(
        "insert into design_change_move (request_id, move, standing, price_fen, delay_days, at, by)"
        " values ($1, $2, $3, $4, $5, $6, $7)",
        request.request_id, move, request.standing, request.price_fen, request.delay_days, now, by,
    )  # fmt: skip


async def request(tx: Transaction, request_id: UUID) -> DesignChange:
    """Raises ``NoSuchRequest``."""
    return _found(await tx.fetchrow("select * from design_change_request where request_id = $1", request_id))


async def request_held(tx: Transaction, request_id: UUID) -> DesignChange:
    """One that nobody else moves until the transaction ends. Raises ``NoSuchRequest``."""
    return _found(
        await tx.fetchrow("select * from design_change_request where request_id = $1 for no key update", request_id)
    )


async def requests(
    tx: Transaction, projects: list[str] | None, standing: str | None, before: UUID | None, limit: int
) -> list[DesignChange]:
    """The latest first, within these projects; none for all."""
    rows = await tx.fetch(
        "select * from design_change_request where ($1::text[] is null or project = any($1))"
        " and ($2::text is null or standing = $2) and ($3::uuid is null or request_id < $3)"
        " order by request_id desc limit $4",
        projects, standing, before, limit,
    )  # fmt: skip
    return [_request(row) for row in rows]


async def moves(tx: Transaction, request_id: UUID) -> list[asyncpg.Record]:
    """Each step, from the first."""
    return await tx.fetch(
        "select move, standing, price_fen, delay_days, at, by from design_change_move where request_id = $1 order by id",
        request_id,
    )


def _found(row: asyncpg.Record | None) -> DesignChange:
    if row is None:
        raise NoSuchRequest
    return _request(row)


def _request(row: asyncpg.Record) -> DesignChange:
    values: dict[str, Any] = {name: row[name] for name in COLUMNS}
    asked = Role(row["asked"]) if row["asked"] else None
    return DesignChange(**values | {"standing": Standing(row["standing"]), "asked": asked})
