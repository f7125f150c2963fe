"""L4, L7: when a contractor may object, and when a statement may be booked."""

from datetime import UTC, datetime, timedelta

import pytest
from finance.domain import objection as rules
from finance.domain.objection import Service
from finance.domain.people import Person

UNTIL = datetime(2026, 3, 24, 16, tzinfo=UTC)
TICK = timedelta(microseconds=1)
RUNS = Service("C-17", UNTIL, agrees=False)


@pytest.mark.rule("L7")
def test_the_last_moment_is_in_time_to_object_and_too_early_to_book() -> None:
    rules.must_allow_objection(RUNS, was_rejected=False, now=UNTIL)
    with pytest.raises(rules.TimeToObjectRuns):
        rules.must_allow_booking([RUNS], [], 1, UNTIL)
    with pytest.raises(rules.TooLateToObject):
        rules.must_allow_objection(RUNS, was_rejected=False, now=UNTIL + TICK)
    rules.must_allow_booking([RUNS], [], 1, UNTIL + TICK)


@pytest.mark.rule("L7")
def test_one_who_agreed_is_not_waited_for_and_does_not_object() -> None:
    agreed = Service("C-17", UNTIL, agrees=True)
    rules.must_allow_booking([agreed], [], 1, UNTIL - TICK)
    with pytest.raises(rules.TimeToObjectRuns):
        rules.must_allow_booking([agreed, RUNS], [], 1, UNTIL)
    with pytest.raises(rules.HasAgreed):
        rules.must_allow_objection(agreed, was_rejected=False, now=UNTIL)


@pytest.mark.rule("L4")
def test_an_open_objection_or_nothing_left_stops_the_booking() -> None:
    with pytest.raises(rules.ObjectionIsOpen):
        rules.must_allow_booking([RUNS], ["FY-1"], 1, UNTIL + TICK)
    with pytest.raises(rules.NothingLeft):
        rules.must_allow_booking([], [], 0, UNTIL + TICK)


@pytest.mark.rule("L4")
def test_an_answer_is_given_once_and_by_none_who_signed() -> None:
    rules.must_allow_answer(None, {"signer"}, Person("director"))
    with pytest.raises(rules.AnswersOwnClaim):
        rules.must_allow_answer(None, {"signer"}, Person("signer"))
    with pytest.raises(rules.AnsweredAlready):
        rules.must_allow_answer("upheld", (), Person("director"))
