"""While handling runs long the customer hears twice a week (I9)."""

from datetime import date, datetime

from aftercare_contracts.periods import day_in_china
from plumbing import timers
from plumbing.database import Transaction
from plumbing.policy import policy

from ..domain import long_running as domain
from ..domain.case import Case, State
from ..domain.limits import LimitName
from ..domain.long_running import Rhythm
from ..store import cases
from . import limits
from .calendars import must_be_ours

WORD_WEEK = "word_week"


async def watch(tx: Transaction, case: Case, now: datetime) -> None:
    """From the first week that begins once the case has been open over a week."""
    await timers.arm(tx, case.case_id, WORD_WEEK, domain.first_week(now, await _rhythm(tx, now)))


async def watch_promise(tx: Transaction, case: Case, promised_on: date | None, now: datetime) -> None:
    """From next week, where the agreed date is over a week off."""
    rhythm = await _rhythm(tx, now)
    begins = domain.first_week(now, rhythm, promised_on)
    if begins < domain.first_week(case.registered_at, rhythm):
        await timers.arm(tx, case.case_id, WORD_WEEK, begins)


async def begin_week(tx: Transaction, timer: timers.Timer, now: datetime) -> None:
    """A week begins in which the customer must hear. It is the week the timer was set for, also after a standstill."""
    case = await limits.case_held(tx, must_be_ours(timer))
    if case.state is State.CLOSED:
        return
    if case.holder:
        monday = timer.due_at
        until = domain.last_day_of_week(monday)
        await limits.start(tx, case, LimitName.WORD_TO_CUSTOMER, monday, key=domain.week_of(monday), until=until)
    await timers.arm(tx, case.case_id, WORD_WEEK, domain.next_monday(day_in_china(timer.due_at)))


async def note_contact(tx: Transaction, case: Case, now: datetime) -> None:
    """He heard from us: twice on different days is enough for this week."""
    contacts = await cases.contacts_that_reached(tx, case.case_id, domain.next_monday(day_in_china(now)))
    if domain.has_heard_enough(contacts, now, await _rhythm(tx, now)):
        key = domain.week_of(now)
        await limits.end(tx, case, now, "the customer heard twice", (LimitName.WORD_TO_CUSTOMER,), key=key)


async def _rhythm(tx: Transaction, now: datetime) -> Rhythm:
    return Rhythm.from_data((await policy(tx, "long_running", day_in_china(now))).data)
