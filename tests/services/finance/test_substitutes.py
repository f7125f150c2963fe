"""B4 through the doors: a substitute is named, signs, is shown, and is ended."""

import asyncio
from datetime import timedelta
from typing import Any
from uuid import uuid4

import httpx
import pytest
from aftercare_contracts.events import finance as events
from aftercare_contracts.events.finance_approval import SubstituteNamed, SubstitutionEnded

from .desk import Desk, claim_body


def naming(desk: Desk, role: str = "site_lead", substitute: str = "wu", hours: int = 24, **more: Any) -> dict[str, Any]:
    ends_at = (desk.finance.clock.at + timedelta(hours=hours)).isoformat()
    return {"role": role, "substitute": substitute, "ends_at": ends_at, "reason": "annual leave"} | more


async def named(desk: Desk, role: str = "site_lead", substitute: str = "wu", **more: Any) -> dict[str, Any]:
    answer = await desk.post(role, "/substitutions", naming(desk, role, substitute, **more))
    assert answer.status_code == 201, answer.text
    return answer.json()


async def wu(desk: Desk, *roles: str, **who: Any) -> httpx.AsyncClient:
    return await desk.as_(*(roles or ("service_officer",)), person="wu", **who)


async def sign(client: httpx.AsyncClient, claim: dict[str, Any], step: str = "approvals") -> httpx.Response:
    body = {"amount_fen": claim["amount_fen"], "note": "seen"}
    return await client.post(f"/claims/{claim['claim_id']}/{step}", json=body)


@pytest.mark.rule("B4")
async def test_a_substitute_signs_and_the_decision_shows_for_whom_everywhere(desk: Desk) -> None:
    job = await desk.taken_over()
    claim, substitution = await desk.claim(job, 20_000), await named(desk)
    waiting = (await (await wu(desk)).get("/claims?waiting_for_me=true")).json()["items"]
    assert [(row["claim_no"], row["sign_as"], row["sign_on_behalf_of"]) for row in waiting] == [
        (claim["claim_no"], "site_lead", "site_lead")
    ]
    assert (await sign(await wu(desk), claim)).status_code == 201
    (approved,) = await desk.finance.said(events.ClaimApproved)
    assert (approved.approved_by, approved.approved_role, approved.on_behalf_of) == ("wu", "site_lead", "site_lead")
    shown = await desk.get("auditor", f"/claims/{claim['claim_id']}")
    signature = next(move for move in shown["moves"] if move["verb"] == "approve")
    assert (signature["by"], signature["on_behalf_of"]) == ("wu", "site_lead")
    assert signature["substitution_id"] == substitution["substitution_id"]
    await desk.done(job)
    assert (await desk.final_cost(claim, 20_000)).status_code == 201
    assert (await desk.act("centre_director", await desk.drawn(), "reviews")).status_code == 201
    entries = await booked(desk)
    (basis,) = [entry["basis"] for entry in entries if entry["kind"] == "deduction"]
    (kept,) = basis["approvals"]
    assert (kept["by"], kept["on_behalf_of"]) == ("wu", "site_lead")


async def booked(desk: Desk) -> list[dict[str, Any]]:
    """The ledger after the one statement was served and booked."""
    (statement,) = (await desk.get("auditor", "/statements"))["items"]
    assert (await desk.act("service_supervisor", statement, "servings", how="by courier")).status_code == 201
    await desk.agreed(statement)
    assert (await desk.act("finance_officer", statement, "bookings")).status_code == 201
    return (await desk.get("auditor", "/ledger/entries"))["items"]


@pytest.mark.rule("B4", "F4")
async def test_neither_the_substitute_nor_the_one_signed_for_reviews_the_statement(desk: Desk) -> None:
    job = await desk.taken_over()
    claim = await desk.claim(job, 50_000)
    await named(desk, "centre_director")
    assert (await sign(await wu(desk), claim)).status_code == 201
    await desk.done(job)
    assert (await desk.final_cost(claim, 50_000)).status_code == 201
    refusal = await desk.act("centre_director", await desk.drawn(), "reviews")
    assert (refusal.status_code, "signed or raised" in refusal.json()["detail"]) == (403, True)


@pytest.mark.rule("B4")
async def test_a_substitute_signs_from_the_first_moment_of_the_period_up_to_its_end(desk: Desk) -> None:
    claims = [await desk.claim(await desk.taken_over(unit_no=f"1-{n}"), 20_000) for n in range(4)]
    start = desk.finance.clock.at + timedelta(hours=1)
    await named(desk, starts_at=start.isoformat(), ends_at=(start + timedelta(hours=1)).isoformat())
    tick = timedelta(microseconds=1)
    expected = [
        (start - tick, 403),
        (start, 201),
        (start + timedelta(hours=1) - tick, 201),
        (start + timedelta(hours=1), 403),
    ]
    for claim, (at, status) in zip(claims, expected, strict=True):
        desk.finance.clock.at = at
        assert (await sign(await wu(desk), claim)).status_code == status


@pytest.mark.rule("B4")
async def test_one_that_is_ended_early_signs_no_more(desk: Desk) -> None:
    claim, substitution = await desk.claim(await desk.taken_over(), 20_000), await named(desk)
    path, reason = f"/substitutions/{substitution['substitution_id']}/endings", {"reason": "back already"}
    stranger = await desk.post("site_lead", path, reason, person="lead-2")
    assert stranger.status_code == 403
    desk.finance.clock.at += timedelta(minutes=5)
    ended = await desk.post("site_lead", path, reason)
    assert (ended.status_code, ended.json()["holds_now"], ended.json()["ended_by"]) == (201, False, "site_lead")
    assert (await sign(await wu(desk), claim)).status_code == 403
    assert (await desk.post("centre_director", path, reason)).status_code == 409
    assert (await desk.post("site_lead", f"/substitutions/{uuid4()}/endings", reason)).status_code == 404
    assert len(await desk.finance.said(SubstituteNamed)) == len(await desk.finance.said(SubstitutionEnded)) == 1
    again = await named(desk)
    assert again["holds_now"]


@pytest.mark.rule("B4", "F2")
async def test_a_substitute_signs_neither_his_own_claim_nor_that_of_the_one_who_is_away(desk: Desk) -> None:
    own = await desk.post("repair_squad", "/claims", (await body_of(desk)), person="wu")
    theirs = await desk.post("repair_squad", "/claims", (await body_of(desk)), person="site_lead")
    await named(desk)
    before = await desk.finance.rows()
    for claim in (own.json(), theirs.json()):
        refusal = await sign(await wu(desk), claim)
        assert (refusal.status_code, "raised" in refusal.json()["detail"]) == (403, True)
    assert (await (await wu(desk)).get("/claims?waiting_for_me=true")).json()["items"] == []
    assert await desk.finance.rows() == before


async def body_of(desk: Desk) -> dict[str, Any]:
    return claim_body(await desk.taken_over(unit_no=f"7-{uuid4().hex[:4]}"), 20_000)


@pytest.mark.rule("B4", "F2")
async def test_nobody_signs_two_steps_as_himself_and_for_another(desk: Desk) -> None:
    claim = await desk.claim(await desk.taken_over(), 486_000)
    await named(desk, "deputy_chief_engineer", "vice_president")
    await named(desk, "vice_president", "wu")
    vice = await desk.as_("vice_president")
    assert (await sign(vice, claim, "reviews")).status_code == 201
    for client in (vice, await wu(desk)):
        refusal = await sign(client, claim)
        assert (refusal.status_code, "two steps" in refusal.json()["detail"]) == (403, True)
    (reviewed,) = await desk.finance.said(events.ClaimReviewed)
    assert reviewed.on_behalf_of == "deputy_chief_engineer"
    assert (await sign(await desk.as_("vice_president", person="vice-2"), claim)).status_code == 201


@pytest.mark.rule("B4")
@pytest.mark.parametrize(
    "role", ["auditor", "finance_officer", "repair_squad", "contractor", "customer", "property_company"]
)
async def test_who_may_not_stand_in_does_not_though_he_is_named(desk: Desk, role: str) -> None:
    claim = await desk.claim(await desk.taken_over(), 20_000)
    await named(desk)
    client = await wu(desk, role, contractor="C-17")
    assert (await sign(client, claim)).status_code == 403
    both = await wu(desk, role, "service_officer", contractor="C-17")
    assert (await sign(both, claim)).status_code == 403


@pytest.mark.rule("B4")
async def test_a_substitute_signs_only_where_he_and_the_substitution_reach(desk: Desk) -> None:
    claim = await desk.claim(await desk.taken_over(), 20_000)
    await named(desk, project="P2")
    assert (await sign(await wu(desk), claim)).status_code == 403
    answer = await desk.post("site_lead", "/substitutions", naming(desk, project="P1"), person="lead-2")
    assert answer.status_code == 201
    assert (await sign(await wu(desk, projects=("P2",)), claim)).status_code == 404
    assert (await sign(await wu(desk, projects=("P1",)), claim)).status_code == 201


@pytest.mark.rule("B4")
async def test_a_substitute_of_no_other_standing_sees_what_he_may_sign_and_nothing_else(desk: Desk) -> None:
    small = await desk.claim(await desk.taken_over(unit_no="1-1"), 20_000)
    great = await desk.claim(await desk.taken_over(unit_no="1-2"), 50_000)
    client = await wu(desk)
    for claim in (small, great):
        assert (await client.get(f"/claims/{claim['claim_id']}")).status_code == 404
    assert (await client.get("/claims")).json()["items"] == []
    await named(desk)
    assert (await client.get(f"/claims/{small['claim_id']}")).json()["sign_on_behalf_of"] == "site_lead"
    assert (await client.get(f"/claims/{great['claim_id']}")).status_code == 404
    assert [row["claim_no"] for row in (await client.get("/claims")).json()["items"]] == [small["claim_no"]]
    await sign(client, small)
    desk.finance.clock.at += timedelta(days=2)
    assert (await client.get(f"/claims/{small['claim_id']}")).status_code == 200


@pytest.mark.rule("B4")
async def test_a_superior_names_one_and_others_do_not(desk: Desk) -> None:
    body = naming(desk, away="site_lead")
    assert (await desk.post("deputy_chief_engineer", "/substitutions", body)).status_code == 403
    assert (await desk.post("service_officer", "/substitutions", body)).status_code == 403
    made = await desk.post("centre_director", "/substitutions", body)
    assert (made.status_code, made.json()["named_by"], made.json()["away"]) == (201, "centre_director", "site_lead")
    (event,) = await desk.finance.said(SubstituteNamed)
    assert (event.project, event.tell) == (None, ("site_lead", "centre_director"))


@pytest.mark.rule("B4")
@pytest.mark.parametrize(
    ("wrong", "status", "pointer"),
    [
        ({"role": "auditor"}, 422, "/role"),
        ({"role": "nobody"}, 422, "/role"),
        ({"substitute": "site_lead"}, 422, "/substitute"),
        ({"substitute": " "}, 422, "/substitute"),
        ({"reason": ""}, 422, "/reason"),
        ({"starts_at": "2026-03-10T01:59:59Z"}, 422, "/starts_at"),
        ({"starts_at": "2026-03-20T00:00:00"}, 422, "/starts_at"),
        ({"ends_at": "2026-03-10T02:00:00Z"}, 422, "/ends_at"),
        ({"ends_at": "9999-01-01T00:00:00Z"}, 422, "/ends_at"),
        ({"role": "centre_director"}, 403, ""),
        ({"away": "lead-2"}, 403, ""),
        ({"project": "P1", "until": "never"}, 422, "/until"),
    ],
)
async def test_a_substitution_that_is_wrong_is_refused_and_leaves_nothing(
    desk: Desk, wrong: dict[str, Any], status: int, pointer: str
) -> None:
    before = await desk.finance.rows()
    answer = await desk.post("site_lead", "/substitutions", naming(desk) | wrong)
    assert (answer.status_code, pointer in answer.text) == (status, True), answer.text
    assert await desk.finance.rows() == before


@pytest.mark.rule("B4")
async def test_one_is_named_within_ones_own_projects(desk: Desk) -> None:
    for project in ("P1", None):
        answer = await desk.post("site_lead", "/substitutions", naming(desk, project=project), projects=("P2",))
        assert (answer.status_code, "/project" in answer.text) == (403, True)
    assert (
        await desk.post("site_lead", "/substitutions", naming(desk, project="P2"), projects=("P2",))
    ).status_code == 201
    seen = (await desk.get("auditor", "/substitutions", projects=("P1",)))["items"]
    assert seen == []
    assert len((await desk.get("auditor", "/substitutions?holding=true&role=site_lead"))["items"]) == 1


@pytest.mark.rule("B4")
async def test_of_ten_named_at_once_for_one_time_one_is(desk: Desk) -> None:
    calls = [desk.post("site_lead", "/substitutions", naming(desk, substitute=f"s-{n}")) for n in range(10)]
    codes = sorted(answer.status_code for answer in await asyncio.gather(*calls))
    assert codes == [201] + [409] * 9


@pytest.mark.rule("B4", "B5")
async def test_one_named_twice_with_one_key_is_one(desk: Desk) -> None:
    body, key = naming(desk), {"Idempotency-Key": str(uuid4())}
    lead = await desk.as_("site_lead")
    answers = [await lead.post("/substitutions", json=body, headers=key) for _ in range(2)]
    assert answers[0].json() == answers[1].json()
    assert len((await desk.get("site_lead", "/substitutions"))["items"]) == 1
