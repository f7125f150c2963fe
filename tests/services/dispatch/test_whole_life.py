"""What may happen to a work order besides its main road, through the doors (D1, D2, D4 to D7, B7, F1, F9, L7, N2)."""

from datetime import datetime, timedelta
from typing import Any

import httpx
import pytest
from aftercare_contracts.events import dispatch as events
from aftercare_contracts.events import dispatch_orders as beside
from aftercare_contracts.events.dispatch_costs import EvidenceAdded, WorkOrderEstimated
from aftercare_contracts.events.dispatch_limits import DispatchLimitApproaching, DispatchLimitPassed
from aftercare_contracts.values import Part, Phase, Role

from .desk import PROJECT, Office, contract, made, order, photo
from .test_refusals import nothing_left_behind, pointers

DONE = {"note": "重做防水层，闭水24小时无渗漏"}
GOOD, BAD = {"passed": True, "finding": "合格"}, {"passed": False, "finding": "仍渗水"}
SATISFIED = {"satisfied": True, "opinion": "满意", "signer": "业主"}
REFUSED = SATISFIED | {"satisfied": False, "opinion": "有色差"}
OBJECTION = {"ground": "others_work", "reason": "系电梯单位剔凿所致"}


def somebody(office: Office, role: Role, person: str) -> httpx.AsyncClient:
    return office.service.client(role, person=person, projects=(PROJECT,))


async def refused(who: httpx.AsyncClient, path: str, body: dict[str, Any]) -> tuple[int, str]:
    answer = await who.post(path, json=body)
    return answer.status_code, answer.json()["type"].rpartition("/")[2].rpartition(":")[2]


@pytest.mark.rule("D1")
async def test_sales_and_engineering_sign_for_the_order_each_once(office: Office) -> None:
    sheet = await office.issue(page_no="12")
    path = f"/work-orders/{sheet['order_id']}/acknowledgements"
    sales = somebody(office, Role.SALES_DESK, "zhou.sales")
    assert (await sales.post(path)).json()["received_by_sales_at"]
    signed = (await office.desk.post(path)).json()
    assert (signed["received_by_engineering_at"], signed["page_no"]) == (signed["received_by_sales_at"], "12")
    async with nothing_left_behind(office):
        assert (await sales.post(path)).status_code == 409


@pytest.mark.rule("D5")
async def test_where_sales_was_the_source_it_accepts_before_the_owner_signs(office: Office) -> None:
    work = await office.received(source="sales")
    await office.act(office.firm, work, "completions", DONE)
    await office.act(office.checker, work, "checks", GOOD)
    path = f"/work-orders/{work['order_id']}"
    async with nothing_left_behind(office):
        assert await refused(office.desk, f"{path}/signatures", SATISFIED) == (409, "sales-check-missing")
    sales = somebody(office, Role.SALES_DESK, "zhou.sales")
    accepted = await office.act(sales, work, "sales-checks", GOOD)
    assert (accepted["wants_sales_check"], accepted["sales_checked_by"]) == (True, "zhou.sales")
    assert (await office.act(office.desk, work, "signatures", SATISFIED))["state"] == "completed"
    assert len(await office.service.said(beside.SalesCheckPassed)) == 1


@pytest.mark.rule("D5")
async def test_before_handover_sales_sends_back_what_it_does_not_accept(office: Office) -> None:
    work = await office.received(case_id=await office.case(phase=Phase.BEFORE_HANDOVER))
    await office.act(office.firm, work, "completions", DONE)
    await office.act(office.checker, work, "checks", GOOD)
    back = await office.act(somebody(office, Role.SALES, "zhou.sales"), work, "sales-checks", BAD)
    assert (back["state"], back["repair_count"], back["reworks"]) == ("received", 2, 1)


@pytest.mark.rule("D5")
async def test_elsewhere_the_acceptance_of_sales_is_not_called_for(office: Office) -> None:
    work = await office.received()
    await office.act(office.firm, work, "completions", DONE)
    checked = await office.act(office.checker, work, "checks", GOOD)
    assert checked["wants_sales_check"] is False
    path = f"/work-orders/{work['order_id']}/sales-checks"
    async with nothing_left_behind(office):
        sales = somebody(office, Role.SALES_DESK, "zhou.sales")
        assert await refused(sales, path, GOOD) == (409, "sales-check-not-called-for")


@pytest.mark.rule("D7")
@pytest.mark.parametrize("what", ["belongings_covered", "left_clean"])
async def test_a_place_not_left_in_order_does_not_pass(office: Office, what: str) -> None:
    work = await office.received()
    await office.act(office.firm, work, "completions", DONE)
    async with nothing_left_behind(office):
        answer = await office.checker.post(f"/work-orders/{work['order_id']}/checks", json=GOOD | {what: False})
        assert (answer.status_code, pointers(answer)) == (422, [f"/{what}"])
    assert (await office.act(office.checker, work, "checks", BAD | {what: False}))["state"] == "received"


@pytest.mark.rule("B7")
async def test_what_the_owner_will_not_sign_is_closed_by_property_engineering_and_the_contractor(
    office: Office,
) -> None:
    work = await office.received()
    await office.act(office.firm, work, "completions", DONE)
    await office.act(office.checker, work, "checks", GOOD)
    path = f"/work-orders/{work['order_id']}/closings"
    finding = {"finding": "三方现场查看，无色差"}
    async with nothing_left_behind(office):
        assert await refused(office.property, path, finding) == (409, "nothing-refused")
    await office.act(office.property, work, "signatures", REFUSED)
    await office.act(office.firm, work, "completions", DONE)
    await office.act(office.checker, work, "checks", GOOD)
    assert len((await made(office.property, path, finding))["signatures"]) == 1
    async with nothing_left_behind(office):
        assert await refused(office.property, path, finding) == (409, "party-signed")
        assert (await office.rival.post(path, json=finding)).status_code == 404
        assert (await office.lead.post(path, json=finding)).status_code == 403
    await made(office.checker, path, finding)
    closed = await made(office.firm, path, finding)
    assert (closed["state"], {each["party"] for each in closed["signatures"]}) == (
        "completed", {"property", "engineering", "repairer"}
    )  # fmt: skip
    said = (await office.service.said(events.WorkOrderCompleted))[0]
    assert (said.closed_by_parties, said.owner_opinion) == (True, "有色差")
    shown = await office.look(work)
    assert (shown["closed_at"] is not None, shown["signed_at"], shown["refusals"]) == (True, None, 1)


@pytest.mark.rule("B7")
async def test_signatures_for_one_repair_do_not_close_the_next(office: Office) -> None:
    work = await office.received()
    for _ in range(2):
        await office.act(office.firm, work, "completions", DONE)
        await office.act(office.checker, work, "checks", GOOD)
        await office.act(office.property, work, "signatures", REFUSED)
    await office.act(office.firm, work, "completions", DONE)
    await office.act(office.checker, work, "checks", GOOD)
    path = f"/work-orders/{work['order_id']}/closings"
    await made(office.property, path, {"finding": "合格"})
    await office.act(office.property, work, "signatures", REFUSED)
    assert (await office.desk.get(path)).json()["signatures"] == []


@pytest.mark.rule("D2")
async def test_an_order_sent_to_the_wrong_contractor_comes_back_and_goes_to_the_other(office: Office) -> None:
    await made(office.records, "/contracts", contract(contract_no="HT-2025-02", contractor="BF"))
    case_id = await office.case()
    work = await office.issue(case_id, addressed_to="NF")
    path = f"/work-orders/{work['order_id']}"
    objection = await made(office.firm, f"{path}/objections", OBJECTION | {"photos": [await photo(office.firm)]})
    assert (objection["upheld"], objection["ground"]) == (None, "others_work")
    async with nothing_left_behind(office):
        assert await refused(office.firm, f"{path}/objections", OBJECTION) == (409, "objection-open")
        assert await refused(office.desk, f"{path}/objection-answers", {"upheld": True, "answer": "属实"}) == (
            403,
            "own-order",
        )
    await made(office.lead, f"{path}/objection-answers", {"upheld": True, "answer": "属实"})
    assert (await office.look(work))["state"] == "returned"
    assert [type(each) for each in (await office.service.said())[-2:]] == [
        beside.ObjectionAnswered,
        beside.WorkOrderReturned,
    ]
    other_case = await office.case()
    async with nothing_left_behind(office):
        wrong = await office.desk.post("/work-orders", json=order(other_case, instead_of=work["order_id"]))
        assert wrong.status_code == 409
    anew = await office.issue(case_id, instead_of=work["order_id"])
    assert (anew["contractor"], anew["instead_of"]) == ("BF", work["order_id"])
    assert (await office.look(work))["sent_anew_as"] == anew["order_no"]
    twice = await office.desk.post("/work-orders", json=order(case_id, instead_of=work["order_id"]))
    assert (twice.status_code, anew["order_no"] in twice.json()["detail"]) == (409, True)


@pytest.mark.rule("D2")
async def test_with_nobody_else_to_send_it_to_the_squad_gets_the_work(office: Office) -> None:
    case_id = await office.case()
    work = await office.issue(case_id)
    await made(office.firm, f"/work-orders/{work['order_id']}/objections", OBJECTION)
    await made(office.lead, f"/work-orders/{work['order_id']}/objection-answers", {"upheld": True, "answer": "属实"})
    anew = await office.issue(case_id, instead_of=work["order_id"])
    assert (anew["repairer"], anew["contractor"]) == ("squad", None)


@pytest.mark.rule("D2", "D3")
async def test_a_refused_objection_costs_the_contractor_his_time(office: Office) -> None:
    work = await office.received()
    path = f"/work-orders/{work['order_id']}"
    await made(office.firm, f"{path}/objections", OBJECTION)
    await made(office.lead, f"{path}/objection-answers", {"upheld": False, "answer": "合同第12条"})
    for moment in ("remind_at", "due_at"):
        office.service.clock.at = datetime.fromisoformat(work[moment])
        await office.service.fire_due()
    office.service.clock.at = office.later(microseconds=1)
    await office.service.fire_due()
    assert (await office.look(work))["taken_over_reason"] == "time_passed"


@pytest.mark.rule("D1")
async def test_an_order_not_wanted_any_more_is_cancelled_while_the_contractor_holds_it(office: Office) -> None:
    work = await office.received()
    cancelled = await office.act(office.desk, work, "cancellations", {"reason": "业主撤回"})
    assert cancelled["state"] == "cancelled"
    office.service.clock.at = office.later(days=3)
    assert await office.service.fire_due() == 0
    taken = await office.lapsed()
    async with nothing_left_behind(office):
        path = f"/work-orders/{taken['order_id']}/cancellations"
        assert await refused(office.desk, path, {"reason": "业主撤回"}) == (409, "already-taken-over")


@pytest.mark.rule("F1", "L7")
async def test_in_danger_the_contractor_is_called_and_the_squad_begins_when_he_does_not_come(office: Office) -> None:
    work = await office.issue(by=office.lead, danger=True)
    path = f"/work-orders/{work['order_id']}"
    come_by = office.later(hours=2)
    call = {"come_by": come_by.isoformat(), "how": "电话通知李工长"}
    called = await made(office.lead, f"{path}/calls", call)
    assert called["chain"][-1]["kind"] == "called"
    assert (await office.service.said(beside.ContractorCalled))[0].come_by == come_by
    office.service.clock.at = come_by
    async with nothing_left_behind(office):
        assert await refused(office.lead, f"{path}/no-shows", {"proof": "无人到场"}) == (409, "still-time-to-come")
    office.service.clock.at = come_by + timedelta(microseconds=1)
    taken = await made(office.lead, f"{path}/no-shows", {"proof": "无人到场", "photos": [await photo(office.lead)]})
    assert (taken["state"], taken["taken_over_reason"]) == ("may_start", "danger")
    assert taken["missing"] == ["urgency_found", "work_done"]
    engineer = somebody(office, Role.ENGINEERING, "sun.engineer")
    verdict = {"was_urgent_and_his": True, "finding": "吊顶坠落危险，属其施工质量"}
    found = await made(engineer, f"{path}/urgency-findings", verdict)
    assert found["missing"] == ["work_done"]
    added = await office.service.said(EvidenceAdded)
    assert [each.link.kind for each in added] == ["urgency_found"]
    done = await office.act(office.squad, work, "completions", DONE)
    assert done["missing"] == []


@pytest.mark.rule("F1")
async def test_only_the_site_lead_has_the_squad_begin_at_once_and_says_why(office: Office) -> None:
    work = await office.received()
    path = f"/work-orders/{work['order_id']}/take-overs"
    async with nothing_left_behind(office):
        wrong = await office.desk.post(path, json={"reason": "danger", "note": "吊顶下坠"})
        assert (wrong.status_code, pointers(wrong)) == (422, ["/reason"])
        mute = await office.lead.post(path, json={"reason": "danger"})
        assert (mute.status_code, pointers(mute)) == (422, ["/note"])
    taken = await made(office.lead, path, {"reason": "danger", "note": "吊顶下坠"})
    assert (taken["state"], taken["taken_over_reason"], taken["in_danger"]) == ("may_start", "danger", True)


@pytest.mark.rule("D5", "L7")
async def test_the_desk_urges_the_contractor_which_reminds_him(office: Office) -> None:
    work = await office.received()
    urged = await office.act(office.desk, work, "reminders", {"note": "请今日安排"})
    assert (urged["chain"][-1]["kind"], urged["chain"][-1]["by"]) == ("reminder", "wang.desk")
    assert urged["reminded_at"] is not None
    office.service.clock.at = datetime.fromisoformat(work["due_at"]) + timedelta(microseconds=1)
    await office.service.fire_due()
    assert (await office.look(work))["missing"] == ["work_done"]


@pytest.mark.rule("F9")
async def test_another_estimate_is_told_to_finance_once_the_squad_has_the_work(office: Office) -> None:
    work = await office.received()
    path = f"/work-orders/{work['order_id']}/estimates"
    await made(office.desk, path, {"expected_cost_fen": 500_000, "reason": "面积加大"})
    assert await office.service.said(WorkOrderEstimated) == []
    await office.act(office.firm, work, "declines", {"reason": "没有人手"})
    assert (await office.service.said(events.WorkOrderTakenOver))[0].expected_cost_fen == 500_000
    shown = await made(office.squad, path, {"expected_cost_fen": 620_000, "reason": "管道也坏"})
    assert [each["amount_fen"] for each in shown["estimates"]] == [500_000, 620_000]
    said = (await office.service.said(WorkOrderEstimated))[0]
    assert (said.before_fen, said.expected_cost_fen) == (500_000, 620_000)
    async with nothing_left_behind(office):
        body = {"expected_cost_fen": 620_000, "reason": "再报一次"}
        assert (await office.squad.post(path, json=body)).status_code == 409
        assert (await office.firm.post(path, json=body)).status_code == 403


@pytest.mark.rule("D6", "N5")
async def test_the_property_desk_agrees_a_time_and_says_what_became_of_it(office: Office) -> None:
    work = await office.received()
    path = f"/work-orders/{work['order_id']}/appointments"
    times = {"starts_at": office.later(hours=1).isoformat(), "ends_at": office.later(hours=3).isoformat()}
    agreed = await made(office.property, path, times | {"entry": "key_kept"})
    assert (await office.service.said(beside.AppointmentMade))[0].entry == "key_kept"
    outcome = f"/appointments/{agreed['appointment_id']}/outcomes"
    async with nothing_left_behind(office):
        assert await refused(office.property, path, times | {"entry": "unlocked"}) == (409, "appointment-open")
        early = {"state": "owner_absent", "outcome": "敲门无人"}
        assert await refused(office.firm, outcome, early) == (409, "not-yet-begun")
        assert (await office.rival.post(outcome, json=early)).status_code == 404
        assert (await office.elsewhere.post(outcome, json=early)).status_code == 404
    office.service.clock.at = office.later(hours=2)
    ended = await made(office.firm, outcome, {"state": "owner_absent", "outcome": "敲门无人"})
    assert (ended["state"], ended["ended_by"]) == ("owner_absent", "li.foreman")
    listed = (await office.property.get(path)).json()["items"]
    assert [each["state"] for each in listed] == ["owner_absent"]


@pytest.mark.rule("D7", "N2")
async def test_unsound_material_of_the_customers_waits_for_his_decision_and_so_does_the_work(office: Office) -> None:
    work = await office.received()
    path = f"/work-orders/{work['order_id']}/materials"
    body = {"what": "瓷砖", "quantity": "12 片", "is_sound": False, "finding": "三片开裂", "customer_signed_by": "业主"}
    unsound = await made(office.firm, path, body)
    async with nothing_left_behind(office):
        done = f"/work-orders/{work['order_id']}/completions"
        assert await refused(office.firm, done, DONE) == (409, "material-undecided")
    decision = {"decision": "company_supplies", "signed_by": "业主"}
    decided = await made(office.property, f"/materials/{unsound['material_id']}/decisions", decision)
    assert (decided["decision"], decided["recorded_by"]) == ("company_supplies", Role.PROPERTY_DESK)
    assert (await office.act(office.firm, work, "completions", DONE))["state"] == "done"
    kinds = (beside.MaterialFoundUnsound, beside.MaterialDecided)
    assert [type(each) for each in await office.service.said(*kinds)] == list(kinds)


@pytest.mark.rule("D4", "N2")
async def test_a_serious_fault_goes_to_engineering_which_answers_in_its_time_or_is_told_of(office: Office) -> None:
    case_id = await office.case()
    body = {"case_id": str(case_id), "part": "structure", "place": "客厅楼板", "description": "贯穿裂缝"}
    report = await made(office.desk, "/fault-reports", body)
    assert report["report_no"] == "ZL-2026-000001"
    engineer = somebody(office, Role.ENGINEERING, "sun.engineer")
    assert [each["report_id"] for each in (await engineer.get("/fault-reports?open_only=true")).json()["items"]] == [
        report["report_id"]
    ]
    office.service.clock.at = office.later(days=3)
    await office.service.fire_due()
    passed = (await office.service.said(DispatchLimitPassed))[0]
    assert (passed.limit, passed.tell, passed.reference) == (
        "engineering_finding", Role.DEPUTY_CHIEF_ENGINEER, "ZL-2026-000001"
    )  # fmt: skip
    path = f"/fault-reports/{report['report_id']}"
    async with nothing_left_behind(office):
        nameless = await engineer.post(f"{path}/findings", json={"responsible": "contractor", "finding": "漏筋"})
        assert (nameless.status_code, pointers(nameless)) == (422, ["/contractor"])
        stranger = {"responsible": "contractor", "contractor": "WHO", "finding": "漏筋"}
        assert (await engineer.post(f"{path}/findings", json=stranger)).status_code == 422
        assert (await office.elsewhere.get(path)).status_code == 404
    found = await made(
        engineer, f"{path}/findings", {"responsible": "contractor", "contractor": "NF", "finding": "漏筋"}
    )
    assert (found["responsible"], found["found_by"]) == ("contractor", "sun.engineer")
    assert (await office.service.said(beside.FaultFound))[0].contractor == "NF"


@pytest.mark.rule("N1", "N2")
async def test_the_desks_are_reminded_of_a_receipt_and_a_check_and_their_superiors_told(office: Office) -> None:
    work = await office.issue()
    for hours, kind in ((16, DispatchLimitApproaching), (9, DispatchLimitPassed)):
        office.service.clock.at = office.later(hours=hours)
        await office.service.fire_due()
        said = (await office.service.said(kind))[-1]
        assert (said.limit, said.owner_role, said.case_id) == (
            "order_receipt", Role.ENGINEERING_DESK, (await office.service.said(events.WorkOrderIssued))[0].case_id
        )  # fmt: skip
    await office.act(office.firm, work, "receipts", {})
    await office.act(office.firm, work, "completions", DONE)
    await office.act(office.checker, work, "checks", GOOD)
    told = len(await office.service.said(DispatchLimitPassed))
    office.service.clock.at = office.later(days=9)
    await office.service.fire_due()
    assert len(await office.service.said(DispatchLimitPassed)) == told


@pytest.mark.rule("B7", "L8")
async def test_the_owner_follows_his_own_orders_and_sees_nothing_of_the_evidence_or_of_others(office: Office) -> None:
    case_id = await office.case()
    mine, other = await office.issue(case_id), await office.issue()
    customer = (await office.look(mine))["office"]["customer_id"]
    owner = office.service.client(Role.CUSTOMER, person=customer, projects=())
    listed = (await owner.get("/work-orders")).json()["items"]
    assert [each["order_id"] for each in listed] == [mine["order_id"]]
    shown = (await owner.get(f"/work-orders/{mine['order_id']}")).json()
    assert (shown["chain"], shown["missing"], shown["office"]) == ([], [], None)
    assert (await owner.get(f"/work-orders/{other['order_id']}")).status_code == 404


async def test_several_faults_of_one_call_get_an_order_each(office: Office) -> None:
    await made(office.records, "/contracts", contract(
        contract_no="HT-2025-09", parts=[{"part": "plumbing", "warranty_months": 24, "clause": "第9条"}]
    ))  # fmt: skip
    case_id = await office.case()
    first, second = await office.issue(case_id), await office.issue(case_id, part=Part.PLUMBING)
    assert (first["repair_count"], second["repair_count"], second["contract_clause"]) == (1, 1, "第9条")


async def test_an_estimate_heard_twice_is_kept_once(office: Office) -> None:
    work = await office.received()
    path = f"/work-orders/{work['order_id']}/estimates"
    key = {"Idempotency-Key": "one-estimate"}
    body = {"expected_cost_fen": 500_000, "reason": "面积加大"}
    once, twice = [await office.desk.post(path, json=body, headers=key) for _ in range(2)]
    assert (once.status_code, once.json()) == (twice.status_code, twice.json())
