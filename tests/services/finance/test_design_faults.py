"""I7 heard by finance: a design fault is the company's; open claims on the contractor wait to be sorted."""

import asyncio
from typing import Any

import pytest
from aftercare_contracts.values import Role

from .desk import Desk, claim_body, lines

SORTED = {"cause": "company", "cause_evidence": "drawing 4 shows no slope; SJ-2026-000001"}


async def shown(desk: Desk, claim: dict[str, Any]) -> Any:
    return await desk.get("auditor", f"/claims/{claim['claim_id']}")


async def sort(desk: Desk, claim: dict[str, Any], **other: Any) -> Any:
    return await desk.post("centre_director", f"/claims/{claim['claim_id']}/causes", SORTED | other)


@pytest.mark.rule("I7", "F9")
async def test_once_design_found_the_fault_its_own_nothing_is_claimed_from_the_contractor(desk: Desk) -> None:
    job = await desk.taken_over(500_000)
    await desk.design_answered(job.case_id)
    account = await desk.retention()
    assert (account["held_fen"], account["holds"][0]["state"]) == (0, "lifted")
    before = await desk.finance.rows()
    refusal = await desk.post("repair_squad", "/claims", claim_body(job, 20_000))
    assert (refusal.status_code, "/cause" in refusal.text) == (409, True)
    assert await desk.finance.rows() == before
    assert (await desk.claim(job, 20_000, "company"))["next_role"] == Role.SITE_LEAD


@pytest.mark.rule("I7", "F9")
async def test_an_order_that_comes_after_the_answer_is_not_held_for(desk: Desk) -> None:
    event, case_id = desk.take_over_event(500_000)
    await desk.design_answered(case_id)
    await desk.finance.hear(event, about=case_id)
    assert (await desk.retention())["held_fen"] == 0
    body = claim_body(type("J", (), {"order_id": event.order_id})(), 20_000)
    assert (await desk.post("repair_squad", "/claims", body)).status_code == 409


@pytest.mark.rule("I7")
async def test_an_answer_that_it_is_not_justified_changes_nothing(desk: Desk) -> None:
    job = await desk.taken_over(500_000)
    before = await desk.finance.rows()
    await desk.design_answered(job.case_id, justified=False)
    after = await desk.finance.rows()
    assert (after["design_fault"], after["order_evidence"]) == (0, before["order_evidence"])
    assert not (await shown(desk, await desk.claim(job, 20_000)))["is_blocked"]


@pytest.mark.rule("I7", "L4", "F9")
async def test_an_open_claim_is_blocked_until_the_director_sorts_it_to_the_company(desk: Desk) -> None:
    job = await desk.taken_over(500_000)
    claim = await desk.claim(job, 20_000)
    await desk.design_answered(job.case_id)
    page = await shown(desk, claim)
    assert (page["is_blocked"], page["design_question_no"], page["missing_links"][0]) == (
        True, "SJ-2026-000001", "design_fault",
    )  # fmt: skip
    assert (await desk.retention())["held_fen"] == 20_000
    blocked = await desk.sign("site_lead", claim)
    assert (blocked.status_code, "design" in blocked.json()["detail"].lower()) == (409, True)
    same = {"amount_fen": 19_000, "lines": lines(19_000)}
    assert (await desk.post("repair_squad", f"/claims/{claim['claim_id']}/amounts", same)).status_code == 409
    assert (await sort(desk, claim, cause="owner")).status_code == 409
    assert (await desk.post("site_lead", f"/claims/{claim['claim_id']}/causes", SORTED)).status_code == 403
    assert (await sort(desk, claim)).status_code == 201
    assert (await desk.retention())["held_fen"] == 0
    page = await shown(desk, claim)
    assert (page["is_blocked"], page["cause"], page["moves"][-1]["verb"]) == (False, "company", "absolve")
    assert (await desk.sign("site_lead", claim)).status_code == 201


@pytest.mark.rule("I7", "L7", "F4")
async def test_a_confirmed_cost_stays_off_the_statement_until_it_is_sorted(desk: Desk) -> None:
    job = await desk.taken_over(20_000)
    claim = await desk.confirmed(job, 20_000)
    await desk.design_answered(job.case_id)
    body = {"project": "P1", "quarter": "2026-Q1"}
    refusal = await desk.post("finance_officer", "/statements", body)
    assert (refusal.status_code, "design_fault" in refusal.text) == (409, True)
    assert (await sort(desk, claim)).status_code == 201
    statement = await desk.drawn()
    assert (await desk.act("service_supervisor", statement, "reviews")).status_code == 201
    assert (await desk.act("finance_officer", statement, "bookings")).status_code == 201
    account = await desk.retention()
    assert (account["deducted_fen"], account["held_fen"]) == (0, 0)
    assert (await desk.balances())["costs:company:P1"] == 20_000


@pytest.mark.rule("I7", "F5")
async def test_a_statement_drawn_before_the_answer_is_not_booked(desk: Desk) -> None:
    job = await desk.taken_over(20_000)
    claim = await desk.confirmed(job, 20_000)
    statement = await desk.served()
    await desk.design_answered(job.case_id)
    refusal = await desk.act("finance_officer", statement, "bookings")
    assert (refusal.status_code, "design_fault" in refusal.json()["detail"]) == (409, True)
    assert (await sort(desk, claim)).status_code == 409
    assert (await desk.act("centre_director", statement, "withdrawals", reason="design")).status_code == 201
    assert (await sort(desk, claim)).status_code == 201


@pytest.mark.rule("I7", "F9")
async def test_of_an_answer_and_a_claim_at_once_none_ends_on_the_contractor_unblocked(desk: Desk) -> None:
    for n in range(5):
        job = await desk.taken_over(20_000, unit_no=f"5-{n}")
        await asyncio.gather(
            desk.design_answered(job.case_id, question_no=f"SJ-2026-{n:06d}"),
            desk.post("repair_squad", "/claims", claim_body(job, 20_000)),
        )
    claims = (await desk.get("auditor", "/claims"))["items"]
    assert all(claim["is_blocked"] for claim in claims)
    assert (await desk.retention())["held_fen"] == 20_000 * len(claims)


@pytest.mark.rule("I7")
async def test_an_answer_heard_again_counts_once_and_other_cases_are_untouched(desk: Desk) -> None:
    job, other = await desk.taken_over(20_000), await desk.taken_over(30_000, unit_no="9-9")
    await desk.design_answered(job.case_id)
    rows = await desk.finance.rows()
    await desk.design_answered(job.case_id, question_no="SJ-2026-000002")
    assert (await desk.finance.rows())["design_fault"] == rows["design_fault"] + 1
    assert not (await shown(desk, await desk.claim(other, 30_000)))["is_blocked"]
