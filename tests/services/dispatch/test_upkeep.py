"""Inspections, meetings, judgements, equipment in use and the desks' figures, through the doors (D9, D10, D11, N2)."""

from datetime import UTC, date, datetime
from typing import Any

import httpx
import pytest
from aftercare_contracts.events import dispatch_upkeep as events
from aftercare_contracts.events.dispatch_limits import DispatchLimitPassed
from aftercare_contracts.events.intake import CaseLimitPassed
from aftercare_contracts.events.intake_units import ProjectRecorded
from aftercare_contracts.values import Department, Desk, Role
from dispatch.store import cases

from .desk import PROJECT, Office, made
from .test_refusals import nothing_left_behind, pointers

POINTS = {"cleanliness": 90, "planting": 80, "order": 95, "equipment": 85, "repairs": 70, "service": 88}


def kind(answer: httpx.Response) -> str:
    return str(answer.json()["type"].rpartition("/")[2].rpartition(":")[2])


def somebody(office: Office, *roles: Role, person: str) -> httpx.AsyncClient:
    return office.service.client(*roles, person=person, projects=(PROJECT,))


def inspection(**what: Any) -> dict[str, Any]:
    finding = {"what": "大堂地面积水", "severity": "serious", "due_on": "2026-03-13"}
    return {
        "project": PROJECT, "place_kind": "sales_hall", "inspected_on": "2026-03-10", "summary": "抽查", "findings": [finding],
    } | what  # fmt: skip


@pytest.mark.rule("D10", "N2")
async def test_a_finding_is_mended_checked_by_another_and_told_of_when_it_is_late(office: Office) -> None:
    property_company = somebody(office, Role.PROPERTY_COMPANY, person="qian.property")
    made_one = await made(office.lead, "/inspections", inspection())
    finding = made_one["findings"][0]
    assert (finding["owner"], finding["state"]) == ("property_company", "open")
    path = f"/undertakings/{finding['undertaking_id']}"
    async with nothing_left_behind(office):
        assert (await office.lead.post(f"{path}/results", json={"result": "已清理"})).status_code == 403
        early = await office.lead.post(f"{path}/checks", json={"passed": True, "finding": "合格"})
        assert (early.status_code, kind(early)) == (409, "not-done")
        elsewhere = office.service.client(Role.PROPERTY_COMPANY, projects=("P2",))
        assert (await elsewhere.post(f"{path}/results", json={"result": "已清理"})).status_code == 404
    await made(property_company, f"{path}/results", {"result": "已清理"})
    again = await made(office.lead, f"{path}/checks", {"passed": False, "finding": "仍积水"})
    assert again["state"] == "open"
    office.service.clock.at = datetime(2026, 3, 13, 16, 0, 0, 1, tzinfo=UTC)
    await office.service.fire_due()
    passed = (await office.service.said(DispatchLimitPassed))[0]
    assert (passed.limit, passed.owner_role, passed.tell) == (
        "inspection_finding",
        Role.PROPERTY_COMPANY,
        Role.SITE_LEAD,
    )
    await made(property_company, f"{path}/results", {"result": "改造排水"})
    assert (await made(office.lead, f"{path}/checks", {"passed": True, "finding": "合格"}))["state"] == "closed"
    assert (await office.lead.get("/undertakings")).json()["items"] == []
    last = (await office.lead.get(f"/inspections/last?project={PROJECT}")).json()["last_inspected"]
    assert (last["sales_hall"], last["show_flat"]) == ("2026-03-10", None)
    assert (await property_company.get(f"/inspections/last?project={PROJECT}")).status_code == 403
    listed = (await property_company.get("/inspections")).json()["items"]
    assert [each["findings"][0]["state"] for each in listed] == ["closed"]


@pytest.mark.rule("D10")
async def test_inspections_that_cannot_be_are_refused(office: Office) -> None:
    late = {"what": "积水", "due_on": "2026-03-09"}
    await office.records.put(f"/owners-committees/{PROJECT}", json={"since_on": "2026-03-10"})
    async with nothing_left_behind(office):
        over = await office.lead.post("/inspections", json=inspection())
        assert (over.status_code, kind(over)) == (409, "owners-took-over")
        ahead = await office.lead.post("/inspections", json=inspection(inspected_on="2026-03-11"))
        assert (ahead.status_code, pointers(ahead)) == (422, ["/inspected_on"])
        behind = await office.lead.post("/inspections", json=inspection(inspected_on="2026-03-09", findings=[late]))
        assert (behind.status_code, pointers(behind)) == (422, ["/findings/0/due_on"])
        twice = await office.records.put(f"/owners-committees/{PROJECT}", json={"since_on": "2026-03-01"})
        assert twice.status_code == 409
    assert (await office.lead.post("/inspections", json=inspection(inspected_on="2026-03-09"))).status_code == 201


@pytest.mark.rule("D10")
async def test_open_points_of_a_meeting_stay_on_the_list_until_another_has_checked_them(office: Office) -> None:
    point = {"what": "地库照明改造方案", "owner": "engineering", "due_on": "2026-03-31"}
    meeting = {
        "project": PROJECT, "month": "2026-03", "held_on": "2026-03-10", "participants": ["林", "钱"], "minutes": "……",
        "points": [point],
    }  # fmt: skip
    await made(office.lead, "/meetings", meeting)
    async with nothing_left_behind(office):
        assert (await office.lead.post("/meetings", json=meeting)).status_code == 409
    shown = (await office.lead.get(f"/meetings?project={PROJECT}")).json()
    (open_one,) = shown["open_points"]
    path = f"/undertakings/{open_one['undertaking_id']}"
    engineer = somebody(office, Role.ENGINEERING, person="sun.engineer")
    await made(engineer, f"{path}/results", {"result": "方案已报"})
    await made(office.lead, f"{path}/checks", {"passed": True, "finding": "可行"})
    shown = (await office.lead.get(f"/meetings?project={PROJECT}")).json()
    assert (shown["open_points"], shown["items"][0]["points"][0]["state"]) == ([], "closed")


@pytest.mark.rule("D10")
async def test_a_month_is_judged_once_on_what_customers_said_and_signed_by_the_director(office: Office) -> None:
    supervisor = somebody(office, Role.SERVICE_SUPERVISOR, person="he.supervisor")
    director = somebody(office, Role.CENTRE_DIRECTOR, person="ma.director")
    property_company = somebody(office, Role.PROPERTY_COMPANY, person="qian.property")
    await office.case(desk=Desk.PROPERTY_DESK, registered_at=datetime(2026, 2, 3, 2, 0, tzinfo=UTC))
    body = {"project": PROJECT, "period": "2026-02", "points": POINTS, "amount_fen": -50_000, "reason": "投诉较多"}
    async with nothing_left_behind(office):
        early = await supervisor.post("/judgements", json=body | {"period": "2026-03"})
        assert (early.status_code, kind(early)) == (409, "period-not-over")
        mute = await supervisor.post("/judgements", json=body | {"reason": ""})
        assert (mute.status_code, pointers(mute)) == (422, ["/reason"])
        strange = await supervisor.post("/judgements", json=body | {"points": POINTS | {"gate": 1}})
        assert (strange.status_code, pointers(strange)) == (422, ["/points/gate"])
        year = await supervisor.post("/judgements", json=body | {"period": "2025"})
        assert (year.status_code, kind(year)) == (409, "months-missing")
    judged = await made(supervisor, "/judgements", body)
    assert (judged["basis"]["cases"], judged["total_points"]) == (1, sum(POINTS.values()))
    assert (await supervisor.post("/judgements", json=body)).status_code == 409
    assert (await property_company.get(f"/judgements?project={PROJECT}")).json()["items"] == []
    assert (await director.post(f"/judgements/{judged['judgement_id']}/signatures")).status_code == 201
    said = (await office.service.said(events.UpkeepJudged))[0]
    assert (said.period, said.amount_fen) == ("2026-02", -50_000)
    assert len((await property_company.get(f"/judgements?project={PROJECT}")).json()["items"]) == 1


@pytest.mark.rule("D9", "N2")
async def test_a_year_after_the_first_handover_the_record_of_equipment_is_due_and_goes_to_engineering(
    office: Office,
) -> None:
    said = ProjectRecorded(project=PROJECT, first_collective_handover_on=date(2025, 4, 1))
    await office.service.hear(said, about=PROJECT)
    property_company = somebody(office, Role.PROPERTY_COMPANY, person="qian.property")
    record = {
        "project": PROJECT, "equipment_kind": "lifts", "equipment": "客梯 1-6 号", "location": "1-3 栋", "quantity": 6,
        "in_use_since": "2025-04-01", "condition": "usable", "fault_count": 3, "signature": "钱", "filled_in_on": "2026-03-10",
    }  # fmt: skip
    kept = await made(property_company, "/equipment-records", record)
    assert (await property_company.post("/equipment-records", json=record)).status_code == 409
    path = f"/equipment-records/{kept['record_id']}"
    early = await office.lead.post(f"{path}/passings")
    assert (early.status_code, kind(early)) == (409, "out-of-turn")
    assert (await office.lead.post(f"{path}/collections")).json()["collected_on"] == "2026-03-10"
    office.service.clock.at = datetime(2026, 4, 1, 16, 0, 0, 1, tzinfo=UTC)
    await office.service.fire_due()
    assert await late(office) == ["equipment_record"]
    passed = await office.lead.post(f"{path}/passings")
    assert passed.json()["passed_to_engineering_on"] == "2026-04-02"
    assert (await office.lead.post(f"{path}/passings")).status_code == 409
    engineer = somebody(office, Role.ENGINEERING, person="sun.engineer")
    assert len((await engineer.get("/equipment-records")).json()["items"]) == 1
    assert len(await office.service.said(events.EquipmentPassedOn)) == 1


@pytest.mark.rule("D11")
async def test_a_desks_month_is_signed_by_two_for_the_figures_they_saw(office: Office) -> None:
    first, second = await office.case(), await office.case()
    await office.close(first)
    late = CaseLimitPassed(
        limit="first_feedback", case_id=second, case_no="KS-2026-000001", project=PROJECT, owner_role=Role.ENGINEERING_DESK,
        due_at=office.service.clock.at, tell=Role.SITE_LEAD, step=1,
    )  # fmt: skip
    await office.service.hear(late, about=second)
    head = somebody(office, Role.DEPARTMENT_MANAGER, Role.ENGINEERING, person="wu.head")
    director = somebody(office, Role.CENTRE_DIRECTOR, person="ma.director")
    query = f"/desk-figures?project={PROJECT}&desk=engineering_desk&month=2026-03"
    figures = (await head.get(query)).json()["figures"]
    assert (figures["cases"], figures["late"], figures["in_time"], figures["closed"], figures["satisfied"]) == (
        2,
        1,
        1,
        1,
        1,
    )
    seen = {name: value for name, value in figures.items() if name != "in_time"}
    body = {"project": PROJECT, "desk": "engineering_desk", "month": "2026-03", "figures": seen}
    async with nothing_left_behind(office):
        early = await head.post("/desk-figures/signatures", json=body)
        assert (early.status_code, kind(early)) == (409, "period-not-over")
    office.service.clock.at = office.later(days=30)
    async with nothing_left_behind(office):
        wrong = await head.post("/desk-figures/signatures", json=body | {"figures": seen | {"late": 0}})
        assert (wrong.status_code, pointers(wrong)) == (409, ["/figures/late"])
        other = somebody(office, Role.DEPARTMENT_MANAGER, Role.SALES, person="li.head")
        assert (await other.post("/desk-figures/signatures", json=body)).status_code == 403
    await made(head, "/desk-figures/signatures", body)
    assert (await head.post("/desk-figures/signatures", json=body)).status_code == 409
    same = somebody(office, Role.CENTRE_DIRECTOR, person="wu.head")
    assert kind(await same.post("/desk-figures/signatures", json=body)) == "signed-by-him"
    signed = await made(director, "/desk-figures/signatures", body)
    assert [each["is_unchanged"] for each in signed["signatures"]] == [True, True]
    await office.close(second)
    shown = (await head.get(query)).json()
    assert [each["is_unchanged"] for each in shown["signatures"]] == [False, False]
    assert shown["signatures"][0]["figures"]["closed"] == 1


async def test_a_project_out_of_reach_is_out_of_reach(office: Office) -> None:
    lead = office.service.client(Role.SITE_LEAD, projects=("P2",))
    for path in (
        f"/judgements?project={PROJECT}",
        f"/meetings?project={PROJECT}",
        f"/inspections/last?project={PROJECT}",
    ):
        assert (await lead.get(path)).status_code == 403
    assert (await lead.post("/inspections", json=inspection())).status_code == 403


async def late(office: Office) -> list[str]:
    """Which limits have passed by the clock."""
    await office.service.fire_due()
    return [each.limit for each in await office.service.said(DispatchLimitPassed)]


async def told_of(office: Office, first_handover_on: date | None) -> None:
    said = ProjectRecorded(project=PROJECT, first_collective_handover_on=first_handover_on)
    await office.service.hear(said, about=PROJECT)


async def passed_on(office: Office, equipment_kind: str) -> None:
    record = {
        "project": PROJECT, "equipment_kind": equipment_kind, "equipment": "x", "location": "x", "quantity": 1,
        "in_use_since": "2025-04-01", "condition": "good", "signature": "钱", "filled_in_on": "2026-03-10",
    }  # fmt: skip
    kept = await made(somebody(office, Role.PROPERTY_COMPANY, person="qian.property"), "/equipment-records", record)
    for step in ("collections", "passings"):
        assert (await office.lead.post(f"/equipment-records/{kept['record_id']}/{step}")).status_code == 201


@pytest.mark.rule("D9")
async def test_the_records_are_due_until_engineering_has_one_of_every_kind(office: Office) -> None:
    await told_of(office, date(2025, 4, 1))
    for equipment_kind in ("lifts", "pumps", "power", "fire", "access"):
        await passed_on(office, equipment_kind)
    office.service.clock.at = datetime(2026, 4, 1, 16, 0, 0, 1, tzinfo=UTC)
    assert await late(office) == ["equipment_record"]


@pytest.mark.rule("D9")
async def test_an_estate_whose_records_are_in_is_not_asked_again_when_it_is_told_of_again(office: Office) -> None:
    await told_of(office, date(2025, 4, 1))
    for equipment_kind in ("lifts", "pumps", "power", "fire", "access", "garden"):
        await passed_on(office, equipment_kind)
    await told_of(office, date(2025, 4, 1))
    office.service.clock.at = datetime(2026, 4, 1, 16, 0, 0, 1, tzinfo=UTC)
    assert await late(office) == []


@pytest.mark.rule("D9")
async def test_an_old_estate_without_records_is_late_once_and_a_date_taken_back_asks_for_nothing(
    office: Office,
) -> None:
    for _ in range(2):
        await told_of(office, date(2024, 4, 1))
    office.service.clock.at = office.later(seconds=1)
    assert await late(office) == ["equipment_record"]
    await told_of(office, None)
    office.service.clock.at = office.later(days=20)
    assert await late(office) == ["equipment_record"]


@pytest.mark.rule("D9")
async def test_a_kind_that_is_not_on_the_list_is_refused(office: Office) -> None:
    record = {
        "project": PROJECT, "equipment_kind": "rockets", "equipment": "x", "location": "x", "quantity": 1,
        "in_use_since": "2025-04-01", "condition": "good", "signature": "钱", "filled_in_on": "2026-03-10",
    }  # fmt: skip
    async with nothing_left_behind(office):
        refused = await somebody(office, Role.PROPERTY_DESK, person="he.property").post(
            "/equipment-records", json=record
        )
        assert (refused.status_code, pointers(refused)) == (422, ["/equipment_kind"])


@pytest.mark.rule("D10", "L8")
async def test_whoever_checked_it_once_may_do_it_and_what_was_written_of_it_stays_in_house(office: Office) -> None:
    point = {"what": "业主王某 13800000000 反映漏水", "owner": "site_lead", "due_on": "2026-03-31"}
    meeting = {
        "project": PROJECT, "month": "2026-03", "held_on": "2026-03-10", "participants": ["林", "钱"], "minutes": "……",
        "points": [point],
    }  # fmt: skip
    held = await made(office.lead, "/meetings", meeting)
    path = f"/undertakings/{held['points'][0]['undertaking_id']}"
    first, second = (somebody(office, Role.SITE_LEAD, person=person) for person in ("a.lead", "b.lead"))
    await made(first, f"{path}/results", {"result": "已处理"})
    await made(second, f"{path}/checks", {"passed": False, "finding": "未处理"})
    await made(second, f"{path}/results", {"result": "已处理"})
    next_one = await made(office.lead, "/meetings", meeting | {"month": "2026-04", "points": []})
    assert next_one["carried"] == [held["points"][0]["undertaking_id"]]
    office.service.clock.at = datetime(2026, 3, 31, 16, 0, 0, 1, tzinfo=UTC)
    await office.service.fire_due()
    assert "13800000000" not in str(await office.service.said())
    async with nothing_left_behind(office):
        wrong = await office.lead.post(
            "/meetings",
            json=meeting | {"month": "2026-05", "points": [point | {"owner": "customer", "due_on": "2026-06-30"}]},
        )
        assert (wrong.status_code, pointers(wrong)) == (422, ["/points/0/owner"])


@pytest.mark.rule("D11")
async def test_a_case_that_was_late_at_a_desk_counts_for_it_after_another_got_it(office: Office) -> None:
    case_id = await office.case()
    passed = CaseLimitPassed(
        limit="first_feedback", case_id=case_id, case_no="KS-2026-000001", project=PROJECT, owner_role=Role.ENGINEERING_DESK,
        due_at=office.service.clock.at, tell=Role.SITE_LEAD, step=1,
    )  # fmt: skip
    await office.service.hear(passed, about=case_id)
    async with office.service.db.transaction() as tx:
        await cases.set_desk(tx, case_id, Department.SERVICE_CENTRE, Desk.SALES_DESK)
    director = somebody(office, Role.CENTRE_DIRECTOR, person="ma.director")
    counts = {}
    for desk in ("engineering_desk", "sales_desk"):
        query = f"/desk-figures?project={PROJECT}&desk={desk}&month=2026-03"
        figures = (await director.get(query)).json()["figures"]
        counts[desk] = (figures["cases"], figures["late"])
    assert counts == {"engineering_desk": (1, 1), "sales_desk": (1, 0)}


@pytest.mark.rule("D10", "D11", "N2")
async def test_a_month_without_meeting_judgement_or_signatures_is_told_to_the_superiors(office: Office) -> None:
    await told_of(office, None)
    async with office.service.db.transaction() as tx:
        await tx.execute("update timer set due_at = '2026-03-31T16:00:00Z' where kind = 'month_begins'")
    office.service.clock.at = datetime(2026, 3, 31, 16, 0, tzinfo=UTC)
    assert await late(office) == []
    meeting = {
        "project": PROJECT,
        "month": "2026-04",
        "held_on": "2026-04-01",
        "participants": ["林", "钱"],
        "minutes": "……",
    }
    await made(office.lead, "/meetings", meeting)
    office.service.clock.at = datetime(2026, 4, 30, 16, 0, 0, 1, tzinfo=UTC)
    assert sorted(set(await late(office))) == ["desk_signature", "upkeep_judgement"]
    office.service.clock.at = datetime(2026, 5, 31, 16, 0, 0, 1, tzinfo=UTC)
    assert "coordination_meeting" in await late(office)
