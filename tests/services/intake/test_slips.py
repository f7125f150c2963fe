"""Slips at the doors: ours delivered within eight hours, theirs answered within three days (I7, N1)."""

import asyncio
from datetime import datetime
from typing import Any
from uuid import uuid4

import pytest
from aftercare_contracts.events import intake as events
from aftercare_contracts.events import intake_slips

from .departments import Departments, get, new_case
from .desk import ELSEWHERE, EMPTY, UNSETTLED, YOUNG, Office, contact, made, pointers
from .test_refusals import nothing_left_behind

CONTACT = {"kind": "contact", "text": "业主反映主卫渗水，请贵中心处理。"}


async def only_slip(around: Departments, **params: Any) -> dict[str, Any]:
    (slip,) = (await get(around.property, "/slips", **params))["items"]
    return slip  # type: ignore[no-any-return]


async def limit(office: Office, case: dict[str, Any], name: str) -> dict[str, Any]:
    (found,) = [item for item in (await office.look(case, "/limits"))["items"] if item["limit"] == name]
    return found  # type: ignore[no-any-return]


@pytest.mark.rule("I7", "N1")
async def test_a_case_about_the_property_company_reaches_it_in_writing_within_eight_hours(
    office: Office, around: Departments
) -> None:
    case = await around.property_case()
    slip = await only_slip(around)
    assert (slip["slip_no"], slip["kind"], slip["state"], slip["case_id"]) == (
        "LX-2026-000001",
        "case",
        "sent",
        case["case_id"],
    )
    assert (await limit(office, case, "property_slip"))["due_at"] == "2026-03-10T10:00:00Z"
    received = await made(around.property, f"/slips/{slip['slip_id']}/receipts", {})
    assert (received["state"], received["received_by"]) == ("received", "wu.property")
    ended = await limit(office, case, "property_slip")
    assert (ended["state"], ended["ended_because"]) == ("kept", "LX-2026-000001 delivered")
    said = await office.service.said(intake_slips.SlipSent, intake_slips.SlipReceived)
    assert [type(each).__name__ for each in said] == ["SlipSent", "SlipReceived"]
    assert "LX-2026-000001" in str(await office.look(case, "/timeline"))


@pytest.mark.rule("I7", "N2")
async def test_nights_count_and_the_site_lead_answers_for_the_delivery(office: Office, around: Departments) -> None:
    office.at("2026-03-10T22:00:00+08:00")
    case = await around.property_case()
    slip = await only_slip(around)
    due_at = datetime.fromisoformat((await limit(office, case, "property_slip"))["due_at"])
    assert due_at == datetime.fromisoformat("2026-03-11T06:00:00+08:00")
    office.at(due_at, microseconds=1)
    await office.service.fire_due()
    passed = [said for said in await office.service.said(events.CaseLimitPassed) if said.limit == "property_slip"]
    assert [(said.owner_role, said.tell) for said in passed] == [("site_lead", "centre_director")]
    await made(around.property, f"/slips/{slip['slip_id']}/receipts", {})
    assert (await limit(office, case, "property_slip"))["state"] == "kept_late"


@pytest.mark.rule("I7")
async def test_in_the_first_year_it_reaches_it_too_and_a_leak_never(office: Office, around: Departments) -> None:
    case = await office.case(kind="suggestion", matter="greening", unit_no=YOUNG)
    assert case["desk"] == "property_desk"
    await office.case()
    assert (await only_slip(around))["case_id"] == case["case_id"]


@pytest.mark.rule("I7", "I16")
async def test_our_slip_says_what_the_customer_said_and_the_look_is_recorded(
    office: Office, around: Departments
) -> None:
    case = await around.property_case(complaint="楼道三天没人打扫。")
    slip = await only_slip(around)
    assert (await get(around.property, f"/slips/{slip['slip_id']}"))["text"] == "楼道三天没人打扫。"
    async with office.service.db.reading() as tx:
        looks = await tx.fetch("select case_id::text, by from look")
    assert [tuple(look) for look in looks] == [(case["case_id"], "wu.property")]


@pytest.mark.rule("I7")
async def test_a_slip_is_received_once_by_its_own_people(office: Office, around: Departments) -> None:
    await around.property_case()
    slip = await only_slip(around)
    path = f"/slips/{slip['slip_id']}/receipts"
    async with nothing_left_behind(office):
        assert (await around.property_elsewhere.post(path, json={})).status_code == 404
        assert (await around.sales.post(path, json={})).status_code == 403
        assert (await around.property.post(f"/slips/{uuid4()}/receipts", json={})).status_code == 404
        refused = await office.lead.post(f"/slips/{slip['slip_id']}/answers", json={"text": "好"})
        assert refused.status_code == 409
    answers = await asyncio.gather(*(around.property.post(path, json={}) for _ in range(6)))
    assert sorted(answer.status_code for answer in answers) == [201] + [409] * 5
    assert len(await office.service.said(intake_slips.SlipReceived)) == 1


@pytest.mark.rule("I7", "N1")
async def test_a_contact_slip_with_a_new_matter_becomes_a_case_and_is_answered_in_three_days(
    office: Office, around: Departments
) -> None:
    entered = await made(around.property, "/slips", CONTACT | {"contact": new_case()})
    case = await office.look(entered)
    assert (case["channel"], case["desk"], entered["state"]) == ("property_company", "engineering_desk", "sent")
    assert (await limit(office, case, "slip_answer"))["due_at"] == "2026-03-13T16:00:00Z"
    answered = await made(office.lead, f"/slips/{entered['slip_id']}/answers", {"text": "已派工，明日上门。"})
    assert (answered["state"], answered["answered_by"]) == ("answered", "lin.lead")
    assert (await limit(office, case, "slip_answer"))["state"] == "kept"
    seen = await get(around.property, f"/slips/{entered['slip_id']}")
    assert (seen["text"], seen["answer"]) == (CONTACT["text"], "已派工，明日上门。")
    (said,) = await office.service.said(intake_slips.SlipAnswered)
    assert "已派工" not in said.model_dump_json()


@pytest.mark.rule("I7", "N2")
async def test_unanswered_after_three_days_the_director_is_told(office: Office, around: Departments) -> None:
    case = await office.case()
    await made(around.property, "/slips", CONTACT | {"case_id": case["case_id"]})
    office.at("2026-03-13T16:00:00+00:00", microseconds=1)
    await office.service.fire_due()
    passed = [said for said in await office.service.said(events.CaseLimitPassed) if said.limit == "slip_answer"]
    assert [(said.owner_role, said.tell) for said in passed] == [("site_lead", "centre_director")]


@pytest.mark.rule("I7")
async def test_several_slips_on_one_case_are_answered_each_by_itself(office: Office, around: Departments) -> None:
    case = await office.case()
    first, second = [await made(around.property, "/slips", CONTACT | {"case_id": case["case_id"]}) for _ in range(2)]
    assert (first["slip_no"], second["slip_no"]) == ("LX-2026-000001", "LX-2026-000002")
    path = f"/slips/{first['slip_id']}/answers"
    answers = await asyncio.gather(*(office.lead.post(path, json={"text": "好"}) for _ in range(4)))
    assert sorted(answer.status_code for answer in answers) == [201] + [409] * 3
    states = [item["state"] for item in (await office.look(case, "/limits"))["items"] if item["limit"] == "slip_answer"]
    assert sorted(states) == ["kept", "running"]
    listed = await get(office.lead, "/slips", case_id=case["case_id"], state="sent")
    assert [slip["slip_id"] for slip in listed["items"]] == [second["slip_id"]]


@pytest.mark.rule("I7")
async def test_a_report_on_a_vacant_unit_makes_a_case_of_that_unit(office: Office, around: Departments) -> None:
    body = {"kind": "vacant_unit", "text": "空置房顶棚渗水", "contact": new_case(unit_no=EMPTY)}
    entered = await made(around.property, "/slips", body)
    assert (await office.look(entered))["unit_no"] == EMPTY


@pytest.mark.rule("N1")
async def test_sales_tells_of_an_owners_wish_and_is_answered(office: Office, around: Departments) -> None:
    case = await office.case(unit_no=EMPTY, kind="suggestion")
    entered = await made(around.sales, "/slips", {"kind": "wish", "text": "希望加装插座", "case_id": case["case_id"]})
    assert entered["party"] == "sales"
    assert (await get(around.property, "/slips"))["items"] == []
    assert (await around.property.get(f"/slips/{entered['slip_id']}")).status_code == 404
    await made(office.officer, f"/slips/{entered['slip_id']}/answers", {"text": "可按图纸预留。"})


@pytest.mark.rule("I7")
@pytest.mark.parametrize(
    ("what", "status", "pointer"),
    [
        ({}, 422, ["/case_id"]),
        ({"case_id": "CASE", "contact": new_case()}, 422, ["/case_id"]),
        ({"kind": "wish", "case_id": "CASE"}, 403, ["/kind"]),
        ({"kind": "case", "case_id": "CASE"}, 422, ["/kind"]),
        ({"case_id": str(uuid4())}, 404, []),
        ({"case_id": "CASE", "text": " "}, 422, ["/text"]),
        ({"contact": new_case() | {"channel": "hotline"}}, 422, ["/contact/channel"]),
        ({"contact": new_case(project=ELSEWHERE)}, 403, ["/contact/project"]),
        ({"contact": new_case(matter="ghosts")}, 422, ["/matter"]),
        ({"kind": "vacant_unit", "contact": new_case(unit_no=None)}, 422, ["/contact/unit_no"]),
        ({"case_id": "CASE", "surprise": 1}, 422, ["/surprise"]),
    ],
)
async def test_a_slip_that_cannot_be_is_refused(
    office: Office, around: Departments, what: dict[str, Any], status: int, pointer: list[str]
) -> None:
    case = await office.case()
    body = CONTACT | what
    if body.get("case_id") == "CASE":
        body["case_id"] = case["case_id"]
    async with nothing_left_behind(office):
        refused = await around.property.post("/slips", json=body)
        assert (refused.status_code, pointers(refused)) == (status, pointer), refused.text


@pytest.mark.rule("I7")
async def test_a_closed_case_takes_no_slip(office: Office, around: Departments) -> None:
    case = await office.case(kind="inquiry")
    await office.act(office.lead, case, "closings", {"reason": "已答复"})
    async with nothing_left_behind(office):
        body = CONTACT | {"case_id": case["case_id"]}
        assert (await around.property.post("/slips", json=body)).status_code == 409
        assert (await around.property_elsewhere.post("/slips", json=body)).status_code == 404


@pytest.mark.rule("I7", "B5")
async def test_a_slip_sent_twice_with_one_key_is_one_slip(office: Office, around: Departments) -> None:
    body, key = CONTACT | {"contact": new_case()}, {"Idempotency-Key": "slip-1"}
    answers = [await around.property.post("/slips", json=body, headers=key) for _ in range(2)]
    assert answers[0].json() == answers[1].json()
    assert len((await get(around.property, "/slips"))["items"]) == 1


async def test_slips_are_listed_page_by_page(office: Office, around: Departments) -> None:
    case = await office.case()
    numbers = [
        (await made(around.property, "/slips", CONTACT | {"case_id": case["case_id"]}))["slip_no"] for _ in range(3)
    ]
    first = await get(office.lead, "/slips", limit=2)
    second = await get(office.lead, "/slips", limit=2, cursor=first["next"])
    assert [slip["slip_no"] for slip in first["items"] + second["items"]] == numbers[::-1]
    assert second["next"] is None
    assert (await get(office.elsewhere, "/slips"))["items"] == []


@pytest.mark.rule("I7", "I19", "B5")
async def test_departments_and_customers_at_once_do_not_lock_one_another_out(
    office: Office, around: Departments
) -> None:
    cases = [await around.property_case() for _ in range(6)]
    slips = (await get(around.property, "/slips"))["items"]
    answers = await asyncio.gather(
        *(around.property.post(f"/slips/{slip['slip_id']}/receipts", json={}) for slip in slips),
        *(around.property.post("/slips", json=CONTACT | {"case_id": case["case_id"]}) for case in cases),
        *(around.property.post("/slips", json=CONTACT | {"contact": new_case()}) for _ in range(6)),
        *(around.property.post(f"/cases/{case['case_id']}/results", json=UNSETTLED) for case in cases),
        *(office.hotline.post("/cases", json=contact(kind="complaint", matter="fee")) for _ in range(6)),
    )
    assert {answer.status_code for answer in answers} == {201}
    listed = (await get(office.lead, "/slips"))["items"]
    numbers = sorted(slip["slip_no"] for slip in listed)
    assert numbers == [f"LX-2026-{number:06d}" for number in range(1, 25)]
