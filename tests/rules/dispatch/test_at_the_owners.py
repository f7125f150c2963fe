"""At the owner's: appointments and entry, his materials; and serious faults before engineering (D4, D6, D7)."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from aftercare_contracts.values import Part
from dispatch.domain import appointments, faults, materials
from dispatch.domain.appointments import Appointment, AppointmentState, Entry
from dispatch.domain.faults import FaultReport, Responsible
from dispatch.domain.materials import Decision, Material
from dispatch.domain.work_order import State

from .orders import DESK, LEAD, NOW, SQUAD, standing

ID = UUID(int=5)


def appointment(starts_at: datetime = NOW, ends_at: datetime = NOW + timedelta(hours=2)) -> Appointment:
    return Appointment(ID, UUID(int=2), starts_at, ends_at, Entry.OWNER_PRESENT, "", DESK, NOW)


def material(**what: Any) -> Material:
    facts: dict[str, Any] = {
        "material_id": ID, "order_id": UUID(int=2), "what": "瓷砖", "quantity": "12 片", "is_sound": False, "finding": "三片开裂",
        "checked_by": SQUAD, "customer_signed_by": "业主", "checked_at": NOW, "photos": (),
    }  # fmt: skip
    return Material(**(facts | what))


@pytest.mark.rule("D6")
def test_an_appointment_begins_from_now_on_and_ends_after_it_begins() -> None:
    order, second = standing(State.RECEIVED), timedelta(seconds=1)
    assert appointments.agree(order, appointment(), False).state is AppointmentState.AGREED
    for wrong in (appointment(starts_at=NOW - second), appointment(ends_at=NOW)):
        with pytest.raises(appointments.TimesMixedUp):
            appointments.agree(order, wrong, False)
    with pytest.raises(appointments.AppointmentOpen):
        appointments.agree(order, appointment(), True)


@pytest.mark.rule("D6")
@pytest.mark.parametrize("state", State)
def test_nobody_comes_where_no_work_waits(state: State) -> None:
    if state in appointments.OVER:
        with pytest.raises(appointments.NothingToDoThere):
            appointments.agree(standing(state), appointment(), False)
    else:
        appointments.agree(standing(state), appointment(), False)


@pytest.mark.rule("D6")
def test_before_its_time_an_appointment_can_only_be_called_off_and_it_ends_once() -> None:
    before = NOW - timedelta(microseconds=1)
    for state in (AppointmentState.KEPT, AppointmentState.OWNER_ABSENT, AppointmentState.REPAIRER_ABSENT):
        with pytest.raises(appointments.NotYetBegun):
            appointments.end(appointment(), state, "", DESK, before)
        ended = appointments.end(appointment(), state, "敲门无人", DESK, NOW)
        assert (ended.state, ended.ended_by) == (state, DESK)
        with pytest.raises(appointments.AppointmentOver):
            appointments.end(ended, AppointmentState.CALLED_OFF, "", DESK, NOW)
    assert appointments.end(appointment(), AppointmentState.CALLED_OFF, "改期", DESK, before).outcome == "改期"


@pytest.mark.rule("D7")
@pytest.mark.parametrize("state", State)
def test_materials_are_checked_before_use(state: State) -> None:
    if state in materials.BEFORE_USE:
        assert materials.check(standing(state), material()).is_sound is False
    else:
        with pytest.raises(materials.TooLateToCheck):
            materials.check(standing(state), material())


@pytest.mark.rule("D7")
def test_for_unsound_material_the_customer_decides_and_only_then_is_work_done() -> None:
    with pytest.raises(materials.MaterialUndecided, match="瓷砖"):
        materials.must_be_decided([material()])
    with pytest.raises(materials.IsSound):
        materials.decide(material(is_sound=True), Decision.LEFT_OUT, "业主", DESK, NOW)
    decided = materials.decide(material(), Decision.CUSTOMER_REPLACES, "业主", DESK, NOW)
    materials.must_be_decided([decided, material(is_sound=True)])
    with pytest.raises(materials.Decided):
        materials.decide(decided, Decision.LEFT_OUT, "业主", DESK, NOW)


@pytest.mark.rule("D7")
def test_no_decision_lets_unsound_material_be_fitted() -> None:
    assert set(Decision) == {"customer_replaces", "company_supplies", "left_out"}


REPORT = FaultReport(
    ID,
    "ZL-2026-000001",
    UUID(int=1),
    "KS-2026-000001",
    "P1",
    "3-1201",
    Part.STRUCTURE,
    "客厅楼板",
    "贯穿裂缝",
    (),
    DESK,
    NOW,
)


@pytest.mark.rule("D4")
@pytest.mark.parametrize("responsible", Responsible)
def test_engineering_names_the_contractor_exactly_where_he_is_responsible(responsible: Responsible) -> None:
    named = "NF" if responsible is Responsible.CONTRACTOR else None
    found = faults.find(REPORT, responsible, named, "取芯检测", "sun.engineer", NOW)
    assert (found.responsible, found.contractor, found.found_by) == (responsible, named, "sun.engineer")
    with pytest.raises(faults.ContractorToName):
        faults.find(REPORT, responsible, None if named else "NF", "取芯检测", "sun.engineer", NOW)


@pytest.mark.rule("D4")
def test_engineering_says_it_once_and_not_of_its_own_report() -> None:
    with pytest.raises(faults.OwnReport):
        faults.find(REPORT, Responsible.DESIGN, None, "", DESK, NOW)
    found = faults.find(REPORT, Responsible.DESIGN, None, "配筋不足", LEAD, NOW)
    with pytest.raises(faults.FaultFound):
        faults.find(found, Responsible.OWNER, None, "", LEAD, NOW)
