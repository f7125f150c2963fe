"""How a table fits on paper: the width of each column, the size of letters, upright or across, and in how many pieces."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from .document import Column, Kind, Table, Value
from .texts import longest_word
from .values import NUMERIC, heading, places_of, shown
from .widths import cells

PORTRAIT, LANDSCAPE = 481.0, 740.0
"""Points between the margins of A4."""
SIZES_UPRIGHT, SIZES_ACROSS = (9.0, 8.5, 8.0), (9.0, 8.5, 8.0, 7.5, 7.0, 6.5)
"""Of letters, in points, tried from the largest on."""
INSET = 4.0
CELL_EM, NUMBER_EM = 0.5, 0.58
"""A half-width cell of text, and of figures, in parts of the letter's size."""
TEXT_MIN, WORD_MAX, TEXT_MAX, HEADING_MIN = 12, 22, 56, 5
"""Half-width cells: the least that a column of words shrinks to, and for the sake of a long word; the most it asks for; the
least of any heading."""
MEASURED_ROWS = 2_000
SHORT_ROWS = 14
NEVER = 1_000_000


@dataclass(frozen=True, slots=True)
class Measured:
    """What one column needs, in half-width cells: at least, and at best; ``figures`` never wrap."""

    title: str
    kind: Kind
    least: float
    best: float
    figures: bool

    def points(self, needs: float, size: float) -> float:
        """So many cells at a size of letters, insets included."""
        return needs * (NUMBER_EM if self.figures else CELL_EM) * size + 2 * INSET


@dataclass(frozen=True, slots=True)
class SetColumn:
    """One column as it is set; ``width`` in points, ``room`` for so many characters of a word."""

    title: str
    width: float
    align: str
    room: int


@dataclass(frozen=True, slots=True)
class Piece:
    """Some columns of a table, with all its rows, as words."""

    size: float
    columns: list[SetColumn]
    rows: list[list[str]]
    total: list[str] | None
    is_last: bool

    @property
    def is_short(self) -> bool:
        """Does it stay on one page?"""
        return len(self.rows) <= SHORT_ROWS and all(cells(cell) <= 2 * TEXT_MAX for row in self.rows for cell in row)


def is_wide(table: Table, language: str = "zh") -> bool:
    """Must it stand across the page?"""
    return _size(_measured(table, language), PORTRAIT, SIZES_UPRIGHT) is None


def pieces(table: Table, width: float, language: str) -> Iterator[Piece]:
    """The table in as few pieces as fit into so many points; each begins with the first column."""
    measured = _measured(table, language)
    sizes = SIZES_UPRIGHT if width == PORTRAIT else SIZES_ACROSS
    size = _size(measured, width, sizes) or sizes[-1]
    groups = _groups(measured, width, size)
    places = [places_of((row[n] for row in table.rows), column.kind) for n, column in enumerate(table.columns)]

    def words_of(row: Sequence[Value], group: Sequence[int]) -> list[str]:
        return [shown(row[n], table.columns[n].kind, language, places[n]) for n in group]

    for group in groups:
        yield Piece(
            size=size,
            columns=_set_columns([measured[n] for n in group], width, size),
            rows=[words_of(row, group) for row in table.rows],
            total=None if table.total is None else words_of(table.total, group),
            is_last=group is groups[-1],
        )


def _measured(table: Table, language: str) -> list[Measured]:
    rows = [*table.rows[:MEASURED_ROWS], *([] if table.total is None else [table.total])]
    return [_column(column, [row[n] for row in rows], language) for n, column in enumerate(table.columns)]


def _column(column: Column, values: Sequence[Value], language: str) -> Measured:
    title = heading(column, language)
    places = places_of(values, column.kind)
    widest = max((cells(shown(value, column.kind, language, places)) for value in values), default=0)
    figures = column.kind is not Kind.TEXT and widest <= TEXT_MAX
    if figures:
        least = max(widest, min(cells(title), HEADING_MIN), cells(title) / 3)
        return Measured(title, column.kind, least, max(widest, min(cells(title), 16)), figures=True)
    best = max(min(widest, TEXT_MAX), min(cells(title), TEXT_MAX))
    word = max((longest_word(value) for value in values if isinstance(value, str)), default=0)
    return Measured(
        title, column.kind, min(best, max(TEXT_MIN, min(word * NUMBER_EM / CELL_EM, WORD_MAX))), best, figures=False
    )


def _size(measured: Sequence[Measured], width: float, sizes: Sequence[float]) -> float | None:
    """The largest size at which all columns have the least they need."""
    for size in sizes:
        if sum(column.points(column.least, size) for column in measured) <= width:
            return size
    return None


def _groups(measured: Sequence[Measured], width: float, size: float) -> list[list[int]]:
    """Columns side by side as far as they fit; the first begins every group."""
    needs = [min(column.points(column.least, size), width / 2) for column in measured]
    groups: list[list[int]] = [[]]
    taken = 0.0
    for n, need in enumerate(needs):
        if taken + need > width and len(groups[-1]) > 1:
            groups.append([0])
            taken = needs[0]
        groups[-1].append(n)
        taken += need
    return groups


def _set_columns(columns: Sequence[Measured], width: float, size: float) -> list[SetColumn]:
    """Widths that fill the page: what is left after the least goes first to those who want more, then to all alike."""
    least = [min(column.points(column.least, size), width / 2) for column in columns]
    wanted = [max(column.points(column.best, size) - low, 0) for column, low in zip(columns, least, strict=True)]
    left = width - sum(least)
    share = min(left / sum(wanted), 1) if sum(wanted) else 0
    widths = [low + more * share for low, more in zip(least, wanted, strict=True)]
    stretch = width / sum(widths) if widths else 1
    set_columns = []
    for column, wide in zip(columns, widths, strict=True):
        points = wide * stretch
        room = NEVER if column.figures else max(int((points - 2 * INSET) / (NUMBER_EM * size)), 1)
        align = "right" if column.kind in NUMERIC else "left"
        set_columns.append(SetColumn(column.title, round(points, 2), align, room))
    return set_columns
