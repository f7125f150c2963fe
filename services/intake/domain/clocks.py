"""How far a clock has run: in ticks or in running time, standing still while it is paused (I14, B2).

A limit in days ends with the last of so many ticks: the ends of days in China, of working days only, or the centre's closing
times. A tick at which the clock stands still does not count; neither does time that passes meanwhile.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from itertools import count

from aftercare_contracts.errors import Conflict, Problem
from aftercare_contracts.periods import day_in_china, end_of

from .opening_hours import LOOKS_AHEAD_DAYS, OpeningHours, closing_of, spans_from


class Unit(StrEnum):
    """In what a limit is counted."""

    HOURS = "hours"
    DAYS = "days"
    WORKING_DAYS = "working_days"
    OPENING_HOURS = "opening_hours"
    """Hours in which the centre is open (I14)."""
    CLOSINGS = "closings"
    """The end of that many opening days after the one that runs, or that comes next (I14)."""
    FIXED = "fixed"
    """A moment or the end of a day that somebody named; pausing does not move it."""


class CannotPause(Conflict):
    """This clock cannot be paused now."""


class NotPaused(Conflict):
    """This clock is not paused."""


@dataclass(frozen=True, slots=True)
class Pause:
    """The clock stood still after ``paused_at`` and until ``resumed_at``; without it, still does."""

    paused_at: datetime
    resumed_at: datetime | None
    reason: str
    paused_by: str
    resumed_by: str | None = None

    def covers(self, at: datetime) -> bool:
        """The clock stands still at that moment."""
        return self.paused_at < at and (self.resumed_at is None or at <= self.resumed_at)


@dataclass(frozen=True, slots=True)
class Calendars:
    """What days and hours count: working days with what the others are called, and the centre's opening hours."""

    is_working: Callable[[date], bool]
    hours: OpeningHours = ()
    name_of: Callable[[date], str] = lambda day: ""
    is_provisional: Callable[[date], bool] = lambda day: False


class Because(StrEnum):
    """Why a tick counts or does not."""

    COUNTED = "counted"
    NOT_WORKING = "not_working"
    PAUSED = "paused"


@dataclass(frozen=True, slots=True)
class Tick:
    """The end of a day, and whether it counted."""

    at: datetime
    day: date
    because: Because


@dataclass(frozen=True, slots=True)
class Run:
    """What a clock came to: the end, none while it stands still before it, and the ticks on the way."""

    due_at: datetime | None
    ticks: tuple[Tick, ...] = ()


def run(unit: Unit, amount: int, started_at: datetime, calendars: Calendars, pauses: Sequence[Pause] = ()) -> Run:
    """Let a clock run from its start. Raises ``ValueError`` for a fixed limit, and where the end is beyond ten years."""
    match unit:
        case Unit.HOURS:
            return Run(_after(timedelta(hours=amount), [(started_at, None)], pauses))
        case Unit.OPENING_HOURS:
            return Run(_after(timedelta(hours=amount), spans_from(calendars.hours, started_at), pauses))
        case Unit.DAYS | Unit.WORKING_DAYS:
            return _count(_days(started_at, calendars, working_only=unit is Unit.WORKING_DAYS), amount, pauses)
        case Unit.CLOSINGS:
            return _count(_closings(started_at, calendars), amount + 1, pauses)
        case Unit.FIXED:
            raise ValueError("a fixed limit ends when somebody says")


def _days(started_at: datetime, calendars: Calendars, *, working_only: bool) -> Iterator[Tick]:
    first = day_in_china(started_at)
    for offset in count(1):
        day = first + timedelta(days=offset)
        counts = not working_only or calendars.is_working(day)
        yield Tick(end_of(day), day, Because.COUNTED if counts else Because.NOT_WORKING)


def _closings(started_at: datetime, calendars: Calendars) -> Iterator[Tick]:
    first = day_in_china(started_at)
    for offset in count():
        day = first + timedelta(days=offset)
        closing = closing_of(calendars.hours, day)
        if closing is None:
            yield Tick(end_of(day), day, Because.NOT_WORKING)
        elif closing > started_at:
            yield Tick(closing, day, Because.COUNTED)


def _count(ticks: Iterator[Tick], amount: int, pauses: Sequence[Pause]) -> Run:
    seen: list[Tick] = []
    for tick in ticks:
        pause = next((pause for pause in pauses if pause.covers(tick.at)), None)
        if pause and pause.resumed_at is None:
            return Run(None, tuple(seen))
        seen.append(Tick(tick.at, tick.day, Because.PAUSED) if pause else tick)
        amount -= seen[-1].because is Because.COUNTED
        if not amount:
            return Run(tick.at, tuple(seen))
        if len(seen) > LOOKS_AHEAD_DAYS:
            raise ValueError("no end within ten years: too few working days or opening hours")
    raise AssertionError("unreachable")


def _after(
    amount: timedelta, spans: Iterator[tuple[datetime, datetime]] | list[tuple[datetime, None]], pauses: Sequence[Pause]
) -> datetime | None:
    """When so much time has run within the spans, less the pauses; none where it stands still before."""
    for begin, end in spans:
        cursor: datetime = begin
        for pause in sorted(pauses, key=lambda pause: pause.paused_at):
            if pause.resumed_at and pause.resumed_at <= cursor:
                continue
            stop = max(cursor, pause.paused_at)
            if end is not None and stop >= end:
                break
            if cursor + amount <= stop:
                return cursor + amount
            amount -= stop - cursor
            if pause.resumed_at is None:
                return None
            cursor = pause.resumed_at
        if end is None or cursor + amount <= end:
            return cursor + amount
        amount -= max(end - cursor, timedelta())
    raise ValueError("no end within ten years: too few opening hours")


def pause(pauses: Sequence[Pause], reason: str, by: str, now: datetime) -> Pause:
    """A new pause from now. Raises ``CannotPause`` where one is open."""
    if open_pause(pauses):
        raise CannotPause("It is paused already.", Problem("", "paused already", "a clock that runs"))
    return Pause(now, None, reason, by)


def open_pause(pauses: Sequence[Pause]) -> Pause | None:
    """The pause that has not ended."""
    return next((pause for pause in pauses if pause.resumed_at is None), None)
