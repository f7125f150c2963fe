"""What the templates set: the document as plain words and sizes. All that needs reckoning is done here, not on the page."""

import re
from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Any

from .charts import as_svg
from .document import Chart, Document, Figure, Figures, Layout, Part, Section, Table, Text
from .fonts import drawn
from .paper_tables import (
    LANDSCAPE,
    PORTRAIT,
    SIZES,
    SIZES_IN_LETTERS,
    SIZES_ON_BOARDS,
    Piece,
    SetColumn,
    is_wide,
    pieces,
)
from .texts import balanced, breakable, printable, shortened
from .values import change, in_china, shown
from .widths import cells
from .words import words

POINTS_PER_MM = 72 / 25.4
WIDTHS = {Layout.REPORT: PORTRAIT, Layout.LETTER: 425.0, Layout.POSTING: 447.0}
"""Points between the margins, upright; as the templates set them."""
TABLE_SIZES = {Layout.REPORT: SIZES, Layout.LETTER: SIZES_IN_LETTERS, Layout.POSTING: SIZES_ON_BOARDS}
VALUE_SIZES = ((9, 21), (12, 17), (16, 13.5), (22, 10.5))
"""Half-width cells that fit at each size of a tile's value, in points; beyond, the smallest."""
RUNNING_TITLE = 72
LONGEST_WORD = 24
"""Characters of a word that fit everywhere but in the narrow columns of a table."""
UNIT = re.compile(r"(.*\S)\s*([（(][^（()）]{1,6}[）)])", re.DOTALL)
COLONS = ("：", ":")


def paper(document: Document) -> dict[str, Any]:
    """The data of the page, in the words of its language."""
    says = words(document.language)
    made_at = in_china(document.made_at)
    letter = document.layout is not Layout.REPORT
    salutation, sections = _salutation(document) if letter else ("", document.sections)
    return {
        "layout": document.layout,
        "lang": "zh" if document.language.lower().startswith("zh") else "en",
        "plain_title": printable(document.title),
        "title": _set(document.title),
        "short_title": shortened(drawn(document.title), RUNNING_TITLE),
        "subtitle": _set(document.subtitle),
        "number": _set(says.number.format(number=document.number)) if document.number else "",
        "made_at": says.made_at.format(moment=f"{made_at:%Y-%m-%d %H:%M}"),
        "day": says.day.format(year=made_at.year, month=made_at.month, day=made_at.day),
        "page": says.page.split("{page}")[0],
        "pages": says.page.split("{page}")[1].split("{pages}"),
        "colon": says.colon,
        "signed_on": says.signed_on,
        "no_rows": says.no_rows,
        "salutation": _set(salutation),
        "length": sum(map(len, document.texts())),
        "groups": [
            {"wide": wide, "sections": [_section(section, document, wide) for _, section in sections]}
            for wide, sections in groupby(_turned(sections, letter), key=lambda turned: turned[0])
        ],
        "signatures": [_set(name) for name in document.signatures],
    }


def _set(text: str, room: int = LONGEST_WORD) -> str:
    """A text as it is set: what the fonts lack is a box, and words longer than its room can break."""
    return breakable(drawn(text), room)


def _salutation(document: Document) -> tuple[str, Sequence[Section]]:
    """A letter's first paragraph where it ends with a colon, and the rest."""
    match list(document.sections):
        case [Section(title="", parts=[Text(paragraphs=[first, *rest]), *parts]) as section, *sections] if (
            first.rstrip().endswith(COLONS)
        ):
            return first.strip(), [Section(section.title, [Text(rest), *parts]), *sections]
    return "", document.sections


def _turned(sections: Sequence[Section], letter: bool) -> Iterator[tuple[bool, Section]]:
    """Each section, and whether it stands across the page; one of words alone stays as the one before it, a letter upright."""
    wide = False
    for section in sections:
        if not letter and not all(isinstance(part, Text) for part in section.parts):
            wide = any(isinstance(part, Table) and is_wide(part) for part in section.parts)
        yield wide, section


def _section(section: Section, document: Document, wide: bool) -> dict[str, Any]:
    """What is called as its section is has no title of its own beside it."""
    parts = [set_part for part in section.parts for set_part in _parts(part, document, wide)]
    title = _set(section.title)
    return {"title": title, "parts": [part | {"title": ""} if part.get("title") == title else part for part in parts]}


def _parts(part: Part, document: Document, wide: bool) -> Iterator[dict[str, Any]]:
    width = LANDSCAPE if wide else WIDTHS[document.layout]
    match part:
        case Text():
            yield {"part": "text", "paragraphs": [_set(text) for text in part.paragraphs if text.strip()]}
        case Figures() if part.items:
            yield {"part": "figures", "items": [_figure(figure, document.language) for figure in part.items]}
        case Table() if part.columns:
            yield from _tables(part, document, width)
        case Chart():
            across = min(width, PORTRAIT)
            svg = as_svg(part, across / POINTS_PER_MM, document.language).decode()
            yield {"part": "chart", "title": _set(part.title), "note": _set(part.note), "svg": svg, "width": across}


def _figure(figure: Figure, language: str) -> dict[str, Any]:
    value = shown(figure.value, figure.kind, language)
    unit = words(language).units.get(figure.kind, "") if isinstance(figure.value, int | float) else ""
    room = cells(value) + cells(unit) * 0.5
    size = next((size for most, size in VALUE_SIZES if room <= most), VALUE_SIZES[-1][1])
    compared = []
    for name, before in figure.compared:
        compared.append({
            "name": _set(name),
            "before": _set(shown(before, figure.kind, language)),
            "change": change(figure.value, before, figure.kind, language),
        })  # fmt: skip
    return {"title": _set(figure.title), "value": _set(value), "unit": unit, "size": size, "compared": compared}


def _tables(table: Table, document: Document, width: float) -> Iterator[dict[str, Any]]:
    """One table, or several where its columns do not fit side by side."""
    for n, piece in enumerate(pieces(table, width, document.language, TABLE_SIZES[document.layout])):
        yield {
            "part": "table",
            "title": _set(table.title) + (words(document.language).continued if n else ""),
            "note": _set(table.note) if piece.is_last else "",
            "size": piece.size,
            "columns": [{**_heading(column), "width": column.width, "align": column.align} for column in piece.columns],
            "rows": [_row(piece, row) for row in piece.rows],
            "total": None if piece.total is None else _row(piece, piece.total),
            "short": piece.is_short,
        }


def _heading(column: SetColumn) -> dict[str, str]:
    """A column's title, and apart from it the unit in brackets, which is never broken."""
    found = UNIT.fullmatch(column.title)
    title, unit = found.groups() if found else (column.title, "")
    return {"title": _set(balanced(title, column.ems), column.room), "unit": drawn(unit)}


def _row(piece: Piece, row: Sequence[str]) -> list[str]:
    return [_set(cell, column.room) for cell, column in zip(row, piece.columns, strict=True)]
