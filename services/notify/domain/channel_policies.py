"""What the policies of sending can say: channels, quiet hours, retries (N1, N5)."""

from typing import Any

from aftercare_contracts.errors import Problem
from aftercare_contracts.shapes import below, matching, number, one_of, record, rows, shown, table, yes_or_no

from .channels import PERSONAL, Language
from .contacts import Kind
from .recipients import Fields

WORD = matching(r"[\w.]{1,100}", "a kind of event")
MEDIA = rows(one_of(PERSONAL), most=2)
KINDS = {
    kind.value: record({"channels": MEDIA, "all": yes_or_no, "language": one_of(set(Language))}) for kind in Kind
}  # fmt: skip
HOUR = matching(r"([01]\d|2[0-3]):[0-5]\d", "a time of day such as 21:00")


def single(value: Any, at: str) -> list[Problem]:
    """One value that a field of an event may have."""
    fits = value is None or isinstance(value, str | bool | int)
    return [] if fits else [Problem(at, shown(value), "a text, a whole number, true, false or null")]


CHANNELS = record({
    "kinds": record(KINDS), "events": table(WORD, table(one_of(set(Kind)), MEDIA)), "optional": rows(WORD),
    "urgent": table(WORD, table(WORD, rows(single, least=1))), "late_hours": number(0, 24 * 14),
})  # fmt: skip
QUIET_HOURS = record({"from": HOUR, "until": HOUR})
RETRIES = record({"delays_minutes": rows(number(0, 7 * 24 * 60), least=1, most=30)})


def check_channels(fields: Fields, data: Any) -> list[Problem]:
    """Which ways for whom, of published events only."""
    found = CHANNELS(data, "")
    if found:
        return found
    named = [(below("/events", name), name) for name in data["events"]]
    named += [(below("/urgent", name), name) for name in data["urgent"]]
    named += [(below("/optional", i), name) for i, name in enumerate(data["optional"])]
    strange = [
        Problem(at, f"{name} is not a published event", "the type of one") for at, name in named if name not in fields
    ]
    return strange + [
        Problem(below(below("/urgent", name), of), "no such field", f"one of: {', '.join(fields[name])}")
        for name, when in data["urgent"].items()
        for of in when
        if name in fields and of not in fields[name]
    ]


def check_quiet_hours(data: Any) -> list[Problem]:
    """From when until when nobody is disturbed."""
    return QUIET_HOURS(data, "")


def check_retries(data: Any) -> list[Problem]:
    """How long to wait after each failure, never shorter than before."""
    found = RETRIES(data, "")
    if found:
        return found
    delays = data["delays_minutes"]
    return [
        Problem(f"/delays_minutes/{i}", f"{shown(delays[i])} after {shown(delays[i - 1])}", "at least the one before")
        for i in range(1, len(delays))
        if delays[i] < delays[i - 1]
    ]
