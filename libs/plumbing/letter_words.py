"""A dead letter as it may be shown: its envelope, the shape of its data without what stands there, and what to do about it."""

import json
import re
from typing import Any

from .failures import NAME

SHOWN_MAX = 20
"""Entries shown of one list."""
ENVELOPE = ("id", "source", "type", "subject", "sequence", "time", "correlationid", "causationid")
UNREADABLE = "not a message we can read"
REFUSAL = "REFUSE it, with WHY, once you know that nothing is lost by it"
ADVICE: tuple[tuple[str, str], ...] = (
    (
        rf"^{UNREADABLE}",
        "Nobody of ours writes such messages: find out who publishes to the exchange and stop him. It holds nobody up; look at it"
        f" with WORDS=1, then {REFUSAL}.",
    ),
    (
        r"^NumberTaken",
        "Its publisher used one number for two messages, as after a restore of his database: make reconcile says what else differs."
        f" It holds nobody up; {REFUSAL}.",
    ),
    (
        r"^source: ",
        "It speaks in the name of another publisher. Find out who sent it; it is no fault of the service. Then REFUSE it, with WHY.",
    ),
    (
        r"^data/",
        "The named field is not as the contract wants it. Best the publisher is mended and REPLAY does it where this service was at"
        " fault; else MEND it with a file of right data; REFUSE it only if nobody needs it.",
    ),
    (
        r"^Forbidden|^\w*NotAllowed",
        "A rule forbids it: mend what the rule looks at (the role, the project, the contract) and REPLAY; if it must never happen,"
        " REFUSE it, with WHY.",
    ),
    (
        r"Violation\w* \(23",
        "It does not fit what is stored; the constraint is named. Look for what is there already under the same number. If that says"
        " the same, REFUSE this one; else mend what is stored through its door and REPLAY, or MEND the message.",
    ),
    (
        r"^the (broker gave up|service dies)",
        "The service died of it each time, or could not put it on record. Look at the log of its last moments; REPLAY only with the"
        " service mended, or it dies again; else REFUSE it.",
    ),
    (
        r"^Unstorable|^DataError|^CharacterNotInRepertoire",
        "It holds a text or number that cannot be stored: MEND it with right data, or REFUSE it.",
    ),
    (
        r"^(Invalid|Conflict|NotFound|\w+): ",
        "A rule refused it in the state things are in; its sentence says why. Mend that state through its door and REPLAY; MEND the"
        " message if it is wrong itself; REFUSE it if it must never happen.",
    ),
)
"""By how the reason begins; the first that fits."""
NO_ADVICE = (
    "The service failed in a way nobody foresaw, at the named place. The log has more, under the message's id: give both to the"
    " developers, and REPLAY once it is mended. REFUSE it only if what waits behind it cannot wait."
)


def advice(reason: str) -> str:
    """What to do about a letter that is dead for this reason."""
    return next((words for pattern, words in ADVICE if re.search(pattern, reason)), NO_ADVICE)


def envelope(body: bytes) -> dict[str, Any] | None:
    """Who says it, about what and in which place, and the shape of its data; none where it cannot be read."""
    try:
        message = json.loads(body)
    except (ValueError, RecursionError):
        return None
    if not isinstance(message, dict):
        return None
    shown = {name: message[name] for name in ENVELOPE if name in message}
    return shown | {"data": shape(message.get("data"))}


def shape(data: Any) -> Any:
    """The data with each value replaced by its kind: personal or not, it is not shown."""
    if isinstance(data, dict):
        return {name if NAME.match(name) else "…": shape(value) for name, value in data.items()}
    if isinstance(data, list):
        more = [f"… {len(data) - SHOWN_MAX} more"] if len(data) > SHOWN_MAX else []
        return [*(shape(value) for value in data[:SHOWN_MAX]), *more]
    if isinstance(data, str):
        return f"text of {len(data)}"
    if isinstance(data, bool):
        return "yes or no"
    return "nothing" if data is None else "number"
