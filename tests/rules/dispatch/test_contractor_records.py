"""Contractors compared: shares with their counts, quarters that add up to the whole (D8)."""

from dataclasses import astuple
from datetime import UTC, datetime, timedelta

import pytest
from dispatch.domain import contractor_records as records
from dispatch.domain.contractor_records import Figure, Figures, Quarter, Row, Share
from hypothesis import given
from hypothesis import strategies as st

SHARES = st.integers(0, 10**6).flatmap(lambda of: st.builds(Share, st.integers(0, of), st.just(of)))
FIGURES = st.builds(Figures, *(st.integers(0, 10**12) for _ in Figure))
ROWS = st.lists(
    st.builds(Row, st.sampled_from("ABC"), st.sampled_from("PQ"), st.sampled_from(("2026-Q1", "2026-Q2")), FIGURES)
)


@pytest.mark.rule("D8")
@given(SHARES)
def test_a_share_lies_between_none_and_all_and_there_is_none_of_nothing(share: Share) -> None:
    points = share.basis_points
    if share.of == 0:
        assert points is None
        return
    assert points is not None
    assert 0 <= points <= 10_000
    assert abs(points * share.of - share.count * 10_000) * 2 <= share.of
    assert (points == 10_000) >= (share.count == share.of)


@pytest.mark.rule("D8")
@pytest.mark.parametrize(
    ("count", "of", "points"), [(0, 3, 0), (1, 3, 3333), (2, 3, 6667), (3, 3, 10_000), (1, 20_000, 1), (1, 20_001, 0)]
)
def test_half_a_basis_point_is_one(count: int, of: int, points: int) -> None:
    assert Share(count, of).basis_points == points


@pytest.mark.rule("D8")
@given(ROWS)
def test_the_quarters_add_up_to_the_whole_and_so_do_the_contractors(rows: list[Row]) -> None:
    whole = records.together(rows)
    for index, figure in enumerate(Figure):
        assert astuple(whole)[index] == sum(getattr(row.figures, figure) for row in rows)
    for key in ("quarter", "project"):
        parts = {getattr(row, key) for row in rows}
        parted = (records.together(row for row in rows if getattr(row, key) == part) for part in parts)
        assert sum(parted, Figures()) == whole
    sums = records.by_contractor(rows)
    assert sum(sums.values(), Figures()) == whole
    assert list(sums) == sorted({row.contractor for row in rows})


@pytest.mark.rule("D8")
def test_figures_stand_in_the_order_of_their_names() -> None:
    assert tuple(Figures.__dataclass_fields__) == tuple(Figure)


@pytest.mark.rule("D8")
@pytest.mark.parametrize(
    ("seconds", "completed", "hundredths"), [(0, 0, None), (44_100, 1, 1225), (17, 1, 0), (18, 1, 1), (36, 2, 1), (35, 2, 0)]
)  # fmt: skip
def test_mean_hours_are_in_hundredths_half_a_one_up(seconds: int, completed: int, hundredths: int | None) -> None:
    assert Figures(repair_seconds=seconds, completed=completed).mean_hours_hundredths == hundredths


@pytest.mark.rule("D8")
@pytest.mark.parametrize(
    ("text", "starts_at", "ends_at"),
    [
        ("2026-Q1", datetime(2025, 12, 31, 16, tzinfo=UTC), datetime(2026, 3, 31, 16, tzinfo=UTC)),
        ("2026-Q4", datetime(2026, 9, 30, 16, tzinfo=UTC), datetime(2026, 12, 31, 16, tzinfo=UTC)),
    ],
)
def test_a_quarter_runs_from_midnight_to_midnight_in_china(text: str, starts_at: datetime, ends_at: datetime) -> None:
    quarter = Quarter.read(text)
    assert (quarter.starts_at, quarter.ends_at) == (starts_at, ends_at)
    assert ends_at - starts_at > timedelta(days=89)


@pytest.mark.rule("D8")
@pytest.mark.parametrize("text", ["2026-Q5", "2026-Q0", "26-Q1", "2026Q1", "1999-Q1", "2026-Q1 ", "２０２６-Q1"])
def test_what_is_no_quarter_is_refused(text: str) -> None:
    with pytest.raises(records.NotAQuarter):
        Quarter.read(text)
