"""The daily list: what is whose today (N2, B1), and a word of it each morning."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import NAMESPACE_OID, uuid5

from aftercare_contracts.envelope import Envelope
from aftercare_contracts.events import notify_looks as events
from aftercare_contracts.events.limits import LimitEvent
from aftercare_contracts.events.tasks import TaskEvent
from aftercare_contracts.periods import day_in_china
from plumbing import timers
from plumbing.calendar_days import calendar
from plumbing.database import Transaction
from plumbing.policy import policy
from plumbing.timers import Timer

from ..domain import daily as rules
from ..domain.daily import Listed
from ..store import daily as store
from . import looks
from .announcing import announce

MORNING, PROJECT_MORNING = "morning", "project_morning"
OF_PROJECT = "morning:"
EVERYBODY = "everybody"
CLOSED = "intake.case.closed.v1"
"""After it nothing about the case is owed any more."""
TASK_STATES = {"opened": "open", "sent_back": "open", "done": "done", "verified": "verified", "cancelled": "cancelled"}


async def note(tx: Transaction, message: Envelope[Any], now: datetime) -> None:
    """Remember limits and tasks that are spoken of, and what is done."""
    data, settled_by = dict(message.data), (await policy(tx, "daily", day_in_china(now))).data["settled_by"]
    if isinstance(message.data, LimitEvent):
        await store.note_limit(tx, message.source, message.subject, data, data["limit"] in settled_by, now)
        return
    if isinstance(message.data, TaskEvent):
        state = TASK_STATES.get(message.type.split(".")[2])
        if state:
            await store.note_task(tx, message.source, data, state, now)
    names = [name for name, deeds in settled_by.items() if message.type in deeds]
    if message.type == CLOSED:
        await store.settle_limits(tx, None, data, (), message.type, now)
    elif names:
        await store.settle_limits(tx, names, data, rules.numbers_in(data), message.type, now)


async def listed(
    tx: Transaction, within: list[str] | None, roles: Sequence[str] | None, person: str | None, now: datetime
) -> list[Listed]:
    """What lies before these roles and this person, the most pressing first."""
    table = (await policy(tx, "daily", day_in_china(now))).data
    since, untold = (now - timedelta(days=table[name]) for name in ("passed_days", "untold_days"))
    return rules.listed(await store.items(tx, within, roles, person, since, untold), now)


async def begin_day(tx: Transaction, timer: Timer, now: datetime) -> None:
    """A morning, for each project in a transaction of its own, so that nobody waits long for a notice's number."""
    table = (await policy(tx, "daily", day_in_china(now))).data
    await timers.arm(tx, timer.subject, MORNING, rules.next_morning(now, table["at"]))
    for project in await store.projects(tx):
        await timers.arm(tx, f"{OF_PROJECT}{project}", PROJECT_MORNING, now)


async def begin_project_day(tx: Transaction, timer: Timer, now: datetime) -> None:
    """The heads' lists that are due, and each office's list, once a day however often anything is started anew."""
    project, today = timer.subject.removeprefix(OF_PROJECT), day_in_china(now)
    await looks.make_due(tx, project, now)
    working_days_only = (await policy(tx, "daily", today)).data["working_days_only"]
    if working_days_only and not (await calendar(tx)).is_working(today):
        return
    if not await store.begin_day(tx, project, today):
        return
    for role, items in sorted(rules.by_office(await listed(tx, [project], None, None, now)).items()):
        found = rules.counts(items)
        said = events.DailyListMade(
            project=project, role=role, day=today, passed=found.passed, due_today=found.due_today, fresh=found.fresh,
            held=found.held,
        )  # fmt: skip
        await announce(tx, said, about=uuid5(NAMESPACE_OID, f"daily list of {role} in {project}"))
