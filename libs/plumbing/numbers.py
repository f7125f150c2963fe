"""Numbers for people."""

from datetime import date

from .database import Transaction

DIGITS = 6
SERIES_LOCK = 7_206_003


async def next_number(tx: Transaction, series: str, on: date) -> str:
    """``KS-2026-000123``: unique and without gaps, because a number taken in vain rolls back with its transaction.

    The series stays locked until commit; take the number as late as possible. The lock is an advisory one because whoever
    waits for that is served in order; for a row they all race anew at each commit, and under load one may lose for a minute.
    """
    await tx.execute("select pg_advisory_xact_lock($1, hashtext($2))", SERIES_LOCK, f"{series}-{on.year}")
    last = await tx.fetchval(
        "insert into number_series as s (series, year, last) values ($1, $2, 1)"
        " on conflict (series, year) do update set last = s.last + 1 returning last",
        series, on.year,
    )  # fmt: skip
    return f"{series}-{on.year}-{last:0{DIGITS}d}"
