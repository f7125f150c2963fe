"""F9: what is held follows what the repair is expected to cost."""

import pytest

from .desk import Desk


@pytest.mark.rule("F9")
async def test_a_hold_follows_the_estimate_until_a_claim_takes_its_place(desk: Desk) -> None:
    job = await desk.taken_over(500_000)
    await desk.estimated(job, 700_000)
    assert (await desk.retention())["held_fen"] == 700_000
    await desk.estimated(job, 300_000, "a smaller pipe")
    account = await desk.retention()
    assert (account["held_fen"], account["free_fen"]) == (300_000, 700_000)
    assert [entry["reason"] for entry in account["entries"] if "estimate" in entry["reason"]] == [
        "estimate by site_lead: a smaller pipe", "estimate by site_lead: the leak is larger",
    ]  # fmt: skip
    claim = await desk.claim(job, 20_000)
    await desk.estimated(job, 900_000)
    assert (await desk.retention())["held_fen"] == 20_000
    await desk.post("repair_squad", f"/claims/{claim['claim_id']}/withdrawals", {"reason": "x"})
    assert (await desk.retention())["held_fen"] == 900_000


@pytest.mark.rule("F9")
async def test_an_estimate_beyond_the_retention_holds_what_there_is_and_a_lifted_hold_stays_lifted(desk: Desk) -> None:
    job = await desk.taken_over(500_000)
    await desk.estimated(job, 1_000_001)
    account = await desk.retention()
    assert (account["held_fen"], account["free_fen"], account["holds"][0]["wanted_fen"]) == (1_000_000, 0, 1_000_001)
    await desk.post("centre_director", f"/holds/{job.order_id}/lifts", {"reason": "agreed"})
    await desk.estimated(job, 5)
    assert (await desk.retention())["held_fen"] == 0
