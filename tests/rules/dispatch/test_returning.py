"""Orders that come back from the wrong contractor, and estimates (D2, F9)."""

from uuid import UUID

import pytest
from dispatch.domain import estimates, returning, take_over
from dispatch.domain.estimates import Estimate
from dispatch.domain.returning import Ground, Objection
from dispatch.domain.work_order import CannotMove, State

from .orders import DESK, FOREMAN, LEAD, NOW, issued, lapsed, received, standing

OBJECTION = Objection(UUID(int=9), UUID(int=2), Ground.OTHERS_WORK, "系电梯单位施工", (), FOREMAN, NOW)


@pytest.mark.rule("D2")
@pytest.mark.parametrize("state", [State.ISSUED, State.RECEIVED])
def test_an_upheld_objection_brings_the_order_back_and_a_refused_one_leaves_it(state: State) -> None:
    order = standing(state)
    returned, upheld = returning.answer(order, OBJECTION, True, "属实", LEAD, NOW)
    assert (returned.state, upheld.upheld, upheld.answered_by) == (State.RETURNED, True, LEAD)
    assert returned.moves[-1].note == "others_work: 属实"
    stays, refused = returning.answer(order, OBJECTION, False, "合同第12条", LEAD, NOW)
    assert (stays, refused.upheld) == (order, False)


@pytest.mark.rule("D2")
def test_who_issued_the_order_does_not_answer_the_objection_to_it_and_nobody_answers_twice() -> None:
    with pytest.raises(returning.OwnOrder):
        returning.answer(issued(), OBJECTION, True, "属实", DESK, NOW)
    _, answered = returning.answer(issued(), OBJECTION, False, "不属实", LEAD, NOW)
    with pytest.raises(returning.ObjectionAnswered):
        returning.answer(issued(), answered, True, "属实", LEAD, NOW)


@pytest.mark.rule("D2")
def test_one_objection_waits_at_a_time_and_none_once_the_work_is_done_or_taken_over() -> None:
    assert returning.object_to(received(), OBJECTION, None) is OBJECTION
    with pytest.raises(returning.ObjectionOpen):
        returning.object_to(received(), OBJECTION, OBJECTION)
    _, refused = returning.answer(received(), OBJECTION, False, "不属实", LEAD, NOW)
    assert returning.object_to(received(), OBJECTION, refused) is OBJECTION
    with pytest.raises(CannotMove):
        returning.object_to(standing(State.DONE), OBJECTION, None)
    with pytest.raises(take_over.AlreadyTakenOver):
        returning.object_to(lapsed(), OBJECTION, None)


@pytest.mark.rule("D2", "D3")
def test_an_answer_after_the_take_over_is_kept_and_moves_nothing() -> None:
    order = lapsed()
    stays, answered = returning.answer(order, OBJECTION, True, "属实", LEAD, NOW)
    assert (stays, answered.upheld) == (order, True)


@pytest.mark.rule("D2")
@pytest.mark.parametrize("state", State)
def test_only_what_came_back_or_was_cancelled_is_sent_anew_on_the_same_case(state: State) -> None:
    order = standing(state)
    if state in (State.RETURNED, State.CANCELLED):
        returning.must_be_sent_anew(order, order.sheet.case_id)
        with pytest.raises(returning.NotReturned):
            returning.must_be_sent_anew(order, UUID(int=99))
    else:
        with pytest.raises(returning.NotReturned):
            returning.must_be_sent_anew(order, order.sheet.case_id)


@pytest.mark.rule("F9")
@pytest.mark.parametrize("state", State)
def test_an_estimate_changes_until_the_order_has_ended(state: State) -> None:
    order, made = standing(state), Estimate(500_000, "材料涨价", DESK, NOW)
    if state in (State.COMPLETED, State.RETURNED, State.CANCELLED):
        with pytest.raises(estimates.EstimateOver):
            estimates.estimate(order, made)
    else:
        changed = estimates.estimate(order, made)
        assert (changed.estimate_fen, changed.sheet.expected_cost_fen) == (500_000, 486_000)
        with pytest.raises(estimates.SameEstimate):
            estimates.estimate(changed, made)
