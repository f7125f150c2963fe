"""F2 through the doors: claims for one unit and fault are signed in the sight of their joint total."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from aftercare_contracts.values import Part

from .desk import Desk, lines
from .test_policy_effects import proposed

MARCH_ENDS = datetime(2026, 3, 31, 15, 59, 59, 999999, tzinfo=UTC)
"""The last moment of the quarter in China."""
APRIL_BEGINS = datetime(2026, 3, 31, 16, 0, tzinfo=UTC)


async def signed(desk: Desk, claim: dict[str, Any], role: str = "site_lead", **body: Any) -> Any:
    sent = {"amount_fen": claim["amount_fen"]} | body
    return await desk.post(role, f"/claims/{claim['claim_id']}/approvals", sent)


@pytest.mark.rule("F2")
async def test_two_claims_that_together_cross_a_tier_are_signed_with_their_joint_total(desk: Desk) -> None:
    first, second = [await desk.claim(await desk.taken_over(), fen) for fen in (20_000, 10_001)]
    shown = await desk.get("site_lead", f"/claims/{second['claim_id']}")
    assert (shown["together_fen"], shown["crosses_a_tier"], shown["together_approve_role"]) == (
        30_001, True, "centre_director",
    )  # fmt: skip
    assert sorted(shown["together_claims"]) == [first["claim_no"], second["claim_no"]]
    before = await desk.finance.rows()
    unseen = await signed(desk, second)
    assert (unseen.status_code, "/together_fen" in unseen.text, "300.01" in unseen.text) == (422, True, True)
    wrong = await signed(desk, second, together_fen=30_000)
    assert (wrong.status_code, "/together_fen" in wrong.text) == (409, True)
    assert await desk.finance.rows() == before
    assert (await signed(desk, second, together_fen=30_001)).status_code == 201


@pytest.mark.rule("F2")
async def test_up_to_the_bound_and_for_another_fault_or_unit_nothing_need_be_stated(desk: Desk) -> None:
    first, second = [await desk.claim(await desk.taken_over(), fen) for fen in (20_000, 10_000)]
    await desk.claim(await desk.taken_over(part=Part.ELECTRICAL), 30_000)
    await desk.claim(await desk.taken_over(unit_no="3-1202"), 30_000)
    assert (await signed(desk, first)).status_code == 201
    assert (await signed(desk, second, together_fen=30_000)).status_code == 201


@pytest.mark.rule("F2")
async def test_a_total_that_has_changed_since_it_was_seen_is_refused(desk: Desk) -> None:
    claim = await desk.claim(await desk.taken_over(), 20_000)
    await desk.claim(await desk.taken_over(), 20_000)
    await desk.claim(await desk.taken_over(), 1)
    assert (await signed(desk, claim, together_fen=40_000)).status_code == 409
    assert (await signed(desk, claim, together_fen=40_001)).status_code == 201


@pytest.mark.rule("F2")
async def test_refused_and_withdrawn_claims_do_not_count_but_what_was_approved_of_one_does(desk: Desk) -> None:
    job = await desk.taken_over()
    claim = await desk.claim(job, 20_000)
    gone, refused = [await desk.claim(await desk.taken_over(), 15_000) for _ in range(2)]
    await desk.post("repair_squad", f"/claims/{gone['claim_id']}/withdrawals", {"reason": "x"})
    await desk.post("site_lead", f"/claims/{refused['claim_id']}/refusals", {"reason": "x"})
    assert (await signed(desk, claim)).status_code == 201
    await desk.done(job)
    assert (await desk.final_cost(claim, 30_001)).json()["state"] == "in_approval"
    await desk.post("centre_director", f"/claims/{claim['claim_id']}/refusals", {"reason": "the offer was 200"})
    other = await desk.claim(await desk.taken_over(), 10_001)
    assert (await desk.get("auditor", f"/claims/{other['claim_id']}"))["together_fen"] == 30_001
    assert (await signed(desk, other)).status_code == 422


@pytest.mark.rule("F2")
@pytest.mark.parametrize(("raised_at", "status"), [(MARCH_ENDS, 422), (APRIL_BEGINS, 201)])
async def test_what_was_booked_counts_within_its_quarter(desk: Desk, raised_at: datetime, status: int) -> None:
    await desk.confirmed(await desk.taken_over(), 20_000)
    assert (await desk.act("finance_officer", await desk.served(), "bookings")).status_code == 201
    desk.finance.clock.at = raised_at
    late = await desk.claim(await desk.taken_over(), 20_000)
    desk.finance.clock.at = APRIL_BEGINS
    answer = await signed(desk, late)
    assert answer.status_code == status, answer.text


@pytest.mark.rule("F2")
async def test_what_is_confirmed_and_not_booked_counts_however_old(desk: Desk) -> None:
    await desk.confirmed(await desk.taken_over(), 20_000)
    desk.finance.clock.at = APRIL_BEGINS
    late = await desk.claim(await desk.taken_over(), 20_000)
    assert (await signed(desk, late)).status_code == 422


@pytest.mark.rule("F2")
async def test_a_claim_revised_to_be_split_is_still_shown_as_one(desk: Desk) -> None:
    whole = await desk.claim(await desk.taken_over(), 40_000)
    path = f"/claims/{whole['claim_id']}/amounts"
    half = await desk.post("repair_squad", path, {"amount_fen": 20_000, "lines": lines(20_000)})
    assert (await signed(desk, half.json())).status_code == 201
    rest = await desk.claim(await desk.taken_over(), 20_000)
    assert (await signed(desk, rest)).status_code == 422


@pytest.mark.rule("F1", "F2")
async def test_a_claim_is_signed_by_the_tiers_it_was_raised_under_and_so_is_its_excess(desk: Desk) -> None:
    job = await desk.taken_over()
    claim = await desk.claim(job, 30_001)
    assert (await desk.post("vice_president", f"{await proposed(desk, 50_000)}/confirmations")).status_code == 201
    desk.finance.clock.at += timedelta(days=1)
    assert (await signed(desk, claim)).status_code == 403
    assert (await signed(desk, claim, "centre_director")).status_code == 201
    await desk.done(job)
    exceeded = (await desk.final_cost(claim, 45_000)).json()
    assert exceeded["next_role"] == "centre_director"
    assert (await signed(desk, exceeded)).status_code == 403
    assert (await signed(desk, exceeded, "centre_director")).json()["state"] == "confirmed"
    assert (await desk.claim(await desk.taken_over(unit_no="8-8"), 45_000))["next_role"] == "site_lead"
