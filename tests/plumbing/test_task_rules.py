"""Who owes a task does it, another checks it, and nobody lets himself off (B6)."""

from dataclasses import replace
from datetime import timedelta

import pytest
from aftercare_contracts.values import Role
from plumbing import task_rules as rules
from plumbing.task_rules import State, Task

from .tasks_of_a_service import (
    DEPUTY,
    DIRECTOR,
    DUE_ON,
    ENGINEER,
    NOW,
    OWNER,
    PROMISE,
    SUPERVISOR,
    TODAY,
    Person,
    person,
    task,
)  # fmt: skip

pytestmark = pytest.mark.rule("B6")
NAMED = task(owner_role=Role.ENGINEERING_DESK, owner_person=ENGINEER.person)


def done(by: Person = OWNER, before: Task | None = None) -> Task:
    return rules.finish(PROMISE, before or task(), "已更换", by, NOW)


@pytest.mark.parametrize("by", [OWNER, DEPUTY])
def test_any_of_the_office_that_owes_it_or_stands_for_it_does_it(by: Person) -> None:
    finished = done(by)
    assert (finished.state, finished.done_by, finished.done_text) == (State.DONE, by.person, "已更换")


@pytest.mark.parametrize("by", [ENGINEER, SUPERVISOR, DIRECTOR])
def test_another_office_does_not_report_it_done(by: Person) -> None:
    with pytest.raises(rules.NotYours):
        done(by)


def test_where_a_person_is_named_no_other_of_his_office_reports_it_done() -> None:
    assert done(ENGINEER, NAMED).state is State.DONE
    with pytest.raises(rules.NotYours):
        done(person("li.desk", Role.ENGINEERING_DESK), NAMED)


def test_another_verifies_it() -> None:
    verified = rules.verify(PROMISE, done(), "现场查看属实", SUPERVISOR, NOW)
    assert (verified.state, verified.verified_by, verified.finding) == (
        State.VERIFIED,
        SUPERVISOR.person,
        "现场查看属实",
    )


@pytest.mark.parametrize(
    "by",
    [
        person(OWNER.person, Role.SERVICE_SUPERVISOR),
        person("another", Role.PROPERTY_COMPANY, Role.SITE_LEAD),
        person("guest", Role.PROPERTY_DESK, Role.SITE_LEAD),
    ],
)
def test_neither_who_did_it_nor_who_owes_it_checks_it_whatever_else_he_is(by: Person) -> None:
    with pytest.raises(rules.OwnWork):
        rules.verify(PROMISE, done(), "好", by, NOW)
    with pytest.raises(rules.OwnWork):
        rules.send_back(PROMISE, done(), by, None, TODAY)


def test_nor_who_is_part_of_the_matter() -> None:
    scored = replace(done(), may_not_verify=(SUPERVISOR.person,))
    with pytest.raises(rules.OwnWork):
        rules.verify(PROMISE, scored, "好", SUPERVISOR, NOW)
    assert rules.verify(PROMISE, scored, "好", DIRECTOR, NOW).state is State.VERIFIED


def test_another_of_the_office_may_check_where_one_person_owes_it() -> None:
    lead = task(owner_role=Role.SITE_LEAD, owner_person="lin.lead")
    finished = done(person("lin.lead", Role.SITE_LEAD), lead)
    assert rules.verify(PROMISE, finished, "好", person("hu.lead", Role.SITE_LEAD), NOW).state is State.VERIFIED


def test_who_may_not_check_does_not() -> None:
    with pytest.raises(rules.NotYoursToCheck):
        rules.verify(PROMISE, done(), "好", ENGINEER, NOW)


def test_what_is_not_done_is_not_checked() -> None:
    with pytest.raises(rules.NotDone):
        rules.verify(PROMISE, task(), "好", SUPERVISOR, NOW)


def test_sent_back_it_is_open_again_by_the_old_day_or_a_new_one() -> None:
    again = rules.send_back(PROMISE, done(), SUPERVISOR, None, TODAY)
    assert (again.state, again.due_on, again.times_sent_back, again.done_by) == (State.OPEN, DUE_ON, 1, None)
    later = rules.send_back(PROMISE, done(DEPUTY, again), SUPERVISOR, DUE_ON + timedelta(days=3), TODAY)
    assert (later.due_on, later.times_sent_back) == (DUE_ON + timedelta(days=3), 2)


def test_a_new_day_is_today_at_the_earliest() -> None:
    assert rules.send_back(PROMISE, done(), SUPERVISOR, TODAY, TODAY).due_on == TODAY
    with pytest.raises(rules.DueBehind):
        rules.send_back(PROMISE, done(), SUPERVISOR, TODAY - timedelta(days=1), TODAY)


def test_it_is_cancelled_with_a_reason_by_who_may_and_never_by_who_owes_it() -> None:
    cancelled = rules.cancel(PROMISE, task(), "业主大会另有决定", DIRECTOR, NOW)
    assert (cancelled.state, cancelled.cancelled_because) == (State.CANCELLED, "业主大会另有决定")
    with pytest.raises(rules.NotYoursToCancel):
        rules.cancel(PROMISE, task(), "不做了", SUPERVISOR, NOW)
    with pytest.raises(rules.OwnWork):
        rules.cancel(PROMISE, task(), "不做了", person("x", Role.PROPERTY_COMPANY, Role.CENTRE_DIRECTOR), NOW)


def test_it_is_done_once_and_what_has_ended_stays_so() -> None:
    with pytest.raises(rules.DoneBefore):
        done(OWNER, done())
    for ended in (
        rules.verify(PROMISE, done(), "好", SUPERVISOR, NOW),
        rules.cancel(PROMISE, task(), "免", DIRECTOR, NOW),
    ):
        with pytest.raises(rules.Ended):
            done(OWNER, ended)
        with pytest.raises(rules.Ended):
            rules.verify(PROMISE, ended, "好", SUPERVISOR, NOW)
        with pytest.raises(rules.Ended):
            rules.cancel(PROMISE, ended, "免", DIRECTOR, NOW)


def test_only_an_office_that_can_say_that_it_is_done_owes_one() -> None:
    rules.must_be_an_owner(PROMISE, Role.SITE_LEAD)
    with pytest.raises(rules.NobodyToDoIt):
        rules.must_be_an_owner(PROMISE, Role.AUDITOR)
