"""After every repair the customer is asked, by nobody who had a hand in it; the share is counted exactly (V10)."""

from dataclasses import replace
from uuid import UUID

import pytest
from survey.domain import repair_questions as domain
from survey.domain.repair_questions import Reached, RepairQuestion

from .visits import NOW

pytestmark = pytest.mark.rule("V10")
QUESTION = RepairQuestion(
    UUID(int=1), "PG-2026-000001", UUID(int=2), "KS-2026-000001", "P1", "C1", ("zhao.squad", "wang.desk"), NOW
)
ANSWERED = replace(QUESTION, response_id=UUID(int=3), answered_at=NOW)


@pytest.mark.rule("B6")
def test_who_did_or_ordered_the_repair_does_not_ask() -> None:
    domain.must_be_free(QUESTION, "ma.service")
    for hand in QUESTION.hands:
        with pytest.raises(domain.HadAHandInIt):
            domain.must_be_free(QUESTION, hand)


def test_a_customer_answers_once() -> None:
    with pytest.raises(domain.AnsweredBefore):
        domain.must_be_free(ANSWERED, "ma.service")


def test_figures_stand_by_project_and_contractor_and_the_squad_under_none() -> None:
    squad, elsewhere = replace(ANSWERED, contractor=None), replace(QUESTION, project="P2")
    figures = domain.reached([QUESTION, ANSWERED, squad, elsewhere])
    assert figures == {("P1", "C1"): Reached(2, 1), ("P1", None): Reached(1, 1), ("P2", "C1"): Reached(1, 0)}
    assert domain.of_projects(figures) == {"P1": Reached(3, 2), "P2": Reached(1, 0)}


@pytest.mark.parametrize(
    ("repairs", "answered", "wanted", "missing"),
    [
        (10, 6, 0.6, 0),
        (10, 5, 0.6, 1),
        (11, 6, 0.6, 1),
        (100, 57, 0.57, 0),
        (100, 56, 0.57, 1),
        (0, 0, 0.6, 0),
        (1, 0, 0.01, 1),
    ],
)
def test_so_many_answers_are_missing_to_the_share(repairs: int, answered: int, wanted: float, missing: int) -> None:
    assert Reached(repairs, answered).missing(wanted) == missing


def test_the_task_names_the_figures() -> None:
    text = domain.shortfall_text("P1", "2026-03", Reached(10, 4), 0.6)
    assert text.startswith("P1 2026-03完工维修10单，已取得客户评价4单，要求达到60%，尚缺2单。")
