"""L7 in danger (F1): notice with place and photo, he was called and did not come, engineering found it urgent and his."""

from dataclasses import replace

import pytest
from finance.domain.chain import TO_BE_BOOKED, Evidence, missing
from finance.domain.danger import DangerUnexplained, must_say_why
from finance.domain.order import Order
from hypothesis import given
from hypothesis import strategies as st

from .claims import ORDER
from .test_chain import COMPLETE as IN_TIME
from .test_chain import piece

COMPLETE = (
    piece("notice", 0, note="kitchen; water runs into 3-1101", photos=("ab",)),
    piece("called", 1, note="phoned at 9:10, to come by 10:00"),
    piece("did_not_come", 2),
    piece("take_over", 3),
    piece("urgency_found", 9),
    piece("work_done", 8),
    piece("cost", 10),
)
OWN = {"called", "did_not_come", "urgency_found"}


def without(*kinds: str) -> tuple[Evidence, ...]:
    return tuple(link for link in COMPLETE if link.kind not in kinds)


@pytest.mark.rule("L7", "F1")
def test_the_chain_of_danger_suffices_without_receipt_reminder_and_deadline() -> None:
    assert missing(COMPLETE) == missing(reversed(COMPLETE)) == ()
    assert missing(COMPLETE, TO_BE_BOOKED) == ("statement_served",)


@pytest.mark.rule("L7", "F1")
@given(st.sets(st.sampled_from([link.kind for link in COMPLETE]), min_size=1))
def test_no_gap_of_it_goes_unnamed(gone: set[str]) -> None:
    assert len(missing(without(*gone))) == len(gone)


@pytest.mark.rule("L7", "F1")
@pytest.mark.parametrize("kind", sorted(OWN))
def test_each_of_its_own_links_is_needed_and_named(kind: str) -> None:
    assert missing(without(kind)) == (kind,)


@pytest.mark.rule("L7", "F1")
def test_the_notice_shows_place_and_photo_and_the_call_names_a_time() -> None:
    bare = [replace(link, note="", photos=()) for link in COMPLETE]
    assert missing(bare) == ("notice_photo", "notice_place", "called_time_named")


@pytest.mark.rule("L7", "F1")
@pytest.mark.parametrize(
    ("kind", "named"),
    [
        ("called", "called after notice"),
        ("did_not_come", "did_not_come after called"),
        ("urgency_found", "urgency_found after notice"),
        ("take_over", "take_over after did_not_come"),
    ],
)
def test_a_link_that_came_too_early_counts_as_missing(kind: str, named: str) -> None:
    assert missing((*without(kind), piece(kind, -5, note="by 10:00"))) == (named,)


@pytest.mark.rule("L7")
def test_what_is_wanted_is_named_of_the_nearer_chain() -> None:
    assert missing(without("called")[1:]) == ("notice", "called")
    nothing_but_notice = COMPLETE[:1] + COMPLETE[3:4] + COMPLETE[5:]
    assert missing(nothing_but_notice) == ("receipt|service_proven", "reminder|declined", "deadline_passed|declined")
    assert missing((*IN_TIME[:2], *IN_TIME[3:], piece("called", 1, note="at 10"))) == ("reminder|declined",)


@pytest.mark.rule("L7")
@given(st.sets(st.sampled_from(sorted({link.kind for link in (*COMPLETE, *IN_TIME)}))))
def test_halves_of_both_chains_are_no_chain(there: set[str]) -> None:
    kept = {link.kind: link for link in (*COMPLETE, *IN_TIME) if link.kind in there}
    either = {link.kind for link in COMPLETE} <= there or {link.kind for link in IN_TIME} <= there
    assert (missing(kept.values()) == ()) <= either


@pytest.mark.rule("I7", "L4")
@pytest.mark.parametrize("chain", [COMPLETE, IN_TIME])
def test_a_design_fault_breaks_either_chain(chain: tuple[Evidence, ...]) -> None:
    assert missing((*chain, piece("design_fault", 20))) == ("design_fault",)


@pytest.mark.rule("F1")
@pytest.mark.parametrize("reason", [None, "", "  "])
def test_a_claim_for_work_begun_in_danger_says_why(reason: str | None) -> None:
    calm = Order(ORDER, "GD-1", ORDER, "KS-1", "P1", "3-1201", "plumbing", 100)
    must_say_why(calm, reason)
    with pytest.raises(DangerUnexplained) as refusal:
        must_say_why(replace(calm, is_dangerous=True), reason)
    assert refusal.value.problems[0].pointer == "/danger_reason"
    must_say_why(replace(calm, is_dangerous=True), "water ran into the flat below")
