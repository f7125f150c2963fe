"""Cells of CSV files that are harmless in a spreadsheet, and read back as they were."""

import csv
import io
from collections.abc import Iterable, Sequence
from typing import Any

FORMULA_BEGINS = (
    "=",
    "+",
    "-",
    "@",
    "\t",
    "\r",
    "\n",
    "＝",
    "＋",
    "－",
    "＠",
)  # full-width ones too: Chinese Excel reads them so


def defused(cell: str) -> str:
    """The cell with an apostrophe before it where a spreadsheet would take it for a formula."""
    return f"'{cell}" if cell.lstrip("'").startswith(FORMULA_BEGINS) else cell


def as_meant(cell: str) -> str:
    """The cell without the apostrophe that ``defused`` put before it."""
    return cell[1:] if cell.startswith("'") and cell.lstrip("'").startswith(FORMULA_BEGINS) else cell


def lines(rows: Iterable[Sequence[Any]]) -> str:
    """The rows as CSV; what is missing is an empty cell."""
    text = io.StringIO()
    csv.writer(text).writerows([defused("" if cell is None else str(cell)) for cell in row] for row in rows)
    return text.getvalue()
