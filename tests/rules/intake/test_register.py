"""What can be written into the register's form (I1), and what of it is still open."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from intake.domain import register as domain
from intake.domain.register import Line, Signature, SignedHow, Signer, Written

RECEIVED, TODAY = date(2026, 3, 10), date(2026, 3, 20)
ONE, TWO = UUID(int=1), UUID(int=2)
SIGNATURE = Signature(Signer.CUSTOMER, SignedHow.PAPER, TODAY)


def entry(kind: str, entry_id: UUID, answers: UUID | None = None, settled: bool | None = None) -> dict[str, Any]:
    return {"kind": kind, "entry_id": entry_id, "answers": answers, "settled": settled}


@pytest.mark.rule("I1")
@pytest.mark.parametrize("kind", Written)
def test_each_kind_has_its_own_fields_and_no_others(kind: Written) -> None:
    for answers in (None, ONE):
        for signature in (None, SIGNATURE):
            line = Line(kind, "已通知工程部", TODAY, answers, signature)
            right = (answers is not None) == (kind == "follow_up_done") and (signature is not None) == (
                kind == "customer_feedback"
            )
            if right:
                domain.must_be_whole(line)
            else:
                with pytest.raises(domain.LineIncomplete):
                    domain.must_be_whole(line)


@pytest.mark.rule("I1")
@given(st.integers(-3, 13), st.integers(-3, 13))
def test_it_happened_and_was_signed_between_the_contact_and_today(happened: int, signed: int) -> None:
    happened_on, signed_on = RECEIVED + timedelta(days=happened), RECEIVED + timedelta(days=signed)
    line = Line(
        Written.CUSTOMER_FEEDBACK, "满意", happened_on, None, Signature(Signer.FAMILY, SignedHow.ON_SCREEN, signed_on)
    )
    wrong = {
        pointer
        for pointer, day in (("/happened_on", happened_on), ("/signature/signed_on", signed_on))
        if not RECEIVED <= day <= TODAY
    }
    if wrong:
        with pytest.raises(domain.DateOutside) as refused:
            domain.must_be_within(line, RECEIVED, TODAY)
        assert {problem.pointer for problem in refused.value.problems} == wrong
    else:
        domain.must_be_within(line, RECEIVED, TODAY)


@pytest.mark.rule("I1")
def test_a_follow_up_is_open_until_one_done_answers_it() -> None:
    entries = [
        entry("follow_up_needed", ONE),
        entry("follow_up_needed", TWO),
        entry("follow_up_done", UUID(int=3), answers=ONE),
        entry("action_taken", UUID(int=4)),
    ]
    assert [each["entry_id"] for each in domain.open_follow_ups(entries)] == [TWO]
    done = Line(Written.FOLLOW_UP_DONE, "已复查", TODAY, TWO)
    domain.must_answer(done, [ONE, TWO], [TWO])
    with pytest.raises(domain.FollowedUp):
        domain.must_answer(Line(Written.FOLLOW_UP_DONE, "已复查", TODAY, ONE), [ONE, TWO], [TWO])
    with pytest.raises(domain.NoSuchFollowUp):
        domain.must_answer(Line(Written.FOLLOW_UP_DONE, "已复查", TODAY, UUID(int=4)), [ONE, TWO], [TWO])


@pytest.mark.rule("I8")
def test_the_page_shows_the_last_promise() -> None:
    first, second = entry("result", ONE, settled=False), entry("result", TWO, settled=False)
    assert domain.promise([first, second, entry("result", UUID(int=3), settled=True)]) is second
    assert domain.promise([entry("feedback", ONE)]) is None


@pytest.mark.rule("I1")
def test_a_page_has_its_number_from_the_years_series() -> None:
    assert domain.page_no("KS-2026-000123") == "2026/123"
    assert domain.page_no("KS-2027-1234567") == "2027/1234567"
