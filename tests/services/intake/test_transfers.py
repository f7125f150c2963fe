"""A case handed over to where it belongs, at the doors (I4, B1)."""

import asyncio
from typing import Any
from uuid import uuid4

import pytest
from aftercare_contracts.events import intake as events
from aftercare_contracts.events import intake_transfers

from .departments import Departments, get
from .desk import EMPTY, OLD, YOUNG, Office, made, pointers, result
from .test_refusals import nothing_left_behind

BACK = {"to": "service_centre", "reason": "渗水来自外墙，涉及开发单位。"}


async def offered(office: Office, around: Departments) -> tuple[dict[str, Any], str]:
    case = await around.property_case(matter="other")
    transfer = await office.act(around.property, case, "transfers", dict(BACK))
    return case, f"/cases/{case['case_id']}/transfers/{transfer['transfer_id']}"


async def clocks(office: Office, case: dict[str, Any]) -> list[dict[str, Any]]:
    """Every limit, whosever it is."""
    return [item | {"owner": None} for item in (await office.look(case, "/limits"))["items"]]


@pytest.mark.rule("I4", "B1", "B2")
async def test_what_concerns_the_developer_comes_back_and_its_limits_run_on(
    office: Office, around: Departments
) -> None:
    case, path = await offered(office, around)
    assert (await office.look(case))["holder"] == "property_company"
    before = await clocks(office, case)
    office.at("2026-03-10T15:00:00+08:00")
    accepted = await made(office.lead, f"{path}/acceptances", {})
    assert (accepted["state"], accepted["to_desk"], accepted["decided_by"]) == ("accepted", "site_lead", "lin.lead")
    moved = await office.look(case)
    assert (moved["department"], moved["desk"], moved["holder"]) == ("service_centre", "site_lead", "site_lead")
    assert (moved["holder_since"], moved["phase"]) == ("2026-03-10T07:00:00Z", "after_first_year")
    assert await clocks(office, case) == before
    (said,) = await office.service.said(intake_transfers.CaseTransferred)
    assert (said.from_desk, said.to_desk, said.accepted_by) == ("property_company", "site_lead", "lin.lead")
    office.at(next(item for item in before if item["limit"] == "first_feedback")["remind_at"])
    await office.service.fire_due()
    reminded = [
        each for each in await office.service.said(events.CaseLimitApproaching) if each.limit == "first_feedback"
    ]
    assert [each.owner_role for each in reminded] == ["site_lead"]


@pytest.mark.rule("I4")
async def test_the_receiving_side_may_return_it_with_a_reason(office: Office, around: Departments) -> None:
    case, path = await offered(office, around)
    returned = await made(office.lead, f"{path}/returns", {"reason": "属日常保洁"})
    assert (returned["state"], returned["decision_reason"]) == ("returned", "属日常保洁")
    assert (await office.look(case))["department"] == "property_company"
    again = await office.act(around.property, case, "transfers", dict(BACK))
    listed = await get(around.property, f"/cases/{case['case_id']}/transfers")
    assert [item["state"] for item in listed["items"]] == ["returned", "offered"]
    assert listed["items"][1] == again


@pytest.mark.rule("I4")
@pytest.mark.parametrize(
    ("unit_no", "to", "desk"), [(OLD, "sales", "sales"), (YOUNG, "property_company", "property_company")]
)
async def test_what_was_wrongly_routed_is_handed_out_by_the_head_and_taken_there(
    office: Office, around: Departments, unit_no: str, to: str, desk: str
) -> None:
    case = await office.case(unit_no=unit_no)
    transfer = await office.act(office.lead, case, "transfers", {"to": to, "reason": "分派有误"})
    receiver = around.sales if to == "sales" else around.property
    path = f"/cases/{case['case_id']}/transfers/{transfer['transfer_id']}"
    async with nothing_left_behind(office):
        assert (await office.lead.post(f"{path}/acceptances", json={})).status_code == 403
        assert (await office.lead.post(f"{path}/returns", json={"reason": "不"})).status_code == 403
    await made(receiver, f"{path}/acceptances", {})
    moved = await office.look(case)
    assert (moved["department"], moved["desk"], moved["holder"]) == (to, desk, desk)


@pytest.mark.rule("I4", "I7")
async def test_a_slip_stays_the_site_leads_to_answer_whoever_has_the_case(office: Office, around: Departments) -> None:
    case = await office.case(matter="other")
    await made(around.property, "/slips", {"kind": "contact", "text": "请回复", "case_id": case["case_id"]})
    transfer = await office.act(office.lead, case, "transfers", {"to": "sales", "reason": "属合同纠纷"})
    await made(around.sales, f"/cases/{case['case_id']}/transfers/{transfer['transfer_id']}/acceptances", {})
    async with office.service.db.reading() as tx:
        rows = await tx.fetch("select name, owner from case_limit")
    assert {row["name"]: row["owner"] for row in rows} == {
        "first_feedback": "sales", "weekly_result": "sales", "department_level": "sales", "slip_answer": "site_lead",
    }  # fmt: skip


@pytest.mark.rule("I4")
async def test_of_acceptance_and_return_at_once_one_counts(office: Office, around: Departments) -> None:
    _, path = await offered(office, around)
    answers = await asyncio.gather(
        *(office.lead.post(f"{path}/acceptances", json={}) for _ in range(3)),
        *(office.director.post(f"{path}/returns", json={"reason": "不属开发单位"}) for _ in range(3)),
    )
    assert sorted(answer.status_code for answer in answers) == [201] + [409] * 5
    said = await office.service.said(intake_transfers.CaseTransferred, intake_transfers.TransferReturned)
    assert len(said) == 1


@pytest.mark.rule("I4")
async def test_handled_meanwhile_it_is_not_taken_but_can_be_returned(office: Office, around: Departments) -> None:
    case, path = await offered(office, around)
    await office.act(around.property, case, "verifications", {"finding": "收费有误", "on_the_spot": True})
    await office.act(around.property, case, "results", result(within_own_authority=True))
    async with nothing_left_behind(office):
        assert (await office.lead.post(f"{path}/acceptances", json={})).status_code == 409
    await made(office.lead, f"{path}/returns", {"reason": "已处理完毕"})


@pytest.mark.rule("I4")
async def test_a_handing_over_that_cannot_be_is_refused(office: Office, around: Departments) -> None:
    old, young, empty = await around.property_case(), await office.case(), await office.case(unit_no=EMPTY)
    done = await office.case()
    await office.act(office.desk, done, "results", result())
    refusals: list[tuple[Any, dict[str, Any], dict[str, Any], int, list[str]]] = [
        (around.property, old, BACK | {"to": "sales"}, 403, []),
        (around.sales, old, BACK, 403, []),
        (around.property, empty, BACK, 403, []),
        (office.desk, old, BACK, 403, []),
        (office.lead, young, BACK, 409, ["/to"]),
        (office.lead, done, BACK | {"to": "sales"}, 409, []),
        (office.lead, young, BACK | {"to": "design"}, 422, ["/to"]),
        (office.lead, young, {"to": "sales", "reason": " "}, 422, ["/reason"]),
        (office.elsewhere, young, BACK, 404, []),
        (around.property_elsewhere, old, BACK, 404, []),
    ]
    async with nothing_left_behind(office):
        for who, case, body, status, pointer in refusals:
            refused = await who.post(f"/cases/{case['case_id']}/transfers", json=body)
            assert (refused.status_code, pointers(refused)) == (status, pointer), refused.text
    await office.act(around.property, old, "transfers", dict(BACK))
    async with nothing_left_behind(office):
        path = f"/cases/{old['case_id']}/transfers"
        assert (await around.property.post(path, json=BACK)).status_code == 409
        assert (await office.lead.post(f"{path}/{uuid4()}/acceptances", json={})).status_code == 404
        assert (await office.elsewhere.get(path)).status_code == 404


@pytest.mark.rule("I4", "B5")
async def test_offered_twice_with_one_key_it_is_offered_once(office: Office, around: Departments) -> None:
    case = await around.property_case()
    path, key = f"/cases/{case['case_id']}/transfers", {"Idempotency-Key": "transfer-1"}
    answers = [await around.property.post(path, json=BACK, headers=key) for _ in range(2)]
    assert answers[0].json() == answers[1].json()
    assert len(await office.service.said(intake_transfers.TransferOffered)) == 1
