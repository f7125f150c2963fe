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
CHANNELS = record({
    "kinds": record(KINDS), "events": table(WORD, table(one_of(set(Kind)), MEDIA)), "urgent": rows(WORD), "optional": rows(WORD),
    "late_hours": number(0, 24 * 14),
})  # fmt: skip
QUIET_HOURS = record({"from": HOUR, "until": HOUR})
RETRIES = record({"delays_minutes": rows(number(0, 7 * 24 * 60), least=1, most=30)})


def check_channels(fields: Fields, data: Any) -> list[Problem]:
    """Which ways for whom, of published events only."""
    found = CHANNELS(data, "")
    if found:
        return found
    named = [(below("/events", name), name) for name in data["events"]]
    named += [(below(f"/{where}", i), name) for where in ("urgent", "optional") for i, name in enumerate(data[where])]
    return [
        Problem(at, f"{name} is not a published event", "the type of one") for at, name in named if name not in fields
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
