"""After every repair the customer is asked by one who had no hand in it; too few in a month is somebody's task (V10)."""

import asyncio
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from aftercare_contracts.events.dispatch import WorkOrderCompleted
from aftercare_contracts.values import Repairer, RepairResult, Role
from survey.use_cases import repair_questions as use_cases

from .customers import Customer, given, sent
from .results import ELSEWHERE, Readers, did, got, listed, refused

pytestmark = pytest.mark.rule("V10")
GOOD = [{"item": item, "step": "very_satisfied"} for item in ("attitude", "punctuality", "quality")]


async def counted(readers: Readers) -> list[dict[str, Any]]:
    """The clock goes to after the count of March. The tasks that came of it."""
    await readers.month_begins("2026-04-01T00:00+08:00")
    readers.service.clock.at = readers.service.clock.at.replace(day=9)
    await readers.service.fire_due()
    return await listed(readers.director, "/tasks", kind="repair_shortfall")


async def test_the_answer_is_taken_on_the_phone_by_one_without_a_hand_in_it(readers: Readers) -> None:
    case_id = await readers.registered()
    order_id = await readers.repaired(case_id)
    path = f"/repair-questions/{order_id}/answers"
    assert await refused(readers.officer, path, answers=GOOD) == 403
    asked = await did(readers.colleague, path, answers=GOOD, comment="师傅很准时")
    assert (asked["unit_no"], asked["contractor"], asked["answered_at"] is not None) == ("3-1201", "C1", True)
    assert await refused(readers.colleague, path, answers=GOOD) == 409
    whole = (await got(readers.lead, "/satisfaction", form="repair_question"))["whole"]
    assert [(each["code"], each["share"]) for each in whole["items"]] == [
        ("attitude", 1.0), ("punctuality", 1.0), ("quality", 1.0),
    ]  # fmt: skip


@pytest.mark.rule("B6")
async def test_a_low_answer_is_taken_up_too_and_not_checked_by_who_asked(readers: Readers) -> None:
    order_id = await readers.repaired(await readers.registered())
    await did(
        readers.colleague,
        f"/repair-questions/{order_id}/answers",
        answers=[{"item": "quality", "step": "dissatisfied"}],
    )
    (score,) = await readers.low()
    (task,) = score["tasks"]
    assert (task["owner_role"], task["may_not_verify"]) == ("engineering_desk", ["ma.service"])
    assert len(await readers.asked()) == 1


@pytest.mark.parametrize(
    "answers",
    [[{"item": "lifts", "step": "very_satisfied"}], [{"item": "quality", "step": "poor"}], [], [GOOD[0], GOOD[0]]],
)
async def test_what_does_not_fit_the_form_is_refused(readers: Readers, answers: list[dict[str, str]]) -> None:
    order_id = await readers.repaired()
    before = await readers.service.rows()
    assert await refused(readers.colleague, f"/repair-questions/{order_id}/answers", answers=answers) == 422
    assert await readers.service.rows() == before


async def test_a_repair_elsewhere_or_none_at_all_does_not_exist(readers: Readers) -> None:
    elsewhere = await readers.repaired(project=ELSEWHERE)
    for order_id in (elsewhere, uuid4()):
        assert await refused(readers.colleague, f"/repair-questions/{order_id}/answers", answers=GOOD) == 404
    assert await listed(readers.lead, "/repair-questions") == []


async def test_the_month_s_figure_stands_by_project_and_contractor(readers: Readers) -> None:
    for contractor, answered in [("C1", True), ("C1", False), (None, False)]:
        order_id = await readers.repaired(contractor=contractor)
        if answered:
            await did(readers.colleague, f"/repair-questions/{order_id}/answers", answers=GOOD)
    found = await got(readers.lead, "/repair-questions/figures", month="2026-03")
    assert found["wanted"] == 0.6
    assert [(each["repairs"], each["answered"], each["missing"]) for each in found["projects"]] == [(3, 1, 1)]
    assert [(each["contractor"], each["share"]) for each in found["contractors"]] == [(None, 0.0), ("C1", 0.5)]
    assert (await got(readers.lead, "/repair-questions/figures", month="2026-02"))["projects"] == []
    assert len(await listed(readers.lead, "/repair-questions", answered=False)) == 2


@pytest.mark.parametrize(("answered", "owed"), [(5, 1), (6, 0)])
async def test_below_the_share_the_rest_is_owed_and_on_it_nothing_is(
    readers: Readers, answered: int, owed: int
) -> None:
    orders = [await readers.repaired() for _ in range(10)]
    for order_id in orders[:answered]:
        await did(readers.colleague, f"/repair-questions/{order_id}/answers", answers=GOOD)
    tasks = await counted(readers)
    assert len(tasks) == owed
    for task in tasks:
        assert (task["owner_role"], task["reference"], task["due_on"]) == ("site_lead", "2026-03", "2026-04-23")
        assert "尚缺1单" in task["what"]


async def test_answers_that_come_within_the_days_after_the_month_still_count(readers: Readers) -> None:
    order_id = await readers.repaired()
    await readers.month_begins("2026-04-01T00:00+08:00")
    readers.service.clock.at = datetime.fromisoformat("2026-04-07T23:59+08:00")
    await readers.service.fire_due()
    await did(readers.colleague, f"/repair-questions/{order_id}/answers", answers=GOOD)
    readers.service.clock.at = datetime.fromisoformat("2026-04-08T00:00+08:00")
    assert await readers.service.fire_due() == 1
    assert await listed(readers.director, "/tasks", kind="repair_shortfall") == []


async def test_only_who_talks_with_customers_takes_an_answer(readers: Readers) -> None:
    order_id = await readers.repaired()
    squad = readers.service.client(Role.REPAIR_SQUAD, person="zhao.squad", projects=("P1",))
    for who in (squad, readers.lead, readers.engineer):
        assert await refused(who, f"/repair-questions/{order_id}/answers", answers=GOOD) == 403


async def test_the_customer_gets_a_link_and_his_answer_by_it_counts(readers: Readers) -> None:
    case_id = await readers.registered()
    order_id = await readers.repaired(case_id)
    (link,) = await sent(readers)
    assert (link.purpose, link.case_id, link.expires_at - readers.service.clock.at) == (
        "repair_question",
        case_id,
        timedelta(days=14),
    )
    customer = Customer(readers)
    await customer.open(link.path)
    await customer.answer(
        {"i.attitude": "very_satisfied", "i.punctuality": "not_very_satisfied", "i.quality": "very_satisfied"}
    )
    (asked,) = await listed(readers.lead, "/repair-questions", answered=True)
    assert (asked["order_id"], asked["link_id"]) == (str(order_id), str(link.link_id))
    assert await refused(readers.colleague, f"/repair-questions/{order_id}/answers", answers=GOOD) == 409
    (score,) = await readers.low()
    assert [each["item"] for each in score["items"]] == ["punctuality"]


async def test_answered_on_the_phone_the_link_asks_no_more(readers: Readers) -> None:
    order_id = await readers.repaired(await readers.registered())
    (link,) = await sent(readers)
    customer = Customer(readers)
    await customer.open(link.path)
    await did(readers.colleague, f"/repair-questions/{order_id}/answers", answers=GOOD)
    await customer.answer({"i.quality": "dissatisfied"})
    assert [each.by for each in await given(readers)] == ["phone"]


async def test_whichever_comes_first_the_repair_or_the_case_one_link_goes_out(readers: Readers) -> None:
    case_id = uuid4()
    await readers.repaired(case_id)
    assert await sent(readers) == []
    await readers.registered(case_id=case_id)
    await readers.repaired(case_id)
    assert len(await sent(readers)) == 2, "one for each repair"


async def test_who_is_unknown_gets_no_link(readers: Readers) -> None:
    await readers.repaired(await readers.registered(customer_id=None))
    assert await sent(readers) == []


async def test_a_repair_and_its_case_told_of_at_once_still_bring_the_link(readers: Readers) -> None:
    case_id, now = uuid4(), readers.service.clock.at
    done = WorkOrderCompleted(
        order_id=uuid4(), order_no="PG-1", case_id=case_id, case_no="KS-1", project="P1", contractor="C1", hands=("wang.desk",),
        completed_at=now, repairer=Repairer.CONTRACTOR, repair_result=RepairResult.ONE_REPAIR, owner_opinion="满意",
    )  # fmt: skip
    async with readers.service.db.transaction() as tx:
        await use_cases.repair_completed(tx, done, now)
        case = asyncio.create_task(readers.registered(case_id=case_id, customer_id=uuid4()))
        await asyncio.wait({case}, timeout=0.5)
    await case
    assert [link.case_id for link in await sent(readers)] == [case_id]
