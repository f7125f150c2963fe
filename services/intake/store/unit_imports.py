"""Files of units: their bytes and rows while they are taken in, and what came of them."""

from collections.abc import AsyncGenerator, Iterable, Sequence
from contextlib import aclosing
from dataclasses import dataclass, fields
from datetime import datetime
from operator import attrgetter
from typing import Any
from uuid import UUID

import asyncpg
from plumbing.database import Transaction

from ..domain.unit_rows import Fault, UnitRow

Row = asyncpg.Record
PART_BYTES = 250_000
ROW_COLUMNS = ("import_id", "line", "unit_id", "owner_id", *(field.name for field in fields(UnitRow)))
FAULT_COLUMNS = ("import_id", "line", "column", "value", "reason", "expected")
ROW_VALUES = attrgetter(*(field.name for field in fields(UnitRow)))
FAULT_VALUES = attrgetter(*(field.name for field in fields(Fault)))


@dataclass(frozen=True, slots=True)
class Sent:
    """A file as it was sent, and how it is to be taken."""

    import_id: UUID
    mode: str
    updates: bool
    project: str | None
    reach: list[str] | None
    encoding: str
    separator: str
    bytes: int
    bytes_read: int
    line: int
    sent_by: str
    sent_at: datetime


@dataclass(frozen=True, slots=True)
class StagedRow:
    """A good row on its way in, with the ids that the unit and its owner will have."""

    line: int
    unit_id: UUID
    owner_id: UUID
    row: UnitRow


async def add(tx: Transaction, sent: Sent, parts: Iterable[bytes]) -> None:
    """A file that waits to be read; kept in parts so that it never stands in memory whole."""
    names = [field.name for field in fields(Sent)]
    await tx.execute(
        f"insert into unit_import ({', '.join(names)}, state, rows_read, rows_bad, added, changed, unchanged)"
        f" values ({', '.join(f'${i}' for i in range(1, len(names) + 1))}, 'reading', 0, 0, 0, 0, 0)",
        *(getattr(sent, name) for name in names),
    )
    for number, part in enumerate(parts):
        await tx.execute("insert into unit_import_part values ($1, $2, $3)", sent.import_id, number, part)


async def imported(tx: Transaction, import_id: UUID) -> asyncpg.Record | None:
    """One import, or none."""
    return await tx.fetchrow("select * from unit_import where import_id = $1", import_id)


async def window(tx: Transaction, import_id: UUID, begin: int, length: int) -> bytes:
    """The file's bytes from ``begin``, at most so many."""
    first, last = begin // PART_BYTES, (begin + length - 1) // PART_BYTES
    rows = await tx.fetch(
        "select bytes from unit_import_part where import_id = $1 and part between $2 and $3 order by part",
        import_id, first, last,
    )  # fmt: skip
    offset = begin - first * PART_BYTES
    return b"".join(row["bytes"] for row in rows)[offset : offset + length]


async def projects_within(tx: Transaction, reach: list[str] | None) -> frozenset[str]:
    """The codes of all projects within a scope; none for all."""
    rows = await tx.fetch("select project from project where $1::text[] is null or project = any($1)", reach)
    return frozenset(row["project"] for row in rows)


async def stage(tx: Transaction, import_id: UUID, rows: Sequence[StagedRow]) -> None:
    """Good rows wait for the end of the file."""
    await tx.copy("unit_import_row", ROW_COLUMNS, [
        (import_id, staged.line, staged.unit_id, staged.owner_id, *ROW_VALUES(staged.row)) for staged in rows
    ])  # fmt: skip


async def add_faults(tx: Transaction, import_id: UUID, faults: Sequence[Fault]) -> None:
    """What is wrong with bad rows."""
    await tx.copy("unit_import_fault", FAULT_COLUMNS, [(import_id, *FAULT_VALUES(fault)) for fault in faults])


async def note_progress(
    tx: Transaction, import_id: UUID, state: str, byte: int, line: int, rows: int, bad: int
) -> None:
    """How far the reading has come."""
    await tx.execute(
        "update unit_import set state = $2, bytes_read = $3, line = $4, rows_read = rows_read + $5, rows_bad = rows_bad + $6"
        " where import_id = $1",
        import_id, state, byte, line, rows, bad,
    )  # fmt: skip


async def note_end(tx: Transaction, import_id: UUID, state: str, counts: tuple[int, int, int], now: datetime) -> None:
    """What came of it: how many were added, changed, and there already. The file itself is forgotten."""
    await tx.execute(
        "update unit_import set state = $2, added = $3, changed = $4, unchanged = $5, ended_at = $6,"
        " rows_bad = (select count(distinct line) from unit_import_fault where import_id = $1) where import_id = $1",
        import_id, state, *counts, now,
    )  # fmt: skip
    await tx.execute("delete from unit_import_part where import_id = $1", import_id)
    await tx.execute("delete from unit_import_row where import_id = $1", import_id)


async def faults(tx: Transaction, import_id: UUID, limit: int) -> list[asyncpg.Record]:
    """The first of them, from the top of the file."""
    return await tx.fetch(
        'select line, "column", value, reason, expected from unit_import_fault where import_id = $1'
        ' order by line, "column" limit $2',
        import_id, limit,
    )  # fmt: skip


async def count_faults(tx: Transaction, import_id: UUID) -> int:
    """How many there are."""
    count: int = await tx.fetchval("select count(*) from unit_import_fault where import_id = $1", import_id)
    return count


async def each_fault(tx: Transaction, import_id: UUID) -> AsyncGenerator[Sequence[Any], None]:
    """All of them, from the top of the file."""
    sql = 'select line, "column", value, reason, expected from unit_import_fault where import_id = $1 order by line, "column"'
    async with aclosing(tx.each(sql, import_id)) as rows:
        async for row in rows:
            yield tuple(row)
