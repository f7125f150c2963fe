"""How long printing takes, each beside ``json.dumps`` of the same figures. ``ROWS=1000`` makes the long tables short."""

import asyncio
import json
import os
import time
from collections.abc import Callable
from dataclasses import asdict

import extreme_documents as extreme
import sample_documents as sample
from printing.as_csv import as_csv
from printing.as_json import as_json
from printing.as_pdf import as_pdf
from printing.as_xlsx import as_xlsx
from printing.charts import as_svg
from printing.document import Document
from rich.console import Console

ROWS = int(os.environ.get("ROWS", "100000"))
TIMES = 3


def best(work: Callable[[], object]) -> float:
    """Seconds of the quickest of some tries."""
    took = []
    for _ in range(TIMES):
        begun = time.perf_counter()
        work()
        took.append(time.perf_counter() - begun)
    return min(took)


def floor(document: Document) -> Callable[[], object]:
    """``json.dumps`` of the whole document, already made of plain values."""
    plain = asdict(document)
    return lambda: json.dumps(plain, default=str, ensure_ascii=False)


async def longest_wait(document: Document) -> tuple[float, float]:
    """How long a PDF takes in a thread, and the longest that the event loop stood still meanwhile."""
    printing = asyncio.create_task(asyncio.to_thread(as_pdf, document))
    begun = last = time.perf_counter()
    longest = 0.0
    while not printing.done():
        await asyncio.sleep(0)
        now = time.perf_counter()
        longest, last = max(longest, now - last), now
    return time.perf_counter() - begun, longest


def main() -> None:
    say = Console().print
    begun = time.perf_counter()
    as_pdf(sample.report())
    say(f"the first PDF of a process, imports included: {time.perf_counter() - begun:.2f} s")
    short, long = extreme.of(extreme.many_rows(500)), extreme.of(extreme.many_rows(ROWS))
    table = extreme.many_rows(ROWS)
    for what, document, write in (
        ("a month's report as PDF", sample.report(), as_pdf),
        ("500 rows as PDF", short, as_pdf),
        (f"{ROWS:,} rows as XLSX", long, as_xlsx),
        (f"{ROWS:,} rows as CSV", long, lambda _: as_csv(table)),
        (f"{ROWS:,} rows as JSON", long, as_json),
    ):
        took, least = best(lambda write=write, document=document: write(document)), best(floor(document))
        say(f"{what}: {took * 1000:,.0f} ms, {took / least:,.0f}x json.dumps ({least * 1000:,.1f} ms)")
    for name, chart in sample.charts().items():
        say(f"chart {name}: {best(lambda chart=chart: as_svg(chart)) * 1000:,.0f} ms")
    took, longest = asyncio.run(longest_wait(short))
    say(
        f"500 rows as PDF in a thread: {took * 1000:,.0f} ms; the event loop stood still for at most {longest * 1000:,.0f} ms"
    )


if __name__ == "__main__":
    main()
