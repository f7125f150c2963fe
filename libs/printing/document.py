"""What a document holds: sections of text, key figures, tables and charts, each value with its kind. Standard library only.

Whoever composes one says what the values are; how they look in a cell or on paper is decided by the writer of each format.
A document that cannot be printed cannot be made: ``ValueError`` says which row or value is wrong.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

Value = str | int | float | date | datetime | None


NUMBER_MAX = 10**24
"""Beyond it nothing is counted; up to it every step of printing is exact."""


class Kind(StrEnum):
    """What a value is: ``amount_fen`` whole fen, ``share`` from 0 to 1 shown as per cent, ``hours`` a length of time."""

    TEXT = "text"
    WHOLE = "whole"
    NUMBER = "number"
    AMOUNT_FEN = "amount_fen"
    SHARE = "share"
    HOURS = "hours"
    DAY = "day"
    MOMENT = "moment"


class Layout(StrEnum):
    """How a document stands on paper: a report of figures, an open letter, or a large sheet to post on a notice board.

    In a letter or posting a first paragraph that ends with a colon is the salutation, and ``signatures`` are who signs it,
    above the day of ``made_at``.
    """

    REPORT = "report"
    LETTER = "letter"
    POSTING = "posting"


def _checked(value: Value, where: str) -> None:
    """``ValueError`` unless the value can be printed: numbers are finite and not absurd, moments have a time zone."""
    if isinstance(value, int | float) and not -NUMBER_MAX <= value <= NUMBER_MAX:  # nor is nan
        raise ValueError(f"{where}: {value} is no number to print; where there is none, say none")
    if isinstance(value, datetime) and value.utcoffset() is None:
        raise ValueError(f"{where}: a moment needs its time zone")


def _row(cells: Iterable[Value], columns: Sequence["Column"], where: str) -> tuple[Value, ...]:
    row = tuple(cells)
    if len(row) != len(columns):
        raise ValueError(f"{where}: {len(row)} values for {len(columns)} columns")
    for value in row:
        _checked(value, where)
    return row


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a table; ``key`` names it for machines."""

    key: str
    title: str
    kind: Kind = Kind.TEXT


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of values as the columns say; ``total`` is one row more, set apart. ``key`` names it for machines."""

    key: str
    title: str
    columns: Sequence[Column]
    rows: Sequence[Sequence[Value]]
    total: Sequence[Value] | None = None
    note: str = ""

    def __post_init__(self) -> None:
        columns = tuple(self.columns)
        object.__setattr__(self, "columns", columns)
        rows = tuple(_row(row, columns, f"{self.key}, row {n}") for n, row in enumerate(self.rows, 1))
        object.__setattr__(self, "rows", rows)
        if self.total is not None:
            object.__setattr__(self, "total", _row(self.total, columns, f"{self.key}, total"))


@dataclass(frozen=True, slots=True)
class Figure:
    """One key figure, and beside it what it was before, each comparison by its name."""

    key: str
    title: str
    value: Value
    kind: Kind
    compared: Sequence[tuple[str, Value]] = ()

    def __post_init__(self) -> None:
        _checked(self.value, self.key)
        compared = tuple((name, before) for name, before in self.compared)
        for _, before in compared:
            _checked(before, self.key)
        object.__setattr__(self, "compared", compared)


@dataclass(frozen=True, slots=True)
class Figures:
    """Key figures side by side."""

    items: Sequence[Figure]

    def __post_init__(self) -> None:
        object.__setattr__(self, "items", tuple(self.items))


class Drawn(StrEnum):
    """How a chart is drawn."""

    BARS = "bars"
    STACKED = "stacked"
    LINES = "lines"


@dataclass(frozen=True, slots=True)
class Series:
    """One row of values over a chart's labels; none where there is no value."""

    title: str
    values: Sequence[int | float | None]

    def __post_init__(self) -> None:
        object.__setattr__(self, "values", tuple(self.values))
        for value in self.values:
            _checked(value, self.title)


@dataclass(frozen=True, slots=True)
class Chart:
    """Numbers that people compare, drawn."""

    key: str
    title: str
    drawn: Drawn
    labels: Sequence[str]
    series: Sequence[Series]
    kind: Kind = Kind.WHOLE
    note: str = ""

    def __post_init__(self) -> None:
        object.__setattr__(self, "labels", tuple(self.labels))
        object.__setattr__(self, "series", tuple(self.series))
        for series in self.series:
            if len(series.values) != len(self.labels):
                raise ValueError(
                    f"{self.key}, {series.title}: {len(series.values)} values for {len(self.labels)} labels"
                )


@dataclass(frozen=True, slots=True)
class Text:
    """Paragraphs."""

    paragraphs: Sequence[str]

    def __post_init__(self) -> None:
        object.__setattr__(self, "paragraphs", tuple(self.paragraphs))


Part = Text | Figures | Table | Chart


@dataclass(frozen=True, slots=True)
class Section:
    """A heading and what stands below it."""

    title: str
    parts: Sequence[Part]

    def __post_init__(self) -> None:
        object.__setattr__(self, "parts", tuple(self.parts))


@dataclass(frozen=True, slots=True)
class Document:
    """The whole, in one language. ``made_at`` is the only moment that may enter its bytes; ``signatures`` are lines to sign on."""

    number: str
    title: str
    subtitle: str
    language: str
    made_at: datetime
    sections: Sequence[Section]
    signatures: Sequence[str] = ()
    layout: Layout = Layout.REPORT

    def __post_init__(self) -> None:
        _checked(self.made_at, self.number)
        object.__setattr__(self, "sections", tuple(self.sections))
        object.__setattr__(self, "signatures", tuple(self.signatures))

    def texts(self) -> Iterator[str]:
        """Every text in it, titles and names included."""
        yield from (self.number, self.title, self.subtitle, *self.signatures)
        for section in self.sections:
            yield section.title
            for part in section.parts:
                yield from _texts(part)


def _texts(part: Part) -> Iterator[str]:
    match part:
        case Text():
            yield from part.paragraphs
        case Figures():
            for figure in part.items:
                yield figure.title
                yield from (
                    value for value in (figure.value, *(v for _, v in figure.compared)) if isinstance(value, str)
                )
                yield from (name for name, _ in figure.compared)
        case Table():
            yield from (part.title, part.note, *(column.title for column in part.columns))
            for row in (*part.rows, part.total or ()):
                yield from (value for value in row if isinstance(value, str))
        case Chart():
            yield from (part.title, part.note, *part.labels, *(series.title for series in part.series))
