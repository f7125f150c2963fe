"""Major cases, counsel, the ladder, joint reviews (I11, I20, I24, B1)."""

import asyncio
from typing import Any
from uuid import UUID, uuid4

import asyncpg
import pytest
from aftercare_contracts.events import intake as said
from aftercare_contracts.events import intake_conduct as events
from aftercare_contracts.values import Role

from .conduct import FOUND, MAJOR, MEASURE, QUESTION, REVIEW, Company
from .desk import ELSEWHERE, Office, pointers, result
from .test_refusals import nothing_left_behind

REASON = {"reason": "超出本岗位权限"}
DONE = {"done": "支护完成"}
FAULT = {"report": "地下室外墙贯通裂缝"}
CONFIRMED = {"told": "三月十六日前完成改造", "way": "phone"}


@pytest.fixture
def company(office: Office) -> Company:
    return Company(office)


def path(case: dict[str, Any], noun: str) -> str:
    return f"/cases/{case['case_id']}/{noun}"


@pytest.mark.rule("I11", "B1")
async def test_a_major_case_is_told_up_the_ladder_measured_against_and_taken_back(company: Company) -> None:
    case = await company.case()
    found = await company.act(company.officer, case, "major-findings", MAJOR)
    assert (found["is_major"], found["holder"], found["holder_person"]) == (True, "engineering_desk", "wang.desk")
    (told,) = await company.service.said(events.MajorFound)
    assert (told.ground, told.responsible) == ("great_danger", "wang.desk")
    assert MAJOR["done_first"] not in str(await company.service.said())

    first = await company.act(company.vice, case, "measures", MEASURE)
    await company.act(company.general, case, "measures", MEASURE | {"owner": "site_lead", "due_on": "2026-03-11"})
    assert sorted(await company.limit(case, "action")) == [
        ("running", "", "2026-03-11T16:00:00Z"), ("running", "", "2026-03-12T16:00:00Z"),
    ]  # fmt: skip
    completions = f"/measures/{first['measure_id']}/completions"
    assert (await company.desk.post(completions, json=DONE)).status_code == 403
    answers = await asyncio.gather(*(company.engineering.post(completions, json=DONE) for _ in range(4)))
    assert sorted(answer.status_code for answer in answers) == [201, 409, 409, 409]
    assert sorted(state for state, *_ in await company.limit(case, "action")) == ["kept", "running"]
    company.at("2026-03-11T16:00:00.000001+00:00")
    await company.service.fire_due()
    passed = [one for one in await company.service.said(said.CaseLimitPassed) if one.limit == "action"]
    assert [(one.owner_role, one.tell) for one in passed] == [("site_lead", "centre_director")]

    assert (await company.vice.post(path(case, "major-withdrawals"), json=REASON)).status_code == 403
    taken_back = await company.act(company.general, case, "major-withdrawals", REASON)
    assert not taken_back["is_major"]
    record = await company.conduct(case)
    assert [one["done_first"] for one in record["major_findings"]] == [MAJOR["done_first"]]
    assert [(one["by"], one["reason"]) for one in record["major_withdrawals"]] == [("zheng.general", REASON["reason"])]
    for noun, body in (("measures", MEASURE), ("major-withdrawals", REASON)):
        assert (await company.general.post(path(case, noun), json=body)).status_code == 409


@pytest.mark.rule("I11")
@pytest.mark.parametrize(
    ("noun", "body", "pointer"),
    [
        ("major-findings", MAJOR | {"ground": "bad_mood"}, "/ground"),
        ("major-findings", MAJOR | {"done_first": ""}, "/done_first"),
        ("measures", MEASURE | {"due_on": "2026-03-09"}, "/due_on"),
        ("measures", MEASURE | {"owner": "customer"}, "/owner"),
        ("counsels", QUESTION | {"role": "auditor"}, "/role"),
        ("joint-reviews", REVIEW | {"participants": []}, "/participants"),
        ("joint-reviews", REVIEW | {"participants": ["contractor"]}, "/participants/0"),
        ("joint-reviews", REVIEW | {"ground": "boredom"}, "/ground"),
        ("hand-downs", {"to": "engineering_desk", "instruction": "照办"}, "/to"),
        ("hand-ups", {"reason": ""}, "/reason"),
    ],
)
async def test_what_cannot_be_is_refused(company: Company, noun: str, body: dict[str, Any], pointer: str) -> None:
    case = await company.case()
    await company.act(company.officer, case, "major-findings", MAJOR)
    everybody = company.service.client(*Role, person="everybody")
    async with nothing_left_behind(company):
        refused = await everybody.post(path(case, noun), json=body)
        assert (refused.status_code, pointers(refused)[0]) == (422, pointer), refused.text


@pytest.mark.rule("I11")
async def test_counsel_and_chief_engineer_always_see_a_major_case_and_others_once_asked(company: Company) -> None:
    case, other = await company.case(), await company.case()
    for who in (company.counsel, company.chief):
        assert (await who.get(f"/cases/{case['case_id']}")).status_code == 404
    await company.act(company.officer, case, "major-findings", MAJOR)
    for who in (company.counsel, company.chief):
        assert (await who.get(f"/cases/{case['case_id']}")).status_code == 200
        assert (await who.get(f"/cases/{other['case_id']}")).status_code == 404
        assert [one["case_no"] for one in (await who.get("/major-cases")).json()["items"]] == [case["case_no"]]
    assert (await company.elsewhere.get("/major-cases")).json() == {"items": [], "next": None}
    assert [one["case_no"] for one in (await company.lead.get("/major-cases")).json()["items"]] == [case["case_no"]]

    asked = await company.act(company.lead, other, "counsels", QUESTION)
    assert (await company.chief.get(f"/cases/{other['case_id']}")).status_code == 404
    answers = f"/counsels/{asked['counsel_id']}/answers"
    assert (await company.chief.post(answers, json={"answer": "有责"})).status_code == 404
    assert (await company.counsel.get(f"/cases/{other['case_id']}")).status_code == 200
    assert (await company.counsel.post(answers, json={"answer": "应承担修复责任"})).status_code == 201
    assert (await company.counsel.post(answers, json={"answer": "再答"})).status_code == 409
    (given,) = await company.service.said(events.CounselGiven)
    assert (given.asked_role, given.desk) == ("legal_counsel", "engineering_desk")
    (answer,) = (await company.conduct(other))["counsel_answers"]
    assert (answer["answer"], answer["by"]) == ("应承担修复责任", "lu.counsel")


@pytest.mark.rule("I11")
async def test_there_is_nothing_under_an_id_we_never_gave(company: Company) -> None:
    for who, there, body in (
        (company.general, f"/measures/{uuid4()}/completions", DONE),
        (company.counsel, f"/counsels/{uuid4()}/answers", {"answer": "有责"}),
        (company.lead, f"/joint-reviews/{uuid4()}/findings", FOUND),
        (company.lead, f"/joint-reviews/{uuid4()}/actions", DONE),
        (company.officer, f"/joint-reviews/{uuid4()}/customer-confirmations", CONFIRMED),
    ):
        assert (await who.post(there, json=body)).status_code == 404


@pytest.mark.rule("I20", "B1", "B2")
async def test_up_the_ladder_and_down_again_the_limits_run_on_and_every_step_is_on_record(company: Company) -> None:
    case = await company.case(channel="authority")
    before = {one["limit"]: one["due_at"] for one in (await company.look(case, "/limits"))["items"]}
    assert "company_level" in before
    assert (await company.lead.post(path(case, "hand-ups"), json=REASON)).status_code == 403
    company.at(case["registered_at"], hours=1)
    up = await company.act(company.desk, case, "hand-ups", REASON)
    assert (up["handed_to"], up["holder"], up["holder_since"]) == ("site_lead", "site_lead", "2026-03-10T03:00:00Z")
    assert (await company.desk.post(path(case, "hand-ups"), json=REASON)).status_code == 403
    await company.act(company.lead, case, "hand-ups", REASON)
    await company.act(company.director, case, "hand-ups", REASON)
    down = await company.act(
        company.vice, case, "hand-downs", {"to": "engineering_desk", "instruction": "本周内更换防水层"}
    )
    assert (down["handed_to"], down["holder"]) == (None, "engineering_desk")
    items = (await company.look(case, "/limits"))["items"]
    assert {one["limit"]: one["due_at"] for one in items} == before
    async with company.service.db.reading() as tx:
        assert {row["owner"] for row in await tx.fetch("select owner from case_limit")} == {"engineering_desk"}
        verbs = [row["verb"] for row in await tx.fetch("select verb from case_move order by id")]
    assert verbs == ["register", "hand_up", "hand_up", "hand_up", "hand_down"]
    steps = [(one["from_role"], one["to_role"], one["by"]) for one in (await company.conduct(case))["hand_steps"]]
    assert steps == [
        ("engineering_desk", "site_lead", "wang.desk"), ("site_lead", "centre_director", "lin.lead"),
        ("centre_director", "vice_president", "he.director"), ("vice_president", "engineering_desk", "wu.vice"),
    ]  # fmt: skip
    assert [one.to_role for one in await company.service.said(events.CaseHandedUp)] == [
        "site_lead", "centre_director", "vice_president",
    ]  # fmt: skip
    assert REASON["reason"] not in str(await company.service.said())


@pytest.mark.rule("I20", "N2")
async def test_handed_up_the_reminder_goes_to_whoever_has_it_now(company: Company) -> None:
    case = await company.case()
    await company.act(company.desk, case, "hand-ups", REASON)
    company.at(case["registered_at"], hours=24, microseconds=1)
    await company.service.fire_due()
    (passed,) = await company.service.said(said.CaseLimitPassed)
    assert (passed.owner_role, passed.tell) == ("site_lead", "centre_director")


@pytest.mark.rule("I20")
async def test_of_many_who_hand_up_at_once_one_does(company: Company) -> None:
    case = await company.case()
    answers = await asyncio.gather(*(company.desk.post(path(case, "hand-ups"), json=REASON) for _ in range(6)))
    assert sorted(answer.status_code for answer in answers) == [201] + [403] * 5


@pytest.mark.rule("B1")
async def test_a_case_is_taken_given_on_and_given_back(company: Company) -> None:
    case = await company.case()
    assert (await company.officer.post(path(case, "holdings"), json={"person": "chen.officer"})).status_code == 403
    taken = await company.act(company.desk, case, "holdings", {"person": "wang.desk"})
    assert (taken["holder"], taken["holder_person"]) == ("engineering_desk", "wang.desk")
    colleague = company.service.client(Role.ENGINEERING_DESK, person="li.desk", projects=("P1",))
    assert (await colleague.post(path(case, "holdings"), json={"person": "li.desk"})).status_code == 409
    given = await company.act(company.lead, case, "holdings", {"person": "li.desk"})
    assert given["holder_person"] == "li.desk"
    back = await company.act(colleague, case, "holdings", {"person": None})
    assert back["holder_person"] is None
    async with company.service.db.reading() as tx:
        rows = await tx.fetch("select verb, by from case_move where case_id = $1 order by id", UUID(case["case_id"]))
    assert [tuple(row) for row in rows][1:] == [("take", "wang.desk"), ("give", "lin.lead"), ("give_back", "li.desk")]
    assert [one["person"] for one in (await company.conduct(case))["holdings"]] == ["wang.desk", "li.desk", None]


@pytest.mark.rule("I24")
async def test_a_joint_review_from_the_call_to_the_customers_word(company: Company) -> None:
    case = await company.case()
    assert (await company.vice.post(path(case, "joint-reviews"), json=REVIEW)).status_code == 403
    called = await company.act(company.lead, case, "joint-reviews", REVIEW)
    (told,) = await company.service.said(events.JointReviewCalled)
    assert (told.review_ground, told.participants) == ("cause_unknown", ("engineering", "design"))
    review = f"/joint-reviews/{called['review_id']}"
    assert (await company.design.post(f"{review}/actions", json=DONE)).status_code == 409
    assert (await company.officer.post(f"{review}/customer-confirmations", json=CONFIRMED)).status_code == 409
    late = await company.lead.post(f"{review}/findings", json=FOUND | {"action_on": "2026-03-09"})
    assert (late.status_code, pointers(late)) == (422, ["/action_on"])
    answers = await asyncio.gather(*(company.lead.post(f"{review}/findings", json=FOUND) for _ in range(3)))
    assert sorted(answer.status_code for answer in answers) == [201, 409, 409]
    assert await company.limit(case, "action") == [("running", "", "2026-03-16T16:00:00Z")]
    assert (await company.engineering.post(f"{review}/actions", json=DONE)).status_code == 403
    for who, noun, body in (
        (company.design, "actions", DONE), (company.officer, "customer-confirmations", CONFIRMED),
    ):  # fmt: skip
        assert [(await who.post(f"{review}/{noun}", json=body)).status_code for _ in range(2)] == [201, 409]
    assert await company.limit(case, "action") == [("kept", "action done", "2026-03-16T16:00:00Z")]
    record = await company.conduct(case)
    assert (record["joint_reviews"][0]["persons"], record["review_findings"][0]["responsible_party"]) == (
        ["gu.design"], "设计研发部",
    )  # fmt: skip
    assert record["customer_confirmations"][0]["told"] == CONFIRMED["told"]
    assert FOUND["finding"] not in str(await company.service.said())


@pytest.mark.rule("I24")
async def test_a_major_quality_fault_is_reported_by_engineering_and_called_by_general_management(
    company: Company,
) -> None:
    case = await company.case()
    review = REVIEW | {"ground": "major_quality_fault"}
    assert (await company.general.post(path(case, "joint-reviews"), json=review)).status_code == 409
    await company.act(company.engineering, case, "quality-faults", FAULT)
    assert len(await company.service.said(events.QualityFaultReported)) == 1
    assert (await company.director.post(path(case, "joint-reviews"), json=review)).status_code == 403
    called = await company.act(company.general, case, "joint-reviews", review)
    there = f"/joint-reviews/{called['review_id']}/findings"
    assert (await company.lead.post(there, json=FOUND)).status_code == 403
    assert (await company.vice.post(there, json=FOUND)).status_code == 201


async def test_who_is_elsewhere_has_no_part(company: Company) -> None:
    case = await company.case()
    await company.act(company.officer, case, "major-findings", MAJOR)
    measure = (await company.act(company.vice, case, "measures", MEASURE))["measure_id"]
    review = (await company.act(company.lead, case, "joint-reviews", REVIEW))["review_id"]
    roles = [role for role in Role if role not in (Role.LEGAL_COUNSEL, Role.CHIEF_ENGINEER)]
    away = company.service.client(*roles, person="away", projects=(ELSEWHERE,))
    async with nothing_left_behind(company):
        for there, body in (
            (path(case, "major-findings"), MAJOR), (path(case, "measures"), MEASURE), (path(case, "counsels"), QUESTION),
            (path(case, "hand-ups"), REASON), (path(case, "holdings"), {"person": "away"}),
            (path(case, "joint-reviews"), REVIEW), (path(case, "quality-faults"), FAULT),
            (path(case, "major-withdrawals"), REASON), (f"/measures/{measure}/completions", DONE),
            (f"/joint-reviews/{review}/findings", FOUND), (f"/joint-reviews/{review}/actions", DONE),
            (f"/joint-reviews/{review}/customer-confirmations", CONFIRMED),
        ):  # fmt: skip
            assert (await away.post(there, json=body)).status_code == 404, there


async def test_nothing_of_it_happens_to_a_closed_case(company: Company) -> None:
    case = await company.case(kind="inquiry")
    await company.act(company.lead, case, "closings", {"reason": "已答复"})
    everybody = company.service.client(*Role, person="everybody")
    async with nothing_left_behind(company):
        for noun, body in (
            ("major-findings", MAJOR), ("measures", MEASURE), ("counsels", QUESTION), ("hand-ups", REASON),
            ("hand-downs", {"to": "site_lead", "instruction": "照办"}), ("holdings", {"person": "everybody"}),
            ("joint-reviews", REVIEW), ("quality-faults", FAULT), ("major-withdrawals", REASON),
            ("reply-agreements", {"reply_by": "home", "customer_wish": "上门"}),
        ):  # fmt: skip
            assert (await everybody.post(path(case, noun), json=body)).status_code == 409, noun


@pytest.mark.rule("B5")
async def test_a_measure_posted_twice_with_one_key_is_one_measure(company: Company) -> None:
    case = await company.case()
    await company.act(company.officer, case, "major-findings", MAJOR)
    key = {"Idempotency-Key": "m-1"}
    answers = [await company.vice.post(path(case, "measures"), json=MEASURE, headers=key) for _ in range(2)]
    assert answers[0].json() == answers[1].json()
    assert len(await company.limit(case, "action")) == 1


@pytest.mark.parametrize("table", ["hand_step", "holding", "major_finding", "measure", "counsel", "joint_review"])
async def test_what_was_recorded_stays(company: Company, table: str) -> None:
    case = await company.case()
    await company.act(company.officer, case, "major-findings", MAJOR)
    await company.act(company.vice, case, "measures", MEASURE)
    await company.act(company.lead, case, "counsels", QUESTION)
    await company.act(company.lead, case, "joint-reviews", REVIEW)
    await company.act(company.desk, case, "hand-ups", REASON)
    await company.act(company.lead, case, "holdings", {"person": "lin.lead"})
    with pytest.raises(asyncpg.RestrictViolationError):
        async with company.service.db.transaction() as tx:
            await tx.execute(f"delete from {table}")


async def test_a_repair_that_was_found_major_goes_on_as_before(company: Company) -> None:
    case = await company.case()
    await company.act(company.officer, case, "major-findings", MAJOR)
    assert (await company.act(company.desk, case, "results", result()))["holder"] == "case_officer"
