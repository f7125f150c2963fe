"""Complaints about staff: told unvarnished, apologised for, and out of his reach (I18)."""

from datetime import date, datetime
from enum import Enum
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin
from uuid import UUID, uuid4

import pytest
from aftercare_contracts.events import intake as said
from aftercare_contracts.events import intake_conduct as events
from aftercare_contracts.events.survey import ReturnVisitSatisfied
from aftercare_contracts.values import Role
from pydantic import BaseModel
from services.test_roles import routes

from .conduct import FINDING, MEASURE, OPINION, PLAN, QUESTION, REVIEW, STAFF, Company
from .desk import Office, contact, pointers, result
from .test_refusals import nothing_left_behind

SERIOUS = {"is_serious": True, "reason": "辱骂业主"}
APOLOGY = {"way": "home", "words": "登门致歉"}
MET = {"was_met": True, "words": "中心主任当面听取"}


@pytest.fixture
def company(office: Office) -> Company:
    return Company(office)


def path(case: dict[str, Any], noun: str) -> str:
    return f"/cases/{case['case_id']}/{noun}"


def made_up(model: type[BaseModel]) -> dict[str, Any]:
    """A body such a route would take."""
    return {name: _value(name, field.annotation) for name, field in model.model_fields.items() if field.is_required()}


def _value(name: str, wanted: Any) -> Any:
    inner = get_args(wanted)
    match get_origin(wanted):
        case origin if origin is Annotated:
            return _value(name, inner[0])
        case origin if origin is Literal:
            return inner[0]
        case origin if origin in (Union, UnionType):
            return _value(name, next(one for one in inner if one is not NoneType))
        case origin if origin in (tuple, list):
            return [_value(name, inner[0])]
    if issubclass(wanted, Enum):
        return next(iter(wanted))
    if issubclass(wanted, BaseModel):
        return made_up(wanted)
    plain = {str: "text", bool: True, int: 1, UUID: str(uuid4()), date: "2026-03-20", datetime: "2026-03-20T02:00:00Z"}
    return plain[wanted]


@pytest.mark.rule("I18")
async def test_by_no_route_does_he_read_or_touch_a_complaint_about_himself(company: Company) -> None:
    case = await company.complaint(**STAFF)
    himself = company.service.client(*Role, person="wang.desk")
    refused = set()
    before = await company.service.rows()
    for route, _ in routes(company.service):
        if "{case_id}" not in route.path_format:
            continue
        ids = {parameter.name: str(uuid4()) for parameter in route.dependant.path_params} | {"case_id": case["case_id"]}
        for method in route.methods - {"HEAD"}:
            model = route.body_field.field_info.annotation if route.body_field else None
            body = made_up(model) if model else None
            answer = await himself.request(method, route.path_format.format_map(ids), json=body)
            assert (answer.status_code, answer.json()["type"]) == (403, "urn:aftercare:problem:about-yourself"), (
                f"{method} {route.path_format}: {answer.text}"
            )
            refused.add(route.path_format.rsplit("}/", 1)[-1])
    assert {"verifications", "plans", "signatures", "verdicts", "results", "closings", "holdings", "conduct"} <= refused
    assert await company.service.rows() == before
    assert case["case_no"] not in (await himself.get("/cases")).text
    assert case["case_no"] in (await company.lead.get("/cases")).text


@pytest.mark.rule("I18")
async def test_nor_through_a_measure_a_question_or_a_review_of_it(company: Company) -> None:
    case = await company.complaint(**STAFF)
    major = {"ground": "wide_effect", "done_first": "已停职", "responsible": "lin.lead"}
    await company.act(company.lead, case, "major-findings", major)
    measure = (await company.act(company.vice, case, "measures", MEASURE))["measure_id"]
    counsel = (await company.act(company.lead, case, "counsels", QUESTION))["counsel_id"]
    review = (await company.act(company.lead, case, "joint-reviews", REVIEW))["review_id"]
    himself = company.service.client(*Role, person="wang.desk")
    found = {
        "finding": "属实", "responsible_party": "本人", "owner": "site_lead", "action": "培训", "action_on": "2026-03-16",
    }  # fmt: skip
    async with nothing_left_behind(company):
        for there, body in (
            (f"/measures/{measure}/completions", {"done": "已办"}), (f"/counsels/{counsel}/answers", {"answer": "无责"}),
            (f"/joint-reviews/{review}/findings", found), (f"/joint-reviews/{review}/actions", {"done": "已办"}),
            (f"/joint-reviews/{review}/customer-confirmations", {"told": "已办", "way": "phone"}),
        ):  # fmt: skip
            assert (await himself.post(there, json=body)).status_code == 403, there
        for noun, body in (
            ("major-findings", major | {"responsible": "wang.desk"}), ("holdings", {"person": "wang.desk"}),
            ("joint-reviews", REVIEW | {"persons": ["wang.desk"]}),
        ):  # fmt: skip
            assert (await company.director.post(path(case, noun), json=body)).status_code == 403, noun
        assert (await himself.get("/major-cases")).json()["items"] == []


@pytest.mark.rule("I18")
async def test_verified_it_goes_to_his_superior_and_the_centre_and_his_name_stays_within(company: Company) -> None:
    case = await company.complaint(**STAFF)
    await company.act(company.officer, case, "verifications", FINDING)
    (verified,) = await company.service.said(events.ComplaintVerified)
    assert verified.tell == ("site_lead", "centre_director")
    assert "wang.desk" not in str(await company.service.said())
    assert "wang.desk" not in (await company.officer.get("/cases")).text
    for role, knows in ((Role.SITE_LEAD, True), (Role.DEPARTMENT_MANAGER, True), (Role.FINANCE_OFFICER, False)):
        seen = await company.service.client(role, person="somebody").get(path(case, "conduct"))
        assert seen.json()["about_person"] == ("wang.desk" if knows else None)


@pytest.mark.rule("I18", "V1")
async def test_he_is_among_those_who_may_not_visit(company: Company) -> None:
    case = await company.complaint(**STAFF)
    await settle(company, case)
    await company.act(company.lead, case, "results", result())
    assert (await company.service.said(said.CaseHandled))[0].may_not_visit == ("lin.lead", "wang.desk")


@pytest.mark.rule("I18")
async def test_a_serious_one_is_settled_only_after_an_apology(company: Company) -> None:
    case = await company.complaint(**STAFF)
    await settle(company, case)
    await company.act(company.lead, case, "gravities", SERIOUS)
    async with nothing_left_behind(company):
        refused = await company.lead.post(path(case, "results"), json=result())
        assert refused.json()["type"] == "urn:aftercare:problem:apology-owed"
        by_letter = await company.lead.post(path(case, "apologies"), json=APOLOGY | {"way": "letter"})
        assert (by_letter.status_code, pointers(by_letter)) == (422, ["/way"])
    await company.act(company.lead, case, "apologies", APOLOGY)
    assert (await company.act(company.lead, case, "results", result()))["state"] == "handled"
    await company.visit(case, 1, satisfied=True)
    assert (await company.look(case))["state"] == "closed"


@pytest.mark.rule("I18")
async def test_found_not_so_serious_after_all_it_needs_no_apology(company: Company) -> None:
    case = await company.complaint(**STAFF)
    await settle(company, case)
    await company.act(company.lead, case, "gravities", SERIOUS)
    await company.act(company.director, case, "gravities", {"is_serious": False, "reason": "核实系误会"})
    assert (await company.act(company.lead, case, "results", result()))["state"] == "handled"
    assert [each.is_serious for each in await company.service.said(said.CaseHandled)] == [False]


@pytest.mark.rule("V1", "I18")
async def test_who_visits_is_told_that_a_complaint_was_serious(company: Company) -> None:
    case = await company.complaint(**STAFF)
    await settle(company, case)
    await company.act(company.lead, case, "gravities", SERIOUS)
    await company.act(company.lead, case, "apologies", APOLOGY)
    await company.act(company.lead, case, "results", result())
    assert [each.is_serious for each in await company.service.said(said.CaseHandled)] == [True]


@pytest.mark.rule("V2", "I15")
async def test_a_quiet_month_without_an_answer_closes_the_case_and_says_so(company: Company) -> None:
    case = await company.complaint(**STAFF)
    await settle(company, case)
    await company.act(company.lead, case, "results", result())
    quiet = ReturnVisitSatisfied(
        visit_id=uuid4(), case_id=case["case_id"], case_no=case["case_no"], project=case["project"], round=1, visited_by="chen",
        settled=True, in_time=None, attitude=None, because="quiet_month",
    )  # fmt: skip
    await company.service.hear(quiet, about=case["case_id"])
    (closed,) = await company.service.said(said.CaseClosed)
    assert (closed.because, "一个月内无同类意见" in closed.reason) == ("satisfied", True)


@pytest.mark.rule("I18", "I15")
async def test_found_serious_after_it_was_handled_a_satisfied_customer_does_not_close_it(company: Company) -> None:
    case = await company.complaint(**STAFF)
    await settle(company, case)
    await company.act(company.lead, case, "results", result())
    await company.act(company.lead, case, "gravities", SERIOUS)
    await company.visit(case, 1, satisfied=True)
    waiting = await company.look(case)
    assert (waiting["state"], waiting["holder"]) == ("handled", "site_lead")
    closing = {"reason": "回访满意"}
    assert (await company.lead.post(path(case, "closings"), json=closing)).status_code == 409
    await company.act(company.lead, case, "apologies", APOLOGY | {"way": "phone"})
    assert (await company.act(company.lead, case, "closings", closing))["state"] == "closed"


@pytest.mark.rule("I18")
async def test_a_wish_to_speak_to_the_leadership_is_met_or_answered(company: Company) -> None:
    case = await company.complaint(**STAFF, wants_leadership=True)
    await settle(company, case)
    refused = await company.lead.post(path(case, "results"), json=result())
    assert refused.json()["type"] == "urn:aftercare:problem:leadership-owed"
    await company.act(company.director, case, "leadership-meetings", MET)
    assert (await company.act(company.lead, case, "results", result()))["state"] == "handled"
    (met,) = (await company.conduct(case))["leadership_meetings"]
    assert (met["was_met"], met["by"]) == (True, "he.director")
    without = await company.complaint(**STAFF)
    assert (await company.lead.post(path(without, "leadership-meetings"), json=MET)).status_code == 409


@pytest.mark.rule("I18")
@pytest.mark.parametrize(
    ("what", "status", "pointer"),
    [
        ({"kind": "praise", "matter": "staff_attitude"}, 422, "/kind"),
        ({"kind": "complaint", "matter": "leak"}, 422, "/matter"),
    ],
)
async def test_nobody_is_named_but_in_a_complaint_about_attitude(
    company: Company, what: dict[str, Any], status: int, pointer: str
) -> None:
    async with nothing_left_behind(company):
        refused = await company.officer.post("/cases", json=contact(**what, about_person="wang.desk"))
        assert (refused.status_code, pointers(refused)) == (status, [pointer])


@pytest.mark.rule("I18")
async def test_nobody_records_a_complaint_about_himself(company: Company) -> None:
    async with nothing_left_behind(company):
        assert (await company.desk.post("/cases", json=contact(**STAFF))).status_code == 403


@pytest.mark.rule("I18")
async def test_what_is_about_nobody_of_ours_is_neither_weighed_nor_apologised_for_here(company: Company) -> None:
    case = await company.complaint()
    async with nothing_left_behind(company):
        for noun, body in (("gravities", SERIOUS), ("apologies", APOLOGY)):
            assert (await company.lead.post(path(case, noun), json=body)).status_code == 409


async def settle(company: Company, case: dict[str, Any]) -> None:
    """Verified by the officer, planned by one lead, signed by the other."""
    await company.act(company.officer, case, "verifications", FINDING)
    drawn = await company.act(company.lead, case, "plans", PLAN)
    await company.act(company.other_lead, case, f"plans/{drawn['plan_id']}/signatures", OPINION)
