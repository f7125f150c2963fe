"""Complaints about staff (I18), major cases (I11) and joint reviews (I24), as far as they need no database."""

from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID

import pytest
from aftercare_contracts.values import CaseKind, Department, Role, Verdict
from hypothesis import given
from hypothesis import strategies as st
from intake.domain import counsels, majors, reviews
from intake.domain import staff_complaints as domain
from intake.domain.case import CannotMove, DateBehind, handle, hear_satisfied, visited_to_satisfaction
from intake.domain.reviews import ReviewGround

from .test_cases import LATER, NOW, ONE, case, closed

ABOUT_LI = case(CaseKind.COMPLAINT, matter="staff_attitude", about_person="li")


@pytest.mark.rule("I18")
def test_nobody_has_a_part_in_a_complaint_about_himself() -> None:
    with pytest.raises(domain.AboutYourself):
        domain.must_not_be_about(ABOUT_LI, "li")
    domain.must_not_be_about(ABOUT_LI, "wang")
    domain.must_not_be_about(case(), "li")
    with pytest.raises(domain.AboutYourself):
        domain.must_be_about_staff(CaseKind.COMPLAINT, "staff_attitude", "li", "li")


@pytest.mark.rule("I18")
@given(kind=st.sampled_from(CaseKind), matter=st.sampled_from(["staff_attitude", "leak"]))
def test_only_a_complaint_about_attitude_names_one_of_our_staff(kind: CaseKind, matter: str) -> None:
    domain.must_be_about_staff(kind, matter, None, "chen")
    wrong = [
        pointer for pointer, ok in (("/kind", kind == "complaint"), ("/matter", matter == "staff_attitude")) if not ok
    ]
    if not wrong:
        domain.must_be_about_staff(kind, matter, "li", "chen")
        return
    with pytest.raises(domain.NotAboutStaff) as refused:
        domain.must_be_about_staff(kind, matter, "li", "chen")
    assert [problem.pointer for problem in refused.value.problems] == wrong


@pytest.mark.rule("I18")
@pytest.mark.parametrize("department", Department)
def test_his_direct_superior_and_the_centre_hear_of_it(department: Department) -> None:
    superior, centre = domain.told_when_verified(replace(ABOUT_LI, department=department))
    assert superior in (Role.SITE_LEAD, Role.DEPARTMENT_MANAGER)
    assert centre is Role.CENTRE_DIRECTOR
    assert domain.told_when_verified(case(CaseKind.COMPLAINT, department=department)) == ()


@pytest.mark.rule("I18")
@given(
    verdict=st.sampled_from([Verdict.PENDING, Verdict.VALID, Verdict.INVALID]), serious=st.none() | st.booleans(),
    apologised=st.booleans(), wished=st.booleans(), met=st.booleans(),
)  # fmt: skip
def test_what_is_owed(verdict: Verdict, serious: bool | None, apologised: bool, wished: bool, met: bool) -> None:
    gravity = None if serious is None else domain.Gravity(ONE, ONE, serious, "why", "lin", NOW)
    owed = domain.owed(replace(ABOUT_LI, verdict=verdict), gravity, apologised=apologised, wished=wished, met=met)
    assert owed.apology == (bool(serious) and verdict is not Verdict.INVALID and not apologised)
    assert owed.leadership == (wished and not met)
    if owed:
        with pytest.raises((domain.ApologyOwed, domain.LeadershipOwed)):
            domain.must_owe_nothing(owed)
    else:
        domain.must_owe_nothing(owed)


@pytest.mark.rule("I18", "I15")
def test_satisfied_but_still_owed_an_apology_the_case_waits_for_the_site_lead() -> None:
    handled = handle(ABOUT_LI, NOW)
    assert not visited_to_satisfaction(handled)
    waiting = hear_satisfied(handled, 1, LATER, still_owed=True)
    assert (waiting.state, waiting.visit_owed, waiting.holder) == ("handled", False, Role.SITE_LEAD)
    assert visited_to_satisfaction(waiting)


@pytest.mark.rule("I11", "B1")
def test_whoever_is_first_responsible_handles_a_major_case_in_person() -> None:
    found = majors.find_major(case(), "he", LATER)
    assert (found.is_major, found.holder_person, found.holder_since) == (True, "he", LATER)
    visited = majors.find_major(handle(case(), NOW), "he", LATER)
    assert (visited.is_major, visited.holder, visited.holder_person) == (True, Role.CASE_OFFICER, None)
    assert not majors.take_back(found).is_major
    with pytest.raises(majors.NotMajor):
        majors.take_back(case())
    for act in (lambda: majors.find_major(closed(), "he", LATER), lambda: majors.must_be_major(closed())):
        with pytest.raises(CannotMove):
            act()


@pytest.mark.rule("I11")
def test_a_measure_is_its_owners_and_lies_ahead() -> None:
    today = date(2026, 3, 10)
    majors.must_lie_ahead(today, today, "/due_on")
    with pytest.raises(DateBehind):
        majors.must_lie_ahead(today - timedelta(days=1), today, "/due_on")
    measure = majors.Measure(UUID(int=2), ONE, "wall off", Role.ENGINEERING, today, "zheng", NOW)
    for role in Role:
        if role in (Role.ENGINEERING, Role.VICE_PRESIDENT, Role.GENERAL_MANAGER):
            majors.must_be_owned(measure, {role})
        else:
            with pytest.raises(majors.NotYourMeasure):
                majors.must_be_owned(measure, {role})


@pytest.mark.rule("I11")
def test_only_whoever_was_asked_answers() -> None:
    asked = counsels.Counsel(UUID(int=2), ONE, Role.LEGAL_COUNSEL, "liable?", "lin", NOW)
    counsels.must_be_asked(asked, {Role.LEGAL_COUNSEL})
    with pytest.raises(counsels.AskedOther):
        counsels.must_be_asked(asked, {Role.CHIEF_ENGINEER})
    with pytest.raises(CannotMove):
        counsels.must_be_open(closed())


@pytest.mark.rule("I24")
@pytest.mark.parametrize("ground", ReviewGround)
@pytest.mark.parametrize("role", Role)
def test_the_centre_calls_and_on_a_major_quality_fault_general_management(ground: ReviewGround, role: Role) -> None:
    wanted = reviews.GENERAL_MANAGEMENT if ground is ReviewGround.MAJOR_QUALITY_FAULT else reviews.CENTRE
    if role in wanted:
        reviews.must_be_called_by(case(), ground, {role}, reported=True)
    else:
        with pytest.raises(reviews.NotYoursToCall):
            reviews.must_be_called_by(case(), ground, {role}, reported=True)


@pytest.mark.rule("I24")
def test_engineering_reports_a_major_quality_fault_first() -> None:
    managers = {Role.GENERAL_MANAGER}
    with pytest.raises(reviews.NotReported):
        reviews.must_be_called_by(case(), ReviewGround.MAJOR_QUALITY_FAULT, managers, reported=False)
    reviews.must_be_called_by(case(), ReviewGround.CAUSE_UNKNOWN, {Role.SITE_LEAD}, reported=False)
    with pytest.raises(CannotMove):
        reviews.must_be_called_by(closed(), ReviewGround.CAUSE_UNKNOWN, {Role.SITE_LEAD}, reported=False)
