"""A table as CSV: Excel reads it, programs read it, nothing in it runs."""

import csv
import io
from datetime import UTC, datetime

import extreme_documents as extreme
import sample_documents as sample
from any_documents import tables
from hypothesis import given, settings
from printing.as_csv import as_csv
from printing.csv_cells import FORMULA_BEGINS, as_meant
from printing.document import Column, Kind, Table


def read(data: bytes) -> list[list[str]]:
    text = data.decode("utf-8-sig")
    assert data.startswith(b"\xef\xbb\xbf")
    return list(csv.reader(io.StringIO(text, newline="")))


def test_titles_rows_and_total_are_there_with_units_and_exact_values() -> None:
    header, *rows, total = read(as_csv(sample.contractors()))
    assert header[5:9] == ["平均维修时长（小时）", "返修次数", "本月扣款（元）", "最近扣款日"]
    assert rows[1][:9] == ["华安防水工程有限公司", "防水", "52", "43", "0.827", "103.0", "7", "12486.50", "2026-10-30"]
    assert rows[4][7:9] == ["", ""]
    assert total[7] == "19889.25"


def test_moments_are_by_chinas_clock_and_lines_end_as_the_standard_says() -> None:
    table = Table("t", "t", [Column("m", "时刻", Kind.MOMENT)], [[datetime(2026, 1, 1, 16, 0, 5, tzinfo=UTC)]])
    assert as_csv(table) == "\ufeff时刻\r\n2026-01-02 00:00:05\r\n".encode()


def test_negative_numbers_stay_numbers_and_texts_that_look_like_formulas_do_not_run() -> None:
    columns = [Column("n", "数", Kind.WHOLE), Column("t", "文", Kind.TEXT)]
    rows = read(as_csv(Table("t", "t", columns, [(-5, text) for text in extreme.HOSTILE])))[1:]
    assert [row[0] for row in rows] == ["-5"] * len(extreme.HOSTILE)
    assert not any(row[1].startswith(FORMULA_BEGINS) for row in rows)
    assert [as_meant(row[1]) for row in rows] == list(extreme.HOSTILE)


@given(tables())
@settings(deadline=None)
def test_every_table_has_all_its_rows_and_no_text_begins_a_formula(table: Table) -> None:
    rows = read(as_csv(table))
    if table.columns:
        assert len(rows) == 1 + len(table.rows) + (table.total is not None)
    for row, values in zip(rows[1:], table.rows, strict=False):
        for cell, value in zip(row, values, strict=True):
            assert not (isinstance(value, str) and cell.startswith(FORMULA_BEGINS))
