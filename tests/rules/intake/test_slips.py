"""Which case reaches the property company in writing, and what can happen to a slip (I7)."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest
from aftercare_contracts.values import CaseKind, Channel, ContactWay, Phase, Role
from hypothesis import given
from hypothesis import strategies as st
from intake.domain import case as cases
from intake.domain import slips as domain
from intake.domain.case import Case, State
from intake.domain.routing import route, routing_from
from intake.domain.slips import Slip, SlipKind, SlipState

from .policies import seeded

NOW = datetime(2026, 3, 10, 2, tzinfo=UTC)
ONE = UUID(int=1)
ROUTING = routing_from(seeded("routing"))


def case(
    matter: str = "cleaning", kind: CaseKind = CaseKind.COMPLAINT, phase: Phase = Phase.FIRST_YEAR, **what: Any
) -> Case:
    way = route(ROUTING, kind, matter, None, phase)
    fresh = Case(
        case_id=ONE, case_no="KS-2026-000001", kind=kind, case_class=way.case_class, channel=Channel.HOTLINE, matter=matter,
        part=way.part, project="P1", unit_no="1-101", completion_accepted_on=None, handed_over_on=None, phase=phase,
        department=way.department, desk=way.desk, customer_id=ONE, complaint="楼道三天没人打扫", reply_by=ContactWay.PHONE,
        visit_by=ContactWay.PHONE, external_ref=None, taken_by="chen", received_at=NOW, registered_at=NOW,
        in_opening_hours=True, verdict=cases.first_verdict(kind),
    )  # fmt: skip
    return cases.held(replace(fresh, **what), NOW)


def slip(kind: SlipKind = SlipKind.CASE, **what: Any) -> Slip:
    text = None if kind is SlipKind.CASE else "空置房顶棚渗水"
    party = domain.SENDERS.get(kind, Role.PROPERTY_COMPANY)
    return replace(Slip(ONE, "LX-2026-000001", kind, party, ONE, "P1", text, "li", NOW), **what)


def reaches(case: Case) -> bool:
    return domain.is_about_property_company(case, ROUTING[case.matter].desk)


@pytest.mark.rule("I7")
@pytest.mark.parametrize("phase", Phase)
@pytest.mark.parametrize("kind", [CaseKind.COMPLAINT, CaseKind.SUGGESTION])
def test_a_complaint_or_suggestion_about_property_service_reaches_it_in_every_phase(
    phase: Phase, kind: CaseKind
) -> None:
    assert reaches(case("cleaning", kind, phase))


@pytest.mark.rule("I7", "I4")
@pytest.mark.parametrize("kind", CaseKind)
def test_after_the_year_whatever_is_its_own_reaches_it(kind: CaseKind) -> None:
    assert reaches(case("other", kind, Phase.AFTER_FIRST_YEAR))


@pytest.mark.rule("I7")
@pytest.mark.parametrize(
    ("matter", "kind", "phase"),
    [
        ("leak", CaseKind.COMPLAINT, Phase.FIRST_YEAR),
        ("leak", CaseKind.COMPLAINT, Phase.AFTER_FIRST_YEAR),
        ("staff_attitude", CaseKind.COMPLAINT, Phase.FIRST_YEAR),
        ("cleaning", CaseKind.INQUIRY, Phase.FIRST_YEAR),
        ("cleaning", CaseKind.PRAISE, Phase.BEFORE_HANDOVER),
    ],
)
def test_what_is_the_developers_or_only_asks_does_not(matter: str, kind: CaseKind, phase: Phase) -> None:
    assert not reaches(case(matter, kind, phase))


@pytest.mark.rule("I7")
def test_what_came_from_the_property_company_is_not_sent_back_to_it() -> None:
    assert not reaches(case(channel=Channel.PROPERTY_COMPANY))


@pytest.mark.rule("I7")
@pytest.mark.parametrize("state", SlipState)
@pytest.mark.parametrize("kind", SlipKind)
def test_ours_is_received_and_theirs_is_answered_once(kind: SlipKind, state: SlipState) -> None:
    one = slip(kind, state=state)
    if kind is not SlipKind.CASE:
        with pytest.raises(domain.NotReceivable):
            domain.received(one, "wu", NOW)
    elif state is not SlipState.SENT:
        with pytest.raises(domain.ReceivedBefore):
            domain.received(one, "wu", NOW)
    else:
        assert domain.received(one, "wu", NOW).state is SlipState.RECEIVED
    if kind is SlipKind.CASE:
        with pytest.raises(domain.NotAnswerable):
            domain.answered(one, "已安排", "lin", NOW)
    elif state is not SlipState.SENT:
        with pytest.raises(domain.AnsweredBefore):
            domain.answered(one, "已安排", "lin", NOW)
    else:
        assert domain.answered(one, "已安排", "lin", NOW).answer == "已安排"


@pytest.mark.rule("I7", "N1")
@given(kind=st.sampled_from(SlipKind), roles=st.frozensets(st.sampled_from(Role)))
def test_each_kind_is_sent_by_its_department_and_no_other(kind: SlipKind, roles: frozenset[str]) -> None:
    sender = domain.SENDERS.get(kind)
    if sender in roles:
        assert domain.must_be_sent_by(kind, roles) is sender
    else:
        with pytest.raises(domain.NotYoursToSend):
            domain.must_be_sent_by(kind, roles)


@pytest.mark.rule("I7")
@pytest.mark.parametrize(("case_id", "has_contact"), [(None, False), (ONE, True)])
def test_a_slip_stands_on_one_case(case_id: UUID | None, has_contact: bool) -> None:
    with pytest.raises(domain.CaseOrContact):
        domain.must_name_one(case_id, has_contact)
    domain.must_name_one(case_id, not has_contact)


@pytest.mark.rule("I7")
def test_a_report_on_a_vacant_unit_names_the_unit_and_a_new_case_its_sender() -> None:
    with pytest.raises(domain.NotForACase) as refused:
        domain.must_fit(SlipKind.VACANT_UNIT, Role.PROPERTY_COMPANY, case(unit_no=None), is_new=True)
    assert [problem.pointer for problem in refused.value.problems] == ["/contact/unit_no", "/contact/channel"]
    domain.must_fit(SlipKind.VACANT_UNIT, Role.PROPERTY_COMPANY, case(), is_new=False)


@pytest.mark.rule("I7")
@pytest.mark.parametrize("what", [{"state": State.CLOSED}, {"merged_into": UUID(int=2)}])
def test_nobody_would_hold_a_slip_on_a_case_that_is_closed_or_merged(what: dict[str, Any]) -> None:
    with pytest.raises(domain.CaseIsClosed):
        domain.must_fit(SlipKind.CONTACT, Role.PROPERTY_COMPANY, case(**what), is_new=False)
