"""Handover of units: prepared, urged, entered, corrected; what is found becomes cases (I22, I4, L3)."""

import asyncio
from typing import Any
from uuid import uuid4

import pytest
from aftercare_contracts.events import intake as events
from aftercare_contracts.events.intake_handover import HandoverFaultsFound
from aftercare_contracts.values import Role

from .desk import ELSEWHERE, EMPTY, OWNER, PHONE, PROJECT, REFUSED, YOUNG, Office, made, pointers, unit
from .test_registry import unit_id

URGING = {"way": "phone", "text": "请于三日内到场办理交房手续。"}
READY = {"inspected_on": "2026-03-09", "is_ready": True}
LEAK = {"matter": "leak", "complaint": "主卫天花渗水"}
CLAUSE = {"matter": "contract_terms", "complaint": "合同面积与实测不符", "kind": "inquiry"}


async def listed(office: Office, **query: Any) -> dict[str, dict[str, Any]]:
    answer = await office.officer.get(f"/projects/{PROJECT}/handovers", params=query)
    assert answer.status_code == 200, answer.text
    return {item["unit_no"]: item for item in answer.json()["items"]}


async def changes(office: Office, where: str) -> list[tuple[Any, ...]]:
    items = (await office.officer.get(f"{where}/changes")).json()["items"]
    return [(one["field"], one["before"], one["after"], one["reason"], one["recorded_by"]) for one in items]


@pytest.mark.rule("I22")
async def test_the_list_of_units_not_taken_over_shows_inspections_and_urgings(office: Office) -> None:
    where = f"/units/{await unit_id(office, EMPTY)}"
    assert set(await listed(office)) == {EMPTY}
    assert set(await listed(office, state="refused")) == {REFUSED}
    assert YOUNG in await listed(office, state="handed_over")
    property_company = office.service.client(Role.PROPERTY_COMPANY, person="wu.property", projects=(PROJECT,))
    findings = {"inspected_on": "2026-03-08", "is_ready": False, "findings": ["入户门划伤", "厨房地漏堵塞"]}
    await made(property_company, f"{where}/inspections", findings)
    await made(office.officer, f"{where}/inspections", READY)
    await made(office.officer, f"{where}/urgings", URGING)
    office.at("2026-03-11T02:00:00+00:00")
    await made(office.officer, f"{where}/urgings", URGING | {"way": "letter"})
    found = (await listed(office))[EMPTY]
    assert (found["inspected_on"], found["is_ready"], found["times_urged"], found["last_urged_at"]) == (
        "2026-03-09", True, 2, "2026-03-11T02:00:00Z",
    )  # fmt: skip
    inspections = (await office.officer.get(f"{where}/inspections")).json()["items"]
    assert [(one["is_ready"], len(one["findings"]), one["recorded_by"]) for one in inspections] == [
        (False, 2, "wu.property"),
        (True, 0, "chen.officer"),
    ]
    urgings = (await office.officer.get(f"{where}/urgings")).json()["items"]
    assert [(one["way"], one["recorded_by"]) for one in urgings] == [
        ("phone", "chen.officer"),
        ("letter", "chen.officer"),
    ]
    await made(office.records, "/units", unit(building="2"))
    assert set(await listed(office, building="2")) == {"9-909"}
    page = (await office.officer.get(f"/projects/{PROJECT}/handovers", params={"limit": 1})).json()
    assert set(await listed(office, cursor=page["next"])) == {"9-909"}


@pytest.mark.rule("I4", "L3")
async def test_a_handover_entered_later_decides_for_the_cases_after_it(office: Office) -> None:
    where = f"/units/{await unit_id(office, EMPTY)}"
    before = await office.case(unit_no=EMPTY)
    await made(office.officer, f"{where}/handovers", {"handed_over_on": "2026-03-10"})
    after = await office.case(unit_no=EMPTY)
    assert [(case["phase"], case["department"]) for case in (before, after)] == [
        ("before_handover", "sales"),
        ("first_year", "service_centre"),
    ]
    assert (await office.look(before))["phase"] == "before_handover"
    assert await changes(office, where) == [("handed_over_on", None, "2026-03-10", None, "chen.officer")]
    assert set(await listed(office)) == set()
    late = await office.officer.post(f"{where}/urgings", json=URGING)
    assert late.status_code == 409
    assert (await office.officer.post(f"{where}/inspections", json=READY)).status_code == 409


@pytest.mark.rule("L3")
async def test_a_day_once_entered_is_corrected_only_with_a_reason_and_both_entries_stay(office: Office) -> None:
    where = f"/units/{await unit_id(office, EMPTY)}"
    await made(office.officer, f"{where}/handovers", {"handed_over_on": "2026-03-10"})
    before = await office.service.rows()
    again = await office.officer.post(f"{where}/handovers", json={"handed_over_on": "2026-03-10", "reason": "重录"})
    assert (again.status_code, pointers(again)) == (409, ["/handed_over_on"])
    silent = await office.officer.post(f"{where}/handovers", json={"handed_over_on": "2026-03-09"})
    assert (silent.status_code, pointers(silent)) == (409, ["/reason"])
    assert await office.service.rows() == before
    await made(office.lead, f"{where}/handovers", {"handed_over_on": "2026-03-09", "reason": "录入笔误"})
    await made(office.lead, f"{where}/handovers", {"handed_over_on": None, "reason": "业主未签字"})
    assert await changes(office, where) == [
        ("handed_over_on", None, "2026-03-10", None, "chen.officer"),
        ("handed_over_on", "2026-03-10", "2026-03-09", "录入笔误", "lin.lead"),
        ("handed_over_on", "2026-03-09", None, "业主未签字", "lin.lead"),
    ]
    assert (await office.officer.get(where)).json()["handed_over_on"] is None


@pytest.mark.rule("I4", "L3")
async def test_a_wrongful_refusal_counts_as_handed_over_on_the_notices_day(office: Office) -> None:
    where = f"/units/{await unit_id(office, EMPTY)}"
    await made(office.officer, f"{where}/refusals", {"refused_on": "2026-03-01", "notice": "交房通知书 2026-017"})
    assert (await office.case(unit_no=EMPTY))["phase"] == "first_year"
    (entry,) = (await office.officer.get(f"{where}/changes")).json()["items"]
    assert (entry["field"], entry["after"], entry["notice"]) == ("refused_on", "2026-03-01", "交房通知书 2026-017")
    await made(office.officer, f"{where}/handovers", {"handed_over_on": "2026-03-10"})


@pytest.mark.rule("L3")
@pytest.mark.parametrize(
    ("noun", "body", "status", "pointer"),
    [
        ("handovers", {"handed_over_on": "2026-03-11"}, 422, "/handed_over_on"),
        ("handovers", {"handed_over_on": "2024-05-31"}, 422, "/handed_over_on"),
        ("handovers", {"handed_over_on": "2026-02-29"}, 422, "/handed_over_on"),
        ("handovers", {}, 422, "/handed_over_on"),
        ("handovers", {"handed_over_on": None}, 409, "/handed_over_on"),
        ("refusals", {"refused_on": "2026-03-11", "notice": "1"}, 422, "/refused_on"),
        ("refusals", {"refused_on": "2024-05-31", "notice": "1"}, 422, "/refused_on"),
        ("refusals", {"refused_on": "2026-03-01"}, 422, "/notice"),
        ("inspections", READY | {"inspected_on": "2026-03-11"}, 422, "/inspected_on"),
        ("inspections", READY | {"is_ready": False}, 422, "/"),
        ("urgings", {"way": "pigeon", "text": "x"}, 422, "/way"),
        ("urgings", {"way": "phone", "text": "\x00"}, 422, "/text"),
        ("handover-faults", {"faults": []}, 422, "/faults"),
        ("handover-faults", {"faults": [LEAK] * 41}, 422, "/faults"),
        ("handover-faults", {"faults": [LEAK, LEAK | {"matter": "ghosts"}]}, 422, "/faults/1/matter"),
        ("handover-faults", {"faults": [LEAK, LEAK | {"kind": "praise"}]}, 422, "/faults/1/kind"),
    ],
)
async def test_what_cannot_be_is_refused_and_leaves_nothing(
    office: Office, noun: str, body: dict[str, Any], status: int, pointer: str
) -> None:
    where, before = f"/units/{await unit_id(office, EMPTY)}", await office.service.rows()
    refused = await office.officer.post(f"{where}/{noun}", json=body)
    assert (refused.status_code, pointers(refused)) == (status, [pointer]), refused.text
    assert await office.service.rows() == before


@pytest.mark.rule("L3")
async def test_nobody_refuses_what_he_took_over_before(office: Office) -> None:
    where, before = f"/units/{await unit_id(office)}", await office.service.rows()
    refused = await office.officer.post(f"{where}/refusals", json={"refused_on": "2025-03-10", "notice": "1"})
    assert (refused.status_code, pointers(refused)) == (409, ["/refused_on"])
    assert await office.service.rows() == before


@pytest.mark.rule("I22", "I4")
async def test_what_is_found_at_a_handover_becomes_a_case_each_and_the_head_hears_at_once(office: Office) -> None:
    here = await unit_id(office, EMPTY)
    answer = await made(office.officer, f"/units/{here}/handover-faults", {"faults": [LEAK, CLAUSE]})
    leak, clause = answer["items"]
    assert {case["channel"] for case in answer["items"]} == {"handover"}
    assert [(case["unit_no"], case["kind"], case["department"]) for case in (leak, clause)] == [
        (EMPTY, "repair_request", "sales"),
        (EMPTY, "inquiry", "sales"),
    ]
    record = await office.look(leak)
    assert (record["customer_name"], record["contact"], record["complaint"]) == (OWNER, PHONE, LEAK["complaint"])
    (said,) = await office.service.said(HandoverFaultsFound)
    assert (str(said.unit_id), said.faults, said.found_by) == (here, 2, "chen.officer")
    assert said.case_nos == (leak["case_no"], clause["case_no"]) == ("KS-2026-000001", "KS-2026-000002")
    assert len(await office.service.said(events.CaseRegistered)) == 2


@pytest.mark.rule("I22")
async def test_a_question_of_the_contract_goes_to_sales_at_once_whatever_the_phase(office: Office) -> None:
    here = await unit_id(office, YOUNG)
    answer = await made(office.officer, f"/units/{here}/handover-faults", {"faults": [LEAK, CLAUSE]})
    assert [(case["phase"], case["department"], case["holder"]) for case in answer["items"]] == [
        ("first_year", "service_centre", "engineering_desk"),
        ("first_year", "sales", "sales"),
    ]


@pytest.mark.rule("I22", "B5")
async def test_faults_posted_twice_by_one_key_are_entered_once(office: Office) -> None:
    path = f"/units/{await unit_id(office, EMPTY)}/handover-faults"
    body, key = {"faults": [LEAK, CLAUSE]}, {"Idempotency-Key": "once"}
    first, second = await asyncio.gather(*(office.officer.post(path, json=body, headers=key) for _ in range(2)))
    assert first.text == second.text
    assert (await office.service.rows())["case_file"] == 2
    other = await office.officer.post(path, json={"faults": [LEAK]}, headers=key)
    assert (other.status_code, pointers(other)) == (422, ["header:Idempotency-Key"])


async def test_faults_of_many_units_at_once_are_numbered_without_a_gap(office: Office) -> None:
    places = [await unit_id(office, unit_no) for unit_no in (EMPTY, YOUNG, REFUSED)]
    answers = await asyncio.gather(*(
        office.officer.post(f"/units/{place}/handover-faults", json={"faults": [LEAK] * 3}) for place in places
    ))  # fmt: skip
    numbers = {case["case_no"] for answer in answers for case in answer.json()["items"]}
    assert numbers == {f"KS-2026-{number:06d}" for number in range(1, 10)}


@pytest.mark.rule("L3")
async def test_two_who_enter_a_handover_at_once_enter_it_once(office: Office) -> None:
    where = f"/units/{await unit_id(office, EMPTY)}"
    answers = await asyncio.gather(*(
        office.officer.post(f"{where}/handovers", json={"handed_over_on": day}) for day in ("2026-03-09", "2026-03-10")
    ))  # fmt: skip
    assert sorted(answer.status_code for answer in answers) == [201, 409]
    assert len(await changes(office, where)) == 1


async def test_a_unit_elsewhere_is_not_found(office: Office) -> None:
    before = await office.service.rows()
    bodies: dict[str, dict[str, Any]] = {
        "handovers": {"handed_over_on": "2026-03-10"}, "refusals": {"refused_on": "2026-03-10", "notice": "1"},
        "inspections": READY, "urgings": URGING, "handover-faults": {"faults": [LEAK]},
    }  # fmt: skip
    for place in (await unit_id(office, EMPTY), str(uuid4())):
        for noun, body in bodies.items():
            assert (await office.elsewhere.post(f"/units/{place}/{noun}", json=body)).status_code == 404, noun
        for noun in ("inspections", "urgings"):
            assert (await office.elsewhere.get(f"/units/{place}/{noun}")).status_code == 404
    assert (await office.elsewhere.get(f"/projects/{PROJECT}/handovers")).status_code == 403
    assert (await office.elsewhere.get(f"/projects/{ELSEWHERE}/handovers")).json()["items"] == []
    assert await office.service.rows() == before
