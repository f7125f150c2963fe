"""Two at once: whoever commits first wins, and the other meets a consistent work order."""

import asyncio
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from aftercare_contracts.events import dispatch as events
from aftercare_contracts.periods import day_in_china
from aftercare_contracts.values import Role
from dispatch.use_cases import repairing, taking_over
from plumbing.callers import Caller
from plumbing.timers import Timer, fire_one

from .desk import Office, order

DONE = {"note": "好了"}
GOOD = {"passed": True, "finding": "合格"}


@pytest.mark.rule("D3")
@pytest.mark.parametrize("head_start", [0, 0.002, 0.005, 0.01, 0.02])
@pytest.mark.parametrize("first", ["timer", "contractor"])
async def test_the_deadline_against_the_contractors_completion(office: Office, first: str, head_start: float) -> None:
    received = await overdue(office)
    path = f"/work-orders/{received['order_id']}/completions"

    async def deadline() -> None:
        await asyncio.sleep(head_start if first == "contractor" else 0)
        await fire_one(office.service.db, office.service.service.when_due, office.service.metrics)

    async def completion() -> int:
        await asyncio.sleep(head_start if first == "timer" else 0)
        return (await office.firm.post(path, json=DONE)).status_code

    _, status = await asyncio.gather(deadline(), completion())
    assert status == 201
    await office.service.fire_due()
    now = await office.look(received)
    taken, done = await office.service.said(events.WorkOrderTakenOver), await office.service.said(events.WorkOrderDone)
    verbs = [move["verb"] for move in now["office"]["record"]]
    if now["state"] == "done":
        assert (len(taken), len(done), verbs) == (0, 1, ["issue", "receive", "finish"])
        assert now["repairer"] == "contractor"
    else:
        assert (len(taken), len(done), verbs) == (1, 0, ["issue", "receive", "lapse"])
        assert (now["state"], now["chain"][-1]["kind"]) == ("with_squad", "late_report")


@pytest.mark.rule("D3")
async def test_a_completion_that_comes_while_the_take_over_commits_waits_and_is_recorded_late(office: Office) -> None:
    received = await overdue(office)
    async with office.service.db.transaction() as tx:
        await tx.execute("update timer set fired_at = $1 where kind = 'deadline'", tx.now)
        await taking_over.take_over_when_due(tx, Timer(received["order_id"], "deadline", tx.now, {}), tx.now)
        completion = asyncio.create_task(
            office.firm.post(f"/work-orders/{received['order_id']}/completions", json=DONE)
        )
        done, _ = await asyncio.wait([completion], timeout=0.3)
        assert not done
    now = (await completion).json()
    assert (now["state"], now["chain"][-1]["kind"]) == ("with_squad", "late_report")
    assert await office.service.said(events.WorkOrderDone) == []


@pytest.mark.rule("D3")
async def test_a_deadline_that_comes_while_the_completion_commits_finds_nothing_to_do(office: Office) -> None:
    received = await overdue(office)
    foreman = Caller("li.foreman", "", frozenset({Role.CONTRACTOR}), frozenset(), "NF")
    async with office.service.db.transaction() as tx:
        await repairing.report_done(tx, UUID(received["order_id"]), "好了", (), day_in_china(tx.now), foreman, tx.now)
        assert await office.service.fire_due() == 0
    assert await office.service.fire_due() == 0
    assert (await office.look(received))["state"] == "done"
    assert await office.service.said(events.WorkOrderTakenOver) == []


async def overdue(office: Office) -> dict[str, Any]:
    """An order whose contractor was reminded and whose deadline is due and not yet fired."""
    received = await office.received()
    office.service.clock.at = datetime.fromisoformat(received["remind_at"])
    await office.service.fire_due()
    office.service.clock.at = datetime.fromisoformat(received["due_at"]) + timedelta(microseconds=1)
    return received


@pytest.mark.rule("D3")
async def test_of_many_receipts_at_once_one_counts(office: Office) -> None:
    issued = await office.issue()
    path = f"/work-orders/{issued['order_id']}/receipts"
    answers = await asyncio.gather(
        *(office.firm.post(path, json={}) for _ in range(4)),
        *(office.desk.post(path, json={"proof": "slip"}) for _ in range(4)),
    )
    assert sorted(answer.status_code for answer in answers) == [201] + [409] * 7
    assert len(await office.service.said(events.WorkOrderReceived)) == 1


@pytest.mark.rule("D3")
async def test_declined_and_asked_for_at_once_is_one_take_over(office: Office) -> None:
    received = await office.received()
    path = f"/work-orders/{received['order_id']}"
    await asyncio.gather(
        office.firm.post(f"{path}/declines", json={"reason": "没有人手"}),
        office.desk.post(f"{path}/take-overs", json={"reason": "owner_asked"}),
        office.desk.post(f"{path}/take-overs", json={"reason": "owner_asked"}),
    )
    assert len(await office.service.said(events.WorkOrderTakenOver)) == 1


@pytest.mark.rule("D5")
async def test_passed_and_failed_at_once_is_one_check(office: Office) -> None:
    received = await office.received()
    await office.act(office.firm, received, "completions", DONE)
    path = f"/work-orders/{received['order_id']}/checks"
    answers = await asyncio.gather(
        office.desk.post(path, json=GOOD), office.checker.post(path, json={"passed": False, "finding": "渗水"})
    )
    assert sorted(answer.status_code for answer in answers) == [201, 409]


@pytest.mark.rule("D1")
async def test_orders_issued_at_once_have_numbers_without_gaps(office: Office) -> None:
    case_id = await office.case()
    answers = await asyncio.gather(*(office.desk.post("/work-orders", json=order(case_id)) for _ in range(8)))
    assert [answer.status_code for answer in answers] == [201] * 8
    assert sorted(answer.json()["order_no"] for answer in answers) == [f"PG-2026-{i:06d}" for i in range(1, 9)]
