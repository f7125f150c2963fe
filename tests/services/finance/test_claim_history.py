"""B10 through the door: a claim as it stood and was known at a moment, with who had signed by then."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from .desk import Desk, lines


async def as_of(desk: Desk, claim: dict[str, Any], at: datetime) -> Any:
    moment = at.isoformat().replace("+00:00", "Z")
    return await (await desk.as_("auditor")).get(f"/claims/{claim['claim_id']}?as_of={moment}")


@pytest.mark.rule("B10")
async def test_a_claim_is_shown_as_it_stood_at_each_moment_of_its_life(desk: Desk) -> None:
    clock, job = desk.finance.clock, await desk.taken_over()
    begun, at, seen = clock.at, [], []
    clock.at += timedelta(hours=1)

    async def step(answer: Any) -> dict[str, Any]:
        made = answer if isinstance(answer, dict) else answer.json()
        at.append(clock.at)
        seen.append(await desk.get("auditor", f"/claims/{claim['claim_id']}"))
        clock.at += timedelta(hours=1)
        return made  # type: ignore[no-any-return]

    claim = await desk.claim(job, 120_000)
    await step(claim)
    await step(await desk.sign("deputy_chief_engineer", claim, "reviews"))
    path = f"/claims/{claim['claim_id']}/amounts"
    other = {"cause": "company", "cause_evidence": "ours after all"}
    claim = await step(await desk.post("repair_squad", path, {"amount_fen": 20_000, "lines": lines(20_000)} | other))
    await step(await desk.sign("site_lead", claim))
    await desk.done(job)
    await step(await desk.final_cost(claim, 30_001))
    await step(await desk.sign("centre_director", claim | {"amount_fen": 30_001}))
    assert seen[-1]["state"] == "confirmed"
    for moment, then in zip(at, seen, strict=True):
        told = (await as_of(desk, claim, moment)).json()
        assert told == then | {"sign_as": None, "sign_on_behalf_of": None}
        later = (await as_of(desk, claim, moment + timedelta(minutes=59))).json()
        assert later["moves"] == then["moves"]
    before_the_end = (await as_of(desk, claim, at[-1] - timedelta(microseconds=1))).json()
    assert (before_the_end["state"], len(before_the_end["moves"])) == ("in_approval", len(seen[-1]["moves"]) - 2)
    assert (await as_of(desk, claim, begun)).status_code == 404
    assert (await as_of(desk, claim, at[0] - timedelta(microseconds=1))).status_code == 404


@pytest.mark.rule("B10", "F2")
async def test_the_joint_total_the_signer_saw_can_be_seen_again(desk: Desk) -> None:
    clock = desk.finance.clock
    first = await desk.claim(await desk.taken_over(), 20_000)
    alone = clock.at
    clock.at += timedelta(hours=1)
    second = await desk.claim(await desk.taken_over(), 20_000)
    both = clock.at
    clock.at += timedelta(hours=1)
    await desk.post("site_lead", f"/claims/{second['claim_id']}/refusals", {"reason": "x"})
    told = [(await as_of(desk, first, at)).json()["together_fen"] for at in (alone, both, clock.at)]
    assert told == [20_000, 40_000, 20_000]


@pytest.mark.rule("B10")
async def test_evidence_shows_from_when_it_was_known_here(desk: Desk) -> None:
    job, clock = await desk.taken_over(), desk.finance.clock
    claim, known = await desk.claim(job, 20_000), clock.at
    clock.at += timedelta(hours=1)
    await desk.evidence(job, "urgency_found", at=known - timedelta(days=1))
    kinds = [{link["kind"] for link in (await as_of(desk, claim, at)).json()["evidence"]} for at in (known, clock.at)]
    assert ["urgency_found" in kind for kind in kinds] == [False, True]


@pytest.mark.rule("B10")
@pytest.mark.parametrize("moment", ["yesterday", "2026-03-10", "2026-03-10T02:00:00", "0001-01-01T00:00:00Z"])
async def test_what_is_no_moment_is_refused(desk: Desk, moment: str) -> None:
    claim = await desk.claim(await desk.taken_over(), 20_000)
    answer = await (await desk.as_("auditor")).get(f"/claims/{claim['claim_id']}?as_of={moment}")
    assert answer.status_code == 422, answer.text
