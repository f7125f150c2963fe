"""Work orders from issue to signature, through the doors and with what is announced (D1, D2, D3, D5, L7, V1)."""

from datetime import UTC, date, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from aftercare_contracts.events import dispatch as events
from aftercare_contracts.events.intake_conduct import CaseClassed
from aftercare_contracts.events.intake_transfers import CaseTransferred
from aftercare_contracts.values import CaseClass, Department, Desk, Repairer, RepairResult, TakeOverReason
from pictures import picture
from plumbing.inbox import Outcome

from .desk import PROJECT, Office, contract, made, order, photo

DONE = {"note": "重做防水层，闭水24小时无渗漏"}
GOOD, BAD = {"passed": True, "finding": "合格"}, {"passed": False, "finding": "仍渗水"}
SATISFIED = {"satisfied": True, "opinion": "满意", "signer": "业主"}


@pytest.mark.rule("D1", "D2", "D5", "V1")
async def test_the_contractor_repairs_in_time(office: Office) -> None:
    case_id = await office.case()
    issued = await office.issue(case_id)
    assert (issued["order_no"], issued["state"], issued["contractor"], issued["round"]) == (
        "PG-2026-000001",
        "issued",
        "NF",
        1,
    )
    assert (issued["contract_clause"], issued["contractor_until"], issued["owner_until"]) == (
        "第12条",
        "2030-06-30",
        "2030-06-30",
    )
    await office.act(office.firm, issued, "receipts", {})
    await office.act(office.firm, issued, "completions", DONE | {"photos": [await photo(office.firm)]})
    await office.act(office.checker, issued, "checks", GOOD)
    completed = await office.act(office.property, issued, "signatures", SATISFIED)
    assert completed["state"] == "completed"
    assert [move["verb"] for move in completed["office"]["record"]] == ["issue", "receive", "finish", "pass", "sign"]
    kinds = [type(event) for event in await office.service.said(events.WorkOrderEvent)]
    assert kinds == [
        events.WorkOrderIssued, events.WorkOrderReceived, events.WorkOrderDone, events.WorkOrderCheckPassed,
        events.WorkOrderCompleted,
    ]  # fmt: skip
    said = (await office.service.said(events.WorkOrderCompleted))[0]
    assert (said.case_id, said.repair_result, said.hands) == (
        case_id,
        RepairResult.ONE_REPAIR,
        ("wang.desk", "li.foreman"),
    )


@pytest.mark.rule("D3", "L7", "N2")
async def test_the_time_passes_and_the_squad_takes_over_with_the_whole_chain(office: Office) -> None:
    order = await office.lapsed()
    assert (order["state"], order["repairer"], order["contractor"]) == ("with_squad", "squad", "NF")
    assert order["missing"] == ["work_done"]
    said = (await office.service.said(events.WorkOrderTakenOver))[0]
    assert (said.reason, said.expected_cost_fen, said.repairer) == (TakeOverReason.TIME_PASSED, 486_000, Repairer.SQUAD)
    assert [link.kind for link in said.chain] == ["notice", "receipt", "reminder", "deadline_passed", "take_over"]
    assert (said.unit_no, said.place) == ("3-1201", "3-1201 卫生间")
    assert said.chain[0].photos == tuple(order["photos"])
    assert said.chain[3].at == datetime.fromisoformat(order["due_at"])


@pytest.mark.rule("D3")
async def test_at_the_last_moment_of_the_time_nothing_happens_yet(office: Office) -> None:
    order = await office.received()
    due = datetime.fromisoformat(order["due_at"])
    assert due - datetime.fromisoformat(order["received_at"]) == timedelta(seconds=3)
    office.service.clock.at = due
    assert await office.service.fire_due() == 1
    assert (await office.look(order))["state"] == "received"
    office.service.clock.at = due + timedelta(microseconds=1)
    assert await office.service.fire_due() == 1
    assert (await office.look(order))["state"] == "with_squad"


@pytest.mark.rule("F1", "D5")
async def test_the_squad_starts_when_its_cost_is_approved_and_not_before(office: Office) -> None:
    order = await office.lapsed()
    refused = await office.squad.post(f"/work-orders/{order['order_id']}/completions", json=DONE)
    assert (refused.status_code, refused.json()["type"]) == (409, "urn:aftercare:problem:cost-not-approved")
    assert await office.refuse(order) is Outcome.APPLIED
    assert (await office.look(order))["state"] == "with_squad"
    assert await office.approve(order) is Outcome.APPLIED
    assert await office.approve(order) is Outcome.APPLIED
    claims = (await office.look(order))["office"]["claims"]
    assert sorted(claim["decision"] for claim in claims) == ["approved", "approved", "refused"]
    done = await office.act(office.squad, order, "completions", DONE)
    assert (done["state"], done["missing"]) == ("done", [])
    again = await office.act(office.checker, order, "checks", BAD)
    assert (again["state"], again["repair_count"]) == ("may_start", 2)
    await office.act(office.squad, order, "completions", DONE)
    await office.act(office.checker, order, "checks", GOOD)
    await office.act(office.property, order, "signatures", SATISFIED)
    said = (await office.service.said(events.WorkOrderCompleted))[0]
    assert (said.repair_result, said.hands) == (RepairResult.REPEATED_REPAIR, ("wang.desk", "zhao.squad"))


@pytest.mark.rule("D3")
async def test_what_the_contractor_reports_after_the_take_over_is_kept_and_changes_nothing(office: Office) -> None:
    order = await office.lapsed()
    shown = await photo(office.firm, picture("late"))
    late = await office.act(office.firm, order, "completions", DONE | {"photos": [shown]})
    assert (late["state"], late["repairer"], late["taken_over_at"]) == ("with_squad", "squad", order["taken_over_at"])
    assert (late["chain"][-1]["kind"], late["chain"][-1]["photos"]) == ("late_report", [shown])
    assert len(late["chain"]) == len(order["chain"]) + 1
    assert await office.service.said(events.WorkOrderDone) == []
    await office.approve(order)
    assert (await office.act(office.squad, order, "completions", DONE))["state"] == "done"


@pytest.mark.rule("D3")
async def test_the_contractor_who_cannot_keep_it_is_taken_at_his_word(office: Office) -> None:
    order = await office.issue()
    declined = await office.act(office.firm, order, "declines", {"reason": "没有人手"})
    assert (declined["state"], declined["taken_over_reason"], declined["missing"]) == (
        "with_squad",
        "contractor_declined",
        ["work_done"],
    )
    assert [link.kind for link in (await office.service.said(events.WorkOrderTakenOver))[0].chain][1:3] == [
        "receipt",
        "declined",
    ]
    late = await office.act(office.firm, order, "receipts", {})
    assert late["chain"][-1]["kind"] == "late_report"
    assert (late["received_at"], late["state"]) == (None, "with_squad")


@pytest.mark.rule("D3")
async def test_when_the_owner_asks_the_squad_takes_over_and_the_clock_stops(office: Office) -> None:
    order = await office.received()
    taken = await office.act(office.desk, order, "take-overs", {"reason": "owner_asked", "note": "家有老人"})
    assert (taken["taken_over_reason"], taken["missing"]) == (
        "owner_asked",
        ["reminder|declined", "deadline_passed|declined", "work_done"],
    )
    office.service.clock.at = office.later(days=1)
    assert await office.service.fire_due() == 0
    assert len(await office.service.said(events.WorkOrderTakenOver)) == 1


@pytest.mark.rule("L7")
async def test_the_desk_proves_service_and_the_time_runs(office: Office) -> None:
    order = await office.issue()
    proof = {"proof": "顺丰签收 SF123", "photos": [await photo(office.desk, picture("slip"))]}
    received = await office.act(office.desk, order, "receipts", proof)
    assert (received["state"], received["chain"][-1]["kind"]) == ("received", "service_proven")
    assert (await office.service.said(events.WorkOrderReceived))[0].proven


@pytest.mark.rule("D5", "D3")
async def test_a_failed_check_gives_the_contractor_a_clock_of_its_own_with_its_own_reminder(office: Office) -> None:
    order = await office.received()
    await office.act(office.firm, order, "completions", DONE)
    assert await office.service.fire_due() == 0
    back = await office.act(office.checker, order, "checks", BAD)
    due = office.later(hours=72)
    assert (back["state"], back["repair_count"], back["reworks"]) == ("received", 2, 1)
    assert datetime.fromisoformat(back["due_at"]) == due
    assert (await office.service.said(events.WorkOrderCheckFailed))[-1].due_at == due
    for moment in (datetime.fromisoformat(back["remind_at"]), due, due + timedelta(microseconds=1)):
        office.service.clock.at = moment
        await office.service.fire_due()
    taken = await office.look(order)
    assert (taken["taken_over_reason"], taken["missing"]) == ("time_passed", ["work_done"])
    assert [link["at"] for link in taken["chain"] if link["kind"] == "deadline_passed"] == [back["due_at"]]


@pytest.mark.rule("D5", "D3")
async def test_an_owner_dissatisfied_after_the_reworks_time_brings_the_squad(office: Office) -> None:
    order = await office.received()
    await office.act(office.firm, order, "completions", DONE)
    await office.act(office.checker, order, "checks", BAD)
    await office.act(office.firm, order, "completions", DONE)
    await office.act(office.checker, order, "checks", GOOD)
    office.service.clock.at = office.later(hours=73)
    taken = await office.act(
        office.desk, order, "signatures", SATISFIED | {"satisfied": False, "opinion": "墙面未补漆"}
    )
    assert (taken["state"], taken["taken_over_reason"]) == ("with_squad", "check_failed_after_deadline")
    kinds = [type(event) for event in await office.service.said()]
    assert kinds[-2:] == [events.WorkOrderCheckFailed, events.WorkOrderTakenOver]


@pytest.mark.rule("L7")
async def test_who_was_not_reminded_through_our_fault_is_reminded_before_he_loses_the_work(office: Office) -> None:
    order = await office.received()
    async with office.service.db.transaction() as tx:
        await tx.execute("update timer set disarmed_at = $1 where kind = 'reminder'", office.service.clock.at)
    office.service.clock.at = office.later(hours=1)
    await office.service.fire_due()
    assert (await office.look(order))["state"] == "received"
    assert len(await office.service.said(events.WorkOrderReminded)) == 1
    office.service.clock.at = office.later(seconds=1)
    await office.service.fire_due()
    assert (await office.look(order))["missing"] == ["work_done"]


@pytest.mark.rule("D2", "L3")
@pytest.mark.parametrize("part", ["doors_and_windows", "electrical"])
async def test_what_no_contract_covers_goes_to_the_squad_for_the_company(office: Office, part: str) -> None:
    order = await office.issue(part=part)
    assert (order["state"], order["repairer"], order["contractor"], order["office"]["bearer"]) == (
        "with_squad",
        "squad",
        None,
        "company",
    )
    assert (order["contractor_until"], order["owner_until"]) == ("2027-06-30", "2027-06-30")
    said = await office.service.said(events.SquadOrdered)
    assert [(str(event.bearer), event.place) for event in said] == [("company", "3-1201 卫生间")]


@pytest.mark.rule("D2")
@pytest.mark.parametrize(("day", "repairer"), [(date(2030, 6, 30), "contractor"), (date(2030, 7, 1), "squad")])
async def test_the_day_of_registration_decides_not_the_day_of_the_order(
    office: Office, day: date, repairer: str
) -> None:
    case_id = await office.case(registered_at=datetime(day.year, day.month, day.day, 15, 59, 59, tzinfo=UTC))
    office.service.clock.at = datetime(2030, 7, 10, tzinfo=UTC)
    assert (await office.issue(case_id))["repairer"] == repairer


@pytest.mark.rule("D2")
async def test_where_two_contractors_cover_a_part_the_order_says_whom_it_is_for(office: Office) -> None:
    await made(office.records, "/contracts", contract(contract_no="HT-2025-02", contractor="BF"))
    case_id = await office.case()
    refused = await office.desk.post("/work-orders", json=order(case_id))
    assert (refused.status_code, refused.json()["errors"][0]["expected"]) == (422, "one of BF, NF")
    assert (await office.issue(case_id, addressed_to="BF"))["contractor"] == "BF"


@pytest.mark.rule("F1")
async def test_in_danger_the_site_lead_has_the_squad_begin_at_once(office: Office) -> None:
    case_id = await office.case()
    refused = await office.desk.post("/work-orders", json=order(case_id, part="electrical", danger=True))
    assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (403, "/danger")
    issued = await office.issue(case_id, by=office.lead, part="electrical", danger=True)
    assert issued["state"] == "may_start"
    assert (await office.act(office.squad, issued, "completions", DONE))["state"] == "done"
    assert await office.approve(issued) is Outcome.APPLIED


@pytest.mark.rule("D1")
async def test_repairs_of_the_same_fault_are_counted_over_all_rounds_and_others_apart(office: Office) -> None:
    case_id = await office.case()
    for round_no, result in ((1, "one_repair"), (2, "repeated_repair"), (3, "many_repairs")):
        if round_no > 1:
            await office.reopen(case_id, round_no)
        order = await office.issue(case_id)
        assert order["round"] == round_no
        await office.act(office.firm, order, "receipts", {})
        await office.act(office.firm, order, "completions", DONE)
        await office.act(office.checker, order, "checks", GOOD)
        assert (await office.act(office.desk, order, "signatures", SATISFIED))["repair_result"] == result
    assert (await office.issue(case_id, part="electrical"))["repair_count"] == 1
    assert (await office.issue())["repair_count"] == 1


@pytest.mark.rule("D1")
async def test_several_faults_of_one_call_are_several_orders(office: Office) -> None:
    case_id = await office.case()
    orders = [
        await office.issue(case_id, part=part)
        for part in ("wet_room_waterproofing", "electrical", "wet_room_waterproofing")
    ]
    assert [order["order_no"] for order in orders] == ["PG-2026-000001", "PG-2026-000002", "PG-2026-000003"]
    listed = (await office.desk.get("/work-orders", params={"case_id": str(case_id)})).json()
    assert [line["order_no"] for line in listed["items"]] == [order["order_no"] for order in reversed(orders)]


@pytest.mark.rule("I4")
async def test_responsibility_is_copied_from_the_case(office: Office) -> None:
    order = await office.issue()
    assert (order["phase"], order["department"], order["desk"]) == ("first_year", "service_centre", "engineering_desk")


@pytest.mark.rule("I3", "D1")
async def test_a_corrected_case_sends_its_orders_from_its_new_desk(office: Office) -> None:
    case_id = await office.case()
    said = CaseClassed(
        case_id=case_id, case_no="KS-2026-000001", project=PROJECT, case_class=CaseClass.HOUSE_QUALITY, matter="title_deed",
        department=Department.SERVICE_CENTRE, desk=Desk.SALES_DESK, corrected=True, classed_by="ma.service",
    )  # fmt: skip
    assert await office.service.hear(said, about=case_id) is Outcome.APPLIED
    order = await office.issue(case_id)
    async with office.service.db.reading() as tx:
        assert (
            await tx.fetchval("select desk from work_order where order_id = $1", UUID(order["order_id"]))
            == "sales_desk"
        )


@pytest.mark.rule("I4", "D1")
async def test_a_case_handed_over_is_ordered_from_the_desk_that_took_it(office: Office) -> None:
    case_id = await office.case()
    said = CaseTransferred(
        transfer_id=uuid4(), case_id=case_id, case_no="KS-2026-000001", project=PROJECT, accepted_by="lin.lead",
        from_department=Department.PROPERTY_COMPANY, from_desk=Desk.PROPERTY_COMPANY,
        to_department=Department.SERVICE_CENTRE, to_desk=Desk.PROPERTY_DESK,
    )  # fmt: skip
    assert await office.service.hear(said, about=case_id) is Outcome.APPLIED
    order = await office.issue(case_id)
    async with office.service.db.reading() as tx:
        desk = await tx.fetchval("select desk from work_order where order_id = $1", UUID(order["order_id"]))
    assert desk == "property_desk"


async def test_a_closed_case_takes_no_more_orders_until_it_is_reopened(office: Office) -> None:
    case_id = await office.case()
    await office.close(case_id)
    assert (await office.desk.post("/work-orders", json=order(case_id))).status_code == 409
    await office.reopen(case_id, 2)
    assert (await office.issue(case_id))["round"] == 2
