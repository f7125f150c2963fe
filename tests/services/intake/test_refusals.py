"""What is refused, with a pointer to what is wrong, and leaves nothing behind."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any
from uuid import uuid4

import asyncpg
import pytest
from aftercare_contracts.values import Role
from plumbing.paging import encode_cursor

from .desk import ELSEWHERE, FEEDBACK, PROJECT, UNSETTLED, YOUNG, Office, contact, made, pointers, result, unit


@asynccontextmanager
async def nothing_left_behind(office: Office) -> AsyncIterator[None]:
    before = await office.service.rows()
    yield
    assert await office.service.rows() == before


@pytest.mark.rule("I1")
@pytest.mark.parametrize(
    ("what", "pointer"),
    [
        ({"unit_no": "9-999"}, "/unit_no"),
        ({"project": "P9"}, "/project"),
        ({"project": ELSEWHERE}, "/unit_no"),
        ({"matter": "ghosts"}, "/matter"),
        ({"kind": "rumour"}, "/kind"),
        ({"channel": "pigeon"}, "/channel"),
        ({"part": "soul"}, "/part"),
        ({"visit_by": "drone"}, "/visit_by"),
        ({"received_at": "2026-03-10T02:00:00.000001+00:00"}, "/received_at"),
        ({"received_at": "2026-03-10T02:00:00"}, "/received_at"),
        ({"received_at": "0001-01-01T00:00:00+14:00"}, "/received_at"),
        ({"received_at": "9999-12-31T23:59:59-12:00"}, "/received_at"),
        ({"complaint": "漏水\u0000"}, "/complaint"),
        ({"complaint": "漏水\ud800"}, "/complaint"),
        ({"complaint": "  \n "}, "/complaint"),
        ({"complaint": "长" * 20_001}, "/complaint"),
        ({"customer_name": "王\u0007"}, "/customer_name"),
        ({"contact": ""}, "/contact"),
        ({"matter": None}, "/matter"),
        ({"surprise": 1}, "/surprise"),
    ],
)
async def test_a_contact_that_cannot_be_is_refused(office: Office, what: dict[str, Any], pointer: str) -> None:
    async with nothing_left_behind(office):
        sent, headers = json.dumps(contact(**what)), {"Content-Type": "application/json"}
        refused = await office.hotline.post("/cases", content=sent, headers=headers)
        assert (refused.status_code, pointers(refused)) == (422, [pointer]), refused.text


@pytest.mark.rule("I3")
async def test_an_unknown_subject_is_refused_with_the_known_ones(office: Office) -> None:
    refused = await office.hotline.post("/cases", json=contact(matter="ghosts"))
    assert "leak, lift" in refused.json()["errors"][0]["expected"]


async def test_received_this_moment_is_taken(office: Office) -> None:
    assert (await office.case(received_at="2026-03-10T10:00:00+08:00"))["received_at"] == "2026-03-10T02:00:00Z"


@pytest.mark.parametrize("role", [Role.CONTRACTOR, Role.CUSTOMER, Role.REPAIR_SQUAD, Role.AUDITOR, Role.OPERATOR])
async def test_a_contact_is_not_everybodys_to_record(office: Office, role: Role) -> None:
    async with nothing_left_behind(office):
        assert (await office.service.client(role).post("/cases", json=contact())).status_code == 403


async def test_nor_anybodys_without_a_token_or_a_key(office: Office) -> None:
    async with nothing_left_behind(office):
        assert (await office.service.client().post("/cases", json=contact())).status_code == 401
        assert (await office.hotline.post("/cases", json=contact(), headers={"Idempotency-Key": ""})).status_code == 422


async def test_another_projects_staff_record_see_and_move_nothing_here(office: Office) -> None:
    case = await office.case()
    path = f"/cases/{case['case_id']}"
    async with nothing_left_behind(office):
        refused = await office.elsewhere.post("/cases", json=contact())
        assert (refused.status_code, pointers(refused)) == (403, ["/project"])
        assert (await office.elsewhere.get("/units", params={"project": PROJECT})).status_code == 403
        for rest in ("", "/limits", "/timeline"):
            assert (await office.elsewhere.get(path + rest)).status_code == 404
        for noun, body in (
            ("feedbacks", FEEDBACK),
            ("results", result()),
            ("verdicts", {"verdict": "valid", "reason": "属实"}),
            ("closings", {"reason": "误报"}),
        ):
            assert (await office.elsewhere.post(f"{path}/{noun}", json=body)).status_code == 404
        assert (await office.elsewhere.get("/cases")).json() == {"items": [], "next": None}


@pytest.mark.rule("I4")
@pytest.mark.parametrize(
    ("what", "status", "pointer"),
    [
        ({"handed_over_on": "2026-03-11"}, 422, "/handed_over_on"),
        ({"refused_on": "2026-03-11"}, 422, "/refused_on"),
        ({"completion_accepted_on": "2026-03-11"}, 422, "/completion_accepted_on"),
        ({"handed_over_on": "2024-05-31"}, 422, "/handed_over_on"),
        ({"refused_on": "2024-05-31"}, 422, "/refused_on"),
        ({"handed_over_on": "2026-02-30"}, 422, "/handed_over_on"),
        ({"unit_no": YOUNG}, 409, "/unit_no"),
        ({"unit_no": "1\u0000"}, 422, "/unit_no"),
        ({"project": "P9"}, 422, "/project"),
        ({"completion_accepted_on": None}, 422, "/completion_accepted_on"),
    ],
)
async def test_a_unit_that_cannot_be_is_refused(
    office: Office, what: dict[str, Any], status: int, pointer: str
) -> None:
    async with nothing_left_behind(office):
        refused = await office.records.post("/units", json=unit(**what))
        assert (refused.status_code, pointers(refused)) == (status, [pointer]), refused.text


async def test_a_unit_is_handed_over_today_at_the_latest_by_chinas_date(office: Office) -> None:
    office.at("2026-03-10T15:59:59+00:00")
    assert (await office.records.post("/units", json=unit(handed_over_on="2026-03-11"))).status_code == 422
    office.at("2026-03-10T16:00:00+00:00")
    await made(office.records, "/units", unit(handed_over_on="2026-03-11"))


async def test_one_unit_entered_by_many_at_once_is_one_unit(office: Office) -> None:
    answers = await asyncio.gather(*(office.records.post("/units", json=unit()) for _ in range(8)))
    assert sorted(answer.status_code for answer in answers) == [201] + [409] * 7
    async with office.service.db.reading() as tx:
        assert await tx.fetchval("select count(*) from customer") == 5


async def test_a_collective_handover_in_the_future_is_refused(office: Office) -> None:
    refused = await office.records.put(
        "/projects/P3", json={"name": "三期", "first_collective_handover_on": "2026-03-11"}
    )
    assert (refused.status_code, pointers(refused)) == (422, ["/first_collective_handover_on"])


@pytest.mark.rule("I8")
@pytest.mark.parametrize(
    ("noun", "body", "pointer"),
    [
        ("results", result(settled=False), "/unsettled_reason"),
        ("results", UNSETTLED | {"promised_on": "2026-03-09"}, "/promised_on"),
        ("results", UNSETTLED | {"unsettled_reason": ""}, "/unsettled_reason"),
        ("results", result(text=""), "/text"),
        ("feedbacks", FEEDBACK | {"way": "drone"}, "/way"),
        ("feedbacks", FEEDBACK | {"text": "\u0000"}, "/text"),
        ("closings", {"reason": " "}, "/reason"),
        ("verdicts", {"verdict": "valid"}, "/reason"),
        ("verdicts", {"verdict": "pending", "reason": "再看"}, "/verdict"),
        ("verdicts", {"verdict": "not_called_for", "reason": "再看"}, "/verdict"),
    ],
)
async def test_what_follows_and_cannot_be_is_refused(
    office: Office, noun: str, body: dict[str, Any], pointer: str
) -> None:
    case = await office.case(kind="complaint")
    async with nothing_left_behind(office):
        refused = await office.lead.post(f"/cases/{case['case_id']}/{noun}", json=body)
        assert (refused.status_code, pointers(refused)[0]) == (422, pointer), refused.text


async def test_there_is_nothing_under_an_id_we_never_gave(office: Office) -> None:
    assert (await office.lead.get(f"/cases/{uuid4()}")).status_code == 404
    assert (await office.lead.get("/cases/KS-2026-000001")).status_code == 422
    assert (await office.lead.post(f"/cases/{uuid4()}/closings", json={"reason": "误报"})).status_code == 404


@pytest.mark.parametrize("path", ["/cases", "/projects", f"/units?project={PROJECT}"])
@pytest.mark.parametrize(
    "cursor", ["nonsense", encode_cursor([]), encode_cursor([None]), encode_cursor([1]), encode_cursor(["\u0000"])]
)
async def test_a_cursor_that_is_none_is_refused(office: Office, path: str, cursor: str) -> None:
    refused = await office.lead.get(path, params={"cursor": cursor, "project": PROJECT})
    assert (refused.status_code, pointers(refused)) == (422, ["query:cursor"])


@pytest.mark.parametrize(
    "query",
    [
        "state=lost",
        "kind=rumour",
        "class=class_9",
        "department=attic",
        "limit=0",
        "limit=201",
        "project=%00",
        "project=",
    ],
)
async def test_a_question_that_cannot_be_is_refused(office: Office, query: str) -> None:
    assert (await office.lead.get(f"/cases?{query}")).status_code == 422
    assert (await office.director.get("/units?project=%00")).status_code == 422


@pytest.mark.rule("B10", "B2")
@pytest.mark.parametrize("table", ["case_move", "look", "register_entry"])
async def test_what_was_recorded_is_not_changed(office: Office, table: str) -> None:
    case = await office.case()
    await office.act(office.officer, case, "feedbacks", dict(FEEDBACK))
    await office.look(case)
    with pytest.raises(asyncpg.RestrictViolationError):
        async with office.service.db.transaction() as tx:
            await tx.execute(f"delete from {table}")
