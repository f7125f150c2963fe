"""Other tiers: tried on the claims of late, confirmed by another, and held for the claims raised from their day on."""

import copy
from datetime import timedelta
from typing import Any

import pytest

from .desk import Desk


async def proposed(desk: Desk, up_to_fen: int) -> str:
    """The site lead signs for more."""
    standing = await desk.get("centre_director", "/policies/approval")
    data = copy.deepcopy(standing["data"])
    data[0]["up_to_fen"] = up_to_fen
    body = {"data": data, "based_on": standing["version"], "holds_from": "2026-03-11", "reason": "例会决定"}
    answer = await desk.post("centre_director", "/policies/approval/proposals", body)
    assert answer.status_code == 201, answer.text
    return f"/policies/approval/proposals/{answer.json()['proposal_id']}"


async def tier_of(desk: Desk, claim: dict[str, Any]) -> str:
    return (await desk.get("centre_director", f"/claims/{claim['claim_id']}"))["next_role"]  # type: ignore[no-any-return]


@pytest.mark.rule("F1")
async def test_other_tiers_are_tried_on_the_claims_of_late_and_hold_for_those_to_come(desk: Desk) -> None:
    small, old = [await desk.claim(await desk.squads_own(), fen, "company") for fen in (30_000, 30_001)]
    proposal = await proposed(desk, 50_000)
    rows = await desk.finance.rows()
    effect = (await desk.get("vice_president", proposal))["effect"]
    assert (effect["groups"][0]["looked_at"], effect["groups"][0]["figures"]) == (2, {"other_tier": 1})
    assert [example["number"] for example in effect["examples"]] == [old["claim_no"]]
    assert await desk.finance.rows() == rows
    assert (await desk.post("vice_president", f"{proposal}/confirmations")).status_code == 201
    desk.finance.clock.at += timedelta(days=1)
    new = await desk.claim(await desk.squads_own(), 30_001, "company")
    assert [await tier_of(desk, claim) for claim in (small, old, new)] == ["site_lead", "centre_director", "site_lead"]


@pytest.mark.rule("F1")
async def test_money_tiers_are_confirmed_above_the_centre(desk: Desk) -> None:
    proposal = await proposed(desk, 50_000)
    for role in ("centre_director", "finance_officer", "auditor", "deputy_chief_engineer"):
        assert (await desk.post(role, f"{proposal}/confirmations", person="wu")).status_code == 403
    assert (await desk.post("general_manager", f"{proposal}/confirmations")).status_code == 201
