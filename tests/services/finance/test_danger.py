"""F1 and L7 in danger: the squad begins at once; claim and reason follow by the next working day, the chain is its own."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from aftercare_contracts.events.finance_limits import FinanceLimitApproaching, FinanceLimitPassed
from plumbing.inbox import Outcome

from .desk import Desk, Job, claim_body

WHY = {"danger_reason": "water ran into the flat below"}
NEXT_WORKING_DAY_ENDS = datetime(2026, 3, 11, 16, 0, tzinfo=UTC)
"""24:00 in China of the Wednesday after the harness's Tuesday."""


async def dangerous(desk: Desk, kind: str) -> Job:
    return await (desk.taken_over(20_000, danger=True) if kind == "taken over" else desk.squads_own(danger=True))


@pytest.mark.rule("F1", "N2")
@pytest.mark.parametrize("kind", ["taken over", "the squad's from the start"])
@pytest.mark.parametrize(("late", "passed"), [(timedelta(0), 0), (timedelta(microseconds=1), 1)])
async def test_a_claim_for_work_begun_in_danger_is_due_by_the_end_of_the_next_working_day(
    desk: Desk, kind: str, late: timedelta, passed: int
) -> None:
    job = await dangerous(desk, kind)
    desk.finance.clock.at = NEXT_WORKING_DAY_ENDS + late
    await desk.finance.fire_due()
    (reminder,) = await desk.finance.said(FinanceLimitApproaching)
    assert (reminder.owner_role, reminder.reference, reminder.due_at) == (
        "repair_squad",
        job.order_no,
        NEXT_WORKING_DAY_ENDS,
    )
    told = await desk.finance.said(FinanceLimitPassed)
    assert [(event.limit, event.tell, event.case_id) for event in told] == [
        ("danger_claim", "site_lead", job.case_id)
    ] * passed
    if passed:
        desk.finance.clock.at += timedelta(days=5)
        await desk.finance.fire_due()
        assert [event.tell for event in await desk.finance.said(FinanceLimitPassed)] == ["site_lead", "centre_director"]


@pytest.mark.rule("F1")
async def test_the_limit_ends_with_the_claim_and_runs_again_when_it_is_withdrawn(desk: Desk) -> None:
    job = await dangerous(desk, "taken over")
    claim = await desk.claim(job, 20_000, **WHY)
    desk.finance.clock.at += timedelta(days=9)
    assert await desk.finance.fire_due() == 0
    answer = await desk.post("repair_squad", f"/claims/{claim['claim_id']}/withdrawals", {"reason": "wrong order"})
    assert answer.status_code == 201
    desk.finance.clock.at += timedelta(days=9)
    await desk.finance.fire_due()
    assert [event.tell for event in await desk.finance.said(FinanceLimitPassed)][:1] == ["site_lead"]


@pytest.mark.rule("F1")
async def test_without_danger_no_limit_runs_and_no_reason_is_asked(desk: Desk) -> None:
    job = await desk.taken_over(20_000)
    desk.finance.clock.at += timedelta(days=9)
    assert await desk.finance.fire_due() == 0
    await desk.claim(job, 20_000)


@pytest.mark.rule("F1")
@pytest.mark.parametrize("kind", ["taken over", "the squad's from the start"])
async def test_a_claim_for_work_begun_in_danger_says_why(desk: Desk, kind: str) -> None:
    job = await dangerous(desk, kind)
    before = await desk.finance.rows()
    answer = await desk.post("repair_squad", "/claims", claim_body(job, 20_000, "company"))
    assert (answer.status_code, "/danger_reason" in answer.text) == (422, True)
    assert await desk.finance.rows() == before
    claim = await desk.claim(job, 20_000, "company", **WHY)
    shown = await desk.get("site_lead", f"/claims/{claim['claim_id']}")
    assert (shown["is_dangerous"], shown["danger_reason"]) == (True, WHY["danger_reason"])


async def missing(desk: Desk, claim: dict[str, Any]) -> list[str]:
    links: list[str] = (await desk.get("auditor", f"/claims/{claim['claim_id']}"))["missing_links"]
    return links


@pytest.mark.rule("L7", "F1", "F5")
async def test_with_the_chain_of_danger_its_cost_is_deducted_once_engineering_has_found(desk: Desk) -> None:
    job = await desk.taken_over(20_000, danger=True, links=("notice", "called", "did_not_come", "take_over"))
    claim = await desk.claim(job, 20_000, **WHY)
    await desk.sign("site_lead", claim)
    await desk.done(job)
    assert (await desk.final_cost(claim, 20_000)).status_code == 201
    assert await missing(desk, claim) == ["called_time_named", "urgency_found"]
    body = {"project": "P1", "quarter": "2026-Q1"}
    refusal = await desk.post("finance_officer", "/statements", body)
    assert (refusal.status_code, "urgency_found" in refusal.text) == (409, True)
    called_at = desk.finance.clock.at - timedelta(days=1)
    await desk.evidence(job, "called", at=called_at, note="phoned 9:10, to come by 10:00")
    await desk.evidence(job, "urgency_found", by="engineer")
    assert await missing(desk, claim) == []
    assert (await desk.act("finance_officer", await desk.served(), "bookings")).status_code == 201
    assert (await desk.retention())["deducted_fen"] == 20_000


@pytest.mark.rule("L7")
async def test_evidence_heard_twice_is_kept_once_and_that_of_an_unknown_order_comes_with_its_take_over(
    desk: Desk,
) -> None:
    job = await desk.taken_over(20_000)
    before = (await desk.finance.rows())["order_evidence"]
    for _ in range(2):
        await desk.evidence(job, "urgency_found", by="engineer")
    assert (await desk.finance.rows())["order_evidence"] == before + 1
    event, case_id = desk.take_over_event(20_000)
    stranger = Job(event.order_id, event.order_no, case_id)
    await desk.evidence(stranger, "called")
    await desk.estimated(stranger, 30_000)
    assert (await desk.finance.rows())["order_evidence"] == before + 1
    assert await desk.finance.hear(event, about=case_id) == Outcome.APPLIED
