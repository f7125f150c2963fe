"""Forums are gone through, and answered in public, at the doors (I1)."""

import asyncio
from typing import Any
from uuid import uuid4

import pytest
from aftercare_contracts.events.intake import CaseFeedbackGiven
from aftercare_contracts.events.intake_forum import ForumPassMissing
from aftercare_contracts.values import Role

from .desk import ELSEWHERE, PROJECT, Office, made, pointers

NOW = "2026-03-10T10:00:00+08:00"


def seen(**what: Any) -> dict[str, Any]:
    return {"project": PROJECT, "place": "owners_forum", "seen_until": NOW, "contacts_found": 1} | what


async def missing(office: Office) -> list[tuple[str, str]]:
    return [(said.place, str(said.missing_on)) for said in await office.service.said(ForumPassMissing)]


async def drafted(office: Office, case: dict[str, Any], text: str = "感谢关注，我们已安排检修。") -> dict[str, Any]:
    return await office.act(office.officer, case, "public-replies", {"text": text})


@pytest.mark.rule("I1")
async def test_a_pass_is_recorded_and_listed(office: Office) -> None:
    first = await made(office.officer, "/forum-passes", seen())
    office.at("2026-03-10T03:00:00+00:00")
    second = await made(office.officer, "/forum-passes", seen(seen_until="2026-03-10T11:00:00+08:00"))
    assert second["seen_until"] == "2026-03-10T03:00:00Z"
    page = (await office.lead.get("/forum-passes", params={"project": PROJECT, "limit": 1})).json()
    assert page["items"] == [second]
    rest = await office.lead.get("/forum-passes", params={"project": PROJECT, "cursor": page["next"]})
    assert rest.json() == {"items": [first], "next": None}
    assert (await office.elsewhere.get("/forum-passes", params={"project": PROJECT})).status_code == 403


@pytest.mark.rule("I1")
@pytest.mark.parametrize(
    ("what", "status", "pointer"),
    [
        ({"place": "teahouse"}, 422, "/place"),
        ({"project": "P9"}, 403, "/project"),
        ({"project": ELSEWHERE}, 403, "/project"),
        ({"seen_until": "2026-03-10T10:00:00.000001+08:00"}, 422, "/seen_until"),
        ({"contacts_found": -1}, 422, "/contacts_found"),
        ({"contacts_found": "1"}, 422, "/contacts_found"),
    ],
)
async def test_a_pass_that_cannot_be_is_refused(
    office: Office, what: dict[str, Any], status: int, pointer: str
) -> None:
    before = await office.service.rows()
    refused = await office.officer.post("/forum-passes", json=seen(**what))
    assert (refused.status_code, pointers(refused)) == (status, [pointer]), refused.text
    assert await office.service.rows() == before


@pytest.mark.rule("I1")
async def test_a_pass_never_goes_back_and_has_a_project(office: Office) -> None:
    await made(office.officer, "/forum-passes", seen())
    refused = await office.officer.post("/forum-passes", json=seen(seen_until="2026-03-10T09:59:59+08:00"))
    assert (refused.status_code, pointers(refused)) == (409, ["/seen_until"])
    everywhere = office.service.client(Role.SERVICE_SUPERVISOR, person="sun")
    refused = await everywhere.post("/forum-passes", json=seen(project="P9"))
    assert (refused.status_code, pointers(refused)) == (422, ["/project"])


@pytest.mark.rule("I1", "N2")
async def test_from_the_first_pass_on_a_day_without_one_is_told_to_the_site_lead(office: Office) -> None:
    await made(office.officer, "/forum-passes", seen())
    office.at("2026-03-10T17:00:00+08:00")
    assert await office.service.fire_due() == 1
    assert await missing(office) == []
    office.at("2026-03-11T17:00:00+08:00", microseconds=-1)
    assert await office.service.fire_due() == 0
    office.at("2026-03-11T17:00:00+08:00")
    assert await office.service.fire_due() == 1
    assert await missing(office) == [("owners_forum", "2026-03-11")]
    office.at("2026-03-12T09:00:00+08:00")
    await made(office.officer, "/forum-passes", seen(seen_until="2026-03-12T09:00:00+08:00"))
    office.at("2026-03-12T17:00:00+08:00")
    assert await office.service.fire_due() == 1
    assert len(await missing(office)) == 1


@pytest.mark.rule("I1")
async def test_after_a_standstill_the_watch_goes_on_once(office: Office) -> None:
    await made(office.officer, "/forum-passes", seen())
    office.at("2026-03-20T09:00:00+08:00")
    assert await office.service.fire_due() == 1
    assert await missing(office) == []
    office.at("2026-03-20T17:00:00+08:00")
    assert await office.service.fire_due() == 1
    assert await missing(office) == [("owners_forum", "2026-03-20")]


@pytest.mark.rule("I1")
async def test_many_first_passes_at_once_are_watched_once(office: Office) -> None:
    answers = await asyncio.gather(*(office.officer.post("/forum-passes", json=seen()) for _ in range(6)))
    assert {answer.status_code for answer in answers} == {201}
    office.at("2026-03-11T17:00:00+08:00")
    assert await office.service.fire_due() == 1


@pytest.mark.rule("I1", "I6", "B6")
async def test_a_public_reply_is_posted_as_another_approved_it_and_the_customer_has_heard(office: Office) -> None:
    case = await office.case(channel="forum", kind="complaint")
    draft = await drafted(office, case)
    assert (draft["state"], draft["drafted_by"]) == ("drafted", "chen.officer")
    path = f"/public-replies/{draft['reply_id']}"
    posting = {"place": "owners_forum", "posted_at": NOW}
    assert (await office.officer.post(f"{path}/postings", json=posting)).status_code == 409
    assert (await made(office.lead, f"{path}/approvals", {}))["decided_by"] == "lin.lead"
    posted = await made(office.officer, f"{path}/postings", posting)
    assert (posted["state"], posted["place"], posted["posted_by"]) == ("posted", "owners_forum", "chen.officer")
    (said,) = await office.service.said(CaseFeedbackGiven)
    assert said.way == "online"
    assert (await office.limits(case))[1, "first_feedback"][0] == "kept"
    assert (await office.look(case))["entries"][0]["text"] == draft["text"]
    before = await office.service.rows()
    assert (await office.officer.post(f"{path}/postings", json=posting)).status_code == 409
    assert (await office.director.post(f"{path}/approvals", json={})).status_code == 409
    assert await office.service.rows() == before


@pytest.mark.rule("I1")
async def test_another_text_is_another_draft_that_wants_its_own_approval(office: Office) -> None:
    case = await office.case(channel="web", kind="complaint")
    first = await drafted(office, case)
    await made(office.lead, f"/public-replies/{first['reply_id']}/approvals", {})
    second = await drafted(office, case, "已检修完毕，欢迎复查。")
    path = f"/public-replies/{second['reply_id']}/postings"
    assert (await office.officer.post(path, json={"place": "website", "posted_at": NOW})).status_code == 409
    waiting = await office.lead.get("/public-replies", params={"state": "drafted", "project": PROJECT})
    assert [reply["reply_id"] for reply in waiting.json()["items"]] == [second["reply_id"]]
    page = (await office.lead.get("/public-replies", params={"case_id": case["case_id"], "limit": 1})).json()
    rest = await office.lead.get("/public-replies", params={"cursor": page["next"]})
    assert [reply["reply_id"] for reply in rest.json()["items"]] == [first["reply_id"]]


@pytest.mark.rule("I1", "B6")
async def test_what_may_not_be_said_in_public_is_refused(office: Office) -> None:
    by_phone = await office.case(channel="hotline")
    case = await office.case(channel="forum", kind="complaint")
    own = await office.act(office.lead, case, "public-replies", {"text": "已处理"})
    path = f"/public-replies/{own['reply_id']}"
    before = await office.service.rows()
    assert (
        await office.officer.post(f"/cases/{by_phone['case_id']}/public-replies", json={"text": "已处理"})
    ).status_code == 409
    assert (await office.lead.post(f"{path}/approvals", json={})).status_code == 403
    assert (await office.officer.post(f"{path}/approvals", json={})).status_code == 403
    refused = await office.director.post(f"{path}/approvals", json={"approved": False})
    assert (refused.status_code, pointers(refused)) == (422, ["/reason"])
    assert (await office.elsewhere.post(f"{path}/approvals", json={})).status_code == 404
    for place, at, pointer in (("teahouse", NOW, "/place"), ("website", "2026-03-10T10:00:01+08:00", "")):
        refused = await office.officer.post(f"{path}/postings", json={"place": place, "posted_at": at})
        assert (refused.status_code, pointers(refused)) == ((422, [pointer]) if pointer else (409, []))
    assert (await office.elsewhere.get("/public-replies")).json() == {"items": [], "next": None}
    assert (await office.lead.post(f"/public-replies/{uuid4()}/approvals", json={})).status_code == 404
    assert await office.service.rows() == before


@pytest.mark.rule("I1")
async def test_a_posting_lies_between_its_approval_and_now_and_is_made_once_by_many(office: Office) -> None:
    case = await office.case(channel="forum", kind="complaint")
    draft = await drafted(office, case)
    path = f"/public-replies/{draft['reply_id']}"
    office.at(NOW, hours=1)
    await made(office.lead, f"{path}/approvals", {})
    for at in (NOW, "2026-03-10T11:00:01+08:00"):
        refused = await office.officer.post(f"{path}/postings", json={"place": "website", "posted_at": at})
        assert (refused.status_code, pointers(refused)) == (422, ["/posted_at"])
    body = {"place": "website", "posted_at": "2026-03-10T11:00:00+08:00"}
    answers = await asyncio.gather(*(office.officer.post(f"{path}/postings", json=body) for _ in range(6)))
    assert sorted(answer.status_code for answer in answers) == [201] + [409] * 5


@pytest.mark.rule("I1")
async def test_posted_after_the_case_closed_it_is_on_record_and_moves_nothing(office: Office) -> None:
    case = await office.case(channel="web", kind="inquiry", matter="fee")
    draft = await drafted(office, case)
    path = f"/public-replies/{draft['reply_id']}"
    await made(office.lead, f"{path}/approvals", {})
    await office.act(office.lead, case, "closings", {"reason": "已答复"})
    await made(office.officer, f"{path}/postings", {"place": "website", "posted_at": NOW})
    assert await office.service.said(CaseFeedbackGiven) == []
    assert (
        await office.officer.post(f"/cases/{case['case_id']}/public-replies", json={"text": "再答"})
    ).status_code == 409
