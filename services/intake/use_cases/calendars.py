"""The calendars of a project, and how they change: a notice is loaded, a project stands still (I14, B2)."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from aftercare_contracts.errors import AlreadyDone, Problem
from aftercare_contracts.events.intake_calendar import CalendarDay, CalendarNoticeLoaded
from aftercare_contracts.periods import CHINA, day_in_china
from plumbing import calendar_days, outbox, timers
from plumbing.calendar_days import Day, calendar
from plumbing.database import Transaction
from plumbing.policy import policy

from ..domain import calendar_changes as domain
from ..domain.calendar_changes import Change, ChangeKind
from ..domain.clocks import Calendars
from ..domain.opening_hours import hours_from
from ..store import clocks, units
from .units import UnknownProject

REVIEW, RERECKON = "calendar_review", "case_rereckon"


async def calendars(tx: Transaction, project: str, as_of: datetime, *, by_then: bool = False) -> Calendars:
    """Working days less the project's closures, and opening hours; ``by_then`` as they were known at that moment."""
    days = await calendar(tx, as_of if by_then else None)
    closed = domain.closed_days(await clocks.of_project(tx, project, as_of))
    hours = hours_from((await policy(tx, "opening_hours", day_in_china(as_of))).data)
    return Calendars(
        is_working=lambda day: day not in closed and days.is_working(day),
        hours=hours,
        name_of=lambda day: closed.get(day) or days.name_of(day),
        is_provisional=days.is_provisional,
    )


async def propose(tx: Transaction, change: Change) -> Change:
    """Enter a notice, a closure or a reopening for a second person to confirm. Raises ``WrongDays``, ``UnknownProject``."""
    if change.project and await units.project(tx, change.project) is None:
        raise UnknownProject(
            "", Problem("path:project", f"there is no project {change.project}", "one that was entered before")
        )
    year = change.proposed_at.astimezone(CHINA).year
    known = range(year - calendar_days.YEARS_BACK, year + calendar_days.YEARS_AHEAD + 1)
    domain.must_be_days(change.days, frozenset(known))
    if change.kind is ChangeKind.NOTICE:
        domain.must_be_a_notice(change.days)
    await clocks.add_change(tx, change)
    return change


async def decide(tx: Transaction, change_id: UUID, by: str, now: datetime, *, confirmed: bool) -> Change:
    """Confirm it, which lets it hold and has the limits it touches reckoned anew, or refuse it.

    Raises ``NoSuchChange``, ``Decided``, ``TakesTwo``.
    """
    change = domain.decide(await clocks.change_held(tx, change_id), by, now, confirmed=confirmed)
    await clocks.decide_change(tx, change)
    if not confirmed:
        return change
    if change.kind is ChangeKind.NOTICE:
        await _load(tx, change)
    else:
        assert change.project is not None
        await _ask_anew(tx, await clocks.running_cases(tx, change.project), now, change.source)
    return change


async def review(tx: Transaction, timer: timers.Timer, now: datetime) -> None:
    """Once a day: limits reckoned by days that meanwhile were announced, by whatever way, are reckoned anew."""
    days = await calendar(tx)
    known = {day.year for day in days.working if not days.is_provisional(day)}
    if max(known) >= day_in_china(now).year:
        await _ask_anew(tx, await clocks.provisional_cases(tx), now, f"calendar known up to {max(known)}")
    await timers.arm(tx, timer.subject, REVIEW, now + timedelta(days=1))


async def _load(tx: Transaction, change: Change) -> None:
    year = change.days[0].day.year
    named = [Day(day.day, day.is_working, day.name, is_provisional=False) for day in change.days]
    await calendar_days.load_year(tx, year, named, change.source)
    await _ask_anew(tx, await clocks.provisional_cases(tx), tx.now, change.source)
    said = CalendarNoticeLoaded(year=year, notice=change.source, days=_said(change.days))
    await outbox.add(tx, said, about=f"calendar-{year}")


def _said(days: Sequence[domain.NamedDay]) -> tuple[CalendarDay, ...]:
    return tuple(CalendarDay(day=day.day, is_working=day.is_working, name=day.name) for day in days)


async def _ask_anew(tx: Transaction, case_ids: Iterable[UUID], now: datetime, because: str) -> None:
    """Each case in a transaction of its own, so that none waits for another."""
    for case_id in case_ids:
        await timers.arm(tx, case_id, RERECKON, now, {"because": because})


def must_be_ours(timer: timers.Timer) -> UUID:
    """The case a timer is about. Raises ``AlreadyDone`` where it is about none."""
    try:
        return UUID(timer.subject)
    except ValueError:
        raise AlreadyDone(f"{timer.subject} is no case.") from None
