"""Contracts are amended at the door: from a day on, never below what holds, history kept (D2, L1)."""

import asyncio
from typing import Any
from uuid import uuid4

import asyncpg
import pytest
from aftercare_contracts.events.dispatch_contracts import ContractAmended
from aftercare_contracts.values import Role

from .desk import Office, contract, made
from .test_refusals import nothing_left_behind, pointers

LONGER = {"part": "wet_room_waterproofing", "warranty_months": 72, "clause": "补一第1条"}
DOORS = {"part": "doors_and_windows", "warranty_months": 24, "clause": "补一第2条"}


def amendment(**what: Any) -> dict[str, Any]:
    return {"holds_from": "2026-03-10", "parts": [LONGER], "reason": "补充协议一", "clause": "补充协议一"} | what


async def path(office: Office) -> str:
    items = (await office.records.get("/contracts")).json()["items"]
    return f"/contracts/{items[0]['contract_id']}"


@pytest.mark.rule("D2", "L1")
async def test_a_contract_shows_its_amendments_and_stands_as_they_make_it(office: Office) -> None:
    where = await path(office)
    hours = {"unit": "hours", "count": 24, "moves_off_holidays": True}
    first = await made(office.records, f"{where}/amendments", amendment(parts=[LONGER, DOORS], repair_time=hours))
    assert [(one["part"], one["warranty_until"]) for one in first["parts"]] == [
        ("wet_room_waterproofing", "2031-06-30"), ("doors_and_windows", "2027-06-30"),
    ]  # fmt: skip
    assert first["repair_time"] == hours
    await made(office.records, f"{where}/amendments", amendment(parts=[], buildings=["3"], holds_from="2026-04-01"))
    shown = (await office.firm.get(where)).json()
    assert shown["buildings"] == [], "not before its day"
    assert [(one["number"], one["holds_from"], one["buildings"], one["recorded_by"]) for one in shown["amendments"]] == [
        (1, "2026-03-10", None, "records_clerk"), (2, "2026-04-01", ["3"], "records_clerk"),
    ]  # fmt: skip
    assert [len(one["parts"]) for one in shown["amendments"]] == [2, 0]
    office.service.clock.at = office.later(days=31)
    assert (await office.firm.get(where)).json()["buildings"] == ["3"]
    assert (await office.lead.get("/contracts")).json()["items"][0]["amendments"] == shown["amendments"]


async def test_it_is_told_what_changed_and_no_words(office: Office) -> None:
    await made(
        office.records, f"{await path(office)}/amendments", amendment(parts=[LONGER, DOORS], reason="业主委员会要求")
    )
    (said,) = await office.service.said(ContractAmended)
    assert [(one.part, one.months_before, one.months) for one in said.parts] == [
        ("wet_room_waterproofing", 60, 72), ("doors_and_windows", None, 24),
    ]  # fmt: skip
    assert (said.number, said.contractor, said.repair_time, said.buildings) == (1, "NF", None, None)
    assert "业主委员会" not in said.model_dump_json()


@pytest.mark.rule("L1")
@pytest.mark.parametrize(
    ("what", "pointer"),
    [
        ({"parts": [LONGER | {"warranty_months": 59}]}, "/parts/0/warranty_months"),
        ({"parts": [DOORS | {"warranty_months": 23}]}, "/parts/0/warranty_months"),
        ({"parts": [LONGER, LONGER]}, "/parts/1/part"),
        ({"parts": contract()["parts"]}, ""),
        ({"holds_from": "2025-06-29"}, "/holds_from"),
        ({"reason": " "}, "/reason"),
        ({"clause": ""}, "/clause"),
        ({"buildings": [""]}, "/buildings/0"),
        ({"settled_price_fen": 1}, "/settled_price_fen"),
    ],
)
async def test_what_takes_away_or_says_nothing_is_refused(office: Office, what: dict[str, Any], pointer: str) -> None:
    where = await path(office)
    async with nothing_left_behind(office):
        refused = await office.records.post(f"{where}/amendments", json=amendment(**what))
        assert (refused.status_code, pointers(refused)) == (422, [pointer])


async def test_others_may_not_and_what_is_out_of_reach_is_not_found(office: Office) -> None:
    where, elsewhere = await path(office), office.service.client(Role.RECORDS_CLERK, projects=("P2",))
    async with nothing_left_behind(office):
        assert (await office.firm.post(f"{where}/amendments", json=amendment())).status_code == 403
        assert (await elsewhere.post(f"{where}/amendments", json=amendment())).status_code == 404
        assert (await office.records.post(f"/contracts/{uuid4()}/amendments", json=amendment())).status_code == 404


async def test_the_same_again_makes_one(office: Office) -> None:
    where, key = await path(office), {"Idempotency-Key": "once"}
    answers = [await office.records.post(f"{where}/amendments", json=amendment(), headers=key) for _ in range(2)]
    assert answers[0].json() == answers[1].json()
    assert (await office.service.rows())["contract_amendment"] == 1


async def test_several_at_once_are_numbered_in_a_row(office: Office) -> None:
    where = await path(office)
    bodies = [amendment(parts=[], buildings=[str(number)]) for number in range(5)]
    answers = await asyncio.gather(*(office.records.post(f"{where}/amendments", json=body) for body in bodies))
    assert [answer.status_code for answer in answers] == [201] * 5
    shown = (await office.records.get(where)).json()
    assert [one["number"] for one in shown["amendments"]] == [1, 2, 3, 4, 5]
    assert shown["buildings"] == shown["amendments"][-1]["buildings"]


@pytest.mark.parametrize("table", ["contract_amendment", "contract_amendment_part"])
@pytest.mark.parametrize("act", ["delete from {}", "truncate {} cascade"])
async def test_what_was_agreed_is_never_taken_back(office: Office, table: str, act: str) -> None:
    await made(office.records, f"{await path(office)}/amendments", amendment())
    with pytest.raises(asyncpg.RestrictViolationError):
        async with office.service.db.transaction() as tx:
            await tx.execute(act.format(table))
