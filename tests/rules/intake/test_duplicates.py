"""What is likely to be the same, and what may become one (B3)."""

from dataclasses import replace
from datetime import UTC, datetime
from uuid import UUID

import pytest
from aftercare_contracts.values import CaseKind
from intake.domain import duplicates as domain
from intake.domain.case import State
from intake.domain.duplicates import CannotMerge, Contact, Likely, NotMerged, WithItself, match

from .policies import seeded
from .test_cases import case

LIKELY = Likely.from_data(seeded("duplicates"))
NOW = datetime(2026, 3, 10, 5, tzinfo=UTC)
NEW = Contact("1-301", "1", "leak", "主卫天花漏水，滴水不停")


@pytest.mark.rule("B3")
@pytest.mark.parametrize(
    ("known", "because"),
    [
        (Contact("1-301", "1", "leak", "还没有人来修"), ("same_unit", "same_subject")),
        (Contact("1-401", "1", "leak", "楼上水管坏了"), ("same_line", "same_subject")),
        (Contact("1-1201", "1", "plumbing", "主卫天花漏水，滴水不停"), ("same_line", "similar_words")),
        (Contact(None, None, "leak", "主卫天花漏水，一直滴水不停"), ("same_subject", "similar_words")),
        (Contact("1-302", "1", "leak", "厨房水管坏了"), None),
        (Contact("1-301", "1", "fee", "物业费太贵"), None),
        (Contact("2-301", "2", "leak", "没有热水"), None),
    ],
)
def test_the_same_place_and_subject_or_like_words_are_likely(known: Contact, because: tuple[str, ...] | None) -> None:
    found = match(LIKELY, NEW, known)
    assert (found and found.because) == because
    assert found is None or 0 < found.score <= 1


@pytest.mark.rule("B3")
def test_the_same_call_twice_is_likelier_than_the_flat_above() -> None:
    twice, above = match(LIKELY, NEW, NEW), match(LIKELY, NEW, replace(NEW, unit_no="1-401", complaint="楼上水管坏了"))
    assert twice is not None
    assert above is not None
    assert twice.score == 1 > above.score


OTHER = case(case_id=UUID(int=2), case_no="KS-2026-000002")


@pytest.mark.rule("B3")
def test_a_merged_case_is_nobodys_move_and_undone_it_is_as_before() -> None:
    merged = domain.merge(case(), OTHER, 0, NOW)
    assert (merged.merged_into, merged.holder, merged.state) == (OTHER.case_id, None, State.REGISTERED)
    alone = domain.unmerge(merged, NOW)
    assert replace(alone, holder_since=case().holder_since) == case()
    with pytest.raises(NotMerged):
        domain.unmerge(alone, NOW)


@pytest.mark.rule("B3")
@pytest.mark.parametrize(
    ("one", "into", "orders"),
    [
        (case(state=State.CLOSED, closed_at=NOW), OTHER, 0),
        (case(), case(case_id=UUID(int=2), state=State.CLOSED, closed_at=NOW), 0),
        (case(merged_into=UUID(int=3)), OTHER, 0),
        (case(), case(case_id=UUID(int=2), merged_into=UUID(int=3)), 0),
        (case(project="P2"), OTHER, 0),
        (case(visit_owed=True), OTHER, 0),
        (case(CaseKind.COMPLAINT), OTHER, 1),
    ],
)  # fmt: skip
def test_what_cannot_become_one_is_refused_with_the_reason(one: object, into: object, orders: int) -> None:
    with pytest.raises(CannotMerge):
        domain.merge(one, into, orders, NOW)  # type: ignore[arg-type]


@pytest.mark.rule("B3")
def test_a_case_is_not_merged_into_itself() -> None:
    with pytest.raises(WithItself):
        domain.merge(case(), case(), 0, NOW)
