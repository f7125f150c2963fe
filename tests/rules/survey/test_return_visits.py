"""Who may visit, what must be answered, and what becomes of the visit (V1, V2, B6)."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from aftercare_contracts.errors import Conflict, DomainError, Forbidden, Invalid
from aftercare_contracts.values import ContactWay
from hypothesis import given
from hypothesis import strategies as st
from survey.domain.return_visit import (
    MOVES,
    Answers,
    AnswersContradict,
    AnswersMissing,
    AnswersNotWanted,
    Because,
    CannotMove,
    Counted,
    DirectorMissing,
    DirectorNotWanted,
    HadAHandInIt,
    ReasonMissing,
    ReturnVisit,
    State,
    Verb,
    Waits,
    Way,
    WrongMissing,
    after,
    attend,
    cancel,
    count_dissatisfied,
    count_satisfied,
    must_be_silent,
    record,
    visitor_for,
    wait,
    way_for,
)
from survey.domain.seriousness import DirectorBecause, of_visit

from .visits import DESK, NOT_REACHED, NOW, OFFICER, OTHER, SQUAD, answers, visit

LATER = NOW + timedelta(days=31)
maybe = st.none() | st.booleans()
any_answers = st.builds(
    Answers, reached=st.booleans(), in_time=maybe, satisfied=maybe, attitude=maybe, still_wrong=st.sampled_from(("", "渗水")),
    comment=st.sampled_from(("", "谢谢")),
)  # fmt: skip
people = st.sampled_from((OFFICER, OTHER, SQUAD, DESK))


def given_up(planned: ReturnVisit, reason: str = "三次未接", by: str = OFFICER) -> ReturnVisit:
    return wait(planned, Waits.UNREACHABLE, reason, by, NOW, LATER)


def pointers(error: DomainError) -> list[str]:
    return [problem.pointer for problem in error.problems]


@pytest.mark.rule("V1", "B6")
@pytest.mark.parametrize("hand", [SQUAD, DESK])
@pytest.mark.parametrize("said", [answers(), answers(satisfied=False, still_wrong="渗水")])
def test_nobody_visits_his_own_work_whatever_the_customer_says(hand: str, said: Answers) -> None:
    with pytest.raises(HadAHandInIt, match="V1") as refused:
        record(visit(), said, hand, NOW)
    assert isinstance(refused.value, Forbidden)
    with pytest.raises(HadAHandInIt):
        given_up(visit(), by=hand)


@pytest.mark.rule("V1")
def test_the_officer_who_took_the_case_visits_and_another_may() -> None:
    assert visitor_for(OFFICER, (DESK, SQUAD)) == OFFICER
    for by in (OFFICER, OTHER):
        assert record(visit(), answers(), by, NOW).visited_by == by


@pytest.mark.rule("V1", "B6")
def test_nobody_is_named_where_the_officer_had_a_hand_in_the_work() -> None:
    assert visitor_for(OFFICER, (OFFICER,)) is None
    own = visit(visitor=None, may_not_visit=(OFFICER,))
    with pytest.raises(HadAHandInIt):
        record(own, answers(), OFFICER, NOW)
    assert record(own, answers(), OTHER, NOW).state is State.SATISFIED


@pytest.mark.rule("B6")
@given(st.lists(people, unique=True), people)
def test_who_is_named_never_had_a_hand_in_it(hands: list[str], taken_by: str) -> None:
    assert visitor_for(taken_by, hands) not in hands


@pytest.mark.rule("V1")
def test_a_satisfied_customer() -> None:
    made = record(visit(), answers(comment="师傅态度好"), OFFICER, NOW)
    assert (made.state, made.reached, made.still_wrong, made.comment) == (State.SATISFIED, True, "", "师傅态度好")
    assert (made.visited_by, made.visited_at) == (OFFICER, NOW)


@pytest.mark.rule("V1")
@pytest.mark.parametrize(("in_time", "attitude"), [(False, True), (True, False), (False, False)])
def test_only_the_answer_about_the_result_decides(in_time: bool, attitude: bool) -> None:
    assert record(visit(), answers(in_time=in_time, attitude=attitude), OFFICER, NOW).state is State.SATISFIED
    wrong = answers(in_time=in_time, attitude=attitude, satisfied=False, still_wrong="渗水")
    assert record(visit(), wrong, OFFICER, NOW).state is State.DISSATISFIED


@pytest.mark.rule("V2")
def test_who_could_not_be_reached_counts_as_nothing_until_the_month_has_shown_it() -> None:
    waiting = given_up(visit(), reason="三次未接")
    assert (waiting.state, waiting.reached, waiting.satisfied, waiting.still_wrong) == (
        State.AWAITING_MONTH,
        False,
        None,
        "",
    )
    assert (waiting.waits, waiting.waits_from, waiting.waits_until) == (Waits.UNREACHABLE, NOW, LATER)
    assert (waiting.comment, waiting.visited_by, waiting.visited_at) == ("三次未接", OFFICER, NOW)


@pytest.mark.rule("V2")
def test_a_visit_that_is_not_possible_says_why() -> None:
    with pytest.raises(ReasonMissing) as refused:
        given_up(visit(), reason="")
    assert pointers(refused.value) == ["/comment"]
    assert wait(visit(), Waits.ONLINE, "", OFFICER, NOW, LATER).waits_from == NOW


@pytest.mark.rule("V2")
def test_the_month_ends_satisfied_or_the_like_coming_again_dissatisfied() -> None:
    waiting = given_up(visit())
    quiet, again = count_satisfied(waiting), count_dissatisfied(waiting, "KS-2026-000009")
    assert (quiet.state, quiet.counted, quiet.satisfied) == (State.SATISFIED, Counted.QUIET_MONTH, None)
    assert (again.state, again.counted, again.like_case_no) == (
        State.DISSATISFIED,
        Counted.CAME_AGAIN,
        "KS-2026-000009",
    )
    assert "KS-2026-000009" in again.still_wrong


@pytest.mark.rule("V2")
def test_who_turns_up_after_all_while_the_month_runs_is_heard() -> None:
    said = answers(satisfied=False, still_wrong="渗水")
    made = record(given_up(visit()), said, OTHER, LATER)
    assert (made.state, made.counted, made.reached, made.visited_by) == (
        State.DISSATISFIED,
        Counted.HIS_WORD,
        True,
        OTHER,
    )


@pytest.mark.rule("V1")
def test_at_home_where_the_complaint_was_serious_else_as_the_customer_chose() -> None:
    for wished in ContactWay:
        assert way_for(wished, is_serious=True) is ContactWay.HOME
        assert way_for(wished, is_serious=False) is wished


@pytest.mark.rule("V1", "I5")
def test_another_way_than_the_customers_needs_a_reason() -> None:
    with pytest.raises(ReasonMissing) as refused:
        record(visit(), answers(), OFFICER, NOW, Way(ContactWay.HOME))
    assert pointers(refused.value) == ["/way_reason"]
    made = record(visit(), answers(), OFFICER, NOW, Way(ContactWay.HOME, "业主改约上门"))
    assert (made.way, made.made_way, made.way_reason) == (ContactWay.PHONE, ContactWay.HOME, "业主改约上门")
    assert record(visit(), answers(), OFFICER, NOW, Way(ContactWay.PHONE)).made_way is ContactWay.PHONE
    assert record(visit(), answers(), OFFICER, NOW).made_way is ContactWay.PHONE


@pytest.mark.rule("V4")
def test_a_result_without_the_director_is_refused_where_he_is_wanted() -> None:
    wanted = visit(director_because=DirectorBecause.SAID_SO)
    for said in (answers(), answers(satisfied=False, still_wrong="渗水")):
        with pytest.raises(DirectorMissing, match="V4"):
            record(wanted, said, OFFICER, NOW)
        assert record(attend(wanted, "he.director", NOW), said, OFFICER, NOW).director_present == "he.director"
    with pytest.raises(DirectorNotWanted):
        attend(visit(), "he.director", NOW)
    with pytest.raises(CannotMove):
        attend(replace(wanted, state=State.CANCELLED), "he.director", NOW)


@pytest.mark.rule("V4")
@pytest.mark.parametrize(
    ("before", "satisfied", "seriously", "because"),
    [
        (0, False, False, None), (1, False, False, DirectorBecause.SECOND_DISSATISFIED),
        (2, False, False, DirectorBecause.SECOND_DISSATISFIED), (0, False, True, DirectorBecause.SAID_SO),
        (1, False, True, DirectorBecause.SAID_SO), (0, True, False, None), (5, True, False, None),
    ],
)  # fmt: skip
def test_a_second_dissatisfied_visit_or_his_own_word_is_serious(
    before: int, satisfied: bool, seriously: bool, because: DirectorBecause | None
) -> None:
    assert of_visit(before, satisfied=satisfied, seriously=seriously) is because


@pytest.mark.rule("V4")
def test_a_satisfied_customer_is_not_seriously_dissatisfied() -> None:
    with pytest.raises(AnswersContradict) as refused:
        record(visit(), answers(seriously=True), OFFICER, NOW)
    assert pointers(refused.value) == ["/seriously"]


@pytest.mark.rule("V2")
def test_a_dissatisfied_customer_says_what_is_still_wrong() -> None:
    with pytest.raises(WrongMissing) as refused:
        record(visit(), answers(satisfied=False), OFFICER, NOW)
    assert pointers(refused.value) == ["/still_wrong"]
    assert isinstance(refused.value, Invalid)
    made = record(visit(), answers(satisfied=False, still_wrong="阴角仍有水渍"), OFFICER, NOW)
    assert (made.state, made.still_wrong) == (State.DISSATISFIED, "阴角仍有水渍")


@pytest.mark.rule("V2")
def test_a_satisfied_customer_names_nothing_that_is_still_wrong() -> None:
    with pytest.raises(AnswersContradict) as refused:
        record(visit(), answers(still_wrong="渗水"), OFFICER, NOW)
    assert pointers(refused.value) == ["/satisfied"]


@pytest.mark.rule("B6")
@pytest.mark.parametrize("missing", [("in_time",), ("satisfied",), ("attitude",), ("in_time", "satisfied", "attitude")])
def test_no_answer_is_filled_in_for_a_customer_who_was_reached(missing: tuple[str, ...]) -> None:
    with pytest.raises(AnswersMissing) as refused:
        record(visit(), answers(**dict.fromkeys(missing)), OFFICER, NOW)
    assert pointers(refused.value) == [f"/{name}" for name in missing]
    assert isinstance(refused.value, Invalid)


@pytest.mark.rule("B6")
@pytest.mark.parametrize(
    "given_all_the_same",
    [{"in_time": True}, {"satisfied": True}, {"attitude": False}, {"still_wrong": "渗水"}, {"seriously": True}],
)
def test_who_was_not_reached_has_answered_nothing(given_all_the_same: dict[str, Any]) -> None:
    with pytest.raises(AnswersNotWanted) as refused:
        must_be_silent(replace(NOT_REACHED, **given_all_the_same))
    assert pointers(refused.value) == [f"/{name}" for name in given_all_the_same]


@pytest.mark.rule("B6")
def test_a_note_on_why_is_no_answer() -> None:
    must_be_silent(replace(NOT_REACHED, comment="三次未接"))


@pytest.mark.rule("V1", "V2", "B6")
@given(any_answers, people)
def test_whatever_is_recorded_is_what_the_customer_said(said: Answers, by: str) -> None:
    try:
        made = record(visit(), said, by, NOW)
    except (Invalid, Forbidden):
        return
    assert by not in made.may_not_visit
    assert (made.in_time, made.satisfied, made.attitude) == (said.in_time, said.satisfied, said.attitude)
    assert (made.state is State.SATISFIED) == (said.satisfied is True)
    assert (made.state is State.DISSATISFIED) == bool(made.still_wrong)
    assert made.reached is True
    assert None not in (made.in_time, made.satisfied, made.attitude)


@pytest.mark.rule("V1")
@pytest.mark.parametrize("state", [State.SATISFIED, State.DISSATISFIED, State.CANCELLED])
def test_a_visit_that_is_over_is_neither_made_again_nor_cancelled(state: State) -> None:
    over = visit(state=state)
    for act in (lambda: record(over, answers(), OFFICER, NOW), lambda: given_up(over)):
        with pytest.raises(CannotMove, match=state) as refused:
            act()
        assert isinstance(refused.value, Conflict)
    with pytest.raises(CannotMove):
        cancel(over, Because.CLOSED, NOW)


@pytest.mark.rule("I15")
@pytest.mark.parametrize("because", Because)
def test_a_planned_visit_falls_away_and_says_when_and_why(because: Because) -> None:
    gone = cancel(visit(), because, NOW)
    assert (gone.state, gone.cancelled_because, gone.cancelled_at) == (State.CANCELLED, because, NOW)
    assert gone.visited_by is None


@pytest.mark.parametrize("state", State)
@pytest.mark.parametrize("verb", Verb)
def test_every_move_is_in_the_table_or_refused(state: State, verb: Verb) -> None:
    sources, target = MOVES[verb]
    if state in sources:
        assert after(state, verb) is target
    else:
        with pytest.raises(CannotMove):
            after(state, verb)
