"""Who is responsible, by subject and phase (I3, I4), under the table that policy has."""

import re
from typing import Any

import pytest
from aftercare_contracts.values import CaseClass, CaseKind, Department, Desk, Part, Phase
from hypothesis import given
from hypothesis import strategies as st
from intake.domain.routing import Routing, UnknownMatter, route, routing_from

from .policies import seeded

TABLE: Routing = routing_from(seeded("routing"))
KNOWN = [
    "leak", "crack", "hollow_plaster", "door_window", "plumbing", "electrical", "heating", "lift", "decoration", "design",
    "contract_terms", "title_deed", "fee", "cleaning", "security", "noise", "greening", "parking", "staff_attitude", "renovation",
    "outside_environment", "other",
]  # fmt: skip
matters, kinds, parts = st.sampled_from(sorted(TABLE)), st.sampled_from(CaseKind), st.none() | st.sampled_from(Part)


def to(code: str, phase: Phase, kind: CaseKind = CaseKind.COMPLAINT) -> tuple[Department, Desk]:
    found = route(TABLE, kind, code, None, phase)
    return found.department, found.desk


def test_the_table_knows_every_subject() -> None:
    assert set(KNOWN) <= set(TABLE)


@pytest.mark.rule("I4")
@given(matters, kinds, parts)
def test_before_handover_everything_goes_to_sales(code: str, kind: CaseKind, part: Part | None) -> None:
    found = route(TABLE, kind, code, part, Phase.BEFORE_HANDOVER)
    assert (found.department, found.desk) == (Department.SALES, Desk.SALES)


@pytest.mark.rule("I4")
@pytest.mark.parametrize(
    ("code", "desk"),
    [
        ("leak", Desk.ENGINEERING_DESK),
        ("title_deed", Desk.SALES_DESK),
        ("contract_terms", Desk.SALES_DESK),
        ("cleaning", Desk.PROPERTY_DESK),
        ("staff_attitude", Desk.SITE_LEAD),
    ],
)
def test_within_the_year_the_centres_desk_for_the_subject_takes_it(code: str, desk: Desk) -> None:
    assert to(code, Phase.FIRST_YEAR) == (Department.SERVICE_CENTRE, desk)


@pytest.mark.rule("I4")
@given(matters, kinds)
def test_after_the_year_it_is_the_property_companys_save_what_concerns_the_developer(code: str, kind: CaseKind) -> None:
    department, desk = to(code, Phase.AFTER_FIRST_YEAR, kind)
    if TABLE[code].case_class is CaseClass.HOUSE_QUALITY:
        assert (department, desk) == (Department.SERVICE_CENTRE, TABLE[code].desk)
    else:
        assert (department, desk) == (Department.PROPERTY_COMPANY, Desk.PROPERTY_COMPANY)


@pytest.mark.rule("I3")
@pytest.mark.parametrize("kind", CaseKind)
def test_inquiry_and_praise_have_no_class(kind: CaseKind) -> None:
    found = route(TABLE, kind, "leak", None, Phase.FIRST_YEAR)
    assert found.case_class is (None if kind in (CaseKind.INQUIRY, CaseKind.PRAISE) else CaseClass.HOUSE_QUALITY)


@given(matters, parts)
def test_the_part_that_was_named_counts_over_the_usual_one(code: str, part: Part | None) -> None:
    assert route(TABLE, CaseKind.REPAIR_REQUEST, code, part, Phase.FIRST_YEAR).part is (part or TABLE[code].part)


@pytest.mark.rule("I3")
@given(st.text(max_size=40).filter(lambda code: code not in TABLE))
def test_an_unknown_subject_is_refused_with_the_known_ones(code: str) -> None:
    with pytest.raises(UnknownMatter) as refused:
        route(TABLE, CaseKind.COMPLAINT, code, None, Phase.FIRST_YEAR)
    (problem,) = refused.value.problems
    assert problem.pointer == "/matter"
    assert all(known in problem.expected for known in TABLE)


@pytest.mark.parametrize("wrong", [{"class": "class_9", "desk": "site_lead"}, {"class": "class_1", "desk": "attic"}])
def test_a_table_with_a_word_we_do_not_know_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=re.escape("is not a valid")):
        routing_from({"leak": wrong})
