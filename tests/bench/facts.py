"""Facts beside floors: noting one message after another, building them anew, and the month's report over a hundred thousand
cases. ``ROWS=2000`` makes it short. On a private server, or the one ``AFTERCARE_POSTGRES_URL`` names.

The floor of noting is a transaction with one plain insert; of building anew, the same rows by COPY; of a report, the count
of the cases it looks at."""

import asyncio
import logging
import os
import tempfile
import time
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from aftercare_contracts.envelope import Envelope
from harness import ServiceUnderTest, drop, make_database, make_template, open_service, write_keys
from notify.domain.facts import folded
from notify.domain.reports import LENGTHS, Kind
from notify.domain.spans import Length, span_named
from notify.store import facts as store
from notify.use_cases import drawing, facts
from plumbing.database import Transaction
from printing.as_pdf import as_pdf
from printing.as_xlsx import as_xlsx
from rich.console import Console
from services.notify.histories import history

from .units import postgres

ROWS = int(os.environ.get("ROWS", "100000"))
TOLD = 2000
"""Cases whose lives are told message by message; the rest are copies of them, at other times."""
BATCH, TIMES, EVERY = 2000, 3, timedelta(minutes=20)
START, MONTH = datetime(2025, 1, 1, tzinfo=UTC), span_named(Length.MONTH, "2026-02", "")
COPIED = {
    "fact_case": ("registered_at", "feedback_at", "judged_at", "decided_at", "first_handled_at", "handled_at", "reopened_at",
                  "closed_at", "repeats_at"),
    "fact_round": ("began_at", "handled_at", "visit_planned_at", "visit_due_at", "visited_at"),
    "fact_limit": ("due_at", "passed_at"),
}  # fmt: skip


async def one_by_one(svc: ServiceUnderTest, messages: list[Envelope[Any]]) -> float:
    """Each in a transaction of its own, as they are heard."""
    begun = time.perf_counter()
    for message in messages:
        async with svc.db.transaction() as tx:
            await facts.note(tx, message)
    return time.perf_counter() - begun


async def plain_inserts(svc: ServiceUnderTest, count: int) -> float:
    """The floor: so many transactions with one insert."""
    async with svc.db.transaction() as tx:
        await tx.execute("create table floor (id bigint, what text)")
    begun = time.perf_counter()
    for number in range(count):
        async with svc.db.transaction() as tx:
            await tx.execute("insert into floor values ($1, $2)", number, "a line as long as what is said of a case")
    return time.perf_counter() - begun


async def anew(svc: ServiceUnderTest, messages: list[Envelope[Any]]) -> float:
    """As a rebuild writes them, without reading the stream."""
    await empty(svc)
    begun = time.perf_counter()
    for start in range(0, len(messages), BATCH):
        rows = [row for message in messages[start : start + BATCH] for row in facts.rows_of(message)]
        async with svc.db.transaction() as tx:
            await store.note_many(tx, folded(rows))
    return time.perf_counter() - begun


async def copied(svc: ServiceUnderTest) -> float:
    """The floor: the rows that came of it, out and in again by COPY."""
    async with svc.db.reading() as tx:
        names = [
            row["tablename"]
            for row in await tx.fetch("select tablename from pg_tables where tablename like 'fact\\_%'")
        ]
        kept = {name: [tuple(row) for row in await tx.fetch(f"select * from {name}")] for name in names}
        columns = {name: list((await tx.fetchrow(f"select * from {name}") or {}).keys()) for name in names}
    await empty(svc)
    begun = time.perf_counter()
    async with svc.db.transaction() as tx:
        for name in names:
            if kept[name]:
                await tx.copy(name, columns[name], kept[name])
    return time.perf_counter() - begun


async def empty(svc: ServiceUnderTest) -> None:
    async with svc.db.transaction() as tx:
        names = await tx.fetch("select tablename from pg_tables where tablename like 'fact\\_%'")
        await tx.execute(f"truncate {', '.join(row['tablename'] for row in names)}")


async def fill(svc: ServiceUnderTest) -> None:
    """Copies of the cases that were told, each some weeks on from the one before."""
    async with svc.db.transaction() as tx:
        for table, moments in COPIED.items():
            names = await tx.fetch(
                "select attname from pg_attribute where attrelid = $1::text::regclass and attnum > 0 order by attnum",
                table,
            )
            taken = [
                "md5(case_id::text || n)::uuid" if name == "case_id"
                else f"{name} + n * interval '10 days'" if name in moments
                else "about || n" if name == "about" else name
                for name in (row["attname"] for row in names)
            ]  # fmt: skip
            await tx.execute(
                f"insert into {table} select {', '.join(taken)} from {table}, generate_series(1, $1) n",
                ROWS // TOLD - 1,
            )
    async with svc.db.connection() as connection:
        await connection.execute("analyze")


async def best(svc: ServiceUnderTest, work: Callable[[Transaction], Awaitable[Any]]) -> tuple[float, Any]:
    took, found = [], None
    for _ in range(TIMES):
        async with svc.db.reading() as tx:
            begun = time.perf_counter()
            found = await work(tx)
            took.append(time.perf_counter() - begun)
    return min(took), found


async def reports(svc: ServiceUnderTest, say: Callable[[str], None]) -> None:
    await fill(svc)
    counted, cases = await best(svc, lambda tx: tx.fetchval("select count(*) from fact_case"))
    looked_at, behind = await best(svc, lambda tx: tx.fetchval(
        "select count(*) from fact_case where registered_at < $2 and (closed_at is null or closed_at >= $1)",
        MONTH.starts_at, MONTH.ends_at,
    ))  # fmt: skip
    say(
        f"{cases:,} cases counted in {counted * 1000:.0f} ms; the month looks at {behind:,}, counted in {looked_at * 1000:.0f} ms"
    )
    for kind, period in ((Kind.YEAR, "2025"), (Kind.MONTH, "2026-02")):
        span = span_named(LENGTHS[kind], period, "")
        took, document = await best(
            svc, lambda tx, kind=kind, span=span: drawing.document(tx, "BG", kind, span, None, None, START)
        )
        say(f"the {kind}'s report drawn in {took:.2f} s ({took / counted:.0f}x counting all cases)")
    for form in (as_xlsx, as_pdf):
        begun = time.perf_counter()
        size = len(form(document))
        say(f"  {form.__name__}: {time.perf_counter() - begun:.1f} s, {size // 1024:,} KiB")


async def main(url: str) -> None:
    logging.disable(logging.INFO)
    say = Console().print
    template = await make_template(url, "notify")
    database = await make_database(url, template, "notify")
    messages = list(history(TOLD, seed=1, starts_at=START, every=EVERY))
    with tempfile.TemporaryDirectory() as folder:
        svc = await open_service(url, database, "notify", write_keys(Path(folder)))
        some = messages[:5000]
        noted, floor = await one_by_one(svc, some), await plain_inserts(svc, len(some))
        say(f"noting: {len(some) / noted:,.0f} messages a second, {noted / floor:.2f}x a transaction with one insert")
        built, copy = await anew(svc, messages), await copied(svc)
        say(f"building anew: {len(messages) / built:,.0f} messages a second, {built / copy:.1f}x the rows by COPY")
        await reports(svc, say)
        await svc.db.close()
    await drop(url, database)
    await drop(url, template)


if __name__ == "__main__":
    with postgres() as url:
        asyncio.run(main(url))
