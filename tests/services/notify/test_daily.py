"""What is whose today, the most pressing first, and a word of it each morning (N2, B1)."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import uuid4

import httpx
import pytest
from aftercare_contracts.events.notify_looks import DailyListMade
from aftercare_contracts.values import Desk, Repairer, Role
from harness import TUESDAY_MORNING

from .desk import PROJECT, Office, inbox
from .mornings import wake

WEDNESDAY = datetime(2026, 3, 11, 0, 30, tzinfo=UTC)
SATURDAY = datetime(2026, 3, 14, 0, 30, tzinfo=UTC)
HOUR = timedelta(hours=1)


async def today(who: httpx.AsyncClient, **asked: Any) -> dict[str, Any]:
    answer = await who.get("/daily-list", params=asked)
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


def brief(listed: dict[str, Any]) -> list[tuple[str, str, str]]:
    return [(each["kind"], each["reference"], each["urgency"]) for each in listed["items"] if each["kind"] != "notice"]


async def limit(office: Office, case_id: Any, verb: str = "approaching", **what: Any) -> None:
    facts = {
        "case_id": case_id,
        "case_no": "KS-2026-000001",
        "limit": "first_feedback",
        "owner_role": Role.ENGINEERING_DESK,
    }
    await office.hear(f"intake.limit.{verb}.v1", case_id, **facts | what)


@pytest.mark.rule("N2")
async def test_what_has_passed_comes_first_then_what_is_due_then_what_is_new(office: Office) -> None:
    first, second = await office.case(case_no="KS-2026-000001"), await office.case(case_no="KS-2026-000002")
    await limit(office, first, due_at=TUESDAY_MORNING + HOUR)
    await limit(office, second, case_no="KS-2026-000002", due_at=TUESDAY_MORNING - HOUR)
    found = await today(office.desk)
    assert brief(found) == [
        ("limit", "KS-2026-000002", "passed"), ("limit", "KS-2026-000001", "due_today"),
        ("case", "KS-2026-000001", "fresh"), ("case", "KS-2026-000002", "fresh"),
    ]  # fmt: skip
    assert (found["passed"], found["due_today"]) == (1, 1)
    assert brief(await today(office.sales)) == []


@pytest.mark.rule("N2")
async def test_the_last_moment_of_a_limit_is_in_time_and_one_of_tomorrow_is_not_due_today(office: Office) -> None:
    case_id = await office.case(case_no="KS-2026-000001")
    await limit(office, case_id, due_at=TUESDAY_MORNING)
    midnight = datetime(2026, 3, 10, 16, 0, tzinfo=UTC)
    await limit(office, case_id, limit="weekly_result", due_at=midnight)
    await limit(office, case_id, limit="plan_date", due_at=midnight + timedelta(seconds=1))
    found = {each["what"]: each["urgency"] for each in (await today(office.desk))["items"] if each["kind"] == "limit"}
    assert found == {"first_feedback": "due_today", "weekly_result": "due_today", "plan_date": "fresh"}


@pytest.mark.rule("N2")
async def test_a_limit_leaves_the_list_when_what_it_asks_for_is_done(office: Office) -> None:
    case_id = await office.case(case_no="KS-2026-000001")
    await limit(office, case_id, "passed", due_at=TUESDAY_MORNING - HOUR)
    await limit(office, case_id, limit="weekly_result", due_at=TUESDAY_MORNING + HOUR)
    await office.hear("intake.case.feedback_given.v1", case_id, case_id=case_id)
    assert ("limit", "KS-2026-000001", "due_today") in brief(await today(office.desk))
    assert (await today(office.desk))["passed"] == 0
    await office.hear("intake.case.closed.v1", case_id, case_id=case_id)
    assert brief(await today(office.desk)) == []


@pytest.mark.rule("N2")
async def test_of_two_orders_of_one_case_only_the_one_that_was_received_leaves(office: Office) -> None:
    case_id = uuid4()
    for order_no in ("PG-2026-000001", "PG-2026-000002"):
        await office.hear(
            "dispatch.limit.approaching.v1", case_id, case_id=case_id, case_no="KS-2026-000001", reference=order_no,
            limit="order_receipt", owner_role=Role.ENGINEERING_DESK, due_at=TUESDAY_MORNING + HOUR, contractor="NF",
        )  # fmt: skip
    await office.hear("dispatch.work_order.received.v1", case_id, case_id=case_id, order_no="PG-2026-000001")
    listed = [each["reference"] for each in (await today(office.desk))["items"] if each["kind"] == "limit"]
    assert listed == ["PG-2026-000002"]
    assert (await office.firm.get("/daily-list")).status_code == 403


@pytest.mark.rule("N2")
async def test_what_is_due_for_a_month_leaves_with_the_word_of_that_month_and_project(office: Office) -> None:
    facts = {
        "case_id": None,
        "case_no": None,
        "limit": "visit_check",
        "owner_role": Role.ENGINEERING_DESK,
        "contractor": "NF",
    }
    for project, month in (("P1", "2026-02"), ("P1", "2026-01"), ("P2", "2026-02")):
        said = facts | {"project": project, "reference": month, "due_at": TUESDAY_MORNING + HOUR}
        await office.hear("survey.limit.approaching.v1", uuid4(), **said)
    await office.hear("survey.visit_month.checked.v1", uuid4(), month="2026-02")
    assert [each["reference"] for each in (await today(office.desk))["items"]] == ["2026-01"]
    assert [each["reference"] for each in (await today(office.elsewhere))["items"]] == ["2026-02"]


@pytest.mark.rule("N2")
async def test_a_limit_of_whose_end_nobody_tells_leaves_the_list_in_a_week(office: Office) -> None:
    said = {
        "case_id": None,
        "case_no": None,
        "owner_role": Role.ENGINEERING_DESK,
        "contractor": None,
        "due_at": TUESDAY_MORNING,
    }
    await office.hear("dispatch.limit.passed.v1", uuid4(), limit="desk_signature", reference="2026-02", **said)
    await office.hear("dispatch.limit.passed.v1", uuid4(), limit="order_receipt", reference="PG-2026-000001", **said)
    office.service.clock.at += timedelta(days=7) - HOUR
    assert [each[1] for each in brief(await today(office.desk))] == ["2026-02", "PG-2026-000001"]
    office.service.clock.at += HOUR
    assert [each[1] for each in brief(await today(office.desk))] == ["PG-2026-000001"]


@pytest.mark.rule("N2")
async def test_a_task_is_listed_once_though_its_limit_is_near(office: Office) -> None:
    task = {"task_id": uuid4(), "task_no": "RW-2026-000001", "owner_role": Role.SITE_LEAD, "owner_person": None}
    await office.hear("survey.task.opened.v1", task["task_id"], **task, due_on=date(2026, 3, 10))
    said = {
        "case_id": None,
        "case_no": None,
        "limit": "promise",
        "owner_role": Role.SITE_LEAD,
        "reference": "RW-2026-000001",
    }
    await office.hear("survey.limit.approaching.v1", task["task_id"], **said, due_at=TUESDAY_MORNING + HOUR)
    assert brief(await today(office.lead)) == [("task", "RW-2026-000001", "due_today")]


@pytest.mark.rule("B1")
async def test_a_case_is_on_the_list_of_whoever_holds_it(office: Office) -> None:
    case_id = await office.case(case_no="KS-2026-000001", desk=Desk.SALES_DESK)
    assert brief(await today(office.desk)) == []
    assert brief(await today(office.sales)) == [("case", "KS-2026-000001", "fresh")]
    await office.hear("intake.case.handed_up.v1", case_id, case_id=case_id, to_role=Role.SITE_LEAD)
    assert brief(await today(office.sales)) == []
    assert ("case", "KS-2026-000001", "fresh") in brief(await today(office.lead))


@pytest.mark.rule("N2")
async def test_orders_to_check_visits_claims_and_tasks_are_with_theirs(office: Office) -> None:
    case_id = await office.case(case_no="KS-2026-000001")
    order_id = await office.order(case_id=case_id, order_no="PG-2026-000001")
    order = {"case_id": case_id, "order_id": order_id, "order_no": "PG-2026-000001", "repairer": Repairer.SQUAD}
    await office.hear("dispatch.work_order.done.v1", case_id, **order, done_at=TUESDAY_MORNING)
    assert ("check", "PG-2026-000001", "fresh") in brief(await today(office.desk))
    office.service.clock.at += HOUR
    await office.hear("dispatch.work_order.check_failed.v1", case_id, **order)
    assert "check" not in [kind for kind, _, _ in brief(await today(office.desk))], "it is the squad's move"
    await office.hear("dispatch.work_order.done.v1", case_id, **order, done_at=TUESDAY_MORNING + 2 * HOUR)
    assert "check" in [kind for kind, _, _ in brief(await today(office.desk))]
    await office.hear("dispatch.work_order.check_passed.v1", case_id, **order)
    assert "check" not in [kind for kind, _, _ in brief(await today(office.desk))]
    await office.hear(
        "finance.claim.raised.v1", case_id, case_id=case_id, claim_no="FY-2026-000001", next_role=Role.SITE_LEAD
    )
    assert ("claim", "FY-2026-000001", "fresh") in brief(await today(office.lead))
    task = {"task_id": uuid4(), "task_no": "RW-2026-000001", "owner_role": Role.SITE_LEAD, "owner_person": None}
    await office.hear("survey.task.opened.v1", task["task_id"], **task, due_on=date(2026, 3, 10))
    assert ("task", "RW-2026-000001", "due_today") in brief(await today(office.lead))
    await office.hear("survey.task.done.v1", task["task_id"], **task, due_on=date(2026, 3, 10))
    assert "task" not in [kind for kind, _, _ in brief(await today(office.lead))]


@pytest.mark.rule("N2")
async def test_a_visit_is_on_its_visitor_s_list_and_no_other_officer_s(office: Office) -> None:
    case_id = await office.case(case_no="KS-2026-000001")
    await office.hear(
        "survey.return_visit.planned.v1", case_id, case_id=case_id, case_no="KS-2026-000001", visitor="li.officer",
        due_at=TUESDAY_MORNING + HOUR,
    )  # fmt: skip
    mine = {"projects": (PROJECT,)}
    async with (
        office.service.client(Role.CASE_OFFICER, person="li.officer", **mine) as li,
        office.service.client(Role.CASE_OFFICER, person="bai.officer", **mine) as bai,
    ):
        assert brief(await today(li)) == [("visit", "KS-2026-000001", "due_today")]
        assert brief(await today(bai)) == []
        assert (await bai.get("/daily-list", params={"person": "li.officer"})).status_code == 403
    assert brief(await today(office.lead, person="li.officer")) == [("visit", "KS-2026-000001", "due_today")]


@pytest.mark.rule("N2")
async def test_others_lists_are_for_heads_and_within_their_projects(office: Office) -> None:
    await office.case(case_no="KS-2026-000001")
    assert (await office.desk.get("/daily-list", params={"role": "sales_desk"})).status_code == 403
    assert ("case", "KS-2026-000001", "fresh") in brief(await today(office.lead, role="engineering_desk"))
    assert brief(await today(office.elsewhere)) == []
    assert (await office.lead.get("/daily-list", params={"project": "P2"})).status_code == 403


@pytest.mark.rule("N2")
async def test_notices_that_wait_for_an_answer_are_on_it(office: Office) -> None:
    await office.case()
    (notice,) = [each for each in (await today(office.desk))["items"] if each["kind"] == "notice"]
    await office.desk.post(f"/notices/{(await inbox(office.desk))[0]['notice_id']}/answers", json={})
    assert notice["what"] == "intake.case.registered.v1"
    assert [each for each in (await today(office.desk))["items"] if each["kind"] == "notice"] == []


@pytest.mark.rule("N2")
async def test_the_list_comes_in_pages_with_the_counts_of_the_whole(office: Office) -> None:
    for number in range(5):
        await office.case(case_no=f"KS-2026-00000{number}")
    seen, cursor = [], None
    while True:
        page = await today(office.desk, limit=3, **({"cursor": cursor} if cursor else {}))
        assert page["fresh"] == 10, "five cases and their notices"
        seen += [each["reference"] for each in page["items"]]
        if (cursor := page["next"]) is None:
            break
    assert len(seen) == len(set(seen)) == 10


@pytest.mark.rule("N2")
async def test_each_morning_one_word_to_each_office_with_something_on_its_list(office: Office) -> None:
    case_id = await office.case(case_no="KS-2026-000001")
    await limit(office, case_id, due_at=TUESDAY_MORNING)
    await wake(office.service, WEDNESDAY)
    await wake(office.service, WEDNESDAY + HOUR)
    said = {event.role: event for event in await office.service.said(DailyListMade)}
    assert set(said) == {Role.ENGINEERING_DESK}, "nobody else has anything"
    assert (said[Role.ENGINEERING_DESK].passed, said[Role.ENGINEERING_DESK].fresh) == (1, 2)
    told = [each for each in await inbox(office.desk) if each["about"] == "notify.daily_list.made.v1"]
    assert len(told) == 1
    assert "已逾期1项" in told[0]["text_zh"]


@pytest.mark.rule("N2")
async def test_no_word_goes_out_on_a_day_that_is_no_working_day(office: Office) -> None:
    await office.case()
    await wake(office.service, SATURDAY)
    assert await office.service.said(DailyListMade) == []


@pytest.mark.rule("N2")
async def test_the_next_morning_comes_by_itself(office: Office) -> None:
    await office.case()
    await wake(office.service, WEDNESDAY)
    office.service.clock.at = WEDNESDAY + timedelta(days=1)
    await office.service.fire_due()
    assert [str(event.day) for event in await office.service.said(DailyListMade)] == ["2026-03-11", "2026-03-12"]
