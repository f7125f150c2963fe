"""How long a record is kept (I16)."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from aftercare_contracts.periods import CHINA
from aftercare_contracts.values import Part
from hypothesis import given
from hypothesis import strategies as st
from intake.domain.archives import NoPeriod, NotOver, digest, must_be_over, span
from intake.domain.keeping import Facts, Keeping, next_look_on, reasons_to_keep, warranty_ends_on

from .policies import seeded

KEEPING = Keeping.from_data(seeded("keeping"))
CLOSED = datetime(2026, 3, 10, 15, tzinfo=CHINA)
PLAIN = Facts(CLOSED, None, None, None, money_open=False, disputes_open=0)


def why(facts: Facts, on: date, *, asked: bool = False) -> list[str]:
    return [reason.because for reason in reasons_to_keep(facts, KEEPING, on, asked=asked)]


@pytest.mark.rule("I16")
def test_three_years_after_closing_the_last_day_included() -> None:
    assert why(PLAIN, date(2029, 3, 10)) == ["kept_after_closing"]
    assert why(PLAIN, date(2029, 3, 11)) == []
    assert why(PLAIN, date(2026, 3, 11), asked=True) == [], "on his own request nothing else holds it"


@pytest.mark.rule("I16", "L1")
@pytest.mark.parametrize(
    ("part", "last"),
    [
        (Part.WET_ROOM_WATERPROOFING, date(2030, 6, 1)),
        (Part.PLUMBING, date(2029, 3, 10)),
        (Part.STRUCTURE, date(2075, 6, 1)),
        (None, date(2029, 3, 10)),
    ],
)
def test_a_warranty_that_lasts_longer_keeps_it_longer(part: Part | None, last: date) -> None:
    facts = replace(PLAIN, part=part, completion_accepted_on=date(2024, 6, 1), handed_over_on=date(2025, 6, 1))
    assert why(facts, last) != []
    assert why(facts, last + timedelta(days=1)) == []


@pytest.mark.rule("I16")
@pytest.mark.parametrize(
    ("facts", "because"),
    [
        (replace(PLAIN, closed_at=None), "open"),
        (replace(PLAIN, money_open=True), "money_open"),
        (replace(PLAIN, disputes_open=1), "dispute"),
    ],
)
def test_what_is_open_is_never_erased_not_even_on_request(facts: Facts, because: str) -> None:
    assert because in why(facts, date(2090, 1, 1))
    assert because in why(facts, date(2090, 1, 1), asked=True)


@pytest.mark.rule("I16")
@given(st.dates(date(2026, 3, 10), date(2100, 1, 1)), st.sampled_from([None, *Part]), st.booleans())
def test_the_next_look_comes_after_today_and_not_before_a_known_end(
    on: date, part: Part | None, money_open: bool
) -> None:
    facts = replace(PLAIN, part=part, completion_accepted_on=date(2024, 6, 1), money_open=money_open)
    reasons = reasons_to_keep(facts, KEEPING, on)
    if reasons:
        again = next_look_on(reasons, KEEPING, on)
        assert again > on
        assert all(reason.until_on is None or reason.until_on <= again for reason in reasons)
    assert (warranty_ends_on(facts, KEEPING) is None) == (part is None)


@pytest.mark.rule("I16")
def test_a_period_is_a_month_or_a_quarter_in_china_and_must_be_over() -> None:
    assert span("2026-03") == (datetime(2026, 3, 1, tzinfo=CHINA), datetime(2026, 4, 1, tzinfo=CHINA))
    assert span("2026-Q4") == (datetime(2026, 10, 1, tzinfo=CHINA), datetime(2027, 1, 1, tzinfo=CHINA))
    must_be_over("2026-03", datetime(2026, 4, 1, tzinfo=CHINA))
    with pytest.raises(NotOver):
        must_be_over("2026-03", datetime(2026, 3, 31, 23, 59, tzinfo=CHINA))
    for wrong in ("2026", "2026-13", "2026-Q5", "26-01", ""):
        with pytest.raises(NoPeriod):
            span(wrong)


@pytest.mark.rule("I16")
def test_the_digest_changes_with_any_figure_and_not_with_the_order_of_fields() -> None:
    assert digest([{"a": 1, "b": "二"}]) == digest([{"b": "二", "a": 1}]) != digest([{"a": 1, "b": "三"}])
