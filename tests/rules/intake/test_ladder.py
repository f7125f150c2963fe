"""Up the ladder one step at a time and down again, and who has a case by name (I20, B1)."""

from dataclasses import replace
from datetime import timedelta

import pytest
from aftercare_contracts.values import Desk, Role
from hypothesis import given
from hypothesis import strategies as st
from intake.domain import ladder as domain
from intake.domain.case import CannotMove, handle

from .policies import seeded
from .test_cases import LATER, NOW, case, closed

LADDER = domain.ladder_from(seeded("ladder"))
HEADS = domain.heads_from(seeded("holding"))
EVERYBODY = frozenset(Role)


def test_the_ladder_is_site_lead_director_vice_president_general_manager() -> None:
    assert LADDER == (Role.SITE_LEAD, Role.CENTRE_DIRECTOR, Role.VICE_PRESIDENT, Role.GENERAL_MANAGER)


@pytest.mark.rule("I20")
@pytest.mark.parametrize("desk", Desk)
def test_every_desk_reaches_the_general_manager_step_by_step_and_nobody_beyond(desk: Desk) -> None:
    now, reached, going = NOW, [], case(desk=desk, holder=None)
    for _ in range(4 if Role(desk) not in LADDER else 3):
        now += timedelta(hours=1)
        going = domain.hand_up(going, LADDER, {domain.step_of(going)}, now)
        assert (going.holder, going.holder_since, going.holder_person) == (going.handed_to, now, None)
        reached.append(going.handed_to)
    assert reached == [step for step in LADDER if step != Role(desk)]
    with pytest.raises(domain.TopOfTheLadder):
        domain.hand_up(going, LADDER, EVERYBODY, now)


@pytest.mark.rule("I20")
@pytest.mark.parametrize("role", [role for role in Role if role is not Role.ENGINEERING_DESK])
def test_only_whoever_has_it_hands_it_up(role: Role) -> None:
    with pytest.raises(domain.NotYourStep, match="engineering_desk"):
        domain.hand_up(case(), LADDER, {role}, LATER)


@pytest.mark.rule("I20")
@given(desk=st.sampled_from(Desk), ups=st.integers(0, 4), to=st.sampled_from(Role))
def test_down_goes_to_the_desk_or_a_step_between_and_nowhere_else(desk: Desk, ups: int, to: Role) -> None:
    going = case(desk=desk, holder=None)
    for _ in range(min(ups, 3 if Role(desk) in LADDER else 4)):
        going = domain.hand_up(going, LADDER, EVERYBODY, LATER)
    steps = [Role(desk), *(step for step in LADDER if step is not Role(desk))]
    below = steps[: steps.index(domain.step_of(going))]
    if to in below:
        handed = domain.hand_down(going, to, LADDER, EVERYBODY, LATER)
        assert (domain.step_of(handed), handed.holder) == (to, to)
        assert handed.handed_to == (None if to is Role(desk) else to)
    else:
        with pytest.raises(domain.NotBelow):
            domain.hand_down(going, to, LADDER, EVERYBODY, LATER)


@pytest.mark.rule("I20")
def test_what_is_handled_or_closed_is_not_handed_on() -> None:
    for done in (handle(case(), NOW), closed()):
        with pytest.raises(CannotMove):
            domain.hand_up(done, LADDER, EVERYBODY, LATER)


@pytest.mark.rule("B1")
def test_one_of_the_role_takes_it_and_gives_it_back() -> None:
    taken = domain.hold(case(), "wang", HEADS, "wang", {Role.ENGINEERING_DESK}, LATER)
    assert (taken.holder, taken.holder_person, taken.holder_since) == (Role.ENGINEERING_DESK, "wang", LATER)
    again = domain.hold(taken, "wang", HEADS, "wang", {Role.ENGINEERING_DESK}, LATER + timedelta(hours=1))
    assert again.holder_since == LATER
    back = domain.hold(taken, None, HEADS, "wang", {Role.ENGINEERING_DESK}, LATER + timedelta(hours=1))
    assert (back.holder_person, back.holder_since) == (None, LATER + timedelta(hours=1))


@pytest.mark.rule("B1")
def test_another_of_the_role_neither_takes_nor_frees_what_somebody_has() -> None:
    held = replace(case(), holder_person="wang")
    for person in ("li", None):
        with pytest.raises(domain.HeldByAnother):
            domain.hold(held, person, HEADS, "li", {Role.ENGINEERING_DESK}, LATER)


@pytest.mark.rule("B1")
def test_only_the_head_gives_it_to_another() -> None:
    with pytest.raises(domain.NotYoursToHold):
        domain.hold(case(), "li", HEADS, "wang", {Role.ENGINEERING_DESK}, LATER)
    given = domain.hold(replace(case(), holder_person="wang"), "li", HEADS, "lin", {Role.SITE_LEAD}, LATER)
    assert given.holder_person == "li"
    with pytest.raises(domain.NotYoursToHold):
        domain.hold(case(), "lin", HEADS, "lin", {Role.SITE_LEAD}, LATER)
    with pytest.raises(domain.NotYoursToHold):
        domain.hold(case(), "chen", HEADS, "chen", {Role.CASE_OFFICER}, LATER)
    with pytest.raises(CannotMove):
        domain.hold(closed(), "li", HEADS, "lin", {Role.SITE_LEAD}, LATER)


@pytest.mark.rule("B1")
def test_while_a_visit_is_owed_the_officer_may_take_it() -> None:
    handled = handle(case(), NOW)
    assert domain.hold(handled, "chen", HEADS, "chen", {Role.CASE_OFFICER}, LATER).holder_person == "chen"


def test_every_holder_there_can_be_has_a_head_or_is_the_top() -> None:
    holders = {Role.CASE_OFFICER, *map(Role, Desk), *LADDER}
    assert holders - set(HEADS) == {Role.GENERAL_MANAGER}
