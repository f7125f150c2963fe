"""Danger: called, did not come, found urgent and his (F1, L7)."""

from datetime import datetime, timedelta

import pytest
from aftercare_contracts.values import TakeOverReason
from dispatch.domain import danger, take_over, work_order
from dispatch.domain.evidence import ASKED_FOR, IN_DANGER, Link, LinkKind, missing
from dispatch.domain.work_order import State, WorkOrder
from hypothesis import given
from hypothesis import strategies as st

from .orders import DESK, LEAD, NOW, SQUAD, TODAY, issued, received

COME_BY = NOW + timedelta(hours=2)
JUST_LATE = COME_BY + timedelta(microseconds=1)


def called() -> WorkOrder:
    return danger.call(issued(danger=True), DESK, COME_BY, "电话通知李工长", (), NOW)


@pytest.mark.rule("F1", "L7")
def test_who_was_called_and_did_not_come_loses_the_work_and_the_squad_begins_at_once() -> None:
    taken = danger.no_show(called(), LEAD, "现场照片，无人到场", ("cd" * 32,), JUST_LATE)
    assert (taken.state, taken.taken_over_reason) == (State.MAY_START, TakeOverReason.DANGER)
    assert [link.kind for link in taken.links] == [
        LinkKind.NOTICE, LinkKind.CALLED, LinkKind.DID_NOT_COME, LinkKind.TAKE_OVER
    ]  # fmt: skip
    assert "to come by 2026-03-10T04:00:00Z" in taken.links[1].note
    assert LEAD in taken.hands


@pytest.mark.rule("L7")
@pytest.mark.parametrize("at", [NOW, COME_BY])
def test_until_the_moment_named_has_passed_he_may_still_come(at: datetime) -> None:
    with pytest.raises(danger.StillTimeToCome):
        danger.no_show(called(), LEAD, "无人到场", (), at)


@pytest.mark.rule("L7")
def test_nobody_is_absent_who_was_not_called_and_nobody_is_called_without_danger() -> None:
    with pytest.raises(danger.NotCalled):
        danger.no_show(issued(danger=True), LEAD, "无人到场", (), JUST_LATE)
    with pytest.raises(danger.NotInDanger):
        danger.call(received(), DESK, COME_BY, "电话", (), NOW)
    with pytest.raises(danger.TimeBehind):
        danger.call(issued(danger=True), DESK, NOW, "电话", (), NOW)


@pytest.mark.rule("F1")
def test_the_site_lead_has_the_squad_begin_at_once_whatever_was_said_on_issuing() -> None:
    taken = take_over.begin_at_once(received(), LEAD, "吊顶下坠", NOW)
    assert (taken.state, taken.in_danger, taken.sheet.danger) == (State.MAY_START, True, False)
    assert taken.moves[-1].note == f"danger; ordered by {LEAD}"
    with pytest.raises(take_over.AlreadyTakenOver):
        take_over.begin_at_once(taken, LEAD, "吊顶下坠", NOW)


@pytest.mark.rule("L7")
def test_the_danger_chain_is_complete_only_with_engineerings_finding() -> None:
    taken = danger.no_show(called(), LEAD, "无人到场", (), JUST_LATE)
    done = work_order.finish(taken, taken.repairer, SQUAD, "已抢修", (), TODAY, JUST_LATE)
    assert missing(done.links) == ("urgency_found",)
    denied = danger.find_urgency(done, "sun.engineer", False, "并不紧急", JUST_LATE)
    assert missing(denied.links) == ("urgency_found",)
    found = danger.find_urgency(done, "sun.engineer", True, "紧急，属其施工质量", JUST_LATE)
    assert missing(found.links) == ()


@pytest.mark.rule("L7")
def test_engineering_finds_urgency_only_where_there_was_danger_and_a_contractor() -> None:
    for order in (received(), issued(under_contract=False, danger=True)):
        with pytest.raises(danger.NotInDanger):
            danger.find_urgency(order, "sun.engineer", True, "", NOW)


@pytest.mark.rule("L7")
@given(st.sets(st.sampled_from(LinkKind)))
def test_the_chain_is_complete_by_one_of_two_ways_and_by_no_mixture_of_them(kinds: set[LinkKind]) -> None:
    links = [Link(kind, NOW, DESK, "", ("ab" * 32,)) for kind in kinds]
    ways = (all(not kinds.isdisjoint(row) for row in rows) for rows in (ASKED_FOR, IN_DANGER))
    assert (missing(links) == ()) is any(ways)
