"""From an event to notices (N1, N2, N5): a table that is policy, and templates that can only name the event's fields."""

import string
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from aftercare_contracts.values import Role, yuan

from .notice import Recipient, Wording

CONTRACTOR, CONTRACTORS, CUSTOMER = "contractor", "contractors", "customer"


class WrongTemplate(ValueError):
    """A template names a field that its event does not have."""


@dataclass(frozen=True, slots=True)
class Line:
    """One notice of one kind of event.

    ``to`` is a role, ``customer``, or the name of the event's field that holds a role, roles, or contractors' codes.
    ``when`` narrows it: field by field, the values for which it goes out; or ``field>0``.
    """

    to: str
    wording: Wording
    wants_answer: bool
    when: Mapping[str, tuple[Any, ...]]
    more_than_zero: str | None


Plan = Mapping[str, tuple[Line, ...]]


def plan_from(data: Mapping[str, Iterable[Mapping[str, Any]]]) -> Plan:
    """The table as policy keeps it."""
    return {name: tuple(_line(row) for row in rows) for name, rows in data.items()}


def _line(row: Mapping[str, Any]) -> Line:
    return Line(
        to=row["to"],
        wording=Wording(*row["zh"], *row["en"]),
        wants_answer=bool(row.get("answer", False)),
        when={name: tuple(values) for name, values in row.get("when", {}).items()},
        more_than_zero=row.get("more_than_zero"),
    )


def check(plan: Plan, fields: Mapping[str, frozenset[str]]) -> None:
    """Raises ``WrongTemplate`` where a line names an event, or a field of it, that is not published."""
    for name, lines in plan.items():
        if name not in fields:
            raise WrongTemplate(f"{name} is not a published event")
        for line in lines:
            unknown = _named(line) - fields[name]
            if unknown:
                raise WrongTemplate(f"{name} has no field {', '.join(sorted(unknown))}")


def _named(line: Line) -> set[str]:
    wording = line.wording
    named = set(line.when) | ({line.more_than_zero} if line.more_than_zero else set())
    for template in (wording.subject_zh, wording.text_zh, wording.subject_en, wording.text_en):
        for _, field, spec, conversion in string.Formatter().parse(template):
            if field is not None and (not field.isidentifier() or spec or conversion):
                raise WrongTemplate(f"{{{field}}} is not a plain field")
            named |= {field} if field else set()
    if line.to != CUSTOMER and line.to not in set(Role):
        named.add(line.to)
    if line.to == CONTRACTOR:
        named.add(CONTRACTOR)
    return named


def applies(line: Line, data: Mapping[str, Any]) -> bool:
    """This event gets this notice."""
    if line.more_than_zero and not data[line.more_than_zero] > 0:
        return False
    return all(data[name] in values for name, values in line.when.items())


def recipients(line: Line, data: Mapping[str, Any]) -> Iterator[Recipient]:
    """Whose inboxes; none where the event names nobody."""
    if line.to in (CONTRACTOR, CONTRACTORS):
        named = data[line.to]
        for code in [named] if isinstance(named, str) else named or ():
            yield Recipient(Role.CONTRACTOR, code)
    elif line.to == CUSTOMER or line.to in set(Role):
        yield Recipient(Role(line.to))
    else:
        named = data[line.to]
        for role in [named] if isinstance(named, str) else named:
            yield Recipient(Role(role))


def worded(wording: Wording, data: Mapping[str, Any]) -> Wording:
    """With the event's figures filled in: amounts in yuan, moments in short."""
    shown = {name: _shown(name, value) for name, value in data.items()}
    return Wording(
        wording.subject_zh.format_map(shown),
        wording.text_zh.format_map(shown),
        wording.subject_en.format_map(shown),
        wording.text_en.format_map(shown),
    )


def _shown(name: str, value: Any) -> Any:
    return f"¥{yuan(value)}" if name.endswith("_fen") and isinstance(value, int) else value
