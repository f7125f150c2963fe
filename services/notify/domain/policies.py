"""What notify's policies can say (N1, N5): every other word or figure is refused with its place."""

from typing import Any

from aftercare_contracts.errors import Problem
from aftercare_contracts.shapes import (
    below,
    matching,
    number,
    one_of,
    record,
    rows,
    table,
    text,
    whole,
    yes_or_no,
)
from aftercare_contracts.values import Department, Desk, Role

from . import wording
from .channel_policies import single
from .fields import samples_of
from .looks import SIGNERS
from .readings import FILTERS, Names
from .recipients import Fields, lines_from
from .reports import LENGTHS, WORDS, Kind, Step
from .spans import Length
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
                "when": table(WORD, rows(single, least=1)),
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
ANNOUNCEMENTS = record({
    "kinds": table(matching(r"[a-z_]{1,40}", "a code in small letters"), record({"ahead_hours": whole(0, 24 * 60)}), least=1),
})  # fmt: skip
FEW_ROLES = rows(one_of(tuple(Role)), least=1, most=4)
HEAD = {"head": one_of(tuple(Role)), "needs": FEW_ROLES, "tell": FEW_ROLES}
LOOKS = record({
    "weekday": whole(1, 7), "visits_days": whole(1, 28),
    "cases": rows(record({**HEAD, "desks": rows(one_of(tuple(Desk)), least=1)})), "visits": rows(record(HEAD)),
})  # fmt: skip
DAILY = record({
    "at": matching(r"([01]\d|2[0-3]):[0-5]\d", "a time of day such as 08:30"), "working_days_only": yes_or_no,
    "passed_days": whole(1, 3660), "untold_days": whole(0, 3660), "settled_by": table(WORD, rows(WORD, least=1)),
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


def check_announcements(data: Any) -> list[Problem]:
    """What kinds of work are announced, and how many hours ahead at least."""
    return ANNOUNCEMENTS(data, "")


ROLES = rows(one_of(tuple(Role)), 1, 10)
STEPS = rows(
    record(
        {"step": one_of(tuple(Step)), "roles": ROLES},
        {"words": rows(one_of(tuple(WORDS)), 1, 10), "of_department": table(one_of(tuple(Department)), ROLES)},
    ),
    1,
    len(Step),
)
ON_DAY = {Length.WEEK: 7, Length.MONTH: 28, Length.QUARTER: 90, Length.YEAR: 180}
REPORTS = record({
    kind: record({
        "on_day": whole(1, ON_DAY[LENGTHS[kind]]),
        "at": matching(r"([01][0-9]|2[0-3]):[0-5][0-9]", "an hour as 08:30"),
        "receives": rows(one_of(tuple(Role)), 0, 20),
        "steps": STEPS,
    })
    for kind in Kind
})  # fmt: skip


def check_reports(data: Any) -> list[Problem]:
    """Every kind with its day and steps; no step twice, the first one a signature."""
    found: list[Problem] = REPORTS(data, "")
    if found:
        return found
    for kind, rule in data.items():
        steps = [each["step"] for each in rule["steps"]]
        place = below(below("", kind), "steps")
        if len(set(steps)) != len(steps) or steps[0] != Step.SIGN:
            found.append(Problem(place, ", ".join(steps), "each step once, the signature first"))
    return found


def check_looks(data: Any) -> list[Problem]:
    """Each head once for what he goes through, and when; who signs holds the office of a head."""
    found: list[Problem] = LOOKS(data, "")
    if found:
        return found
    for about in ("cases", "visits"):
        for i, row in enumerate(data[about]):
            if row["head"] in [earlier["head"] for earlier in data[about][:i]]:
                found.append(Problem(f"/{about}/{i}/head", row["head"], "each head once"))
            if SIGNERS.isdisjoint(row["needs"]):
                expected = f"at least one of: {', '.join(sorted(SIGNERS))}"
                found.append(Problem(f"/{about}/{i}/needs", ", ".join(row["needs"]), expected))
    return found


def check_daily(fields: Fields, data: Any) -> list[Problem]:
    """When the list is made, and after which events a limit asks for nothing any more."""
    found: list[Problem] = DAILY(data, "")
    if found:
        return found
    return [
        Problem(f"/settled_by/{name}/{i}", deed, "the type of a published event")
        for name, deeds in data["settled_by"].items()
        for i, deed in enumerate(deeds)
        if deed not in fields
    ]
