"""The release of a retention: its moment, its ceiling, silence, holds, and that it is paid once (L5, F7, F9)."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest
from aftercare_contracts.errors import AlreadyDone
from finance.domain import release as rules
from finance.domain import settlements
from finance.domain.ledger import Posting, balances
from finance.domain.people import Person
from finance.domain.release import Consent, Release, ReleaseKind, ReleaseState, Standing
from finance.domain.retention import account
from finance.domain.settlements import EntryObjection, Settlement
from hypothesis import given
from hypothesis import strategies as st

NOW = datetime(2027, 7, 1, 2, 0, tzinfo=UTC)
ANSWER_BY = NOW + timedelta(days=14)
INSTANT = timedelta(microseconds=1)
FREE = Standing(1_000_000)
YES = Consent(True, "无未了保修", "he.property", NOW)
FIN, VP = Person("zhou.fin"), Person("wu.vp")


def applied(**what: object) -> Release:
    made = Release(
        UUID(int=1), "TK-2027-000001", UUID(int=2), ReleaseKind.RETENTION, 800_000, 800_000, ReleaseState.APPLIED, "li.firm",
        NOW, ANSWER_BY,
    )  # fmt: skip
    return replace(made, **what)


def verified() -> Release:
    return rules.verify(applied(), 800_000, FREE, YES, FIN, ANSWER_BY, NOW)


@pytest.mark.rule("L5")
def test_the_last_day_of_the_liability_period_counts_in_full() -> None:
    rules.must_be_over(date(2027, 6, 30), date(2027, 7, 1))
    with pytest.raises(rules.StillLiable):
        rules.must_be_over(date(2027, 6, 30), date(2027, 6, 30))


@pytest.mark.rule("L5")
@pytest.mark.parametrize(("kept_fen", "excess_fen"), [(3_000_000, 0), (3_000_001, 1), (2_999_999, 0), (0, 0)])
def test_exactly_three_per_cent_of_the_settled_price_may_be_withheld(kept_fen: int, excess_fen: int) -> None:
    assert rules.excess(kept_fen, 100_000_000, 300) == excess_fen


@pytest.mark.rule("L5")
@given(st.integers(0, 10**12), st.integers(0, 10_000))
def test_the_ceiling_is_whole_fen_and_never_above_the_share(price_fen: int, rate_bp: int) -> None:
    most = rules.ceiling(price_fen, rate_bp)
    assert most * 10_000 <= price_fen * rate_bp < (most + 1) * 10_000


@pytest.mark.rule("L5")
def test_the_contractor_urges_only_after_the_time_for_an_answer_has_passed() -> None:
    for at in (NOW, ANSWER_BY):
        with pytest.raises(rules.StillTimeToAnswer):
            rules.urge(applied(), at, at)
    urged = rules.urge(applied(), ANSWER_BY + timedelta(days=14), ANSWER_BY + INSTANT)
    assert (urged.state, urged.answer_by) == (ReleaseState.URGED, ANSWER_BY + timedelta(days=14))
    with pytest.raises(rules.CannotMoveRelease):
        rules.urge(urged, ANSWER_BY, ANSWER_BY + timedelta(days=20))


@pytest.mark.rule("L5")
def test_silence_after_the_reminder_counts_as_agreement_and_not_a_moment_early() -> None:
    urged = applied(state=ReleaseState.URGED)
    with pytest.raises(AlreadyDone):
        rules.lapse(urged, FREE, NOW, ANSWER_BY)
    agreed = rules.lapse(urged, FREE, NOW, ANSWER_BY + INSTANT)
    assert (agreed.state, agreed.amount_fen) == (ReleaseState.AGREED, 800_000)
    with pytest.raises(AlreadyDone):
        rules.lapse(applied(), FREE, NOW, ANSWER_BY + INSTANT)


@pytest.mark.rule("L5", "F9")
@pytest.mark.parametrize(
    ("free_fen", "amount_fen"), [(799_999, 799_999), (800_000, 800_000), (800_001, 800_000), (0, 800_000)]
)
def test_silence_agrees_to_what_was_asked_for_as_far_as_it_is_free(free_fen: int, amount_fen: int) -> None:
    agreed = rules.lapse(applied(state=ReleaseState.URGED), Standing(free_fen), NOW, ANSWER_BY + INSTANT)
    assert agreed.amount_fen == amount_fen


@pytest.mark.rule("F9", "F7")
def test_what_is_held_is_not_released_and_each_order_that_holds_is_named() -> None:
    holding = Standing(300_000, (("PG-7", 500_000), ("PG-9", 200_000)))
    rules.must_be_free(300_000, holding)
    with pytest.raises(rules.OverHolds) as refused:
        rules.must_be_free(300_001, holding)
    assert [problem.what for problem in refused.value.problems][1:] == [
        "5,000.00 yuan held for PG-7", "2,000.00 yuan held for PG-9"
    ]  # fmt: skip
    with pytest.raises(rules.NothingFree):
        rules.must_be_free(1, Standing(0))
    with pytest.raises(rules.OverHolds):
        rules.must_be_free(0, Standing(0, (("PG-7", 1),)))
    with pytest.raises(rules.OverHolds):
        rules.verify(applied(), 300_001, holding, YES, FIN, ANSWER_BY, NOW)


@pytest.mark.rule("F7")
def test_the_property_office_is_heard_before_anything_is_verified() -> None:
    with pytest.raises(rules.PropertyNotHeard):
        rules.verify(applied(), 800_000, FREE, None, FIN, ANSWER_BY, NOW)
    with pytest.raises(rules.PropertyObjects):
        rules.verify(applied(), 800_000, FREE, replace(YES, consents=False), FIN, ANSWER_BY, NOW)
    for_excess = applied(kind=ReleaseKind.EXCESS)
    assert rules.verify(for_excess, 800_000, FREE, None, FIN, ANSWER_BY, NOW).state is ReleaseState.VERIFIED


@pytest.mark.rule("F7")
def test_not_more_than_was_asked_for_and_confirmed_by_another() -> None:
    with pytest.raises(rules.OverHolds):
        rules.verify(applied(), 800_001, FREE, YES, FIN, ANSWER_BY, NOW)
    for own in (FIN, Person("li.firm")):
        with pytest.raises(rules.ConfirmsOwn):
            rules.confirm(verified(), own, NOW)
    assert rules.confirm(verified(), VP, NOW).state is ReleaseState.AGREED


@pytest.mark.rule("F7", "F5")
def test_it_is_paid_once_and_out_of_what_is_free() -> None:
    agreed = rules.confirm(verified(), VP, NOW)
    paid, entry = rules.pay(agreed, "HT-1", "P1", FREE, "B-1", NOW)
    assert balances(entry.postings) == {
        "retention:HT-1:free": -800_000, "withheld:HT-1": 800_000, "company:bank": -800_000, "paid:HT-1": 800_000
    }  # fmt: skip
    with pytest.raises(rules.PaidAlready):
        rules.pay(paid, "HT-1", "P1", FREE, "B-2", NOW)
    with pytest.raises(rules.OverHolds):
        rules.pay(agreed, "HT-1", "P1", Standing(799_999, (("PG-7", 1),)), "B-1", NOW)
    with pytest.raises(rules.CannotMoveRelease):
        rules.pay(verified(), "HT-1", "P1", FREE, "B-1", NOW)


@pytest.mark.rule("F7")
@given(st.integers(1, 10**9), st.integers(1, 10**9))
def test_after_a_release_withheld_is_still_released_deducted_held_and_free(withheld_fen: int, amount_fen: int) -> None:
    asked = applied(asked_fen=amount_fen, amount_fen=amount_fen, state=ReleaseState.AGREED)
    opened = Posting("withheld:HT-1", "retention:HT-1:free", withheld_fen)
    if amount_fen > withheld_fen:
        with pytest.raises(rules.OverHolds):
            rules.pay(asked, "HT-1", "P1", Standing(withheld_fen), "B-1", NOW)
        return
    _, entry = rules.pay(asked, "HT-1", "P1", Standing(withheld_fen), "B-1", NOW)
    after = account("HT-1", [opened, *entry.postings])
    assert (after.released_fen, after.free_fen, after.deducted_fen) == (amount_fen, withheld_fen - amount_fen, 0)


@pytest.mark.rule("L5")
def test_a_settled_price_counts_once_another_confirmed_it() -> None:
    entered = Settlement(UUID(int=3), UUID(int=2), 90_000_000, "ab" * 32, FIN.id, NOW)
    with pytest.raises(settlements.OwnSettlement):
        settlements.confirm(entered, FIN, NOW)
    confirmed = settlements.confirm(entered, VP, NOW)
    with pytest.raises(settlements.SettlementConfirmed):
        settlements.confirm(confirmed, VP, NOW)


@pytest.mark.rule("F7")
def test_an_objection_to_an_entry_is_answered_once_and_not_by_who_made_it() -> None:
    raised = EntryObjection(UUID(int=4), UUID(int=2), "deduction:FY-1", "未通知", "li.firm", NOW)
    with pytest.raises(settlements.OwnEntry):
        settlements.answer(raised, False, "", FIN.id, FIN, NOW)
    answered = settlements.answer(raised, False, "已送达", FIN.id, VP, NOW)
    with pytest.raises(settlements.EntryObjectionAnswered):
        settlements.answer(answered, True, "", FIN.id, VP, NOW)
