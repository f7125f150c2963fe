"""What can happen to a case, and to no other (I2, I8, I15, V1, B1)."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from aftercare_contracts.errors import AlreadyDone, DomainError
from aftercare_contracts.values import CaseKind, Channel, ContactWay, Department, Desk, Phase, Role, Verdict
from hypothesis import given
from hypothesis import strategies as st
from intake.domain import case as domain
from intake.domain.case import MOVES, CannotMove, Case, Result, State, Verb

NOW = datetime(2026, 3, 10, 2, tzinfo=UTC)
LATER = NOW + timedelta(hours=3)
ONE = UUID(int=1)
BY_REASON = (CaseKind.INQUIRY, CaseKind.PRAISE, CaseKind.SUGGESTION)
HEADS = [frozenset({Role.SITE_LEAD}), frozenset({Role.CENTRE_DIRECTOR})]


def case(kind: CaseKind = CaseKind.REPAIR_REQUEST, **what: Any) -> Case:
    fresh = Case(
        case_id=ONE, case_no="KS-2026-000001", kind=kind, case_class=None, channel=Channel.HOTLINE, matter="leak", part=None,
        project="P1", unit_no=None, completion_accepted_on=None, handed_over_on=None, phase=Phase.FIRST_YEAR,
        department=Department.SERVICE_CENTRE, desk=Desk.ENGINEERING_DESK, customer_id=ONE, complaint="漏水",
        reply_by=ContactWay.PHONE, visit_by=ContactWay.HOME, external_ref=None, taken_by="chen", received_at=NOW,
        registered_at=NOW, in_opening_hours=True, verdict=domain.first_verdict(kind),
    )  # fmt: skip
    return domain.held(replace(fresh, **what), NOW)


def closed(kind: CaseKind = CaseKind.REPAIR_REQUEST) -> Case:
    return case(kind, state=State.CLOSED, closed_at=NOW)


@pytest.mark.rule("I15")
@pytest.mark.parametrize("verb", Verb)
@pytest.mark.parametrize("state", State)
def test_every_move_is_in_the_table_or_refused(verb: Verb, state: State) -> None:
    sources, target = MOVES[verb]
    if state in sources:
        assert domain.after(state, verb) is target
    else:
        with pytest.raises(CannotMove, match=state):
            domain.after(state, verb)


@pytest.mark.rule("I15")
def test_nothing_leads_out_of_closed() -> None:
    assert all(State.CLOSED not in sources for sources, _ in MOVES.values())


@pytest.mark.rule("I2")
@pytest.mark.parametrize("kind", CaseKind)
def test_only_a_complaint_awaits_a_verdict(kind: CaseKind) -> None:
    pending = Verdict.PENDING if kind is CaseKind.COMPLAINT else Verdict.NOT_CALLED_FOR
    assert domain.first_verdict(kind) is pending


@pytest.mark.rule("V1")
@pytest.mark.parametrize("kind", CaseKind)
@pytest.mark.parametrize("verdict", Verdict)
def test_repairs_and_complaints_not_invalid_are_visited(kind: CaseKind, verdict: Verdict) -> None:
    expected = kind is CaseKind.REPAIR_REQUEST or kind is CaseKind.COMPLAINT
    assert domain.visit_wanted(kind, verdict) is (expected and verdict is not Verdict.INVALID)


@pytest.mark.rule("V1", "B1")
@pytest.mark.parametrize("kind", CaseKind)
def test_handled_it_is_the_officers_to_visit_or_the_leads_to_close(kind: CaseKind) -> None:
    handled = domain.handle(case(kind), LATER)
    assert (handled.state, handled.holder_since) == (State.HANDLED, LATER)
    assert handled.holder is (Role.SITE_LEAD if kind in BY_REASON else Role.CASE_OFFICER)


@pytest.mark.rule("B1")
@pytest.mark.parametrize("desk", Desk)
@pytest.mark.parametrize("state", State)
@pytest.mark.parametrize("visit_owed", [True, False])
def test_every_open_case_has_one_holder_and_a_closed_one_none(desk: Desk, state: State, visit_owed: bool) -> None:
    holder = case(desk=desk, state=state, visit_owed=visit_owed).holder
    assert (holder is None) is (state is State.CLOSED)
    if state in (State.REGISTERED, State.IN_WORK) and not visit_owed:
        assert holder == desk


@pytest.mark.rule("V1", "I8")
def test_without_result_the_case_stays_open_and_is_visited_all_the_same() -> None:
    open_case = domain.report_unsettled(case(), LATER)
    assert (open_case.state, open_case.visit_owed) == (State.IN_WORK, True)
    heard = domain.hear_satisfied(open_case, 1, LATER)
    assert (heard.state, heard.visit_owed, heard.holder) == (State.IN_WORK, False, Role.ENGINEERING_DESK)


@pytest.mark.rule("I15")
def test_satisfied_closes_and_dissatisfied_goes_round_again_with_the_same_desk() -> None:
    handled = domain.handle(case(), NOW)
    satisfied, again = domain.hear_satisfied(handled, 1, LATER), domain.reopen(handled, 1, LATER)
    assert (satisfied.state, satisfied.closed_at, satisfied.holder) == (State.CLOSED, LATER, None)
    assert (again.state, again.round, again.visit_owed) == (State.IN_WORK, 2, False)
    assert again.holder is Role.ENGINEERING_DESK


@pytest.mark.rule("I15", "V2")
@given(st.integers(1, 5), st.integers(1, 5), st.sampled_from(State))
def test_an_answer_about_another_round_or_a_closed_case_changes_nothing(now: int, seen: int, state: State) -> None:
    known = case(round=now, state=state, closed_at=NOW if state is State.CLOSED else None)
    for hear in (domain.hear_satisfied, domain.reopen):
        if seen != now or state is State.CLOSED:
            with pytest.raises(AlreadyDone):
                hear(known, seen, LATER)
        else:
            assert hear(known, seen, LATER).round in (now, now + 1)


@pytest.mark.rule("I15")
@pytest.mark.parametrize("kind", CaseKind)
@pytest.mark.parametrize("state", [State.REGISTERED, State.IN_WORK, State.HANDLED])
def test_a_reason_closes_only_what_asks_for_no_visit(kind: CaseKind, state: State) -> None:
    open_case = case(kind, state=state)
    if kind in BY_REASON:
        assert domain.close_with_reason(open_case, 0, LATER).closed_at == LATER
    else:
        with pytest.raises(domain.VisitOwed):
            domain.close_with_reason(open_case, 0, LATER)


@pytest.mark.rule("I15", "I2")
def test_an_invalid_complaint_closes_with_a_reason() -> None:
    invalid = domain.judge(case(CaseKind.COMPLAINT), Verdict.INVALID, HEADS[0], NOW)
    assert domain.close_with_reason(invalid, 0, LATER).state is State.CLOSED


@pytest.mark.rule("I15")
def test_nothing_closes_by_a_reason_while_work_orders_are_open_or_twice() -> None:
    with pytest.raises(domain.WorkOpen):
        domain.close_with_reason(case(CaseKind.INQUIRY), 1, LATER)
    with pytest.raises(CannotMove):
        domain.close_with_reason(closed(CaseKind.INQUIRY), 0, LATER)


@pytest.mark.rule("I2")
@pytest.mark.parametrize("role", Role)
def test_invalid_is_the_heads_word_only(role: Role) -> None:
    complaint = case(CaseKind.COMPLAINT)
    assert domain.judge(complaint, Verdict.VALID, frozenset({role}), NOW).verdict is Verdict.VALID
    if role in (Role.SITE_LEAD, Role.CENTRE_DIRECTOR):
        assert domain.judge(complaint, Verdict.INVALID, frozenset({role}), NOW).verdict is Verdict.INVALID
    else:
        with pytest.raises(domain.OnlyTheHead):
            domain.judge(complaint, Verdict.INVALID, frozenset({role}), NOW)


@pytest.mark.rule("I2")
@pytest.mark.parametrize("kind", [kind for kind in CaseKind if kind is not CaseKind.COMPLAINT])
def test_what_is_no_complaint_gets_no_verdict(kind: CaseKind) -> None:
    with pytest.raises(domain.NotAComplaint):
        domain.judge(case(kind), Verdict.VALID, HEADS[0], NOW)


@pytest.mark.rule("I2")
def test_a_closed_complaint_is_not_judged_any_more() -> None:
    with pytest.raises(CannotMove):
        domain.judge(closed(CaseKind.COMPLAINT), Verdict.VALID, HEADS[0], NOW)


@pytest.mark.rule("I2", "V1")
def test_found_invalid_the_visit_falls_away_and_found_valid_after_all_the_case_is_in_work() -> None:
    handled = domain.handle(case(CaseKind.COMPLAINT), NOW)
    invalid = domain.judge(handled, Verdict.INVALID, HEADS[1], NOW)
    assert (invalid.state, invalid.visit_owed) == (State.HANDLED, False)
    valid = domain.judge(invalid, Verdict.VALID, HEADS[1], LATER)
    assert (valid.state, valid.holder, valid.holder_since) == (State.IN_WORK, Role.ENGINEERING_DESK, LATER)
    assert domain.handle(valid, LATER).visit_owed


@pytest.mark.rule("I8")
@pytest.mark.parametrize(
    ("result", "pointers"),
    [
        (Result(True, "好了"), []),
        (Result(False, "等材料", "厂家缺货，下周到", date(2026, 3, 10)), []),
        (Result(False, "等材料"), ["/unsettled_reason", "/promised_on"]),
        (Result(False, "等材料", "厂家缺货，下周到"), ["/promised_on"]),
        (Result(False, "等材料", "", date(2026, 3, 20)), ["/unsettled_reason"]),
        (Result(False, "等材料", "厂家缺货，下周到", date(2026, 3, 9)), ["/promised_on"]),
    ],
)
def test_what_is_not_settled_needs_a_reason_and_a_date_from_today_on(result: Result, pointers: list[str]) -> None:
    found: list[str] = []
    try:
        domain.must_be_complete(result, date(2026, 3, 10))
    except DomainError as refused:
        found = [problem.pointer for problem in refused.problems]
    assert found == pointers


STEPS = {
    "start": lambda known: domain.start_work(known, LATER),
    "handle": lambda known: domain.handle(known, LATER),
    "unsettled": lambda known: domain.report_unsettled(known, LATER),
    "satisfied": lambda known: domain.hear_satisfied(known, known.round, LATER),
    "dissatisfied": lambda known: domain.reopen(known, known.round, LATER),
    "valid": lambda known: domain.judge(known, Verdict.VALID, HEADS[0], LATER),
    "invalid": lambda known: domain.judge(known, Verdict.INVALID, HEADS[0], LATER),
    "close": lambda known: domain.close_with_reason(known, 0, LATER),
}


@pytest.mark.rule("I15", "B1", "V1")
@given(st.sampled_from(CaseKind), st.lists(st.sampled_from(sorted(STEPS)), max_size=12))
def test_whatever_happens_no_case_is_lost_or_closes_unvisited(kind: CaseKind, steps: list[str]) -> None:
    known = case(kind)
    for step in steps:
        before = known
        try:
            known = STEPS[step](known)
        except DomainError:
            continue
        assert known.round in (before.round, before.round + 1)
        assert (known.state is State.CLOSED) == (known.closed_at is not None) == (known.holder is None)
        assert not known.visit_owed or domain.visit_wanted(kind, known.verdict)
        if known.state is State.CLOSED and domain.visit_wanted(kind, known.verdict):
            assert step == "satisfied"
        if known.state is State.HANDLED and domain.visit_wanted(kind, known.verdict):
            assert known.visit_owed, "a handled case that wants a visit has one owed, or it could never close"


@pytest.mark.rule("I15", "V1")
def test_a_visit_made_before_there_was_a_result_does_not_close_the_case_that_has_one_now() -> None:
    handled = domain.handle(case(), LATER)
    with pytest.raises(AlreadyDone):
        domain.hear_satisfied(handled, handled.round, LATER, settled=False)
    assert domain.hear_satisfied(handled, handled.round, LATER, settled=True).state is State.CLOSED
