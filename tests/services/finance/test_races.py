"""Many at once: one signature, one booking, never more held than there is, and no deadlock that anybody sees."""

import asyncio
from collections import Counter
from typing import Any

import httpx
import pytest
from aftercare_contracts.events import finance as events

from .desk import Desk, claim_body


async def at_once(calls: list[Any]) -> Counter[int]:
    answers: list[httpx.Response] = await asyncio.gather(*calls)
    assert [answer.text for answer in answers if answer.status_code >= 500] == []
    return Counter(answer.status_code for answer in answers)


@pytest.mark.rule("F1", "F2")
async def test_of_fifty_approvals_at_once_one_counts(desk: Desk) -> None:
    claim = await desk.claim(await desk.taken_over(), 20_000)
    leads = [await desk.as_("site_lead", person=f"lead-{n}") for n in range(50)]
    path = f"/claims/{claim['claim_id']}/approvals"
    codes = await at_once([lead.post(path, json={"amount_fen": 20_000}) for lead in leads])
    assert codes == {201: 1, 409: 49}
    assert len(await desk.finance.said(events.ClaimApproved)) == 1


@pytest.mark.rule("F3", "F6")
async def test_of_twenty_final_costs_at_once_one_is_paid(desk: Desk) -> None:
    job = await desk.taken_over()
    claim = await desk.approved(job, 20_000)
    await desk.done(job)
    assert await at_once([desk.final_cost(claim, 20_000) for _ in range(20)]) == {201: 1, 409: 19}
    assert (await desk.balances())["costs:unsorted:P1"] == 20_000


@pytest.mark.rule("F5", "F6")
async def test_of_twenty_bookings_of_one_statement_one_posts(desk: Desk) -> None:
    await desk.confirmed(await desk.taken_over(), 20_000)
    statement = await desk.served()
    codes = await at_once([desk.act("finance_officer", statement, "bookings") for _ in range(20)])
    assert codes == {201: 1, 409: 19}
    assert (await desk.retention())["deducted_fen"] == 20_000
    assert len(await desk.finance.said(events.RetentionDeducted)) == 1


@pytest.mark.rule("F4")
async def test_of_ten_drawings_of_one_quarter_one_gets_the_costs(desk: Desk) -> None:
    for _ in range(3):
        await desk.confirmed(await desk.taken_over(), 20_000)
    body = {"project": "P1", "quarter": "2026-Q1"}
    codes = await at_once([desk.post("finance_officer", "/statements", body) for _ in range(10)])
    assert codes == {201: 1, 409: 9}


@pytest.mark.rule("B5")
async def test_of_ten_claims_on_one_order_at_once_one_is_raised_and_numbers_have_no_gap(desk: Desk) -> None:
    jobs = [await desk.taken_over(1) for _ in range(5)]
    calls = [desk.post("repair_squad", "/claims", claim_body(job, 100)) for job in jobs for _ in range(10)]
    assert await at_once(calls) == {201: 5, 409: 45}
    raised = sorted(event.claim_no for event in await desk.finance.said(events.ClaimRaised))
    assert raised == [f"FY-2026-{n:06d}" for n in range(1, 6)]


@pytest.mark.rule("F9", "F5")
async def test_holds_of_many_orders_at_once_never_exceed_the_retention(desk: Desk) -> None:
    jobs = await asyncio.gather(*(desk.taken_over(90_000) for _ in range(20)))
    account = await desk.retention()
    assert (account["held_fen"], account["free_fen"]) == (1_000_000, 0)
    codes = await at_once([desk.post("repair_squad", "/claims", claim_body(job, 25_000)) for job in jobs])
    assert codes == {201: 20}
    account = await desk.retention()
    assert account["held_fen"] == sum(hold["held_fen"] for hold in account["holds"]) == 500_000


@pytest.mark.rule("F5", "F6", "F9")
async def test_bookings_lifts_payments_and_take_overs_on_shared_accounts_do_not_get_in_each_others_way(
    desk: Desk,
) -> None:
    await desk.contract("HT-2", 1_000_000)
    orders = [await desk.taken_over(20_000, contract=f"HT-{1 + n % 2}", unit_no=f"1-{n}") for n in range(12)]
    for job in orders[:6]:
        await desk.confirmed(job, 20_000)
    first = await desk.served()
    for job in orders[6:9]:
        await desk.confirmed(job, 20_000)
    second = await desk.served()
    waiting = await desk.approved(orders[9], 20_000)
    await desk.done(orders[9])
    codes = await at_once(
        [
            desk.act("finance_officer", first, "bookings"),
            desk.act("finance_officer", second, "bookings"),
            desk.final_cost(waiting, 20_000),
            *(desk.post("centre_director", f"/holds/{job.order_id}/lifts", {"reason": "x"}) for job in orders[10:]),
            *(desk.post("finance_officer", "/funds/P1/allotments", {"amount_fen": 1, "note": "x"}) for _ in range(5)),
        ]
    )
    assert codes == {201: 10}
    balances = await desk.balances()
    assert (balances["costs:unsorted:P1"], balances["costs:recovered:P1"]) == (20_000, 180_000)
    accounts = [await desk.retention("HT-1"), await desk.retention("HT-2")]
    assert sum(account["deducted_fen"] for account in accounts) == 180_000
    assert sum(account["held_fen"] for account in accounts) == 20_000


@pytest.mark.rule("F5")
async def test_a_second_claim_on_an_order_is_held_and_deducted_by_itself(desk: Desk) -> None:
    job = await desk.taken_over(50_000)
    await desk.confirmed(job, 40_000)
    await desk.claim(job, 30_000)
    assert (await desk.retention())["held_fen"] == 70_000
    assert (await desk.act("finance_officer", await desk.served(), "bookings")).status_code == 201
    account = await desk.retention()
    assert (account["deducted_fen"], account["held_fen"], account["free_fen"]) == (40_000, 30_000, 930_000)
