"""A suggestion is passed on, decided by another, answered; only then does it close (I13)."""

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import pytest
from aftercare_contracts.values import CaseKind, ContactWay, Role
from intake.domain import suggestions as domain
from intake.domain.case import CannotMove, State
from intake.domain.suggestions import Answer, Decision, Suggestion

from .test_cases import case

NOW, TODAY = datetime(2026, 3, 10, 2, tzinfo=UTC), date(2026, 3, 10)
ONE = UUID(int=1)
PASSED = Suggestion(ONE, "P1", True, "可行", "chen", NOW)
YES = Decision(True, "便民", Role.PROPERTY_COMPANY, date(2026, 4, 1))
NO = Decision(False, "不符合消防规范")
ADOPTED = domain.decided(PASSED, YES, "sun", NOW, TODAY)
REFUSED = domain.decided(PASSED, NO, "sun", NOW, TODAY)
TOLD = Answer("感谢您的建议", ContactWay.PHONE)


@pytest.mark.rule("I13")
@pytest.mark.parametrize("kind", CaseKind)
def test_only_a_suggestion_is_passed_on_and_once(kind: CaseKind) -> None:
    if kind is not CaseKind.SUGGESTION:
        with pytest.raises(domain.NotASuggestion):
            domain.must_be_suggestion(case(kind), None)
        return
    domain.must_be_suggestion(case(kind), None)
    with pytest.raises(domain.PassedOnBefore):
        domain.must_be_suggestion(case(kind), PASSED)
    for gone in (case(kind, state=State.CLOSED, closed_at=NOW), case(kind, merged_into=UUID(int=2))):
        with pytest.raises(CannotMove):
            domain.must_be_suggestion(gone, None)


@pytest.mark.rule("I13", "B6")
def test_whoever_passed_it_on_does_not_decide() -> None:
    with pytest.raises(domain.OwnOpinion):
        domain.decided(PASSED, YES, "chen", NOW, TODAY)


@pytest.mark.rule("I13")
def test_it_is_decided_after_it_was_passed_on_and_once() -> None:
    with pytest.raises(domain.NotPassedOn):
        domain.decided(None, YES, "sun", NOW, TODAY)
    for before in (ADOPTED, REFUSED):
        with pytest.raises(domain.SuggestionDecidedBefore):
            domain.decided(before, NO, "he", NOW, TODAY)


@pytest.mark.rule("I13")
@pytest.mark.parametrize(
    ("decision", "pointers"),
    [
        (replace(YES, carried_out_by=None), ["/carried_out_by"]),
        (replace(YES, due_on=None), ["/due_on"]),
        (replace(YES, due_on=date(2026, 3, 9)), ["/due_on"]),
        (replace(YES, carried_out_by=Role.CUSTOMER, due_on=None), ["/carried_out_by", "/due_on"]),
        (replace(NO, carried_out_by=Role.SALES), ["/carried_out_by"]),
        (replace(NO, due_on=TODAY), ["/due_on"]),
    ],
)
def test_what_is_adopted_has_somebody_and_a_day_and_what_is_not_has_neither(
    decision: Decision, pointers: list[str]
) -> None:
    with pytest.raises(domain.DecisionIncomplete) as refused:
        domain.decided(PASSED, decision, "sun", NOW, TODAY)
    assert [problem.pointer for problem in refused.value.problems] == pointers


@pytest.mark.rule("I13")
def test_today_is_early_enough() -> None:
    assert domain.decided(PASSED, replace(YES, due_on=TODAY), "sun", NOW, TODAY).adopted


@pytest.mark.rule("I13")
@pytest.mark.parametrize("way", [*ContactWay, None])
def test_an_adopted_one_is_told_by_phone_and_another_in_any_way(way: ContactWay | None) -> None:
    because = None if way else "意见箱来信，未留联系方式"
    assert domain.answered(REFUSED, Answer("说明原因", way, because), "chen", NOW).answered_at == NOW
    if way in (ContactWay.PHONE, None):
        assert domain.answered(ADOPTED, Answer("感谢", way, because), "chen", NOW).answer_way == way
    else:
        with pytest.raises(domain.AnswerIncomplete):
            domain.answered(ADOPTED, Answer("感谢", way, because), "chen", NOW)


@pytest.mark.rule("I13")
@pytest.mark.parametrize("answer", [Answer("感谢"), Answer("感谢", ContactWay.PHONE, "无人接听")])
def test_he_was_told_or_could_not_be(answer: Answer) -> None:
    with pytest.raises(domain.AnswerIncomplete):
        domain.answered(ADOPTED, answer, "chen", NOW)


@pytest.mark.rule("I13")
def test_the_answer_comes_after_the_decision_and_once() -> None:
    for before in (None, PASSED):
        with pytest.raises(domain.NotDecided):
            domain.answered(before, TOLD, "chen", NOW)
    with pytest.raises(domain.AnsweredBefore):
        domain.answered(domain.answered(ADOPTED, TOLD, "chen", NOW), TOLD, "chen", NOW)


@pytest.mark.rule("I13", "I15")
@pytest.mark.parametrize("known", [None, PASSED, ADOPTED, REFUSED])
def test_it_closes_only_once_the_customer_has_heard(known: Suggestion | None) -> None:
    with pytest.raises(domain.AnswerOwed):
        domain.must_be_answered(case(CaseKind.SUGGESTION), known)


@pytest.mark.rule("I13")
@pytest.mark.parametrize(
    "what", [{"kind": CaseKind.INQUIRY}, {"kind": CaseKind.SUGGESTION, "state": State.CLOSED, "closed_at": NOW}]
)
def test_what_is_no_suggestion_or_closed_before_owes_no_answer(what: dict[str, Any]) -> None:
    domain.must_be_answered(case(**what), None)


@pytest.mark.rule("I13")
def test_an_answered_one_may_close() -> None:
    domain.must_be_answered(case(CaseKind.SUGGESTION), domain.answered(ADOPTED, TOLD, "chen", NOW))


@pytest.mark.rule("I13")
@pytest.mark.parametrize("known", [None, PASSED, REFUSED])
def test_only_what_was_adopted_is_commended(known: Suggestion | None) -> None:
    with pytest.raises(domain.NotAdopted):
        domain.must_be_adopted(known)
    domain.must_be_adopted(ADOPTED)
