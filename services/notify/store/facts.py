"""Facts, as rows. A second set of the same tables stands in a schema of its own while they are built anew."""

from collections import defaultdict
from collections.abc import Iterable
from functools import cache
from typing import Any

from plumbing.database import Transaction

from ..domain.facts import Row

LIVE = "public"


async def note(tx: Transaction, rows: Iterable[Row], schema: str = LIVE) -> None:
    """Write what an event leaves, each row on top of what is known of the same thing."""
    for row in rows:
        await tx.execute(_statement(schema, row.shape), *row.values)


async def is_ahead(tx: Transaction, source: str, subject: str, sequence: int) -> bool:
    """The facts hold this message already: they were built from a history that had come further than the inbox."""
    return bool(
        await tx.fetchval(
            "select true from fact_ahead where source = $1 and subject = $2 and last_sequence >= $3",
            source,
            subject,
            sequence,
        )
    )


@cache
def _statement(schema: str, shape: tuple[Any, ...]) -> str:
    table, key, same, put, first, add = shape
    columns = [*key, *same, *put, *first, *add]
    places = ", ".join(f"${number}" for number in range(1, len(columns) + 1))
    changes = [
        *(f"{name} = coalesce(f.{name}, excluded.{name})" for name in (*same, *first)),
        *(f"{name} = excluded.{name}" for name in put),
        *(f"{name} = f.{name} + excluded.{name}" for name in add),
    ]
    update = f"do update set {', '.join(changes)}" if changes else "do nothing"
    return (
        f"insert into {schema}.{table} as f ({', '.join(columns)}) values ({places})"
        f" on conflict ({', '.join(key)}) {update}"
    )


async def note_many(tx: Transaction, rows: Iterable[Row], schema: str = LIVE) -> None:
    """Write rows about different things, many at a time."""
    by_shape: dict[tuple[Any, ...], list[tuple[Any, ...]]] = defaultdict(list)
    for row in rows:
        by_shape[row.shape].append(tuple(row.values))
    for shape, values in by_shape.items():
        await tx.executemany(_statement(schema, shape), values)
