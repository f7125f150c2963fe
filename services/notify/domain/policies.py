"""What notify's policies can say (N1, N5): every other word or figure is refused with its place."""

from typing import Any

from aftercare_contracts.errors import Problem
from aftercare_contracts.shapes import (
    below,
    matching,
    number,
    record,
    rows,
    shown,
    table,
    text,
    whole,
    yes_or_no,
)

from . import wording
from .fields import samples_of
from .readings import FILTERS, Names
from .recipients import Fields, lines_from
from .wording import TEXT_LENGTH_MAX, WrongTemplate

NAMELESS = Names({})

WORD = matching(r"[\w.]{1,100}", "the name of a field or a kind of event")
SAID = rows(text(TEXT_LENGTH_MAX), least=2, most=2)
NOTICES = table(
    WORD,
    rows(
        record(
            {"to": WORD, "zh": SAID, "en": SAID},
            {
                "when": table(WORD, rows(lambda value, at: _single(value, at), least=1)),
                "above": table(WORD, whole(0, 10**15)),
                "wants_answer": yes_or_no,
                "settled_by": rows(WORD),
            },
        ),
        least=1,
    ),
    least=1,
)
NAMES = record({
    "fields": table(WORD, WORD),
    "lists": table(WORD, table(lambda code, at: [], rows(text(200), least=2, most=2))),
})  # fmt: skip
CHASE = record({"hours": number(0, 24 * 60), "times": whole(1, 50)})


def check_notices(fields: Fields, data: Any) -> list[Problem]:
    """Each line as it is loaded when its event comes: to somebody, in words that the event can fill."""
    found = NOTICES(data, "")
    if found:
        return found
    strange = [
        Problem(below("", name), "not a published event", "the type of one") for name in data if name not in fields
    ]
    return strange + [
        found
        for name, lines in data.items()
        if name in fields
        for i, line in enumerate(lines)
        for found in _words(below(below("", name), i), name, line, fields)
        or _rest(below(below("", name), i), name, line, fields)
    ]


def _words(at: str, name: str, line: Any, fields: Fields) -> list[Problem]:
    """Each template by its own place, tried with a full and a hollow event."""
    expected = f"fields of the event in {{{{ }}}}, if, one for, and the filters {', '.join(sorted(FILTERS))}"
    return [
        Problem(below(below(at, language), number), why, expected)
        for (language, number), why in wording.wrong_with(line, samples_of(fields[name]), NAMELESS)
    ]


def _rest(at: str, name: str, line: Any, fields: Fields) -> list[Problem]:
    why = _wrong(name, line, fields)
    return [Problem(at, why, "a line that its event can fill")] if why else []


def _wrong(name: str, line: Any, fields: Fields) -> str:
    try:
        lines_from(name, [line], fields)
    except WrongTemplate as error:
        return str(error).partition("line 1: ")[2] or str(error)
    return ""


def _single(value: Any, at: str) -> list[Problem]:
    fits = value is None or isinstance(value, str | bool | int)
    return [] if fits else [Problem(at, shown(value), "a text, a whole number, true, false or null")]


def check_names(data: Any) -> list[Problem]:
    """Every field uses a list that is there."""
    found: list[Problem] = NAMES(data, "")
    if found:
        return found
    return [
        Problem(below("/fields", field), name, f"one of: {', '.join(sorted(data['lists']))}")
        for field, name in data["fields"].items()
        if name not in data["lists"]
    ]


def check_chase(data: Any) -> list[Problem]:
    """After how many hours to ask again, and how often."""
    return CHASE(data, "")
