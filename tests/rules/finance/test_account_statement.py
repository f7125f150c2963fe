"""A statement of an account from its entries alone, whatever came later (F8)."""

from datetime import UTC, datetime, timedelta

import pytest
from finance.domain.account_statement import Booked, draw
from finance.domain.ledger import BANK, Posting, owed_by
from finance.domain.quarter import Quarter
from finance.domain.retention import account, free, held, withheld
from hypothesis import given
from hypothesis import strategies as st

NO = "HT-1"
QUARTER = Quarter(2026, 2)
BEGIN = datetime(2025, 12, 1, tzinfo=UTC)
MOVES = st.sampled_from([
    (free(NO), held(NO)), (held(NO), free(NO)), (held(NO), BANK), (free(NO), BANK), ("costs:unsorted:P1", owed_by(NO)),
    (free(NO), withheld(NO)),
])  # fmt: skip


@st.composite
def books(draw_: st.DrawFn) -> list[Booked]:
    """A retention of 10,000 and whatever may happen to it without going below zero, in time."""
    booked = [Booked(BEGIN, "retention:HT-1", "retention_opened", "", None, Posting(withheld(NO), free(NO), 1_000_000))]
    balance = {free(NO): 1_000_000, held(NO): 0}
    at = BEGIN
    for number in range(draw_(st.integers(0, 25))):
        source, destination = draw_(MOVES)
        fen = draw_(st.integers(1, 400_000))
        at += timedelta(days=draw_(st.integers(0, 25)))
        if balance.get(source, fen) < fen:
            continue
        balance[source] = balance.get(source, 0) - fen
        balance[destination] = balance.get(destination, 0) + fen
        booked.append(Booked(at, f"e:{number}", "x", "", None, Posting(source, destination, fen)))
    return booked


@pytest.mark.rule("F8", "F7")
@given(books())
def test_opening_and_movements_make_the_closing_and_every_line_says_what_stood_after_it(booked: list[Booked]) -> None:
    drawn = draw(NO, QUARTER, booked)
    before = [each for each in booked if each.made_at < QUARTER.starts_at]
    until = [each for each in booked if each.made_at < QUARTER.ends_at]
    assert drawn.opening == account(NO, [each.posting for each in before])
    assert drawn.closing == account(NO, [each.posting for each in until])
    assert len(drawn.movements) == len(until) - len(before)
    for number, line in enumerate(drawn.movements, 1):
        then = account(NO, [each.posting for each in until[: len(before) + number]])
        assert (line.held_fen, line.free_fen, line.claimed_fen) == (then.held_fen, then.free_fen, then.claimed_fen)


@pytest.mark.rule("F8", "B10")
@given(books(), st.integers(0, 300))
def test_what_came_later_changes_no_line_of_an_earlier_statement(booked: list[Booked], days: int) -> None:
    as_of = BEGIN + timedelta(days=days)
    known_then = [each for each in booked if each.made_at <= as_of]
    later = draw(NO, QUARTER, booked)
    earlier = draw(NO, QUARTER, known_then)
    assert later.movements[: len(earlier.movements)] == earlier.movements
    if as_of >= QUARTER.ends_at:
        assert later == earlier
