"""What is refused, with a pointer to what is wrong, and leaves nothing behind."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any
from uuid import uuid4

import asyncpg
import httpx
import pytest
from aftercare_contracts.values import Part, Role

from .desk import Office, contract, made, order, photo

DONE = {"note": "好了"}


@asynccontextmanager
async def nothing_left_behind(office: Office) -> AsyncIterator[None]:
    before = await office.service.rows()
    yield
    assert await office.service.rows() == before


def pointers(answer: httpx.Response) -> list[str]:
    return [error["pointer"] for error in answer.json().get("errors", [])]


@pytest.mark.rule("L1")
@pytest.mark.parametrize("part", Part)
async def test_a_contract_below_the_floor_is_refused_naming_the_article(office: Office, part: Part) -> None:
    async with office.service.db.reading() as tx:
        floor = (await tx.fetchval("select data from policy where name = 'warranty_floor'"))[part]
    terms = {"part": part, "clause": "第9条"}
    async with nothing_left_behind(office):
        low = contract(contract_no="HT-9", parts=[terms | {"warranty_months": floor["months"] - 1}])
        refused = await office.records.post("/contracts", json=low)
        assert (refused.status_code, pointers(refused)) == (422, ["/parts/0/warranty_months"])
        assert "第四十条" in refused.json()["detail"]
        assert floor["article"] in refused.json()["errors"][0]["expected"]
    await made(
        office.records, "/contracts", contract(contract_no="HT-9", parts=[terms | {"warranty_months": floor["months"]}])
    )


@pytest.mark.parametrize(
    ("what", "status", "pointer"),
    [
        pytest.param({"retention_fen": 3_000_001}, 422, "/retention_fen", marks=pytest.mark.rule("L5")),
        pytest.param({"liability_ends_on": "2027-07-01"}, 422, "/liability_ends_on", marks=pytest.mark.rule("L5")),
        ({"completion_accepted_on": "2026-03-11"}, 422, "/completion_accepted_on"),
        ({"contractor": "WHO"}, 422, "/contractor"),
        ({"contract_no": "HT-2025-01"}, 409, "/contract_no"),
        ({"contract_no": "owner:PG-2026-000001"}, 422, "/contract_no"),
        ({"parts": []}, 422, "/parts"),
        ({"parts": [{"part": "roof", "warranty_months": 60, "clause": "1"}]}, 422, "/parts/0/part"),
        ({"parts": contract()["parts"] * 2}, 422, "/parts/1/part"),
        ({"repair_time": {"unit": "hours", "count": 0}}, 422, "/repair_time/count"),
        ({"repair_time": {"unit": "hours", "count": 1.5}}, 422, "/repair_time/count"),
        ({"settled_price_fen": 10**12 + 1}, 422, "/settled_price_fen"),
        ({"settled_price_fen": "100"}, 422, "/settled_price_fen"),
        ({"project": "P\u0000"}, 422, "/project"),
        ({"surprise": 1}, 422, "/surprise"),
    ],
)
async def test_a_contract_that_cannot_be_is_refused(
    office: Office, what: dict[str, Any], status: int, pointer: str
) -> None:
    async with nothing_left_behind(office):
        refused = await office.records.post("/contracts", json=contract(contract_no="HT-9") | what)
        assert (refused.status_code, pointers(refused)) == (status, [pointer])


async def test_a_contract_of_a_project_out_of_reach_is_forbidden(office: Office) -> None:
    clerk = office.service.client(Role.RECORDS_CLERK, projects=("P2",))
    async with nothing_left_behind(office):
        refused = await clerk.post("/contracts", json=contract(contract_no="HT-9"))
        assert (refused.status_code, pointers(refused)) == (403, ["/project"])


@pytest.mark.parametrize(
    ("what", "status", "pointer"),
    [
        ({"case_id": str(uuid4())}, 404, None),
        ({"case_id": "KS-2026-000001"}, 422, "/case_id"),
        ({"photos": ["ab" * 32]}, 422, "/photos/0"),
        ({"photos": ["not a hash"]}, 422, "/photos/0"),
        ({"part": "soul"}, 422, "/part"),
        ({"source": "rumour"}, 422, "/source"),
        ({"expected_cost_fen": -1}, 422, "/expected_cost_fen"),
        ({"subject": "  "}, 422, "/subject"),
        ({"subject": "长" * 201}, 422, "/subject"),
        ({"place": None}, 422, "/place"),
    ],
)
async def test_an_order_that_cannot_be_is_refused(
    office: Office, what: dict[str, Any], status: int, pointer: str | None
) -> None:
    case_id = await office.case()
    async with nothing_left_behind(office):
        refused = await office.desk.post("/work-orders", json=order(case_id) | what)
        assert (refused.status_code, pointers(refused)) == (status, [pointer] if pointer else [])
    assert (await office.issue(case_id))["order_no"] == "PG-2026-000001"


async def test_another_projects_case_and_order_do_not_exist(office: Office) -> None:
    made_here = await office.issue()
    async with nothing_left_behind(office):
        assert (await office.elsewhere.post("/work-orders", json=order(made_here["case_id"]))).status_code == 404
        assert (await office.elsewhere.get(f"/work-orders/{made_here['order_id']}")).status_code == 404
        for noun, body in (
            ("receipts", {"proof": "x"}),
            ("take-overs", {"reason": "owner_asked"}),
            ("checks", {"passed": True, "finding": "x"}),
        ):
            refused = await office.elsewhere.post(f"/work-orders/{made_here['order_id']}/{noun}", json=body)
            assert refused.status_code == 404
        assert (await office.elsewhere.get("/work-orders")).json()["items"] == []


@pytest.mark.rule("L8")
async def test_someone_elses_order_does_not_exist_for_a_contractor(office: Office) -> None:
    received = await office.received()
    squads = await office.issue(part="electrical")
    async with nothing_left_behind(office):
        for made_order in (received, squads):
            path = f"/work-orders/{made_order['order_id']}"
            assert (await office.rival.get(path)).status_code == 404
            for noun, body in (("receipts", {}), ("declines", {"reason": "x"}), ("completions", DONE)):
                assert (await office.rival.post(f"{path}/{noun}", json=body)).status_code == 404
        assert (await office.rival.get("/work-orders", params={"contractor": "NF"})).json()["items"] == []
        assert (await office.firm.get(f"/work-orders/{squads['order_id']}")).status_code == 404
    assert [line["order_no"] for line in (await office.firm.get("/work-orders")).json()["items"]] == [
        received["order_no"]
    ]


@pytest.mark.rule("L8")
async def test_a_contractor_sees_his_order_without_the_owners_data(office: Office) -> None:
    mine = (await office.firm.get(f"/work-orders/{(await office.issue())['order_id']}")).json()
    assert mine["office"] is None
    assert mine["unit_no"] == "3-1201"
    assert "customer_id" not in mine


async def test_a_customer_signs_only_in_his_own_case(office: Office) -> None:
    case_id, customer_id = uuid4(), uuid4()
    await office.case(case_id=case_id, customer_id=customer_id)
    received = await office.received(case_id=case_id)
    await office.act(office.firm, received, "completions", DONE)
    await office.act(office.checker, received, "checks", {"passed": True, "finding": "合格"})
    path, body = (
        f"/work-orders/{received['order_id']}/signatures",
        {"satisfied": True, "opinion": "好", "signer": "业主"},
    )
    stranger = office.service.client(Role.CUSTOMER, person=str(uuid4()))
    owner = office.service.client(Role.CUSTOMER, person=str(customer_id))
    assert (await stranger.post(path, json=body)).status_code == 404
    assert (await owner.post(path, json=body)).json()["state"] == "completed"


@pytest.mark.parametrize("noun", ["receipts", "declines", "take-overs", "completions", "checks", "signatures"])
async def test_a_wrong_role_is_forbidden_and_an_unknown_order_is_not_found(office: Office, noun: str) -> None:
    bodies: dict[str, dict[str, Any]] = {
        "receipts": {}, "declines": {"reason": "x"}, "take-overs": {"reason": "owner_asked"}, "completions": DONE,
        "checks": {"passed": True, "finding": "x"}, "signatures": {"satisfied": True, "opinion": "x", "signer": "x"},
    }  # fmt: skip
    right = {
        "receipts": office.firm,
        "declines": office.firm,
        "completions": office.squad,
        "signatures": office.property,
    }
    async with nothing_left_behind(office):
        auditor = office.service.client(Role.AUDITOR)
        assert (await auditor.post(f"/work-orders/{uuid4()}/{noun}", json=bodies[noun])).status_code == 403
        unknown = await right.get(noun, office.desk).post(f"/work-orders/{uuid4()}/{noun}", json=bodies[noun])
        assert unknown.status_code == 404
        assert (
            await office.service.client().post(f"/work-orders/{uuid4()}/{noun}", json=bodies[noun])
        ).status_code == 401


async def test_receipt_is_confirmed_once_and_proof_is_the_desks(office: Office) -> None:
    issued = await office.issue()
    path = f"/work-orders/{issued['order_id']}/receipts"
    async with nothing_left_behind(office):
        assert pointers(await office.desk.post(path, json={})) == ["/proof"]
        assert pointers(await office.firm.post(path, json={"proof": "me"})) == ["/proof"]
    received = await office.act(office.firm, issued, "receipts", {})
    office.service.clock.at = office.later(seconds=1)
    async with nothing_left_behind(office):
        again = await office.firm.post(path, json={})
        assert (again.status_code, again.json()["type"]) == (409, "urn:aftercare:problem:already-received")
        assert (await office.desk.post(path, json={"proof": "slip"})).status_code == 409
    assert (await office.look(issued))["due_at"] == received["due_at"]


async def test_the_same_request_twice_is_one_receipt(office: Office) -> None:
    path = f"/work-orders/{(await office.issue())['order_id']}/receipts"
    first, second = [await office.firm.post(path, json={}, headers={"Idempotency-Key": "k1"}) for _ in range(2)]
    assert (first.status_code, first.content) == (second.status_code, second.content)
    assert second.headers["Idempotency-Replayed"] == "true"


@pytest.mark.parametrize("day", ["2026-03-11", "2026-03-09", "2126-01-01"])
async def test_work_completed_on_a_day_that_cannot_be_is_refused(office: Office, day: str) -> None:
    received = await office.received()
    async with nothing_left_behind(office):
        refused = await office.firm.post(
            f"/work-orders/{received['order_id']}/completions", json=DONE | {"completed_on": day}
        )
        assert (refused.status_code, pointers(refused)) == (422, ["/completed_on"])
    assert (await office.act(office.firm, received, "completions", DONE | {"completed_on": "2026-03-10"}))[
        "state"
    ] == "done"


@pytest.mark.rule("D5")
async def test_who_reported_the_work_done_does_not_check_it(office: Office) -> None:
    both = office.service.client(Role.ENGINEERING_DESK, Role.REPAIR_SQUAD, person="qian.both", projects=("P1",))
    squads = await office.issue(part="electrical")
    await office.approve(squads)
    await office.act(both, squads, "completions", DONE)
    async with nothing_left_behind(office):
        for passed in (True, False):
            refused = await both.post(
                f"/work-orders/{squads['order_id']}/checks", json={"passed": passed, "finding": "x"}
            )
            assert (refused.status_code, refused.json()["type"]) == (403, "urn:aftercare:problem:did-the-work")


async def test_nothing_happens_out_of_turn(office: Office) -> None:
    issued, squads = await office.issue(), await office.issue(part="electrical")
    async with nothing_left_behind(office):
        for who, noun, body in (
            (office.firm, "completions", DONE),
            (office.squad, "completions", DONE),
            (office.desk, "checks", {"passed": True, "finding": "x"}),
            (office.desk, "checks", {"passed": False, "finding": "x"}),
            (office.desk, "signatures", {"satisfied": True, "opinion": "x", "signer": "x"}),
            (office.desk, "signatures", {"satisfied": False, "opinion": "x", "signer": "x"}),
        ):
            refused = await who.post(f"/work-orders/{issued['order_id']}/{noun}", json=body)
            assert refused.status_code == 409, (noun, refused.text)
        for noun, body in (("receipts", {"proof": "slip"}), ("take-overs", {"reason": "owner_asked"})):
            assert (await office.desk.post(f"/work-orders/{squads['order_id']}/{noun}", json=body)).status_code == 409
        other_reason = await office.desk.post(
            f"/work-orders/{issued['order_id']}/take-overs", json={"reason": "time_passed"}
        )
        assert (other_reason.status_code, pointers(other_reason)) == (422, ["/reason"])


@pytest.mark.rule("L8")
async def test_a_photo_is_for_whoever_brought_it_or_sees_an_order_that_shows_it(office: Office) -> None:
    sha256 = await photo(office.desk)
    path = f"/photos/{sha256}"
    assert (await office.desk.get(path)).headers["content-type"] == "image/jpeg"
    for who in (office.checker, office.firm, office.rival, office.elsewhere):
        assert (await who.get(path)).status_code == 404
    refused = await office.checker.post("/work-orders", json=order(await office.case(), photos=[sha256]))
    assert (refused.status_code, pointers(refused)) == (422, ["/photos/0"])
    await office.issue(photos=[sha256])
    answers = [
        (await who.get(path)).status_code for who in (office.checker, office.firm, office.rival, office.elsewhere)
    ]
    assert answers == [200, 200, 404, 404]


async def test_evidence_with_a_photo_nobody_uploaded_is_refused(office: Office) -> None:
    issued, received = await office.issue(), await office.received()
    unknown = {"photos": ["ab" * 32]}
    async with nothing_left_behind(office):
        for who, made_order, noun, body in (
            (office.desk, issued, "receipts", {"proof": "slip"}),
            (office.firm, received, "completions", DONE),
        ):
            refused = await who.post(f"/work-orders/{made_order['order_id']}/{noun}", json=body | unknown)
            assert (refused.status_code, pointers(refused)) == (422, ["/photos/0"])


async def test_a_list_comes_in_pages_and_a_made_up_cursor_is_refused(office: Office) -> None:
    case_id = await office.case()
    numbers = [(await office.issue(case_id))["order_no"] for _ in range(3)]
    first = (await office.desk.get("/work-orders", params={"limit": 2})).json()
    rest = (await office.desk.get("/work-orders", params={"limit": 2, "cursor": first["next"]})).json()
    assert [line["order_no"] for line in first["items"] + rest["items"]] == numbers[::-1]
    assert rest["next"] is None
    for path in ("/work-orders", "/contracts", "/contractors"):
        for cursor in ("nonsense", "WyJ4XHUwMDAwIl0", "WyJcdWQ4MDAiXQ", "WzEsMl0"):
            assert (await office.records.get(path, params={"cursor": cursor})).status_code == 422, (path, cursor)
    assert (await office.desk.get("/work-orders", params={"contractor": "\x00"})).status_code == 422
    assert (await office.desk.get("/contracts", params={"project": "\x00"})).status_code == 422
    for path in ("/contracts", "/contractors"):
        page = (await office.records.get(path, params={"limit": 1})).json()
        assert len(page["items"]) == 1


async def test_a_contract_shows_its_last_days_and_a_contractor_only_his_own(office: Office) -> None:
    mine = (await office.firm.get("/contracts")).json()["items"][0]
    assert mine["parts"][0]["warranty_until"] == "2030-06-30"
    assert (await office.rival.get("/contracts")).json()["items"] == []
    assert (await office.rival.get(f"/contracts/{mine['contract_id']}")).status_code == 404
    assert (await office.firm.get(f"/contracts/{mine['contract_id']}")).json() == mine


@pytest.mark.parametrize("table", ["evidence", "work_order_move"])
@pytest.mark.parametrize("act", ["update {} set note = 'x'", "delete from {}", "truncate {}"])
async def test_the_record_and_the_evidence_are_only_added_to(office: Office, table: str, act: str) -> None:
    await office.received()
    with pytest.raises(asyncpg.RestrictViolationError):
        async with office.service.db.transaction() as tx:
            await tx.execute(act.format(table))
