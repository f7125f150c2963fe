"""Every state against every verb, and any sequence of verbs, hold the table of moves (D1, D3, D5)."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID

import pytest
from aftercare_contracts.errors import AlreadyDone, Conflict
from aftercare_contracts.values import OrderSource, Repairer
from dispatch.domain import acceptance, danger, returning, take_over, work_order
from dispatch.domain.acceptance import Party, PartySignature
from dispatch.domain.evidence import BESIDE_THE_CHAIN, LinkKind
from dispatch.domain.returning import Ground, Objection
from dispatch.domain.work_order import FIRST_STATE, MOVES, CannotMove, State, Verb, WorkOrder, after
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from .orders import (
    CHECKER,
    DESK,
    DUE,
    FOREMAN,
    LEAD,
    NO_REWORK,
    NOW,
    REMIND,
    REWORK,
    SQUAD,
    TODAY,
    issued,
    standing,
)

LATE = DUE + timedelta(seconds=1)
ACTS: dict[Verb, Callable[[WorkOrder], WorkOrder]] = {
    Verb.RECEIVE: lambda order: work_order.receive(order, FOREMAN, NOW, DUE, REMIND),
    Verb.DECLINE: lambda order: take_over.decline(order, FOREMAN, "没有人手", NOW),
    Verb.LAPSE: lambda order: take_over.lapse(order, LATE),
    Verb.HAND_OVER: lambda order: take_over.hand_over(order, DESK, "业主要求", NOW),
    Verb.ALLOW: lambda order: work_order.allow(order, "vice.president", "approved", NOW),
    Verb.FINISH: lambda order: work_order.finish(order, order.repairer, SQUAD, "", (), TODAY, NOW),
    Verb.PASS: lambda order: acceptance.pass_check(order, CHECKER, "", NOW),
    Verb.SEND_BACK: lambda order: _not_good(order, NOW),
    Verb.WITHDRAW: lambda order: _not_good(order, LATE),
    Verb.RETURN_TO_SQUAD: lambda order: _not_good(order, NOW),
    Verb.SIGN: lambda order: acceptance.sign(order, DESK, "业主", "满意", NOW),
    Verb.NO_SHOW: lambda order: danger.no_show(replace(order, come_by=NOW), LEAD, "未到场", (), LATE),
    Verb.RETURN: lambda order: returning.answer(order, OBJECTION, True, "属实", LEAD, NOW)[0],
    Verb.CANCEL: lambda order: returning.cancel(order, DESK, "业主撤回", NOW),
    Verb.SALES_PASS: lambda order: acceptance.pass_sales_check(order, CHECKER, "", NOW),
    Verb.CLOSE: lambda order: acceptance.close_with(replace(order, refusals=1), TWO_SIGNED, LAST_TO_SIGN),
}
OBJECTION = Objection(UUID(int=9), UUID(int=2), Ground.OUT_OF_SCOPE, "非我方范围", (), FOREMAN, NOW)
TWO_SIGNED = [
    PartySignature(Party.PROPERTY, "he.property", "合格", NOW),
    PartySignature(Party.REPAIRER, FOREMAN, "合格", NOW),
]
LAST_TO_SIGN = PartySignature(Party.ENGINEERING, CHECKER, "合格", NOW)


def _not_good(order: WorkOrder, now: datetime) -> WorkOrder:
    rework = NO_REWORK if now is LATE else REWORK
    if order.state is State.CHECKED:
        return acceptance.refuse_signature(order, CHECKER, "业主", "仍渗水", now, rework)
    return acceptance.fail_check(order, CHECKER, "仍渗水", now, rework)


def _ready_for(verb: Verb, order: WorkOrder) -> WorkOrder:
    """Sales accepts only what it is called for; then the owner's signature waits for it."""
    return replace(order, sheet=replace(order.sheet, source=OrderSource.SALES)) if verb is Verb.SALES_PASS else order


@pytest.mark.rule("D1", "D3", "D5")
@pytest.mark.parametrize("verb", MOVES)
@pytest.mark.parametrize("state", State)
def test_the_table_alone_says_which_moves_there_are(state: State, verb: Verb) -> None:
    sources, target = MOVES[verb]
    if state in sources:
        assert after(state, verb) is target
    else:
        with pytest.raises(CannotMove):
            after(state, verb)


@pytest.mark.rule("D1", "D3", "D5")
@pytest.mark.parametrize("verb", [verb for verb in ACTS if verb is not Verb.RETURN_TO_SQUAD])
@pytest.mark.parametrize("state", State)
def test_each_act_moves_by_the_table_or_is_refused_and_moves_nothing(state: State, verb: Verb) -> None:
    order = _ready_for(verb, standing(state))
    sources, target = MOVES[verb]
    if state in sources:
        moved = ACTS[verb](order)
        assert moved.state is target
        assert moved.moves[-1].verb is verb
        assert (moved.moves[-1].before, moved.moves[-1].after) == (state, target)
    else:
        with pytest.raises((Conflict, AlreadyDone)):
            ACTS[verb](order)


@pytest.mark.parametrize("state", [State.DONE, State.CHECKED])
def test_what_the_squad_did_badly_goes_back_to_the_squad(state: State) -> None:
    order = ACTS[Verb.FINISH](standing(State.MAY_START))
    order = order if state is State.DONE else ACTS[Verb.PASS](order)
    moved = ACTS[Verb.RETURN_TO_SQUAD](order)
    assert (moved.state, moved.repairer, moved.repair_count) == (State.MAY_START, Repairer.SQUAD, 2)


def test_every_verb_but_the_first_has_moves_and_an_act() -> None:
    assert set(MOVES) == set(ACTS) == set(Verb) - {Verb.ISSUE}


class AnyLife(RuleBasedStateMachine):
    """Acts in any order, accepted or refused: what must hold in between always holds."""

    @initialize(
        under_contract=st.booleans(),
        danger=st.booleans(),
        before=st.integers(0, 3),
        source=st.sampled_from(OrderSource),
    )
    def begin(self, under_contract: bool, danger: bool, before: int, source: OrderSource) -> None:
        self.order = issued(under_contract=under_contract, danger=danger, repairs_before=before, source=source)
        self.taken_over = False
        self.now = NOW

    @rule(verb=st.sampled_from(sorted(ACTS)))
    def act(self, verb: Verb) -> None:
        before = self.order
        try:
            self.order = ACTS[verb](before)
        except (Conflict, AlreadyDone):
            assert self.order is before
        self.taken_over |= self.order.taken_over_at is not None

    @rule()
    def contractor_reports(self) -> None:
        before = self.order
        if before.sheet.contract_id is None:
            return
        try:
            self.order = work_order.finish(before, Repairer.CONTRACTOR, FOREMAN, "修好了", (), TODAY, NOW)
        except (Conflict, AlreadyDone):
            return
        assert self.order.links[-1].kind in BESIDE_THE_CHAIN
        if before.repairer is Repairer.SQUAD:
            assert self.order.state is before.state

    @invariant()
    def the_moves_are_one_unbroken_line_along_the_table(self) -> None:
        first, *rest = self.order.moves
        assert (first.verb, first.before, first.after) == (Verb.ISSUE, None, FIRST_STATE[_first(self.order)])
        for earlier, later in zip(self.order.moves, rest, strict=False):
            assert later.before is earlier.after
            assert after(later.before, later.verb) is later.after
        assert self.order.moves[-1].after is self.order.state

    @invariant()
    def the_repairer_fits_the_state_and_a_take_over_is_never_undone(self) -> None:
        if self.order.state in (State.ISSUED, State.RECEIVED):
            assert self.order.repairer is Repairer.CONTRACTOR
        if self.order.state in (State.WITH_SQUAD, State.MAY_START):
            assert self.order.repairer is Repairer.SQUAD
        assert (self.order.taken_over_at is not None) == self.taken_over
        if self.taken_over:
            assert self.order.repairer is Repairer.SQUAD
            assert [link.kind for link in self.order.links].count(LinkKind.TAKE_OVER) == 1

    @invariant()
    def the_count_is_one_more_for_each_repair_that_was_not_good(self) -> None:
        bad = {Verb.SEND_BACK, Verb.WITHDRAW, Verb.RETURN_TO_SQUAD}
        failed = sum(move.verb in bad for move in self.order.moves)
        assert self.order.repair_count == self.order.sheet.repairs_before + 1 + failed

    @invariant()
    def nobody_signs_for_work_nobody_checked(self) -> None:
        if self.order.state is State.COMPLETED:
            *_, before, last = (move.verb for move in self.order.moves if move.verb is not Verb.SALES_PASS)
            assert (before, last) in {(Verb.PASS, Verb.SIGN), (Verb.PASS, Verb.CLOSE)}
            assert self.order.sales_checked_at or not self.order.sheet.wants_sales_check


def _first(order: WorkOrder) -> Repairer:
    return Repairer.CONTRACTOR if order.sheet.contract_id else Repairer.SQUAD


TestAnyLife = AnyLife.TestCase
TestAnyLife.settings = settings(max_examples=150, stateful_step_count=25, deadline=None)
TestAnyLife = pytest.mark.rule("D1", "D3", "D5")(TestAnyLife)
