"""Contractors compared, from their orders' lives to the last fen (D8)."""

import csv
import io
from collections.abc import Iterable
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import asyncpg
import httpx
import pytest
from aftercare_contracts.events.finance import ContractorClaimed, RetentionDeducted
from dispatch.domain.contractor_records import Figure, Figures
from plumbing.inbox import Outcome

from .desk import PROJECT, Office
from .histories import Key, write

DONE = {"note": "好了"}
GOOD = {"passed": True, "finding": "合格"}
SIGNED = {"satisfied": True, "opinion": "满意", "signer": "业主"}
RECORD = "/contractors/NF/record"


async def ask(who: httpx.AsyncClient, path: str = RECORD, **params: Any) -> Any:
    answer = await who.get(path, params=params)
    assert answer.status_code == 200, answer.text
    return answer.json()


async def figures(who: httpx.AsyncClient, path: str = RECORD, **params: Any) -> dict[str, Any]:
    """Those figures that are something."""
    return {
        name: value
        for name, value in (await ask(who, path, **params))["figures"].items()
        if value and name in set(Figure)
    }


async def completed(office: Office, order: dict[str, Any]) -> None:
    await office.act(office.firm, order, "completions", DONE)
    await office.act(office.checker, order, "checks", GOOD)
    await office.act(office.property, order, "signatures", SIGNED)


def money(kind: type[Any], order: dict[str, Any], amount_fen: int) -> Any:
    return kind(
        contract_id=UUID(order["contract_id"]), contractor="NF", project=PROJECT, order_no=order["order_no"],
        case_id=UUID(order["case_id"]), case_no=order["case_no"], amount_fen=amount_fen, statement_no="JS-2026-000001",
    )  # fmt: skip


@pytest.mark.rule("D8")
async def test_an_order_done_in_time_and_signed_at_once_is_right_at_the_first_repair(office: Office) -> None:
    received = await office.received()
    office.service.clock.at = datetime.fromisoformat(received["due_at"])
    assert await figures(office.lead) == {}
    await completed(office, received)
    shown = await ask(office.lead)
    assert {name: shown["figures"][name] for name in ("orders", "on_time", "completed", "one_repair", "repair_seconds")} == {
        "orders": 1, "on_time": 1, "completed": 1, "one_repair": 1, "repair_seconds": 3,
    }  # fmt: skip
    assert shown["figures"]["on_time_share"] == {"count": 1, "of": 1, "basis_points": 10_000}
    assert (shown["name"], shown["open_orders"]) == ("南方建筑", 0)


@pytest.mark.rule("D8")
async def test_work_reported_after_the_last_moment_is_late_though_nobody_took_it_over_yet(office: Office) -> None:
    received = await office.received()
    office.service.clock.at = datetime.fromisoformat(received["due_at"]) + timedelta(microseconds=1)
    await completed(office, received)
    assert await figures(office.lead) == {"orders": 1, "late": 1, "completed": 1, "one_repair": 1, "repair_seconds": 3}


@pytest.mark.rule("D8", "D5")
async def test_a_rework_with_its_own_clock_leaves_him_on_time_but_not_right_at_the_first_repair(office: Office) -> None:
    received = await office.received()
    await office.act(office.firm, received, "completions", DONE)
    office.service.clock.at += timedelta(hours=1)
    await office.act(office.checker, received, "checks", {"passed": False, "finding": "仍渗水"})
    await office.act(office.firm, received, "completions", DONE)
    await office.act(office.checker, received, "checks", GOOD)
    await office.act(office.property, received, "signatures", SIGNED)
    expected = {"orders": 1, "on_time": 1, "completed": 1, "reworks": 1, "checks_failed": 1, "repair_seconds": 3600}
    assert await figures(office.lead) == expected
    assert (await ask(office.lead))["figures"]["one_repair_share"] == {"count": 0, "of": 1, "basis_points": 0}


@pytest.mark.rule("D8")
async def test_what_the_owner_would_not_sign_counts_as_his_refusal(office: Office) -> None:
    received = await office.received()
    await office.act(office.firm, received, "completions", DONE)
    await office.act(office.checker, received, "checks", GOOD)
    await office.act(office.property, received, "signatures", SIGNED | {"satisfied": False})
    assert await figures(office.lead) == {"orders": 1, "on_time": 1, "owner_refusals": 1}


@pytest.mark.rule("D8")
async def test_lapsed_declined_and_handed_over_orders_are_taken_over_and_told_apart(office: Office) -> None:
    await office.lapsed()
    await office.act(office.firm, await office.issue(), "declines", {"reason": "忙"})
    await office.act(office.desk, await office.issue(), "take-overs", {"reason": "owner_asked"})
    await office.received()
    assert await figures(office.lead) == {"orders": 3, "late": 1, "declined": 1, "handed_over": 1, "taken_over": 3}
    assert (await ask(office.lead))["open_orders"] == 1


@pytest.mark.rule("D8", "D2")
async def test_an_order_that_was_not_his_or_not_wanted_does_not_count_against_him(office: Office) -> None:
    wrong, unwanted = await office.received(), await office.issue()
    await office.act(office.firm, wrong, "objections", {"ground": "others_work", "reason": "不是我方"})
    answer = {"upheld": True, "answer": "属实"}
    await office.act(office.checker, wrong, "objection-answers", answer)
    await office.act(office.lead, unwanted, "cancellations", {"reason": "业主撤回"})
    shown = await ask(office.lead)
    assert (shown["figures"]["orders"], shown["open_orders"], shown["rows"]) == (0, 0, [])


@pytest.mark.rule("D8")
async def test_an_order_belongs_to_the_quarter_in_which_his_part_was_settled_by_chinas_midnight(office: Office) -> None:
    midnight = datetime(2026, 3, 31, 16, 0, tzinfo=UTC)
    office.service.clock.at = midnight - timedelta(microseconds=1)
    first, second = await office.received(), await office.received()
    await office.act(office.firm, first, "completions", DONE)
    office.service.clock.at = midnight
    await office.act(office.firm, second, "completions", DONE)
    await office.act(office.checker, first, "checks", {"passed": False, "finding": "不合格"})
    assert await figures(office.lead, quarter="2026-Q1") == {"orders": 1, "on_time": 1, "checks_failed": 1}
    assert await figures(office.lead, quarter="2026-Q2") == {"orders": 1, "on_time": 1}
    rows = (await ask(office.lead))["rows"]
    assert [(row["quarter"], row["figures"]["orders"]) for row in rows] == [("2026-Q1", 1), ("2026-Q2", 1)]


@pytest.mark.rule("D8", "F5")
async def test_what_his_orders_cost_him_is_known_to_the_fen_and_heard_once(office: Office) -> None:
    lapsed = await office.lapsed()
    contract = lapsed["contract_id"]
    message = office.service.message(money(RetentionDeducted, lapsed, 300_001), about=contract)
    heard = [await office.service.inbox.receive(office.service.db, message) for _ in range(2)]
    assert heard == [Outcome.APPLIED, Outcome.DUPLICATE]
    assert await office.service.hear(money(ContractorClaimed, lapsed, 186_000), about=contract) is Outcome.APPLIED
    assert await office.service.hear(money(RetentionDeducted, lapsed, 1), about=contract) is Outcome.APPLIED
    found = await figures(office.lead)
    assert (found["deducted_fen"], found["claimed_fen"]) == (300_002, 186_000)
    with pytest.raises(asyncpg.RestrictViolationError):
        async with office.service.db.transaction() as tx:
            await tx.execute("delete from contractor_cost")


@pytest.mark.rule("D8", "F5")
async def test_a_cost_of_an_order_we_do_not_know_is_kept_back_not_lost(office: Office) -> None:
    lapsed = await office.lapsed()
    stranger = money(RetentionDeducted, lapsed | {"order_no": "PG-2026-999999"}, 1)
    assert await office.service.hear(stranger, about=lapsed["contract_id"]) is not Outcome.APPLIED
    assert "deducted_fen" not in await figures(office.lead)


@pytest.mark.rule("D8", "L8")
async def test_a_contractor_sees_his_own_record_and_no_other(office: Office) -> None:
    lapsed = await office.lapsed()
    assert (await figures(office.firm))["taken_over"] == 1
    behind = await ask(office.firm, f"{RECORD}/orders", figure="taken_over")
    assert [each["order_no"] for each in behind["items"]] == [lapsed["order_no"]]
    for path in (RECORD, f"{RECORD}/orders?figure=late"):
        assert (await office.rival.get(path)).status_code == 404
        assert (await office.squad.get(path)).status_code == 403
    assert (await office.firm.get("/contractor-records")).status_code == 403
    assert (await office.firm.get("/contractor-records/export.csv")).status_code == 403
    assert (await office.lead.get("/contractors/WHO/record")).status_code == 404
    assert (await office.lead.get("/contractors/WHO/record/orders?figure=late")).status_code == 404


@pytest.mark.rule("D8")
async def test_another_projects_orders_are_out_of_reach(office: Office) -> None:
    await office.lapsed()
    assert await figures(office.elsewhere) == {}
    assert (await ask(office.elsewhere, "/contractor-records"))["items"] == []
    for path in (RECORD, "/contractor-records", "/contractor-records/export.csv"):
        assert (await office.elsewhere.get(path, params={"project": PROJECT})).status_code == 403
        assert (await office.lead.get(path, params={"quarter": "2026-5"})).status_code == 422
    assert (await office.lead.get(f"{RECORD}/orders", params={"figure": "luck"})).status_code == 422


@pytest.fixture
async def many(office: Office) -> tuple[Office, dict[Key, Figures]]:
    template = await office.issue()
    expected = await write(office.service, template["order_id"], 400, seed=8)
    await office.act(office.lead, template, "cancellations", {"reason": "只是样本"})
    return office, expected


def total(figures: Iterable[Figures]) -> dict[str, int]:
    return asdict(sum(figures, Figures()))


def plain(shown: dict[str, Any]) -> dict[str, int]:
    return {name: shown[name] for name in Figure}


@pytest.mark.rule("D8")
async def test_many_lives_add_up_as_they_were_made(many: tuple[Office, dict[Key, Figures]]) -> None:
    office, expected = many
    for code in ("NF", "BF"):
        shown = await ask(office.records, f"/contractors/{code}/record")
        rows = {(code, row["project"], row["quarter"]): plain(row["figures"]) for row in shown["rows"]}
        assert rows == {key: asdict(value) for key, value in expected.items() if key[0] == code}
        mine = total(value for key, value in expected.items() if key[0] == code)
        assert plain(shown["figures"]) == mine
        assert mine["orders"] == mine["on_time"] + mine["late"] + mine["declined"] + mine["handed_over"]
        assert mine["one_repair"] <= mine["completed"] <= mine["orders"] - mine["taken_over"]


@pytest.mark.rule("D8")
async def test_a_quarter_asked_for_alone_is_the_same_as_in_the_whole(many: tuple[Office, dict[Key, Figures]]) -> None:
    office, expected = many
    for quarter in sorted({key[2] for key in expected}):
        league = await ask(office.records, "/contractor-records", quarter=quarter, project="P1")
        for standing in league["items"]:
            wanted = expected.get((standing["contractor"], "P1", quarter), Figures())
            assert plain(standing["figures"]) == asdict(wanted)


@pytest.mark.rule("D8")
@pytest.mark.parametrize("figure", Figure)
async def test_every_figure_opens_to_orders_that_add_up_to_it(
    many: tuple[Office, dict[Key, Figures]], figure: Figure
) -> None:
    office, expected = many
    found: list[dict[str, Any]] = []
    cursor: str | None = None
    while True:
        asked = {"figure": figure, "limit": 100} | ({"cursor": cursor} if cursor else {})
        page = await ask(office.records, f"{RECORD}/orders", **asked)
        found += page["items"]
        cursor = page["next"]
        if cursor is None:
            break
    assert len({each["order_id"] for each in found}) == len(found)
    assert (
        sum(each["adds"] for each in found) == total(value for key, value in expected.items() if key[0] == "NF")[figure]
    )


@pytest.mark.rule("D8")
async def test_staff_of_one_project_compare_contractors_within_it(many: tuple[Office, dict[Key, Figures]]) -> None:
    office, expected = many
    for standing in (await ask(office.lead, "/contractor-records"))["items"]:
        mine = total(value for key, value in expected.items() if key[:2] == (standing["contractor"], PROJECT))
        assert plain(standing["figures"]) == mine
    file = (await office.lead.get("/contractor-records/export.csv", params={"headings": "en"})).text
    assert {row["project"] for row in csv.DictReader(io.StringIO(file.removeprefix("\ufeff")))} == {PROJECT}


@pytest.mark.rule("D8", "B9")
async def test_the_league_as_a_file_is_the_league(many: tuple[Office, dict[Key, Figures]]) -> None:
    office, expected = many
    answer = await office.records.get("/contractor-records/export.csv", params={"headings": "en"})
    rows = list(csv.DictReader(io.StringIO(answer.text.removeprefix("\ufeff"))))
    assert answer.headers["Export-Rows"] == str(len(rows)) == str(len(expected))
    read = {
        (row["contractor"], row["project"], row["quarter"]): {name: int(row[name]) for name in Figure} for row in rows
    }
    assert read == {key: asdict(value) for key, value in expected.items()}
    zh = (await office.records.get("/contractor-records/export.csv", params={"quarter": "2025-Q2"})).text
    assert zh.removeprefix("\ufeff").startswith("施工单位代码,项目,季度,派工单数,按时")


@pytest.mark.rule("D8")
async def test_the_league_comes_in_pages(many: tuple[Office, dict[Key, Figures]]) -> None:
    office, _ = many
    first = await ask(office.records, "/contractor-records", limit=1)
    second = await ask(office.records, "/contractor-records", limit=1, cursor=first["next"])
    assert [page["items"][0]["contractor"] for page in (first, second)] == ["BF", "NF"]
    assert second["next"] is None
