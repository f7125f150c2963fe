"""What a document holds: sections of text, key figures, tables and charts, each value with its kind. Standard library only.

Whoever composes one says what the values are; how they look in a cell or on paper is decided by the writer of each format.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

Value = str | int | float | date | datetime | None


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


@dataclass(frozen=True, slots=True)
class Figure:
    """One key figure, and beside it what it was before, each comparison by its name."""

    key: str
    title: str
    value: Value
    kind: Kind
    compared: Sequence[tuple[str, Value]] = ()


@dataclass(frozen=True, slots=True)
class Figures:
    """Key figures side by side."""

    items: Sequence[Figure]


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


@dataclass(frozen=True, slots=True)
class Text:
    """Paragraphs."""

    paragraphs: Sequence[str]


Part = Text | Figures | Table | Chart


@dataclass(frozen=True, slots=True)
class Section:
    """A heading and what stands below it."""

    title: str
    parts: Sequence[Part]


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
