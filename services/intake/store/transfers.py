"""Cases handed over between departments."""

from dataclasses import fields
from typing import Any
from uuid import UUID

import asyncpg
from aftercare_contracts.values import Department, Desk
from plumbing.database import Transaction

from ..domain.limits import LimitName
from ..domain.transfers import NoSuchTransfer, Transfer, TransferState

COLUMNS = tuple(field.name for field in fields(Transfer))
KNOWN: dict[str, type[Department] | type[Desk] | type[TransferState]] = {
    "from_department": Department, "from_desk": Desk, "to_department": Department, "to_desk": Desk, "state": TransferState,
}  # fmt: skip

STAY = [LimitName.PROPERTY_SLIP, LimitName.SLIP_ANSWER, LimitName.DESIGN_OPINION]
"""Limits of the centre's writing, and of design's, whoever has the case."""


async def add(tx: Transaction, transfer: Transfer) -> None:
    """A new one, waiting for its answer."""
    places = ", ".join(f"${i}" for i in range(1, len(COLUMNS) + 1))
    values = [getattr(transfer, name) for name in COLUMNS]
    await tx.execute(f"insert into case_transfer ({', '.join(COLUMNS)}) values ({places})", *values)


async def save(tx: Transaction, transfer: Transfer) -> None:
    """How it was answered."""
    await tx.execute(
        "update case_transfer set state = $2, decided_by = $3, decided_at = $4, decision_reason = $5 where transfer_id = $1",
        transfer.transfer_id, transfer.state, transfer.decided_by, transfer.decided_at, transfer.decision_reason,
    )  # fmt: skip


async def transfer(tx: Transaction, case_id: UUID, transfer_id: UUID) -> Transfer:
    """Raises ``NoSuchTransfer``. Who changes it holds its case first."""
    row = await tx.fetchrow("select * from case_transfer where case_id = $1 and transfer_id = $2", case_id, transfer_id)
    if row is None:
        raise NoSuchTransfer
    return _transfer(row)


async def of_case(tx: Transaction, case_id: UUID) -> list[Transfer]:
    """All of a case, from the first."""
    rows = await tx.fetch("select * from case_transfer where case_id = $1 order by transfer_id", case_id)
    return [_transfer(row) for row in rows]


async def limits_follow(tx: Transaction, transfer: Transfer) -> None:
    """The desk's limits that still run are the new desk's; what they were reckoned from stays (B2)."""
    await tx.execute(
        "update case_limit set owner = $3 where case_id = $1 and owner = $2 and ended_at is null and name <> all($4)",
        transfer.case_id, transfer.from_desk, transfer.to_desk, STAY,
    )  # fmt: skip


def _transfer(row: asyncpg.Record) -> Transfer:
    values: dict[str, Any] = {name: row[name] for name in COLUMNS}
    return Transfer(**values | {name: known(row[name]) for name, known in KNOWN.items()})
