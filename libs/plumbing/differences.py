"""How two pieces of JSON differ, place by place."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from aftercare_contracts.shapes import below


class Kind(StrEnum):
    """What happened at a place."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True)
class Change:
    """One place (a JSON pointer) with what stands there before and after; null where nothing does."""

    pointer: str
    kind: Kind
    old: Any
    new: Any


def changes(old: Any, new: Any, at: str = "") -> Iterator[Change]:
    """Every place where they differ, as far in as they are alike around it."""
    if isinstance(old, dict) and isinstance(new, dict):
        yield from _in_objects(old, new, at)
    elif isinstance(old, list) and isinstance(new, list):
        yield from _in_objects(dict(enumerate(old)), dict(enumerate(new)), at)
    elif json.dumps(old) != json.dumps(new):
        yield Change(at, Kind.CHANGED, old, new)


def _in_objects(old: dict[Any, Any], new: dict[Any, Any], at: str) -> Iterator[Change]:
    for key, was in old.items():
        if key in new:
            yield from changes(was, new[key], below(at, key))
        else:
            yield Change(below(at, key), Kind.REMOVED, was, None)
    for key in (key for key in new if key not in old):
        yield Change(below(at, key), Kind.ADDED, None, new[key])
