"""Hostile files of units: cut where they never end, refused where they are something else, row by row where rows are bad (L3, B9)."""

import csv
import io
import tracemalloc
from collections.abc import AsyncIterator

import hostile_tables as hostile
import pytest
from intake.use_cases import unit_imports

from .desk import PROJECT, Office, made, pointers, unit
from .test_refusals import nothing_left_behind
from .test_unit_imports import HEADINGS, came_of, file, left_over, named, post, row, taken_in, units

MB = 1_000_000


@pytest.mark.parametrize(
    "piece",
    [b"x" * MB, b'"' + b"x\n" * (MB // 2), b"\n" * MB, b"," * MB, bytes(MB)],
    ids=["a cell", "a quote", "lines", "columns", "nothing"],
)  # fmt: skip
async def test_a_file_that_never_ends_is_cut_at_the_limit_and_never_held_whole(office: Office, piece: bytes) -> None:
    taken = 0

    async def endless() -> AsyncIterator[bytes]:
        nonlocal taken
        while True:
            taken += 1
            yield piece

    async with nothing_left_behind(office):
        tracemalloc.start()
        refused = await office.records.post("/units/imports", content=endless(), headers={"Content-Type": "text/csv"})
        most = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
    assert (refused.status_code, refused.json()["type"]) == (413, "urn:aftercare:problem:too-large")
    assert taken <= 66
    assert most < 20 * MB


@pytest.mark.parametrize("kind", hostile.spreadsheets())
async def test_a_spreadsheet_is_refused_and_never_unpacked(office: Office, kind: str) -> None:
    content = hostile.spreadsheets()[kind]
    async with nothing_left_behind(office):
        media_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
        named_so = await office.records.post("/units/imports", content=content, headers={"Content-Type": media_type})
        assert (named_so.status_code, pointers(named_so)) == (422, ["header:Content-Type"])
        assert (await post(office, content)).status_code == 422


TABLE = file(row("2-101"), row("2-102")).decode()


@pytest.mark.parametrize("how", hostile.disguised(TABLE))
async def test_a_table_in_an_encoding_that_is_not_ours_is_refused(office: Office, how: str) -> None:
    async with nothing_left_behind(office):
        assert (await post(office, hostile.disguised(TABLE)[how])).status_code == 422


HEADS = {
    "a million columns": b"x," * 1_000_000,
    "a million more columns": HEADINGS.encode() + b"," + b"x," * 1_000_000,
    "no names": b";" * 100_000,
    "nothing": bytes(100_000),
    "quotes": b'"' * 99_999,
    "a quote without end": b'"' + b"x" * 5 * MB,
    "returns": b"\r" * 100_000,
    "empty lines": b"\n" * 100_000,
    "lines of an old Mac": HEADINGS.encode() + b"\r" + b"1,2,3\r" * 1000,
    "names with nothing in them": HEADINGS.replace(",", "\0,").encode(),
    "a formula": b"=" + HEADINGS.encode(),
    "half a name": HEADINGS.encode()[:-1],
}


@pytest.mark.parametrize("head", HEADS)
async def test_a_first_line_that_names_no_columns_is_refused_in_few_words(office: Office, head: str) -> None:
    async with nothing_left_behind(office):
        refused = await post(office, HEADS[head] + b"\n" + row("2-101").encode())
        assert refused.status_code == 422, refused.text
        assert len(refused.json()["errors"]) <= 20
        assert len(refused.content) < 10_000


BAD = {
    "a million columns": (",".join(["x"] * 1_000_000), "", "the row has 1000000 cells, the first line 8"),
    "longer than is read": ("x," * 4_500_000, "", "a row of more than 8,000,000 bytes"),
    "a cell longer than is read": ('"' + "x" * 9 * MB + '"', "", "a row of more than 8,000,000 bytes"),
    "a cell that is too long": (row("2-102", building="x" * 140_000), "", "a cell of more than 131,072 characters"),
    "nothing": (row("2-102", owner_name="王\0五"), "owner_name", "holds control or unreadable characters"),
    "a line end in a cell": (
        row("2-102", owner_name='"王\n五"'),
        "owner_name",
        "holds control or unreadable characters",
    ),
    "a bell": (row("2-102", owner_phone="\a1"), "owner_phone", "holds control or unreadable characters"),
    "a formula for a day": (row("2-102", handed_over_on="=TODAY()"), "handed_over_on", "not a date"),
    "a day past all days": (row("2-102", handed_over_on="9999-99-99"), "handed_over_on", "there is no such day"),
    "an empty unit": (row("\u3000 \u00a0"), "unit_no", "the cell is empty"),
}


@pytest.mark.parametrize("bad", BAD)
async def test_a_hostile_row_is_named_and_those_around_it_are_taken_in(office: Office, bad: str) -> None:
    line, column, reason = BAD[bad]
    found = await taken_in(office, file(row("2-101"), line, row("2-103")), mode="rows")
    assert came_of(found) == ("done", 2, 0, 0, 1)
    assert [(column, reason) for _, column, reason in named(found)] == [(column, reason)]
    assert {"2-101", "2-103"} <= set(await units(office))


async def test_a_file_of_very_many_bad_rows_is_given_up_before_it_fills_the_database(office: Office) -> None:
    most = unit_imports.ROWS_BAD_MAX
    found = await taken_in(office, file(row("2-101"), *["x"] * (most + 20_000)), mode="rows")
    assert found["state"] == "refused"
    assert (found["added"], await left_over(office)) == (0, 0)
    assert most < found["faults_total"] < most + 2000
    assert "2-101" not in await units(office)
    told = await office.records.get(f"/units/imports/{found['import_id']}/faults.csv")
    assert "more than 50,000 rows are bad; the rest was not read" in told.text.splitlines()[-1]


def cells_of(text: str) -> list[str]:
    return [cell for line in csv.reader(io.StringIO(text.removeprefix("\ufeff"))) for cell in line]


@pytest.mark.rule("B9")
async def test_no_cell_that_came_in_runs_where_it_goes_out_and_each_reads_back_as_it_was(office: Office) -> None:
    lines = [
        {"project": PROJECT, "building": "2", "unit_no": f"2-{place}", "completion_accepted_on": "2024-02-29", "owner_name": text,
         "owner_phone": text}
        for place, text in enumerate(hostile.FORMULAS)
    ]  # fmt: skip
    written = io.StringIO()
    csv.writer(written).writerows([list(lines[0]), *(list(line.values()) for line in lines)])
    assert came_of(await taken_in(office, written.getvalue().encode()))[:2] == ("done", len(lines))
    out = await office.officer.get("/units/export.csv", params={"project": PROJECT, "personal": "true"})
    assert not [
        cell for cell in cells_of(out.text) if cell.startswith(("=", "+", "-", "@", "＝", "＋", "－", "＠", "\t", "\r"))
    ]
    again = await taken_in(office, out.content, update="true")
    assert came_of(again)[0] == "done"
    assert came_of(again)[2] == 0


@pytest.mark.rule("B9")
@pytest.mark.parametrize("formula", hostile.FORMULAS)
async def test_what_is_wrong_with_a_row_does_not_run_where_it_is_read(office: Office, formula: str) -> None:
    quoted = '"' + formula.replace('"', '""') + '"'
    found = await taken_in(office, file(row("2-101", handed_over_on=quoted)), mode="rows")
    told = await office.records.get(f"/units/imports/{found['import_id']}/faults.csv")
    assert not [cell for cell in cells_of(told.text) if cell.startswith(("=", "+", "-", "@", "＝", "＋", "－", "＠"))]


async def test_a_case_in_whose_words_formulas_stand_does_not_run_where_it_is_exported(office: Office) -> None:
    await made(office.records, "/units", unit(unit_no="=1+1", owner_name="@SUM(1)"))
    for formula in hostile.FORMULAS:
        await office.case(complaint=formula)
    out = await office.officer.get("/cases/export.csv", params={"personal": "true"})
    assert out.headers["Export-Rows"] == str(len(hostile.FORMULAS))
    assert not [cell for cell in cells_of(out.text) if cell.startswith(("=", "+", "-", "@", "＝", "＋", "－", "＠"))]
