"""One cell of a spreadsheet, typed and exact."""

from datetime import date, datetime
from decimal import Decimal

from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from .document import Kind, Value
from .texts import printable
from .values import in_china, shown, yuan

CELL_UNITS_MAX = 32_767
EXACT_BELOW = 10**15
"""Spreadsheets keep fifteen digits; whole numbers beyond are written as text, so that no digit is lost."""


def write_value(sheet: Worksheet, row: int, column: int, value: Value, kind: Kind, look: Format) -> None:
    """One cell, typed."""
    if value is None:
        sheet.write_blank(row, column, None, look)
    elif isinstance(value, str):
        write_text(sheet, row, column, value, look)
    elif isinstance(value, datetime | date):
        _write_day(sheet, row, column, value, look)
    elif kind in (Kind.DAY, Kind.MOMENT):  # would look like a day
        sheet.write_string(row, column, shown(value, kind), look)
    else:
        _write_number(sheet, row, column, yuan(value) if kind is Kind.AMOUNT_FEN else value, look)


def write_text(sheet: Worksheet, row: int, column: int, text: str, look: Format) -> None:
    """Text as text; what a cell cannot hold is cut, with an ellipsis."""
    text = printable(text)
    if len(text) > CELL_UNITS_MAX // 2 and len(text.encode("utf-16-le")) // 2 > CELL_UNITS_MAX:
        text = f"{text.encode('utf-16-le')[: (CELL_UNITS_MAX - 1) * 2].decode('utf-16-le', 'ignore')}…"
    sheet.write_string(row, column, text, look)


def _write_number(sheet: Worksheet, row: int, column: int, number: float | Decimal, look: Format) -> None:
    if isinstance(number, float) or -EXACT_BELOW < number < EXACT_BELOW:
        sheet.write_number(row, column, number, look)
    else:
        sheet.write_string(row, column, f"{number:f}" if isinstance(number, Decimal) else str(number), look)


def _write_day(sheet: Worksheet, row: int, column: int, value: date, look: Format) -> None:
    day = in_china(value).replace(tzinfo=None) if isinstance(value, datetime) else value
    if day.year < 1901:  # a spreadsheet's days begin in 1900, with a leap day that never was
        sheet.write_string(row, column, shown(value, Kind.DAY), look)
    else:
        sheet.write_datetime(row, column, day, look)
