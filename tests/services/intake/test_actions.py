"""Actions at the doors: opened, done, checked by another, followed where they had no effect (I12, B6, N2)."""

import asyncio
from typing import Any
from uuid import uuid4

import pytest
from aftercare_contracts.events.intake_actions import (
    ActionApproaching,
    ActionChecked,
    ActionDone,
    ActionOpened,
    ActionPassed,
)
from aftercare_contracts.values import Role
from httpx import AsyncClient

from .desk import ELSEWHERE, PROJECT, Office, made, pointers

PLAN = {
    "cause": "闭水试验未做", "action": "逐户补做闭水试验", "owner_role": "engineering_desk", "due_on": "2026-03-20",
    "check_on": "2026-04-20",
}  # fmt: skip
DONE = {"text": "已补做32户"}
EFFECTIVE = {"effective": True, "finding": "一个月内无渗漏"}
NEXT = PLAN | {"action": "更换防水材料", "due_on": "2026-05-20", "check_on": "2026-06-20"}


@pytest.fixture
def supervisor(office: Office) -> AsyncClient:
    return office.service.client(Role.SERVICE_SUPERVISOR, person="sun.supervisor", projects=(PROJECT,))


def action(**what: Any) -> dict[str, Any]:
    return PLAN | {"project": PROJECT, "kind": "corrective", "matter": "leak"} | what


async def opened(office: Office, **what: Any) -> dict[str, Any]:
    return await made(office.lead, "/actions", action(**what))


async def done(office: Office, **what: Any) -> dict[str, Any]:
    one = await opened(office, **what)
    return await made(office.desk, f"/actions/{one['action_id']}/completions", DONE)


async def told(office: Office) -> list[tuple[str, str, str, int]]:
    return [(said.duty, said.owed_by, said.tell, said.step) for said in await office.service.said(ActionPassed)]


@pytest.mark.rule("I12", "B6")
async def test_an_action_is_opened_done_and_its_effect_checked_by_another(
    office: Office, supervisor: AsyncClient
) -> None:
    cases = [await office.case() for _ in range(2)]
    one = await opened(office, matter=None, cases=[case["case_id"] for case in cases])
    assert (one["action_no"], one["state"], one["opened_by"]) == ("JZ-2026-000001", "open", "lin.lead")
    assert one["cases"] == [case["case_id"] for case in cases]
    path = f"/actions/{one['action_id']}"
    finished = await made(office.desk, f"{path}/completions", DONE)
    assert (finished["state"], finished["done_by"], finished["check_on"]) == ("done", "wang.desk", "2026-04-20")
    checked = await made(supervisor, f"{path}/checks", EFFECTIVE)
    assert (checked["state"], checked["checked_by"], checked["followed_by"]) == ("effective", "sun.supervisor", None)
    assert (await office.officer.get(path)).json() == checked
    (begun,), (did,), (end,) = [await office.service.said(each) for each in (ActionOpened, ActionDone, ActionChecked)]
    assert (begun.owner_role, begun.tell, did.check_role, end.effective) == (
        "engineering_desk",
        "site_lead",
        "service_supervisor",
        True,
    )
    assert not any(words in begun.model_dump_json() for words in ("闭水", "逐户"))
    timeline = (await office.look(cases[0], "/timeline"))["items"]
    assert [line["type"].split(".")[2] for line in timeline if ".action." in line["type"]] == [
        "opened",
        "done",
        "checked",
    ]


@pytest.mark.rule("I12")
async def test_without_effect_another_follows_it_about_the_same(office: Office, supervisor: AsyncClient) -> None:
    case = await office.case()
    one = await done(office, cases=[case["case_id"]])
    path = f"/actions/{one['action_id']}/checks"
    failed = {"effective": False, "finding": "仍有渗漏"}
    before = await office.service.rows()
    for body, pointer in (
        (failed, "/next"),
        (EFFECTIVE | {"next": NEXT}, "/next"),
        (failed | {"next": NEXT | {"due_on": "2026-03-09"}}, "/next/due_on"),
        (failed | {"next": NEXT | {"check_role": "engineering_desk"}}, "/next/check_role"),
    ):
        refused = await supervisor.post(path, json=body)
        assert (refused.status_code, pointers(refused)) == (422, [pointer])
    assert await office.service.rows() == before
    checked = await made(supervisor, path, failed | {"next": NEXT})
    assert checked["state"] == "not_effective"
    second = (await office.lead.get(f"/actions/{checked['followed_by']}")).json()
    assert (second["follows"], second["action_no"], second["state"]) == (one["action_id"], "JZ-2026-000002", "open")
    assert (second["cases"], second["matter"], second["action"]) == ([case["case_id"]], "leak", "更换防水材料")
    (said,) = await office.service.said(ActionChecked)
    assert (said.effective, said.next_no) == (False, "JZ-2026-000002")
    assert [each.follows_no for each in await office.service.said(ActionOpened)] == [None, "JZ-2026-000001"]


@pytest.mark.rule("I12")
@pytest.mark.parametrize(
    ("what", "status", "pointer"),
    [
        ({"matter": None}, 422, "/cases"),
        ({"matter": "ghosts"}, 422, "/matter"),
        ({"cases": [str(uuid4())]}, 422, "/cases/0"),
        ({"cases": ["one"]}, 422, "/cases/0"),
        ({"project": ELSEWHERE}, 403, "/project"),
        ({"kind": "cosmetic"}, 422, "/kind"),
        ({"cause": ""}, 422, "/cause"),
        ({"owner_role": "contractor"}, 422, "/owner_role"),
        ({"check_role": "engineering_desk"}, 422, "/check_role"),
        ({"due_on": "2026-03-09"}, 422, "/due_on"),
        ({"check_on": "2026-03-19"}, 422, "/check_on"),
        ({"state": "effective"}, 422, "/state"),
    ],
)
async def test_an_action_that_cannot_be_is_refused(
    office: Office, what: dict[str, Any], status: int, pointer: str
) -> None:
    before = await office.service.rows()
    refused = await office.lead.post("/actions", json=action(**what))
    assert (refused.status_code, pointers(refused)) == (status, [pointer]), refused.text
    assert await office.service.rows() == before


@pytest.mark.rule("I12")
async def test_a_case_of_another_project_is_none_of_this_one(office: Office) -> None:
    other = await office.case(by=office.hotline, project=ELSEWHERE, unit_no=None)
    refused = await office.director.post("/actions", json=action(cases=[other["case_id"]]))
    assert (refused.status_code, pointers(refused)) == (422, ["/cases/0"])
    refused = await office.director.post("/actions", json=action(project="P9"))
    assert (refused.status_code, pointers(refused)) == (422, ["/project"])


@pytest.mark.rule("I12", "B6")
async def test_out_of_turn_or_by_the_wrong_one_is_refused(office: Office, supervisor: AsyncClient) -> None:
    one = await opened(office, owner_role="site_lead", owner_person="lin.lead", check_role="centre_director")
    path = f"/actions/{one['action_id']}"
    own = office.service.client(Role.CENTRE_DIRECTOR, person="lin.lead")
    before = await office.service.rows()
    assert (await office.director.post(f"{path}/checks", json=EFFECTIVE)).status_code == 409
    assert (await office.desk.post(f"{path}/completions", json=DONE)).status_code == 403
    other_lead = office.service.client(Role.SITE_LEAD, person="gao.lead", projects=(PROJECT,))
    assert (await other_lead.post(f"{path}/completions", json=DONE)).status_code == 403
    assert (await office.elsewhere.post(f"{path}/completions", json=DONE)).status_code == 404
    assert (await office.elsewhere.get(path)).status_code == 404
    assert (await office.elsewhere.get("/actions")).json() == {"items": [], "next": None}
    assert await office.service.rows() == before
    await made(office.lead, f"{path}/completions", DONE)
    before = await office.service.rows()
    assert (await office.lead.post(f"{path}/completions", json=DONE)).status_code == 409
    assert (await own.post(f"{path}/checks", json=EFFECTIVE)).status_code == 403
    assert (await supervisor.post(f"{path}/checks", json=EFFECTIVE)).status_code == 403
    assert (await office.elsewhere.post(f"{path}/checks", json=EFFECTIVE)).status_code == 404
    assert await office.service.rows() == before
    await made(office.director, f"{path}/checks", EFFECTIVE)
    assert (await office.director.post(f"{path}/checks", json=EFFECTIVE)).status_code == 409


@pytest.mark.rule("I12", "N2")
async def test_the_owner_is_reminded_then_his_superiors_are_told(office: Office) -> None:
    one = await opened(office)
    office.at("2026-03-20T16:00:00+00:00")
    assert await office.service.fire_due() == 1
    (near,) = await office.service.said(ActionApproaching)
    assert (near.duty, near.owed_by, near.action_no) == ("act", "engineering_desk", one["action_no"])
    assert await told(office) == []
    office.at("2026-03-20T16:00:00.000001+00:00")
    assert await office.service.fire_due() == 1
    assert await told(office) == [("act", "engineering_desk", "site_lead", 1)]
    office.at("2026-03-23T16:00:00+00:00")
    assert await office.service.fire_due() == 1
    assert await told(office) == [
        ("act", "engineering_desk", "site_lead", 1), ("act", "engineering_desk", "centre_director", 2),
    ]  # fmt: skip
    assert await office.service.fire_due() == 0


@pytest.mark.rule("I12", "N2")
async def test_after_the_deed_the_check_has_a_clock_of_its_own(office: Office, supervisor: AsyncClient) -> None:
    one = await done(office)
    office.at("2026-04-20T16:00:00.000001+00:00")
    assert await office.service.fire_due() == 2
    (near,) = await office.service.said(ActionApproaching)
    assert (near.duty, near.owed_by) == ("check", "service_supervisor")
    assert await told(office) == [("check", "service_supervisor", "site_lead", 1)]
    await made(supervisor, f"/actions/{one['action_id']}/checks", EFFECTIVE)
    office.at("2026-04-21T16:00:00+00:00")
    assert await office.service.fire_due() == 0


@pytest.mark.rule("I12", "N2")
async def test_an_action_outlives_its_cases(office: Office) -> None:
    case = await office.case(kind="inquiry", matter="fee")
    await opened(office, cases=[case["case_id"]])
    await office.act(office.lead, case, "closings", {"reason": "已答复"})
    office.at("2026-03-20T16:00:00.000001+00:00")
    await office.service.fire_due()
    assert await told(office) == [("act", "engineering_desk", "site_lead", 1)]


@pytest.mark.rule("I12", "N2")
async def test_done_late_it_leaves_the_check_its_time(office: Office) -> None:
    one = await opened(office)
    office.at("2026-05-01T10:00:00+08:00")
    finished = await made(office.desk, f"/actions/{one['action_id']}/completions", DONE)
    assert finished["check_on"] == "2026-06-01"


@pytest.mark.rule("I12")
async def test_actions_are_listed_by_project_state_case_and_overdue(office: Office, supervisor: AsyncClient) -> None:
    case = await office.case()
    about = await opened(office, cases=[case["case_id"]])
    waits = await done(office)
    closed = await done(office)
    await made(supervisor, f"/actions/{closed['action_id']}/checks", EFFECTIVE)

    async def listed(**what: Any) -> list[str]:
        found: list[str] = []
        cursor: dict[str, Any] = {}
        while True:
            page = (await office.lead.get("/actions", params={"limit": 1} | what | cursor)).json()
            found += [item["action_id"] for item in page["items"]]
            if page["next"] is None:
                return found
            cursor = {"cursor": page["next"]}

    assert await listed() == [closed["action_id"], waits["action_id"], about["action_id"]]
    assert await listed(project=PROJECT, state="done") == [waits["action_id"]]
    assert await listed(case_id=case["case_id"]) == [about["action_id"]]
    assert await listed(overdue=True) == []
    office.at("2026-03-20T15:59:59+00:00")
    assert await listed(overdue=True) == []
    office.at("2026-03-20T16:00:00+00:00")
    assert await listed(overdue=True) == [about["action_id"]]
    office.at("2026-04-20T16:00:00+00:00")
    assert await listed(overdue=True) == [waits["action_id"], about["action_id"]]


@pytest.mark.rule("I12")
async def test_what_comes_often_within_a_month_wants_an_action_until_one_is_under_way(
    office: Office, supervisor: AsyncClient
) -> None:
    async def wanted() -> list[tuple[str, int, bool]]:
        answer = (await office.lead.get("/action-candidates", params={"project": PROJECT})).json()
        return [(item["matter"], item["cases"], item["is_repeated"]) for item in answer["items"]]

    office.at("2026-02-09T23:59:59+08:00")
    await office.case(matter="leak")
    office.at("2026-02-10T00:00:00+08:00")
    first = await office.case(matter="leak")
    office.at("2026-03-10T10:00:00+08:00")
    await office.case(matter="leak")
    for _ in range(3):
        await office.case(kind="inquiry", matter="leak")
        await office.case(by=office.hotline, project=ELSEWHERE, unit_no=None, matter="leak")
    assert await wanted() == []
    await office.case(matter="leak", kind="complaint")
    assert await wanted() == [("leak", 3, True)]
    invalid = await office.case(matter="lift", kind="complaint")
    await office.act(office.lead, invalid, "verdicts", {"verdict": "invalid", "reason": "非我方责任"})
    for _ in range(2):
        await office.case(matter="lift")
    assert await wanted() == [("leak", 3, True)]
    one = await opened(office, matter=None, cases=[first["case_id"]])
    assert await wanted() == []
    await made(office.desk, f"/actions/{one['action_id']}/completions", DONE)
    assert await wanted() == []
    await made(supervisor, f"/actions/{one['action_id']}/checks", EFFECTIVE)
    assert await wanted() == [("leak", 3, True)]
    await opened(office, matter="leak")
    assert await wanted() == []
    assert (await office.elsewhere.get("/action-candidates", params={"project": PROJECT})).status_code == 403


@pytest.mark.rule("I12", "I11")
async def test_a_major_case_wants_one_though_it_came_but_once(office: Office) -> None:
    case = await office.case(matter="lift", kind="complaint")
    async with office.service.db.transaction() as tx:
        await tx.execute("update case_file set is_major = true")
    (item,) = (await office.lead.get("/action-candidates", params={"project": PROJECT})).json()["items"]
    assert (item["matter"], item["is_far_reaching"], item["is_repeated"], item["case_ids"]) == (
        "lift",
        True,
        False,
        [case["case_id"]],
    )


@pytest.mark.rule("I12", "B5")
async def test_many_at_once_get_numbers_without_gap_and_one_check_counts(
    office: Office, supervisor: AsyncClient
) -> None:
    made_at_once = await asyncio.gather(*(opened(office) for _ in range(5)))
    assert sorted(one["action_no"] for one in made_at_once) == [f"JZ-2026-{n:06}" for n in range(1, 6)]
    path = f"/actions/{made_at_once[0]['action_id']}"
    posts = await asyncio.gather(*(office.desk.post(f"{path}/completions", json=DONE) for _ in range(5)))
    assert sorted(answer.status_code for answer in posts) == [201] + [409] * 4
    office.at("2026-04-20T16:00:00.000001+00:00")
    answers = await asyncio.gather(
        *(supervisor.post(f"{path}/checks", json=EFFECTIVE) for _ in range(4)), office.service.fire_due()
    )
    assert sorted(answer.status_code for answer in answers[:4]) == [201] + [409] * 3
    async with office.service.db.reading() as tx:
        assert await tx.fetchval("select count(*) from timer where last_failure is not null") == 0


@pytest.mark.rule("B5")
async def test_an_action_posted_twice_with_one_key_is_one(office: Office) -> None:
    key = {"Idempotency-Key": "a-1"}
    answers = [await office.lead.post("/actions", json=action(), headers=key) for _ in range(2)]
    assert answers[0].json() == answers[1].json()
    assert len((await office.lead.get("/actions")).json()["items"]) == 1
