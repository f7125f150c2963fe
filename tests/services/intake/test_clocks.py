"""Clocks that are paused, explained, and reckoned anew when the calendar changes (B2, I14)."""

from datetime import date, timedelta
from typing import Any

import httpx
import pytest
from aftercare_contracts.events import intake as events
from aftercare_contracts.events import intake_calendar
from aftercare_contracts.values import Role

from .desk import FEEDBACK, PROJECT, Office, made, pointers

DEPARTMENT, FIRST, WEEKLY = "department_level", "first_feedback", "weekly_result"


async def limit(office: Office, case: dict[str, Any], name: str) -> dict[str, Any]:
    items: list[dict[str, Any]] = (await office.look(case, "/limits"))["items"]
    return next(item for item in items if item["limit"] == name)


async def path(office: Office, case: dict[str, Any], name: str, noun: str = "pauses") -> str:
    return f"/cases/{case['case_id']}/limits/{(await limit(office, case, name))['limit_id']}/{noun}"


async def explained(office: Office, case: dict[str, Any], name: str) -> list[str]:
    answer = await office.officer.get(await path(office, case, name, "explanation"))
    assert answer.status_code == 200, answer.text
    return [step["zh"] for step in answer.json()["steps"]]


@pytest.mark.rule("B2")
async def test_a_paused_clock_has_no_end_and_fires_nothing_until_it_runs_again(office: Office) -> None:
    case = await office.case()
    paused = await made(office.lead, await path(office, case, DEPARTMENT), {"reason": "业主出差"})
    assert (paused["due_at"], paused["state"]) == (None, "running")
    office.at("2026-03-16T02:00:00+00:00")
    await office.service.fire_due()
    assert DEPARTMENT not in [said.limit for said in await office.service.said(events.CaseLimitPassed)]
    resumed = await made(office.lead, await path(office, case, DEPARTMENT, "resumptions"), {})
    assert resumed["due_at"] == "2026-03-18T16:00:00Z", "three working days less none before the pause"
    office.at("2026-03-18T16:00:00.000001+00:00")
    await office.service.fire_due()
    assert DEPARTMENT in [said.limit for said in await office.service.said(events.CaseLimitPassed)]


@pytest.mark.rule("B2")
async def test_a_pause_leaves_the_other_clocks_and_the_next_round_alone(office: Office) -> None:
    case = await office.case()
    before = {item["limit"]: item["due_at"] for item in (await office.look(case, "/limits"))["items"]}
    await made(office.lead, await path(office, case, DEPARTMENT), {"reason": "业主出差"})
    office.at("2026-03-12T02:00:00+00:00")
    await made(office.lead, await path(office, case, DEPARTMENT, "resumptions"), {})
    await office.act(office.desk, case, "results", {"settled": True, "text": "已处理"})
    await office.visit(case, 1, satisfied=False)
    items = {(item["round"], item["limit"]): item["due_at"] for item in (await office.look(case, "/limits"))["items"]}
    assert items[1, WEEKLY] == before[WEEKLY]
    assert items[1, DEPARTMENT] == "2026-03-16T16:00:00Z"
    assert items[2, DEPARTMENT] == "2026-03-17T16:00:00Z", "12 March and three working days: it knows of no pause"


@pytest.mark.rule("B2")
async def test_what_policy_does_not_let_pause_what_is_paused_and_what_is_over_is_refused(office: Office) -> None:
    case = await office.case()
    before = await office.service.rows()
    refused = await office.lead.post(await path(office, case, FIRST), json={"reason": "等一等"})
    assert (refused.status_code, refused.json()["type"]) == (409, "urn:aftercare:problem:cannot-pause")
    early = await office.lead.post(await path(office, case, DEPARTMENT, "resumptions"))
    assert (early.status_code, early.json()["type"]) == (409, "urn:aftercare:problem:not-paused")
    unknown = await office.lead.post(f"/cases/{case['case_id']}/limits/{case['case_id']}/pauses", json={"reason": "x"})
    assert unknown.status_code == 404
    without = await office.lead.post(await path(office, case, DEPARTMENT), json={"reason": " "})
    assert (without.status_code, pointers(without)) == (422, ["/reason"])
    elsewhere = await office.elsewhere.post(await path(office, case, DEPARTMENT), json={"reason": "x"})
    assert elsewhere.status_code == 404
    assert await office.service.rows() == before
    await made(office.lead, await path(office, case, DEPARTMENT), {"reason": "业主出差"})
    again = await office.lead.post(await path(office, case, DEPARTMENT), json={"reason": "再等"})
    assert again.status_code == 409
    office.at("2026-03-20T02:00:00+00:00")
    late = await office.lead.post(await path(office, case, WEEKLY), json={"reason": "迟了"})
    assert late.status_code == 409


@pytest.mark.rule("B2")
async def test_done_while_its_clock_stands_still_a_limit_is_kept(office: Office) -> None:
    case = await office.case()
    await made(office.lead, await path(office, case, WEEKLY), {"reason": "业主出差"})
    office.at("2026-05-01T02:00:00+00:00")
    await office.act(office.officer, case, "feedbacks", dict(FEEDBACK))
    await office.act(office.desk, case, "results", {"settled": True, "text": "已处理"})
    assert (await limit(office, case, WEEKLY))["state"] == "kept"


@pytest.mark.rule("B2")
async def test_a_limit_explains_itself_day_by_day(office: Office) -> None:
    office.at("2026-02-13T02:00:00+00:00")
    case = await office.case()
    await made(office.lead, await path(office, case, DEPARTMENT), {"reason": "业主出差"})
    office.at("2026-02-14T16:30:00+00:00")
    await made(office.lead, await path(office, case, DEPARTMENT, "resumptions"), {})
    steps = await explained(office, case, DEPARTMENT)
    assert steps[0].startswith(
        "2026-02-13（周五） 10:00 起算：第1轮“部门级处理”，3个工作日，当日不计（时限规定第3版，依据 S2"
    )
    assert steps[1] == "2026-02-13（周五） 10:00 由lin.lead暂停：业主出差"
    assert steps[2] == "2026-02-14（周六）：暂停中，不计"
    assert steps[3] == "2026-02-15（周日） 00:30 由lin.lead恢复"
    assert steps[4].startswith(
        "2026-02-15（周日） 00:30 重算：由 2026-02-25（周三） 24:00 改为 2026-02-26（周四） 24:00"
    )
    assert steps[5] == "2026-02-15（周日）：休息日，不计"
    assert "2026-02-17（周二）：春节，不计" in steps
    assert "2026-02-24（周二）：第1个工作日" in steps
    assert steps[-1] == "到期：2026-02-26（周四） 24:00"


@pytest.mark.rule("B2", "I6")
async def test_an_ended_limit_says_how_it_ended(office: Office) -> None:
    case = await office.case()
    await office.act(office.officer, case, "feedbacks", dict(FEEDBACK))
    assert (await explained(office, case, FIRST))[-2:] == [
        "到期：2026-03-11（周三） 10:00", "2026-03-10（周二） 10:00 按时完成（feedback given）",
    ]  # fmt: skip


async def announce(office: Office, year: int) -> None:
    """As if that year's notice had been known when the calendar was filled."""
    async with office.service.db.transaction() as tx:
        await tx.execute("update calendar_day set is_provisional = false where extract(year from day) = $1", year)


def confirmer(office: Office) -> httpx.AsyncClient:
    return office.service.client(Role.COMPANY_OFFICE, person="zhou.office")


async def load(office: Office, days: list[dict[str, Any]], notice: str = "国办发明电〔2026〕9号") -> dict[str, Any]:
    change = await made(office.records, "/calendar/notices", {"notice": notice, "days": days})
    return await made(confirmer(office), f"/calendar/changes/{change['change_id']}/decisions", {"confirmed": True})


@pytest.mark.rule("I14", "B2")
async def test_the_years_notice_moves_what_was_provisional_and_nothing_else(office: Office) -> None:
    """On the last days of 2027 nobody knows yet which days of 2028 are free; the clock stands before the first of them."""
    await announce(office, 2027)
    office.at("2027-12-30T02:00:00+00:00")
    provisional = await office.case()
    was = await limit(office, provisional, DEPARTMENT)
    assert was["is_provisional"]
    office.at("2027-12-20T02:00:00+00:00")
    settled = await office.case()
    days = [
        {"day": f"2028-01-{n:02}", "is_working": False, "name": "元旦"} for n in (1, 2, 3, 4)
    ] + [{"day": "2028-01-08", "is_working": True, "name": "元旦调休"}]  # fmt: skip
    office.at("2027-12-30T03:00:00+00:00")
    await office.service.fire_due()
    await load(office, days)
    await office.service.fire_due()
    now = await limit(office, provisional, DEPARTMENT)
    assert now["due_at"] > was["due_at"]
    assert (now["started_at"], now["is_provisional"]) == (was["started_at"], False)
    moved = await office.service.said(intake_calendar.LimitMoved)
    assert {str(said.case_id) for said in moved} == {provisional["case_id"]}
    assert any("重算" in step and "国办发明电" in step for step in await explained(office, provisional, DEPARTMENT))
    assert "元旦" in "".join(await explained(office, provisional, DEPARTMENT))
    assert settled["case_id"] not in {str(said.case_id) for said in moved}
    (said,) = await office.service.said(intake_calendar.CalendarNoticeLoaded)
    assert (said.year, len(said.days)) == (2028, 5)


@pytest.mark.rule("I14")
async def test_a_notice_takes_two_and_holds_only_when_confirmed(office: Office) -> None:
    both = office.service.client(Role.COMPANY_OFFICE, person="zhou.office")
    days = [{"day": "2027-10-01", "is_working": False, "name": "国庆节"}]
    change = await made(both, "/calendar/notices", {"notice": "国办", "days": days})
    own = await both.post(f"/calendar/changes/{change['change_id']}/decisions", json={"confirmed": True})
    assert (own.status_code, own.json()["type"]) == (403, "urn:aftercare:problem:takes-two")
    assert not await office.service.said(intake_calendar.CalendarNoticeLoaded)
    refused = await made(office.lead, f"/calendar/changes/{change['change_id']}/decisions", {"confirmed": False})
    assert refused["is_confirmed"] is False
    twice = await office.director.post(f"/calendar/changes/{change['change_id']}/decisions", json={"confirmed": True})
    assert twice.status_code == 409
    listed = (await office.officer.get("/calendar/changes")).json()["items"]
    assert [item["change_id"] for item in listed] == [change["change_id"]]


@pytest.mark.rule("I14")
@pytest.mark.parametrize(
    ("days", "pointer"),
    [
        ([{"day": "2050-01-01", "is_working": False, "name": "元旦"}], "/days/0/day"),
        ([{"day": "2027-01-01", "is_working": False, "name": "元旦"}] * 2, "/days/1/day"),
        ([{"day": "2027-01-02", "is_working": True, "name": "调休"}], "/days"),
        (
            [
                {"day": "2027-01-01", "is_working": False, "name": "元旦"},
                {"day": "2026-12-31", "is_working": False, "name": "元旦"},
            ],
            "/days",
        ),
        ([], "/days"),
    ],
)
async def test_a_notice_that_cannot_be_is_refused(office: Office, days: list[dict[str, Any]], pointer: str) -> None:
    before = await office.service.rows()
    refused = await office.records.post("/calendar/notices", json={"notice": "国办", "days": days})
    assert (refused.status_code, pointers(refused)) == (422, [pointer])
    assert await office.service.rows() == before


@pytest.mark.rule("I14", "B2")
async def test_a_project_that_stands_still_moves_its_own_limits_and_reopening_moves_them_back(office: Office) -> None:
    case = await office.case()
    other = await made(office.director, "/cases", {
        "channel": "hotline", "kind": "inquiry", "project": "P2", "customer_name": "李", "contact": "1", "matter": "other",
        "complaint": "问一下",
    })  # fmt: skip
    assert (await limit(office, case, DEPARTMENT))["due_at"] == "2026-03-13T16:00:00Z"
    closure = {"days": ["2026-03-11", "2026-03-12"], "reason": "小区停电检修"}
    change = await made(office.lead, f"/projects/{PROJECT}/closures", closure)
    await made(office.director, f"/calendar/changes/{change['change_id']}/decisions", {"confirmed": True})
    await office.service.fire_due()
    assert (await limit(office, case, DEPARTMENT))["due_at"] == "2026-03-17T16:00:00Z"
    assert (await limit(office, case, WEEKLY))["due_at"] == "2026-03-17T16:00:00Z", "days are days"
    items = (await office.director.get(f"/cases/{other['case_id']}/limits")).json()["items"]
    assert {item["limit"]: item["due_at"] for item in items}[DEPARTMENT] == "2026-03-13T16:00:00Z"
    assert "2026-03-11（周三）：小区停电检修，不计" in await explained(office, case, DEPARTMENT)
    back = await made(
        office.lead, f"/projects/{PROJECT}/closures", closure | {"kind": "reopening", "reason": "提前恢复"}
    )
    await made(office.director, f"/calendar/changes/{back['change_id']}/decisions", {"confirmed": True})
    await office.service.fire_due()
    assert (await limit(office, case, DEPARTMENT))["due_at"] == "2026-03-13T16:00:00Z"


@pytest.mark.rule("B2")
async def test_a_limit_that_has_ended_keeps_the_calendar_it_was_reckoned_by(office: Office) -> None:
    case = await office.case()
    await office.act(office.desk, case, "results", {"settled": True, "text": "已处理"})
    before = await explained(office, case, DEPARTMENT)
    office.at("2026-03-10T03:00:00+00:00")
    change = await made(office.lead, f"/projects/{PROJECT}/closures", {"days": ["2026-03-11"], "reason": "停工"})
    await made(office.director, f"/calendar/changes/{change['change_id']}/decisions", {"confirmed": True})
    await office.service.fire_due()
    assert await explained(office, case, DEPARTMENT) == before


async def test_a_closure_of_an_unknown_project_is_refused(office: Office) -> None:
    refused = await office.director.post("/projects/NOWHERE/closures", json={"days": ["2026-03-11"], "reason": "x"})
    assert (refused.status_code, pointers(refused)) == (422, ["path:project"])


@pytest.mark.rule("I14", "B2")
async def test_what_the_library_announces_is_found_by_the_daily_review(office: Office) -> None:
    await announce(office, 2027)
    office.at("2027-12-30T02:00:00+00:00")
    case = await office.case()
    was = await limit(office, case, DEPARTMENT)
    await announce(office, 2028)
    async with office.service.db.transaction() as tx:
        await tx.execute("update calendar_day set is_working = false where day = '2028-01-04'")
    office.at("2027-12-30T02:00:00+00:00", seconds=timedelta(days=1).total_seconds())
    await office.service.fire_due()
    now = await limit(office, case, DEPARTMENT)
    assert (was["is_provisional"], now["is_provisional"]) == (True, False)
    assert date.fromisoformat(now["due_at"][:10]) > date.fromisoformat(was["due_at"][:10])
