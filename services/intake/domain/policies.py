"""What intake's policies can say (I4, I6, I8, I10, I14): every other figure or word is refused with its place."""

import re
from collections.abc import Iterator, Mapping
from itertools import pairwise
from typing import Any

from aftercare_contracts.errors import Problem
from aftercare_contracts.shapes import (
    Shape,
    matching,
    one_of,
    or_nothing,
    record,
    rows,
    share,
    shown,
    table,
    whole,
    yes_or_no,
)
from aftercare_contracts.values import CaseClass, Desk, Part, Role

from .clocks import Unit
from .limits import LimitName

NAMED_BY_PEOPLE = frozenset({
    LimitName.REPLY_AGREED, LimitName.PROMISED_DATE, LimitName.PLAN_DATE, LimitName.WORD_TO_CUSTOMER, LimitName.ACTION,
})  # fmt: skip
"""Their end is what somebody said; no figure replaces it."""
COUNT_LEAST = {Unit.FIXED: 0, Unit.CLOSINGS: 0}
COUNT_MOST = {Unit.FIXED: 0}
CENTRE = (Desk.SITE_LEAD, Desk.ENGINEERING_DESK, Desk.SALES_DESK, Desk.PROPERTY_DESK)
"""The desks of the centre; the departments take over by the phase, not by the subject (I4)."""

LIMITS = rows(
    record(
        {"name": one_of(tuple(LimitName)), "unit": one_of(tuple(Unit)), "count": whole(0, 1000), "remind_share": share},
        {"is_pausable": yes_or_no},
    ),
    least=1,
)
CODE = matching(r"[a-z][a-z0-9_]{0,39}", "a code of small letters, digits and _")
ROUTING = table(
    CODE,
    record(
        {"class": one_of(tuple(CaseClass)), "desk": one_of(CENTRE)},
        {"part": or_nothing(one_of(tuple(Part))), "returns_to_centre": yes_or_no},
    ),
    least=1,
)
CLOCK = matching(r"([01]\d|2[0-3]):[0-5]\d", "a time of day as 08:30")
OPENING_HOURS = rows(
    record({"weekdays": rows(whole(1, 7), least=1, most=7), "from": CLOCK, "until": CLOCK}), least=1, most=100
)


def check_limits(data: Any) -> list[Problem]:
    """Each limit once, with a count that its unit can have; a date that people name stays theirs."""
    found = LIMITS(data, "")
    if found:
        return found
    names = [row["name"] for row in data]
    missing = [Problem("", f"{name} is missing", "every limit once") for name in LimitName if name not in names]
    twice = [
        Problem(f"/{i}/name", f"{name} again", "every limit once") for i, name in enumerate(names) if name in names[:i]
    ]
    return [*missing, *twice, *(each for i, row in enumerate(data) for each in _clock(i, row))]


def _clock(i: int, row: Any) -> Iterator[Problem]:
    unit, fixed = Unit(row["unit"]), row["name"] in NAMED_BY_PEOPLE
    if fixed != (unit is Unit.FIXED):
        expected = (
            f"{Unit.FIXED}, as somebody names its end" if fixed else f"any but {Unit.FIXED}, as nobody names its end"
        )
        yield Problem(f"/{i}/unit", unit, expected)
        return
    least, most = COUNT_LEAST.get(unit, 1), COUNT_MOST.get(unit, 1000)
    if not least <= row["count"] <= most:
        yield Problem(f"/{i}/count", f"{row['count']} {unit}", f"from {least} to {most}")


def check_routing(data: Any) -> list[Problem]:
    """Every subject with a class, a desk of the centre, and a part if any."""
    return ROUTING(data, "")


def check_opening_hours(data: Any) -> list[Problem]:
    """Spans that begin before they end, and do not overlap on any weekday."""
    found = OPENING_HOURS(data, "")
    if found:
        return found
    backward = [
        Problem(f"/{i}/until", f"{row['from']} to {row['until']}", f"after {row['from']}")
        for i, row in enumerate(data)
        if row["from"] >= row["until"]
    ]
    twice = [
        Problem(f"/{i}/weekdays", str(row["weekdays"]), "each weekday once")
        for i, row in enumerate(data)
        if len(set(row["weekdays"])) < len(row["weekdays"])
    ]
    return backward or twice or [each for day in range(1, 8) for each in _overlaps(data, day)]


def _overlaps(data: Any, day: int) -> Iterator[Problem]:
    spans = sorted((row["from"], row["until"], i) for i, row in enumerate(data) if day in row["weekdays"])
    for (_, until, _), (begin, _, i) in pairwise(spans):
        if begin < until:
            yield Problem(
                f"/{i}/from", f"{begin} on weekday {day}, before the span before it ends", f"{until} or later"
            )


def _is_pattern(data: Any, at: str) -> list[Problem]:
    try:
        groups = re.compile(data).groups if isinstance(data, str) and len(data) <= 200 else 0
    except re.error:
        groups = 0
    return [] if groups else [Problem(at, shown(data), "a regular expression with at least one group")]


PLAIN: Mapping[str, Shape] = {
    "long_running": record({"open_days": whole(1, 365), "contacts_a_week": whole(1, 7)}),
    "duplicates": record({"days": whole(1, 365), "like": share, "shown": whole(1, 50), "unit_pattern": _is_pattern}),
    "repeats": record({"months": whole(1, 36), "far_reaching": whole(1, 1000)}),
    "keeping": record({
        "years": whole(3, 100), "look_again_days": whole(1, 3660), "batch": whole(1, 10_000),
        "warranty_years": record({part: whole(1, 100) for part in Part}),
    }),
    "weekly_feed": record({"confirm_by": CLOCK}),
    "forum": record({"places": rows(CODE, 1, 50), "daily_by": CLOCK}),
    "corrective_action": record({"cases": whole(1, 1000), "months": whole(1, 36)}),
    "handling_plan": record({
        "signers": table(one_of(tuple(Role)), rows(one_of(tuple(Role)), 1, 10), least=1),
        "own_authority": rows(CODE, 0, 200),
    }),
    "ladder": record({"steps": rows(one_of(tuple(Role)), 1, 10)}),
    "holding": table(one_of(tuple(Role)), rows(one_of(tuple(Role)), 1, 10), least=1),
}  # fmt: skip
"""Those whose shape says it all (I9, B3, V2, I12, I16, I19). Records are kept three years at least."""


def check_plain(name: str, data: Any) -> list[Problem]:
    """One of those whose shape says it all."""
    return PLAIN[name](data, "")
