"""A task's limit runs until it is done, its check has a limit of its own, and every move is kept and said (B6, N2)."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from aftercare_contracts import registry
from aftercare_contracts.events.survey import VisitLimitApproaching, VisitLimitPassed
from aftercare_contracts.values import Role
from plumbing import limits, task_rows, tasks
from plumbing.clock import SetClock
from plumbing.database import Database
from plumbing.metrics import Metrics
from plumbing.task_rows import Wanted
from plumbing.task_rules import DueBehind, NobodyToDoIt, NoSuchTask, Owed, State, Task, Verb
from plumbing.timers import fire_one

from .tasks_of_a_service import DIRECTOR, DUE_ON, KINDS, OWNER, PROMISE, SUPERVISOR

RULES = {
    "promise": {"unit": "fixed", "count": 0, "remind_hours": 24, "owner": "site_lead", "tell": ["site_lead", "centre_director"]},
    "promise_check": {"unit": "days", "count": 3, "remind_hours": 24, "owner": "service_supervisor", "tell": ["centre_director"]},
}  # fmt: skip
WHEN_DUE = limits.when_due(VisitLimitApproaching, VisitLimitPassed)
END_OF_DUE_DAY = datetime(2026, 3, 20, 16, 0, tzinfo=UTC)
INSTANT = timedelta(microseconds=1)


@pytest.fixture(autouse=True)
async def policy(db: Database) -> None:
    async with db.transaction() as tx:
        await tx.execute(
            "insert into policy (name, version, holds_from, source, data) values ('limits', 1, '2000-01-01', '', $1)",
            RULES,
        )


async def owe(db: Database, **what: Any) -> Task:
    owed: dict[str, Any] = {
        "subject": "letter-1", "reference": "HD-2026-000001", "project": "P1", "what": "更换2号楼大堂门禁",
        "owner_role": Role.PROPERTY_COMPANY, "due_on": DUE_ON, "opened_by": "ma.service", "opened_because": "公开信承诺",
    }  # fmt: skip
    async with db.transaction() as tx:
        return await tasks.owe(tx, PROMISE, Owed(**owed | what))


async def move(db: Database, verb: Any, task: Task, *what: Any) -> Task:
    async with db.transaction() as tx:
        moved: Task = await verb(tx, KINDS, task.task_id, *what)
        return moved


async def said(db: Database) -> list[str]:
    while await fire_one(db, WHEN_DUE, Metrics()):
        pass
    async with db.reading() as tx:
        return [registry.parse(row["body"]).type for row in await tx.fetch("select body from outbox order by id")]


@pytest.mark.rule("B6", "N2")
async def test_its_owner_is_reminded_and_his_superior_told_until_it_is_done(db: Database, clock: SetClock) -> None:
    task = await owe(db)
    assert task.task_no == "CN-2026-000001"
    clock.at = END_OF_DUE_DAY
    assert await said(db) == ["survey.task.opened.v1", "survey.limit.approaching.v1"]
    clock.at = END_OF_DUE_DAY + INSTANT
    assert (await said(db))[2:] == ["survey.limit.passed.v1"]
    await move(db, tasks.report_done, task, "已更换", OWNER)
    async with db.reading() as tx:
        due, check = await limits.of_subject(tx, task.task_id)
    assert (due.reference, due.owner, due.ended_because) == (task.task_no, Role.PROPERTY_COMPANY, "done")
    assert (check.name, check.ended_at) == ("promise_check", None)


@pytest.mark.rule("B6", "N2")
async def test_once_verified_nobody_is_told_any_more(db: Database, clock: SetClock) -> None:
    task = await owe(db)
    await move(db, tasks.report_done, task, "已更换", OWNER)
    verified = await move(db, tasks.report_verified, task, "现场查看属实", SUPERVISOR)
    assert verified.state is State.VERIFIED
    clock.at = END_OF_DUE_DAY + timedelta(days=60)
    assert await said(db) == ["survey.task.opened.v1", "survey.task.done.v1", "survey.task.verified.v1"]


@pytest.mark.rule("B6")
async def test_sent_back_its_limit_runs_anew_and_every_move_is_kept(db: Database, clock: SetClock) -> None:
    task = await owe(db)
    await move(db, tasks.report_done, task, "已更换", OWNER)
    later = DUE_ON + timedelta(days=5)
    await move(db, tasks.report_sent_back, task, "门禁仍不灵", later, SUPERVISOR)
    clock.at = END_OF_DUE_DAY + timedelta(days=5)
    assert "survey.limit.passed.v1" not in await said(db)
    clock.at += INSTANT
    assert (await said(db))[-1] == "survey.limit.passed.v1"
    async with db.reading() as tx:
        moves = await task_rows.moves(tx, task.task_id)
    assert [(each.step, each.verb, each.by, each.due_on) for each in moves] == [
        (1, Verb.OPEN, "ma.service", DUE_ON), (2, Verb.FINISH, OWNER.person, DUE_ON),
        (3, Verb.SEND_BACK, SUPERVISOR.person, later),
    ]  # fmt: skip


async def test_cancelled_it_says_nothing_more(db: Database, clock: SetClock) -> None:
    task = await owe(db)
    await move(db, tasks.report_cancelled, task, "业主大会另有决定", DIRECTOR)
    clock.at = END_OF_DUE_DAY + timedelta(days=60)
    assert await said(db) == ["survey.task.opened.v1", "survey.task.cancelled.v1"]


async def test_what_it_was_about_fell_away(db: Database) -> None:
    task = await owe(db)
    fallen = await move(db, tasks.withdraw, task, "公开信撤回", "ma.service")
    assert (fallen.state, fallen.cancelled_because) == (State.CANCELLED, "公开信撤回")
    assert await move(db, tasks.withdraw, task, "公开信撤回", "ma.service") is None


async def test_it_is_due_from_today_on_and_owed_by_who_can_do_it(db: Database) -> None:
    assert (await owe(db, due_on=date(2026, 3, 10))).due_on == date(2026, 3, 10)
    with pytest.raises(DueBehind):
        await owe(db, due_on=date(2026, 3, 9))
    with pytest.raises(NobodyToDoIt):
        await owe(db, owner_role=Role.AUDITOR)
    assert (await owe(db)).task_no == "CN-2026-000002"


async def test_what_another_service_s_kind_is_about_is_not_found(db: Database) -> None:
    task = await owe(db)
    async with db.transaction() as tx:
        with pytest.raises(NoSuchTask):
            await tasks.report_done(tx, {}, task.task_id, "已更换", OWNER)


async def test_the_list_is_narrowed_by_owner_project_state_and_what_is_overdue(db: Database, clock: SetClock) -> None:
    mine = await owe(db, owner_person="liu.property")
    other = await owe(db, project="P2", due_on=DUE_ON + timedelta(days=1))
    desk = await owe(db, owner_role=Role.ENGINEERING_DESK)
    finished = await owe(db, subject="letter-2")
    await move(db, tasks.report_done, finished, "已更换", OWNER)

    async def found(on: date = DUE_ON, within: Any = None, after: Any = None, limit: int = 9, **what: Any) -> list[Any]:
        async with db.reading() as tx:
            rows = await task_rows.tasks(tx, Wanted(within=within, kinds=("promise",), **what), on, after, limit)
        return [each.task_id for each in rows]

    ids = [each.task_id for each in (finished, desk, other, mine)]
    assert await found() == ids
    assert await found(limit=2) == ids[:2]
    assert await found(after=desk.task_id) == ids[2:]
    assert await found(within=["P2"]) == [other.task_id]
    assert await found(owner_person="liu.property") == [mine.task_id]
    assert await found(owner_role=Role.ENGINEERING_DESK, state=State.OPEN) == [desk.task_id]
    assert await found(subject="letter-2") == [finished.task_id]
    assert await found(overdue=True) == []
    assert await found(DUE_ON + timedelta(days=1), overdue=True) == [desk.task_id, mine.task_id]
    assert await found(DUE_ON + timedelta(days=1), overdue=False) == [finished.task_id, other.task_id]
