"""What is remembered of an event: rows of facts, each a function of what was heard and of nothing else.

Events of one publisher about one subject come in order, those of different publishers or subjects in any. So every column has
one publisher, whose last (``put``) or first (``first``) word holds, or is a count (``add``), or is the same whoever says it
(``same``): then the rows end the same in whatever order messages come. A test holds the tables to it.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

Value = Any


@dataclass(frozen=True, slots=True)
class Heard:
    """A message as the facts see it: what it is, when its publisher said it, and what it says."""

    event_id: UUID
    source: str
    type: str
    subject: str
    at: datetime
    data: Mapping[str, Value]


Take = str | Callable[[Heard], Value]
"""The name of the event's field, or how the value is found."""


def at(heard: Heard) -> datetime:
    """When it was said."""
    return heard.at


def always(value: Value) -> Callable[[Heard], Value]:
    """This value whatever was said."""
    return lambda heard: value


NOTHING, EMPTY = always(None), always("")


def fields(*names: str) -> dict[str, Take]:
    """Columns called as the event's fields are."""
    return dict(zip(names, names, strict=True))


@dataclass(frozen=True, slots=True)
class Note:
    """One row that an event leaves, ``when`` its fields have these values."""

    table: str
    key: Mapping[str, Take]
    same: Mapping[str, Take] = field(default_factory=dict)
    put: Mapping[str, Take] = field(default_factory=dict)
    first: Mapping[str, Take] = field(default_factory=dict)
    add: Mapping[str, int] = field(default_factory=dict)
    when: Mapping[str, Value] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Row:
    """What is to be written: ``same`` where nothing is known yet, ``put`` over what was, ``first`` once, ``add`` on top."""

    table: str
    key: Mapping[str, Value]
    same: Mapping[str, Value]
    put: Mapping[str, Value]
    first: Mapping[str, Value]
    add: Mapping[str, int]

    @property
    def shape(self) -> tuple[Any, ...]:
        """Rows of one shape are written by one statement."""
        return self.table, tuple(self.key), tuple(self.same), tuple(self.put), tuple(self.first), tuple(self.add)

    @property
    def values(self) -> list[Value]:
        """In the order of the shape."""
        parts = (self.key, self.same, self.put, self.first, self.add)
        return [value for part in parts for value in part.values()]


Notes = Mapping[str, tuple[Note, ...]]
"""What each type of event leaves."""


def rows(notes: Notes, heard: Heard) -> list[Row]:
    """The rows an event leaves; none where nothing is to be remembered of it."""
    return [_row(note, heard) for note in notes.get(heard.type, ()) if _fits(note, heard)]


def _fits(note: Note, heard: Heard) -> bool:
    return all(heard.data[name] == value for name, value in note.when.items())


def _row(note: Note, heard: Heard) -> Row:
    def taken(of: Mapping[str, Take]) -> dict[str, Value]:
        return {
            column: heard.data[take] if isinstance(take, str) else take(heard) for column, take in of.items()
        }  # fmt: skip

    return Row(note.table, taken(note.key), taken(note.same), taken(note.put), taken(note.first), note.add)


def folded(rows_in_order: Iterable[Row]) -> list[Row]:
    """The same in fewer rows, one for each thing: written together they leave what the single ones would."""
    found: dict[tuple[Any, ...], Row] = {}
    for row in rows_in_order:
        thing = (row.table, *row.key.values())
        found[thing] = _together(found[thing], row) if thing in found else row
    return list(found.values())


def _together(one: Row, then: Row) -> Row:
    return Row(
        one.table,
        one.key,
        _known(one.same, then.same),
        {**one.put, **then.put},
        _known(one.first, then.first),
        {name: one.add.get(name, 0) + then.add.get(name, 0) for name in (*one.add, *then.add)},
    )


def _known(one: Mapping[str, Value], then: Mapping[str, Value]) -> dict[str, Value]:
    """The earlier word where it said something."""
    return {**then, **{name: value for name, value in one.items() if value is not None or name not in then}}
