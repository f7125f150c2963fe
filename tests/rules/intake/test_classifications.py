"""The class signed for, and what each class asks for (I3)."""

from dataclasses import replace

import pytest
from aftercare_contracts.values import CaseClass, CaseKind, Department, Desk, Verdict
from intake.domain import classifications as domain
from intake.domain.case import CannotMove, State
from intake.domain.routing import Route

from .test_cases import LATER, case, closed

ELSEWHERE = Route(CaseClass.PROPERTY_SERVICE, Department.PROPERTY_COMPANY, Desk.PROPERTY_COMPANY, None)
LEAK = case(CaseKind.COMPLAINT, case_class=CaseClass.HOUSE_QUALITY)


@pytest.mark.rule("I3")
def test_what_is_confirmed_as_it_was_changes_nothing_at_any_time() -> None:
    handled = replace(LEAK, state=State.HANDLED)
    assert domain.classify(handled, CaseClass.HOUSE_QUALITY, "leak", ELSEWHERE, LATER, carried_out=True) == handled


@pytest.mark.rule("I3", "B1")
def test_a_corrected_subject_takes_the_case_where_it_belongs() -> None:
    fee = domain.classify(LEAK, CaseClass.PROPERTY_SERVICE, "fee", ELSEWHERE, LATER, carried_out=False)
    assert (fee.case_class, fee.matter, fee.department, fee.desk) == (
        CaseClass.PROPERTY_SERVICE, "fee", Department.PROPERTY_COMPANY, Desk.PROPERTY_COMPANY,
    )  # fmt: skip
    assert (fee.holder, fee.holder_since) == (Desk.PROPERTY_COMPANY, LATER)


@pytest.mark.rule("I3", "I4")
def test_a_corrected_class_alone_leaves_the_case_with_its_desk() -> None:
    outside = domain.classify(LEAK, CaseClass.OUTSIDE, "leak", ELSEWHERE, LATER, carried_out=False)
    assert (outside.case_class, outside.desk, outside.holder_since) == (CaseClass.OUTSIDE, LEAK.desk, LEAK.holder_since)


@pytest.mark.rule("I3")
def test_once_something_was_carried_out_nothing_is_corrected() -> None:
    for one, carried_out in ((LEAK, True), (replace(LEAK, state=State.IN_WORK), False)):
        for case_class, matter in ((CaseClass.OUTSIDE, "leak"), (CaseClass.HOUSE_QUALITY, "crack")):
            with pytest.raises(domain.CarriedOut):
                domain.classify(one, case_class, matter, ELSEWHERE, LATER, carried_out=carried_out)


@pytest.mark.rule("I3")
@pytest.mark.parametrize("kind", [CaseKind.INQUIRY, CaseKind.PRAISE, CaseKind.REPAIR_REQUEST])
def test_only_complaints_and_suggestions_are_classed(kind: CaseKind) -> None:
    with pytest.raises(domain.NotClassed):
        domain.classify(case(kind), CaseClass.OUTSIDE, "leak", ELSEWHERE, LATER, carried_out=False)
    with pytest.raises(CannotMove):
        domain.classify(closed(CaseKind.COMPLAINT), CaseClass.OUTSIDE, "leak", ELSEWHERE, LATER, carried_out=False)


@pytest.mark.rule("I3")
@pytest.mark.parametrize("case_class", CaseClass)
def test_class_1_is_written_up_with_what_the_customer_wants(case_class: CaseClass) -> None:
    domain.must_be_written_up(case_class, "what happened", "what he wants")
    if case_class is not CaseClass.PROPERTY_SERVICE:
        domain.must_be_written_up(case_class, "", "")
        return
    with pytest.raises(domain.AccountMissing) as refused:
        domain.must_be_written_up(case_class, "", "")
    assert [problem.pointer for problem in refused.value.problems] == ["/account", "/customer_wants"]


@pytest.mark.rule("I3", "V1")
@pytest.mark.parametrize("verdict", [Verdict.PENDING, Verdict.INVALID, Verdict.VALID])
def test_class_3_closes_with_its_outcome_unless_it_was_found_valid(verdict: Verdict) -> None:
    outside = case(CaseKind.COMPLAINT, case_class=CaseClass.OUTSIDE, verdict=verdict)
    assert domain.closes_with_an_outcome(outside) is (verdict is not Verdict.VALID)
    domain.must_have_an_outcome(outside, "water works", "in May", "a tank", "a pipe")
    if verdict is not Verdict.VALID:
        with pytest.raises(domain.OutcomeMissing) as refused:
            domain.must_have_an_outcome(outside, "water works", "in May", "", "")
        assert [problem.pointer for problem in refused.value.problems] == ["/can_be_had", "/cannot_be_had"]
    domain.must_have_an_outcome(LEAK, "", "", "", "")
