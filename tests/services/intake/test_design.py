"""Questions of design and requests to change it, at the doors (I7, I17)."""

import asyncio
from typing import Any
from uuid import uuid4

import httpx
import pytest
from aftercare_contracts.events import intake as events
from aftercare_contracts.events import intake_design

from .departments import Departments, get
from .desk import ELSEWHERE, EMPTY, OWNER, PHONE, REFUSED, YOUNG, Office, made, pointers
from .test_refusals import nothing_left_behind

ASK = {"text": "阳台排水坡度是否合理？"}
YES, NO = {"justified": True, "reason": "坡度不足"}, {"justified": False, "reason": "符合规范"}
DRAWINGS = {"drawings": "建施-12 修改版，2026-03-11"}
FORM = {
    "project": "P1", "unit_no": EMPTY, "customer_name": OWNER, "contact": PHONE, "contract_no": "HT-2025-0103",
    "requested_on": "2026-03-09", "change_wanted": "取消次卧隔墙", "reason": "需要大客厅",
}  # fmt: skip
PRICE = {"price_fen": 350_000, "delay_days": 10}
SIGNATURE = PRICE | {"signature": "档案 3-7", "signed_on": "2026-03-10"}


async def asked(office: Office) -> tuple[dict[str, Any], str]:
    case = await office.case()
    question = await office.act(office.desk, case, "design-questions", dict(ASK))
    return case, f"/design-questions/{question['question_id']}"


async def design_limits(office: Office, case: dict[str, Any]) -> list[tuple[str, str]]:
    items = (await office.look(case, "/limits"))["items"]
    return [(item["due_at"], item["state"]) for item in items if item["limit"] == "design_opinion"]


@pytest.mark.rule("I7")
async def test_a_justified_question_goes_on_to_engineering_and_the_company_bears_it(
    office: Office, around: Departments
) -> None:
    case, path = await asked(office)
    assert await design_limits(office, case) == [("2026-03-13T16:00:00Z", "running")]
    office.at("2026-03-11T10:00:00+08:00")
    opined = await made(around.design, f"{path}/opinions", dict(YES))
    assert (opined["question_no"], opined["stage"], opined["bearer"]) == ("SJ-2026-000001", "justified", "company")
    assert await design_limits(office, case) == [("2026-03-13T16:00:00Z", "kept"), ("2026-03-16T16:00:00Z", "running")]
    drawn = await made(around.design, f"{path}/work-slips", dict(DRAWINGS))
    assert (drawn["stage"], drawn["work_slip_no"]) == ("drawn", "LX-2026-000001")
    assert [state for _, state in await design_limits(office, case)] == ["kept", "kept"]
    (answered,) = await office.service.said(intake_design.DesignAnswered)
    assert (answered.cause, answered.bearer, answered.desk) == ("design", "company", "engineering_desk")
    (out,) = await office.service.said(intake_design.DesignDrawn)
    assert (out.cause, out.bearer, out.work_slip_no) == ("design", "company", "LX-2026-000001")
    assert (await office.look(case))["holder"] == "engineering_desk"


@pytest.mark.rule("I7")
async def test_not_justified_the_reason_is_there_in_writing_and_nothing_is_drawn(
    office: Office, around: Departments
) -> None:
    case, path = await asked(office)
    await made(around.design, f"{path}/opinions", dict(NO))
    (question,) = (await get(office.desk, f"/cases/{case['case_id']}/design-questions"))["items"]
    assert (question["stage"], question["reason"], question["bearer"]) == ("not_justified", "符合规范", None)
    assert [state for _, state in await design_limits(office, case)] == ["kept"]
    async with nothing_left_behind(office):
        assert (await around.design.post(f"{path}/work-slips", json=DRAWINGS)).status_code == 409
        assert (await around.design.post(f"{path}/opinions", json=YES)).status_code == 409


@pytest.mark.rule("I7", "N2")
async def test_design_itself_is_reminded_and_its_superior_told(office: Office, around: Departments) -> None:
    await asked(office)
    office.at("2026-03-13T16:00:00+00:00", microseconds=1)
    await office.service.fire_due()
    said = await office.service.said(events.CaseLimitApproaching, events.CaseLimitPassed)
    assert {each.owner_role for each in said if each.limit == "design_opinion"} == {"design"}
    assert [each.tell for each in said if each.limit == "design_opinion" and hasattr(each, "tell")] == ["site_lead"]


@pytest.mark.rule("I7")
async def test_of_two_opinions_at_once_one_counts(office: Office, around: Departments) -> None:
    _, path = await asked(office)
    answers = await asyncio.gather(*(around.design.post(f"{path}/opinions", json=body) for body in (YES, NO, YES, NO)))
    assert sorted(answer.status_code for answer in answers) == [201, 409, 409, 409]


@pytest.mark.rule("I7")
async def test_a_question_is_asked_and_answered_by_those_it_is_for(office: Office, around: Departments) -> None:
    case, path = await asked(office)
    ask = f"/cases/{case['case_id']}/design-questions"
    async with nothing_left_behind(office):
        assert (await office.officer.post(ask, json=ASK)).status_code == 403
        assert (await office.elsewhere.post(ask, json=ASK)).status_code == 404
        assert (await office.elsewhere.get(ask)).status_code == 404
        assert (await office.desk.post(f"{path}/opinions", json=YES)).status_code == 403
        assert (await around.design_elsewhere.post(f"{path}/opinions", json=YES)).status_code == 404
        assert (await around.design_elsewhere.post(f"{path}/work-slips", json=DRAWINGS)).status_code == 404
        assert (await around.design.post(f"/design-questions/{uuid4()}/opinions", json=YES)).status_code == 404
        refused = await around.design.post(f"{path}/opinions", json={"justified": False, "reason": " "})
        assert (refused.status_code, pointers(refused)) == (422, ["/reason"])


@pytest.mark.rule("I7")
async def test_nothing_is_asked_on_a_closed_case(office: Office) -> None:
    case = await office.case(kind="inquiry")
    await office.act(office.lead, case, "closings", {"reason": "已答复"})
    async with nothing_left_behind(office):
        path = f"/cases/{case['case_id']}/design-questions"
        assert (await office.desk.post(path, json=ASK)).status_code == 409


async def requested(around: Departments, **what: Any) -> str:
    return f"/design-changes/{(await made(around.sales, '/design-changes', FORM | what))['request_id']}"


async def priced(office: Office, around: Departments) -> str:
    path = await requested(around)
    await made(office.director, f"{path}/questions", {"of": "design"})
    await made(around.design, f"{path}/opinions", {"justified": True, "opinion": "可行"})
    await made(around.sales, f"{path}/prices", dict(PRICE))
    return path


@pytest.mark.rule("I17", "N1")
async def test_a_change_is_carried_out_with_price_and_delay_signed(office: Office, around: Departments) -> None:
    path = await priced(office, around)
    async with nothing_left_behind(office):
        refused = await around.sales.post(f"{path}/decisions", json={"outcome": "ordered"})
        assert refused.status_code == 409
    await made(around.sales, f"{path}/signatures", dict(SIGNATURE))
    ordered = await made(around.sales, f"{path}/decisions", {"outcome": "ordered"})
    assert (ordered["request_no"], ordered["standing"], ordered["decided_on"]) == (
        "BG-2026-000001",
        "ordered",
        "2026-03-10",
    )
    whole = await get(office.director, path)
    assert [move["move"] for move in whole["moves"]] == ["enter", "ask", "agree", "price", "sign", "order"]
    assert (whole["design_opinion"], whole["customer_agreed"]) == ("可行", True)
    said = [type(each).__name__ for each in await office.service.said() if each.type.startswith("intake.design")]
    assert said == ["DesignChangeRequested", "DesignChangeAsked", "DesignChangeAnswered", "DesignChangeEnded"]
    (ended,) = await office.service.said(intake_design.DesignChangeEnded)
    assert (ended.outcome, ended.price_fen, ended.delay_days) == ("ordered", 350_000, 10)
    assert OWNER not in str([each.model_dump_json() for each in await office.service.said()])


@pytest.mark.rule("I17")
async def test_not_justified_it_is_refused_and_ends(office: Office, around: Departments) -> None:
    path = await requested(around)
    await made(office.director, f"{path}/questions", {"of": "engineering"})
    async with nothing_left_behind(office):
        body = {"justified": False, "opinion": "承重墙"}
        assert (await around.design.post(f"{path}/opinions", json=body)).status_code == 403
    refused = await made(around.engineering, f"{path}/opinions", body)
    assert (refused["standing"], refused["engineering_opinion"]) == ("refused", "承重墙")
    async with nothing_left_behind(office):
        for rest, sent in (("prices", PRICE), ("signatures", SIGNATURE), ("decisions", {"outcome": "withdrawn"})):
            assert (await around.sales.post(f"{path}/{rest}", json=sent)).status_code == 409


@pytest.mark.rule("I17")
@pytest.mark.parametrize("outcome", ["declined", "withdrawn"])
async def test_the_customer_may_decline_the_price_or_take_it_back(
    office: Office, around: Departments, outcome: str
) -> None:
    path = await priced(office, around)
    ended = await made(around.sales, f"{path}/decisions", {"outcome": outcome})
    assert (ended["standing"], ended["decided_by"]) == (outcome, None)


@pytest.mark.rule("I17")
@pytest.mark.parametrize(
    ("what", "status", "pointer"),
    [
        ({"unit_no": YOUNG}, 409, ["/unit_no"]),
        ({"unit_no": REFUSED}, 409, ["/unit_no"]),
        ({"unit_no": "9-999"}, 422, ["/unit_no"]),
        ({"project": ELSEWHERE}, 403, ["/project"]),
        ({"requested_on": "2026-03-11"}, 422, ["/requested_on"]),
        ({"change_wanted": ""}, 422, ["/change_wanted"]),
        ({"customer_name": None}, 422, ["/customer_name"]),
    ],
)
async def test_a_request_that_cannot_be_is_refused(
    office: Office, around: Departments, what: dict[str, Any], status: int, pointer: list[str]
) -> None:
    async with nothing_left_behind(office):
        refused = await around.sales.post("/design-changes", json=FORM | what)
        assert (refused.status_code, pointers(refused)) == (status, pointer), refused.text


@pytest.mark.rule("I17")
@pytest.mark.parametrize(
    ("what", "pointer"),
    [
        ({"price_fen": 349_999}, ["/price_fen"]),
        ({"delay_days": 11}, ["/delay_days"]),
        ({"signed_on": "2026-03-11"}, ["/signed_on"]),
        ({"signed_on": "2026-03-08"}, ["/signed_on"]),
        ({"price_fen": -1}, ["/price_fen"]),
        ({"signature": ""}, ["/signature"]),
    ],
)
async def test_another_price_or_day_than_was_offered_is_not_signed(
    office: Office, around: Departments, what: dict[str, Any], pointer: list[str]
) -> None:
    path = await priced(office, around)
    async with nothing_left_behind(office):
        refused = await around.sales.post(f"{path}/signatures", json=SIGNATURE | what)
        assert (refused.status_code, pointers(refused)) == (422, pointer), refused.text


@pytest.mark.rule("I17")
async def test_handed_over_meanwhile_it_is_not_carried_out(office: Office, around: Departments) -> None:
    path = await priced(office, around)
    await made(around.sales, f"{path}/signatures", dict(SIGNATURE))
    async with office.service.db.transaction() as tx:
        await tx.execute("update unit set handed_over_on = '2026-03-10' where unit_no = $1", EMPTY)
    async with nothing_left_behind(office):
        refused = await around.sales.post(f"{path}/decisions", json={"outcome": "ordered"})
        assert (refused.status_code, pointers(refused)) == (409, ["/unit_no"])


@pytest.mark.rule("I17")
async def test_each_step_is_its_departments_and_the_projects(office: Office, around: Departments) -> None:
    path = await requested(around)
    others: list[tuple[httpx.AsyncClient, str, dict[str, Any], int]] = [
        (office.desk, "questions", {"of": "design"}, 403),
        (office.elsewhere, "questions", {"of": "design"}, 404),
        (around.design_elsewhere, "opinions", {"justified": True, "opinion": "可行"}, 404),
        (around.design, "prices", PRICE, 403),
        (office.director, "signatures", SIGNATURE, 403),
        (office.director, "decisions", {"outcome": "withdrawn"}, 403),
        (around.design, "opinions", {"justified": True, "opinion": "可行"}, 409),
        (office.director, "questions", {"of": "sales"}, 422),
        (around.sales, "decisions", {"outcome": "refused"}, 422),
    ]
    async with nothing_left_behind(office):
        for who, rest, body, status in others:
            assert (await who.post(f"{path}/{rest}", json=body)).status_code == status, rest
        assert (await office.director.post("/design-changes", json=FORM)).status_code == 403
        assert (await office.elsewhere.get(path)).status_code == 404
        assert (await office.elsewhere.get("/design-changes")).json()["items"] == []


@pytest.mark.rule("I17", "B5")
async def test_of_many_decisions_at_once_one_counts_and_a_form_entered_twice_is_one(
    office: Office, around: Departments
) -> None:
    path = await priced(office, around)
    await made(around.sales, f"{path}/signatures", dict(SIGNATURE))
    answers = await asyncio.gather(
        *(around.sales.post(f"{path}/decisions", json={"outcome": end}) for end in ("ordered", "withdrawn", "ordered"))
    )
    assert sorted(answer.status_code for answer in answers) == [201, 409, 409]
    key = {"Idempotency-Key": "form-1"}
    first, second = [await around.sales.post("/design-changes", json=FORM, headers=key) for _ in range(2)]
    assert first.json() == second.json()
    page = await get(office.director, "/design-changes", project="P1", limit=1)
    rest = await get(office.director, "/design-changes", project="P1", limit=1, cursor=page["next"])
    assert (len(page["items"]), len(rest["items"]), rest["next"]) == (1, 1, None)
    assert (await get(around.sales, "/design-changes", standing="requested"))["items"] == page["items"]
