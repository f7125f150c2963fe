"""A case goes where it belongs, and stays what it was on the day of registration (I4)."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from aftercare_contracts.values import CaseKind, Department, Desk, Phase, Role
from intake.domain import transfers as domain
from intake.domain.case import State
from intake.domain.transfers import Transfer, TransferState

from .test_slips import NOW, ONE, ROUTING, case

LATER = NOW + timedelta(days=2)
LEAD, SALES, PROPERTY = frozenset({Role.SITE_LEAD}), frozenset({Role.SALES}), frozenset({Role.PROPERTY_COMPANY})
OLD = Phase.AFTER_FIRST_YEAR


def transfer(to: Department = Department.SERVICE_CENTRE, **what: Any) -> Transfer:
    facts: dict[str, Any] = {
        "transfer_id": ONE, "case_id": ONE, "project": "P1", "from_department": Department.PROPERTY_COMPANY,
        "from_desk": Desk.PROPERTY_COMPANY, "to_department": to, "to_desk": Desk.ENGINEERING_DESK, "reason": "涉及开发单位",
        "offered_by": "wu", "offered_at": NOW,
    }  # fmt: skip
    return Transfer(**facts | what)


@pytest.mark.rule("I4")
def test_the_property_company_hands_back_what_concerns_the_developer() -> None:
    domain.must_be_possible(case(phase=OLD), Department.SERVICE_CENTRE, PROPERTY, waiting=False)


@pytest.mark.rule("I4")
@pytest.mark.parametrize(
    ("phase", "to", "roles"),
    [
        (OLD, Department.SALES, PROPERTY),
        (OLD, Department.SERVICE_CENTRE, SALES),
        (Phase.FIRST_YEAR, Department.SALES, SALES),
        (Phase.FIRST_YEAR, Department.PROPERTY_COMPANY, PROPERTY),
    ],
)
def test_the_centre_has_its_part_in_every_handing_over(phase: Phase, to: Department, roles: frozenset[str]) -> None:
    with pytest.raises(domain.NotYoursToHandOver):
        domain.must_be_possible(case(phase=phase), to, roles, waiting=False)
    domain.must_be_possible(case(phase=phase), to, LEAD, waiting=False)


@pytest.mark.rule("I4")
def test_it_is_not_handed_over_to_where_it_is_nor_twice_at_once() -> None:
    with pytest.raises(domain.AlreadyThere):
        domain.must_be_possible(case(), Department.SERVICE_CENTRE, LEAD, waiting=False)
    with pytest.raises(domain.OfferedAlready):
        domain.must_be_possible(case(), Department.SALES, LEAD, waiting=True)


@pytest.mark.rule("I4")
@pytest.mark.parametrize("what", [{"state": State.HANDLED}, {"state": State.CLOSED}, {"merged_into": UUID(int=2)}])
def test_what_is_done_with_is_not_handed_over(what: dict[str, Any]) -> None:
    with pytest.raises(domain.NothingToHandOver):
        domain.must_be_possible(case(**what), Department.SALES, LEAD, waiting=False)
    with pytest.raises(domain.NothingToHandOver):
        domain.handed_over(case(**what), transfer(), LATER)


@pytest.mark.rule("I4")
@pytest.mark.parametrize(
    ("matter", "to", "desk"),
    [
        ("leak", Department.SERVICE_CENTRE, Desk.ENGINEERING_DESK),
        ("fee", Department.SERVICE_CENTRE, Desk.PROPERTY_DESK),
        ("fee", Department.SALES, Desk.SALES),
        ("leak", Department.PROPERTY_COMPANY, Desk.PROPERTY_COMPANY),
    ],
)
def test_at_the_centre_the_desk_of_its_subject_takes_it(matter: str, to: Department, desk: Desk) -> None:
    assert domain.desk_at(to, case(matter), ROUTING) is desk


@pytest.mark.rule("I4", "B1")
def test_department_desk_and_holder_change_and_the_phase_does_not() -> None:
    before = case(phase=OLD, handed_to=Role.GENERAL_MANAGER)
    after = domain.handed_over(before, transfer(), LATER)
    assert (after.department, after.desk, after.holder) == ("service_centre", "engineering_desk", "engineering_desk")
    assert (after.holder_since, after.phase, after.round, after.handed_to) == (LATER, before.phase, before.round, None)


@pytest.mark.rule("I4", "B1")
def test_while_a_visit_is_owed_the_officer_keeps_it() -> None:
    before = case(kind=CaseKind.COMPLAINT, state=State.IN_WORK, visit_owed=True)
    assert domain.handed_over(before, transfer(), LATER).holder is Role.CASE_OFFICER


@pytest.mark.rule("I4")
def test_only_the_receiving_side_answers_and_only_once() -> None:
    with pytest.raises(domain.NotYoursToTake):
        domain.decided(transfer(), TransferState.ACCEPTED, PROPERTY, "wu", "", LATER)
    taken = domain.decided(transfer(), TransferState.ACCEPTED, LEAD, "lin", "", LATER)
    assert (taken.state, taken.decided_by) == (TransferState.ACCEPTED, "lin")
    with pytest.raises(domain.DecidedBefore):
        domain.decided(taken, TransferState.RETURNED, LEAD, "lin", "不属开发单位", LATER)
