"""What others owe, entries taken back, and statements of an account, through the doors (D2, F3, F5, F6, F8)."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from aftercare_contracts.events.dispatch_costs import QuoteAgreed
from plumbing.inbox import Outcome

from .desk import Desk, Job


async def agrees(desk: Desk, job: Job, price_fen: int) -> Outcome:
    said = QuoteAgreed(
        **desk._facts(job),
        quote_id=uuid4(),
        quote_no="BJ-2026-000001",
        price_fen=price_fen,
        agreed_at=desk.finance.clock.at,
    )
    return await desk.finance.hear(said, about=job.case_id)


async def pay(desk: Desk, job: Job, amount_fen: int, debtor: str = "owner", payment: str = "B-1") -> Any:
    body = {"debtor": debtor, "amount_fen": amount_fen, "payment": payment}
    return await desk.post("finance_officer", f"/receivables/{job.order_id}/receipts", body)


async def allotted(desk: Desk) -> dict[str, Any]:
    await desk.post("finance_officer", "/funds/P1/allotments", {"amount_fen": 100_000, "note": "拨款"})
    entries = await desk.get("auditor", "/ledger/entries?account=fund:P1")
    return entries["items"][0]  # type: ignore[no-any-return]


@pytest.mark.rule("D2")
async def test_an_owners_own_damage_is_asked_of_him_at_the_price_he_agreed_to(desk: Desk) -> None:
    job = await desk.squads_own()
    assert await agrees(desk, job, 30_000) is Outcome.APPLIED
    await desk.confirmed(job, 25_000, "owner")
    owed = await desk.get("auditor", "/receivables")
    assert [(each["account"], each["owed_fen"]) for each in owed["debts"]] == [
        (f"owed_by:owner:{job.order_no}", 30_000)
    ]
    assert (await desk.balances())["costs:unsorted:P1"] == 0
    nothing = await desk.post("finance_officer", "/statements", {"project": "P1", "quarter": "2026-Q1"})
    assert nothing.status_code == 409


@pytest.mark.rule("D2")
async def test_until_the_owner_agrees_nobody_is_asked_and_the_cost_shows_as_not_agreed(desk: Desk) -> None:
    job = await desk.squads_own()
    await desk.confirmed(job, 25_000, "owner")
    owed = await desk.get("auditor", "/receivables")
    assert (owed["debts"], [each["order_no"] for each in owed["not_agreed"]]) == ([], [job.order_no])
    await agrees(desk, job, 20_000)
    balances = await desk.balances()
    assert (balances[f"owed_by:owner:{job.order_no}"], balances["costs:company:P1"]) == (20_000, 5_000)
    assert (await desk.get("auditor", "/receivables"))["not_agreed"] == []


@pytest.mark.rule("D2", "F3")
async def test_what_a_third_party_pays_refills_the_fund_and_he_pays_no_more_than_he_owes(desk: Desk) -> None:
    await allotted(desk)
    job = await desk.squads_own()
    await desk.confirmed(job, 25_000, "third_party")
    rows = await desk.finance.rows()
    refused = await pay(desk, job, 25_001, "third_party")
    assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (409, "/amount_fen")
    assert await desk.finance.rows() == rows
    assert (await pay(desk, job, 10_000, "third_party")).json()["still_owed_fen"] == 15_000
    again = await pay(desk, job, 10_000, "third_party")
    assert again.status_code == 409, "the same payment's number"
    assert (await pay(desk, job, 15_000, "third_party", "B-2")).json()["still_owed_fen"] == 0
    assert (await desk.balances())["fund:P1"] == 100_000


@pytest.mark.rule("F5")
async def test_a_contractor_pays_on_what_he_owes_beyond_his_retention(desk: Desk) -> None:
    await desk.confirmed(await desk.taken_over(1_200_000), 1_200_000)
    statement = await desk.served()
    assert (await desk.act("finance_officer", statement, "bookings")).status_code == 201
    path = f"/retention/{desk.contract_ids['HT-1']}/receipts"
    body = {"amount_fen": 200_001, "payment": "B-1"}
    assert (await desk.post("finance_officer", path, body)).status_code == 409
    paid = await desk.post("finance_officer", path, body | {"amount_fen": 200_000})
    assert paid.json()["still_owed_fen"] == 0
    assert (await desk.retention())["claimed_fen"] == 0
    assert (await desk.post("finance_officer", path, body, projects=("P2",))).status_code == 404


@pytest.mark.rule("F6")
async def test_an_allotment_entered_in_error_is_taken_back_by_two(desk: Desk) -> None:
    entry = await allotted(desk)
    path = f"/ledger/entries/{entry['id']}/reversals"
    asked = (await desk.post("finance_officer", path, {"reason": "项目记错"}, person="zhou.fin")).json()
    assert (await desk.post("finance_officer", path, {"reason": "再来一次"})).status_code == 409
    confirmations = f"/reversals/{asked['reversal_id']}/confirmations"
    own = await desk.post("auditor", confirmations, {}, person="zhou.fin")
    assert own.status_code == 403
    listed = await desk.get("auditor", "/reversals?open_only=true")
    assert [each["reference"] for each in listed["items"]] == [entry["reference"]]
    assert (await desk.post("auditor", confirmations, {})).status_code == 201
    assert (await desk.balances())["fund:P1"] == 0
    assert (await desk.post("auditor", confirmations, {})).status_code == 409
    assert (await desk.get("auditor", "/ledger/verification"))["holds"]
    fund = (await desk.get("finance_officer", "/funds"))["items"][0]
    assert (fund["balance_fen"], fund["allotted_fen"]) == (0, 100_000)


@pytest.mark.rule("F6")
async def test_a_cost_is_not_taken_back_by_hand_and_a_refused_wish_can_be_put_again(desk: Desk) -> None:
    entry = await allotted(desk)
    await desk.confirmed(await desk.squads_own(), 25_000, "company")
    cost = (await desk.get("auditor", "/ledger/entries?account=costs:unsorted:P1"))["items"][0]
    refused = await desk.post("finance_officer", f"/ledger/entries/{cost['id']}/reversals", {"reason": "不对"})
    assert (refused.status_code, refused.json()["type"].rpartition("/")[2].rpartition(":")[2]) == (409, "not-by-hand")
    assert (await desk.post("finance_officer", "/ledger/entries/999999/reversals", {"reason": "无"})).status_code == 404
    path = f"/ledger/entries/{entry['id']}/reversals"
    asked = (await desk.post("finance_officer", path, {"reason": "项目记错"})).json()
    await desk.post("auditor", f"/reversals/{asked['reversal_id']}/refusals", {"note": "没有错"})
    assert (await desk.post("finance_officer", path, {"reason": "确实记错"})).status_code == 201


@pytest.mark.rule("F6", "D2")
async def test_a_debt_on_which_something_was_paid_stands_until_the_payment_is_taken_back(desk: Desk) -> None:
    job = await desk.squads_own()
    claim = await desk.confirmed(job, 25_000, "third_party")
    await pay(desk, job, 10_000, "third_party")
    sorting = {"cause": "company", "cause_evidence": "查明系本公司车辆"}
    settled = await desk.post("centre_director", f"/claims/{claim['claim_id']}/causes", sorting)
    assert (settled.status_code, settled.json()["type"].rpartition("/")[2].rpartition(":")[2]) == (409, "debt-stands")
    receivable, receipt = [
        (await desk.get("auditor", f"/ledger/entries?account=owed_by:third_party:{job.order_no}"))["items"][n]
        for n in (1, 0)
    ]
    await _taken_back(desk, receivable, 409)
    await _taken_back(desk, receipt, 201)
    await _taken_back(desk, receivable, 201)
    settled = await desk.post("centre_director", f"/claims/{claim['claim_id']}/causes", sorting)
    assert settled.status_code == 201
    assert (await desk.drawn())["total_fen"] == 25_000


async def _taken_back(desk: Desk, entry: dict[str, Any], status: int) -> None:
    path = f"/ledger/entries/{entry['id']}/reversals"
    open_ = await desk.post("finance_officer", path, {"reason": "查明有误"}, person="zhou.fin")
    listed = (await desk.get("auditor", "/reversals?open_only=true"))["items"]
    reversal_id = open_.json()["reversal_id"] if open_.status_code == 201 else listed[0]["reversal_id"]
    answer = await desk.post("auditor", f"/reversals/{reversal_id}/confirmations", {})
    assert answer.status_code == status, answer.text


@pytest.mark.rule("F8", "B10")
async def test_a_statement_of_the_account_is_the_same_later_as_of_the_moment_it_was_drawn(desk: Desk) -> None:
    await desk.confirmed(await desk.taken_over(400_000), 480_000)
    path = "/account-statements?contractor=C-17&project=P1&quarter=2026-Q1"
    drawn_at = desk.finance.clock.at
    before = await desk.get("auditor", path)
    desk.finance.clock.at += timedelta(seconds=1)
    statement = await desk.served()
    await desk.act("finance_officer", statement, "bookings")
    now = await desk.get("auditor", path)
    assert now["contracts"][0]["closing"]["deducted_fen"] == 480_000
    assert before["contracts"][0]["closing"]["held_fen"] == 480_000
    then = await desk.get("auditor", f"{path}&as_of={drawn_at.strftime('%Y-%m-%dT%H:%M:%S.%fZ')}")
    assert then["contracts"] == before["contracts"]
    opening = (await desk.get("auditor", path.replace("Q1", "Q2")))["contracts"][0]
    assert (opening["opening"], opening["movements"]) == (now["contracts"][0]["closing"], [])


@pytest.mark.rule("F8", "F7")
async def test_a_contractor_draws_his_own_statement_and_no_other(desk: Desk) -> None:
    await desk.taken_over(400_000)
    path = "/account-statements?contractor=C-17&project=P1&quarter=2026-Q1"
    own = await desk.get("contractor", path, contractor="C-17", projects=())
    assert [each["contract_no"] for each in own["contracts"]] == ["HT-1"]
    assert (await desk.get("contractor", path, contractor="C-99", projects=()))["contracts"] == []
    assert (await desk.get("auditor", path, projects=("P2",)))["contracts"] == []
    file = await (await desk.as_("auditor")).get(path.replace("?", "/export.csv?"))
    assert (file.status_code, file.headers["Export-Rows"]) == (200, str(len(own["contracts"][0]["movements"])))
    assert "金额（元）" in file.text
    assert "4,000.00" in file.text


@pytest.mark.rule("F3", "B10")
async def test_a_fund_has_a_statement_of_its_own_as_of_any_moment(desk: Desk) -> None:
    await allotted(desk)
    before = desk.finance.clock.at
    desk.finance.clock.at += timedelta(seconds=1)
    await desk.confirmed(await desk.squads_own(), 25_000, "company")
    fund = await desk.get("finance_officer", "/funds/P1")
    assert [(line["amount_fen"], line["balance_fen"]) for line in fund["items"]] == [
        (100_000, 100_000),
        (-25_000, 75_000),
    ]
    assert (fund["balance_fen"], fund["paid_fen"], fund["is_low"]) == (75_000, 25_000, True)
    then = await desk.get("finance_officer", f"/funds/P1?as_of={before.strftime('%Y-%m-%dT%H:%M:%S.%fZ')}")
    assert (then["balance_fen"], len(then["items"])) == (100_000, 1)
    assert (await (await desk.as_("auditor")).get("/funds/P9")).status_code == 404
    assert (await (await desk.as_("auditor", projects=("P2",))).get("/funds/P1")).status_code == 404


@pytest.mark.rule("D2", "L4", "F9")
async def test_what_the_owner_agrees_to_pay_is_no_longer_held_on_the_contractors_retention(desk: Desk) -> None:
    job = await desk.taken_over(400_000)
    assert (await desk.retention())["held_fen"] == 400_000
    await agrees(desk, job, 30_000)
    account = await desk.retention()
    assert (account["held_fen"], account["holds"][0]["state"]) == (0, "lifted")
