"""The reply as agreed (I5)."""

from dataclasses import replace
from datetime import timedelta

import pytest
from aftercare_contracts.values import ContactWay
from intake.domain import replies as domain
from intake.domain.case import CannotMove

from .test_cases import LATER, NOW, case, closed

MOMENT = timedelta(microseconds=1)


@pytest.mark.rule("I5")
def test_what_is_promised_lies_ahead_by_a_moment_at_least() -> None:
    domain.must_lie_ahead(None, NOW)
    domain.must_lie_ahead(NOW + MOMENT, NOW)
    for behind in (NOW, NOW - MOMENT):
        with pytest.raises(domain.ReplyBehind):
            domain.must_lie_ahead(behind, NOW)


@pytest.mark.rule("I5")
def test_only_what_was_agreed_anew_changes() -> None:
    before = case(reply_agreed_at=LATER)
    assert domain.agree_anew(before, None, None, ContactWay.LETTER, NOW) == replace(before, visit_by=ContactWay.LETTER)
    later = LATER + MOMENT
    assert domain.agree_anew(before, later, None, None, NOW) == replace(before, reply_agreed_at=later)
    with pytest.raises(domain.NothingAgreed):
        domain.agree_anew(before, None, None, None, NOW)
    with pytest.raises(CannotMove):
        domain.agree_anew(closed(), LATER, None, None, NOW)


@pytest.mark.rule("I5")
@pytest.mark.parametrize("way", ContactWay)
def test_the_first_word_goes_the_way_agreed_or_says_why_not(way: ContactWay) -> None:
    one = case(reply_by=ContactWay.PHONE)
    domain.must_go_the_way_agreed(one, way, "the number is dead", is_first=True)
    domain.must_go_the_way_agreed(one, way, "", is_first=False)
    if way is ContactWay.PHONE:
        domain.must_go_the_way_agreed(one, way, "", is_first=True)
    else:
        with pytest.raises(domain.OtherWay) as refused:
            domain.must_go_the_way_agreed(one, way, "", is_first=True)
        assert [problem.pointer for problem in refused.value.problems] == ["/way", "/other_way_because"]
