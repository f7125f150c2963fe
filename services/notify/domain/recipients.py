"""From an event to those concerned (N1, N2, N5): a table that is policy. A wrong line of it cannot be loaded."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from aftercare_contracts.values import Role

from . import wording
from .fields import Field
from .templates import WrongTemplate, modern
from .wording import Wording

CONTRACTOR, CONTRACTORS, CUSTOMER = "contractor", "contractors", "customer"
HOUSEHOLDS = "households"
"""Every household concerned, told one by one; the event's field of that name says how many."""
KEYS = frozenset({"to", "zh", "en", "when", "above", "wants_answer", "settled_by"})

Fields = Mapping[str, Mapping[str, Field]]
"""Every published event by its type, with its fields by their names."""


@dataclass(frozen=True, slots=True)
class Recipient:
    """Whose inbox: a role on a project, one contractor, the customer of a case, or one customer by his id."""

    role: Role
    contractor: str | None = None
    customer_id: UUID | None = None

    @property
    def key(self) -> str:
        """One text for one inbox."""
        whose = self.contractor or self.customer_id
        return f"{self.role}:{whose}" if whose else str(self.role)


@dataclass(frozen=True, slots=True)
class Line:
    """One notice of one kind of event.

    ``to`` is a role, ``customer``, ``households``, or the name of the event's field that holds a role, roles, or contractors' codes.
    It goes out ``when`` each field named has one of its values and each field in ``above`` exceeds its figure.
    ``settled_by`` are the events after which an answer is no longer asked for: it was done, or no longer matters.
    """

    to: str
    wording: Wording
    when: Mapping[str, tuple[Any, ...]] = field(default_factory=dict)
    above: Mapping[str, int] = field(default_factory=dict)
    wants_answer: bool = False
    settled_by: tuple[str, ...] = ()


Plan = Mapping[str, tuple[Line, ...]]


def plan_from(data: Mapping[str, Iterable[Mapping[str, Any]]], fields: Fields) -> Plan:
    """The whole table as policy keeps it. Raises ``WrongTemplate``."""
    return {name: lines_from(name, rows, fields) for name, rows in data.items()}


def lines_from(name: str, rows: Iterable[Mapping[str, Any]], fields: Fields) -> tuple[Line, ...]:
    """One event's lines. Raises ``WrongTemplate`` saying which line is wrong and why."""
    if name not in fields:
        raise WrongTemplate(f"{name} is not a published event")
    lines = []
    for number, row in enumerate(rows, 1):
        try:
            lines.append(_line(name, row, fields))
        except (WrongTemplate, KeyError, TypeError) as error:
            raise WrongTemplate(f"{name}, line {number}: {error}") from error
    return tuple(lines)


def _line(name: str, row: Mapping[str, Any], fields: Fields) -> Line:
    unknown = set(row) - KEYS
    if unknown:
        raise WrongTemplate(f"unknown: {', '.join(sorted(unknown))}")
    line = Line(
        to=row["to"],
        wording=Wording(*(modern(text) for text in (*row["zh"], *row["en"]))),
        when={of: _several(of, values) for of, values in row.get("when", {}).items()},
        above=dict(row.get("above", {})),
        wants_answer=bool(row.get("wants_answer", False)),
        settled_by=tuple(row.get("settled_by", ())),
    )
    _check(name, line, fields)
    return line


def _several(of: str, values: Any) -> tuple[Any, ...]:
    if not isinstance(values, list | tuple):
        raise WrongTemplate(f"{of} is to be given as a list")
    return tuple(values)


def _check(name: str, line: Line, fields: Fields) -> None:
    own = fields[name]
    wording.check(line.wording, frozenset(own))
    named = {*line.when, *line.above, *([line.to] if _is_field(line.to) else [])}
    if not named <= set(own):
        raise WrongTemplate(f"no such field: {', '.join(sorted(named - set(own)))}")
    if _is_field(line.to) and line.to not in (CONTRACTOR, CONTRACTORS, HOUSEHOLDS):
        _check_names_roles(line.to, own[line.to])
    for of, values in line.when.items():
        _check_can_be(of, own[of], values)
    for of, figure in line.above.items():
        if not own[of].is_number or type(figure) is not int:
            raise WrongTemplate(f"{of} cannot be above {figure!r}")
    _check_deeds(name, line, fields)


def _check_names_roles(to: str, field: Field) -> None:
    if field.values is None or not field.values <= {*Role, None}:
        raise WrongTemplate(f"{to} names nobody to tell")


def _check_can_be(of: str, field: Field, values: tuple[Any, ...]) -> None:
    if field.holds_several or not values:
        raise WrongTemplate(f"{of} cannot be compared with {list(values)}")
    never = [] if field.values is None else [str(value) for value in values if value not in field.values]
    if never:
        raise WrongTemplate(f"{of} is never {', '.join(never)}")


def _check_deeds(name: str, line: Line, fields: Fields) -> None:
    if line.settled_by and not line.wants_answer:
        raise WrongTemplate("it is settled by a deed but wants no answer")
    source = name.split(".", 1)[0]
    for deed in line.settled_by:
        if deed not in fields:
            raise WrongTemplate(f"{deed} is not a published event")
        if deed.split(".", 1)[0] != source:
            raise WrongTemplate(f"{deed} is not said by {source}, so it may be heard before the notice goes out")


def _is_field(to: str) -> bool:
    """A field's name, and not a role's; ``contractor`` is both, and the field says which one."""
    return to == CONTRACTOR or to not in set(Role)


def notices_for(lines: Iterable[Line], data: Mapping[str, Any]) -> Iterator[tuple[Line, Recipient]]:
    """Each recipient once, with the first line that reaches him; none where the event names nobody."""
    reached = set()
    for line in lines:
        if applies(line, data):
            for recipient in _recipients(line, data):
                if recipient not in reached:
                    reached.add(recipient)
                    yield line, recipient


def line_for_households(lines: Iterable[Line], data: Mapping[str, Any]) -> Line | None:
    """What each household concerned is told, where it is told anything."""
    return next((line for line in lines if line.to == HOUSEHOLDS and applies(line, data)), None)


def applies(line: Line, data: Mapping[str, Any]) -> bool:
    """This event gets this notice."""
    return all(data[of] in values for of, values in line.when.items()) and all(
        data[of] > figure for of, figure in line.above.items()
    )


def _recipients(line: Line, data: Mapping[str, Any]) -> Iterator[Recipient]:
    """A field of roles that says contractor names no firm: a line to the field with its code reaches it."""
    if line.to == HOUSEHOLDS:
        return
    if not _is_field(line.to):
        yield Recipient(Role(line.to))
        return
    value = data[line.to]
    for each in [value] if isinstance(value, str) else value or ():
        if line.to in (CONTRACTOR, CONTRACTORS):
            yield Recipient(Role.CONTRACTOR, each)
        elif each != Role.CONTRACTOR:
            yield Recipient(Role(each))
