"""Desks, the weekly result and the weekly feeds: drawn from the cases, confirmed, kept as they were (I4, I8, I19)."""

import asyncio
from typing import Any

import pytest
from aftercare_contracts.events import intake as events
from aftercare_contracts.events import intake_weekly
from aftercare_contracts.values import Role

from .departments import Departments, get
from .desk import ELSEWHERE, EMPTY, FEEDBACK, PROJECT, UNSETTLED, YOUNG, Office, made, pointers, result
from .test_refusals import nothing_left_behind

DESKS, WEEKLY = f"/offices/{PROJECT}/desks", f"/offices/{PROJECT}/weekly"
SIGNED, W11, W12 = f"{WEEKLY}/confirmations", "2026-W11", "2026-W12"
AFTER_W12 = "2026-03-22T16:00:00+00:00"


async def weekly(office: Office, week: str) -> dict[str, dict[str, Any]]:
    items = (await get(office.lead, WEEKLY, week=week))["items"]
    return {f"{item['case_no'][-1]} {item['limit']}": item for item in items}


@pytest.mark.rule("I4", "B1")
async def test_each_desk_sees_its_cases_its_nearest_limit_and_what_is_overdue(office: Office) -> None:
    empty = {desk["desk"]: desk for desk in (await get(office.lead, DESKS))["items"]}
    assert list(empty) == ["site_lead", "engineering_desk", "sales_desk", "property_desk"]
    assert {(desk["open_cases"], desk["nearest_at"], desk["overdue"]) for desk in empty.values()} == {(0, None, 0)}
    late, kept, visited = [await office.case() for _ in range(3)]
    await office.act(office.officer, kept, "feedbacks", dict(FEEDBACK))
    await office.act(office.desk, visited, "results", result())
    await office.case(unit_no=EMPTY)
    closed = await office.case(kind="inquiry", matter="title_deed")
    await office.act(office.lead, closed, "closings", {"reason": "已答复"})
    office.at("2026-03-11T02:00:00+00:00")
    desks = {desk["desk"]: desk for desk in (await get(office.lead, DESKS))["items"]}
    assert desks["engineering_desk"] == {
        "desk": "engineering_desk", "open_cases": 3, "to_move": 2, "nearest_at": "2026-03-11T02:00:00Z", "overdue": 0,
    }  # fmt: skip
    office.at("2026-03-11T02:00:00+00:00", microseconds=1)
    desks = {desk["desk"]: desk for desk in (await get(office.lead, DESKS))["items"]}
    assert (desks["engineering_desk"]["overdue"], desks["engineering_desk"]["nearest_at"]) == (
        2,
        "2026-03-13T16:00:00Z",
    )
    await office.act(office.officer, late, "feedbacks", dict(FEEDBACK))
    desks = {desk["desk"]: desk for desk in (await get(office.lead, DESKS))["items"]}
    assert (desks["engineering_desk"]["overdue"], desks["sales_desk"]["open_cases"]) == (1, 0)


async def test_a_site_office_is_shown_to_its_own(office: Office, around: Departments) -> None:
    refused = await office.elsewhere.get(DESKS)
    assert (refused.status_code, pointers(refused)) == (403, ["path:project"])
    assert (await around.property.get(DESKS)).status_code == 403
    assert (await office.director.get("/offices/P9/desks")).status_code == 404
    assert (await office.director.get("/offices/P9/weekly", params={"week": W11})).status_code == 404


@pytest.mark.rule("I8")
async def test_what_fell_due_in_a_week_and_what_came_of_it(office: Office) -> None:
    done, promised, alone, silent = [await office.case() for _ in range(4)]
    await office.act(office.desk, done, "results", result())
    await office.act(office.desk, promised, "results", UNSETTLED)
    await office.act(office.desk, alone, "results", UNSETTLED | {"promised_date_agreed": False})
    await office.case(unit_no=EMPTY, kind="inquiry")
    assert await weekly(office, W11) == {}
    listed = await weekly(office, W12)
    assert set(listed) == {
        "1 weekly_result", "2 weekly_result", "2 promised_date", "3 weekly_result", "3 promised_date", "4 weekly_result",
        "5 weekly_result",
    }  # fmt: skip
    assert {name: item["outcome"] for name, item in listed.items() if name.endswith("result")} == {
        "1 weekly_result": "settled", "2 weekly_result": "unsettled", "3 weekly_result": "unsettled",
        "4 weekly_result": "none", "5 weekly_result": "none",
    }  # fmt: skip
    two, three = listed["2 weekly_result"], listed["3 weekly_result"]
    assert (two["unsettled_reason"], two["promised_on"]) == (UNSETTLED["unsettled_reason"], "2026-03-20")
    assert (two["is_without_consent"], three["is_without_consent"]) == (False, True)
    assert not any(item["is_overdue"] for item in listed.values())
    office.at("2026-03-17T16:00:00+00:00", microseconds=1)
    overdue = {name for name, item in (await weekly(office, W12)).items() if item["is_overdue"]}
    assert overdue == {"4 weekly_result", "5 weekly_result"}
    assert silent["case_no"].endswith("4")


@pytest.mark.rule("I8")
async def test_what_ends_with_sunday_belongs_to_that_week(office: Office) -> None:
    office.at("2026-03-08T23:59:59+08:00")
    await office.case()
    office.at("2026-03-09T00:00:00+08:00")
    await office.case()
    assert set(await weekly(office, W11)) == {"1 weekly_result"}
    assert set(await weekly(office, W12)) == {"2 weekly_result"}


@pytest.mark.rule("I8")
async def test_the_site_lead_signs_a_week_once_and_it_is_kept_as_it_was(office: Office) -> None:
    case = await office.case()
    await office.act(office.desk, case, "results", UNSETTLED)
    office.at(AFTER_W12)
    signed = await made(office.lead, SIGNED, {"week": W12})
    assert (signed["confirmed_by"], signed["confirmed_at"]) == ("lin.lead", "2026-03-22T16:00:00Z")
    assert [item["outcome"] for item in signed["items"]] == ["unsettled", "unsettled"]
    await office.act(office.desk, case, "results", result())
    assert await get(office.lead, WEEKLY, week=W12) == signed
    (said,) = await office.service.said(intake_weekly.WeeklyResultConfirmed)
    assert (said.week, said.items, said.unsettled, said.overdue) == (W12, 2, 2, 1)
    async with nothing_left_behind(office):
        assert (await office.lead.post(SIGNED, json={"week": W12})).status_code == 409


@pytest.mark.rule("I8")
async def test_of_two_signatures_at_once_one_counts(office: Office) -> None:
    await office.case()
    office.at(AFTER_W12)
    answers = await asyncio.gather(*(office.lead.post(SIGNED, json={"week": W12}) for _ in range(5)))
    assert sorted(answer.status_code for answer in answers) == [201] + [409] * 4


@pytest.mark.rule("I8")
async def test_a_week_that_runs_or_is_none_is_not_signed_nor_by_others(office: Office) -> None:
    office.at("2026-03-22T23:59:59+08:00")
    async with nothing_left_behind(office):
        for week, status in ((W12, 409), ("2026-W60", 422), ("week-12x", 422)):
            refused = await office.lead.post(SIGNED, json={"week": week})
            assert (refused.status_code, pointers(refused)) == (status, ["/week"]), refused.text
        assert (await office.director.post(SIGNED, json={"week": W11})).status_code == 403
        assert (await office.elsewhere.post(SIGNED, json={"week": W11})).status_code == 403
        refused = await office.lead.get(WEEKLY, params={"week": "2026-W60"})
        assert (refused.status_code, pointers(refused)) == (422, ["query:week"])


@pytest.mark.rule("I8")
@pytest.mark.parametrize(
    ("then", "state", "because"),
    [
        (result(), "kept", "result reported"),
        (UNSETTLED | {"promised_on": "2026-03-25"}, "given_way", "result reported"),
    ],
)
async def test_a_promised_date_is_a_limit_of_the_desk_until_the_next_result(
    office: Office, then: dict[str, Any], state: str, because: str
) -> None:
    case = await office.case()
    await office.act(office.desk, case, "results", UNSETTLED)
    office.at("2026-03-12T10:00:00+08:00")
    await office.act(office.desk, case, "results", then)
    promised = [item for item in (await office.look(case, "/limits"))["items"] if item["limit"] == "promised_date"]
    assert (promised[0]["due_at"], promised[0]["state"], promised[0]["ended_because"]) == (
        "2026-03-20T16:00:00Z",
        state,
        because,
    )
    assert [item["state"] for item in promised[1:]] == ([] if then["settled"] else ["running"])


@pytest.mark.rule("I8", "N2")
async def test_a_promise_not_kept_is_told_to_the_desks_superior(office: Office) -> None:
    case = await office.case()
    await office.act(office.desk, case, "results", UNSETTLED)
    assert (await office.look(case))["holder"] == "case_officer"
    office.at("2026-03-20T16:00:00+00:00", microseconds=1)
    await office.service.fire_due()
    (said,) = [said for said in await office.service.said(events.CaseLimitPassed) if said.limit == "promised_date"]
    assert (said.owner_role, said.tell) == ("engineering_desk", "site_lead")


async def settle(office: Office, around: Departments, case: dict[str, Any]) -> None:
    """Sales verifies a complaint, has its plan signed by its manager, and settles it (I21)."""
    manager = office.service.client(Role.DEPARTMENT_MANAGER, person="zhou.manager", projects=(PROJECT,))
    await office.act(around.sales, case, "verifications", {"finding": "合同条款有歧义", "on_the_spot": True})
    plan = {"cause": "条款表述不清", "handling": "补充协议", "complete_on": "2026-03-20"}
    drawn = await office.act(around.sales, case, "plans", plan)
    await office.act(manager, case, f"plans/{drawn['plan_id']}/signatures", {"opinion": "同意"})
    await office.act(around.sales, case, "results", result())


@pytest.mark.rule("I19")
async def test_sales_and_the_property_company_feed_the_centre_from_the_cases(
    office: Office, around: Departments
) -> None:
    first = await office.case(kind="complaint", unit_no=EMPTY, matter="contract_terms")
    await office.case(unit_no=EMPTY)
    await office.case(kind="complaint", unit_no=YOUNG)
    theirs = await around.property_case()
    week = {"project": PROJECT, "week": W11}
    for who, department, case in ((around.sales, "sales", first), (around.property, "property_company", theirs)):
        feed = await get(who, f"/feeds/{department}", **week)
        assert [(item["case_no"], item["settled"]) for item in feed["items"]] == [(case["case_no"], None)]
    office.at("2026-03-16T08:00:00+08:00")
    await settle(office, around, first)
    kept = await made(around.sales, "/feeds/sales/confirmations", week)
    assert [item["settled"] for item in kept["items"]] == [None]
    next_week = await get(office.director, "/feeds/sales", project=PROJECT, week=W12)
    assert [(item["case_no"], item["settled"]) for item in next_week["items"]] == [(first["case_no"], True)]
    (said,) = await office.service.said(intake_weekly.FeedConfirmed)
    assert (said.department, said.complaints, said.settled, said.confirmed_by) == ("sales", 1, 0, "qian.sales")


@pytest.mark.rule("I19", "N2")
async def test_a_week_not_confirmed_by_monday_noon_is_asked_for_once(office: Office, around: Departments) -> None:
    await around.property_case()
    await around.property_case()
    office.at("2026-03-16T11:59:59+08:00")
    await office.service.fire_due()
    assert await office.service.said(intake_weekly.FeedOverdue) == []
    office.at("2026-03-16T12:00:00+08:00")
    await office.service.fire_due()
    (said,) = await office.service.said(intake_weekly.FeedOverdue)
    assert (said.project, said.week, said.department, said.owner_role) == (
        PROJECT,
        W11,
        "property_company",
        "property_company",
    )
    await made(around.property, "/feeds/property_company/confirmations", {"project": PROJECT, "week": W11})
    office.at("2026-04-01T00:00:00+08:00")
    await office.service.fire_due()
    assert len(await office.service.said(intake_weekly.FeedOverdue)) == 1


@pytest.mark.rule("I19")
async def test_confirmed_in_time_nobody_is_asked_and_a_week_without_complaints_asks_nobody(
    office: Office, around: Departments
) -> None:
    await around.property_case()
    office.at("2026-03-16T08:00:00+08:00")
    await made(around.property, "/feeds/property_company/confirmations", {"project": PROJECT, "week": W11})
    empty = await made(around.sales, "/feeds/sales/confirmations", {"project": PROJECT, "week": W11})
    assert empty["items"] == []
    office.at("2026-03-24T00:00:00+08:00")
    await office.service.fire_due()
    assert await office.service.said(intake_weekly.FeedOverdue) == []


@pytest.mark.rule("I19")
async def test_a_feed_is_its_own_departments(office: Office, around: Departments) -> None:
    office.at("2026-03-16T08:00:00+08:00")
    path, body = "/feeds/sales/confirmations", {"project": PROJECT, "week": W11}
    await made(around.sales, path, body)
    async with nothing_left_behind(office):
        for who, where, sent, status in (
            (around.property, path, body, 403),
            (office.lead, path, body, 403),
            (around.sales, path, body, 409),
            (around.sales, path, body | {"week": W12}, 409),
            (around.sales, path, body | {"week": "2026-W54"}, 422),
            (around.sales, path, body | {"project": ELSEWHERE}, 403),
            (around.sales, "/feeds/design/confirmations", body, 422),
        ):
            assert (await who.post(where, json=sent)).status_code == status
        assert (await around.property.get("/feeds/sales", params=body)).status_code == 403
        assert (await office.elsewhere.get("/feeds/sales", params=body)).status_code == 403
        assert (await office.director.get("/feeds/sales", params=body | {"project": "P9"})).status_code == 404
