"""How a table fits on paper: the width of each column, the size of letters, upright or across, and in how many pieces."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from .document import Column, Kind, Table, Value
from .texts import longest_word
from .values import NUMERIC, heading, places_of, shown
from .widths import NARROW_EM, ems

PORTRAIT, LANDSCAPE = 481.0, 740.0
"""Points between the margins of A4."""
SIZES_UPRIGHT, SIZES, SIZE_IN_PIECES = (9.0, 8.5, 8.0), (9.0, 8.5, 8.0, 7.5, 7.0, 6.5), 8.0
SIZES_IN_LETTERS, SIZES_ON_BOARDS = (11.0, 10.0, *SIZES), (15.0, 13.5, 12.0, 11.0, 10.0, *SIZES)
"""Of letters, in points, tried from the largest on."""
INSET = 5.0
LEAST, COMFORTABLE, MOST = 6, 12, 28
"""Of a column of words, in parts of the letter's size: what it can shrink to, what reads well, what it asks for."""
LONGEST_WORD, LONGEST_FIGURE, LONGEST_TITLE = 12.5, 16, 10
"""Likewise: what is kept on one line."""
SHORT_ROWS, SHORT_LINES = 14, 28
NEVER = 1_000_000


@dataclass(frozen=True, slots=True)
class Measured:
    """What one column needs, in parts of the letter's size: at least, to read well, and at best; ``figures`` never wrap."""

    title: str
    kind: Kind
    least: float
    comfortable: float
    best: float
    figures: bool


@dataclass(frozen=True, slots=True)
class SetColumn:
    """One column as it is set; ``width`` in points, inside it ``ems`` of room, enough for so many characters of a word."""

    title: str
    width: float
    align: str
    ems: float
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
        return len(self.rows) <= SHORT_ROWS and sum(map(self._lines, self.rows)) <= SHORT_LINES

    def _lines(self, row: Sequence[str]) -> int:
        """How many lines the row will take, rather too many than too few."""
        rooms = [max((column.width - 2 * INSET) / self.size, 1) for column in self.columns]
        return max(text.count("\n") + int(ems(text) / room) + 1 for text, room in zip(row, rooms, strict=True))


def is_wide(table: Table, language: str = "zh") -> bool:
    """Must it stand across the page, to be read well?"""
    if not table.columns:
        return False
    needs = [column.comfortable for column in _measured(table, _as_words(table, language), language)]
    return _size(needs, PORTRAIT, SIZES_UPRIGHT) is None


def pieces(table: Table, width: float, language: str, sizes: Sequence[float] = SIZES) -> Iterator[Piece]:
    """The table in as few pieces as fit into so many points, as large as it can be; each begins with the first column."""
    *rows, total = _as_words(table, language)
    columns = _measured(table, [*rows, total], language)
    size = _size([column.comfortable for column in columns], width, sizes)
    size = size or _size([column.least for column in columns], width, sizes) or SIZE_IN_PIECES
    groups = _groups([min(_points(column.least, size), width / 2) for column in columns], width)
    for group in groups:
        yield Piece(
            size=size,
            columns=_set_columns([columns[n] for n in group], width, size),
            rows=[[row[n] for n in group] for row in rows],
            total=None if table.total is None else [total[n] for n in group],
            is_last=group is groups[-1],
        )


def _as_words(table: Table, language: str) -> list[list[str]]:
    """Every row and then the total as it will be read; what a total does not have stays empty."""
    total: Sequence[Value] = (
        [""] * len(table.columns) if table.total is None else ["" if v is None else v for v in table.total]
    )
    kinds = [column.kind for column in table.columns]
    places = [places_of([*(row[n] for row in table.rows), total[n]], kind) for n, kind in enumerate(kinds)]
    return [
        [shown(value, kind, language, some) for value, kind, some in zip(row, kinds, places, strict=True)]
        for row in (*table.rows, total)
    ]


def _measured(table: Table, rows: Sequence[Sequence[str]], language: str) -> list[Measured]:
    return [_column(column, [row[n] for row in rows], language) for n, column in enumerate(table.columns)]


def _column(column: Column, words: Sequence[str], language: str) -> Measured:
    title = heading(column, language)
    widest, title_width = max(map(ems, words)), ems(title)
    title_word = min(longest_word(title) * NARROW_EM, LONGEST_TITLE)
    title_best = max(min(title_width, LONGEST_TITLE), title_word)
    if column.kind is not Kind.TEXT and widest <= LONGEST_FIGURE:
        in_two_lines = title_best if title_width <= 3 else min(title_width / 2 + 1, title_best)
        in_lines = max(min(title_width, 3), in_two_lines / 2, title_word)
        least, well, best = (max(widest, of_title, title_word) for of_title in (in_lines, in_two_lines, title_best))
        return Measured(title, column.kind, least, well, best, figures=True)
    best = max(min(widest, MOST), title_best)
    floor = max(min(max(map(longest_word, words)) * NARROW_EM, LONGEST_WORD), title_word)
    least, well, best = (max(min(best, bound), floor) for bound in (LEAST, COMFORTABLE, MOST))
    return Measured(title, column.kind, least, well, best, figures=False)


def _points(needs: float, size: float) -> float:
    return needs * size + 2 * INSET


def _size(needs: Sequence[float], width: float, sizes: Sequence[float]) -> float | None:
    """The largest size at which all columns have what they need."""
    return next((size for size in sizes if sum(_points(need, size) for need in needs) <= width), None)


def _groups(needs: Sequence[float], width: float) -> list[list[int]]:
    """Columns side by side as far as they fit; the first begins every group."""
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
    """Widths that fill the page: what is left goes first to those who lack something, then to all, to words as they are long."""
    widths = [min(_points(column.least, size), width / 2) for column in columns]
    comfortable = [column.comfortable for column in columns]
    titles_whole = [column.best if column.figures else column.comfortable for column in columns]
    for wanted in (comfortable, titles_whole, [column.best for column in columns]):
        lacks = [max(_points(want, size) - has, 0) for want, has in zip(wanted, widths, strict=True)]
        share = min(max(width - sum(widths), 0) / sum(lacks), 1) if sum(lacks) else 0
        widths = [has + lack * share for has, lack in zip(widths, lacks, strict=True)]
    parts = [1 if column.figures else max(column.best / LEAST, 0.5) for column in columns]
    each = max(width - sum(widths), 0) / (sum(parts) or 1)
    return [
        _set_column(column, has + part * each, size) for column, has, part in zip(columns, widths, parts, strict=True)
    ]


def _set_column(column: Measured, points: float, size: float) -> SetColumn:
    inside = (points - 2 * INSET) / size
    room = NEVER if column.figures else max(int(inside / NARROW_EM), 1)
    align = "right" if column.kind in NUMERIC else "center" if column.kind in (Kind.DAY, Kind.MOMENT) else "left"
    return SetColumn(column.title, round(points, 2), align, inside, room)
