"""The posted price list, and the owner's agreement before his own damage is repaired (D2, S4#5 4.1.2)."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Any
from uuid import UUID

import pytest
from aftercare_contracts.values import Bearer
from dispatch.domain import prices, quotes
from dispatch.domain.prices import PriceLine, PriceList
from dispatch.domain.quotes import Answer, Quote, Verdict, Wanted
from dispatch.domain.work_order import State
from hypothesis import given
from hypothesis import strategies as st

from .orders import NOW, TODAY, received, standing

UNTIL = NOW + timedelta(days=14)
LIST = PriceList(
    UUID(int=1), "P1", TODAY + timedelta(days=1), "物价备案",
    (PriceLine("D01", "换地漏", "次", 4_500), PriceLine("F02", "补缝", "米", 333)), "sun.property", NOW,
)  # fmt: skip
PROPERTIES = st.tuples(st.integers(1, 10**9), st.integers(1, 10**8))


def quote(answer: Answer | None = None) -> Quote:
    lines = quotes.priced(LIST, (Wanted("F02", 250),))
    return Quote(UUID(int=2), "BJ-1", UUID(int=3), LIST.list_id, "自行改动", ("a",), lines, "wang", NOW, UNTIL, answer)


def answered(verdict: Verdict) -> Quote:
    return quote(Answer(verdict, NOW, "somebody", "业主"))


@pytest.mark.rule("D2")
@given(PROPERTIES)
def test_an_amount_is_rounded_half_up_to_the_fen(priced: tuple[int, int]) -> None:
    price, quantity = priced
    exact = Decimal(price) * Decimal(quantity) / 100
    assert quotes.amount_fen(price, quantity) == int(exact.quantize(Decimal(1), ROUND_HALF_UP))


@pytest.mark.rule("D2")
@pytest.mark.parametrize(
    ("price", "quantity", "amount"), [(1, 49, 0), (1, 50, 1), (1, 149, 1), (1, 150, 2), (333, 250, 833), (4_500, 100, 4_500)]
)  # fmt: skip
def test_half_a_fen_is_a_fen_and_less_is_none(price: int, quantity: int, amount: int) -> None:
    assert quotes.amount_fen(price, quantity) == amount


@pytest.mark.rule("D2")
def test_a_total_is_the_sum_of_its_rounded_lines() -> None:
    lines = quotes.priced(LIST, (Wanted("F02", 250), Wanted("D01", 200)))
    assert [line.amount_fen for line in lines] == [833, 9_000]
    assert replace(quote(), lines=lines).total_fen == 9_833


@pytest.mark.rule("D2")
@pytest.mark.parametrize(
    ("wanted", "error", "pointer"),
    [
        ((Wanted("X9", 100),), quotes.NotOnTheList, "/lines/0/code"),
        ((Wanted("D01", 100), Wanted("D01", 100)), prices.CodeTwice, "/lines/1/code"),
        ((Wanted("D01", 10**12),), quotes.AmountOutOfBounds, "/lines"),
    ],
)
def test_only_what_is_posted_can_be_quoted_and_each_once(
    wanted: tuple[Wanted, ...], error: type[Any], pointer: str
) -> None:
    with pytest.raises(error) as refused:
        quotes.priced(LIST, wanted)
    assert refused.value.problems[0].pointer == pointer


@pytest.mark.rule("D2")
def test_a_quote_of_less_than_half_a_fen_is_none() -> None:
    cheap = replace(LIST, lines=(PriceLine("C", "抹灰", "米", 1),))
    with pytest.raises(quotes.AmountOutOfBounds):
        quotes.priced(cheap, (Wanted("C", 49),))
    assert quotes.priced(cheap, (Wanted("C", 50),))[0].amount_fen == 1


@pytest.mark.rule("D2")
def test_a_list_holds_from_tomorrow_at_the_earliest() -> None:
    prices.must_be_postable(LIST)
    with pytest.raises(prices.HoldsTooSoon):
        prices.must_be_postable(replace(LIST, holds_from=TODAY))


@pytest.mark.rule("D2")
def test_a_list_is_confirmed_by_another_before_its_day_comes_and_once() -> None:
    midnight = datetime(2026, 3, 10, 16, 0, tzinfo=UTC)
    with pytest.raises(prices.OwnList):
        prices.confirm(LIST, LIST.entered_by, NOW)
    with pytest.raises(prices.ConfirmedTooLate):
        prices.confirm(LIST, "lin.lead", midnight)
    confirmed = prices.confirm(LIST, "lin.lead", midnight - timedelta(microseconds=1))
    assert confirmed.verdict is prices.Verdict.CONFIRMED
    for decide in (lambda: prices.confirm(confirmed, "x", NOW), lambda: prices.refuse(confirmed, "x", "太贵", NOW)):
        with pytest.raises(prices.ListDecided):
            decide()


@pytest.mark.rule("D2")
def test_what_a_contractor_is_to_repair_is_not_the_owners_damage() -> None:
    with pytest.raises(quotes.NotTheSquads):
        quotes.must_be_quotable(received(), None)
    quotes.must_be_quotable(standing(State.WITH_SQUAD), None)


@pytest.mark.rule("D2", "F1")
def test_the_price_is_asked_for_before_the_work_begins_in_danger_before_it_ends() -> None:
    with pytest.raises(quotes.WorkHasBegun):
        quotes.must_be_quotable(standing(State.MAY_START), None)
    quotes.must_be_quotable(standing(State.WITH_SQUAD, danger=True), None)
    with pytest.raises(quotes.WorkHasBegun):
        quotes.must_be_quotable(replace(standing(State.WITH_SQUAD, danger=True), state=State.DONE), None)


@pytest.mark.rule("D2")
@pytest.mark.parametrize(
    ("latest", "error"),
    [(quote(), quotes.QuoteOpen), (answered(Verdict.AGREED), quotes.PriceAgreed)],
)
def test_one_quote_stands_at_a_time(latest: Quote, error: type[Exception]) -> None:
    with pytest.raises(error):
        quotes.must_be_quotable(standing(State.WITH_SQUAD), latest)


@pytest.mark.rule("D2")
@pytest.mark.parametrize("verdict", [Verdict.REFUSED, Verdict.LAPSED, Verdict.WITHDRAWN])
def test_after_a_refusal_or_a_lapse_a_new_quote_can_be_made(verdict: Verdict) -> None:
    quotes.must_be_quotable(standing(State.WITH_SQUAD), answered(verdict))


@pytest.mark.rule("D2", "F1")
@pytest.mark.parametrize(
    ("latest", "owners", "bearer", "wanted"),
    [
        (None, False, Bearer.COMPANY, False),
        (None, True, Bearer.COMPANY, True),
        (None, False, Bearer.OWNER, True),
        (quote(), False, Bearer.COMPANY, True),
        (answered(Verdict.REFUSED), False, Bearer.COMPANY, True),
        (answered(Verdict.LAPSED), False, Bearer.COMPANY, True),
        (answered(Verdict.WITHDRAWN), False, Bearer.COMPANY, False),
        (answered(Verdict.WITHDRAWN), True, Bearer.COMPANY, True),
        (answered(Verdict.AGREED), True, Bearer.OWNER, False),
    ],
)
def test_the_squad_waits_for_the_owners_word_where_he_is_to_pay(
    latest: Quote | None, owners: bool, bearer: Bearer, wanted: bool
) -> None:
    order = standing(State.WITH_SQUAD, bearer=bearer)
    assert quotes.consent_wanted(order, latest, owners) is wanted
    assert not quotes.consent_wanted(replace(order, in_danger=True), latest, owners)
    assert not quotes.consent_wanted(replace(order, state=State.MAY_START), latest, owners)


@pytest.mark.rule("D2")
def test_the_last_moment_for_an_answer_is_in_time() -> None:
    late = UNTIL + timedelta(microseconds=1)
    quotes.must_be_open(quote(), UNTIL)
    with pytest.raises(quotes.QuoteHasLapsed):
        quotes.must_be_open(quote(), late)
    quotes.must_be_over(quote(), late)
    for nothing in (
        lambda: quotes.must_be_over(quote(), UNTIL),
        lambda: quotes.must_be_over(answered(Verdict.AGREED), late),
    ):
        with pytest.raises(quotes.QuoteAnswered):
            nothing()


@pytest.mark.rule("D2")
@pytest.mark.parametrize("verdict", Verdict)
def test_a_quote_is_answered_once(verdict: Verdict) -> None:
    with pytest.raises(quotes.QuoteAnswered):
        quotes.must_be_open(answered(verdict), NOW)


@pytest.mark.rule("D2")
def test_the_customer_gives_his_word_and_the_desk_shows_the_paper() -> None:
    own = quotes.signed(Verdict.AGREED, "c1", NOW, None, None, "")
    assert (own.by, own.signer, own.paper) == ("c1", "c1", None)
    for signer, paper in (("业主", None), (None, "ab")):
        with pytest.raises(quotes.PaperNotWanted):
            quotes.signed(Verdict.AGREED, "c1", NOW, signer, paper, "")
        with pytest.raises(quotes.PaperMissing):
            quotes.shown_signed(Verdict.AGREED, "wang", NOW, signer, paper, "")
    shown = quotes.shown_signed(Verdict.AGREED, "wang", NOW, "业主", "ab", "")
    assert (shown.by, shown.signer, shown.paper) == ("wang", "业主", "ab")


@pytest.mark.rule("D2")
@pytest.mark.parametrize("verdict", [None, Verdict.REFUSED, Verdict.LAPSED])
def test_the_last_quote_can_be_taken_back_though_it_was_refused(verdict: Verdict | None) -> None:
    last = answered(verdict) if verdict else quote()
    quotes.must_be_withdrawable(last, last)
    with pytest.raises(quotes.QuoteAnswered):
        quotes.must_be_withdrawable(last, replace(quote(), quote_id=UUID(int=9)))


@pytest.mark.rule("D2")
@pytest.mark.parametrize("verdict", [Verdict.AGREED, Verdict.WITHDRAWN])
def test_what_was_agreed_is_not_taken_back(verdict: Verdict) -> None:
    with pytest.raises(quotes.QuoteAnswered):
        quotes.must_be_withdrawable(answered(verdict), answered(verdict))
