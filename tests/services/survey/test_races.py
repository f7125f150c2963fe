"""Two at once: whoever commits first wins, and the other meets a consistent visit."""

import asyncio
from datetime import datetime, timedelta
from uuid import UUID

import pytest
from aftercare_contracts.events import survey as events
from plumbing.inbox import Outcome

from .desk import SATISFIED, WRONG, Office, handled, result

OUTCOMES = (events.ReturnVisitSatisfied, events.ReturnVisitDissatisfied)


@pytest.mark.rule("V1")
async def test_of_many_results_at_once_one_is_recorded(office: Office) -> None:
    visit = await office.visit()
    bodies = [(office.officer, SATISFIED), (office.colleague, WRONG)] * 10
    answers = await asyncio.gather(*(result(who, visit, body) for who, body in bodies))
    assert sorted(answer.status_code for answer in answers) == [201] + [409] * 19
    assert len(await office.service.said(*OUTCOMES)) == 1


async def test_the_same_request_many_times_at_once_is_answered_alike(office: Office) -> None:
    visit = await office.visit()
    answers = await asyncio.gather(*(result(office.officer, visit, SATISFIED, key="one-key") for _ in range(10)))
    assert {(answer.status_code, answer.text) for answer in answers} == {(201, answers[0].text)}
    assert len(await office.service.said(*OUTCOMES)) == 1


@pytest.mark.rule("N2")
@pytest.mark.parametrize("head_start", [0, 0.002, 0.005, 0.01, 0.02])
@pytest.mark.parametrize("first", ["timer", "officer"])
async def test_the_result_against_the_end_of_its_time(office: Office, first: str, head_start: float) -> None:
    visit = await office.visit()
    office.at(datetime.fromisoformat(visit["due_at"]) + timedelta(seconds=1))

    async def time_passes() -> int:
        await asyncio.sleep(head_start if first == "officer" else 0)
        return await office.service.fire_due()

    async def officer_records() -> int:
        await asyncio.sleep(head_start if first == "timer" else 0)
        return (await result(office.officer, visit, SATISFIED)).status_code

    _, status = await asyncio.gather(time_passes(), officer_records())
    assert status == 201
    office.at("2026-05-01T00:00+08:00")
    await office.service.fire_due()
    assert [each.step for each in await office.service.said(events.VisitLimitPassed)] in ([], [1])
    assert len(await office.service.said(*OUTCOMES)) == 1
    async with office.service.db.reading() as tx:
        assert await tx.fetchval("select count(*) from timer where last_failure is not null") == 0


@pytest.mark.rule("V1")
@pytest.mark.parametrize("head_start", [0, 0.002, 0.005, 0.01])
async def test_the_result_against_another_end_of_handling(office: Office, head_start: float) -> None:
    visit = await office.visit()

    async def handled_again() -> Outcome:
        await asyncio.sleep(head_start)
        return await office.hear(handled(visit["case_id"], office.service.clock.at))

    answer, outcome = await asyncio.gather(result(office.officer, visit, SATISFIED), handled_again())
    assert outcome is Outcome.APPLIED
    states = [each["state"] for each in await office.visits(visit["case_id"])]
    assert (answer.status_code, states) in ((201, ["planned", "satisfied"]), (409, ["planned", "cancelled"]))
    assert len(await office.service.said(*OUTCOMES)) == (answer.status_code == 201)


@pytest.mark.parametrize("act", ["result", "handled again", "closed"])
async def test_whoever_moves_a_visit_waits_for_its_timer_before_he_takes_hold_of_it(office: Office, act: str) -> None:
    visit = await office.visit()
    async with office.service.db.transaction() as tx:
        await tx.execute("select from timer where subject = $1 for update", visit["visit_id"])
        moving = asyncio.ensure_future({
            "result": lambda: result(office.officer, visit, SATISFIED),
            "handled again": lambda: office.handled(visit["case_id"]),
            "closed": lambda: office.closed(visit["case_id"]),
        }[act]())  # fmt: skip
        await asyncio.sleep(0.3)
        await tx.execute("select from return_visit where case_id = $1 for update nowait", UUID(visit["case_id"]))
        assert not moving.done()
    await moving
    assert (await office.look(visit))["state"] == ("satisfied" if act == "result" else "cancelled")
