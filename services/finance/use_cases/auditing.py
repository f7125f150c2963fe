"""Audit calls up items and sends statements back; the quarter's end asks for the statement (F4)."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from aftercare_contracts.events.finance_quarter import ItemsCalledUp, QuarterEnded, StatementReturned
from aftercare_contracts.periods import day_in_china
from plumbing import limits, outbox, timers
from plumbing.database import Transaction
from plumbing.policy import policy
from plumbing.timers import Timer

from ..domain import statement as rules
from ..domain.limits import LimitName
from ..domain.people import Person
from ..domain.quarter import Quarter
from ..domain.statement import Act, Draft
from ..store import statements as store
from .statements import allowed

QUARTER_END = "quarter_end"
JUST_BEFORE = timedelta(microseconds=1)


async def call_up(
    tx: Transaction, statement_id: UUID, positions: Sequence[int], reason: str, by: Person, now: datetime
) -> None:
    """Items below the threshold go to the auditor too. Raises like ``statement.must_be_callable``, ``NoSuchStatement``."""
    head, so_far = await store.statement_for_update(tx, statement_id)
    if not by.reaches(head.project):
        raise store.NoSuchStatement()
    rules.must_be_callable(so_far, positions, await store.positions_of(tx, statement_id), by)
    await store.call_up(tx, statement_id, positions, reason, by.id, now)
    event = ItemsCalledUp(**store.facts(head), items=len(set(positions)), called_up_by=by.id)
    await outbox.add(tx, event, about=statement_id)


async def send_back(tx: Transaction, statement_id: UUID, findings: str, by: Person, now: datetime) -> None:
    """Audit found something wrong; the statement is to be withdrawn. Raises like ``statement.must_allow``."""
    head, _ = await allowed(tx, statement_id, Act.RETURN, by)
    await store.add_act(tx, statement_id, Act.RETURN, by.id, now, findings, {})
    await outbox.add(tx, StatementReturned(**store.facts(head), returned_by=by.id), about=statement_id)


async def draft(tx: Transaction, project: str, quarter: Quarter, now: datetime) -> Draft:
    """What a statement would hold if it were drawn now; nothing is kept. Raises ``NothingToDraw``."""
    audit = await policy(tx, "audit", day_in_china(now))
    costs = await store.costs_to_draw(tx, project, quarter, only_look=True)
    before_fen = await store.drawn_in_quarter(tx, project, quarter)
    return rules.draw(costs, before_fen, audit.data["over_fen"])


async def end_quarter(tx: Transaction, timer: Timer, now: datetime) -> None:
    """A quarter is over: whoever has costs to draw is told, and the next quarter's end is waited for."""
    current = Quarter.of(now)
    ended = Quarter.of(current.starts_at - JUST_BEFORE)
    await timers.arm(tx, timer.subject, QUARTER_END, current.ends_at)
    for left in await store.left_to_draw(tx, current.starts_at):
        subject = ended.of_project(left["project"])
        about = limits.About(subject, str(ended), left["project"])
        draw_by = await limits.start(tx, LimitName.STATEMENT_DUE, about)
        await outbox.add(tx, QuarterEnded(**left, quarter=str(ended), draw_by=draw_by), about=subject)
