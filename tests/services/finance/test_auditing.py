"""Audit calls up items and sends statements back, drafts, what waits for whom, and the quarter's end (F4, N2)."""

from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest
from aftercare_contracts.events import finance_quarter as events
from aftercare_contracts.events.finance_limits import FinanceLimitPassed
from aftercare_contracts.values import Part

from .desk import Desk


def kind(answer: httpx.Response) -> str:
    return str(answer.json()["type"].rpartition("/")[2].rpartition(":")[2])


async def waiting(desk: Desk, role: str, **who: Any) -> list[tuple[str, list[str]]]:
    items = (await desk.get(role, "/waiting-statements", **who))["items"]
    return [(each["statement_no"], each["waits_for"]) for each in items]


@pytest.mark.rule("F4")
@pytest.mark.parametrize(("fen", "audited"), [(2_000_000, False), (2_000_001, True)])
async def test_an_item_of_twenty_thousand_stays_with_the_centre_and_a_fen_more_goes_to_the_auditor(
    desk: Desk, fen: int, audited: bool
) -> None:
    await desk.confirmed(await desk.squads_own(), fen, "company")
    draft = await desk.get("auditor", "/statement-drafts?project=P1&quarter=2026-Q1")
    assert [item["for_audit"] for item in draft["items"]] == [audited]
    assert (draft["company_fen"], draft["contractor_fen"], draft["open"]) == (fen, 0, [])
    statement = await desk.drawn()
    assert (await desk.act("service_supervisor", statement, "reviews")).status_code == 201
    answer = await desk.act("auditor", statement, "audits")
    assert answer.status_code == (201 if audited else 409)


@pytest.mark.rule("F4")
async def test_a_draft_keeps_nothing_and_names_what_would_stay_open(desk: Desk) -> None:
    await desk.confirmed(await desk.taken_over(links=("notice", "receipt")), 480_000)
    await desk.confirmed(await desk.squads_own(), 25_000, "company")
    rows = await desk.finance.rows()
    draft = await desk.get("centre_director", "/statement-drafts?project=P1&quarter=2026-Q1")
    assert (draft["total_fen"], len(draft["items"]), len(draft["open"])) == (25_000, 1, 1)
    assert "reminder|declined" in draft["open"][0]["missing"]
    assert await desk.finance.rows() == rows
    elsewhere = await desk.as_("centre_director", projects=("P2",))
    assert (await elsewhere.get("/statement-drafts?project=P1&quarter=2026-Q1")).status_code == 403


@pytest.mark.rule("F4")
async def test_an_item_called_up_waits_for_the_audit_and_then_rests_on_it(desk: Desk) -> None:
    await desk.confirmed(await desk.squads_own(), 25_000, "company")
    statement = await desk.drawn()
    await desk.act("service_supervisor", statement, "reviews")
    rows = await desk.finance.rows()
    unknown = await desk.act("auditor", statement, "call-ups", positions=[1, 7], reason="抽查")
    assert (unknown.status_code, unknown.json()["errors"][0]["pointer"]) == (422, "/positions/1")
    assert await desk.finance.rows() == rows
    assert (await desk.act("finance_officer", statement, "call-ups", positions=[1], reason="抽查")).status_code == 403
    assert (await desk.act("auditor", statement, "call-ups", positions=[1], reason="抽查")).status_code == 201
    early = await desk.act("finance_officer", statement, "bookings")
    assert (early.status_code, kind(early)) == (409, "not-ready-yet")
    assert (await desk.act("auditor", statement, "audits")).status_code == 201
    late = await desk.act("auditor", statement, "call-ups", positions=[1], reason="再查")
    assert (late.status_code, kind(late)) == (409, "audit-is-over")
    assert (await desk.act("finance_officer", statement, "bookings")).status_code == 201
    entry = (await desk.get("auditor", "/ledger/entries?account=costs:company:P1"))["items"][0]
    assert entry["basis"]["rests_on"] == "audit by auditor"
    assert (await desk.finance.said(events.ItemsCalledUp))[0].items == 1


@pytest.mark.rule("F4")
async def test_a_statement_sent_back_is_withdrawn_mended_and_drawn_anew(desk: Desk) -> None:
    claim = await desk.confirmed(await desk.squads_own(), 25_000, "company")
    statement = await desk.drawn()
    await desk.act("service_supervisor", statement, "reviews")
    assert (await desk.act("auditor", statement, "returns", findings="责任方有误")).status_code == 201
    for role, what, body in (
        ("finance_officer", "bookings", {}), ("auditor", "audits", {}), ("service_supervisor", "servings", {"how": "送达"}),
        ("auditor", "call-ups", {"positions": [1], "reason": "x"}),
    ):  # fmt: skip
        refused = await desk.act(role, statement, what, **body)
        assert (refused.status_code, kind(refused)) == (409, "returned"), what
    assert await waiting(desk, "centre_director") == [(statement["statement_no"], ["withdraw"])]
    assert (await desk.act("centre_director", statement, "withdrawals", reason="更正责任方")).status_code == 201
    sorting = {"cause": "third_party", "cause_evidence": "查明系搬家公司所致"}
    assert (await desk.post("centre_director", f"/claims/{claim['claim_id']}/causes", sorting)).status_code == 201
    assert (
        await desk.post("finance_officer", "/statements", {"project": "P1", "quarter": "2026-Q1"})
    ).status_code == 409


@pytest.mark.rule("F4")
async def test_who_signed_a_claim_in_it_neither_calls_up_nor_sends_back(desk: Desk) -> None:
    await desk.confirmed(await desk.squads_own(), 25_000, "company")
    statement = await desk.drawn()
    for what, body in (("call-ups", {"positions": [1], "reason": "x"}), ("returns", {"findings": "x"})):
        own = await desk.post("auditor", f"/statements/{statement['statement_id']}/{what}", body, person="site_lead")
        assert (own.status_code, kind(own)) == (403, "signed-a-claim")


@pytest.mark.rule("F4", "B1")
async def test_each_finds_the_statements_whose_next_step_is_his(desk: Desk) -> None:
    await desk.confirmed(await desk.taken_over(2_400_000, part=Part.STRUCTURE), 2_400_000)
    statement = await desk.drawn()
    number = statement["statement_no"]
    assert await waiting(desk, "service_supervisor") == [(number, ["review"])]
    assert await waiting(desk, "auditor") == [(number, ["audit"])]
    assert await waiting(desk, "finance_officer") == []
    assert await waiting(desk, "service_supervisor", projects=("P2",)) == []
    assert await waiting(desk, "service_supervisor", person="repair_squad") == []
    await desk.act("service_supervisor", statement, "reviews")
    await desk.act("auditor", statement, "audits")
    assert await waiting(desk, "service_supervisor") == [(number, ["serve"])]
    await desk.act("service_supervisor", statement, "servings", how="送达签收")
    assert await waiting(desk, "finance_officer") == [(number, ["book"])]
    await desk.agreed(statement)
    await desk.act("finance_officer", statement, "bookings")
    assert await waiting(desk, "finance_officer") == []


@pytest.mark.rule("F4", "N2")
async def test_at_the_quarters_end_the_centre_is_told_what_to_draw_and_its_superior_when_it_does_not(
    desk: Desk,
) -> None:
    await desk.confirmed(await desk.squads_own(), 25_000, "company")
    async with desk.finance.db.transaction() as tx:
        await tx.execute("update timer set due_at = '2026-03-31T16:00:00Z' where kind = 'quarter_end'")
    desk.finance.clock.at = datetime(2026, 3, 31, 15, 59, 59, tzinfo=UTC)
    await desk.finance.fire_due()
    assert await desk.finance.said(events.QuarterEnded) == []
    desk.finance.clock.at += timedelta(seconds=1)
    await desk.finance.fire_due()
    (said,) = await desk.finance.said(events.QuarterEnded)
    assert (said.project, said.quarter, said.costs, said.total_fen) == ("P1", "2026-Q1", 1, 25_000)
    desk.finance.clock.at = said.draw_by + timedelta(microseconds=1)
    await desk.finance.fire_due()
    passed = [each for each in await desk.finance.said(FinanceLimitPassed) if each.limit == "statement_due"]
    assert [each.tell for each in passed] == ["vice_president"]
    await desk.drawn()
    desk.finance.clock.at = datetime(2026, 6, 30, 16, 0, tzinfo=UTC)
    await desk.finance.fire_due()
    assert len(await desk.finance.said(events.QuarterEnded)) == 1
    async with desk.finance.db.reading() as tx:
        due = await tx.fetchval("select due_at from timer where kind = 'quarter_end' and fired_at is null")
    assert due == datetime(2026, 9, 30, 16, 0, tzinfo=UTC)
