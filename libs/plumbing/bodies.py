"""A body in JSON means one thing only, whoever reads it."""

import json
from collections import Counter
from typing import Any

from aftercare_contracts.errors import Problem
from fastapi import Request

from .problems import BrokenJson

SHOWN_MAX = 60


async def must_be_plain(request: Request) -> None:
    """Raises ``BrokenJson`` where an object of a JSON body names something twice, or a number is none (``NaN``).

    Readers differ in which of the two they believe: what one checked is then not what another does.
    """
    media_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if media_type == "application/json" and (body := await request.body()):
        try:
            json.loads(body, object_pairs_hook=_each_once, parse_constant=_no_number)
        except (ValueError, RecursionError):
            return  # refused, or not asked for, by whoever reads it


def _each_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) < len(pairs):
        (twice, _), *_ = Counter(name for name, _ in pairs).most_common(1)
        raise BrokenJson("", Problem("", f"{twice[:SHOWN_MAX]!r} stands twice in one object", "each name once"))
    return made


def _no_number(name: str) -> None:
    raise BrokenJson("", Problem("", f"{name} is not a number", "a number of JSON"))
