"""How values read: money exact, shares and hours rounded as people round, changes said only where they say something."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from printing.document import Column, Kind, Value
from printing.texts import ZERO_WIDTH_SPACE, balanced, breakable, printable, shortened
from printing.values import change, heading, places_of, shown, yuan
from printing.widths import cells


@pytest.mark.parametrize(
    ("value", "kind", "reads"),
    [
        (123_456_789, Kind.AMOUNT_FEN, "1,234,567.89"),
        (-5, Kind.AMOUNT_FEN, "-0.05"),
        (10**19 + 1, Kind.AMOUNT_FEN, "100,000,000,000,000,000.01"),
        (0.125, Kind.SHARE, "12.5%"),
        (0.28675, Kind.SHARE, "28.7%"),
        (0.1115, Kind.SHARE, "11.2%"),
        (1, Kind.SHARE, "100.0%"),
        (-0.0004, Kind.SHARE, "0.0%"),
        (2.25, Kind.HOURS, "2.3"),
        (1234, Kind.WHOLE, "1,234"),
        (3.0, Kind.NUMBER, "3"),
        (2.675, Kind.NUMBER, "2.68"),
        (None, Kind.WHOLE, "—"),
        ("不详", Kind.WHOLE, "不详"),
        (date(2026, 10, 1), Kind.DAY, "2026-10-01"),
        (datetime(2026, 9, 30, 16, 1, tzinfo=UTC), Kind.MOMENT, "2026-10-01 00:01"),
    ],
)
def test_a_value_reads(value: Value, kind: Kind, reads: str) -> None:
    assert shown(value, kind) == reads


@given(st.integers(-(10**24), 10**24))
def test_no_fen_is_lost(fen: int) -> None:
    assert yuan(fen) * 100 == fen
    assert Decimal(shown(fen, Kind.AMOUNT_FEN).replace(",", "")) * 100 == fen


def test_numbers_below_one_another_have_the_same_places() -> None:
    values = [3, 2.5, 1.125, None]
    assert [shown(v, Kind.NUMBER, "zh", places_of(values, Kind.NUMBER)) for v in values] == [
        "3.00",
        "2.50",
        "1.13",
        "—",
    ]


@pytest.mark.parametrize(
    ("now", "before", "kind", "says"),
    [
        (312, 292, Kind.WHOLE, "▲ 6.8%"),
        (286, 301, Kind.WHOLE, "▼ 5.0%"),
        (5, 5, Kind.WHOLE, "持平"),
        (0.958, 0.944, Kind.SHARE, "▲ 1.4 个百分点"),
        (5, 0, Kind.WHOLE, "▲ 5"),
        (500, -100, Kind.AMOUNT_FEN, "▲ 6.00 元"),
        (1000, 1, Kind.WHOLE, "▲ 999"),
        (5, None, Kind.WHOLE, ""),
        (None, 5, Kind.WHOLE, ""),
    ],
)
def test_a_change_is_said(now: Value, before: Value, kind: Kind, says: str) -> None:
    assert change(now, before, kind, "zh") == says


@pytest.mark.parametrize(
    ("title", "kind", "language", "reads"),
    [
        ("扣款", Kind.AMOUNT_FEN, "zh", "扣款（元）"),
        ("扣款（元）", Kind.AMOUNT_FEN, "zh", "扣款（元）"),
        ("用时", Kind.HOURS, "zh", "用时（小时）"),
        ("件数", Kind.WHOLE, "zh", "件数"),
        ("单元造价", Kind.AMOUNT_FEN, "zh", "单元造价（元）"),
        ("Deducted", Kind.AMOUNT_FEN, "en", "Deducted (CNY)"),
    ],
)
def test_a_heading_names_the_unit_once(title: str, kind: Kind, language: str, reads: str) -> None:
    assert heading(Column("k", title, kind), language) == reads


@given(st.text(), st.integers(1, 30))
def test_breaking_adds_nothing_that_can_be_seen(text: str, room: int) -> None:
    plain = text.replace(ZERO_WIDTH_SPACE, "")
    assert breakable(plain, room).replace(ZERO_WIDTH_SPACE, "") == plain


def test_long_words_can_break_and_numbers_of_cases_stay_whole() -> None:
    assert breakable("KS-2026-000123", 14) == "KS-2026-000123"
    assert ZERO_WIDTH_SPACE in breakable("a" * 30, 14)


def test_control_characters_become_boxes_and_line_ends_alike() -> None:
    assert printable("a\x00b\r\nc\rd\te\ud800") == "a□b\nc\nd e□"


@given(st.text(), st.integers(4, 30))
def test_a_shortened_text_fits(text: str, most: int) -> None:
    assert cells(shortened(text, most)) <= most


@pytest.mark.parametrize(
    ("title", "room", "lines"),
    [
        ("处理完毕", 4, ["处理完毕"]),
        ("处理完毕", 3, ["处理", "完毕"]),
        ("九成用时不超过", 5, ["九成用时", "不超过"]),
        ("Handled in time", 3, ["Handled in time"]),
    ],
)
def test_a_title_breaks_into_lines_of_about_the_same_length(title: str, room: float, lines: list[str]) -> None:
    assert balanced(title, room).split("\n") == lines
