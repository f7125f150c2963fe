"""``make simulate SEEDS=1-2000``: many histories on every core; a failing one is made small and told.

Exit status: 0 everything held, 1 something did not, 2 the campaign proved too little: something that it is there for never
happened, or it was asked for wrongly.
"""

import asyncio
import multiprocessing
import os
import queue
import re
import sys
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import asyncpg
import harness
from aftercare import children, private

from .history import Broken, History
from .invariants import deep_findings, findings
from .plan import POINTS, Plan, plan_of
from .shrink import Small, shrink
from .standing import outcomes, standing
from .town import Town, make_templates, open_town

DEEP_EVERY, TWIN_EVERY = 10, 8
"""How many histories share one rebuilding and replaying of everything, and one comparison with a perfect day."""
ENOUGH = 40
"""Histories from which on a campaign must have seen everything it is there for."""
TOLD_MAX = 2
"""Failing histories that each worker makes small and tells whole."""
MUST_HAPPEN = (
    "acts accepted", "requests repeated", "changed requests refused", "acts before their news", "deliveries applied",
    "deliveries duplicate", "deliveries early", "deliveries held", "redeliveries", "messages delayed", "messages doubled",
    "publishes lost", "publishes refused", "confirms lost", "crashes at a statement", "crashes before commit",
    "crashes after commit", "crashes before ack", "crashes at a named point", "connections lost",
    "ambiguous commits, done", "ambiguous commits, undone", "timers fired", "clocks apart", "compared with a perfect day",
    "rebuilt and replayed", *(f"reached {point}" for point in POINTS), *(f"died at {point}" for point in POINTS),
)  # fmt: skip
"""A campaign in which one of these never happened has shown nothing about it, and fails."""


@dataclass
class Result:
    """What came of one history."""

    plan: Plan
    findings: list[str]
    counters: Counter[str] = field(default_factory=Counter)
    trace: list[str] = field(default_factory=list)
    trace_hash: str = ""


async def run_history(town: Town, plan: Plan, *, is_deep: bool = False, has_twin: bool = False) -> Result:
    """Run a plan and say all that does not hold."""
    history = History(town, plan)
    try:
        await history.run()
        found = await findings(history)
        if is_deep and not found:
            history.note("rebuilt and replayed")
            found += await deep_findings(history)
        if has_twin and not found:
            found += await _differs_from_perfect_day(town, history)
    except Broken as broken:
        found = [str(broken)]
    except Exception as error:
        found = [f"a failure nobody foresaw: {type(error).__name__}: {error}"]
    return Result(plan, found, history.counters, history.trace, history.trace_hash)


async def _differs_from_perfect_day(town: Town, history: History) -> list[str]:
    """The same acts without faults lead to the same, unless time itself made an act come out otherwise."""
    stands = await standing(history)
    twin = History(town, history.plan.without_faults())
    await twin.run()
    if outcomes(twin) != outcomes(history):
        return []
    history.note("compared with a perfect day")
    other = await standing(twin)
    return [
        f"{what} stand otherwise than without faults: {stands[what]} and not {other[what]}"
        for what in stands if stands[what] != other[what]
    ]  # fmt: skip


async def run_seed(town: Town, seed: int) -> Result:
    """The history of a seed, some of them looked at more closely."""
    is_deep, has_twin = seed % DEEP_EVERY == 0, seed % TWIN_EVERY == 1
    return await run_history(town, plan_of(seed), is_deep=is_deep, has_twin=has_twin)


def same_failure(found: Iterable[str]) -> set[str]:
    """What kind of findings these are, without names and numbers."""
    return {re.sub(r"[0-9a-f]{8}-[0-9a-f-]+|\d+|'[^']*'", "#", finding)[:70] for finding in found}


async def made_small(town: Town, failed: Result) -> tuple[Small, Result]:
    """The smallest part of a failing plan that was found to fail likewise."""
    wanted = same_failure(failed.findings)

    async def fails(plan: Plan) -> bool:
        return bool(wanted & same_failure((await _run_again(town, plan)).findings))

    small = await shrink(failed.plan, fails)
    return small, await _run_again(town, small.plan)


async def _run_again(town: Town, plan: Plan) -> Result:
    is_deep, has_twin = plan.seed % DEEP_EVERY == 0, plan.seed % TWIN_EVERY == 1
    return await run_history(town, plan, is_deep=is_deep, has_twin=has_twin)


def seeds_of(text: str) -> list[int]:
    """``1-2000``, ``42`` or ``3,5,8-10``. Raises ``ValueError``."""
    found: list[int] = []
    for part in text.split(","):
        first, _, last = part.partition("-")
        found += range(int(first), int(last or first) + 1)
    return found


def lacking(counters: Counter[str]) -> list[str]:
    """What a campaign is there for and never happened."""
    return [what for what in MUST_HAPPEN if not counters[what]]


def main() -> int:
    """From the environment: ``SEEDS``, ``KEEP`` and ``AFTERCARE_POSTGRES_URL``."""
    try:
        seeds = seeds_of(os.environ.get("SEEDS") or "1-200")
        keep = Small.parse(os.environ["KEEP"]) if os.environ.get("KEEP") else None
    except ValueError as error:
        sys.stderr.write(f"SEEDS is 1-2000, 42 or 3,5,8-10, and KEEP as a failing history says it: {error}\n")
        return 2
    with server() as admin_url:
        return asyncio.run(_one(admin_url, keep.of(plan_of(seeds[0])))) if keep else _campaign(admin_url, seeds)


@contextmanager
def server() -> Iterator[str]:
    """The PostgreSQL that is given, or one of our own without fsync that is gone afterwards."""
    if given := os.environ.get("AFTERCARE_POSTGRES_URL"):
        yield given
        return
    folder = children.new_folder()
    own = private.start_postgres(folder, stays=False)
    try:
        asyncio.run(_until_ready(own.url))
        yield own.url
    finally:
        own.stop()
        children.remove(folder)


async def _until_ready(url: str) -> None:
    async with asyncio.timeout(60):
        while True:
            try:
                return await (await asyncpg.connect(url)).close()
            except (OSError, asyncpg.PostgresError):
                await asyncio.sleep(0.1)


async def _one(admin_url: str, plan: Plan) -> int:
    """A part of a history, told whole."""
    templates = await make_templates(admin_url)
    town = await open_town(admin_url, templates)
    try:
        result = await _run_again(town, plan)
        _say(*plan.lines(), *result.trace, *result.findings)
        return 1 if result.findings else 0
    finally:
        await town.close()
        await _drop(admin_url, templates)


def _campaign(admin_url: str, seeds: Sequence[int]) -> int:
    began = time.monotonic()
    templates = asyncio.run(make_templates(admin_url))
    try:
        counters, failed, many = _on_every_core(admin_url, templates, seeds)
    finally:
        asyncio.run(_drop(admin_url, templates))
    seconds = time.monotonic() - began
    _say("", f"{many} histories, {counters['steps']} steps, {seconds:.0f} s; {len(failed)} failed")
    _say(*(f"  {counters[what]:>8}  {what}" for what in sorted(counters) if what != "steps"))
    if failed:
        return 1
    if many >= ENOUGH and (never := lacking(counters)):
        _say("", "This campaign shows too little. Never happened:", *(f"  {what}" for what in never))
        return 2
    return 0


def _on_every_core(
    admin_url: str, templates: dict[str, str], seeds: Sequence[int]
) -> tuple[Counter[str], list[int], int]:
    context = multiprocessing.get_context("spawn")
    said: Any = context.Queue()
    workers = min(len(seeds), (os.cpu_count() or 1) * 3 // 2)  # each waits for its database now and then
    processes = [
        context.Process(target=work, args=(admin_url, templates, seeds[n::workers], said), daemon=True)
        for n in range(workers)
    ]
    for process in processes:
        process.start()
    heard = _hear(said, processes)
    for process in processes:
        process.join()
    return heard


def _hear(said: Any, processes: Sequence[Any]) -> tuple[Counter[str], list[int], int]:
    """What the workers say until each has ended; one that ends without a word is a failure, not a reason to wait."""
    counters, failed, many, at_work = Counter[str](), list[int](), 0, len(processes)
    while at_work:
        try:
            kind, seed, what = said.get(timeout=2)
        except queue.Empty:
            if any(process.is_alive() for process in processes):
                continue
            failed.append(0)
            _say(
                "", f"{at_work} workers ended without a word: they were killed; exits {[p.exitcode for p in processes]}"
            )
            break
        if kind == "end":
            at_work -= 1
        elif kind == "history":
            many += 1
            counters.update(what)
            if many % 100 == 0:
                _say(f"{many} histories")
        else:
            failed.append(seed)
            _say(*what)
    return counters, failed, many


def work(admin_url: str, templates: dict[str, str], seeds: Sequence[int], said: Any) -> None:
    """One worker process: its seeds one after the other, each failing one made small."""
    try:
        asyncio.run(_work(admin_url, templates, seeds, said))
    except Exception as error:
        said.put(("failed", 0, [f"a worker ended: {type(error).__name__}: {error}"]))
    said.put(("end", 0, None))


async def _work(admin_url: str, templates: dict[str, str], seeds: Sequence[int], said: Any) -> None:
    town, told = await open_town(admin_url, templates), 0
    try:
        for seed in seeds:
            result = await run_seed(town, seed)
            said.put(("history", seed, dict(result.counters) | {"steps": len(result.trace)}))
            if result.findings:
                told += 1
                what = await tell(town, result) if told <= TOLD_MAX else _told_briefly(result)
                said.put(("failed", seed, what))
    finally:
        await town.close()


def _told_briefly(failed: Result) -> list[str]:
    return [
        "",
        f"SEED {failed.plan.seed} FAILED: {failed.findings[0]}",
        f"Repeat it:  make simulate SEEDS={failed.plan.seed}",
    ]


async def tell(town: Town, failed: Result) -> list[str]:
    """A failing seed for people: what does not hold, the small history, its steps, and how to repeat both."""
    small, again = await made_small(town, failed)
    return [
        "", f"SEED {failed.plan.seed} FAILED: {failed.findings[0]}", *(f"  and {more}" for more in failed.findings[1:5]),
        f"Made small in {small.tries} tries: {len(small.plan.acts)} of {len(failed.plan.acts)} acts,"
        f" {len(small.plan.faults)} of {len(failed.plan.faults)} faults",
        *small.plan.lines(), "How it went:", *(f"  {line}" for line in again.trace), "What does not hold:",
        *(f"  {finding}" for finding in again.findings[:5]),
        f"Repeat it:  make simulate SEEDS={failed.plan.seed}",
        f"Only this:  make simulate SEEDS={failed.plan.seed} KEEP={small.spec}",
    ]  # fmt: skip


async def _drop(admin_url: str, templates: dict[str, str]) -> None:
    for template in templates.values():
        await harness.drop(admin_url, template)


def _say(*lines: str) -> None:
    sys.stdout.write("".join(f"{line}\n" for line in lines))
    sys.stdout.flush()
