"""A document as a PDF: what is in it can be read, nothing in it runs, and each page looks as a page should."""

import re
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from io import BytesIO

import extreme_documents as extreme
import pypdfium2
import pytest
import sample_documents as sample
from any_documents import documents
from hypothesis import HealthCheck, given, settings
from PIL import Image
from printing.as_pdf import as_pdf
from printing.document import Chart, Column, Document, Drawn, Figures, Kind, Layout, Section, Series, Table, Text
from printing.fonts import missing_characters
from pypdf import PdfReader

SCALE = 0.5
BESIDE, ABOVE = 48 * SCALE, 36 * SCALE
"""The least white on each side of a page; half an inch is what every printer can do."""
A4_UPRIGHT, A4_ACROSS = (595, 842), (842, 595)
WRITE_ALL = """
import hashlib, sys
import sample_documents as sample
from printing.as_json import as_json
from printing.as_pdf import as_pdf
from printing.as_xlsx import as_xlsx
for document in (sample.report(), sample.letter(), sample.posting()):
    print(*(hashlib.sha256(write(document)).hexdigest() for write in (as_json, as_xlsx, as_pdf)))
"""


def words_of(document: Document) -> str:
    """All text of the PDF, without line ends."""
    with pypdfium2.PdfDocument(as_pdf(document)) as pdf:
        return (
            "".join(page.get_textpage().get_text_bounded() for page in pdf).replace("\r\n", " ").replace("\u200b", "")
        )


def pages(document: Document, scale: float = SCALE) -> Iterator[Image.Image]:
    with pypdfium2.PdfDocument(as_pdf(document)) as pdf:
        for page in pdf:
            yield page.render(scale=scale).to_pil().convert("L")


def sizes(document: Document) -> list[tuple[int, int]]:
    with pypdfium2.PdfDocument(as_pdf(document)) as pdf:
        return [(round(page.get_width()), round(page.get_height())) for page in pdf]


def inked(picture: Image.Image) -> tuple[int, int, int, int]:
    """The box around all that is not paper."""
    box = picture.point(lambda grey: 255 if grey < 250 else 0).getbbox()
    assert box is not None, "an empty page"
    return box


ALL = {
    "report": sample.report(),
    "letter": sample.letter(),
    "posting": sample.posting(),
    "hostile": extreme.hostile(),
    "many rows": extreme.of(extreme.many_rows(120)),
    "many columns": extreme.of(extreme.many_columns(90)),
    "long cells": extreme.of(extreme.long_cells()),
    "odd values": extreme.of(extreme.odd_values()),
    "nothing": extreme.of(Figures([]), Text([]), Table("n", "", [], []), Chart("c", "空", Drawn.LINES, [], [])),
    "letter with figures": extreme.of(sample.contractors(), sample.charts()["causes"], layout=Layout.LETTER),
    "posting with figures": extreme.of(sample.by_class(), sample.charts()["hours"], layout=Layout.POSTING),
    "long letter": extreme.of(Text(["各位业主：", *["正文很长，跨页也不应散乱。" * 9] * 12]), layout=Layout.LETTER, signatures=("中心",)),
}  # fmt: skip


@pytest.mark.parametrize("name", ALL)
def test_every_page_has_ink_and_none_outside_its_margins(name: str) -> None:
    for picture in pages(ALL[name]):
        left, top, right, bottom = inked(picture)
        assert left >= BESIDE
        assert top >= ABOVE
        assert right <= picture.width - BESIDE
        assert bottom <= picture.height - ABOVE
        body = picture.crop((0, int(picture.height * 0.09), picture.width, int(picture.height * 0.93)))
        inked(body)


def test_two_processes_write_the_same_bytes() -> None:
    def run(seed: str) -> str:
        environment = {
            "PYTHONPATH": ":".join(sys.path),
            "PYTHONHASHSEED": seed,
            "TZ": "America/New_York" if seed == "1" else "UTC",
        }
        return subprocess.run(
            [sys.executable, "-c", WRITE_ALL], env=environment, capture_output=True, text=True, check=True
        ).stdout

    first, second = run("1"), run("2")
    assert len(first.split()) == 9
    assert first == second


def test_threads_do_not_disturb_one_another() -> None:
    documents = [replace(sample.report(), title=f"报告{n}") for n in range(6)]
    with ThreadPoolExecutor(6) as pool:
        assert list(pool.map(as_pdf, documents)) == [as_pdf(document) for document in documents]


def test_what_a_reader_looks_for_is_there() -> None:
    words = words_of(sample.report())
    for expected in (
        "2026 年 10 月客户投诉情况月度汇总", "编号：BG-2026-000118", "生成时间：2026-11-01 08:05（北京时间）", "第 1 页，共 4 页",
        "受理案件（件） 312", "▲ 6.8%", "持平", "19,889.25 元", "房屋质量 168 53.8%", "合计 312 100.0%", "12,486.50",
        "注：3 月因系统切换未开展回访。", "编制：", "日期：",
    ):  # fmt: skip
        assert expected.replace(" ", "") in words.replace(" ", ""), expected


def test_a_letter_has_its_parts_in_their_order() -> None:
    words = words_of(sample.letter()).replace(" ", "")
    parts = (
        "致锦江花园全体业主的公开信",
        "尊敬的各位业主：",
        "您好！",
        "支持与监督！",
        "锦江花园客户服务中心",
        "2026年11月1日",
    )
    places = [words.index(part) for part in parts]
    assert places == sorted(places)
    assert "日期：" not in words


def test_a_wide_table_stands_across_and_the_rest_upright() -> None:
    assert sizes(sample.report()) == [A4_UPRIGHT, A4_UPRIGHT, A4_UPRIGHT, A4_ACROSS]
    assert sizes(sample.letter()) == [A4_UPRIGHT]


def test_a_table_too_wide_for_any_page_goes_on_below_with_its_first_column() -> None:
    words = words_of(extreme.of(extreme.many_columns(90))).replace(" ", "")
    assert "宽表（续）" in words
    assert all(f"第{n}列" in words for n in range(1, 90))
    assert words.count("项目11") >= 3


def test_a_long_table_repeats_its_header_and_ends_with_its_total() -> None:
    document = extreme.of(extreme.many_rows(120))
    with pypdfium2.PdfDocument(as_pdf(document)) as pdf:
        texts = [page.get_textpage().get_text_bounded() for page in pdf]
    assert len(texts) == 3
    assert all("投诉内容" in text for text in texts)
    assert "合计" in texts[-1]
    assert "KS-2026-000120" in texts[-1]


def test_hostile_texts_appear_as_they_are() -> None:
    words = words_of(extreme.hostile()).replace(" ", "")
    for text in extreme.HOSTILE:
        assert text.replace("\x00", "□").replace("\x07", "□").replace(" ", "") in words, text


def test_there_are_no_links_no_scripts_and_no_files_inside() -> None:
    reader = PdfReader(BytesIO(as_pdf(extreme.hostile())))
    assert all("/Annots" not in page for page in reader.pages)
    assert not {"/OpenAction", "/AA", "/Names", "/AcroForm"} & set(reader.trailer["/Root"])


def fonts_in(pdf: bytes) -> set[str]:
    found = set()
    for page in PdfReader(BytesIO(pdf)).pages:
        for font in page["/Resources"].get("/Font", {}).values():
            descendant = font.get_object()["/DescendantFonts"][0].get_object()
            assert {"/FontFile2", "/FontFile3"} & set(descendant["/FontDescriptor"].get_object()), "not embedded"
            found.add(str(font.get_object()["/BaseFont"]).split("+")[-1])
    return found


def test_only_our_fonts_are_inside() -> None:
    assert {name.split("-Identity")[0] for name in fonts_in(as_pdf(sample.report()))} == {"NotoSansSC-Regular"}
    assert {name.split("-Identity")[0] for name in fonts_in(as_pdf(sample.letter()))} == {
        "NotoSansSC-Regular",
        "NotoSerifSC-Regular",
    }


def test_its_date_of_creation_is_the_documents_moment() -> None:
    metadata = PdfReader(BytesIO(as_pdf(sample.report()))).metadata
    assert metadata is not None
    assert metadata.creation_date == sample.MADE_AT
    assert metadata.title == sample.report().title


def test_characters_that_the_fonts_lack_are_boxes_and_are_listed() -> None:
    document = extreme.of(Text([extreme.RARE]))
    assert "龘㐂" in words_of(document)
    assert set(missing_characters(document)) == set("𠀀😀👨👩👧")
    assert words_of(document).count("□") == 5
    assert missing_characters(sample.report()) == ""


def test_an_empty_table_says_so() -> None:
    table = Table("t", "空表", [Column("a", "甲"), Column("b", "乙", Kind.WHOLE)], [], ("合计", 0))
    words = words_of(extreme.of(table))
    assert "本期无记录" in words
    assert "合计" in words
    assert "Nothing in this period" in words_of(replace(extreme.of(table), language="en"))


def test_a_heading_never_ends_a_page() -> None:
    for lines in range(20, 40, 3):
        document = extreme.of(Text(["一行"] * lines), Table("t", "表的标题", [Column("a", "甲")], [("一",)] * 30))
        with pypdfium2.PdfDocument(as_pdf(document)) as pdf:
            for page in pdf:
                text = page.get_textpage().get_text_bounded()
                assert "表的标题" not in text or re.search(r"表的标题\s+甲\s*一", text)


def test_a_chart_is_drawn() -> None:
    chart = Chart("c", "图", Drawn.BARS, ["甲", "乙"], [Series("件数", [3, 5])])
    with_chart, without = (next(pages(extreme.of(*parts))) for parts in ([chart], [Text([])]))
    assert dark(with_chart) > 3 * dark(without)


def dark(picture: Image.Image) -> int:
    return sum(picture.histogram()[:128])


@given(documents)
@settings(max_examples=15, suppress_health_check=[HealthCheck.too_slow], deadline=None)
def test_every_document_can_be_set(document: Document) -> None:
    with pypdfium2.PdfDocument(as_pdf(document)) as pdf:
        assert len(pdf) >= 1


def test_what_is_called_as_its_section_is_named_once() -> None:
    table = Table("t", "逐月情况", [Column("a", "月份")], [("1月",)])
    document = replace(extreme.of(), sections=[Section("逐月情况", [table])])
    assert words_of(document).count("逐月情况") == 1
