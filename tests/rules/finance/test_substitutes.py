"""B4: who is away has a substitute for a time; never for one's own claim, never two steps of one chain."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from aftercare_contracts.values import Role
from finance.domain import approval, substitutes
from finance.domain.claim import State, Verb
from finance.domain.people import Person
from finance.domain.substitutes import Substitution, held_by, must_allow, must_allow_end
from hypothesis import given
from hypothesis import strategies as st

from .claims import DEPUTY, DIRECTOR, LEAD, MANAGER, SQUAD, VICE, a_claim, somebody

NOW = datetime(2026, 3, 10, 2, 0, tzinfo=UTC)
END = NOW + timedelta(days=3)
TICK = timedelta(microseconds=1)
OFFICER = somebody("service_officer", id="wu")


def away(person: Person, role: str, **other: Any) -> Substitution:
    """``wu`` stands in for a person, from now for three days."""
    whole: dict[str, Any] = {
        "id": uuid4(), "role": Role(role), "project": "P1", "away": person.id, "substitute": OFFICER.id, "starts_at": NOW,
        "ends_at": END, "reason": "leave", "named_by": person.id,
    }  # fmt: skip
    return Substitution(**whole | other)


LEAD_AWAY = away(LEAD, "site_lead")


@pytest.mark.rule("B4")
def test_a_substitute_signs_in_the_role_of_the_one_who_is_away_and_the_decision_says_for_whom() -> None:
    approved, move = approval.sign(a_claim(30_000), Verb.APPROVE, OFFICER, 30_000, stand_ins=(LEAD_AWAY,))
    assert approved.state == State.APPROVED
    assert (move.by, move.role, move.on_behalf_of) == ("wu", "site_lead", "site_lead")
    assert move.substitution_id == LEAD_AWAY.id
    assert approved.signers == {"wu", "site_lead"}


@pytest.mark.rule("B4", "F1")
def test_a_substitute_signs_no_more_than_the_one_who_is_away_could() -> None:
    for stand_ins in ((LEAD_AWAY,), ()):
        with pytest.raises(approval.NotYours):
            approval.sign(a_claim(30_001), Verb.APPROVE, OFFICER, 30_001, stand_ins=stand_ins)
    elsewhere = replace(LEAD_AWAY, project="P2")
    with pytest.raises(approval.NotYours):
        approval.sign(a_claim(30_000), Verb.APPROVE, OFFICER, 30_000, stand_ins=(elsewhere,))
    everywhere = replace(LEAD_AWAY, project="*")
    assert approval.sign(a_claim(30_000), Verb.APPROVE, OFFICER, 30_000, stand_ins=(everywhere,))[1].on_behalf_of


@pytest.mark.rule("B4")
def test_who_holds_the_role_himself_signs_as_himself() -> None:
    _, move = approval.sign(a_claim(100), Verb.APPROVE, LEAD, 100, stand_ins=(away(somebody("x"), "site_lead"),))
    assert (move.on_behalf_of, move.substitution_id) == (None, None)


@pytest.mark.rule("B4", "F2")
@pytest.mark.parametrize("author", ["wu", "site_lead", "boss"])
def test_nobody_signs_what_he_or_the_one_who_is_away_or_who_named_him_raised(author: str) -> None:
    own, stand_in = a_claim(100, authors=frozenset({author})), replace(LEAD_AWAY, named_by="boss")
    with pytest.raises(approval.OwnClaim):
        approval.sign(own, Verb.APPROVE, OFFICER, 100, stand_ins=(stand_in,))
    with pytest.raises(approval.OwnClaim):
        approval.refuse(own, OFFICER, "no", (stand_in,))


@pytest.mark.rule("B4", "F2")
def test_nobody_signs_once_as_himself_and_once_for_another() -> None:
    vice_for_deputy = away(DEPUTY, "deputy_chief_engineer", substitute=VICE.id)
    reviewed, _ = approval.sign(a_claim(486_000), Verb.REVIEW, VICE, 486_000, stand_ins=(vice_for_deputy,))
    with pytest.raises(approval.SignedBefore):
        approval.sign(reviewed, Verb.APPROVE, VICE, 486_000)
    deputy_for_vice = away(VICE, "vice_president", substitute=DEPUTY.id)
    reviewed, _ = approval.sign(a_claim(486_000), Verb.REVIEW, DEPUTY, 486_000)
    with pytest.raises(approval.SignedBefore):
        approval.sign(reviewed, Verb.APPROVE, DEPUTY, 486_000, stand_ins=(deputy_for_vice,))


@pytest.mark.rule("B4", "F2")
def test_nobody_is_signed_for_in_a_step_beside_his_own() -> None:
    both = somebody("deputy_chief_engineer", "vice_president", id="li")
    as_vice = away(both, "vice_president", away="li")
    reviewed, _ = approval.sign(a_claim(486_000), Verb.REVIEW, both, 486_000)
    with pytest.raises(approval.SignedBefore):
        approval.sign(reviewed, Verb.APPROVE, OFFICER, 486_000, stand_ins=(as_vice,))
    as_deputy = away(both, "deputy_chief_engineer", away="li")
    reviewed, _ = approval.sign(a_claim(486_000), Verb.REVIEW, OFFICER, 486_000, stand_ins=(as_deputy,))
    for who, stand_ins in ((both, ()), (somebody("records_clerk", id="qi"), (replace(as_vice, substitute="qi"),))):
        with pytest.raises(approval.SignedBefore):
            approval.sign(reviewed, Verb.APPROVE, who, 486_000, stand_ins=stand_ins)
    approval.sign(reviewed, Verb.APPROVE, VICE, 486_000)


@pytest.mark.rule("B4")
def test_of_two_who_are_away_he_signs_for_the_one_whose_own_claim_it_is_not() -> None:
    other = away(somebody("site_lead", id="lead-2"), "site_lead")
    own = a_claim(100, authors=frozenset({"site_lead"}))
    assert approval.sign(own, Verb.APPROVE, OFFICER, 100, stand_ins=(LEAD_AWAY, other))[1].on_behalf_of == "lead-2"


@pytest.mark.rule("B4")
@pytest.mark.parametrize(
    ("at", "holds"), [(NOW - TICK, False), (NOW, True), (END - TICK, True), (END, False), (END + TICK, False)]
)
def test_a_substitution_holds_from_its_first_moment_up_to_its_end(at: datetime, holds: bool) -> None:
    assert LEAD_AWAY.holds_at(at) is holds
    assert bool(held_by(OFFICER, [LEAD_AWAY], at)) is holds


@pytest.mark.rule("B4")
@pytest.mark.parametrize(("at", "holds"), [(-1, True), (0, False), (1, False)])
def test_one_that_was_ended_early_holds_up_to_then(at: int, holds: bool) -> None:
    ended = replace(LEAD_AWAY, ended_at=NOW + timedelta(days=1))
    assert ended.holds_at(NOW + timedelta(days=1) + at * TICK) is holds


@pytest.mark.rule("B4")
@pytest.mark.parametrize("role", sorted(Role))
def test_staff_may_stand_in_but_not_who_asks_for_money_checks_or_books_it_nor_outsiders(role: Role) -> None:
    person = somebody(role, id="wu")
    assert bool(held_by(person, [LEAD_AWAY], NOW)) is (role not in substitutes.NEVER)
    also_squad = somebody(role, "repair_squad", id="wu")
    assert held_by(also_squad, [LEAD_AWAY], NOW) == ()


@pytest.mark.rule("B4")
@pytest.mark.parametrize(
    ("role", "superior"),
    [
        ("site_lead", DIRECTOR),
        ("centre_director", VICE),
        ("deputy_chief_engineer", MANAGER),
        ("vice_president", MANAGER),
    ],
)
def test_a_signer_names_his_own_substitute_or_his_superior_does(role: str, superior: Person) -> None:
    himself = somebody(role)
    must_allow(away(himself, role), himself, [], NOW)
    must_allow(away(himself, role, named_by=superior.id), superior, [], NOW)
    with pytest.raises(substitutes.NotYourRole):
        must_allow(away(himself, role, away="a colleague"), himself, [], NOW)


@pytest.mark.rule("B4")
@pytest.mark.parametrize(
    ("role", "by"),
    [("site_lead", SQUAD), ("centre_director", LEAD), ("deputy_chief_engineer", VICE), ("general_manager", VICE)],
)
def test_nobody_else_names_one(role: str, by: Person) -> None:
    with pytest.raises(substitutes.NotYourRole):
        must_allow(away(somebody("x"), role), by, [], NOW)
    with pytest.raises(substitutes.NotYourRole):
        must_allow(away(by, role), by, [], NOW)


@pytest.mark.rule("B4")
def test_nobody_stands_in_for_himself_or_names_himself() -> None:
    for wanted, by in ((away(LEAD, "site_lead", substitute=LEAD.id), LEAD),
                       (away(LEAD, "site_lead", substitute=DIRECTOR.id), DIRECTOR)):  # fmt: skip
        with pytest.raises(substitutes.NotAnother) as refusal:
            must_allow(wanted, by, [], NOW)
        assert refusal.value.problems[0].pointer == "/substitute"


@pytest.mark.rule("B4")
@pytest.mark.parametrize(
    ("starts_at", "ends_at", "pointer"),
    [(NOW - TICK, END, "/starts_at"), (NOW, NOW, "/ends_at"), (END, NOW, "/ends_at"), (NOW, NOW + TICK, None)],
)
def test_a_period_begins_no_earlier_than_now_and_ends_after_it(
    starts_at: datetime, ends_at: datetime, pointer: str | None
) -> None:
    wanted = replace(LEAD_AWAY, starts_at=starts_at, ends_at=ends_at)
    if pointer is None:
        must_allow(wanted, LEAD, [], NOW)
        return
    with pytest.raises(substitutes.WrongPeriod) as refusal:
        must_allow(wanted, LEAD, [], NOW)
    assert refusal.value.problems[0].pointer == pointer


@pytest.mark.rule("B4")
def test_two_do_not_overlap_and_one_may_follow_the_other_at_once() -> None:
    inside = replace(LEAD_AWAY, id=uuid4(), substitute="qi", starts_at=END - TICK, ends_at=END + timedelta(days=1))
    with pytest.raises(substitutes.Overlaps):
        must_allow(inside, LEAD, [LEAD_AWAY], NOW)
    with pytest.raises(substitutes.Overlaps):
        must_allow(inside, LEAD, [replace(LEAD_AWAY, project="*")], NOW)
    must_allow(replace(inside, starts_at=END), LEAD, [LEAD_AWAY], NOW)
    must_allow(inside, LEAD, [replace(LEAD_AWAY, project="P2")], NOW)
    must_allow(inside, LEAD, [replace(LEAD_AWAY, ended_at=NOW + timedelta(days=1))], NOW)
    must_allow(inside, LEAD, [replace(LEAD_AWAY, role=Role.CENTRE_DIRECTOR)], NOW)
    must_allow(inside, LEAD, [replace(LEAD_AWAY, starts_at=END + timedelta(days=9), ended_at=NOW)], NOW)


@pytest.mark.rule("B4")
def test_a_substitutes_substitute_does_not_exist() -> None:
    lead2 = somebody("site_lead", id="lead-2")
    for_lead = replace(LEAD_AWAY, substitute="lead-2")
    with pytest.raises(substitutes.NoSubstitutesSubstitute):
        must_allow(away(lead2, "site_lead"), lead2, [for_lead], NOW)
    with pytest.raises(substitutes.SubstituteIsAway):
        must_allow(for_lead, LEAD, [away(lead2, "site_lead")], NOW)
    must_allow(away(lead2, "site_lead", starts_at=END, ends_at=END + TICK), lead2, [for_lead], NOW)


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(1, 9), st.booleans()), max_size=12))
def test_of_all_that_were_allowed_no_two_hold_for_one_person_at_one_moment(asked: list[tuple[int, int, bool]]) -> None:
    allowed: list[Substitution] = []
    for start, length, everywhere in asked:
        begins = NOW + timedelta(hours=start)
        wanted = away(LEAD, "site_lead", starts_at=begins, ends_at=begins + timedelta(hours=length),
                      project="*" if everywhere else "P1")  # fmt: skip
        try:
            must_allow(wanted, LEAD, allowed, NOW)
        except substitutes.Overlaps:
            continue
        allowed.append(wanted)
    for hour in range(20):
        assert len(held_by(OFFICER, allowed, NOW + timedelta(hours=hour))) <= 1


@pytest.mark.rule("B4")
def test_it_is_ended_by_those_concerned_once_and_before_it_is_over() -> None:
    for by in (LEAD, OFFICER, DIRECTOR, MANAGER):
        must_allow_end(LEAD_AWAY, by, END - TICK)
    for by in (somebody("site_lead", id="lead-2"), SQUAD, DEPUTY):
        with pytest.raises(substitutes.NotYoursToEnd):
            must_allow_end(LEAD_AWAY, by, NOW)
    for over in (LEAD_AWAY, replace(LEAD_AWAY, ended_at=NOW)):
        with pytest.raises(substitutes.IsOver):
            must_allow_end(over, LEAD, END)
