"""F6: double entry, append only, whole fen, sum zero, each reference once."""

import pytest
from finance.domain import ledger
from finance.domain.ledger import Entry, Kind, Posting
from hypothesis import given
from hypothesis import strategies as st

accounts = st.sampled_from(["company:bank", "fund:P1", "costs:unsorted:P1", "retention:C1:free", "owed_by:C1"])
postings = st.builds(
    lambda ends, fen: Posting(*ends, fen),
    st.lists(accounts, min_size=2, max_size=2, unique=True),
    st.integers(1, 10**12),
)
entries = st.builds(
    lambda parts: Entry("ref", Kind.COST, "P1", tuple(parts)), st.lists(postings, min_size=1, max_size=5)
)


@pytest.mark.rule("F6")
@pytest.mark.parametrize("amount_fen", [0, -1, 1.0, 0.5, True, "1", None])
def test_a_posting_moves_a_positive_whole_number_of_fen(amount_fen: object) -> None:
    with pytest.raises(ValueError, match="positive whole number"):
        Posting("a", "b", amount_fen)  # type: ignore[arg-type]


@pytest.mark.rule("F6")
@pytest.mark.parametrize(("source", "destination"), [("a", "a"), ("", "b"), ("a", "")])
def test_a_posting_has_two_ends(source: str, destination: str) -> None:
    with pytest.raises(ValueError, match="two ends"):
        Posting(source, destination, 1)


def test_an_entry_has_a_reference_and_postings() -> None:
    for reference, parts in (("", (Posting("a", "b", 1),)), ("ref", ())):
        with pytest.raises(ValueError, match="at least one posting"):
            Entry(reference, Kind.COST, "P1", parts)


@pytest.mark.rule("F6")
@given(st.lists(postings, max_size=30))
def test_all_balances_together_are_zero(moves: list[Posting]) -> None:
    assert sum(ledger.balances(moves).values()) == 0


@pytest.mark.rule("F6")
@given(entries)
def test_a_reversal_undoes_an_entry_by_a_new_one(entry: Entry) -> None:
    undone = ledger.reversal(entry, "ref:undone", "wrong project")
    assert not any(ledger.balances((*entry.postings, *undone.postings)).values())
    assert ledger.reversal(undone, "ref", "").postings == entry.postings


@pytest.mark.rule("F6")
def test_a_reference_is_used_once() -> None:
    entry = Entry("allotment:1", Kind.ALLOTMENT, "P1", (Posting("company:bank", "fund:P1", 5),))
    other = Entry("allotment:1", Kind.ALLOTMENT, "P1", (Posting("company:bank", "fund:P1", 6),))
    ledger.must_be_new(entry, None)
    with pytest.raises(ledger.AlreadyPosted):
        ledger.must_be_new(entry, entry)
    with pytest.raises(ledger.ReferenceTaken):
        ledger.must_be_new(entry, other)
