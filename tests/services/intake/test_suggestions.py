"""Suggestions at the doors: passed on the same day, decided, answered, commended (I13)."""

import asyncio
from typing import Any

import pytest
from aftercare_contracts.events import intake as events
from aftercare_contracts.events.intake_suggestions import SuggestionDecided, SuggestionPassedOn
from aftercare_contracts.values import Role
from httpx import AsyncClient

from .desk import OWNER, PHONE, PROJECT, Office, pointers

PASSING = {"is_recommended": True, "opinion": "简便易行"}
ADOPTED = {"adopted": True, "reason": "便民", "carried_out_by": "property_company", "due_on": "2026-04-01"}
REFUSED = {"adopted": False, "reason": "不符合消防规范"}
THANKS = {"way": "phone", "text": "感谢您的建议，公司已采纳。"}
PRAISE = {"helped": "减少了高峰期等候", "praise": "年终总结会表扬", "reward": "物业费减免一个月"}


@pytest.fixture
def supervisor(office: Office) -> AsyncClient:
    return office.service.client(Role.SERVICE_SUPERVISOR, person="sun.supervisor", projects=(PROJECT,))


async def suggested(office: Office, **what: Any) -> dict[str, Any]:
    return await office.case(kind="suggestion", matter="parking", complaint="建议错峰开放东门。", **what)


async def decided(office: Office, supervisor: AsyncClient, body: dict[str, Any], **what: Any) -> dict[str, Any]:
    case = await suggested(office, **what)
    await office.act(office.officer, case, "suggestion-passings", PASSING)
    await office.act(supervisor, case, "suggestion-decisions", body)
    return case


@pytest.mark.rule("I13", "I14")
@pytest.mark.parametrize(
    ("at", "due_at"),
    [
        ("2026-03-10T10:00:00+08:00", "2026-03-10T09:00:00Z"),
        ("2026-03-10T16:59:59+08:00", "2026-03-10T09:00:00Z"),
        ("2026-03-10T17:00:00+08:00", "2026-03-11T09:00:00Z"),
        ("2026-03-14T18:00:00+08:00", "2026-03-15T09:00:00Z"),
    ],
)
async def test_it_is_to_be_passed_on_before_the_centre_closes(office: Office, at: str, due_at: str) -> None:
    office.at(at)
    case = await suggested(office)
    (due,) = [due for due in case["due"] if due["limit"] == "suggestion_passed_on"]
    assert due["due_at"] == due_at
    office.at(due_at, microseconds=1)
    await office.service.fire_due()
    (late,) = [
        said for said in await office.service.said(events.CaseLimitPassed) if said.limit == "suggestion_passed_on"
    ]
    assert (late.owner_role, late.tell) == (Role.CASE_OFFICER, Role.SITE_LEAD)


@pytest.mark.rule("I13")
async def test_other_kinds_are_not(office: Office) -> None:
    for kind in ("inquiry", "praise", "complaint", "repair_request"):
        case = await office.case(kind=kind)
        assert "suggestion_passed_on" not in {due["limit"] for due in case["due"]}
        refused = await office.officer.post(f"/cases/{case['case_id']}/suggestion-passings", json=PASSING)
        assert refused.status_code == 409


@pytest.mark.rule("I13", "I6")
async def test_adopted_the_customer_is_thanked_by_phone_and_it_closes(office: Office, supervisor: AsyncClient) -> None:
    case = await suggested(office)
    await office.act(office.officer, case, "suggestion-passings", PASSING)
    assert (await office.limits(case))[1, "suggestion_passed_on"] == ("kept", "passed on to the supervisor")
    await office.act(supervisor, case, "suggestion-decisions", ADOPTED)
    closing = {"reason": "已采纳并答复"}
    for noun, body, pointer in (
        ("suggestion-answers", THANKS | {"way": "letter"}, ["/way"]),
        ("suggestion-answers", {"text": "感谢"}, ["/way"]),
    ):
        refused = await office.officer.post(f"/cases/{case['case_id']}/{noun}", json=body)
        assert (refused.status_code, pointers(refused)) == (422, pointer)
    assert (await office.lead.post(f"/cases/{case['case_id']}/closings", json=closing)).status_code == 409
    await office.act(office.officer, case, "suggestion-answers", THANKS)
    assert (await office.limits(case))[1, "first_feedback"][0] == "kept"
    await office.act(office.lead, case, "closings", closing)
    known = await office.look(case, "/suggestion")
    assert (known["passed_by"], known["decided_by"], known["answered_by"]) == (
        "chen.officer",
        "sun.supervisor",
        "chen.officer",
    )
    (passed,), (told,) = await office.service.said(SuggestionPassedOn), await office.service.said(SuggestionDecided)
    assert (passed.matter, passed.is_recommended, told.adopted, told.carried_out_by) == (
        "parking",
        True,
        True,
        "property_company",
    )
    said = "".join(
        event.model_dump_json() for event in await office.service.said(SuggestionPassedOn, SuggestionDecided)
    )
    assert not any(words in said for words in (OWNER, PHONE, "东门", "便民"))


@pytest.mark.rule("I13")
async def test_who_left_no_way_to_reach_him_is_recorded_as_such(office: Office, supervisor: AsyncClient) -> None:
    case = await decided(office, supervisor, REFUSED, channel="suggestion_box")
    unreached = {"text": "已说明原因", "unreached_because": "意见箱来信，未留电话"}
    await office.act(office.officer, case, "suggestion-answers", unreached)
    assert await office.service.said(events.CaseFeedbackGiven) == []
    await office.act(office.lead, case, "closings", {"reason": "无法联系，已记录"})


@pytest.mark.rule("I13", "B6")
async def test_out_of_turn_or_by_the_wrong_one_is_refused(office: Office, supervisor: AsyncClient) -> None:
    case = await suggested(office)
    path = f"/cases/{case['case_id']}"
    assert (await office.officer.get(f"{path}/suggestion")).status_code == 409
    before = await office.service.rows()
    assert (await supervisor.post(f"{path}/suggestion-decisions", json=ADOPTED)).status_code == 409
    assert (await office.officer.post(f"{path}/suggestion-answers", json=THANKS)).status_code == 409
    assert (await office.director.post(f"{path}/commendations", json=PRAISE)).status_code == 409
    assert await office.service.rows() == before
    await office.act(office.lead, case, "suggestion-passings", PASSING)
    before = await office.service.rows()
    assert (await office.lead.post(f"{path}/suggestion-decisions", json=ADOPTED)).status_code == 403
    assert (await office.officer.post(f"{path}/suggestion-decisions", json=ADOPTED)).status_code == 403
    assert (await office.officer.post(f"{path}/suggestion-passings", json=PASSING)).status_code == 409
    for noun, body in (
        ("suggestion-passings", PASSING),
        ("suggestion-decisions", ADOPTED),
        ("suggestion-answers", THANKS),
    ):
        assert (await office.elsewhere.post(f"{path}/{noun}", json=body)).status_code == 404
    for body, pointer in (
        (ADOPTED | {"due_on": "2026-03-09"}, "/due_on"),
        (ADOPTED | {"carried_out_by": "contractor"}, "/carried_out_by"),
        (REFUSED | {"due_on": "2026-04-01"}, "/due_on"),
        ({"adopted": True}, "/reason"),
    ):
        refused = await supervisor.post(f"{path}/suggestion-decisions", json=body)
        assert (refused.status_code, pointers(refused)) == (422, [pointer])
    assert await office.service.rows() == before


@pytest.mark.rule("I13", "B5")
async def test_of_many_decisions_at_once_one_counts(office: Office, supervisor: AsyncClient) -> None:
    case = await suggested(office)
    await office.act(office.officer, case, "suggestion-passings", PASSING)
    path = f"/cases/{case['case_id']}/suggestion-decisions"
    answers = await asyncio.gather(*(supervisor.post(path, json=body) for body in (ADOPTED, REFUSED) * 3))
    assert sorted(answer.status_code for answer in answers) == [201] + [409] * 5
    assert len(await office.service.said(SuggestionDecided)) == 1


@pytest.mark.rule("I13")
async def test_at_years_end_what_helped_is_praised_and_rewarded(office: Office, supervisor: AsyncClient) -> None:
    office.at("2025-12-31T23:59:59+08:00")
    last_year = await decided(office, supervisor, ADOPTED | {"due_on": "2026-01-31"})
    office.at("2026-01-01T00:00:00+08:00")
    first = await decided(office, supervisor, ADOPTED)
    second = await decided(office, supervisor, ADOPTED)
    await decided(office, supervisor, REFUSED)
    praised = await office.act(office.director, first, "commendations", PRAISE)
    assert praised["commended_by"] == "he.director"
    page = (await office.lead.get("/suggestions/helped", params={"year": 2026, "limit": 1})).json()
    rest = (await office.lead.get("/suggestions/helped", params={"year": 2026, "cursor": page["next"]})).json()
    found = [*page["items"], *rest["items"]]
    assert [item["case_id"] for item in found] == [second["case_id"], first["case_id"]]
    assert [item["reward"] for item in found] == [None, PRAISE["reward"]]
    (before,) = (await office.lead.get("/suggestions/helped", params={"year": 2025})).json()["items"]
    assert before["case_id"] == last_year["case_id"]
    assert (await office.elsewhere.get("/suggestions/helped", params={"year": 2026})).json()["items"] == []
    assert (
        await office.elsewhere.get("/suggestions/helped", params={"year": 2026, "project": PROJECT})
    ).status_code == 403
    again = await office.director.post(f"/cases/{first['case_id']}/commendations", json=PRAISE)
    assert again.status_code == 409
    assert (await office.lead.post(f"/cases/{second['case_id']}/commendations", json=PRAISE)).status_code == 403


@pytest.mark.rule("B5")
async def test_a_passing_posted_twice_with_one_key_is_one(office: Office) -> None:
    case = await suggested(office)
    path, key = f"/cases/{case['case_id']}/suggestion-passings", {"Idempotency-Key": "s-1"}
    answers = [await office.officer.post(path, json=PASSING, headers=key) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [201, 201]
    assert len(await office.service.said(SuggestionPassedOn)) == 1
