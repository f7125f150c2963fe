"""What finance refuses leaves nothing behind: no row, no number, no message."""

from typing import Any
from uuid import uuid4

import pytest
from aftercare_contracts.events import finance as events
from plumbing.inbox import Outcome

from .desk import Desk, claim_body, lines

SOMEONE = "00000000-0000-7000-8000-000000000001"


@pytest.mark.rule("F1")
@pytest.mark.parametrize("amount_fen", [0, -1, 1.5, 100.0, "100", True, None, 10**12 + 1, float("1e300")])
async def test_an_amount_that_is_none_is_refused(desk: Desk, amount_fen: Any) -> None:
    job, before = await desk.taken_over(), await desk.finance.rows()
    for body in (
        claim_body(job, 100) | {"amount_fen": amount_fen},
        claim_body(job, 100) | {"lines": [{"what": "x", "kind": "labour", "amount_fen": amount_fen}]},
    ):
        answer = await desk.post("repair_squad", "/claims", body)
        assert answer.status_code == 422, answer.text
        assert "amount_fen" in answer.text
    answer = await desk.post("finance_officer", "/funds/P1/allotments", {"amount_fen": amount_fen, "note": "x"})
    assert answer.status_code == 422
    assert await desk.finance.rows() == before | {"inbox": before["inbox"]}


@pytest.mark.rule("L4")
@pytest.mark.parametrize(
    ("wrong", "pointer"),
    [
        ({"lines": []}, "/lines"),
        ({"lines": lines(99)}, "/lines"),
        ({"lines": lines(60) + lines(41)}, "/lines"),
        ({"cause": "nobody"}, "/cause"),
        ({"cause_evidence": "   "}, "/cause_evidence"),
        ({"cause_evidence": "a\x00b"}, "/cause_evidence"),
        ({"cause_evidence": "x" * 2001}, "/cause_evidence"),
        ({"amount": 100}, "/amount"),
        ({"order_id": "GD-1"}, "/order_id"),
        ({"lines": [{"what": "x", "kind": "bribe", "amount_fen": 100}]}, "/lines/0/kind"),
    ],
)
async def test_a_claim_that_is_wrong_names_the_field(desk: Desk, wrong: dict[str, Any], pointer: str) -> None:
    job = await desk.taken_over()
    before = await desk.finance.rows()
    answer = await desk.post("repair_squad", "/claims", claim_body(job, 100) | wrong)
    assert answer.status_code == 422, answer.text
    assert pointer in answer.text
    assert await desk.finance.rows() == before


@pytest.mark.rule("L4", "L7")
async def test_a_cost_of_the_squads_own_order_cannot_fall_on_a_contractor(desk: Desk) -> None:
    job = await desk.squads_own()
    before = await desk.finance.rows()
    answer = await desk.post("repair_squad", "/claims", claim_body(job, 100, "contractor"))
    assert (answer.status_code, answer.json()["type"].rsplit("/", 1)[-1].rsplit(":", 1)[-1]) == (409, "not-taken-over")
    assert await desk.finance.rows() == before


async def test_what_is_not_there_is_not_found(desk: Desk) -> None:
    signature = {"amount_fen": 100, "note": ""}
    for role, path, body in (
        (
            "repair_squad",
            "/claims",
            {"order_id": SOMEONE, "amount_fen": 1, "lines": lines(1), "cause": "company", "cause_evidence": "x"},
        ),
        ("site_lead", f"/claims/{SOMEONE}/approvals", signature),
        ("site_lead", f"/claims/{SOMEONE}/refusals", {"reason": "x"}),
        ("repair_squad", f"/claims/{SOMEONE}/final-costs", {"amount_fen": 1, "lines": lines(1)}),
        ("auditor", f"/statements/{SOMEONE}/audits", {}),
        ("finance_officer", f"/statements/{SOMEONE}/bookings", {}),
        ("centre_director", f"/holds/{SOMEONE}/lifts", {"reason": "x"}),
    ):
        answer = await desk.post(role, path, body)
        assert answer.status_code == 404, (path, answer.text)
    for path in (f"/claims/{SOMEONE}", f"/statements/{SOMEONE}", f"/retention/{SOMEONE}"):
        assert (await (await desk.as_("centre_director")).get(path)).status_code == 404


@pytest.mark.rule("F1", "F2")
async def test_a_signature_by_the_wrong_person_or_for_the_wrong_amount_changes_nothing(desk: Desk) -> None:
    claim = await desk.claim(await desk.taken_over(), 20_000)
    before = await desk.finance.rows()
    path = f"/claims/{claim['claim_id']}/approvals"
    seen = {"amount_fen": 20_000, "note": ""}
    refused = [
        (403, await desk.post("centre_director", path, seen)),
        (403, await desk.post("repair_squad", path, seen)),
        (403, await desk.post("contractor", path, seen)),
        (404, await desk.post("site_lead", path, seen, projects=("P2",))),
        (403, await (await desk.as_("site_lead", person="repair_squad")).post(path, json=seen)),
        (409, await desk.post("site_lead", path, seen | {"amount_fen": 19_999})),
        (401, await (await desk.stack.enter_async_context(desk.finance.client())).post(path, json=seen)),
    ]
    assert [(wanted, answer.status_code) for wanted, answer in refused if wanted != answer.status_code] == []
    assert "20000" in refused[5][1].text
    assert "/amount_fen" in refused[5][1].text
    assert await desk.finance.rows() == before


@pytest.mark.rule("F2")
async def test_one_person_does_not_sign_both_steps(desk: Desk) -> None:
    claim = await desk.claim(await desk.taken_over(), 486_000)
    path, seen = f"/claims/{claim['claim_id']}", {"amount_fen": 486_000, "note": ""}
    both = await desk.as_("deputy_chief_engineer", "vice_president", person="li")
    assert (await both.post(f"{path}/reviews", json=seen)).status_code == 201
    refusal = await both.post(f"{path}/approvals", json=seen)
    assert (refusal.status_code, "two steps" in refusal.json()["detail"]) == (403, True)
    assert (await both.post(f"{path}/refusals", json={"reason": "no"})).status_code == 403


@pytest.mark.rule("F1", "F2")
async def test_an_approval_for_an_amount_that_was_changed_meanwhile_does_not_hold(desk: Desk) -> None:
    claim = await desk.claim(await desk.taken_over(), 20_000)
    change = {"amount_fen": 25_000, "lines": lines(25_000)}
    changed = await desk.post("repair_squad", f"/claims/{claim['claim_id']}/amounts", change)
    assert changed.status_code == 201
    refusal = await desk.sign("site_lead", claim)
    assert (refusal.status_code, "250.00" in refusal.json()["detail"]) == (409, True)
    assert (await desk.sign("site_lead", changed.json())).status_code == 201
    late = await desk.post("repair_squad", f"/claims/{claim['claim_id']}/amounts", change)
    assert late.status_code == 409


@pytest.mark.rule("F1")
@pytest.mark.parametrize(
    ("amount_fen", "review", "approve"),
    [
        (30_000, None, "site_lead"),
        (30_001, None, "centre_director"),
        (100_000, None, "centre_director"),
        (100_001, "deputy_chief_engineer", "vice_president"),
        (1_000_000, "deputy_chief_engineer", "vice_president"),
        (1_000_001, "deputy_chief_engineer", "general_manager"),
    ],
)
async def test_a_claim_on_a_boundary_goes_to_the_lower_tier(
    desk: Desk, amount_fen: int, review: str | None, approve: str
) -> None:
    claim = await desk.claim(await desk.taken_over(), amount_fen)
    assert claim["next_role"] == (review or approve)
    shown = await desk.get("auditor", f"/claims/{claim['claim_id']}")
    assert (shown["review_role"], shown["approve_role"]) == (review, approve)
    if review:
        await desk.sign(review, claim, "reviews")
    await desk.sign(approve, claim)
    (approved,) = await desk.finance.said(events.ClaimApproved)
    assert approved.inform == (("vice_president",) if amount_fen > 1_000_000 else ())


@pytest.mark.rule("L4", "F9")
async def test_a_claim_refused_for_its_cause_is_revised_with_another(desk: Desk) -> None:
    claim = await desk.claim(await desk.taken_over(), 20_000)
    lead = await desk.as_("site_lead")
    refused = await lead.post(f"/claims/{claim['claim_id']}/refusals", json={"reason": "the drawing was ours"})
    assert refused.json()["state"] == "refused"
    path, other = f"/claims/{claim['claim_id']}/amounts", {"amount_fen": 20_000, "lines": lines(20_000)}
    assert (await desk.post("repair_squad", path, other | {"cause": "company"})).status_code == 422
    whole = other | {"cause": "company", "cause_evidence": "drawing 4 shows no slope"}
    assert (await desk.post("repair_squad", path, whole)).status_code == 201
    assert (await desk.retention())["held_fen"] == 20_000
    assert (await lead.post(f"/claims/{claim['claim_id']}/approvals", json={"amount_fen": 20_000})).status_code == 201
    assert (await desk.retention())["held_fen"] == 0
    own = await desk.claim(await desk.squads_own(), 100, "company")
    onto = {"amount_fen": 100, "lines": lines(100), "cause": "contractor", "cause_evidence": "x"}
    assert (await desk.post("repair_squad", f"/claims/{own['claim_id']}/amounts", onto)).status_code == 409


@pytest.mark.rule("F2")
async def test_a_cost_is_not_final_before_it_is_approved_and_the_work_done(desk: Desk) -> None:
    job = await desk.taken_over()
    claim = await desk.claim(job, 20_000)
    assert (await desk.final_cost(claim, 20_000)).status_code == 409
    await desk.sign("site_lead", claim)
    assert (await desk.final_cost(claim, 20_000)).status_code == 409
    await desk.done(job)
    assert (await desk.final_cost(claim, 20_000)).status_code == 201
    assert (await desk.final_cost(claim, 20_000)).status_code == 409
    assert (await desk.balances())["costs:unsorted:P1"] == 20_000


@pytest.mark.rule("F1")
async def test_an_order_has_one_open_claim(desk: Desk) -> None:
    job = await desk.taken_over()
    first = await desk.claim(job, 20_000)
    second = await desk.post("repair_squad", "/claims", claim_body(job, 100))
    assert (second.status_code, first["claim_no"] in second.json()["detail"]) == (409, True)


@pytest.mark.rule("F4")
async def test_who_signed_a_claim_does_not_review_its_statement(desk: Desk) -> None:
    await desk.confirmed(await desk.taken_over(), 50_000)
    statement = await desk.drawn()
    refusal = await desk.act("centre_director", statement, "reviews")
    assert (refusal.status_code, "signed or raised" in refusal.json()["detail"]) == (403, True)
    assert (await desk.act("service_supervisor", statement, "reviews")).status_code == 201
    assert (await desk.act("auditor", statement, "audits")).status_code == 409
    assert (await desk.act("finance_officer", statement, "bookings")).status_code == 409


@pytest.mark.rule("F4")
async def test_a_quarter_without_costs_and_a_project_out_of_reach_are_not_drawn(desk: Desk) -> None:
    before = await desk.finance.rows()
    for body, status in (
        ({"project": "P1", "quarter": "2026-Q1"}, 409),
        ({"project": "P1", "quarter": "2026-Q5"}, 422),
        ({"project": "P1", "quarter": "1"}, 422),
        ({"project": "", "quarter": "2026-Q1"}, 422),
    ):
        assert (await desk.post("finance_officer", "/statements", body)).status_code == status
    away = await desk.post("finance_officer", "/statements", {"project": "P1", "quarter": "2026-Q1"}, projects=("P2",))
    assert (away.status_code, "/project" in away.text) == (403, True)
    out = await desk.post("finance_officer", "/funds/P1/allotments", {"amount_fen": 1, "note": "x"}, projects=("P2",))
    assert out.status_code == 403
    assert await desk.finance.rows() == before


@pytest.mark.rule("F4")
async def test_a_cost_belongs_to_the_quarter_in_which_it_was_confirmed(desk: Desk) -> None:
    await desk.confirmed(await desk.taken_over(), 20_000)
    assert (
        await desk.post("finance_officer", "/statements", {"project": "P1", "quarter": "2026-Q2"})
    ).status_code == 409
    assert (await desk.drawn("2026-Q1"))["total_fen"] == 20_000


@pytest.mark.rule("F7")
async def test_a_contractor_sees_his_own_account_and_nothing_else(desk: Desk) -> None:
    await desk.contract("HT-2", 5, "C-18")
    mine = await desk.get("contractor", "/retention", contractor="C-18")
    assert [account["contract_no"] for account in mine["items"]] == ["HT-2"]
    assert (await desk.get("contractor", "/retention"))["items"] == []
    stranger = await desk.as_("contractor", contractor="C-18")
    assert (await stranger.get(f"/retention/{desk.contract_ids['HT-1']}")).status_code == 404
    for path in ("/claims", "/statements", "/ledger/entries", "/ledger/balances", "/funds"):
        assert (await stranger.get(path)).status_code == 403
    elsewhere = await desk.as_("finance_officer", projects=("P2",))
    assert (await elsewhere.get(f"/retention/{desk.contract_ids['HT-1']}")).status_code == 404
    assert (await elsewhere.get("/ledger/balances")).json() == {"accounts": [], "sum_fen": 0}


async def test_a_forged_cursor_or_filter_is_refused(desk: Desk) -> None:
    for path in (
        "/claims?cursor=xyz", "/claims?cursor=WzFd", "/claims?cursor=WyJhIl0", "/claims?cursor=W10",
        "/ledger/entries?cursor=WyJhIl0", "/ledger/entries?cursor=W251bGxd", "/ledger/entries?account=a%00b",
        "/ledger/entries?cursor=Wzk5OTk5OTk5OTk5OTk5OTk5OTk5OTk5XQ", "/statements?quarter=x", "/claims?limit=0",
        "/claims?project=%00", "/claims?state=gone",
    ):  # fmt: skip
        answer = await (await desk.as_("auditor")).get(path)
        assert answer.status_code == 422, (path, answer.text)


@pytest.mark.rule("B5")
async def test_the_same_request_twice_makes_one_claim_and_one_allotment(desk: Desk) -> None:
    job, key = await desk.taken_over(), {"Idempotency-Key": str(uuid4())}
    squad = await desk.as_("repair_squad")
    answers = [await squad.post("/claims", json=claim_body(job, 20_000), headers=key) for _ in range(2)]
    assert answers[0].json() == answers[1].json()
    other = await squad.post("/claims", json=claim_body(job, 20_001), headers=key)
    assert other.status_code == 422
    officer = await desk.as_("finance_officer")
    for _ in range(2):
        await officer.post("/funds/P1/allotments", json={"amount_fen": 7, "note": "x"}, headers=key)
    assert (await desk.balances())["fund:P1"] == 7


@pytest.mark.rule("F9")
async def test_a_take_over_that_comes_before_its_contract_waits_for_it(desk: Desk) -> None:
    desk.contract_ids["HT-9"] = uuid4()
    before = await desk.finance.rows()
    await desk.taken_over(contract="HT-9", expect=Outcome.RETRY)
    after = await desk.finance.rows()
    assert after["repair_order"] == before["repair_order"]


@pytest.mark.rule("F9", "F6")
async def test_an_event_heard_twice_counts_once(desk: Desk) -> None:
    event, case_id = desk.take_over_event(300_000)
    message = desk.finance.message(event, about=case_id)
    heard = [await desk.finance.inbox.receive(desk.finance.db, message) for _ in range(2)]
    assert heard == [Outcome.APPLIED, Outcome.DUPLICATE]
    assert await desk.finance.hear(event, about=case_id) == Outcome.APPLIED
    account = await desk.retention()
    assert (account["held_fen"], len(account["entries"])) == (300_000, 2)


@pytest.mark.rule("F7")
async def test_a_contract_told_of_twice_opens_one_account(desk: Desk) -> None:
    await desk.contract("HT-1", 1_000_000, contract_id=desk.contract_ids["HT-1"])
    assert (await desk.retention())["withheld_fen"] == 1_000_000
