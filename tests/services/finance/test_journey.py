"""From the take-over to the deduction, by finance's own doors."""

import pytest
from aftercare_contracts.events import finance as events

from .desk import Desk


@pytest.mark.rule("F1", "F3", "F4", "F5", "F6", "F9", "L7")
async def test_a_taken_over_repair_ends_as_a_deduction(desk: Desk) -> None:
    await desk.post("finance_officer", "/funds/P1/allotments", {"amount_fen": 5_000_000, "note": "2026"})
    job = await desk.taken_over(600_000)
    assert (await desk.retention())["held_fen"] == 600_000

    claim = await desk.claim(job, 486_000)
    assert (claim["claim_no"], claim["next_role"]) == ("FY-2026-000001", "deputy_chief_engineer")
    assert (await desk.retention())["held_fen"] == 486_000
    refusal = await desk.sign("centre_director", claim)
    assert (refusal.status_code, refusal.json()["detail"]) == (
        403,
        "4,860.00 yuan is for the vice_president to approve after review by the deputy_chief_engineer;"
        " you are centre_director",
    )
    assert (await desk.sign("deputy_chief_engineer", claim, "reviews")).json()["next_role"] == "vice_president"
    assert (await desk.sign("vice_president", claim)).json()["state"] == "approved"
    assert not (await desk.get("site_lead", f"/claims/{claim['claim_id']}"))["work_done"]
    await desk.done(job)
    assert (await desk.get("site_lead", f"/claims/{claim['claim_id']}"))["work_done"]
    assert (await desk.final_cost(claim, 480_000)).json()["state"] == "confirmed"
    assert (await desk.retention())["held_fen"] == 480_000
    assert (await desk.balances())["fund:P1"] == 4_520_000

    booked = await desk.act("finance_officer", await desk.served(), "bookings")
    assert booked.json() | {"statement_id": ""} == {
        "statement_id": "", "act": "book", "company_fen": 0, "deducted_fen": 480_000, "claimed_fen": 0,
        "refilled_fen": 480_000,
    }  # fmt: skip
    assert await desk.balances() == {
        "company:bank": -5_000_000 + 480_000 - 480_000,
        "costs:recovered:P1": 480_000,
        "costs:unsorted:P1": 0,
        "fund:P1": 5_000_000,
        "retention:HT-1:free": 520_000,
        "retention:HT-1:held": 0,
        "withheld:HT-1": -1_000_000,
    }
    account = await desk.retention(role="contractor", contractor="C-17")
    assert (account["deducted_fen"], account["held_fen"], account["free_fen"]) == (480_000, 0, 520_000)
    deduction = next(entry for entry in account["entries"] if entry["kind"] == "deduction")
    assert deduction["basis"]["rests_on"] == "review by service_supervisor"
    assert [a["by"] for a in deduction["basis"]["approvals"]] == ["deputy_chief_engineer", "vice_president"]
    assert [e["kind"] for e in deduction["basis"]["evidence"]][-2:] == ["cost", "statement_served"]

    said = [type(event) for event in await desk.finance.said()]
    assert said == [
        events.RetentionHeld, events.ClaimRaised, events.RetentionHeld, events.ClaimReviewed, events.ClaimApproved,
        events.RetentionHeld, events.CostConfirmed, events.StatementDrawn, events.StatementReviewed,
        events.StatementServed, events.RetentionDeducted, events.StatementBooked,
    ]  # fmt: skip


@pytest.mark.rule("F4", "F6")
async def test_a_company_cost_is_booked_as_cost_and_the_fund_refilled(desk: Desk) -> None:
    job = await desk.squads_own()
    await desk.confirmed(job, 20_000, "company")
    statement = await desk.drawn()
    await desk.act("centre_director", statement, "reviews")
    assert (await desk.act("finance_officer", statement, "bookings")).status_code == 201
    balances = await desk.balances()
    assert (balances["costs:company:P1"], balances["costs:unsorted:P1"], balances["fund:P1"]) == (20_000, 0, 0)


@pytest.mark.rule("F5")
async def test_what_the_retention_does_not_cover_becomes_a_claim_and_is_told(desk: Desk) -> None:
    await desk.contract("HT-2", 300_000, "C-18")
    job = await desk.taken_over(600_000, contract="HT-2")
    assert (await desk.retention("HT-2"))["held_fen"] == 300_000
    await desk.confirmed(job, 486_000)
    statement = await desk.served()
    booked = (await desk.act("finance_officer", statement, "bookings")).json()
    assert (booked["deducted_fen"], booked["claimed_fen"]) == (300_000, 186_000)
    account = await desk.retention("HT-2")
    assert (account["free_fen"], account["held_fen"], account["claimed_fen"]) == (0, 0, 186_000)
    (claimed,) = await desk.finance.said(events.ContractorClaimed)
    assert (claimed.amount_fen, claimed.contractor) == (186_000, "C-18")


@pytest.mark.rule("F4")
async def test_an_item_over_the_threshold_waits_for_the_audit(desk: Desk) -> None:
    await desk.contract("HT-2", 3_000_000)
    await desk.confirmed(await desk.taken_over(1, contract="HT-2"), 2_000_000)
    await desk.confirmed(await desk.taken_over(1, contract="HT-2"), 1)
    statement = await desk.drawn()
    shown = await desk.get("auditor", f"/statements/{statement['statement_id']}")
    assert [(i["total_fen"], i["for_audit"], len(i["costs"])) for i in shown["items"]] == [(2_000_001, True, 2)]
    await desk.act("centre_director", statement, "reviews")
    early = await desk.act("centre_director", statement, "servings", how="by courier")
    assert (early.status_code, "audit comes before serve" in early.json()["detail"]) == (409, True)
    assert (await desk.act("auditor", statement, "audits")).status_code == 201
    await desk.act("centre_director", statement, "servings", how="by courier")
    await desk.agreed(statement)
    assert (await desk.act("finance_officer", statement, "bookings")).status_code == 201
    (entry, *_) = (await desk.get("auditor", "/ledger/entries?account=costs:recovered:P1"))["items"]
    assert entry["basis"]["rests_on"] == "audit by auditor"


@pytest.mark.rule("L7")
async def test_a_broken_chain_keeps_a_cost_off_the_contractor_until_it_is_sorted_otherwise(desk: Desk) -> None:
    job = await desk.taken_over(100_000, links=("notice", "receipt", "deadline_passed", "take_over"))
    claim = await desk.confirmed(job, 90_000)
    refusal = await desk.post("finance_officer", "/statements", {"project": "P1", "quarter": "2026-Q1"})
    assert refusal.status_code == 409
    assert "reminder|declined" in refusal.text
    shown = await desk.get("auditor", f"/claims/{claim['claim_id']}")
    assert shown["missing_links"] == ["reminder|declined"]

    sort = {"cause": "company", "cause_evidence": "nobody reminded the contractor"}
    assert (await desk.post("centre_director", f"/claims/{claim['claim_id']}/causes", sort)).status_code == 201
    account = await desk.retention()
    assert (account["held_fen"], account["holds"][0]["state"]) == (0, "lifted")
    statement = await desk.drawn()
    await desk.act("service_supervisor", statement, "reviews")
    booked = (await desk.act("finance_officer", statement, "bookings")).json()
    assert (booked["company_fen"], booked["deducted_fen"]) == (90_000, 0)
    assert (await desk.retention())["free_fen"] == 1_000_000


@pytest.mark.rule("L7", "F4")
async def test_a_statement_names_what_it_had_to_leave_open(desk: Desk) -> None:
    await desk.confirmed(await desk.taken_over(1, links=("notice", "take_over")), 10_000)
    await desk.confirmed(await desk.taken_over(1), 20_000)
    statement = await desk.drawn()
    shown = await desk.get("auditor", f"/statements/{statement['statement_id']}")
    assert (shown["total_fen"], shown["left_open"][0]["amount_fen"]) == (20_000, 10_000)
    assert shown["left_open"][0]["missing"] == [
        "receipt|service_proven",
        "reminder|declined",
        "deadline_passed|declined",
    ]


@pytest.mark.rule("F2")
async def test_a_cost_above_its_approval_goes_back_and_is_paid_only_when_approved(desk: Desk) -> None:
    job = await desk.taken_over(100_000)
    claim = await desk.approved(job, 100_000)
    await desk.done(job)
    back = (await desk.final_cost(claim, 100_001)).json()
    assert (back["state"], back["approved_fen"], back["next_role"]) == ("in_review", 100_000, "deputy_chief_engineer")
    assert "fund:P1" not in await desk.balances()
    (exceeded,) = await desk.finance.said(events.ClaimExceeded)
    assert (exceeded.amount_fen, exceeded.approved_fen) == (100_001, 100_000)
    await desk.sign("deputy_chief_engineer", back, "reviews")
    assert (await desk.sign("vice_president", back)).json()["state"] == "confirmed"
    assert (await desk.balances())["fund:P1"] == -100_001
    assert (await desk.retention())["held_fen"] == 100_001


@pytest.mark.rule("F3")
async def test_a_fund_that_runs_low_is_told_of(desk: Desk) -> None:
    await desk.post("finance_officer", "/funds/P1/allotments", {"amount_fen": 1_010_000, "note": "2026"})
    await desk.confirmed(await desk.squads_own(), 10_000, "company")
    assert await desk.finance.said(events.FundRanLow) == []
    await desk.confirmed(await desk.squads_own(), 1, "company")
    (low,) = await desk.finance.said(events.FundRanLow)
    assert (low.balance_fen, low.low_water_fen) == (1_009_999 - 10_000, 1_000_000)
    (fund,) = (await desk.get("finance_officer", "/funds"))["items"]
    assert (fund["balance_fen"], fund["paid_fen"], fund["is_low"]) == (999_999, 10_001, True)


@pytest.mark.rule("F2")
async def test_claims_of_one_unit_and_fault_are_shown_as_one(desk: Desk) -> None:
    first = await desk.claim(await desk.taken_over(), 20_000)
    second = await desk.claim(await desk.taken_over(), 15_000)
    await desk.claim(await desk.taken_over(unit_no="3-1202"), 15_000)
    waiting = await desk.get("site_lead", "/claims?waiting_for_me=true&limit=2", projects=("P1",))
    shown = {item["claim_no"]: item for item in waiting["items"]}
    assert shown[second["claim_no"]]["together_fen"] == 35_000
    assert shown[second["claim_no"]]["together_claims"] == [first["claim_no"], second["claim_no"]]
    assert shown[second["claim_no"]]["together_approve_role"] == "centre_director"
    assert shown[second["claim_no"]]["crosses_a_tier"] is True
    rest = await desk.get("site_lead", f"/claims?waiting_for_me=true&cursor={waiting['next']}", projects=("P1",))
    assert [item["claim_no"] for item in rest["items"]] == [first["claim_no"]]
    assert (await desk.get("centre_director", "/claims?waiting_for_me=true"))["items"] == []


@pytest.mark.rule("F9", "L4")
async def test_a_cost_that_is_not_the_contractors_frees_what_was_held_for_it(desk: Desk) -> None:
    job = await desk.taken_over(400_000)
    await desk.approved(job, 20_000, "owner")
    account = await desk.retention()
    assert (account["held_fen"], account["free_fen"]) == (0, 1_000_000)
    (lifted,) = await desk.finance.said(events.RetentionHoldLifted)
    assert lifted.amount_fen == 400_000
    assert "borne by owner" in lifted.reason


@pytest.mark.rule("F9")
async def test_a_hold_that_found_too_little_is_filled_when_retention_becomes_free(desk: Desk) -> None:
    first = await desk.taken_over(900_000)
    second = await desk.taken_over(300_000)
    assert [hold["held_fen"] for hold in (await desk.retention())["holds"]] == [900_000, 100_000]
    await desk.claim(first, 800_000)
    assert [hold["held_fen"] for hold in (await desk.retention())["holds"]] == [800_000, 200_000]
    lift = {"reason": "he came after all"}
    await desk.post("centre_director", f"/holds/{first.order_id}/lifts", lift)
    account = await desk.retention()
    assert [hold["held_fen"] for hold in account["holds"]] == [0, 300_000]
    assert account["free_fen"] == 700_000
    filled = (await desk.finance.said(events.RetentionHeld))[-1]
    assert (filled.order_no, filled.amount_fen, filled.held_fen) == (second.order_no, 300_000, 300_000)


@pytest.mark.rule("F9")
async def test_a_hold_is_lifted_with_a_reason_once(desk: Desk) -> None:
    job = await desk.taken_over(400_000)
    lift = f"/holds/{job.order_id}/lifts"
    assert (await desk.post("centre_director", lift, {"reason": "the contractor paid"})).status_code == 201
    assert (await desk.post("finance_officer", lift, {"reason": "again"})).status_code == 409
    account = await desk.retention()
    assert (account["held_fen"], account["holds"][0]["moves"][-1]["reason"]) == (0, "the contractor paid")


@pytest.mark.rule("F4", "L4")
async def test_a_wrong_statement_is_withdrawn_and_its_costs_are_drawn_anew(desk: Desk) -> None:
    claim = await desk.confirmed(await desk.taken_over(), 90_000)
    wrong = await desk.served()
    sort = {"cause": "company", "cause_evidence": "the drawing was ours"}
    assert (await desk.post("centre_director", f"/claims/{claim['claim_id']}/causes", sort)).status_code == 409
    assert (await desk.act("auditor", wrong, "withdrawals", reason="a design fault")).status_code == 201
    assert (await desk.act("auditor", wrong, "withdrawals", reason="again")).status_code == 409
    assert (await desk.act("finance_officer", wrong, "bookings")).status_code == 409
    assert (await desk.post("centre_director", f"/claims/{claim['claim_id']}/causes", sort)).status_code == 201
    right = await desk.drawn()
    await desk.act("service_supervisor", right, "reviews")
    booked = (await desk.act("finance_officer", right, "bookings")).json()
    assert (booked["company_fen"], booked["deducted_fen"]) == (90_000, 0)
    assert (await desk.act("auditor", right, "withdrawals", reason="too late")).status_code == 409


@pytest.mark.rule("F4")
async def test_what_a_withdrawn_statement_held_does_not_count_toward_the_threshold(desk: Desk) -> None:
    await desk.confirmed(await desk.squads_own(), 2_000_000, "company")
    await desk.act("auditor", await desk.drawn(), "withdrawals", reason="x")
    again = await desk.drawn()
    shown = await desk.get("auditor", f"/statements/{again['statement_id']}")
    assert [(item["quarter_fen"], item["for_audit"]) for item in shown["items"]] == [(2_000_000, False)]
    await desk.confirmed(await desk.squads_own(), 1, "company")
    shown = await desk.get("auditor", f"/statements/{(await desk.drawn())['statement_id']}")
    assert [(item["quarter_fen"], item["for_audit"]) for item in shown["items"]] == [(2_000_001, True)]
