"""What is to notice a bug: histories of the deterministic tier, or tests, each in a process of its own over the overlay."""

import os
import re
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from .overlay import ROOT

PATIENCE_SECONDS = 300
FAILED = re.compile(r"^FAILED \S+?::(?P<test>\w+)", re.MULTILINE)


@dataclass(frozen=True)
class Noticed:
    """Whether the detector was red, and what it said."""

    is_red: bool
    what: str


def by_history(name: str, python_path: str, templates: str) -> Noticed:
    """Run the history of the bug of that name, or of every bug."""
    ran = _run(["-m", "planted.histories", name], python_path, {"PLANTED_TEMPLATES": templates}, ROOT / "tests")
    said = ran.stdout.strip().splitlines()
    if ran.returncode not in (0, 1):
        return Noticed(False, f"did not run, exit {ran.returncode}: {ran.stderr[-600:]}")
    if ran.returncode == 1 and not said:
        return Noticed(False, f"did not run, exit {ran.returncode}: {ran.stderr[-600:]}")
    return Noticed(ran.returncode == 1, said[-1] if said else "")


def by_test(test: str, python_path: str) -> Noticed:
    """Run one test."""
    ran = _run(["-m", "pytest", "-q", "-x", "-p", "no:cacheprovider", test], python_path, {}, ROOT)
    if ran.returncode not in (0, 1):
        return Noticed(False, f"did not run: {(ran.stdout + ran.stderr)[-600:]}")
    named = FAILED.search(ran.stdout)
    if ran.returncode == 1 and named is None:
        return Noticed(False, f"did not run: an error before the test itself: {ran.stdout[-600:]}")
    return Noticed(ran.returncode == 1, named["test"] if named else "")


def _run(arguments: list[str], python_path: str, more: Mapping[str, str], at: Path) -> subprocess.CompletedProcess[str]:
    environment = os.environ | {"PYTHONPATH": python_path} | dict(more)
    command = [sys.executable, *arguments]
    try:
        return subprocess.run(
            command, cwd=at, env=environment, capture_output=True, text=True, timeout=PATIENCE_SECONDS, check=False
        )
    except subprocess.TimeoutExpired as error:
        return subprocess.CompletedProcess(command, -1, "", f"no end after {error.timeout:.0f} s")
