"""F3 to F5: sorted, grouped, reviewed or audited by the right people, in order."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from aftercare_contracts.values import Bearer
from finance.domain import fund, statement
from finance.domain.people import Person
from finance.domain.quarter import NotAQuarter, Quarter
from finance.domain.statement import Act, Cost, Statement
from hypothesis import given
from hypothesis import strategies as st

THRESHOLD = 2_000_000


def a_cost(amount_fen: int, place: str = "3-1201", part: str = "plumbing", **other: Any) -> Cost:
    bare: dict[str, Any] = {"claim_id": uuid4(), "claim_no": "FY-2026-000001", "order_no": "GD-2026-000001",
                            "bearer": Bearer.CONTRACTOR}  # fmt: skip
    return Cost(place=place, part=part, amount_fen=amount_fen, **bare | other)


@pytest.mark.rule("F4")
@pytest.mark.parametrize(
    ("parts", "for_audit"), [([2_000_000], False), ([2_000_001], True), ([1_999_999, 1], False), ([2_000_000, 1], True)]
)
def test_an_item_up_to_twenty_thousand_is_the_centres_to_review(parts: list[int], for_audit: bool) -> None:
    (item,) = statement.draw([a_cost(fen) for fen in parts], {}, THRESHOLD).items
    assert (item.for_audit, item.total_fen) == (for_audit, sum(parts))


@pytest.mark.rule("F4")
def test_splitting_an_item_over_two_statements_does_not_escape_the_audit() -> None:
    draft = statement.draw([a_cost(1_000_001)], {("3-1201", "plumbing"): 1_000_000}, THRESHOLD)
    assert (draft.items[0].quarter_fen, draft.items_for_audit) == (2_000_001, 1)


@pytest.mark.rule("F4")
def test_an_item_is_one_unit_and_one_fault_whoever_bears_it() -> None:
    costs = [a_cost(1), a_cost(2, bearer=Bearer.COMPANY), a_cost(4, part="electrical"), a_cost(8, place="3-1202")]
    draft = statement.draw(costs, {}, THRESHOLD)
    assert {(i.place, i.part): i.total_fen for i in draft.items} == {
        ("3-1201", "plumbing"): 3, ("3-1201", "electrical"): 4, ("3-1202", "plumbing"): 8,
    }  # fmt: skip
    assert statement.by_bearer(draft.items[1].costs) == {Bearer.CONTRACTOR: 1, Bearer.COMPANY: 2}


@pytest.mark.rule("L7", "F4")
def test_a_cost_whose_chain_is_broken_stays_out_and_says_why() -> None:
    broken = a_cost(5, missing=("reminder",))
    draft = statement.draw([broken, a_cost(7)], {}, THRESHOLD)
    assert (draft.total_fen, draft.open) == (7, (broken,))
    with pytest.raises(statement.NothingToDraw) as refusal:
        statement.draw([broken], {}, THRESHOLD)
    assert refusal.value.problems[0].expected == "reminder"


@pytest.mark.rule("D2", "F4")
@pytest.mark.parametrize("bearer", [Bearer.OWNER, Bearer.THIRD_PARTY])
def test_what_the_owner_or_a_third_party_bears_never_enters(bearer: Bearer) -> None:
    with pytest.raises(statement.NothingToDraw):
        statement.draw([a_cost(5, bearer=bearer)], {}, THRESHOLD)


@pytest.mark.rule("L7")
def test_the_company_needs_no_chain_against_itself() -> None:
    assert statement.draw([a_cost(5, bearer=Bearer.COMPANY, missing=("notice",))], {}, THRESHOLD).open == ()


@pytest.mark.rule("F4")
@given(
    st.lists(st.tuples(st.integers(1, 3_000_000), st.sampled_from("abc"), st.sampled_from(list(Bearer)), st.booleans()))
)
def test_every_cost_is_drawn_once_or_stays_open_or_is_not_ours(rows: list[tuple[int, str, Bearer, bool]]) -> None:
    costs = [a_cost(fen, place, bearer=who, missing=("x",) if gap else ()) for fen, place, who, gap in rows]
    ours = [cost for cost in costs if cost.bearer in statement.DRAWN_BEARERS]
    try:
        draft = statement.draw(costs, {}, THRESHOLD)
    except statement.NothingToDraw:
        assert all(cost.is_open for cost in ours)
        return
    drawn = [cost for item in draft.items for cost in item.costs]
    assert sorted(c.claim_id for c in (*drawn, *draft.open)) == sorted(c.claim_id for c in ours)
    assert draft.total_fen == sum(c.amount_fen for c in drawn)
    assert all(item.for_audit == (item.total_fen > THRESHOLD) for item in draft.items)


def a_statement(*acts: Act, audit: int = 1, served: bool = True) -> Statement:
    return Statement("JS-2026-000001", audit, served, frozenset({"signer"}), {act: f"by-{act}" for act in acts})


@pytest.mark.rule("F4", "L7")
@pytest.mark.parametrize(
    ("act", "before"),
    [
        (Act.SERVE, (Act.REVIEW,)),
        (Act.SERVE, (Act.AUDIT,)),
        (Act.BOOK, (Act.REVIEW, Act.AUDIT)),
        (Act.BOOK, (Act.REVIEW, Act.SERVE)),
        (Act.BOOK, (Act.AUDIT, Act.SERVE)),
    ],
)
def test_nothing_is_booked_unreviewed_unaudited_or_unserved(act: Act, before: tuple[Act, ...]) -> None:
    with pytest.raises(statement.NotReadyYet):
        statement.must_allow(a_statement(*before), act, Person("officer"))


@pytest.mark.rule("F4")
def test_the_way_of_a_statement() -> None:
    done: list[Act] = []
    for act in (Act.REVIEW, Act.AUDIT, Act.SERVE, Act.BOOK):
        statement.must_allow(a_statement(*done), act, Person("officer"))
        done.append(act)
        with pytest.raises(statement.ActDone):
            statement.must_allow(a_statement(*done), act, Person("officer"))
    statement.must_allow(a_statement(Act.REVIEW, audit=0, served=False), Act.BOOK, Person("officer"))
    with pytest.raises(statement.NothingToAudit):
        statement.must_allow(a_statement(audit=0), Act.AUDIT, Person("officer"))


@pytest.mark.rule("F4")
@pytest.mark.parametrize("act", [Act.REVIEW, Act.AUDIT, Act.SERVE, Act.BOOK])
def test_nothing_more_is_done_to_a_withdrawn_statement_and_a_booked_one_is_not_withdrawn(act: Act) -> None:
    with pytest.raises(statement.Withdrawn):
        statement.must_allow(a_statement(Act.WITHDRAW), act, Person("officer"))
    with pytest.raises(statement.Booked):
        statement.must_allow(a_statement(Act.BOOK), Act.WITHDRAW, Person("officer"))


@pytest.mark.rule("F4")
@pytest.mark.parametrize("act", [Act.REVIEW, Act.AUDIT])
def test_who_signed_a_claim_in_it_neither_reviews_nor_audits(act: Act) -> None:
    with pytest.raises(statement.SignedAClaim):
        statement.must_allow(a_statement(), act, Person("signer"))


@pytest.mark.rule("F4")
def test_review_and_audit_are_for_two_people() -> None:
    with pytest.raises(statement.ChecksItTwice):
        statement.must_allow(a_statement(Act.REVIEW), Act.AUDIT, Person("by-review"))
    with pytest.raises(statement.ChecksItTwice):
        statement.must_allow(a_statement(Act.AUDIT), Act.REVIEW, Person("by-audit"))


@pytest.mark.rule("F3")
def test_the_fund_gets_back_all_that_was_reviewed() -> None:
    totals = statement.Totals().plus(company_fen=5).plus(deducted_fen=7, claimed_fen=2)
    assert totals.refilled_fen == 14


@pytest.mark.rule("F3")
@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        (100, 50, False),
        (100, 49, True),
        (50, 49, True),
        (49, 10, False),
        (49, 0, False),
        (10, -1, True),
        (-1, -5, False),
    ],
)
def test_a_fund_that_runs_low_or_below_zero_is_told_once(before: int, after: int, told: bool) -> None:
    assert fund.ran_low(before, after, 50) == told


@pytest.mark.rule("F4")
def test_a_quarter_ends_at_midnight_in_china() -> None:
    quarter = Quarter.read("2026-Q4")
    assert quarter.starts_at.astimezone(UTC) == datetime(2026, 9, 30, 16, tzinfo=UTC)
    assert quarter.last_day == date(2026, 12, 31)
    assert Quarter.of(quarter.ends_at - timedelta(microseconds=1)) == quarter
    assert str(Quarter.of(quarter.ends_at)) == "2027-Q1"


@pytest.mark.parametrize("text", ["", "2026", "2026-Q5", "2026-Q0", "26-Q1", "2026-q1", "2026-Q1 ", "2026-Q1\n"])
def test_what_is_no_quarter_is_refused(text: str) -> None:
    with pytest.raises(NotAQuarter):
        Quarter.read(text)
