"""Whole lives of cases, and what each step tells the others."""

from uuid import UUID, uuid4

import pytest
from aftercare_contracts.events import intake as events
from aftercare_contracts.values import Role
from plumbing.inbox import Outcome

from .desk import FEEDBACK, UNSETTLED, Office, made, result


@pytest.mark.rule("I15", "V1", "I10", "B1", "B2")
async def test_a_repair_that_goes_round_twice(office: Office) -> None:
    case = await office.case()
    first = await office.order(case)
    assert (await office.look(case))["state"] == "in_work"
    assert (await office.limits(case))[1, "department_level"] == ("given_way", "work order PG-2026-000001")
    assert await office.complete(case, first, "sun.squad", "wang.desk") is Outcome.APPLIED
    (handled,) = await office.service.said(events.CaseHandled)
    assert (handled.round, handled.settled, handled.visit_wanted, handled.visit_by) == (1, True, True, "home")
    assert (handled.taken_by, handled.may_not_visit) == ("chen.officer", ("sun.squad", "wang.desk"))
    now = await office.look(case)
    assert (now["state"], now["holder"]) == ("handled", "case_officer")

    assert await office.visit(case, 1, satisfied=False) is Outcome.APPLIED
    (reopened,) = await office.service.said(events.CaseReopened)
    assert (reopened.round, reopened.desk, reopened.still_wrong) == (2, "engineering_desk", "阴角仍有水渍")
    limits = await office.limits(case)
    assert limits[1, "weekly_result"] == ("kept", "result reported")
    assert limits[1, "first_feedback"] == ("given_way", "round 1 ended")
    assert {
        name: limits[2, name][0] for name in ("first_feedback", "weekly_result", "department_level")
    } == dict.fromkeys(("first_feedback", "weekly_result", "department_level"), "running")

    second = await office.order(case | {"round": 2})
    await office.complete(case, second, "li.foreman")
    assert (await office.service.said(events.CaseHandled))[-1].may_not_visit == ("li.foreman", "sun.squad", "wang.desk")
    assert await office.visit(case, 2, satisfied=True) is Outcome.APPLIED
    (closed,) = await office.service.said(events.CaseClosed)
    assert (closed.rounds, closed.because, closed.closed_by) == (2, "satisfied", "chen.officer")
    done = await office.look(case)
    assert (done["state"], done["holder"], done["due"]) == ("closed", None, [])
    assert await office.service.fire_due() == 0


@pytest.mark.rule("I15")
async def test_the_round_ends_with_the_last_of_several_orders(office: Office) -> None:
    case = await office.case()
    first, second = await office.order(case), await office.order(case)
    await office.complete(case, first)
    assert (await office.look(case))["state"] == "in_work"
    assert await office.service.said(events.CaseHandled) == []
    refused = await office.desk.post(f"/cases/{case['case_id']}/results", json=result())
    assert refused.status_code == 409
    await office.complete(case, second)
    assert (await office.look(case))["state"] == "handled"


@pytest.mark.rule("I15")
async def test_an_order_that_comes_back_twice_does_not_end_the_next_round(office: Office) -> None:
    case = await office.case()
    order_id = await office.order(case)
    await office.complete(case, order_id)
    await office.visit(case, 1, satisfied=False)
    assert await office.complete(case, order_id) is Outcome.APPLIED
    now = await office.look(case)
    assert (now["state"], now["round"]) == ("in_work", 2)


@pytest.mark.rule("I15")
async def test_an_order_we_never_heard_of_may_come_back(office: Office) -> None:
    case = await office.case()
    assert await office.complete(case, uuid4(), "sun.squad") is Outcome.APPLIED
    assert (await office.look(case))["state"] == "registered"


@pytest.mark.rule("V2", "I15")
async def test_an_answer_about_a_round_gone_by_changes_nothing(office: Office) -> None:
    case = await office.case()
    await office.act(office.desk, case, "results", result())
    await office.visit(case, 1, satisfied=False)
    for satisfied in (True, False):
        assert await office.visit(case, 1, satisfied=satisfied) is Outcome.APPLIED
    now = await office.look(case)
    assert (now["state"], now["round"]) == ("in_work", 2)
    assert await office.service.said(events.CaseClosed) == []


@pytest.mark.rule("I10")
async def test_reopened_while_an_order_is_out_the_days_to_the_visit_still_give_way(office: Office) -> None:
    case = await office.case()
    await office.order(case)
    await office.act(office.desk, case, "results", dict(UNSETTLED))
    await office.visit(case, 1, satisfied=False)
    assert (await office.limits(case))[2, "department_level"] == ("given_way", "work orders are out")


@pytest.mark.rule("I8", "V1")
async def test_without_result_the_customer_is_visited_and_the_case_stays_open(office: Office) -> None:
    case = await office.case()
    now = await office.act(office.desk, case, "results", dict(UNSETTLED))
    assert (now["state"], now["holder"]) == ("in_work", "case_officer")
    (handled,) = await office.service.said(events.CaseHandled)
    assert (handled.settled, handled.visit_wanted, handled.may_not_visit) == (False, True, ("wang.desk",))
    limits = await office.limits(case)
    assert (limits[1, "weekly_result"][0], limits[1, "department_level"][0]) == ("kept", "running")
    await office.visit(case, 1, satisfied=True)
    now = await office.look(case)
    assert (now["state"], now["holder"]) == ("in_work", "engineering_desk")
    (entry,) = now["entries"]
    assert (entry["promised_on"], entry["promised_date_agreed"], entry["recorded_by"]) == (
        "2026-03-20",
        True,
        "wang.desk",
    )
    await office.act(office.desk, case, "results", result())
    await office.visit(case, 1, satisfied=True)
    assert (await office.look(case))["state"] == "closed"


@pytest.mark.rule("I8")
async def test_a_date_without_the_customers_consent_is_marked(office: Office) -> None:
    case = await office.case()
    await office.act(office.desk, case, "results", UNSETTLED | {"promised_date_agreed": False})
    assert (await office.look(case))["entries"][0]["promised_date_agreed"] is False


@pytest.mark.rule("I6")
async def test_the_first_feedback_ends_its_limit_and_the_second_is_recorded_too(office: Office) -> None:
    case = await office.case()
    await office.act(office.officer, case, "feedbacks", dict(FEEDBACK))
    await office.act(office.desk, case, "feedbacks", FEEDBACK | {"way": "home"})
    limits = await office.limits(case)
    assert limits[1, "first_feedback"] == ("kept", "feedback given")
    assert limits[1, "weekly_result"] == ("running", "")
    entries = (await office.look(case))["entries"]
    assert [(entry["kind"], entry["way"], entry["recorded_by"]) for entry in entries] == [
        ("feedback", "phone", "chen.officer"),
        ("feedback", "home", "wang.desk"),
    ]
    assert [said.given_by for said in await office.service.said(events.CaseFeedbackGiven)] == [
        "chen.officer",
        "wang.desk",
    ]
    assert FEEDBACK["text"] not in str(await office.service.said())


@pytest.mark.rule("I2", "I15", "V1")
async def test_a_complaint_found_invalid_by_the_head_closes_with_the_reason(office: Office) -> None:
    case = await office.case(kind="complaint")
    assert case["verdict"] == "pending"
    path = f"/cases/{case['case_id']}"
    refused = await office.service_officer.post(f"{path}/verdicts", json={"verdict": "invalid", "reason": "非我方责任"})
    assert refused.status_code == 403
    assert (await office.lead.post(f"{path}/closings", json={"reason": "误报"})).status_code == 409
    judged = await office.act(
        office.lead, case, "verdicts", {"verdict": "invalid", "reason": "非我方责任，已向客户说明"}
    )
    assert judged["verdict"] == "invalid"
    handled = await office.act(office.desk, case, "results", result())
    assert (handled["state"], handled["holder"]) == ("handled", "site_lead")
    assert not (await office.service.said(events.CaseHandled))[0].visit_wanted
    closed = await office.act(office.lead, case, "closings", {"reason": "已说明并协助联系责任方"})
    assert (closed["state"], closed["holder"]) == ("closed", None)
    assert [entry["kind"] for entry in (await office.look(case))["entries"]] == ["verdict", "result", "closing"]


@pytest.mark.rule("I2", "V1")
async def test_found_valid_after_all_it_is_handled_again_and_visited(office: Office) -> None:
    case = await office.case(kind="complaint")
    await office.act(office.lead, case, "verdicts", {"verdict": "invalid", "reason": "非我方责任"})
    await office.act(office.desk, case, "results", result())
    again = await office.act(office.director, case, "verdicts", {"verdict": "valid", "reason": "复核属实"})
    assert again["state"] == "in_work"
    await office.plan(case)
    await office.act(office.desk, case, "results", result())
    assert [said.visit_wanted for said in await office.service.said(events.CaseHandled)] == [False, True]


@pytest.mark.rule("I15", "I2")
@pytest.mark.parametrize("kind", ["inquiry", "praise"])
async def test_what_asks_for_no_visit_closes_with_a_recorded_reason(office: Office, kind: str) -> None:
    case = await office.case(kind=kind, matter="fee")
    await office.act(office.officer, case, "results", result())
    await office.act(office.lead, case, "closings", {"reason": "已答复"})
    (closed,) = await office.service.said(events.CaseClosed)
    assert (closed.because, closed.reason, closed.closed_by) == ("recorded_reason", "已答复", "lin.lead")


@pytest.mark.rule("I15")
@pytest.mark.parametrize("noun", ["feedbacks", "results", "closings"])
async def test_nothing_happens_to_a_closed_case_any_more(office: Office, noun: str) -> None:
    case = await office.case(kind="inquiry")
    await office.act(office.lead, case, "closings", {"reason": "已答复"})
    body = {"feedbacks": FEEDBACK, "results": result(), "closings": {"reason": "再次"}}[noun]
    before = await office.service.rows()
    assert (await office.lead.post(f"/cases/{case['case_id']}/{noun}", json=body)).status_code == 409
    assert await office.service.rows() == before
    for satisfied in (True, False):
        assert await office.visit(case, 1, satisfied=satisfied) is Outcome.APPLIED
    order_id = await office.order(case)
    await office.complete(case, order_id)
    assert (await office.look(case))["state"] == "closed"


@pytest.mark.rule("B10")
async def test_every_move_says_who_and_when(office: Office) -> None:
    case = await office.case()
    office.at(case["registered_at"], hours=1)
    await office.complete(case, await office.order(case))
    office.at(case["registered_at"], hours=2)
    await office.visit(case, 1, satisfied=True)
    async with office.service.db.reading() as tx:
        rows = await tx.fetch(
            "select verb, state, by from case_move where case_id = $1 order by id", UUID(case["case_id"])
        )
    assert [tuple(row) for row in rows] == [
        ("register", "registered", "chen.officer"),
        ("start_work", "in_work", "wang.desk"),
        ("handle", "handled", "PG-2026-000001"),
        ("close", "closed", "chen.officer"),
    ]


@pytest.mark.rule("B5")
async def test_a_result_posted_twice_with_one_key_is_one_result(office: Office) -> None:
    case = await office.case()
    key = {"Idempotency-Key": "r-1"}
    answers = [
        await office.desk.post(f"/cases/{case['case_id']}/results", json=result(), headers=key) for _ in range(2)
    ]
    assert [answer.status_code for answer in answers] == [201, 201]
    assert len(await office.service.said(events.CaseHandled)) == 1


async def test_the_hotline_finds_its_cases_and_sees_the_phone(office: Office) -> None:
    case = await made(office.service.client(Role.HOTLINE, person="hotline"), "/cases", {
        "channel": "hotline", "kind": "inquiry", "project": "P1", "customer_name": "李先生", "contact": "021-1", "matter": "fee",
        "complaint": "物业费怎么算？",
    })  # fmt: skip
    seen = (await office.hotline.get(f"/cases/{case['case_id']}")).json()
    assert (seen["customer_name"], seen["contact"], seen["complaint"]) == ("李先生", "021-1", "物业费怎么算？")
