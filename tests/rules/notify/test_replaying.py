"""A history read once more: once and in order, and folded into fewer rows that leave the same."""

import random
from collections import defaultdict
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from notify.domain.facts import Row, folded
from notify.domain.replaying import Replaying

Numbered = tuple[str, int]
LENGTHS = st.dictionaries(st.sampled_from("abc"), st.integers(1, 8), min_size=1)


@pytest.mark.rule("N4")
@given(LENGTHS, st.integers(1, 3), st.randoms(use_true_random=False))
def test_doubled_and_shuffled_messages_are_taken_once_and_in_order(
    lengths: dict[str, int], copies: int, rng: random.Random
) -> None:
    sent = [(subject, number) for subject, length in lengths.items() for number in range(1, length + 1)] * copies
    rng.shuffle(sent)
    replaying: Replaying[Numbered] = Replaying()
    taken: dict[str, list[int]] = defaultdict(list)
    for subject, number in sent:
        for got in replaying.ready(("intake", subject), number, (subject, number)):
            taken[got[0]].append(got[1])
    assert taken == {subject: list(range(1, length + 1)) for subject, length in lengths.items()}
    assert replaying.waiting == 0
    assert replaying.doubled == len(sent) - sum(lengths.values())


@pytest.mark.rule("N4")
def test_what_stands_behind_a_gap_waits_and_is_counted() -> None:
    replaying: Replaying[int] = Replaying()
    assert replaying.ready(("intake", "a"), 1, 1) == [1]
    assert replaying.ready(("intake", "a"), 3, 3) == []
    assert (replaying.waiting, replaying.positions) == (1, {("intake", "a"): 1})
    assert replaying.ready(("intake", "a"), 2, 2) == [2, 3]
    assert (replaying.waiting, replaying.positions) == (0, {("intake", "a"): 3})


def written(rows: list[Row]) -> dict[Any, dict[str, Any]]:
    """What the database makes of them, in words of its own."""
    table: dict[Any, dict[str, Any]] = {}
    for row in rows:
        stood = table.setdefault(tuple(row.key.values()), {})
        for name, value in (*row.same.items(), *row.first.items()):
            stood[name] = value if stood.get(name) is None else stood[name]
        stood.update(row.put)
        for name, count in row.add.items():
            stood[name] = (stood.get(name) or 0) + count
    return table


VALUES = st.none() | st.integers(0, 3)
ROWS = st.builds(
    Row,
    st.just("t"),
    st.fixed_dictionaries({"id": st.sampled_from((1, 2))}),
    st.dictionaries(st.sampled_from(("s1", "s2")), VALUES),
    st.dictionaries(st.sampled_from(("p1", "p2")), VALUES),
    st.dictionaries(st.sampled_from(("f1", "f2")), VALUES),
    st.dictionaries(st.sampled_from(("a1", "a2")), st.integers(1, 3)),
)


@pytest.mark.rule("N4")
@given(st.lists(ROWS, max_size=8))
def test_folded_rows_leave_what_the_single_ones_would(rows: list[Row]) -> None:
    assert written(folded(rows)) == written(rows)
