"""A notice's life: delivered, chased, answered, settled, given up."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import product
from typing import Any
from uuid import UUID

import pytest
from aftercare_contracts.values import Role
from hypothesis import given
from hypothesis import strategies as st
from notify.domain import notices as domain
from notify.domain.notices import MOVES, ChaseRule, NothingToDo, Notice, State, Verb
from notify.domain.recipients import Recipient
from notify.domain.wording import Wording

NOW = datetime(2026, 3, 10, 2, 0, tzinfo=UTC)
RULE = ChaseRule(hours=24, times=3)


def notice(**what: Any) -> Notice:
    known: dict[str, Any] = {
        "notice_id": UUID(int=1), "notice_no": "TZ-2026-000001", "event_id": UUID(int=2), "about": "intake.case.registered.v1",
        "thing_id": UUID(int=3), "case_id": UUID(int=3), "project": "P1", "recipient": Recipient(Role.SITE_LEAD),
        "wording": Wording("题", "文", "subject", "text"), "wants_answer": True, "deeds": (), "delivered_at": NOW,
    }  # fmt: skip
    return Notice(**(known | what))


@pytest.mark.rule("N1")
def test_an_answer_says_who_when_and_what() -> None:
    answered = domain.answer(notice(), "li", NOW, "已安排")
    assert (answered.state, answered.answered_by, answered.answered_at, answered.answer) == (
        State.ANSWERED,
        "li",
        NOW,
        "已安排",
    )


@pytest.mark.rule("N1")
@pytest.mark.parametrize(("state", "verb"), list(product(State, Verb)))
def test_a_notice_moves_as_the_table_says_and_no_other_way(state: State, verb: Verb) -> None:
    sources, target = MOVES[verb]
    if state in sources:
        assert domain.after(state, verb) is target
    else:
        with pytest.raises(NothingToDo, match=str(state)):
            domain.after(state, verb)


@pytest.mark.rule("N1")
@given(st.integers(1, 20))
def test_a_notice_is_chased_so_many_times_and_then_given_up(times: int) -> None:
    rule, chased = ChaseRule(24, times), notice()
    for number in range(1, times + 1):
        assert chased.state is State.DELIVERED
        chased = domain.chase(chased, rule)
        assert chased.times_chased == number
    assert chased.state is State.GIVEN_UP
    with pytest.raises(NothingToDo):
        domain.chase(chased, rule)


@pytest.mark.rule("N1")
@pytest.mark.parametrize("state", [State.ANSWERED, State.SETTLED])
def test_what_is_answered_or_settled_is_not_chased(state: State) -> None:
    with pytest.raises(NothingToDo):
        domain.chase(notice(state=state), RULE)


@pytest.mark.rule("N1")
def test_one_given_up_may_still_be_answered() -> None:
    assert domain.answer(notice(state=State.GIVEN_UP), "li", NOW).state is State.ANSWERED


@pytest.mark.rule("N1")
def test_a_deed_settles_a_notice_without_putting_words_into_anybodys_mouth() -> None:
    settled = domain.settle(notice(), "dispatch.work_order.received.v1", NOW)
    assert (settled.state, settled.settled_by, settled.answered_by) == (
        State.SETTLED,
        "dispatch.work_order.received.v1",
        None,
    )


def test_the_chase_is_due_after_the_rules_hours() -> None:
    assert RULE.next_at(NOW) == NOW + timedelta(hours=24)


def test_a_timer_brings_the_rule_back_as_it_was() -> None:
    assert ChaseRule.from_data(RULE.to_data()) == RULE


def test_a_notice_is_about_the_narrowest_thing_its_event_names() -> None:
    case, order, claim = (UUID(int=number) for number in (1, 2, 3))
    assert domain.thing_of({"case_id": case, "order_id": order, "claim_id": claim}) == claim
    assert domain.thing_of({"case_id": case, "order_id": order}) == order
    assert domain.thing_of({"case_id": None, "project": "P1"}) is None
    assert domain.things_in({"case_id": case, "order_id": order}) == [order, case]


def test_a_contractors_inbox_is_his_firms() -> None:
    assert Recipient(Role.CONTRACTOR, "C1").key == "contractor:C1"
    assert Recipient(Role.SITE_LEAD).key == "site_lead"
    assert replace(Recipient(Role.CONTRACTOR, "C1"), contractor="C2") != Recipient(Role.CONTRACTOR, "C1")
