"""What happens to one case at one moment: nothing is lost, nothing happens twice, nobody waits for ever."""

import asyncio
from typing import Any
from uuid import UUID, uuid4

import pytest
from aftercare_contracts.events import intake as events
from aftercare_contracts.events.dispatch import WorkOrderIssued
from aftercare_contracts.events.survey import ReturnVisitDissatisfied
from aftercare_contracts.values import Part
from intake.use_cases import following, limits
from plumbing.inbox import Outcome
from plumbing.timers import Timer

from .desk import FEEDBACK, Office, about, result


@pytest.mark.rule("I15")
async def test_of_many_results_at_once_one_counts(office: Office) -> None:
    case = await office.case()
    path = f"/cases/{case['case_id']}/results"
    answers = await asyncio.gather(*(office.desk.post(path, json=result()) for _ in range(8)))
    assert sorted(answer.status_code for answer in answers) == [201] + [409] * 7
    assert len(await office.service.said(events.CaseHandled)) == 1


@pytest.mark.rule("N2", "I6")
async def test_a_limit_that_comes_due_while_feedback_commits_finds_nothing_to_do(office: Office) -> None:
    case = await office.case()
    limit = next(item for item in (await office.look(case, "/limits"))["items"] if item["limit"] == "first_feedback")
    office.at(limit["due_at"])
    await office.service.fire_due()
    async with office.service.db.reading() as tx:
        limit_id = await tx.fetchval("select limit_id from case_limit where name = 'first_feedback'")
    timer = Timer(str(limit_id), limits.PASS, office.service.clock.at, {})
    async with office.service.db.transaction() as tx:
        await following.give_feedback(tx, uuid4(), UUID(case["case_id"]), FEEDBACK["way"], "已告知", "chen", tx.now)

        async def fire() -> None:
            async with office.service.db.transaction() as other:
                await limits.let_pass(other, timer, other.now)

        firing = asyncio.create_task(fire())
        done, _ = await asyncio.wait([firing], timeout=0.3)
        assert not done, "the timer waits for whoever holds the case"
    with pytest.raises(limits.AlreadyDone):
        await firing
    assert await office.service.said(events.CaseLimitPassed) == []


@pytest.mark.rule("B1", "I15")
async def test_two_services_and_the_desk_at_once_do_not_lock_one_another_out(office: Office) -> None:
    cases = [await office.case() for _ in range(10)]
    for case in cases:
        await office.act(office.desk, case, "results", result())

    async def issued(case: dict[str, Any]) -> Outcome:
        said = WorkOrderIssued(
            **about(uuid4(), case), round=1, unit_no=None, part=Part.PLUMBING, subject="漏水", contract_id=None, contract_clause="",
            issued_by="wang.desk", expected_cost_fen=1, photos=(),
        )  # fmt: skip
        return await office.service.hear(said, about=case["case_id"])

    async def dissatisfied(case: dict[str, Any]) -> Outcome:
        said = ReturnVisitDissatisfied(
            visit_id=uuid4(), case_id=case["case_id"], case_no=case["case_no"], project=case["project"], round=1,
            visited_by="chen", because="still_wrong", still_wrong="渗水",
        )  # fmt: skip
        return await office.service.hear(said, about=case["case_id"])

    async def feedback(case: dict[str, Any]) -> Outcome:
        answer = await office.officer.post(f"/cases/{case['case_id']}/feedbacks", json=FEEDBACK)
        return Outcome.APPLIED if answer.status_code == 201 else Outcome.RETRY

    outcomes = await asyncio.gather(*(act(case) for case in cases for act in (issued, dissatisfied, feedback)))
    assert set(outcomes) == {Outcome.APPLIED}
    for case in cases:
        now = await office.look(case)
        assert (now["state"], now["round"]) == ("in_work", 2)
        assert (
            len(
                [line for line in (await office.look(case, "/timeline"))["items"] if line["type"].endswith("issued.v1")]
            )
            == 1
        )


@pytest.mark.rule("N2")
async def test_reminders_and_feedback_at_once_leave_every_limit_ended_once(office: Office) -> None:
    cases = [await office.case() for _ in range(10)]
    office.at(cases[0]["registered_at"], hours=23)
    posts = [office.officer.post(f"/cases/{case['case_id']}/feedbacks", json=FEEDBACK) for case in cases]
    answers = await asyncio.gather(*posts, office.service.fire_due(), office.service.fire_due())
    assert [answer.status_code for answer in answers[:10]] == [201] * 10
    async with office.service.db.reading() as tx:
        assert await tx.fetchval("select count(*) from timer where last_failure is not null") == 0
    for case in cases:
        assert (await office.limits(case))[1, "first_feedback"][0] == "kept"
