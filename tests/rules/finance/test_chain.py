"""L7: a cost falls on the contractor only over a complete chain of evidence."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from finance.domain.chain import TO_BE_BOOKED, Evidence, Link, missing
from hypothesis import given
from hypothesis import strategies as st

START = datetime(2026, 10, 8, 1, 0, tzinfo=UTC)


def piece(kind: str, hours: int, **other: object) -> Evidence:
    return replace(Evidence(kind, START + timedelta(hours=hours), "lin"), **other)


COMPLETE = (
    piece("notice", 0, note="kitchen; re-seal; within 3 days", photos=("ab",)),
    piece("receipt", 1),
    piece("reminder", 20),
    piece("deadline_passed", 30),
    piece("take_over", 31),
    piece("work_done", 40),
    piece("cost", 41),
)


def without(*kinds: str) -> tuple[Evidence, ...]:
    return tuple(link for link in COMPLETE if link.kind not in kinds)


@pytest.mark.rule("L7")
def test_a_complete_chain_lacks_nothing_and_the_order_of_rows_does_not_matter() -> None:
    assert missing(COMPLETE) == missing(reversed(COMPLETE)) == ()


@pytest.mark.rule("L7")
@pytest.mark.parametrize(
    ("kind", "named"),
    [
        ("notice", "notice"),
        ("receipt", "receipt|service_proven"),
        ("reminder", "reminder|declined"),
        ("deadline_passed", "deadline_passed|declined"),
        ("take_over", "take_over"),
        ("work_done", "work_done"),
        ("cost", "cost"),
    ],
)
def test_each_link_that_is_missing_is_named(kind: str, named: str) -> None:
    assert missing(without(kind)) == (named,)


@pytest.mark.rule("L7")
@given(st.sets(st.sampled_from([link.kind for link in COMPLETE]), min_size=1))
def test_no_gap_goes_unnamed(gone: set[str]) -> None:
    assert len(missing(without(*gone))) == len(gone)


@pytest.mark.rule("L7")
def test_service_proven_stands_for_the_receipt() -> None:
    assert missing((*without("receipt"), piece("service_proven", 2))) == ()


@pytest.mark.rule("L7")
def test_his_own_word_stands_for_the_deadline_and_nobody_need_remind_him() -> None:
    assert missing((*without("deadline_passed", "reminder"), piece("declined", 5))) == ()


@pytest.mark.rule("L7")
def test_the_notice_names_the_place_and_shows_a_photo() -> None:
    bare = (piece("notice", 0), *without("notice"))
    assert missing(bare) == ("notice_photo", "notice_place_and_deadline")


@pytest.mark.rule("L7")
@pytest.mark.parametrize(
    ("kind", "named"),
    [
        ("receipt", "receipt|service_proven after notice"),
        ("reminder", "reminder|declined after receipt|service_proven"),
        ("work_done", "work_done after take_over"),
    ],
)
def test_a_link_that_came_too_early_counts_as_missing(kind: str, named: str) -> None:
    assert named in missing((*without(kind), piece(kind, -5)))


@pytest.mark.rule("L7")
def test_work_the_contractor_reported_before_the_take_over_does_not_harm() -> None:
    assert missing((*COMPLETE, piece("work_done", 10), piece("contractor_report", 10))) == ()


@pytest.mark.rule("L7")
def test_the_statement_is_served_before_it_is_booked() -> None:
    assert missing(COMPLETE, TO_BE_BOOKED) == (Link.STATEMENT_SERVED,)
    assert missing((*COMPLETE, piece("statement_served", 50)), TO_BE_BOOKED) == ()
