"""The yearly round from its opening to the general manager's desk (V3, B6)."""

from datetime import date
from typing import Any
from uuid import UUID

import httpx
import pytest
from aftercare_contracts.events.survey import VisitLimitApproaching, VisitLimitPassed
from aftercare_contracts.events.survey_asking import SurveyCaseAsked
from aftercare_contracts.events.survey_visits import (
    RoundAcknowledged,
    RoundAnalysed,
    RoundHouseholdVisited,
    RoundMajorDecided,
    RoundMajorRaised,
    RoundOpened,
)
from aftercare_contracts.values import Channel, Role

from .desk import OFFICER, PROJECT, Office
from .test_visit_records import MATTER, OWNER, begin_april, record, units

TEAM = {"service_centre": [OFFICER], "sales": ["qian.sales"], "property_company": ["wu.property"]}
BODY = {"project": PROJECT, "until_on": "2026-06-30", "team": TEAM}
VISIT: dict[str, Any] = {"visited_at": "2026-03-10T09:30+08:00", "participants": [OFFICER, "qian.sales"]}


async def opened(office: Office, households: int = 2) -> dict[str, Any]:
    await units(office, households)
    made = await office.lead.post("/rounds", json=BODY)
    assert made.status_code == 201, made.text
    found: dict[str, Any] = made.json()
    return found


async def visited(office: Office, round_: dict[str, Any], unit_no: str = "1-100", **what: Any) -> httpx.Response:
    return await office.officer.post(f"/rounds/{round_['round_id']}/households/{unit_no}/visits", json=VISIT | what)


async def look(office: Office, round_: dict[str, Any]) -> dict[str, Any]:
    answer = await office.lead.get(f"/rounds/{round_['round_id']}")
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def manager(office: Office) -> httpx.AsyncClient:
    return office.service.client(Role.GENERAL_MANAGER, person="gao.manager")


@pytest.mark.rule("V3")
async def test_a_round_takes_in_every_household_handed_over_once_a_year(office: Office) -> None:
    await units(office, 1, handed_over_on=date(2026, 3, 11), building="2")
    round_ = await opened(office, 3)
    assert (round_["reference"], round_["year"]) == ("HF-2026-000001", 2026)
    (said,) = await office.service.said(RoundOpened)
    assert (said.households, said.until_on) == (3, date(2026, 6, 30))
    async with office.nothing_left_behind():
        assert (await office.lead.post("/rounds", json=BODY)).status_code == 409
    listed = (await office.officer.get(f"/rounds/{round_['round_id']}/households", params={"limit": 2})).json()
    rest = (
        await office.officer.get(f"/rounds/{round_['round_id']}/households", params={"cursor": listed["next"]})
    ).json()
    assert [each["unit_no"] for page in (listed, rest) for each in page["items"]] == ["1-100", "1-101", "1-102"]
    assert [each["round_id"] for each in (await office.lead.get("/rounds")).json()["items"]] == [round_["round_id"]]
    office.at("2027-03-10T10:00+08:00")
    again = await office.lead.post("/rounds", json=BODY | {"until_on": "2027-06-30"})
    assert (again.status_code, again.json()["reference"]) == (201, "HF-2027-000001")


@pytest.mark.rule("V3")
@pytest.mark.parametrize(
    ("what", "status", "where"),
    [
        ({"team": TEAM | {"sales": []}}, 422, "/team/sales"), ({"until_on": "2027-01-01"}, 422, "/until_on"),
        ({"until_on": "2026-03-09"}, 422, "/until_on"), ({"project": "P2"}, 403, "/project"),
    ],
)  # fmt: skip
async def test_a_round_that_is_refused(office: Office, what: dict[str, Any], status: int, where: str) -> None:
    await units(office)
    async with office.nothing_left_behind():
        refused = await office.lead.post("/rounds", json=BODY | what)
    assert (refused.status_code, [error["pointer"] for error in refused.json()["errors"]]) == (status, [where])


@pytest.mark.rule("V3")
async def test_what_is_raised_becomes_cases_and_the_handling_rate_follows_them(office: Office) -> None:
    round_ = await opened(office)
    made = await visited(office, round_, form_no="MY-2026-17", matters=[MATTER, MATTER | {"kind": "suggestion"}])
    assert (made.status_code, made.json()["state"], made.json()["participants"]) == (
        201,
        "visited",
        [OFFICER, "qian.sales"],
    )
    first, second = await office.service.said(SurveyCaseAsked)
    assert (first.customer_id, first.channel, first.reference) == (OWNER, Channel.VISIT, round_["reference"])
    assert (await look(office, round_))["progress"] | {"coverage": 0.5, "handling_rate": 0.0, "raised": 2} == (
        await look(office, round_)
    )["progress"]
    cases = [await office.registered(asked_id=each.asked_id, unit_no="1-100") for each in (first, second)]
    await office.closed(cases[0])
    assert (await look(office, round_))["progress"]["handling_rate"] == 0.5
    await office.closed(cases[1])
    assert (await look(office, round_))["progress"]["handling_rate"] == 1.0
    matters = (await office.lead.get(f"/rounds/{round_['round_id']}/matters")).json()["items"]
    path, pages = f"/rounds/{round_['round_id']}/matters", []
    for cursor in ({}, {"cursor": (await office.lead.get(path, params={"limit": 1})).json()["next"]}):
        pages += (await office.lead.get(path, params={"limit": 1} | cursor)).json()["items"]
    assert pages == matters
    assert [each["case_no"] for each in matters] == [f"KS-{str(case)[:8]}" for case in cases]
    (said,) = await office.service.said(RoundHouseholdVisited)
    assert (said.form_filled, said.matters, said.questions) == (True, 2, 0)


@pytest.mark.rule("V3", "B6")
async def test_a_visit_that_is_refused(office: Office) -> None:
    round_ = await opened(office)
    case_id = await office.registered(unit_no="1-101")
    await office.handled(case_id, unit_no="1-101", may_not_visit=("qian.sales",))
    path = f"/rounds/{round_['round_id']}/households"
    async with office.nothing_left_behind():
        answers = [
            await office.colleague.post(f"{path}/1-100/visits", json=VISIT),
            await visited(office, round_, "1-101"),
            await visited(office, round_, participants=[OFFICER, "stranger"]),
            await visited(office, round_, visited_at="2026-03-10T10:00:01+08:00"),
            await visited(office, round_, "9-999"),
            await visited(office, round_, questions=[{"question": "何时通气？", "answer_on": "2026-03-09"}]),
        ]
    assert [answer.status_code for answer in answers] == [403, 403, 422, 422, 404, 422]
    assert (await visited(office, round_, "1-101", participants=[OFFICER])).status_code == 201
    assert (await visited(office, round_, "1-101", participants=[OFFICER])).status_code == 409
    assert (await office.elsewhere.get(f"/rounds/{round_['round_id']}")).status_code == 404


@pytest.mark.rule("V3")
async def test_a_household_is_planned_tried_and_then_not_reached(office: Office) -> None:
    round_ = await opened(office)
    path = f"/rounds/{round_['round_id']}/households/1-100"
    planned = await office.officer.post(f"{path}/plans", json={"planned_for": "2026-03-11T02:00:00Z"})
    assert (planned.status_code, planned.json()["planned_for"]) == (201, "2026-03-11T02:00:00Z")
    for at in ("2026-03-10T11:00+08:00", "2026-03-10T12:00+08:00", "2026-03-11T11:00+08:00"):
        assert (await office.officer.post(f"{path}/not-reached", json={"reason": "无人"})).status_code == 409
        office.at(at)
        tried = await office.officer.post(f"{path}/attempts", json={"tried_at": at, "note": "无人应门"})
        assert tried.status_code == 201
    assert (await office.officer.post(f"{path}/not-reached", json={})).status_code == 422
    assert (await office.officer.post(f"{path}/not-reached", json={"reason": "长期空置"})).json()[
        "state"
    ] == "not_reached"
    assert (await office.officer.post(f"{path}/plans", json={"planned_for": None})).status_code == 409
    left = (await office.lead.get(f"/rounds/{round_['round_id']}/households", params={"state": "to_visit"})).json()[
        "items"
    ]
    assert [each["unit_no"] for each in left] == ["1-101"]
    assert (await visited(office, round_)).json()["state"] == "visited"


@pytest.mark.rule("V3", "N2")
async def test_what_cannot_be_answered_at_once_is_answered_by_appointment(office: Office) -> None:
    round_ = await opened(office)
    asked = [
        {"question": "何时通气？", "answer_on": "2026-03-20"},
        {"question": "车位何时开放？", "answer_on": "2026-03-20"},
    ]
    await visited(office, round_, questions=asked)
    path = f"/rounds/{round_['round_id']}/questions"
    questions = (await office.officer.get(path)).json()["items"]
    first = (await office.officer.get(path, params={"limit": 1})).json()
    assert (await office.officer.get(path, params={"cursor": first["next"]})).json()["items"] == questions[1:]
    answered = await office.officer.post(
        f"{path}/{questions[0]['question_id']}/answers", json={"answer": "四月一日通气"}
    )
    assert (answered.status_code, answered.json()["answered_by"]) == (201, OFFICER)
    again = await office.officer.post(f"{path}/{questions[0]['question_id']}/answers", json={"answer": "x"})
    assert again.status_code == 409
    assert (await office.officer.post(f"{path}/{UUID(int=1)}/answers", json={"answer": "x"})).status_code == 404
    office.at("2026-03-21T00:00+08:00")
    await office.service.fire_due()
    assert await office.service.said(VisitLimitPassed) == []
    office.at("2026-03-21T00:00:00.000001+08:00")
    await office.service.fire_due()
    passed = [(each.limit, each.reference, each.tell) for each in await office.service.said(VisitLimitPassed)]
    assert passed == [("round_answer", round_["reference"], Role.SITE_LEAD)]
    assert (
        (await look(office, round_))["progress"]["questions"],
        (await look(office, round_))["progress"]["answered"],
    ) == (2, 1)


@pytest.mark.rule("V3")
async def test_major_matters_go_to_general_management_for_a_decision(office: Office) -> None:
    round_ = await opened(office)
    await visited(office, round_, matters=[MATTER | {"is_major": True}, MATTER])
    major, minor = (await office.lead.get(f"/rounds/{round_['round_id']}/matters")).json()["items"]
    path = f"/rounds/{round_['round_id']}/matters"
    decision = {"decision": "外墙整体返修，由工程材料部负责，九月底前完成"}
    assert [str(each.asked_id) for each in await office.service.said(RoundMajorRaised)] == [major["asked_id"]]
    async with office.nothing_left_behind():
        assert (await manager(office).post(f"{path}/{minor['asked_id']}/decisions", json=decision)).status_code == 404
        assert (await office.lead.post(f"{path}/{major['asked_id']}/decisions", json=decision)).status_code == 403
    made = await manager(office).post(f"{path}/{major['asked_id']}/decisions", json=decision)
    assert (made.status_code, made.json()["decided_by"]) == (201, "gao.manager")
    assert (await manager(office).post(f"{path}/{major['asked_id']}/decisions", json=decision)).status_code == 409
    assert len(await office.service.said(RoundMajorDecided)) == 1
    assert (await office.lead.post(f"{path}/{minor['asked_id']}/submissions")).json()["major"] == 2
    assert (await office.lead.post(f"{path}/{minor['asked_id']}/submissions")).status_code == 404
    assert [each["decision"] for each in (await look(office, round_))["decisions"]] == [decision["decision"]]


@pytest.mark.rule("V3")
async def test_the_analysis_goes_to_the_general_manager_who_acknowledges_it(office: Office) -> None:
    round_ = await opened(office)
    path = f"/rounds/{round_['round_id']}"
    findings = {"findings": "渗漏水问题集中在一号楼，建议整体排查。"}
    await visited(office, round_, matters=[MATTER])
    async with office.nothing_left_behind():
        assert (await office.director.post(f"{path}/analyses", json=findings)).status_code == 409
        assert (await manager(office).post(f"{path}/acknowledgements", json={})).status_code == 409
    await visited(office, round_, "1-101")
    drawn = await office.director.post(f"{path}/analyses", json=findings)
    assert drawn.status_code == 201, drawn.text
    figures = drawn.json()["figures"]
    assert (figures["coverage"], figures["handling_rate"], figures["by_kind"], figures["by_matter"]) == (
        1.0, 0.0, {"complaint": 1}, {"noise": 1},
    )  # fmt: skip
    assert (await office.director.post(f"{path}/analyses", json=findings)).status_code == 409
    (said,) = await office.service.said(RoundAnalysed)
    assert (said.households, said.visited, said.raised, said.closed) == (2, 2, 1, 0)
    read = await manager(office).post(f"{path}/acknowledgements", json={"remarks": "同意，列入明年质量改进计划"})
    assert (read.status_code, read.json()["acknowledged_by"]) == (201, "gao.manager")
    assert (await manager(office).post(f"{path}/acknowledgements", json={})).status_code == 409
    assert (await look(office, round_))["analysis"]["remarks"] == "同意，列入明年质量改进计划"
    assert len(await office.service.said(RoundAcknowledged)) == 1


@pytest.mark.rule("V3")
async def test_who_drew_the_analysis_does_not_acknowledge_it(office: Office) -> None:
    round_ = await opened(office, 1)
    await visited(office, round_)
    both = office.service.client(Role.CENTRE_DIRECTOR, Role.GENERAL_MANAGER, person="he.director")
    assert (await both.post(f"/rounds/{round_['round_id']}/analyses", json={"findings": "一切正常"})).status_code == 201
    assert (await both.post(f"/rounds/{round_['round_id']}/acknowledgements", json={})).status_code == 403


@pytest.mark.rule("V3", "N2")
@pytest.mark.parametrize("is_opened", [True, False])
async def test_a_year_without_a_round_is_reminded_of_and_handed_up(office: Office, is_opened: bool) -> None:
    await units(office)
    await begin_april(office)
    if is_opened:
        assert (await office.lead.post("/rounds", json=BODY)).status_code == 201
    office.at("2027-01-01T00:00:00.000001+08:00")
    await office.service.fire_due()
    said = [
        each
        for each in await office.service.said(VisitLimitApproaching, VisitLimitPassed)
        if each.limit == "yearly_round"
    ]
    assert [(each.reference, each.owner_role) for each in said] == (
        [] if is_opened else [("2026", Role.SITE_LEAD)] * len(said)
    )
    assert any(isinstance(each, VisitLimitPassed) for each in said) is not is_opened


@pytest.mark.rule("V3", "V4")
async def test_a_seriously_dissatisfied_household_is_visited_with_the_director(office: Office) -> None:
    round_ = await opened(office)
    path = f"/rounds/{round_['round_id']}/households/1-101/director-presence"
    assert (await office.director.post(path)).status_code == 409
    assert (await office.officer.post("/visits", json=record("1-101", seriously=True))).status_code == 201
    assert (await visited(office, round_, seriously=True)).status_code == 201
    listed = (await office.director.get("/director-wanted", params={"limit": 1})).json()
    rest = (await office.director.get("/director-wanted", params={"cursor": listed["next"]})).json()
    assert [(one["unit_no"], one["because"]) for page in (listed, rest) for one in page["items"]] == [
        ("1-100", "said_so"), ("1-101", "said_so"),
    ]  # fmt: skip
    async with office.nothing_left_behind():
        refused = await visited(office, round_, "1-101")
    assert (refused.status_code, "V4" in refused.json()["detail"]) == (409, True)
    assert (await office.director.post(path)).json()["director_present"] == "he.director"
    assert (await visited(office, round_, "1-101")).json()["director_present"] == "he.director"
    assert [one["unit_no"] for one in (await office.director.get("/director-wanted")).json()["items"]] == ["1-100"]
    assert (await office.director.post(path)).status_code == 409
    assert (await office.visit(unit_no="1-100"))["director_because"] == "said_so"
    assert (await office.visit(unit_no="1-101"))["director_because"] is None
