"""A document as a spreadsheet, read back by another library: exact values of the right type, and nothing that runs."""

import io
import zipfile
from datetime import datetime
from typing import Any

import extreme_documents as extreme
import openpyxl
import pytest
import sample_documents as sample
from any_documents import documents
from hypothesis import HealthCheck, given, settings
from openpyxl.worksheet.worksheet import Worksheet
from printing.as_xlsx import ROWS_MAX, SheetNames, as_xlsx
from printing.document import Column, Document, Kind, Table
from printing.texts import printable


def book(document: Document) -> Any:
    return openpyxl.load_workbook(io.BytesIO(as_xlsx(document)))


def row_of(sheet: Worksheet, first: object) -> list[object]:
    return next(list(row) for row in sheet.iter_rows(values_only=True) if row[0] == first)


def test_there_is_a_sheet_for_the_whole_for_each_table_and_for_the_charts() -> None:
    names = ["概览", "各类投诉件数", "主要原因", "各部门办理情况", "承包单位维修考核", "图表"]
    assert book(sample.report()).sheetnames == names


def test_amounts_shares_hours_and_days_are_numbers_and_dates() -> None:
    sheet = book(sample.report())["承包单位维修考核"]
    row = row_of(sheet, "华安防水工程有限公司")
    assert row[2:9] == [52, 43, 0.827, 103, 7, 12486.5, datetime(2026, 10, 30)]  # noqa: DTZ001 - as Excel keeps it
    formats = [cell.number_format for cell in sheet[3]][4:9]
    assert formats == ["0.0%", "#,##0.0", "#,##0", "#,##0.00", "yyyy-mm-dd"]
    assert row_of(sheet, "合计")[7] == 19889.25
    assert sheet.freeze_panes == "B2"


def test_an_amount_has_exactly_its_two_places_in_the_file() -> None:
    table = Table("t", "t", [Column("a", "金额", Kind.AMOUNT_FEN)], [[110], [12_345_678_901_234], [-7], [10**17 + 1]])
    with zipfile.ZipFile(io.BytesIO(as_xlsx(extreme.of(table)))) as file:
        xml = file.read("xl/worksheets/sheet2.xml").decode()
    assert all(f"<v>{amount}</v>" in xml for amount in ("1.10", "123456789012.34", "-0.07"))
    assert row_of(book(extreme.of(table))["t"], "1000000000000000.01"), "too long for a number, so kept as text"


def test_key_figures_stand_on_the_first_sheet_beside_what_they_were() -> None:
    sheet = book(sample.report())["概览"]
    assert sheet["A1"].value == "2026年10月客户投诉情况月度汇总"
    assert row_of(sheet, "受理案件（件）") == ["受理案件（件）", 312, 292, "▲ 6.8%", 340, "▼ 8.2%"]
    assert row_of(sheet, "质保金扣款")[1:4] == [19889.25, 23104, "▼ 13.9%"]


def test_charts_are_native_and_draw_numbers_of_their_sheet() -> None:
    sheet = book(sample.report())["图表"]
    assert len(sheet._charts) == 5
    assert row_of(sheet, "外墙、屋面及卫生间防水层失效")[1] == 61


def test_nothing_is_a_formula_or_a_link_and_texts_are_as_they_were() -> None:
    workbook = book(extreme.hostile())
    found = set()
    for sheet in workbook:
        for row in sheet.iter_rows():
            for cell in row:
                assert cell.data_type != "f", cell
                assert cell.hyperlink is None, cell
                found.add(cell.value)
    assert {printable(text) for text in extreme.HOSTILE} <= found


def test_odd_values_are_kept() -> None:
    sheet = book(extreme.of(extreme.odd_values()))["各种值"]
    assert row_of(sheet, "负")[1:] == [-12, -0.5, -1234.56, -0.125, -3.25, "0001-01-01", "1900-01-01 00:05"]
    assert row_of(sheet, "零")[6] == datetime(9999, 12, 31)  # noqa: DTZ001
    assert row_of(sheet, "大")[1:4] == ["100000000000000000", 1e15, "1000000000000000.01"]


def test_a_text_longer_than_a_cell_is_cut_visibly() -> None:
    table = Table("t", "t", [Column("a", "a")], [["😀" * 20_000]])
    value = row_of(book(extreme.of(table))["t"], "😀" * 16_383 + "…")[0]
    assert isinstance(value, str)
    assert len(value.encode("utf-16-le")) // 2 <= 32_767


@pytest.mark.parametrize(
    ("wanted", "gets"),
    [
        ("一季度/二季度[草]", "一季度 二季度 草"),
        ("History", "History (2)"),
        ("'引'", "引"),
        ("", "-"),
        ("长" * 40, "长" * 31),
        ("\x00:", "-"),
    ],
)
def test_a_sheets_name_is_one_that_the_format_allows(wanted: str, gets: str) -> None:
    assert SheetNames().take(wanted) == gets


def test_sheets_of_one_name_are_told_apart() -> None:
    names = SheetNames()
    assert [names.take(name) for name in ("a", "A", "长" * 40, "长" * 40)] == [
        "a",
        "A (2)",
        "长" * 31,
        "长" * 27 + " (2)",
    ]


def test_more_rows_than_a_sheet_holds_are_refused_not_cut() -> None:
    table = Table("t", "t", [Column("a", "a", Kind.WHOLE)], [(1,)] * (ROWS_MAX - 2))
    with pytest.raises(ValueError, match="do not fit"):
        as_xlsx(extreme.of(table))


def test_the_only_moment_in_the_file_is_the_documents() -> None:
    assert book(sample.report()).properties.created == sample.MADE_AT.replace(tzinfo=None)
    with zipfile.ZipFile(io.BytesIO(as_xlsx(sample.report()))) as file:
        assert {info.date_time[:3] for info in file.infolist()} == {(1980, 1, 1)}


@given(documents)
@settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow], deadline=None)
def test_every_document_can_be_written_and_read_back(document: Document) -> None:
    assert len(book(document).sheetnames) >= 1
