"""A table as CSV: RFC 4180, UTF-8 with the mark by which Excel knows it, and no cell that runs as a formula."""

import csv
import io
from datetime import date, datetime

from .csv_cells import defused
from .document import Kind, Table, Value
from .values import heading, in_china, yuan

BOM = "\ufeff"


def as_csv(table: Table, language: str = "zh") -> bytes:
    """Titles, rows and total, for programs and people who compute.

    Amounts are yuan with two places; a share is a fraction of 1 and, like hours, has all its digits; days are ``2026-10-31``,
    moments ``2026-10-31 14:05:00`` by China's clock; what is missing is an empty cell. Texts that a spreadsheet would take for
    a formula get an apostrophe, which ``csv_cells.as_meant`` takes off again.
    """
    kinds = [column.kind for column in table.columns]
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow([defused(heading(column, language)) for column in table.columns])
    rows = table.rows if table.total is None else (*table.rows, table.total)
    writer.writerows([_cell(value, kind) for value, kind in zip(row, kinds, strict=True)] for row in rows)
    return (BOM + text.getvalue()).encode("utf-8", "replace")


def _cell(value: Value, kind: Kind) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        return defused(value)
    if isinstance(value, datetime):
        return f"{in_china(value):%Y-%m-%d %H:%M:%S}"
    if isinstance(value, date):
        return value.isoformat()
    return f"{yuan(value):f}" if kind is Kind.AMOUNT_FEN else repr(value)
