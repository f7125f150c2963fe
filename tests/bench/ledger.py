"""A ledger of many entries: what the chain adds to posting them, and how fast the whole is walked. ``ROWS=1000`` makes it short.

On a private server, or the one ``AFTERCARE_POSTGRES_URL`` names. The floor of posting is the same without the chain's
trigger; the floor of walking is PostgreSQL reading the same rows.
"""

import asyncio
import logging
import os
import tempfile
import time
from pathlib import Path

from finance.domain.ledger import BANK, Entry, Kind, Posting, fund
from finance.store import ledger
from finance.use_cases.verification import verify
from harness import ServiceUnderTest, drop, make_database, make_template, open_service, write_keys
from rich.console import Console

from .units import postgres

ROWS = int(os.environ.get("ROWS", "20000"))
IN_ONE = 20


async def post(service: ServiceUnderTest, name: str) -> float:
    """Seconds to post so many entries, some in each transaction."""
    begun = time.perf_counter()
    for start in range(0, ROWS, IN_ONE):
        async with service.db.transaction() as tx:
            for n in range(start, start + IN_ONE):
                posting = Posting(BANK, fund(f"P{n % 7}"), n + 1)
                entry = Entry(f"allotment:{name}:{n}", Kind.ALLOTMENT, f"P{n % 7}", (posting,), "拨款")
                await ledger.post(tx, entry, "bench", tx.now)
    return time.perf_counter() - begun


async def main(url: str) -> None:
    logging.disable(logging.INFO)
    say = Console().print
    template = await make_template(url, "finance")
    database = await make_database(url, template, "finance")
    with tempfile.TemporaryDirectory() as folder:
        service = await open_service(url, database, "finance", write_keys(Path(folder)))
        async with service.db.connection() as connection:
            await connection.execute("alter table ledger_entry disable trigger ledger_entry_joins_chain")
        floor = await post(service, "floor")
        async with service.db.connection() as connection:
            await connection.execute("alter table ledger_entry enable trigger ledger_entry_joins_chain")
            await connection.execute("do $$ declare e bigint; begin for e in select id from ledger_entry order by id loop"
                                     " perform ledger_join_chain(e); end loop; end $$")  # fmt: skip
        chained = await post(service, "chained")
        say(f"posting {ROWS:,} entries: {chained:.1f} s with the chain, {floor:.1f} s without ({chained / floor:.2f}x)")
        async with service.db.reading() as tx:
            begun = time.perf_counter()
            await tx.fetch("select * from ledger_entry join ledger_posting on entry_id = id")
            read = time.perf_counter() - begun
            begun = time.perf_counter()
            verdict = await verify(tx, None)
            walked = time.perf_counter() - begun
        assert verdict.wrong is None, verdict
        rate = verdict.entries / walked
        say(
            f"walking {verdict.entries:,} entries: {walked:.1f} s, {rate:,.0f} a second ({walked / read:.1f}x reading them)"
        )
        await service.db.close()
    await drop(url, database)
    await drop(url, template)


if __name__ == "__main__":
    with postgres() as url:
        asyncio.run(main(url))
