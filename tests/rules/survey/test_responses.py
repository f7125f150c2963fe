"""What makes sense as an answer to a form (V5, B6)."""

from typing import Any

import pytest
from survey.domain.forms import Counts
from survey.domain.responses import Answer, NothingAnswered, WrongAnswers, check, counted, overall_counts

from .answering import form, response


@pytest.mark.rule("V5")
@pytest.mark.parametrize(
    "what",
    [
        {"answers": tuple(Answer(item.code, "good") for item in form().items), "overall": "excellent"},
        {"answers": (Answer("lifts", "poor", "常停"),)},
        {"answers": (), "overall": "good"},
        {"answers": (), "comment": "谢谢"},
        {"answers": (Answer("lifts", "poor", "停" * 500),), "comment": "好" * 2000},
    ],
)
def test_whatever_was_answered_is_taken_and_nothing_else_is_filled_in(what: dict[str, Any]) -> None:
    given = response(**what)
    check(given, form())
    assert sum(counted(given, form()).values()) == len(given.answers)


@pytest.mark.rule("B6")
@pytest.mark.parametrize("what", [{"answers": ()}, {"answers": (), "comment": " \n"}])
def test_an_empty_form_is_no_answer(what: dict[str, Any]) -> None:
    with pytest.raises(NothingAnswered):
        check(response(**what), form())


@pytest.mark.rule("V5")
@pytest.mark.parametrize(
    ("what", "where"),
    [
        ({"answers": (Answer("roof", "good"),)}, ["/answers/0/item"]),
        ({"answers": (Answer("lifts", "very_satisfied"),)}, ["/answers/0/step"]),
        ({"answers": (Answer("lifts", "good"), Answer("lifts", "poor"))}, ["/answers/0/item", "/answers/1/item"]),
        ({"answers": (Answer("overall", "good"),)}, ["/answers/0/item"]),
        ({"answers": (Answer("lifts", "good", "停" * 501),)}, ["/answers/0/comment"]),
        ({"overall": "splendid"}, ["/overall"]),
        ({"comment": "好" * 2001}, ["/comment"]),
    ],
)
def test_what_the_form_does_not_know_is_refused_with_its_place(what: dict[str, Any], where: list[str]) -> None:
    with pytest.raises(WrongAnswers) as refused:
        check(response(**what), form())
    assert [problem.pointer for problem in refused.value.problems] == where


def test_a_form_without_an_overall_item_takes_no_overall_answer() -> None:
    with pytest.raises(WrongAnswers) as refused:
        check(response(answers=(), overall="very_satisfied"), form("repair_question"))
    assert [problem.pointer for problem in refused.value.problems] == ["/overall"]


@pytest.mark.rule("V5", "V7")
def test_steps_count_as_the_forms_scale_says() -> None:
    given = response(
        answers=(Answer("lifts", "good"), Answer("safety", "excellent"), Answer("planting_care", "fair"), Answer("cleanliness", "poor")),
        overall="fair",
    )  # fmt: skip
    assert counted(given, form()) == {Counts.SATISFIED: 2, Counts.NEITHER: 1, Counts.DISSATISFIED: 1}
    assert overall_counts(given, form()) is Counts.NEITHER
    assert overall_counts(response(), form()) is None
