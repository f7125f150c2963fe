"""Appointments and attempts, and when a visit may be called not possible (V1, B6)."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from aftercare_contracts.errors import DomainError
from aftercare_contracts.values import ContactWay
from survey.domain.attempts import (
    NOT_REACHED,
    Attempt,
    Enough,
    NotInTheFuture,
    NotInThePast,
    Outcome,
    OutcomeNotByThisWay,
    TriedTooLittle,
    appoint,
    attempt,
    must_be_enough,
)
from survey.domain.return_visit import CannotMove, HadAHandInIt, ReasonMissing, State, Way

from .visits import NOW, OFFICER, OTHER, SQUAD, TICK, china, visit

ID = UUID(int=9)
TOMORROW = NOW + timedelta(days=1)
ENOUGH = Enough(attempts=3, days=2)


def tried(at: datetime = NOW, outcome: Outcome = Outcome.NO_ANSWER) -> Attempt:
    return Attempt(ID, UUID(int=1), at, ContactWay.PHONE, "", outcome, None, "", OFFICER, at)


def trying(**what: Any) -> Attempt:
    facts: dict[str, Any] = {
        "tried_at": NOW, "outcome": Outcome.NO_ANSWER, "taken": Way(), "put_off_until": None, "note": "", "by": OFFICER, "now": NOW,
    }  # fmt: skip
    return attempt(what.pop("of", visit()), ID, **facts | what)


@pytest.mark.rule("V1")
def test_an_appointment_says_when_by_whom_and_which_way() -> None:
    made = appoint(visit(), ID, TOMORROW, OTHER, Way(ContactWay.HOME, "业主要求上门"), OFFICER, NOW)
    assert (made.appointed_for, made.visitor, made.way, made.way_reason) == (
        TOMORROW,
        OTHER,
        ContactWay.HOME,
        "业主要求上门",
    )
    assert appoint(visit(), ID, TOMORROW, OTHER, Way(), OFFICER, NOW).way is ContactWay.PHONE


@pytest.mark.rule("V1", "B6")
def test_an_appointment_that_is_refused() -> None:
    for refused, act in (
        (HadAHandInIt, lambda: appoint(visit(), ID, TOMORROW, SQUAD, Way(), OFFICER, NOW)),
        (ReasonMissing, lambda: appoint(visit(), ID, TOMORROW, OTHER, Way(ContactWay.HOME), OFFICER, NOW)),
        (NotInThePast, lambda: appoint(visit(), ID, NOW, OTHER, Way(), OFFICER, NOW)),
        (CannotMove, lambda: appoint(visit(state=State.SATISFIED), ID, TOMORROW, OTHER, Way(), OFFICER, NOW)),
    ):
        with pytest.raises(refused):
            act()
    assert appoint(visit(), ID, NOW + TICK, OTHER, Way(), OFFICER, NOW).appointed_for == NOW + TICK


@pytest.mark.rule("V1", "B6")
@pytest.mark.parametrize(
    ("what", "refused"),
    [
        ({"by": SQUAD}, HadAHandInIt),
        ({"taken": Way(ContactWay.HOME)}, ReasonMissing),
        ({"tried_at": NOW - TICK}, NotInTheFuture),
        ({"tried_at": NOW + TICK}, NotInTheFuture),
        ({"outcome": Outcome.NOBODY_HOME}, OutcomeNotByThisWay),
        ({"outcome": Outcome.REPLIED}, OutcomeNotByThisWay),
        ({"outcome": Outcome.PUT_OFF}, NotInThePast),
        ({"put_off_until": TOMORROW}, NotInThePast),
        ({"outcome": Outcome.PUT_OFF, "put_off_until": NOW}, NotInThePast),
        ({"of": visit(state=State.AWAITING_MONTH)}, CannotMove),
    ],
)
def test_an_attempt_that_is_refused(what: dict[str, Any], refused: type[DomainError]) -> None:
    with pytest.raises(refused):
        trying(**what)


@pytest.mark.rule("V1")
def test_an_attempt_says_what_happened_and_to_when_the_customer_put_it_off() -> None:
    put_off = trying(outcome=Outcome.PUT_OFF, put_off_until=TOMORROW, note="下周再约")
    assert (put_off.outcome, put_off.put_off_until, put_off.note, put_off.tried_by) == (
        Outcome.PUT_OFF,
        TOMORROW,
        "下周再约",
        OFFICER,
    )
    assert trying(of=visit(way=ContactWay.HOME), outcome=Outcome.NOBODY_HOME).way is ContactWay.HOME
    assert trying(of=visit(way=ContactWay.ONLINE), outcome=Outcome.REPLIED).way is ContactWay.ONLINE


@pytest.mark.rule("V1")
@pytest.mark.parametrize(
    ("made", "is_enough"),
    [
        ([], False),
        ([tried(NOW), tried(TOMORROW)], False),
        ([tried(NOW)] * 3, False),
        ([tried(NOW), tried(NOW), tried(TOMORROW)], True),
        ([tried(NOW), tried(TOMORROW), tried(TOMORROW, Outcome.PUT_OFF)], False),
        ([tried(NOW), tried(TOMORROW), tried(TOMORROW, Outcome.WRONG_CONTACT)], True),
        ([tried(china(2026, 3, 11) - TICK)] * 2 + [tried(china(2026, 3, 11))], True),
        ([tried(china(2026, 3, 10))] * 2 + [tried(china(2026, 3, 11) - TICK)], False),
    ],
)
def test_so_many_attempts_on_so_many_days_in_china(made: list[Attempt], is_enough: bool) -> None:
    if is_enough:
        must_be_enough(visit(), made, ENOUGH)
    else:
        with pytest.raises(TriedTooLittle, match="3 attempts on 2 days"):
            must_be_enough(visit(), made, ENOUGH)


@pytest.mark.rule("V2")
def test_who_left_no_way_to_be_reached_need_not_be_tried() -> None:
    must_be_enough(visit(customer_id=None), [], ENOUGH)


def test_who_put_it_off_or_was_replied_to_was_not_missed() -> None:
    assert set(Outcome) - NOT_REACHED == {Outcome.PUT_OFF, Outcome.REPLIED}
