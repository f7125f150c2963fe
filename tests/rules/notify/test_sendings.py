"""A delivery's life: tried with growing delay, sent, refused, given up, tried again by hand."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from aftercare_contracts.errors import AlreadyDone
from hypothesis import given
from hypothesis import strategies as st
from notify.domain import sendings as domain
from notify.domain.channels import Language, Medium
from notify.domain.sendings import Answer, Outcome, Retries, Sending, State

NOW = datetime(2026, 3, 10, 2, 0, tzinfo=UTC)
RETRIES = Retries.from_data({"delays_minutes": [1, 5, 30]})
FAILED = Answer(Outcome.FAILED, "500")


def sending(**what: Any) -> Sending:
    known: dict[str, Any] = {
        "sending_id": UUID(int=1), "of_id": UUID(int=2), "number": 0, "channel": Medium.EMAIL, "address": "a@b.cn",
        "notice_id": UUID(int=2), "customer_id": None, "subscription_id": None, "language": Language.ZH, "body": None,
        "made_at": NOW, "next_at": NOW, "attempts": 1, "tries": 1,
    }  # fmt: skip
    return Sending(**(known | what))


@pytest.mark.rule("N1")
@pytest.mark.parametrize(("tries", "minutes"), [(1, 1), (2, 5), (3, 30), (4, None)])
def test_each_failure_waits_longer_and_the_last_gives_up(tries: int, minutes: int | None) -> None:
    after = domain.after(sending(tries=tries), FAILED, RETRIES, NOW)
    if minutes is None:
        assert (after.state, after.next_at, after.ended_at) == (State.GIVEN_UP, None, NOW)
    else:
        assert (after.state, after.next_at) == (State.FAILED, NOW + timedelta(minutes=minutes))


@pytest.mark.parametrize(
    ("outcome", "state"),
    [(Outcome.SENT, State.SENT), (Outcome.REFUSED, State.GIVEN_UP), (Outcome.GONE, State.GIVEN_UP)],
)
def test_what_is_for_good_ends_it_at_once(outcome: Outcome, state: State) -> None:
    after = domain.after(sending(), Answer(outcome, "x"), RETRIES, NOW)
    assert (after.state, after.next_at, after.ended_at) == (state, None, NOW)


@given(st.timedeltas(timedelta(), timedelta(days=4000)))
def test_who_asks_us_to_wait_is_heard_within_a_day_and_never_sooner_than_our_own_delay(wait: timedelta) -> None:
    after = domain.after(sending(), Answer(Outcome.FAILED, "503", retry_after=wait), RETRIES, NOW)
    assert after.next_at is not None
    assert timedelta(minutes=1) <= after.next_at - NOW <= timedelta(days=1)


@pytest.mark.parametrize("state", State)
def test_only_what_failed_or_was_given_up_is_tried_again_by_hand(state: State) -> None:
    ended = None if state in domain.OPEN else NOW
    if state in (State.FAILED, State.GIVEN_UP):
        again = domain.again(sending(state=state, tries=4, attempts=4, ended_at=ended), NOW)
        assert (again.state, again.tries, again.attempts, again.next_at, again.ended_at) == (
            State.WAITING,
            0,
            4,
            NOW,
            None,
        )
    else:
        with pytest.raises(AlreadyDone):
            domain.again(sending(state=state), NOW)


@pytest.mark.rule("L8")
def test_an_address_that_is_forgotten_is_never_tried_again() -> None:
    with pytest.raises(domain.Forgotten):
        domain.again(sending(state=State.GIVEN_UP, address="erased:1"), NOW)


@given(st.text(max_size=20_000))
def test_what_is_kept_of_an_answer_is_short_and_plain(said: str) -> None:
    kept = domain.kept(Answer(Outcome.FAILED, said, said, said))
    assert max(len(kept.status), len(kept.said), len(kept.provider_id)) <= domain.SAID_LENGTH_MAX
    assert (kept.status + kept.said + kept.provider_id).isprintable()
