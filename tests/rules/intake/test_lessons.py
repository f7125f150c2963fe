"""A lesson before a review is taken up, or it is said why not (I23)."""

from datetime import UTC, datetime
from uuid import UUID

import pytest
from intake.domain import lessons as domain
from intake.domain.lessons import Hearing, Review


@pytest.mark.rule("I23")
@pytest.mark.parametrize("taken_up", [True, False])
@pytest.mark.parametrize("what", ["", "改为同层排水"])
@pytest.mark.parametrize("why_not", ["", "已由新规范覆盖"])
def test_taken_up_it_says_what_and_otherwise_why_not(taken_up: bool, what: str, why_not: str) -> None:
    at = datetime(2026, 3, 10, 2, tzinfo=UTC)
    hearing = Hearing(UUID(int=1), UUID(int=2), Review.DESIGN, "二期", taken_up, what, why_not, "zhao", at)
    wrong = set()
    if bool(what) != taken_up:
        wrong.add("/what")
    if bool(why_not) == taken_up:
        wrong.add("/why_not")
    if not wrong:
        domain.must_be_whole(hearing)
        return
    with pytest.raises(domain.HearingIncomplete) as refused:
        domain.must_be_whole(hearing)
    assert {problem.pointer for problem in refused.value.problems} == wrong
