"""What somebody owes until a day, and another checks: opened, done, verified, sent back, cancelled.

A service names its kinds of task in a table of ``TaskKind``, opens tasks with ``owe`` and puts ``task_views.router`` among its
doors. The due date is a limit of ``plumbing.limits``, so that the owner is reminded and his superiors are told; its name
stands in the service's policy ``limits`` with the unit ``fixed``. Whoever moves a task ends its limits first, then takes hold
of it: a limit that fires holds its timer first.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from uuid import UUID

from aftercare_contracts.periods import day_in_china

from . import limits, outbox, task_rows
from .database import Transaction
from .ids import new_id
from .numbers import next_number
from .task_rules import (
    By,
    NoSuchTask,
    Owed,
    State,
    Task,
    TaskKind,
    Verb,
    cancel,
    facts,
    finish,
    must_be_an_owner,
    must_lie_ahead,
    send_back,
    verify,
)


async def owe(tx: Transaction, kind: TaskKind, owed: Owed) -> Task:
    """Open a task; its limit runs until the end of its due day. Raises ``DueBehind``, ``NobodyToDoIt``."""
    today = day_in_china(tx.now)
    must_lie_ahead(owed.due_on, today)
    must_be_an_owner(kind, owed.owner_role)
    task = Task(
        task_id=new_id(), task_no=await next_number(tx, kind.series, today), kind=kind.name, subject=str(owed.subject),
        reference=owed.reference, project=owed.project, what=owed.what, owner_role=owed.owner_role,
        owner_person=owed.owner_person, may_not_verify=tuple(sorted(set(owed.may_not_verify))), due_on=owed.due_on,
        opened_by=owed.opened_by, opened_at=tx.now, opened_because=owed.opened_because,
    )  # fmt: skip
    await task_rows.add(tx, task)
    await limits.start(tx, kind.limit, _about(task), until=task.due_on, owner=task.owner_role)
    await _moved(tx, kind, task, Verb.OPEN, owed.opened_by, owed.opened_because)
    return task


async def report_done(tx: Transaction, kinds: Mapping[str, TaskKind], task_id: UUID, text: str, by: By) -> Task:
    """Raises ``NoSuchTask`` and what ``finish`` raises."""
    task, kind = await _held(tx, kinds, task_id, "done")
    done = finish(kind, task, text, by, tx.now)
    if kind.check_limit:
        await limits.start(tx, kind.check_limit, _about(done))
    await _moved(tx, kind, done, Verb.FINISH, by.person, text)
    return done


async def report_verified(tx: Transaction, kinds: Mapping[str, TaskKind], task_id: UUID, finding: str, by: By) -> Task:
    """Raises ``NoSuchTask`` and what ``verify`` raises."""
    task, kind = await _held(tx, kinds, task_id, "verified")
    verified = verify(kind, task, finding, by, tx.now)
    await _moved(tx, kind, verified, Verb.VERIFY, by.person, finding)
    return verified


async def report_sent_back(
    tx: Transaction, kinds: Mapping[str, TaskKind], task_id: UUID, because: str, due_on: date | None, by: By
) -> Task:
    """Its limit runs anew. Raises ``NoSuchTask`` and what ``send_back`` raises."""
    task, kind = await _held(tx, kinds, task_id, "sent back")
    opened = send_back(kind, task, by, due_on, day_in_china(tx.now))
    await limits.start(tx, kind.limit, _about(opened), until=opened.due_on, owner=opened.owner_role)
    await _moved(tx, kind, opened, Verb.SEND_BACK, by.person, because)
    return opened


async def report_cancelled(tx: Transaction, kinds: Mapping[str, TaskKind], task_id: UUID, because: str, by: By) -> Task:
    """Raises ``NoSuchTask`` and what ``cancel`` raises."""
    task, kind = await _held(tx, kinds, task_id, "cancelled")
    cancelled = cancel(kind, task, because, by, tx.now)
    await _moved(tx, kind, cancelled, Verb.CANCEL, by.person, because)
    return cancelled


async def withdraw(tx: Transaction, kinds: Mapping[str, TaskKind], task_id: UUID, because: str, by: str) -> Task | None:
    """What it was about fell away: the service itself cancels it. Returns none where it had ended."""
    task, kind = await _held(tx, kinds, task_id, "cancelled")
    if task.state in (State.VERIFIED, State.CANCELLED):
        return None
    fallen = replace(task, state=State.CANCELLED, cancelled_by=by, cancelled_at=tx.now, cancelled_because=because)
    await _moved(tx, kind, fallen, Verb.CANCEL, by, because)
    return fallen


async def _held(tx: Transaction, kinds: Mapping[str, TaskKind], task_id: UUID, because: str) -> tuple[Task, TaskKind]:
    await limits.end(tx, task_id, because)
    task = await task_rows.held(tx, task_id)
    if task is None or task.kind not in kinds:
        raise NoSuchTask
    return task, kinds[task.kind]


async def _moved(tx: Transaction, kind: TaskKind, task: Task, verb: Verb, by: str, text: str) -> None:
    if verb is not Verb.OPEN:
        await task_rows.save(tx, task)
    await task_rows.add_move(tx, task, verb, by, text)
    if kind.after:
        await kind.after(tx, task, verb, tx.now)
    if verb in kind.says:
        say = kind.announce or outbox.add
        await say(tx, kind.says[verb](**facts(task), by=by), about=task.task_id)


def _about(task: Task) -> limits.About:
    return limits.About(task.task_id, task.task_no, task.project)
