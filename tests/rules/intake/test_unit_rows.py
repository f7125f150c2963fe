"""Rows of a file of units, and the file itself read piece by piece (L3, B9)."""

import csv
import io
from datetime import date

import pytest
from aftercare_contracts.errors import Problem
from hypothesis import given
from hypothesis import strategies as st
from intake.domain.csv_records import Record, records
from intake.domain.unit_rows import COLUMNS, Fault, HeadingWrong, UnitRow, heading_from, row_from, separator_of

TODAY = date(2026, 3, 10)
PROJECTS = frozenset({"P1"})
NAMES = list(COLUMNS)
GOOD = {
    "project": "P1", "building": "1", "unit_no": "1-101", "completion_accepted_on": "2024-06-01", "handed_over_on": "2025-03-10",
    "refused_on": "", "owner_name": "王女士", "owner_phone": "13812341234",
}  # fmt: skip


def read(**what: str) -> UnitRow | list[Fault]:
    heading = heading_from(",", NAMES, None)
    return row_from(heading, 7, [(GOOD | what)[name] for name in NAMES], None, PROJECTS, TODAY)


def read_faults(**what: str) -> list[Fault]:
    found = read(**what)
    assert isinstance(found, list), found
    return found


def faults(**what: str) -> list[tuple[str, str]]:
    found = read_faults(**what)
    assert {fault.line for fault in found} == {7}
    return [(fault.column, fault.reason) for fault in found]


@pytest.mark.rule("L3")
def test_a_good_row_is_a_unit_with_its_three_dates_and_its_owner() -> None:
    assert read() == UnitRow("P1", "1", "1-101", date(2024, 6, 1), date(2025, 3, 10), None, "王女士", "13812341234")


@pytest.mark.rule("L3")
@pytest.mark.parametrize(
    "text",
    ["2024-02-29", "2024/2/29", "2024.02.29", "2024年2月29日", " 2024-02-29 ", "2024/2/29 0:00", "2024-02-29 00:00:00"],
)
def test_a_date_may_be_written_as_spreadsheets_write_it(text: str) -> None:
    found = read(completion_accepted_on=text)
    assert isinstance(found, UnitRow)
    assert found.completion_accepted_on == date(2024, 2, 29)


@pytest.mark.rule("L3")
@pytest.mark.parametrize(
    ("what", "expected"),
    [
        ({"completion_accepted_on": "2023-02-29"}, [("completion_accepted_on", "there is no such day")]),
        ({"completion_accepted_on": "03/10/2024"}, [("completion_accepted_on", "not a date")]),
        ({"completion_accepted_on": ""}, [("completion_accepted_on", "the cell is empty")]),
        ({"completion_accepted_on": "0024-06-01"}, [("completion_accepted_on", "too long ago")]),
        ({"handed_over_on": "2026-03-11"}, [("handed_over_on", "lies in the future")]),
        ({"handed_over_on": "2024-05-31"}, [("handed_over_on", "before completion was accepted on 2024-06-01")]),
        ({"refused_on": "2024-05-31"}, [("refused_on", "before completion was accepted on 2024-06-01")]),
        ({"unit_no": " "}, [("unit_no", "the cell is empty")]),
        ({"unit_no": "1" * 41}, [("unit_no", "41 characters")]),
        ({"owner_name": "王\x00女士"}, [("owner_name", "holds control or unreadable characters")]),
        ({"building": "1\n2"}, [("building", "holds control or unreadable characters")]),
        ({"project": "P2"}, [("project", "there is no such project within your reach")]),
        (
            {"unit_no": "", "owner_phone": "", "handed_over_on": "soon"},
            [("unit_no", "the cell is empty"), ("owner_phone", "the cell is empty"), ("handed_over_on", "not a date")],
        ),
    ],
)
def test_everything_wrong_with_a_row_is_named(what: dict[str, str], expected: list[tuple[str, str]]) -> None:
    assert faults(**what) == expected


@pytest.mark.rule("L3")
@given(st.dates(date(2024, 6, 1), TODAY))
def test_any_day_from_completion_to_today_is_a_handover(day: date) -> None:
    found = read(handed_over_on=str(day))
    assert isinstance(found, UnitRow)
    assert found.handed_over_on == day


@pytest.mark.rule("L8")
def test_of_a_person_a_fault_quotes_only_the_beginning() -> None:
    (fault,) = read_faults(owner_phone="13812341234" * 9)
    assert fault.value == "138…"


def test_a_huge_cell_is_quoted_short() -> None:
    (fault,) = read_faults(unit_no="长" * 1_000_000)
    assert fault.value == "长" * 60 + "…"
    assert fault.reason == "1,000,000 characters"


def test_a_row_of_another_width_is_a_bad_row() -> None:
    heading = heading_from(",", NAMES, None)
    (fault,) = row_from(heading, 3, ["P1", "1"], None, PROJECTS, TODAY)  # type: ignore[misc]
    assert (fault.line, fault.reason) == (3, "the row has 2 cells, the first line 8")


def test_the_project_may_be_named_once_for_the_whole_file() -> None:
    heading = heading_from(",", NAMES[1:], "P1")
    found = row_from(heading, 2, [GOOD[name] for name in NAMES[1:]], "P1", PROJECTS, TODAY)
    assert isinstance(found, UnitRow)
    assert found.project == "P1"


@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("place", [0, 1])
def test_columns_are_known_in_chinese_and_english(separator: str, place: int) -> None:
    cells = [names[place] for names in COLUMNS.values()]
    assert separator_of(separator.join(cells)) == separator
    assert list(heading_from(separator, [f" {cell.upper()} " for cell in cells], None).places) == NAMES


def wrong(cells: list[str]) -> tuple[Problem, ...]:
    with pytest.raises(HeadingWrong) as refused:
        heading_from(",", cells, None)
    return refused.value.problems


def test_a_missing_a_repeated_and_an_unknown_column_are_named() -> None:
    (missing,) = wrong(NAMES[:-1])
    assert (missing.pointer, missing.what) == ("csv:line 1", "the column owner_phone is missing")
    (again,) = wrong([*NAMES, "房号"])
    assert (again.pointer, again.what) == ("csv:line 1, column 9", "unit_no stands here a second time")
    (unknown,) = wrong([*NAMES, "handed_over"])
    assert (unknown.pointer, unknown.what) == ("csv:line 1, column 9", "'handed_over' is not a column of units")
    assert len(wrong(["?"] * 100_000)) == 20


def all_of(content: bytes, encoding: str, window: int) -> list[Record]:
    """The file's records, read through a window that grows only where one does not fit."""
    found: list[Record] = []
    byte, line, length = 0, 1, window
    while byte < len(content):
        is_last = byte + length >= len(content)
        batch = list(records(content[byte : byte + length], encoding, ",", line, is_last=is_last))
        if not batch and not is_last:
            length *= 2
            continue
        found += batch
        byte, line, length = byte + batch[-1].next_byte, batch[-1].next_line, window
    return found


CELLS = st.text(st.characters(codec="gb18030", exclude_characters="\r\x00\ud800"), max_size=8)


@pytest.mark.rule("B9")
@given(
    st.lists(st.lists(CELLS, min_size=2, max_size=4), max_size=8),
    st.integers(1, 40),
    st.sampled_from(["utf-8", "gb18030"]),
)
def test_a_file_read_through_any_window_is_the_file_read_at_once(
    rows: list[list[str]], window: int, encoding: str
) -> None:
    text = io.StringIO()
    csv.writer(text).writerows(rows)
    found = all_of(text.getvalue().encode(encoding), encoding, window)
    assert [record.cells for record in found] == rows
    assert all(not record.problem for record in found)


def test_a_quote_without_end_and_a_cell_too_long_are_named_and_the_rest_is_read() -> None:
    (open_quote,) = records(b'a,"b\nc,d\n', "utf-8", ",", 5, is_last=True)
    assert (open_quote.line, open_quote.problem, open_quote.next_line) == (5, "an opening quote has no end", 7)
    huge, after = records(b"x" * 5_000_000 + b",1\na,b\n", "utf-8", ",", 2, is_last=True)
    assert (huge.line, huge.cells, huge.problem != "") == (2, [], True)
    assert (after.line, after.cells) == (3, ["a", "b"])


def test_lines_within_quotes_count_and_blank_ones_too() -> None:
    found = list(records(b'"a\nb",1\r\n\r\nc,2', "utf-8", ",", 1, is_last=True))
    assert [(record.line, record.cells) for record in found] == [(1, ["a\nb", "1"]), (3, []), (4, ["c", "2"])]
