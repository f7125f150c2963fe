"""Lessons at the doors: drawn from cases with what they cost, put before reviews, never lost (I23)."""

import asyncio
from typing import Any
from uuid import UUID, uuid4

import asyncpg
import pytest
from aftercare_contracts.events.finance import CostConfirmed
from aftercare_contracts.values import Bearer, Role
from httpx import AsyncClient
from plumbing.inbox import Outcome

from .desk import ELSEWHERE, PROJECT, Office, made, pointers

TAKEN_UP = {"review": "design", "new_project": "锦江花园二期", "taken_up": True, "what": "改为同层排水"}


@pytest.fixture
def designer(office: Office) -> AsyncClient:
    return office.service.client(Role.DESIGN, person="zhao.design")


def lesson(*cases: dict[str, Any], **what: Any) -> dict[str, Any]:
    return {
        "project": PROJECT, "cause": "design", "part": "wet_room_waterproofing", "contractor": "NF", "matter": "leak",
        "text": "卫生间降板不足，防水难以施工。", "cases": [case["case_id"] for case in cases],
    } | what  # fmt: skip


async def confirmed(office: Office, case: dict[str, Any], amount_fen: int, claim_id: UUID | None = None) -> None:
    said = CostConfirmed(
        claim_id=claim_id or uuid4(), claim_no="FY-2026-000001", order_id=uuid4(), order_no="PG-2026-000001",
        case_id=case["case_id"], case_no=case["case_no"], project=case["project"], amount_fen=amount_fen,
        confirmed_at=office.service.clock.at, bearer=Bearer.CONTRACTOR,
    )  # fmt: skip
    assert await office.service.hear(said, about=case["case_id"]) is Outcome.APPLIED


@pytest.mark.rule("I23")
async def test_count_and_cost_are_the_systems_own(office: Office) -> None:
    cases = [await office.case() for _ in range(3)]
    claim_id = uuid4()
    await confirmed(office, cases[0], 30_000, claim_id)
    await confirmed(office, cases[0], 120_050, claim_id)
    await confirmed(office, cases[0], 50)
    await confirmed(office, cases[1], 9_900)
    await confirmed(office, cases[2], 777)
    drawn = await made(office.lead, "/lessons", lesson(cases[0], cases[1], cases[0]))
    assert (drawn["lesson_no"], drawn["case_count"], drawn["cost_fen"]) == ("JY-2026-000001", 2, 130_000)
    assert (drawn["drawn_by"], drawn["hearings"], drawn["times_taken_up"]) == ("lin.lead", 0, 0)
    assert drawn["cases"] == [cases[0]["case_id"], cases[1]["case_id"]]
    await confirmed(office, cases[1], 100)
    assert (await office.lead.get(f"/lessons/{drawn['lesson_id']}")).json() == drawn
    refused = await office.lead.post("/lessons", json=lesson(cases[2], cost_fen=1))
    assert (refused.status_code, pointers(refused)) == (422, ["/cost_fen"])


@pytest.mark.rule("I23")
async def test_a_review_takes_it_up_or_says_why_not(office: Office, designer: AsyncClient) -> None:
    drawn = await made(office.lead, "/lessons", lesson(await office.case()))
    path = f"/lessons/{drawn['lesson_id']}"
    await made(designer, f"{path}/hearings", TAKEN_UP)
    counsel = office.service.client(Role.LEGAL_COUNSEL, person="qian.counsel")
    why_not = {"review": "contract", "new_project": "锦江花园二期", "taken_up": False, "why_not": "合同范本已有此条"}
    heard = (await made(counsel, f"{path}/hearings", why_not))["heard"]
    assert [(each["review"], each["taken_up"], each["what"], each["why_not"], each["heard_by"]) for each in heard] == [
        ("design", True, "改为同层排水", "", "zhao.design"),
        ("contract", False, "", "合同范本已有此条", "qian.counsel"),
    ]
    seen = (await designer.get(path)).json()
    assert (seen["hearings"], seen["times_taken_up"]) == (2, 1)
    before = await office.service.rows()
    assert (await designer.post(f"{path}/hearings", json=TAKEN_UP)).status_code == 409
    for body, found in (
        (TAKEN_UP | {"what": ""}, ["/what"]),
        (TAKEN_UP | {"taken_up": False}, ["/why_not", "/what"]),
        (TAKEN_UP | {"review": "garden"}, ["/review"]),
    ):
        refused = await designer.post(f"{path}/hearings", json=body)
        assert (refused.status_code, pointers(refused)) == (422, found)
    assert (await office.lead.post(f"{path}/hearings", json=TAKEN_UP)).status_code == 403
    outside = office.service.client(Role.DESIGN, person="wu", projects=(ELSEWHERE,))
    assert (await outside.post(f"{path}/hearings", json=TAKEN_UP)).status_code == 404
    assert (await outside.get(path)).status_code == 404
    assert (await outside.get("/lessons")).json()["items"] == []
    assert (await outside.get("/lessons/table")).json()["rows"] == []
    assert await office.service.rows() == before


@pytest.mark.rule("I23")
@pytest.mark.parametrize(
    ("what", "status", "pointer"),
    [
        ({"cases": []}, 422, "/cases"),
        ({"cases": [str(uuid4())]}, 422, "/cases/0"),
        ({"cause": "fate"}, 422, "/cause"),
        ({"part": "soul"}, 422, "/part"),
        ({"matter": "ghosts"}, 422, "/matter"),
        ({"text": ""}, 422, "/text"),
        ({"project": ELSEWHERE}, 403, "/project"),
    ],
)
async def test_a_lesson_that_cannot_be_is_refused(
    office: Office, what: dict[str, Any], status: int, pointer: str
) -> None:
    case = await office.case()
    before = await office.service.rows()
    refused = await office.lead.post("/lessons", json=lesson(case, **what))
    assert (refused.status_code, pointers(refused)) == (status, [pointer]), refused.text
    assert (await office.officer.post("/lessons", json=lesson(case))).status_code == 403
    assert await office.service.rows() == before


@pytest.mark.rule("I23")
async def test_a_case_of_another_project_teaches_nothing_here(office: Office) -> None:
    other = await office.case(by=office.hotline, project=ELSEWHERE, unit_no=None)
    refused = await office.director.post("/lessons", json=lesson(await office.case(), other))
    assert (refused.status_code, pointers(refused)) == (422, ["/cases/1"])
    assert (await office.director.post("/lessons", json=lesson(other, project="P9"))).status_code == 422


@pytest.mark.rule("I23")
async def test_a_reviewer_finds_them_by_part_contractor_cause_and_matter_with_counts(
    office: Office, designer: AsyncClient
) -> None:
    cases = [await office.case() for _ in range(3)]
    await confirmed(office, cases[0], 10_000)
    await confirmed(office, cases[2], 50_000)
    first = await made(office.lead, "/lessons", lesson(cases[0], cases[1]))
    second = await made(office.lead, "/lessons", lesson(cases[1]))
    third = await made(
        office.lead, "/lessons", lesson(cases[2], cause="material", part=None, contractor=None, matter=None)
    )
    await made(designer, f"/lessons/{first['lesson_id']}/hearings", TAKEN_UP)

    async def listed(**what: Any) -> list[str]:
        return [item["lesson_id"] for item in (await designer.get("/lessons", params=what)).json()["items"]]

    both = [second["lesson_id"], first["lesson_id"]]
    assert (
        await listed(part="wet_room_waterproofing")
        == await listed(contractor="NF")
        == await listed(matter="leak")
        == both
    )
    assert await listed(cause="material", project=PROJECT) == [third["lesson_id"]]
    page = (await designer.get("/lessons", params={"limit": 2})).json()
    assert [item["lesson_id"] for item in page["items"]] == [third["lesson_id"], second["lesson_id"]]
    assert await listed(cursor=page["next"]) == [first["lesson_id"]]
    table = (await designer.get("/lessons/table")).json()
    assert table["columns"] == [
        "cause", "part", "contractor", "matter", "lessons", "cases", "cost_fen", "hearings", "times_taken_up",
    ]  # fmt: skip
    assert table["rows"] == [
        ["material", None, None, None, 1, 1, 50_000, 0, 0],
        ["design", "wet_room_waterproofing", "NF", "leak", 2, 2, 10_000, 1, 1],
    ]
    assert (await designer.get("/lessons/table", params={"cause": "design"})).json()["rows"] == table["rows"][1:]


@pytest.mark.rule("I23")
@pytest.mark.parametrize("table", ["lesson", "lesson_case", "lesson_hearing"])
async def test_nothing_learned_is_changed_or_deleted(office: Office, designer: AsyncClient, table: str) -> None:
    drawn = await made(office.lead, "/lessons", lesson(await office.case()))
    await made(designer, f"/lessons/{drawn['lesson_id']}/hearings", TAKEN_UP)
    with pytest.raises(asyncpg.RestrictViolationError):
        async with office.service.db.transaction() as tx:
            await tx.execute(f"delete from {table}")


@pytest.mark.rule("I23", "B5")
async def test_heard_by_many_at_once_it_is_heard_once(office: Office, designer: AsyncClient) -> None:
    drawn = await made(office.lead, "/lessons", lesson(await office.case()))
    path, key = f"/lessons/{drawn['lesson_id']}/hearings", {"Idempotency-Key": "h-1"}
    answers = await asyncio.gather(*(designer.post(path, json=TAKEN_UP) for _ in range(5)))
    assert sorted(answer.status_code for answer in answers) == [201] + [409] * 4
    other = TAKEN_UP | {"new_project": "三期"}
    twice = [await designer.post(path, json=other, headers=key) for _ in range(2)]
    assert twice[0].json() == twice[1].json()
    assert twice[0].json()["hearings"] == 2
