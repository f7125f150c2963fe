"""A hundred thousand made-up orders, and how long a contractor's record, the league and a quarter take. ``ROWS=1000`` makes it
short. On a private server, or the one ``AFTERCARE_POSTGRES_URL`` names."""

import asyncio
import logging
import os
import tempfile
import time
from pathlib import Path
from typing import Any

import httpx
from harness import drop, make_database, make_template, open_service, write_keys
from rich.console import Console
from services.dispatch.desk import Office
from services.dispatch.histories import write

from .units import postgres

ROWS = int(os.environ.get("ROWS", "100000"))
ASKED: tuple[tuple[str, dict[str, Any]], ...] = (
    ("/contractor-records", {}),
    ("/contractor-records", {"quarter": "2025-Q3"}),
    ("/contractor-records", {"quarter": "2025-Q3", "project": "P1"}),
    ("/contractors/NF/record", {}),
    ("/contractors/NF/record", {"quarter": "2025-Q3"}),
    ("/contractors/NF/record/orders", {"quarter": "2025-Q3", "figure": "on_time"}),
    ("/contractor-records/export.csv", {}),
)
TIMES = 5


async def measured(who: httpx.AsyncClient, path: str, params: dict[str, Any]) -> str:
    """The best and the worst of some tries, in milliseconds."""
    took = []
    for _ in range(TIMES):
        begun = time.perf_counter()
        answer = await who.get(path, params=params)
        took.append((time.perf_counter() - begun) * 1000)
        assert answer.status_code == 200, answer.text
    return f"{min(took):7.0f} to {max(took):5.0f} ms  {path} {params or ''}"


async def main(url: str) -> None:
    logging.disable(logging.INFO)
    template = await make_template(url, "dispatch")
    database = await make_database(url, template, "dispatch")
    with tempfile.TemporaryDirectory() as folder:
        under_test = await open_service(url, database, "dispatch", write_keys(Path(folder)))
        office = Office(under_test)
        await office.settle()
        await write(under_test, (await office.issue())["order_id"], ROWS, seed=8)
        async with under_test.db.connection() as connection:
            await connection.execute("analyze")
        for path, params in ASKED:
            Console().print(await measured(office.records, path, params), markup=False)
        await under_test.db.close()
    await drop(url, database)
    await drop(url, template)


if __name__ == "__main__":
    with postgres() as url:
        asyncio.run(main(url))
