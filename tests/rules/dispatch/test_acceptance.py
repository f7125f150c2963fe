"""Three acceptances, and three parties where the owner will not sign (D5, B7)."""

from dataclasses import replace
from itertools import permutations

import pytest
from aftercare_contracts.values import OrderSource, Phase, Repairer
from dispatch.domain import acceptance, work_order
from dispatch.domain.acceptance import Party, PartySignature
from dispatch.domain.work_order import CannotMove, State, Verb, WorkOrder

from .orders import CHECKER, DESK, FOREMAN, NOW, REWORK, SQUAD, TODAY, standing

SIGNERS = {Party.PROPERTY: "he.property", Party.ENGINEERING: CHECKER, Party.REPAIRER: FOREMAN}


def refused_once() -> WorkOrder:
    """An order the owner would not sign, repaired again and passed again."""
    back = acceptance.refuse_signature(standing(State.CHECKED), DESK, "业主", "有色差", NOW, REWORK)
    again = work_order.finish(back, Repairer.CONTRACTOR, FOREMAN, "重刷", (), TODAY, NOW)
    return acceptance.pass_check(again, CHECKER, "合格", NOW)


def signature(party: Party, person: str = "") -> PartySignature:
    return PartySignature(party, person or SIGNERS[party], "现场无异常", NOW)


@pytest.mark.rule("D5")
@pytest.mark.parametrize("source", OrderSource)
@pytest.mark.parametrize("phase", Phase)
def test_sales_is_called_for_where_it_was_the_source_or_the_unit_is_not_handed_over(
    source: OrderSource, phase: Phase
) -> None:
    order = standing(State.CHECKED, source=source, phase=phase)
    called_for = source is OrderSource.SALES or phase is Phase.BEFORE_HANDOVER
    assert order.sheet.wants_sales_check is called_for
    if called_for:
        with pytest.raises(acceptance.SalesCheckMissing):
            acceptance.sign(order, DESK, "业主", "满意", NOW)
        accepted = acceptance.pass_sales_check(order, "zhou.sales", "合格", NOW)
        assert acceptance.sign(accepted, DESK, "业主", "满意", NOW).state is State.COMPLETED
    else:
        with pytest.raises(acceptance.SalesCheckNotCalledFor):
            acceptance.pass_sales_check(order, "zhou.sales", "合格", NOW)
        assert acceptance.sign(order, DESK, "业主", "满意", NOW).state is State.COMPLETED


@pytest.fixture
def for_sales() -> WorkOrder:
    return standing(State.CHECKED, source=OrderSource.SALES)


@pytest.mark.rule("D5")
def test_sales_accepts_once_and_after_a_rework_anew(for_sales: WorkOrder) -> None:
    accepted = acceptance.pass_sales_check(for_sales, "zhou.sales", "合格", NOW)
    with pytest.raises(acceptance.SalesChecked):
        acceptance.pass_sales_check(accepted, "zhou.sales", "合格", NOW)
    back = acceptance.refuse_signature(accepted, DESK, "业主", "有色差", NOW, REWORK)
    assert (back.state, back.sales_checked_at) == (State.RECEIVED, None)


@pytest.mark.rule("D5")
def test_what_sales_does_not_accept_goes_back_and_the_count_rises(for_sales: WorkOrder) -> None:
    back = acceptance.fail_sales_check(for_sales, "zhou.sales", "踢脚线缺角", NOW, REWORK)
    assert (back.state, back.repair_count, back.moves[-1].verb) == (State.RECEIVED, 2, Verb.SEND_BACK)
    with pytest.raises(CannotMove):
        acceptance.pass_sales_check(back, "zhou.sales", "", NOW)


@pytest.mark.rule("B7")
@pytest.mark.parametrize("order_of_signing", list(permutations(Party)))
def test_with_the_third_party_the_order_is_completed_in_whatever_order_they_sign(
    order_of_signing: tuple[Party, ...],
) -> None:
    order, signed = refused_once(), []
    for number, party in enumerate(order_of_signing, 1):
        one_more = signature(party)
        closed = acceptance.close_with(order, signed, one_more)
        signed.append(one_more)
        assert (closed.state is State.COMPLETED) is (number == 3)
    assert (closed.closed_at, closed.signed_at) == (NOW, None)
    assert closed.owner_opinion == "有色差"


@pytest.mark.rule("B7")
def test_nothing_is_closed_over_the_owners_head_before_he_refused() -> None:
    with pytest.raises(acceptance.NothingRefused):
        acceptance.close_with(standing(State.CHECKED), [], signature(Party.PROPERTY))


@pytest.mark.rule("B7")
def test_each_party_signs_once_by_a_person_of_its_own_who_did_not_do_the_work() -> None:
    order, one = refused_once(), signature(Party.PROPERTY)
    with pytest.raises(acceptance.PartySigned):
        acceptance.close_with(order, [one], signature(Party.PROPERTY, "another.property"))
    with pytest.raises(acceptance.SignsForAnother):
        acceptance.close_with(order, [one], signature(Party.ENGINEERING, one.person))
    with pytest.raises(acceptance.DidTheWork):
        acceptance.close_with(order, [one], signature(Party.ENGINEERING, FOREMAN))


@pytest.mark.rule("B7")
@pytest.mark.parametrize("state", sorted(set(State) - {State.CHECKED}))
def test_only_what_the_project_desk_has_passed_is_closed(state: State) -> None:
    with pytest.raises(CannotMove):
        acceptance.close_with(replace(standing(state), refusals=1), [], signature(Party.PROPERTY))


@pytest.mark.rule("B7", "D5")
def test_sales_is_not_passed_over_by_the_three(for_sales: WorkOrder) -> None:
    two = [signature(Party.PROPERTY), signature(Party.REPAIRER)]
    with pytest.raises(acceptance.SalesCheckMissing):
        acceptance.close_with(replace(for_sales, refusals=1), two, signature(Party.ENGINEERING))


def test_the_squad_signs_as_the_repairer_of_its_own_work() -> None:
    order = refused_once()
    by_squad = replace(order, repairer=Repairer.SQUAD, done_by=(SQUAD,))
    two = [signature(Party.PROPERTY), signature(Party.ENGINEERING)]
    closed = acceptance.close_with(by_squad, two, signature(Party.REPAIRER, SQUAD))
    assert closed.state is State.COMPLETED
