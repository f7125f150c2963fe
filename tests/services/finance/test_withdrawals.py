"""F1 through the doors: a claim is taken back, or refused and brought again; the order may get another."""

import asyncio
from typing import Any
from uuid import uuid4

import pytest
from aftercare_contracts.events.finance import ClaimRaised, ClaimRefused
from aftercare_contracts.events.finance_approval import ClaimWithdrawn

from .desk import Desk, lines

REASON = {"reason": "the owner repaired it himself"}


async def withdrawn(desk: Desk, claim: dict[str, Any], **who: Any) -> Any:
    return await desk.post("repair_squad", f"/claims/{claim['claim_id']}/withdrawals", REASON, **who)


@pytest.mark.rule("F1", "F9")
async def test_a_withdrawn_claim_makes_room_for_another_and_the_hold_is_the_estimate_again(desk: Desk) -> None:
    job = await desk.taken_over(500_000)
    claim = await desk.claim(job, 20_000)
    assert (await desk.retention())["held_fen"] == 20_000
    answer = await withdrawn(desk, claim)
    assert (answer.status_code, answer.json()["state"], answer.json()["next_role"]) == (201, "withdrawn", None)
    assert (await desk.retention())["held_fen"] == 500_000
    (event,) = await desk.finance.said(ClaimWithdrawn)
    assert (event.withdrawn_by, event.reason, event.waited_for) == ("repair_squad", REASON["reason"], "site_lead")
    other = await desk.claim(job, 30_000)
    assert other["claim_no"] != claim["claim_no"]
    assert (await desk.retention())["held_fen"] == 30_000
    assert (await desk.get("auditor", "/claims?state=withdrawn"))["items"][0]["claim_no"] == claim["claim_no"]


@pytest.mark.rule("F1")
async def test_a_refused_claim_is_brought_again_changed_or_withdrawn(desk: Desk) -> None:
    again, gone = [await desk.claim(await desk.taken_over(unit_no=f"1-{n}"), 20_000) for n in range(2)]
    for claim in (again, gone):
        answer = await desk.post("site_lead", f"/claims/{claim['claim_id']}/refusals", {"reason": "two offers, please"})
        assert answer.status_code == 201
    said = await desk.finance.said(ClaimRefused)
    assert [event.reason for event in said] == ["two offers, please"] * 2
    change = {"amount_fen": 18_000, "lines": lines(18_000)}
    revised = await desk.post("repair_squad", f"/claims/{again['claim_id']}/amounts", change)
    assert (revised.status_code, revised.json()["next_role"]) == (201, "site_lead")
    assert len(await desk.finance.said(ClaimRaised)) == 3
    assert (await desk.sign("site_lead", revised.json())).status_code == 201
    assert (await withdrawn(desk, gone)).status_code == 201
    assert [event.waited_for for event in await desk.finance.said(ClaimWithdrawn)] == [None]


@pytest.mark.rule("F1", "F2")
async def test_what_is_not_his_or_was_approved_is_not_withdrawn(desk: Desk) -> None:
    claim, approved = (
        await desk.claim(await desk.taken_over(), 20_000),
        await desk.approved(await desk.squads_own(), 100, "company"),
    )
    before = await desk.finance.rows()
    assert (await withdrawn(desk, claim, person="another")).status_code == 403
    assert (await withdrawn(desk, claim, projects=("P2",))).status_code == 404
    assert (await withdrawn(desk, approved)).status_code == 409
    assert (await withdrawn(desk, {"claim_id": uuid4()})).status_code == 404
    assert (await desk.post("site_lead", f"/claims/{claim['claim_id']}/withdrawals", REASON)).status_code == 403
    empty = await desk.post("repair_squad", f"/claims/{claim['claim_id']}/withdrawals", {"reason": " "})
    assert (empty.status_code, "/reason" in empty.text) == (422, True)
    assert await desk.finance.rows() == before


@pytest.mark.rule("F1", "B5")
async def test_of_a_signature_and_a_withdrawal_at_once_one_counts(desk: Desk) -> None:
    for n in range(5):
        claim = await desk.claim(await desk.taken_over(unit_no=f"2-{n}"), 20_000)
        path = f"/claims/{claim['claim_id']}/approvals"
        answers = await asyncio.gather(withdrawn(desk, claim), desk.post("site_lead", path, {"amount_fen": 20_000}))
        assert sorted(answer.status_code for answer in answers) == [201, 409]
