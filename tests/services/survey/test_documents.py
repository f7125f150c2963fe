"""The result and the letter as documents that can be put on the table (V6, V7, V9)."""

import csv
import io
import json

import openpyxl
import pypdfium2
import pytest
from aftercare_contracts.events.intake_units import ProjectRecorded

from .results import PROJECT, Readers, did


async def answered(readers: Readers) -> None:
    """Twenty forms, and a pilot's; the lifts many are dissatisfied with."""
    await readers.service.hear(
        ProjectRecorded(project=PROJECT, first_collective_handover_on=None, name="锦江花园"), about=PROJECT
    )
    for overall, lifts in [("good", "poor")] * 6 + [("good", "good")] * 10 + [("fair", "good")] * 4:
        await readers.returned(("lifts", lifts), ("cleanliness", "excellent"), overall=overall)
    await readers.returned(("lifts", "good"))
    await readers.returned(overall="poor", is_pilot=True)


def text_of(pdf: bytes) -> str:
    document = pypdfium2.PdfDocument(pdf)
    return "".join(page.get_textpage().get_text_bounded() for page in document).replace("\r\n", "")


async def body(readers: Readers, path: str, **query: str) -> bytes:
    answer = await readers.director.get(path, params=query)
    assert answer.status_code == 200, answer.text
    return answer.content


@pytest.mark.rule("V7")
async def test_every_format_tells_the_same_figures(readers: Readers) -> None:
    await answered(readers)
    query = {"project": PROJECT, "by": "month"}
    written = json.loads(await body(readers, "/satisfaction/documents", format="json", **query))
    assert "锦江花园" in json.dumps(written, ensure_ascii=False)
    rows = list(
        csv.reader(
            io.StringIO((await body(readers, "/satisfaction/documents", format="csv", **query)).decode("utf-8-sig"))
        )
    )
    assert [row[:3] for row in rows[1:]] == [["电梯工程", "21", "15"], ["卫生维护状况", "20", "20"]]
    book = openpyxl.load_workbook(io.BytesIO(await body(readers, "/satisfaction/documents", format="xlsx", **query)))
    cells = {cell.value for sheet in book for row in sheet.iter_rows() for cell in row}
    assert {"电梯工程", 21, 15} <= cells
    shown = text_of(await body(readers, "/satisfaction/documents", format="pdf", **query))
    assert "80.0%" in shown.replace(" ", "")
    assert "58.4–91.9%" in shown.replace(" ", "")
    assert "试点调查" in shown


@pytest.mark.rule("V9")
async def test_a_shortfall_is_named_in_the_result(readers: Readers) -> None:
    await answered(readers)
    await readers.month_begins("2027-01-01T00:00+08:00")
    shown = text_of(await body(readers, "/satisfaction/documents", language="zh")).replace(" ", "")
    assert "“2026年客户总体满意率”，实际80.0%，目标85.0%，低5.0个百分点" in shown
    english = text_of(await body(readers, "/satisfaction/documents", language="en"))
    assert "short by 5.0 points" in english


async def test_of_nothing_it_says_so(readers: Readers) -> None:
    assert "没有收回调查表" in text_of(await body(readers, "/satisfaction/documents"))
    answer = await readers.director.get("/satisfaction/documents", params={"format": "csv", "table": "items"})
    assert answer.status_code == 404


@pytest.mark.rule("V6")
async def test_the_letter_is_printed_as_it_is_posted_in_both_languages(readers: Readers) -> None:
    await answered(readers)
    about = {"project": PROJECT, "begins_on": "2026-01-01", "ends_on": "2026-03-10", "handed_out": 30}
    letter = await did(readers.colleague, "/open-letters", **about)
    path = f"/open-letters/{letter['letter_id']}/documents"
    chinese = text_of(await body(readers, path)).replace(" ", "")
    for words in (
        "致锦江花园业主的公开信",
        "尊敬的业主：",
        "1．针对“电梯工程”",
        "完成期限：2026年4月9日",
        "锦江花园客户服务处",
    ):
        assert words in chinese
    english = text_of(await body(readers, path, language="en"))
    assert "Open letter to the owners of" in english
    assert "(by 2026-04-09)" in english
    assert await body(readers, path) == await body(readers, path), "the same letter, the same bytes"
    assert (await readers.elsewhere.get(path)).status_code == 404
