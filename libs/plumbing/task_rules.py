"""The rules of what somebody owes until a day: done by him, then checked by another, or sent back to him (B6)."""

from collections.abc import Awaitable, Callable, Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import StrEnum
from typing import Protocol
from uuid import UUID

from aftercare_contracts.envelope import Event
from aftercare_contracts.errors import AlreadyDone, Conflict, Forbidden, Invalid, NotFound, Problem
from aftercare_contracts.values import Role

from .database import Transaction


class State(StrEnum):
    """Where a task stands. One sent back is open again."""

    OPEN = "open"
    DONE = "done"
    VERIFIED = "verified"
    CANCELLED = "cancelled"


class Verb(StrEnum):
    """What is done to it."""

    OPEN = "open"
    FINISH = "finish"
    VERIFY = "verify"
    SEND_BACK = "send_back"
    CANCEL = "cancel"


class NoSuchTask(NotFound):
    """There is no such task, or it is not yours to see."""


class DueBehind(Invalid):
    """What is owed is due from today on."""


class NobodyToDoIt(Invalid):
    """A task is owed by an office that can say here that it is done."""


class NotYours(Forbidden):
    """A task is reported done by who owes it."""


class NotYoursToCheck(Forbidden):
    """This task is checked by another office."""


class OwnWork(Forbidden):
    """Another than who owes a task or did it checks it, and nobody who is part of what it is about (B6)."""


class NotYoursToCancel(Forbidden):
    """This task is cancelled by another office."""


class DoneBefore(AlreadyDone):
    """The task was reported done before."""


class NotDone(Conflict):
    """The task is not reported done; there is nothing to check."""


class Ended(AlreadyDone):
    """The task was verified or cancelled before."""


class By(Protocol):
    """Who acts, and in what roles; ``plumbing.callers.Caller`` is one."""

    @property
    def person(self) -> str: ...

    @property
    def roles(self) -> frozenset[str]: ...


@dataclass(frozen=True, slots=True)
class Task:
    """Something owed, and how it went. ``what`` is a text of ours, never a customer's; ``reference`` the number by which
    people know what it is about."""

    task_id: UUID
    task_no: str
    kind: str
    subject: str
    reference: str
    project: str
    what: str
    owner_role: Role
    owner_person: str | None
    may_not_verify: tuple[str, ...]
    due_on: date
    opened_by: str
    opened_at: datetime
    opened_because: str
    state: State = State.OPEN
    times_sent_back: int = 0
    done_by: str | None = None
    done_at: datetime | None = None
    done_text: str | None = None
    verified_by: str | None = None
    verified_at: datetime | None = None
    finding: str | None = None
    cancelled_by: str | None = None
    cancelled_at: datetime | None = None
    cancelled_because: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Owed:
    """What is to be owed. ``may_not_verify`` are the persons, besides its owner, who are part of the matter."""

    subject: UUID | str
    reference: str
    project: str
    what: str
    owner_role: Role
    due_on: date
    opened_by: str
    opened_because: str
    owner_person: str | None = None
    may_not_verify: Collection[str] = ()


@dataclass(frozen=True, slots=True)
class Move:
    """One step of a task's history."""

    step: int
    verb: Verb
    by: str
    at: datetime
    text: str
    due_on: date


After = Callable[[Transaction, Task, Verb, datetime], Awaitable[None]]
"""What a service does besides when a task of its moved."""


class Announce(Protocol):
    """How a service announces an event of a task."""

    async def __call__(self, tx: Transaction, event: Event, *, about: UUID) -> object:
        """In the same transaction."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskKind:
    """What a service says of one kind of its tasks.

    ``series`` numbers them; ``limit`` is the fixed limit of the due date, ``check_limit`` where given that of the check once
    done. ``owners`` may owe one; a role in ``stands_for`` does the work of the one named. The events are made from
    ``facts``, by verb; one left out says nothing. ``announce`` stands in place of the outbox where more follows from them.
    """

    name: str
    series: str
    limit: str
    check_limit: str | None = None
    owners: frozenset[Role]
    verifiers: frozenset[Role]
    cancellers: frozenset[Role]
    stands_for: Mapping[Role, Role] = field(default_factory=dict)
    says: Mapping[Verb, Callable[..., Event]] = field(default_factory=dict)
    after: After | None = None
    announce: Announce | None = None

    @property
    def doers(self) -> frozenset[Role]:
        """Who can report one done, depending on who owes it."""
        return self.owners | frozenset(deputy for deputy, role in self.stands_for.items() if role in self.owners)


def facts(task: Task) -> dict[str, object]:
    """What the events of a task are made from: no free text."""
    return {
        "task_id": task.task_id, "task_no": task.task_no, "kind": task.kind, "reference": task.reference,
        "project": task.project, "owner_role": task.owner_role, "owner_person": task.owner_person, "due_on": task.due_on,
    }  # fmt: skip


def owes(kind: TaskKind, task: Task, by: By) -> bool:
    """Whether this person does the task: the one named, or where none is any of the office or who stands for it."""
    if task.owner_person is not None:
        return by.person == task.owner_person
    acting = {task.owner_role} | {deputy for deputy, role in kind.stands_for.items() if role is task.owner_role}
    return not acting.isdisjoint(by.roles)


def finish(kind: TaskKind, task: Task, text: str, by: By, now: datetime) -> Task:
    """Its owner did it. Raises ``Ended``, ``DoneBefore``, ``NotYours``."""
    must_not_have_ended(task)
    if task.state is State.DONE:
        raise DoneBefore
    if not owes(kind, task, by):
        raise NotYours(f"This is owed by {task.owner_person or task.owner_role}.")
    return replace(task, state=State.DONE, done_by=by.person, done_at=now, done_text=text)


def verify(kind: TaskKind, task: Task, finding: str, by: By, now: datetime) -> Task:
    """Another looked and found it in order. Raises what ``must_be_checked_by`` raises."""
    must_be_checked_by(kind, task, by)
    return replace(task, state=State.VERIFIED, verified_by=by.person, verified_at=now, finding=finding)


def send_back(kind: TaskKind, task: Task, by: By, due_on: date | None, today: date) -> Task:
    """Another looked and found it wanting: it is open again, by the old day or a new one.

    Raises ``DueBehind`` and what ``must_be_checked_by`` raises.
    """
    must_be_checked_by(kind, task, by)
    if due_on is not None:
        must_lie_ahead(due_on, today)
    return replace(
        task, state=State.OPEN, done_by=None, done_at=None, done_text=None, due_on=due_on or task.due_on,
        times_sent_back=task.times_sent_back + 1,
    )  # fmt: skip


def cancel(kind: TaskKind, task: Task, because: str, by: By, now: datetime) -> Task:
    """It is owed no more. Raises ``Ended``, ``NotYoursToCancel``, ``OwnWork``: nobody releases himself."""
    must_not_have_ended(task)
    if kind.cancellers.isdisjoint(by.roles):
        raise NotYoursToCancel(f"This is cancelled by {_named(kind.cancellers)}.")
    _must_be_another(kind, task, by)
    return replace(task, state=State.CANCELLED, cancelled_by=by.person, cancelled_at=now, cancelled_because=because)


def must_be_checked_by(kind: TaskKind, task: Task, by: By) -> None:
    """Raises ``Ended``, ``NotDone``, ``NotYoursToCheck``, ``OwnWork``."""
    must_not_have_ended(task)
    if task.state is not State.DONE:
        raise NotDone
    if kind.verifiers.isdisjoint(by.roles):
        raise NotYoursToCheck(f"This is checked by {_named(kind.verifiers)}.")
    _must_be_another(kind, task, by)


def must_not_have_ended(task: Task) -> None:
    """Raises ``Ended``."""
    if task.state in (State.VERIFIED, State.CANCELLED):
        raise Ended(f"The task is {task.state}.")


def must_lie_ahead(due_on: date, today: date, pointer: str = "/due_on") -> None:
    """Raises ``DueBehind``."""
    if due_on < today:
        raise DueBehind("", Problem(pointer, str(due_on), f"{today} or later"))


def must_be_an_owner(kind: TaskKind, owner: Role, pointer: str = "/owner_role") -> None:
    """Raises ``NobodyToDoIt``."""
    if owner not in kind.owners:
        raise NobodyToDoIt("", Problem(pointer, owner, f"one of: {_named(kind.owners)}"))


def _must_be_another(kind: TaskKind, task: Task, by: By) -> None:
    if by.person == task.done_by or by.person in task.may_not_verify or owes(kind, task, by):
        raise OwnWork


def _named(roles: Collection[Role]) -> str:
    return ", ".join(sorted(roles))
