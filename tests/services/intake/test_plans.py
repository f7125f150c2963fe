"""A complaint is classed, answered as agreed, verified, planned, signed and carried out (I3, I5, I21)."""

import asyncio
from typing import Any
from uuid import uuid4

import asyncpg
import pytest
from aftercare_contracts.events import intake_conduct as events
from aftercare_contracts.values import Role

from .conduct import FINDING, OPINION, PLAN, Company
from .desk import ELSEWHERE, FEEDBACK, OLD, UNSETTLED, Office, contact, pointers, result
from .test_refusals import nothing_left_behind

CLASSED = {"case_class": "class_2", "opinion": "属房屋质量问题"}
WRITTEN_UP = {
    "case_class": "class_1", "matter": "cleaning", "opinion": "属物业服务不到位", "account": "三日未清运垃圾",
    "customer_wants": "每日清运",
}  # fmt: skip
OUTCOME = {
    "reason": "已告知客户", "body": "市政排水公司", "body_said": "五月前改造", "can_be_had": "临时抽排", "cannot_be_had": "立即改造",
}  # fmt: skip
WISH = {"customer_wish": "出差，请改期并书面回复"}


@pytest.fixture
def company(office: Office) -> Company:
    return Company(office)


def path(case: dict[str, Any], noun: str) -> str:
    return f"/cases/{case['case_id']}/{noun}"


@pytest.mark.rule("I21")
async def test_nothing_is_carried_out_before_the_plan_is_verified_drawn_and_signed(company: Company) -> None:
    case = await company.complaint()
    steps = (
        (company.desk, "results", result(), 409),
        (company.desk, "plans", PLAN, 409),
        (company.desk, "verifications", FINDING, 201),
        (company.desk, "results", result(), 409),
        (company.desk, "plans", PLAN, 201),
        (company.desk, "results", result(), 409),
    )
    for who, noun, body, status in steps:
        answer = await who.post(path(case, noun), json=body)
        assert answer.status_code == status, (noun, answer.text)
    (drawn,) = (await company.conduct(case))["plans"]
    signed = await company.act(company.lead, case, f"plans/{drawn['plan_id']}/signatures", OPINION)
    assert signed["state"] == "registered"
    assert await company.limit(case, "plan_date") == [("running", "", "2026-03-13T16:00:00Z")]
    handled = await company.act(company.desk, case, "results", result())
    assert handled["state"] == "handled"
    assert [state for state, *_ in await company.limit(case, "plan_date")] == ["kept"]
    drawn_event, signed_event = await company.service.said(events.PlanDrawn, events.PlanSigned)
    assert (drawn_event.signers, signed_event.signed_by) == (("centre_director", "site_lead"), "lin.lead")
    assert PLAN["cause"] not in str(await company.service.said())


@pytest.mark.rule("I21")
async def test_nobody_signs_his_own_plan_nor_twice_nor_one_that_gave_way(company: Company) -> None:
    case = await company.complaint(matter="staff_attitude")
    await company.act(company.lead, case, "verifications", FINDING)
    drawn = await company.act(company.lead, case, "plans", PLAN)
    signature = path(case, f"plans/{drawn['plan_id']}/signatures")
    async with nothing_left_behind(company):
        assert (await company.lead.post(signature, json=OPINION)).status_code == 403
        assert (await company.vice.post(signature, json=OPINION)).status_code == 403
        assert (await company.lead.post(path(case, f"plans/{uuid4()}/signatures"), json=OPINION)).status_code == 404
    answers = await asyncio.gather(*(company.other_lead.post(signature, json=OPINION) for _ in range(4)))
    assert sorted(answer.status_code for answer in answers) == [201, 409, 409, 409]
    assert len(await company.service.said(events.PlanSigned)) == 1
    company.at("2026-03-11T02:00:00+00:00")
    newer = await company.act(company.lead, case, "plans", PLAN | {"complete_on": "2026-03-20"})
    await company.act(company.director, case, f"plans/{newer['plan_id']}/signatures", OPINION)
    assert await company.limit(case, "plan_date") == [
        ("given_way", "another plan was signed", "2026-03-13T16:00:00Z"), ("running", "", "2026-03-20T16:00:00Z"),
    ]  # fmt: skip


@pytest.mark.rule("I21")
async def test_a_plan_of_another_case_or_of_yesterday_is_not_signed(company: Company) -> None:
    case, other = await company.complaint(), await company.complaint()
    for one in (case, other):
        await company.act(company.desk, one, "verifications", FINDING)
    drawn = await company.act(company.desk, case, "plans", PLAN)
    assert (
        await company.lead.post(path(other, f"plans/{drawn['plan_id']}/signatures"), json=OPINION)
    ).status_code == 404
    company.at("2026-03-13T16:00:00+00:00")
    refused = await company.lead.post(path(case, f"plans/{drawn['plan_id']}/signatures"), json=OPINION)
    assert (refused.status_code, refused.json()["type"]) == (409, "urn:aftercare:problem:given-way")


@pytest.mark.rule("I21")
@pytest.mark.parametrize(
    ("noun", "body", "status", "pointer"),
    [
        ("verifications", FINDING | {"on_the_spot": False}, 422, "/why_not"),
        ("verifications", FINDING | {"finding": " "}, 422, "/finding"),
        ("plans", PLAN | {"complete_on": "2026-03-09"}, 422, "/complete_on"),
        ("plans", PLAN | {"cause": ""}, 422, "/cause"),
        ("results", result(within_own_authority=True), 422, "/within_own_authority"),
        ("classifications", CLASSED | {"opinion": ""}, 422, "/opinion"),
        ("classifications", WRITTEN_UP | {"account": ""}, 422, "/account"),
        ("classifications", CLASSED | {"matter": "ghosts"}, 422, "/matter"),
        ("reply-agreements", WISH | {"reply_at": "2026-03-10T02:00:00Z"}, 422, "/reply_at"),
        ("reply-agreements", {"reply_by": "phone"}, 422, "/customer_wish"),
        ("feedbacks", FEEDBACK | {"way": "letter"}, 422, "/way"),
    ],
)
async def test_what_cannot_be_is_refused(
    company: Company, noun: str, body: dict[str, Any], status: int, pointer: str
) -> None:
    case = await company.complaint()
    await company.act(company.desk, case, "verifications", FINDING)
    who = {"plans": company.desk, "classifications": company.service_officer, "results": company.desk}
    async with nothing_left_behind(company):
        refused = await who.get(noun, company.officer).post(path(case, noun), json=body)
        assert (refused.status_code, pointers(refused)[0]) == (status, pointer), refused.text


@pytest.mark.rule("I21")
async def test_what_is_left_to_the_handler_needs_a_verification_and_no_plan(company: Company) -> None:
    case = await company.complaint(matter="cleaning")
    own = result(within_own_authority=True)
    assert (await company.property.post(path(case, "results"), json=own)).status_code == 409
    await company.act(company.property, case, "verifications", FINDING | {"on_the_spot": False, "why_not": "业主外出"})
    assert (await company.property.post(path(case, "results"), json=result())).status_code == 409
    assert (await company.act(company.property, case, "results", own))["state"] == "handled"
    (marked,) = (await company.conduct(case))["within_own_authority"]
    assert marked["by"] == "qian.property"


@pytest.mark.rule("I21", "D1")
async def test_work_ordered_through_dispatch_and_a_repair_request_need_no_plan(company: Company) -> None:
    complaint, repair = await company.complaint(), await company.case()
    await company.complete(complaint, await company.order(complaint))
    assert (await company.look(complaint))["state"] == "handled"
    assert (await company.act(company.desk, repair, "results", result()))["state"] == "handled"


@pytest.mark.rule("I21")
async def test_without_result_the_plan_runs_on_and_another_round_needs_another_plan(company: Company) -> None:
    case = await company.complaint()
    await company.plan(case)
    await company.act(company.desk, case, "results", dict(UNSETTLED))
    assert [state for state, *_ in await company.limit(case, "plan_date")] == ["running"]
    await company.visit(case, 1, satisfied=False)
    assert [state for state, *_ in await company.limit(case, "plan_date")] == ["given_way"]
    assert (await company.desk.post(path(case, "results"), json=result())).status_code == 409
    await company.plan(case, "2026-03-20")
    assert (await company.act(company.desk, case, "results", result()))["round"] == 2


@pytest.mark.rule("I3", "I4")
async def test_the_service_officer_confirms_and_corrects_the_class_and_the_limits_go_along(company: Company) -> None:
    case = await company.complaint()
    confirmed = await company.act(company.service_officer, case, "classifications", CLASSED)
    assert (confirmed["case_class"], confirmed["desk"], confirmed["holder_since"]) == (
        "class_2", "engineering_desk", case["holder_since"],
    )  # fmt: skip
    corrected = await company.act(company.service_officer, case, "classifications", WRITTEN_UP)
    assert (corrected["case_class"], corrected["matter"], corrected["desk"], corrected["holder"]) == (
        "class_1", "cleaning", "property_desk", "property_desk",
    )  # fmt: skip
    async with company.service.db.reading() as tx:
        owners = {row["owner"] for row in await tx.fetch("select owner from case_limit")}
    assert owners == {"property_desk"}
    assert [said.corrected for said in await company.service.said(events.CaseClassed)] == [False, True]
    assert [one["opinion"] for one in (await company.conduct(case))["classifications"]] == [
        CLASSED["opinion"], WRITTEN_UP["opinion"],
    ]  # fmt: skip


@pytest.mark.rule("I3")
async def test_once_a_plan_is_signed_the_class_stands(company: Company) -> None:
    case = await company.complaint()
    await company.plan(case)
    async with nothing_left_behind(company):
        assert (await company.lead.post(path(case, "classifications"), json=WRITTEN_UP)).status_code == 409
    await company.act(company.lead, case, "classifications", CLASSED)
    repair = await company.case()
    assert (await company.lead.post(path(repair, "classifications"), json=CLASSED)).status_code == 409


async def answer(company: Company, case: dict[str, Any]) -> None:
    """A suggestion is passed on, decided by another, and the customer told why not (I13)."""
    await company.act(company.officer, case, "suggestion-passings", {"is_recommended": True, "opinion": "简便易行"})
    await company.act(company.lead, case, "suggestion-decisions", {"adopted": False, "reason": "不在管理范围内"})
    await company.act(company.officer, case, "suggestion-answers", {"way": "phone", "text": "已说明原因并致谢"})


@pytest.mark.rule("I3", "I15")
@pytest.mark.parametrize("kind", ["complaint", "suggestion"])
async def test_a_matter_outside_our_management_closes_with_whom_it_was_taken_up_with(
    company: Company, kind: str
) -> None:
    case = await company.case(kind=kind, matter="outside_environment", unit_no=OLD if kind == "suggestion" else "1-101")
    async with nothing_left_behind(company):
        refused = await company.lead.post(path(case, "closings"), json={"reason": "已告知客户"})
        assert (refused.status_code, pointers(refused)) == (
            422, ["/body", "/body_said", "/can_be_had", "/cannot_be_had"],
        )  # fmt: skip
    if kind == "suggestion":
        await answer(company, case)
    assert (await company.act(company.lead, case, "closings", OUTCOME))["state"] == "closed"
    (outcome,) = (await company.conduct(case))["outside_outcomes"]
    assert (outcome["body"], outcome["by"]) == (OUTCOME["body"], "lin.lead")


@pytest.mark.rule("I3", "V1")
async def test_a_valid_complaint_about_the_outside_is_visited_all_the_same(company: Company) -> None:
    case = await company.complaint(matter="outside_environment")
    await company.act(company.lead, case, "verdicts", {"verdict": "valid", "reason": "未尽协调义务"})
    assert (await company.lead.post(path(case, "closings"), json=OUTCOME)).status_code == 409


@pytest.mark.rule("I5")
async def test_a_reply_promised_is_a_limit_agreed_anew_it_gives_way_and_feedback_keeps_it(company: Company) -> None:
    case = await company.case(reply_agreed_at="2026-03-10T14:00:00+08:00")
    assert case["reply_agreed_at"] == "2026-03-10T06:00:00Z"
    assert await company.limit(case, "reply_agreed") == [("running", "", "2026-03-10T06:00:00Z")]
    anew = WISH | {"reply_at": "2026-03-11T02:00:00Z", "reply_by": "letter", "visit_by": "online"}
    agreed = await company.act(company.officer, case, "reply-agreements", anew)
    assert (agreed["reply_by"], agreed["visit_by"], agreed["reply_agreed_at"]) == (
        "letter", "online", "2026-03-11T02:00:00Z",
    )  # fmt: skip
    await company.act(company.officer, case, "feedbacks", FEEDBACK | {"way": "letter"})
    assert [one[:2] for one in await company.limit(case, "reply_agreed")] == [
        ("given_way", "agreed anew"), ("kept", "feedback given"),
    ]  # fmt: skip
    (said,) = await company.service.said(events.ReplyAgreed)
    assert WISH["customer_wish"] not in str(said)
    await company.act(company.desk, case, "results", result())
    assert (await company.service.said())[-1].visit_by == "online"


@pytest.mark.rule("I5")
async def test_a_first_word_by_another_way_keeps_its_reason_and_later_ones_need_none(company: Company) -> None:
    case = await company.case()
    because = {"way": "letter", "other_way_because": "电话停机"}
    await company.act(company.officer, case, "feedbacks", FEEDBACK | because)
    await company.act(company.officer, case, "feedbacks", FEEDBACK | {"way": "home"})
    assert [one["because"] for one in (await company.conduct(case))["other_ways_taken"]] == ["电话停机"]


@pytest.mark.rule("I5")
async def test_a_reply_promised_for_a_moment_gone_by_is_refused(company: Company) -> None:
    async with nothing_left_behind(company):
        refused = await company.officer.post("/cases", json=contact(reply_agreed_at="2026-03-10T02:00:00Z"))
        assert (refused.status_code, pointers(refused)) == (422, ["/reply_agreed_at"])


@pytest.mark.rule("B5")
async def test_a_plan_posted_twice_with_one_key_is_one_plan(company: Company) -> None:
    case = await company.complaint()
    await company.act(company.desk, case, "verifications", FINDING)
    answers = [
        await company.desk.post(path(case, "plans"), json=PLAN, headers={"Idempotency-Key": "p-1"}) for _ in range(2)
    ]
    assert answers[0].json() == answers[1].json()
    assert len((await company.conduct(case))["plans"]) == 1


async def test_who_is_elsewhere_or_of_another_office_has_no_part(company: Company) -> None:
    case = await company.complaint()
    away = company.service.client(Role.SITE_LEAD, Role.ENGINEERING_DESK, person="away", projects=(ELSEWHERE,))
    async with nothing_left_behind(company):
        for noun, body in (
            ("classifications", CLASSED), ("verifications", FINDING), ("plans", PLAN), ("reply-agreements", WISH),
            (f"plans/{uuid4()}/signatures", OPINION),
        ):  # fmt: skip
            assert (await away.post(path(case, noun), json=body)).status_code == 404
        assert (await away.get(path(case, "conduct"))).status_code == 404
        await company.property.get(path(case, "limits"))
    await company.act(company.desk, case, "verifications", FINDING)
    async with nothing_left_behind(company):
        assert (await company.property.post(path(case, "plans"), json=PLAN)).status_code == 403


@pytest.mark.parametrize("table", ["verification", "plan", "plan_signature", "reply_agreement", "classification"])
async def test_what_was_recorded_stays(company: Company, table: str) -> None:
    case = await company.complaint()
    await company.act(company.lead, case, "classifications", CLASSED)
    await company.act(company.officer, case, "reply-agreements", WISH | {"reply_by": "home"})
    await company.plan(case)
    with pytest.raises(asyncpg.RestrictViolationError):
        async with company.service.db.transaction() as tx:
            await tx.execute(f"update {table} set by = 'nobody'")
