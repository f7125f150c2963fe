"""Processes that get hardly any of the processor."""

import os
import secrets
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

GROUPS = Path("/sys/fs/cgroup/cpu")
PERIOD_US = 100_000


def can_starve() -> bool:
    """We may make groups of processes with a share of the processor."""
    return (os.geteuid() == 0 and os.access(GROUPS / "cpu.cfs_quota_us", os.R_OK)) or (GROUPS / "cgroup.procs").exists()


@contextmanager
def starved(pids: Iterable[int], percent: float) -> Iterator["Starved"]:
    """These processes together get so much of one core."""
    group = GROUPS / f"aftercare-{secrets.token_hex(4)}"
    group.mkdir()
    try:
        (group / "cpu.cfs_period_us").write_text(str(PERIOD_US))
        (group / "cpu.cfs_quota_us").write_text(str(int(PERIOD_US * percent / 100)))
        for pid in pids:
            (group / "cgroup.procs").write_text(str(pid))
        yield Starved(group)
    finally:
        for pid in (group / "cgroup.procs").read_text().split():
            (GROUPS / "cgroup.procs").write_text(pid)
        group.rmdir()


class Starved:
    """The group, and what it went without."""

    def __init__(self, group: Path) -> None:
        self._group = group

    @property
    def times_throttled(self) -> int:
        """How often it wanted more than it got."""
        figures = dict(line.split() for line in (self._group / "cpu.stat").read_text().splitlines())
        return int(figures["nr_throttled"])
