"""The life of a work order: receipt, take-over, repair, acceptance (D1, D3, D5, F1, L7, V1)."""

from datetime import datetime, timedelta

import pytest
from aftercare_contracts.values import Repairer, RepairResult, TakeOverReason
from dispatch.domain import acceptance, take_over, work_order
from dispatch.domain.evidence import LinkKind, missing
from dispatch.domain.work_order import State, WorkOrder

from .orders import (
    CHECKER,
    DESK,
    DUE,
    FOREMAN,
    NO_REWORK,
    NOW,
    REMIND,
    REWORK,
    SQUAD,
    TODAY,
    issued,
    lapsed,
    received,
    sheet,
    standing,
)

JUST_LATE = DUE + timedelta(microseconds=1)


def kinds(order: WorkOrder) -> list[LinkKind]:
    return [link.kind for link in order.links]


def finished(order: WorkOrder, by: str = FOREMAN, at: datetime = NOW) -> WorkOrder:
    return work_order.finish(order, order.repairer, by, "做好了", (), TODAY, at)


@pytest.mark.rule("D1", "L7")
def test_the_notice_names_place_work_and_time_and_shows_the_photos() -> None:
    notice = issued().links[0]
    assert (notice.kind, notice.by, notice.photos) == (LinkKind.NOTICE, DESK, ("ab" * 32,))
    assert notice.note == "3-1201 卫生间; 重做防水; 72 hours from receipt"


@pytest.mark.rule("D3")
def test_the_time_runs_from_receipt_and_is_confirmed_once() -> None:
    order = received()
    assert (order.state, order.received_at, order.due_at) == (State.RECEIVED, NOW, DUE)
    with pytest.raises(work_order.AlreadyReceived):
        work_order.receive(order, FOREMAN, NOW, DUE, REMIND)


@pytest.mark.rule("L7")
def test_service_proven_by_the_desk_stands_in_for_the_receipt() -> None:
    order = work_order.prove_service(issued(), DESK, NOW, DUE, REMIND, "快递签收单 12345", ("cd" * 32,))
    assert order.links[-1].kind is LinkKind.SERVICE_PROVEN
    assert (order.links[-1].note, order.links[-1].photos) == ("快递签收单 12345", ("cd" * 32,))


@pytest.mark.rule("D3")
def test_at_the_last_moment_the_time_has_not_passed() -> None:
    with pytest.raises(work_order.CannotMove):
        take_over.lapse(received(), DUE)
    order = take_over.lapse(received(), JUST_LATE)
    assert (order.state, order.repairer, order.taken_over_reason) == (
        State.WITH_SQUAD,
        Repairer.SQUAD,
        TakeOverReason.TIME_PASSED,
    )
    assert order.sheet.contractor == "NF"


@pytest.mark.rule("D3")
def test_the_deadline_of_work_reported_done_has_nothing_left_to_do() -> None:
    with pytest.raises(work_order.AlreadyDone):
        take_over.lapse(finished(received()), JUST_LATE)


@pytest.mark.rule("D3")
def test_who_says_that_he_cannot_keep_it_has_shown_that_he_has_the_order() -> None:
    order = take_over.decline(issued(), FOREMAN, "没有人手", NOW)
    assert kinds(order) == [LinkKind.NOTICE, LinkKind.RECEIPT, LinkKind.DECLINED, LinkKind.TAKE_OVER]
    assert order.taken_over_reason is TakeOverReason.CONTRACTOR_DECLINED


@pytest.mark.rule("D3")
@pytest.mark.parametrize("state", [State.ISSUED, State.RECEIVED])
def test_when_the_owner_asks_the_squad_takes_over_at_once(state: State) -> None:
    order = take_over.hand_over(standing(state), "chen.desk", "业主不愿等", NOW)
    assert (order.repairer, order.taken_over_reason) == (Repairer.SQUAD, TakeOverReason.OWNER_ASKED)
    assert order.hands == (DESK, "chen.desk")


def test_nothing_is_taken_over_twice_or_from_nobody() -> None:
    with pytest.raises(take_over.AlreadyTakenOver):
        take_over.hand_over(lapsed(), DESK, "", NOW)
    with pytest.raises(take_over.NeverTheContractors):
        take_over.hand_over(issued(under_contract=False), DESK, "", NOW)
    with pytest.raises(take_over.NeverTheContractors):
        take_over.decline(issued(under_contract=False), FOREMAN, "", NOW)


@pytest.mark.rule("D3")
def test_what_the_contractor_does_late_is_recorded_and_undoes_nothing() -> None:
    order = lapsed()
    late = work_order.finish(order, Repairer.CONTRACTOR, FOREMAN, "已修好", ("ef" * 32,), TODAY, JUST_LATE)
    assert late.links[-1].kind is LinkKind.LATE_REPORT
    assert (late.links[-1].by, late.links[-1].photos) == (FOREMAN, ("ef" * 32,))
    assert (late.state, late.repairer, late.moves, late.done_by) == (
        order.state,
        order.repairer,
        order.moves,
        order.done_by,
    )
    assert take_over.decline(order, FOREMAN, "做不了", JUST_LATE).links[-1].note == "declined: 做不了"
    unread = take_over.hand_over(issued(), DESK, "", NOW)
    assert work_order.receive(unread, FOREMAN, NOW, DUE, REMIND).links[-1].kind is LinkKind.LATE_REPORT


@pytest.mark.rule("F1")
def test_the_squad_waits_until_its_cost_is_approved() -> None:
    order = lapsed()
    with pytest.raises(work_order.CostNotApproved):
        finished(order, SQUAD, JUST_LATE)
    allowed = work_order.allow(order, "vice.president", "approved", JUST_LATE)
    assert finished(allowed, SQUAD, JUST_LATE).state is State.DONE
    with pytest.raises(work_order.AlreadyDone):
        work_order.allow(allowed, "vice.president", "approved", JUST_LATE)


@pytest.mark.rule("F1")
def test_in_danger_the_squad_starts_at_once_when_the_site_lead_says_so() -> None:
    assert issued(under_contract=False, danger=True).state is State.MAY_START
    assert lapsed(danger=True).state is State.MAY_START
    with pytest.raises(work_order.OnlyTheSiteLead):
        work_order.issue(sheet(danger=True))


@pytest.mark.rule("D5")
def test_who_did_the_work_neither_checks_it_nor_speaks_for_the_owner() -> None:
    done = finished(received(), by=CHECKER)
    checked = acceptance.pass_check(done, DESK, "", NOW)
    for act in (
        lambda: acceptance.pass_check(done, CHECKER, "", NOW),
        lambda: acceptance.fail_check(done, CHECKER, "", NOW, REWORK),
        lambda: acceptance.sign(checked, CHECKER, "业主", "", NOW),
        lambda: acceptance.refuse_signature(checked, CHECKER, "业主", "", NOW, REWORK),
    ):
        with pytest.raises(acceptance.DidTheWork):
            act()


@pytest.mark.rule("D5")
@pytest.mark.parametrize(("at", "state"), [(NOW, State.RECEIVED), (DUE, State.RECEIVED), (JUST_LATE, State.WITH_SQUAD)])
def test_where_there_is_no_rework_left_a_failed_check_sends_the_work_back_in_time_and_then_to_the_squad(
    at: datetime, state: State
) -> None:
    order = acceptance.fail_check(finished(received()), CHECKER, "仍渗水", at, NO_REWORK)
    assert (order.state, order.repair_count) == (state, 2)


@pytest.mark.rule("D3", "L7")
def test_a_check_failed_after_the_deadline_leaves_the_deadline_in_the_chain() -> None:
    order = acceptance.fail_check(finished(received()), CHECKER, "仍渗水", JUST_LATE, NO_REWORK)
    assert order.taken_over_reason is TakeOverReason.CHECK_FAILED_AFTER_DEADLINE
    assert kinds(order)[-2:] == [LinkKind.DEADLINE_PASSED, LinkKind.TAKE_OVER]
    assert order.links[-2].at == DUE


@pytest.mark.rule("D5")
def test_an_owner_who_is_not_satisfied_counts_like_a_failed_check() -> None:
    order = acceptance.refuse_signature(standing(State.CHECKED), DESK, "业主", "墙面没有补漆", NOW, REWORK)
    assert (order.state, order.repair_count, order.owner_opinion) == (State.RECEIVED, 2, "墙面没有补漆")
    assert order.refusals == 1


@pytest.mark.rule("D5", "B2")
@pytest.mark.parametrize("at", [NOW, DUE, JUST_LATE])
def test_a_rework_has_its_own_clock_with_a_reminder_of_its_own_and_never_less_than_the_rest_of_the_first(
    at: datetime,
) -> None:
    once = acceptance.fail_check(finished(work_order.remind(received(), NOW)), CHECKER, "仍渗水", at, REWORK)
    assert (once.state, once.reworks, once.due_at) == (State.RECEIVED, 1, max(DUE, at + REWORK.time))
    assert kinds(once)[-1] is LinkKind.REWORK
    if at > NOW:
        assert once.due_at
        assert (once.remind_at, once.reminded_at) == (at + timedelta(hours=48), None)


@pytest.mark.rule("D3", "D5")
@pytest.mark.parametrize(("late", "state"), [(False, State.RECEIVED), (True, State.WITH_SQUAD)])
def test_after_its_reworks_the_clock_is_not_wound_up_again(late: bool, state: State) -> None:
    once = acceptance.fail_check(finished(received()), CHECKER, "仍渗水", JUST_LATE, REWORK)
    assert once.due_at
    at = once.due_at + (timedelta(microseconds=1) if late else timedelta(0))
    done = work_order.finish(once, Repairer.CONTRACTOR, FOREMAN, "再修", (), TODAY, once.due_at)
    twice = acceptance.fail_check(done, CHECKER, "还渗水", at, REWORK)
    assert (twice.state, twice.reworks, twice.due_at) == (state, 1, once.due_at)
    if late:
        assert [link.at for link in twice.links if link.kind is LinkKind.DEADLINE_PASSED] == [once.due_at]


@pytest.mark.rule("D1")
@pytest.mark.parametrize(
    ("before", "result"),
    [
        (0, RepairResult.ONE_REPAIR),
        (1, RepairResult.REPEATED_REPAIR),
        (2, RepairResult.MANY_REPAIRS),
        (7, RepairResult.MANY_REPAIRS),
    ],
)
def test_the_box_ticked_counts_all_repairs_of_the_same_fault(before: int, result: RepairResult) -> None:
    assert issued(repairs_before=before).repair_result is result


@pytest.mark.rule("D1")
def test_a_repair_that_was_not_good_makes_the_next_a_repeated_one() -> None:
    again = finished(acceptance.fail_check(finished(received()), CHECKER, "仍渗水", NOW, REWORK))
    assert again.repair_result is RepairResult.REPEATED_REPAIR


@pytest.mark.rule("D1")
def test_a_take_over_without_a_repair_leaves_the_squads_the_first() -> None:
    assert lapsed().repair_result is RepairResult.ONE_REPAIR


@pytest.mark.rule("V1")
def test_the_hands_are_those_who_issued_ordered_and_did_the_work_each_once() -> None:
    order = work_order.allow(take_over.hand_over(received(), DESK, "", NOW), "vice.president", "", NOW)
    failed = acceptance.fail_check(finished(order, SQUAD), CHECKER, "仍渗水", NOW, REWORK)
    assert finished(failed, SQUAD).hands == (DESK, SQUAD)


@pytest.mark.rule("D1")
@pytest.mark.parametrize("offset", [-1, 1])
def test_work_is_completed_between_issue_and_today(offset: int) -> None:
    with pytest.raises(work_order.DayAhead) as refused:
        work_order.finish(received(), Repairer.CONTRACTOR, FOREMAN, "", (), TODAY + timedelta(days=offset), NOW)
    assert refused.value.problems[0].pointer == "/completed_on"


@pytest.mark.rule("N2", "L7")
def test_the_contractor_is_reminded_once_and_only_while_the_work_is_his() -> None:
    reminded = work_order.remind(received(), REMIND)
    assert reminded.links[-1].kind is LinkKind.REMINDER
    for order in (reminded, issued(), finished(received()), lapsed()):
        with pytest.raises(work_order.AlreadyDone):
            work_order.remind(order, REMIND)


@pytest.mark.rule("L7")
def test_the_chain_of_a_lapsed_order_lacks_only_the_work() -> None:
    order = take_over.lapse(work_order.remind(received(), REMIND), JUST_LATE)
    assert missing(order.links) == ("work_done",)
    done = finished(work_order.allow(order, "vice.president", "", JUST_LATE), SQUAD, JUST_LATE)
    assert missing(done.links) == ()


@pytest.mark.rule("L7")
def test_what_is_missing_is_named() -> None:
    assert missing(lapsed().links) == ("reminder|declined", "work_done")
    assert missing(lapsed(photos=()).links)[0] == "notice_photo"
    asked = take_over.hand_over(issued(), DESK, "", NOW)
    assert missing(asked.links) == (
        "receipt|service_proven",
        "reminder|declined",
        "deadline_passed|declined",
        "work_done",
    )
    assert missing(take_over.decline(issued(), FOREMAN, "没有人手", NOW).links) == ("work_done",)


@pytest.mark.rule("L7")
def test_what_the_contractor_says_of_his_own_work_is_no_link_of_the_chain() -> None:
    assert "work_done" in missing(finished(received()).links)
