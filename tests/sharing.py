"""How the suite is shared out among several workers (``pytest -n 2 --dist loadgroup --no-loadscope-reorder``, as ``make test``).

A file stays with one worker, so that its fixtures are made once. What needs the whole stack stays together, for the same reason,
and comes first, because it takes longest; the pure rules come last, and fill up whichever worker is done sooner.
"""

import os
from pathlib import Path
from typing import Any

import pytest
from xdist.scheduler import LoadGroupScheduling

ROOT = Path(__file__).parent
QUICK_LAST = ("services", "printing", "contracts", "rules")
"""Folders of tests in the order in which they are begun, after all others."""
STACK, BROKER = "aftercare_stack", "aftercare_servers"


class BySharing(LoadGroupScheduling):
    """By file, save what is marked to stay together."""

    def _split_scope(self, nodeid: str) -> str:
        scope = super()._split_scope(nodeid)
        return scope if scope != nodeid else nodeid.partition("::")[0]


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> BySharing | None:
    """Ours in place of the one for ``--dist loadgroup``."""
    return BySharing(config, log) if config.getvalue("dist") == "loadgroup" else None


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """On a worker: what belongs together is marked, and the longest comes first."""
    if not hasattr(config, "workerinput"):
        return
    together = {STACK, BROKER} if "AFTERCARE_RABBITMQ_URL" in os.environ else {STACK}
    for item in items:
        if together & set(item.fixturenames):  # type: ignore[attr-defined]
            item.add_marker(pytest.mark.xdist_group(STACK))
    items.sort(key=_when)


def _when(item: pytest.Item) -> tuple[bool, int]:
    folder = item.path.relative_to(ROOT).parts[0]
    return item.get_closest_marker("xdist_group") is None, QUICK_LAST.index(folder) + 1 if folder in QUICK_LAST else 0
