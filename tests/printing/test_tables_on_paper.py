"""How tables are fitted to paper: widths that fill the page and no more, letters as large as they can be."""

import extreme_documents as extreme
import pytest
import sample_documents as sample
from any_documents import tables
from hypothesis import given, settings
from printing.document import Column, Kind, Table
from printing.paper import paper
from printing.paper_tables import INSET, LANDSCAPE, PORTRAIT, SIZES_ON_BOARDS, is_wide, pieces
from printing.widths import ems


@given(tables())
@settings(deadline=None)
def test_every_table_fits_between_the_margins_in_all_its_pieces(table: Table) -> None:
    if not table.columns:
        return
    width = LANDSCAPE if is_wide(table) else PORTRAIT
    found = list(pieces(table, width, "zh"))
    assert all(sum(column.width for column in piece.columns) <= width + 0.1 for piece in found)
    shown = 1 + sum(len(piece.columns) - 1 for piece in found)
    assert shown == len(table.columns), "every column once, the first in each piece"
    assert [piece.is_last for piece in found] == [False] * (len(found) - 1) + [True]


@pytest.mark.parametrize("table", [sample.by_class(), sample.by_cause(), sample.by_department(), extreme.many_rows(50)])
def test_figures_have_room_on_one_line(table: Table) -> None:
    (piece,) = pieces(table, PORTRAIT, "zh")
    for n, column in enumerate(table.columns):
        if column.kind is not Kind.TEXT:
            room = (piece.columns[n].width - 2 * INSET) / piece.size
            assert all(ems(row[n]) <= room + 0.01 for row in piece.rows), column.key


def test_only_what_does_not_read_well_upright_is_wide() -> None:
    assert not any(map(is_wide, (sample.by_class(), sample.by_cause(), sample.by_department(), extreme.many_rows(50))))
    assert is_wide(sample.contractors())


def test_a_total_says_nothing_where_it_has_nothing() -> None:
    (piece,) = pieces(sample.contractors(), LANDSCAPE, "zh")
    assert piece.total is not None
    assert piece.total[8:] == ["", ""]
    assert piece.rows[4][7:9] == ["—", "—"]


def test_letters_on_a_board_are_larger() -> None:
    table = Table("t", "", [Column("a", ""), Column("b", "")], [("事项", "停水"), ("范围", "A区3栋、4栋")])
    (piece,) = pieces(table, 447, "zh", SIZES_ON_BOARDS)
    assert piece.size == 15


def test_sections_of_words_stay_on_the_turned_page_and_letters_never_turn() -> None:
    groups = paper(sample.report())["groups"]
    assert [(group["wide"], len(group["sections"])) for group in groups] == [(False, 3), (True, 2)]
    letter = extreme.of(sample.contractors(), layout=sample.Layout.LETTER)
    assert [group["wide"] for group in paper(letter)["groups"]] == [False]
