"""``make bench``: a hundred thousand units through one file, beside a floor measured in the same run: COPY of the same rows into
bare tables of the same columns. ``ROWS=1000`` makes it short."""

import asyncio
import csv
import logging
import os
import sys
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, contextmanager
from datetime import date
from pathlib import Path
from typing import Any
from uuid import uuid4

from aftercare import children
from aftercare.servers import start_servers
from aftercare_contracts.values import Role
from harness import ServiceUnderTest, drop, make_database, make_template, open_service, write_keys
from plumbing.timers import fire_one
from rich.console import Console
from rich.progress import Progress

ROWS = int(os.environ.get("ROWS", "100000"))
HEADINGS = ("楼栋", "房号", "竣工验收日期", "交付日期", "业主姓名", "业主电话")
ACCEPTED_ON = date(2024, 6, 1)
BARE = (
    "create table bare_customer (customer_id uuid primary key, name text, phone text, added_at timestamptz);"
    "create table bare_unit (unit_id uuid primary key, project text, unit_no text, building text, completion_accepted_on date,"
    " handed_over_on date, owner_id uuid, added_at timestamptz, added_by text, unique (project, unit_no))"
)


def unit(number: int) -> tuple[str, str, date, date, str, str]:
    """One of a large estate, a hundred to a building."""
    building, place = divmod(number, 100)
    handed_over_on = date(2025, 3, 1 + number % 28)
    return (
        f"{building + 1}号楼",
        f"{building + 1}-{place + 101}",
        ACCEPTED_ON,
        handed_over_on,
        f"业主{number}",
        f"138{number:08d}",
    )


def write_file(path: Path) -> None:
    """The file as a spreadsheet would save it."""
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file).writerows([HEADINGS, *(unit(number) for number in range(ROWS))])


@contextmanager
def postgres() -> Any:
    """The server given, or a private one."""
    if given := os.environ.get("AFTERCARE_POSTGRES_URL"):
        yield given
        return
    folder = children.new_folder()
    servers = start_servers(folder)
    try:
        yield servers.postgres_url
    finally:
        servers.stop()
        children.remove(folder)


@asynccontextmanager
async def intake(admin_url: str, folder: Path) -> AsyncIterator[ServiceUnderTest]:
    """Intake on a database of its own."""
    template = await make_template(admin_url, "intake")
    database = await make_database(admin_url, template, "intake")
    under_test = await open_service(admin_url, database, "intake", write_keys(folder))
    try:
        yield under_test
    finally:
        await under_test.db.close()
        await drop(admin_url, database)
        await drop(admin_url, template)


async def floor(under_test: ServiceUnderTest) -> float:
    """Seconds of a plain COPY of the same rows."""
    now = under_test.clock.at
    owners = [(uuid4(), row[4], row[5], now) for row in map(unit, range(ROWS))]
    units = [
        (uuid4(), "P1", row[1], row[0], row[2], row[3], owner[0], now, "bench")
        for owner, row in zip(owners, map(unit, range(ROWS)), strict=True)
    ]
    async with under_test.db.transaction() as tx:
        await tx.execute(BARE)
    began = time.perf_counter()
    async with under_test.db.transaction() as tx:
        await tx.copy("bare_customer", ("customer_id", "name", "phone", "added_at"), owners)
        columns = (
            "unit_id", "project", "unit_no", "building", "completion_accepted_on", "handed_over_on", "owner_id", "added_at",
            "added_by",
        )  # fmt: skip
        await tx.copy("bare_unit", columns, units)
    return time.perf_counter() - began


async def take_in(
    under_test: ServiceUnderTest, content: bytes, console: Console
) -> tuple[float, float, dict[str, Any]]:
    """Seconds of the whole import, and of its last step into the registry; and what came of it."""
    clerk = under_test.client(Role.RECORDS_CLERK)
    await clerk.put("/projects/P1", json={"name": "锦江花园"})
    began = last = time.perf_counter()
    sent = await clerk.post(
        "/units/imports?project=P1", content=content, headers={"Content-Type": "text/csv"}, timeout=60
    )
    assert sent.status_code == 202, sent.text
    where = f"/units/imports/{sent.json()['import_id']}"
    with Progress(console=console) as progress:
        bar = progress.add_task("units", total=ROWS)
        while True:
            last, fired = (
                time.perf_counter(),
                await fire_one(under_test.db, under_test.service.when_due, under_test.metrics),
            )
            if not fired:
                break
            step = time.perf_counter() - last
            found = (await clerk.get(where)).json()
            progress.update(bar, completed=found["rows_read"])
    return time.perf_counter() - began, step, found


async def give_out(under_test: ServiceUnderTest) -> tuple[float, int]:
    """Seconds of the export of all of them, and how many rows came."""
    officer = under_test.client(Role.CASE_OFFICER)
    began = time.perf_counter()
    answer = await officer.get("/units/export.csv", params={"project": "P1", "personal": "true"}, timeout=60)
    return time.perf_counter() - began, answer.content.count(b"\n") - 1


async def run(console: Console, admin_url: str) -> int:
    """Exit status 1 where not every unit went in, or not within a minute."""
    logging.getLogger("httpx").setLevel(logging.WARNING)
    with tempfile.TemporaryDirectory() as name:
        path = Path(name) / "units.csv"
        write_file(path)
        content = path.read_bytes()
        async with intake(admin_url, Path(name)) as under_test:
            least = await floor(under_test)
            seconds, last_step, found = await take_in(under_test, content, console)
            out_seconds, out_rows = await give_out(under_test)
    console.print(f"{ROWS:,} units, {found['bytes'] / 1e6:.1f} MB")
    console.print(f"floor   {least:7.2f} s  {ROWS / least:10,.0f} rows/s   plain COPY of customers and units")
    console.print(f"import  {seconds:7.2f} s  {ROWS / seconds:10,.0f} rows/s   {seconds / least:.1f} times the floor")
    console.print(f"of it   {last_step:7.2f} s in the one step into the registry")
    console.print(f"export  {out_seconds:7.2f} s  {out_rows / out_seconds:10,.0f} rows/s   with their owners")
    return 0 if found["state"] == "done" and found["added"] == out_rows == ROWS and seconds < 60 else 1


if __name__ == "__main__":
    with postgres() as url:
        status = asyncio.run(run(Console(soft_wrap=True, highlight=False), url))
    sys.exit(status)
