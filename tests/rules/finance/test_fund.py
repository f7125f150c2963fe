"""The imprest: low-water marks, and a balance that never goes below zero unnoticed (F3)."""

import pytest
from finance.domain import fund
from finance.domain.policies import check_fund
from hypothesis import given
from hypothesis import strategies as st


@pytest.mark.rule("F3")
@pytest.mark.parametrize(
    ("before_fen", "after_fen", "told"),
    [
        (101, 100, False),
        (100, 99, True),
        (99, 98, False),
        (1, 0, False),
        (0, -1, True),
        (101, -1, True),
        (-1, -2, False),
    ],
)
def test_a_fund_that_falls_below_its_mark_or_below_zero_is_told_of_once(
    before_fen: int, after_fen: int, told: bool
) -> None:
    assert fund.ran_low(before_fen, after_fen, 100) is told


@pytest.mark.rule("F3")
@given(st.integers(0, 1000), st.lists(st.integers(1, 400), max_size=20), st.integers(0, 1000))
def test_whatever_is_paid_going_below_zero_is_told_of_exactly_once(start: int, payments: list[int], mark: int) -> None:
    balance, below_zero = start, 0
    for payment in payments:
        below_zero += balance >= 0 > balance - payment and fund.ran_low(balance, balance - payment, mark)
        balance -= payment
    assert below_zero == (balance < 0)


@pytest.mark.rule("F3")
def test_a_project_may_have_a_mark_of_its_own() -> None:
    figures = {"low_water_fen": 100, "projects": {"P1": 700}}
    assert check_fund(figures) == []
    assert (fund.low_water(figures, "P1"), fund.low_water(figures, "P2"), fund.low_water({"low_water_fen": 5}, "P1")) == (
        700, 100, 5
    )  # fmt: skip
    assert [each.pointer for each in check_fund({"low_water_fen": 1, "projects": {"P1": -1}})] == ["/projects/P1"]
