"""``make planted``: each bug is planted in a copy and must be noticed by the tests named for it, which are green without it.

Exit status: 0 all noticed, 1 one was not, or a test was red without any bug. ``ONLY=`` takes part of a bug's name.
"""

import asyncio
import json
import os
import re
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

import harness
from simulation.campaign import server
from simulation.town import make_templates

from .bugs import BUGS, Bug
from .detectors import Noticed, by_history, by_test
from .overlay import ROOT, lay

TABLE = ROOT / "docs/planted-bugs.md"
HEAD = """# Planted bugs

Tests are worth what they notice. Each of these bugs is planted in a copy of one source file (`tests/planted/bugs.py`), and
every test named for it must turn red; without a bug all of them are green. `make planted` does it and writes this page.

| bug | what it breaks | where | noticed by | how |
|---|---|---|---|---|
"""


@dataclass(frozen=True)
class Tried:
    """A bug, or none, and what each detector said."""

    bug: Bug | None
    noticed: dict[str, Noticed] = field(default_factory=dict)


def main() -> int:
    """From the environment: ``ONLY`` and ``AFTERCARE_POSTGRES_URL``."""
    only = os.environ.get("ONLY", "")
    wanted = [bug for bug in BUGS if only in bug.name]
    if not wanted:
        sys.stderr.write(f"ONLY={only} names none of: {'; '.join(bug.name for bug in BUGS)}\n")
        return 1
    with planting() as (_, templates):
        green, tried = without_any(wanted, templates), _each(wanted, templates)
    sound = [what for what, said in green.noticed.items() if said.is_red or said.what.startswith("did not run")]
    missed = [
        (one.bug.name, what) for one in tried for what, said in one.noticed.items() if one.bug and not said.is_red
    ]
    for what in sound:
        sys.stdout.write(f"red or broken without any bug: {what}: {green.noticed[what].what}\n")
    for name, what in missed:
        sys.stdout.write(f"NOT NOTICED: {name}, by {what}: {_said(tried, name, what)}\n")
    if sound or missed:
        return 1
    if len(wanted) == len(BUGS):
        TABLE.write_text(page(tried), "utf-8")
    sys.stdout.write(f"{len(tried)} planted, all noticed\n")
    return 0


@contextmanager
def planting() -> Iterator[tuple[str, str]]:
    """A server, and databases to clone for histories: its address and their names as JSON."""
    with server() as admin_url:
        kept = os.environ.get("AFTERCARE_POSTGRES_URL")
        os.environ["AFTERCARE_POSTGRES_URL"] = admin_url
        templates = asyncio.run(make_templates(admin_url))
        try:
            yield admin_url, json.dumps(templates)
        finally:
            for template in templates.values():
                asyncio.run(harness.drop(admin_url, template))
            if kept is None:
                del os.environ["AFTERCARE_POSTGRES_URL"]


def without_any(bugs: Sequence[Bug], templates: str) -> Tried:
    """Every detector of these bugs, over the sources as they are."""
    faults = tuple(fault for bug in bugs for fault in bug.faults)
    every = Bug("every", "", "", (), faults, tuple(dict.fromkeys(test for bug in bugs for test in bug.tests)))
    detectors = _detectors(every, lay(None, Path()), templates)
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        return Tried(None, dict(zip(detectors, pool.map(_try, detectors.values()), strict=True)))


def plant(bug: Bug, templates: str) -> Tried:
    """One bug against its detectors. Raises ``DoesNotFit``."""
    with tempfile.TemporaryDirectory(prefix="planted-") as folder:
        detectors = _detectors(bug, lay(bug, Path(folder)), templates)
        return Tried(bug, {what: detect() for what, detect in detectors.items()})


def page(tried: Iterable[Tried]) -> str:
    """The table for people."""
    rows = [
        f"| {one.bug.name} | {one.bug.breaks} | `{one.bug.file}` | {_short(what)} | {_plain(said.what)} |\n"
        for one in tried if one.bug for what, said in one.noticed.items()
    ]  # fmt: skip
    return HEAD + "".join(rows)


def _each(bugs: Sequence[Bug], templates: str) -> list[Tried]:
    def one(bug: Bug) -> Tried:
        found = plant(bug, templates)
        for what, said in found.noticed.items():
            sys.stdout.write(
                f"{'noticed' if said.is_red else 'MISSED '}  {bug.name}: {_short(what)}: {said.what[:120]}\n"
            )
            sys.stdout.flush()
        return found

    with ThreadPoolExecutor(os.cpu_count()) as pool:
        return list(pool.map(one, bugs))


def _detectors(bug: Bug, python_path: str, templates: str) -> dict[str, Callable[[], Noticed]]:
    """By name: the bug's tests, and its history where it has one."""
    detectors: dict[str, Callable[[], Noticed]] = {test: partial(by_test, test, python_path) for test in bug.tests}
    if bug.faults:
        detectors["a history"] = partial(by_history, bug.name, python_path, templates)
    return detectors


def _try(detect: Callable[[], Noticed]) -> Noticed:
    return detect()


def _said(tried: Iterable[Tried], name: str, what: str) -> str:
    return next(one.noticed[what].what for one in tried if one.bug and one.bug.name == name)


def _short(what: str) -> str:
    return what if "::" not in what else f"`{what.split('::')[0].removeprefix('tests/')}`"


def _plain(said: str) -> str:
    """Without what differs from run to run."""
    text = re.sub(r"[0-9a-f]{8}-[0-9a-f-]{27,}", "…", said)
    return f"`{text}`" if text.startswith("test_") else text.replace("|", "/")[:160].replace("_", "\\_")
