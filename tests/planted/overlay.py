"""A source tree with one file changed: links to everything else, in front of the tree on the path, which itself stays as it is."""

import os
from pathlib import Path

from .bugs import Bug

ROOT = Path(__file__).parent.parent.parent
TREES = ("libs", "services")


class DoesNotFit(Exception):
    """The source has moved on and the bug's text is not there exactly once; write the bug anew."""


def changed(bug: Bug) -> str:
    """The file's text with the bug in it. Raises ``DoesNotFit``."""
    text = (ROOT / bug.file).read_text("utf-8")
    for old, new in bug.edits:
        if text.count(old) != 1:
            raise DoesNotFit(f"{bug.name}: {bug.file} holds {text.count(old)} times: {old!r}")
        text = text.replace(old, new)
    return text


def lay(bug: Bug | None, folder: Path) -> str:
    """Write the overlay below ``folder``. Returns the ``PYTHONPATH`` with it in front. Raises ``DoesNotFit``."""
    trees = [str(ROOT / tree) for tree in ("libs/contracts", *TREES)]
    if bug is None:
        return os.pathsep.join(trees)
    tree, *steps = Path(bug.file).parts
    source, target = ROOT / tree, folder
    for step in steps:
        target.mkdir(parents=True, exist_ok=True)
        if target != folder:
            _link_all_but(source, target, step)
        source, target = source / step, target / step
    target.write_text(changed(bug), "utf-8")
    return os.pathsep.join([str(folder), *trees])


def _link_all_but(source: Path, target: Path, left_out: str) -> None:
    for each in source.iterdir():
        if each.name not in (left_out, "__pycache__"):
            (target / each.name).symlink_to(each)
