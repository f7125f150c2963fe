"""What owners and third parties owe (D2), and entries taken back by two (F6)."""

from datetime import UTC, datetime
from uuid import UUID

import pytest
from aftercare_contracts.values import Bearer
from finance.domain import debts, reversals
from finance.domain.debts import DEBTORS
from finance.domain.ledger import BANK, Kind, Posting, balances, fund, reversal, unsorted
from finance.domain.people import Person
from finance.domain.reversals import Reversal, ReversalState
from hypothesis import given
from hypothesis import strategies as st

NOW = datetime(2026, 3, 10, 2, 0, tzinfo=UTC)
FEN = st.integers(1, 10**9)
OWNER = debts.account_of(Bearer.OWNER, "PG-1")


@pytest.mark.rule("D2", "F6")
@given(cost_fen=FEN, price_fen=st.integers(0, 10**9))
def test_an_owner_owes_what_he_agreed_to_and_the_difference_stays_with_the_company(
    cost_fen: int, price_fen: int
) -> None:
    entry = debts.receivable("FY-1", "PG-1", "P1", Bearer.OWNER, cost_fen, price_fen)
    after = balances(entry.postings)
    assert after.get(OWNER, 0) == price_fen
    assert after[unsorted("P1")] == -cost_fen
    assert after.get("costs:company:P1", 0) == max(0, cost_fen - price_fen)
    assert after.get(debts.income("P1"), 0) == -max(0, price_fen - cost_fen)
    assert sum(after.values()) == 0


@pytest.mark.rule("D2")
@given(cost_fen=FEN, price_fen=st.integers(0, 10**9))
def test_a_third_party_owes_the_cost_whatever_anybody_agreed_to(cost_fen: int, price_fen: int) -> None:
    entry = debts.receivable("FY-1", "PG-1", "P1", Bearer.THIRD_PARTY, cost_fen, price_fen)
    assert balances(entry.postings) == {unsorted("P1"): -cost_fen, "owed_by:third_party:PG-1": cost_fen}


@pytest.mark.rule("D2", "F3")
@given(cost_fen=FEN, price_fen=FEN, parts=st.lists(FEN, min_size=1, max_size=6))
def test_what_is_paid_first_refills_the_fund_and_nobody_pays_more_than_he_owes(
    cost_fen: int, price_fen: int, parts: list[int]
) -> None:
    flows = list(debts.receivable("FY-1", "PG-1", "P1", Bearer.OWNER, cost_fen, price_fen).postings)
    paid_fen = 0
    for number, part_fen in enumerate(parts):
        if paid_fen + part_fen > price_fen:
            with pytest.raises(debts.MoreThanOwed) as refused:
                debts.receipt(f"B-{number}", OWNER, "P1", part_fen, flows)
            assert refused.value.problems[0].pointer == "/amount_fen"
            continue
        flows += debts.receipt(f"B-{number}", OWNER, "P1", part_fen, flows).postings
        paid_fen += part_fen
    after = balances(flows)
    assert after.get(OWNER, 0) == price_fen - paid_fen
    assert after.get(fund("P1"), 0) == min(paid_fen, cost_fen, price_fen)
    assert after.get(BANK, 0) == paid_fen - after.get(fund("P1"), 0)


@pytest.mark.rule("F5")
@pytest.mark.parametrize("amount_fen", [1, 500])
def test_a_contractor_pays_up_to_what_he_owes(amount_fen: int) -> None:
    entry = debts.contractor_pays("B-1", "owed_by:HT-1", "P1", amount_fen, 500)
    assert entry.postings == (Posting("owed_by:HT-1", BANK, amount_fen),)
    with pytest.raises(debts.MoreThanOwed):
        debts.contractor_pays("B-1", "owed_by:HT-1", "P1", 501, 500)


@pytest.mark.parametrize("bearer", sorted(set(Bearer) - DEBTORS))
def test_the_company_and_a_contractor_are_no_such_debtors(bearer: Bearer) -> None:
    with pytest.raises(ValueError, match="owes nothing"):
        debts.account_of(bearer, "PG-1")


@pytest.mark.rule("F6")
@pytest.mark.parametrize("kind", Kind)
def test_only_what_was_entered_by_hand_is_taken_back_by_hand(kind: Kind) -> None:
    if kind in (Kind.ALLOTMENT, Kind.RECEIPT, Kind.RECEIVABLE):
        reversals.must_be_by_hand(kind)
    else:
        with pytest.raises(reversals.NotByHand):
            reversals.must_be_by_hand(kind)


@pytest.mark.rule("F6")
def test_another_confirms_than_who_asked_and_than_who_made_the_entry() -> None:
    asked = Reversal(UUID(int=1), 7, "记错项目", "fin.a", NOW)
    for own in ("fin.a", "fin.b"):
        with pytest.raises(reversals.OwnReversal):
            reversals.decide(asked, True, "", "fin.b", Person(own), NOW)
    assert reversals.decide(asked, False, "不必", "fin.b", Person("fin.a"), NOW).state is ReversalState.REFUSED
    confirmed = reversals.decide(asked, True, "", "fin.b", Person("audit"), NOW)
    assert confirmed.state is ReversalState.CONFIRMED
    with pytest.raises(reversals.ReversalDecided):
        reversals.decide(confirmed, True, "", "fin.b", Person("other"), NOW)


@pytest.mark.rule("F6")
@given(cost_fen=FEN, price_fen=FEN)
def test_an_entry_and_what_takes_it_back_come_to_nothing(cost_fen: int, price_fen: int) -> None:
    entry = debts.receivable("FY-1", "PG-1", "P1", Bearer.OWNER, cost_fen, price_fen)
    undone = reversal(entry, "reversal:receivable:FY-1", "记错")
    assert set(balances([*entry.postings, *undone.postings]).values()) == {0}
