"""Questions of design (I7) and requests to change it before handover (I17)."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from aftercare_contracts.values import Bearer, Desk, Role
from hypothesis import given
from hypothesis import strategies as st
from intake.domain import design, design_changes
from intake.domain.design import Question, Stage, Step
from intake.domain.design_changes import DesignChange, Move, Standing
from intake.domain.phase import UnitDates

NOW = datetime(2026, 3, 10, 2, tzinfo=UTC)
TODAY = date(2026, 3, 10)
ONE = UUID(int=1)
DESIGN, ENGINEERING = frozenset({Role.DESIGN}), frozenset({Role.ENGINEERING})


def question(stage: Stage = Stage.ASKED) -> Question:
    return Question(ONE, "SJ-2026-000001", ONE, "P1", Desk.ENGINEERING_DESK, "阳台排水坡度是否合理", "wang", NOW, stage)


def request(standing: Standing = Standing.REQUESTED, **what: Any) -> DesignChange:
    fresh = DesignChange(
        request_id=ONE, request_no="BG-2026-000001", project="P1", unit_no="1-103", customer_id=ONE, contract_no="HT-1",
        requested_on=TODAY, change_wanted="取消次卧隔墙", reason="", drawings="", received_by_sales="qian",
        received_by_sales_at=NOW, standing=standing,
    )  # fmt: skip
    return replace(fresh, **what)


@pytest.mark.rule("I7")
@pytest.mark.parametrize("step", Step)
@pytest.mark.parametrize("stage", Stage)
def test_every_step_is_in_the_table_or_refused(step: Step, stage: Stage) -> None:
    source, target = design.STEPS[step]
    if stage is source:
        assert design.after(stage, step) is target
    else:
        with pytest.raises(design.CannotStep, match=stage):
            design.after(stage, step)


@pytest.mark.rule("I7")
@pytest.mark.parametrize(("justified", "bearer"), [(True, Bearer.COMPANY), (False, None)])
def test_a_fault_of_design_is_the_companys_and_never_the_contractors(justified: bool, bearer: Bearer | None) -> None:
    opined = design.opined(question(), justified=justified, reason="坡度不足", by="zhou", now=NOW)
    assert (opined.bearer, opined.reason, opined.desk) == (bearer, "坡度不足", Desk.ENGINEERING_DESK)
    if justified:
        assert design.drawn(opined, "建施-12", "zhou", NOW).bearer is Bearer.COMPANY


@pytest.mark.rule("I17")
@pytest.mark.parametrize("move", Move)
@pytest.mark.parametrize("standing", Standing)
def test_every_move_is_in_the_table_or_refused(move: Move, standing: Standing) -> None:
    sources, target = design_changes.MOVES[move]
    if standing in sources:
        assert design_changes.moved(request(standing), move).standing is target
    else:
        with pytest.raises(design_changes.CannotChange, match=standing):
            design_changes.moved(request(standing), move)


@pytest.mark.rule("I17")
def test_nothing_is_carried_out_but_what_was_signed_and_signed_but_what_was_priced() -> None:
    assert design_changes.MOVES[Move.ORDER][0] == {Standing.SIGNED}
    assert design_changes.MOVES[Move.SIGN][0] == {Standing.PRICED}
    assert design_changes.MOVES[Move.PRICE][0] == {Standing.ANSWERED, Standing.PRICED}


@pytest.mark.rule("I17")
def test_nothing_leads_out_of_an_end() -> None:
    ends = set(Standing) - design_changes.OPEN
    assert all(not sources & ends for sources, _ in design_changes.MOVES.values())


@pytest.mark.rule("I17")
@given(price=st.integers(0, 10), delay=st.integers(0, 10))
def test_the_customer_signs_the_price_and_the_delay_that_were_offered(price: int, delay: int) -> None:
    offered = request(Standing.PRICED, price_fen=5, delay_days=5)
    what: dict[str, Any] = {
        "price_fen": price,
        "delay_days": delay,
        "signature": "档案 3-7",
        "signed_on": TODAY,
        "today": TODAY,
    }
    if (price, delay) == (5, 5):
        assert design_changes.signed(offered, **what).standing is Standing.SIGNED
    else:
        with pytest.raises(design_changes.NotWhatWasOffered) as refused:
            design_changes.signed(offered, **what)
        wrong = [name for name, said in (("/price_fen", price), ("/delay_days", delay)) if said != 5]
        assert [problem.pointer for problem in refused.value.problems] == wrong


@pytest.mark.rule("I17")
@given(days=st.integers(-3, 6))
def test_a_signature_bears_a_day_from_the_request_to_today(days: int) -> None:
    offered = request(Standing.PRICED, price_fen=0, delay_days=0)
    today = TODAY + timedelta(days=3)

    def sign() -> DesignChange:
        signed_on = TODAY + timedelta(days=days)
        return design_changes.signed(
            offered, price_fen=0, delay_days=0, signature="档案", signed_on=signed_on, today=today
        )

    if 0 <= days <= 3:
        assert sign().customer_agreed
    else:
        with pytest.raises(design_changes.SignedOutOfTime):
            sign()


@pytest.mark.rule("I17")
@given(days=st.integers(-2, 2))
def test_from_the_day_of_handover_on_it_is_too_late(days: int) -> None:
    dates = UnitDates(date(2025, 6, 1), TODAY)
    if days < 0:
        design_changes.must_not_be_handed_over(TODAY + timedelta(days=days), dates)
    else:
        with pytest.raises(design_changes.HandedOver):
            design_changes.must_not_be_handed_over(TODAY + timedelta(days=days), dates)
    design_changes.must_not_be_handed_over(TODAY, UnitDates(date(2025, 6, 1)))


@pytest.mark.rule("I17")
def test_whoever_was_asked_answers_and_each_answer_stands_by_itself() -> None:
    asked = design_changes.asked(request(), Role.DESIGN)
    with pytest.raises(design_changes.AskedAnother):
        design_changes.opined(asked, justified=True, opinion="可行", by="xu", roles=ENGINEERING, now=NOW)
    by_design = design_changes.opined(asked, justified=True, opinion="可行", by="zhou", roles=DESIGN, now=NOW)
    again = design_changes.asked(by_design, Role.ENGINEERING)
    both = design_changes.opined(again, justified=False, opinion="墙为承重墙", by="xu", roles=ENGINEERING, now=NOW)
    assert (both.design_opinion, both.engineering_opinion, both.standing) == ("可行", "墙为承重墙", Standing.REFUSED)
