"""A document as a spreadsheet: what people sort, filter and add up. Strings stay strings: none becomes a formula or a link."""

import io
import re
from collections.abc import Iterable
from datetime import UTC, date, datetime

from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from .document import Chart, Column, Document, Kind, Table, Value
from .texts import printable
from .values import NUMERIC, heading, yuan
from .widths import cells
from .xlsx_cells import write_text, write_value
from .xlsx_looks import Looks
from .xlsx_summary import write_charts, write_summary

ROWS_MAX, COLUMNS_MAX = 1_048_576, 16_384
"""Limits of the format."""
MEASURED_ROWS = 1_000
WIDTH_MIN, WIDTH_MAX = 8, 48
FORBIDDEN_IN_NAMES = re.compile(r"[\[\]:*?/\\\x00-\x1f\ud800-\udfff\ufffe\uffff]")


def as_xlsx(document: Document) -> bytes:
    """A first sheet with title and key figures, one sheet for each table, one for the charts with their numbers.

    Amounts are yuan as numbers, shares per cent, days and moments real dates by China's clock. The only moment in the file is
    ``made_at``. Takes seconds for a hundred thousand rows: from an event loop call it by ``asyncio.to_thread``; it shares
    nothing between threads. ``ValueError`` where a table is larger than the format.
    """
    file = io.BytesIO()
    workbook = Workbook(
        file, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    )
    created = document.made_at.astimezone(UTC).replace(tzinfo=None)
    title, subject = printable(document.title), printable(document.subtitle)
    workbook.set_properties({"title": title, "subject": subject, "created": created})
    looks, names = Looks(workbook), SheetNames()
    parts = [part for section in document.sections for part in section.parts]
    write_summary(workbook.add_worksheet(names.take(looks.words(document).summary)), document, looks)
    for table in (part for part in parts if isinstance(part, Table)):
        _write_table(workbook.add_worksheet(names.take(table.title or table.key)), table, document, looks)
    charts = [part for part in parts if isinstance(part, Chart)]
    if charts:
        write_charts(
            workbook, workbook.add_worksheet(names.take(looks.words(document).charts)), charts, document, looks
        )
    workbook.close()
    return file.getvalue()


class SheetNames:
    """Names that the format allows, each once: 31 UTF-16 units, some signs forbidden, case does not tell them apart."""

    def __init__(self) -> None:
        self._taken: set[str] = {"history"}

    def take(self, wanted: str) -> str:
        """The nearest name that is free."""
        name = FORBIDDEN_IN_NAMES.sub(" ", wanted).strip(" '") or "-"
        for n in range(1, 10_000):
            mark = "" if n == 1 else f" ({n})"
            candidate = _cut(name, 31 - len(mark)).rstrip(" '") + mark
            if candidate.casefold() not in self._taken:
                self._taken.add(candidate.casefold())
                return candidate
        raise ValueError("more sheets of one name than can be told apart")


def _cut(text: str, units: int) -> str:
    """As much as fits into so many UTF-16 units."""
    while len(text.encode("utf-16-le", "replace")) // 2 > units:
        text = text[:-1]
    return text


def _write_table(sheet: Worksheet, table: Table, document: Document, looks: Looks) -> None:
    language, columns = document.language, table.columns
    if len(table.rows) + 3 > ROWS_MAX or len(columns) > COLUMNS_MAX:
        raise ValueError(f"{table.key}: {len(table.rows)} rows of {len(columns)} columns do not fit into a sheet")
    sheet.freeze_panes(1, 1 if len(columns) > 8 else 0)
    for n, column in enumerate(columns):
        title = heading(column, language)
        write_text(sheet, 0, n, title, looks.header(column.kind))
        values = [row[n] for row in table.rows[:MEASURED_ROWS]]
        total = [] if table.total is None else [table.total[n]]
        sheet.set_column(n, n, _width(title, [*values, *total], column))
    formats = [looks.cell(column.kind, [row[n] for row in table.rows]) for n, column in enumerate(columns)]
    for r, row in enumerate(table.rows, 1):
        for n, value in enumerate(row):
            write_value(sheet, r, n, value, columns[n].kind, formats[n])
    if columns:
        sheet.autofilter(0, 0, len(table.rows), len(columns) - 1)
    below = len(table.rows) + 1
    if table.total is not None:
        for n, value in enumerate(table.total):
            write_value(sheet, below, n, value, columns[n].kind, looks.total(columns[n].kind, [value]))
        below += 1
    if table.note:
        write_text(sheet, below, 0, table.note, looks.note)
    looks.for_printing(sheet, document, wide=len(columns) > 8)


def _width(title: str, values: Iterable[Value], column: Column) -> float:
    """Room for what stands in the column, within bounds; longer texts wrap."""
    widest = cells(title) + 3  # the filter's button
    for value in values:
        widest = max(widest, _cells(value, column.kind))
    return min(max(widest + 2, WIDTH_MIN), WIDTH_MAX)


def _cells(value: Value, kind: Kind) -> int:
    if isinstance(value, str):
        return cells(value)
    if isinstance(value, datetime):
        return 16
    if isinstance(value, date):
        return 10
    return len(f"{yuan(value):,f}") if value is not None and kind is Kind.AMOUNT_FEN else 7 if kind in NUMERIC else 0
