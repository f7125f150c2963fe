"""Exports: whole or visibly broken off, and harmless in a spreadsheet (B9)."""

import csv
import io
from collections.abc import AsyncIterator, Sequence
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from plumbing.database import Database, Transaction
from plumbing.exports import ROWS, CsvExport
from printing.csv_cells import FORMULA_BEGINS, as_meant, defused, lines


@pytest.mark.rule("B9")
@given(st.text())
def test_a_cell_never_begins_a_formula_and_can_be_told_from_every_other(cell: str) -> None:
    assert not defused(cell).startswith(FORMULA_BEGINS)
    assert as_meant(defused(cell)) == cell


@pytest.mark.parametrize("cell", ["=1+1", "+86 138", "-1-101", "@x", "\tx", "\rx", "'=1"])
def test_what_a_spreadsheet_would_take_for_a_formula_gets_an_apostrophe(cell: str) -> None:
    assert defused(cell) == f"'{cell}"


def test_what_is_missing_is_an_empty_cell_and_quotes_survive() -> None:
    assert next(csv.reader(io.StringIO(lines([[None, 'a"b', "c,d\n", 3]])))) == ["", 'a"b', "c,d\n", "3"]


async def test_an_export_that_fails_on_the_way_never_sends_its_end(db: Database) -> None:
    sent: list[dict[str, Any]] = []

    async def count(tx: Transaction) -> int:
        return int(await tx.fetchval("select 3"))

    async def rows(tx: Transaction) -> AsyncIterator[Sequence[Any]]:
        async for row in tx.each("select n, 1 / (2 - n) from generate_series(1, 3) n"):
            yield tuple(row)

    async def send(message: Any) -> None:
        sent.append(message)

    with pytest.raises(Exception, match="division by zero"):
        await CsvExport(db, "a.csv", ["n"], count, rows)({"type": "http"}, None, send)  # type: ignore[arg-type]
    assert dict(sent[0]["headers"])[ROWS.lower().encode()] == b"3"
    assert all(message.get("more_body", True) for message in sent)
