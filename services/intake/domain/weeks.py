"""ISO weeks in China, Monday to Sunday, and what is drawn from the cases for one and then confirmed (I8, I19)."""

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID, uuid5

from aftercare_contracts.errors import AlreadyDone, Conflict, Invalid, Problem
from aftercare_contracts.periods import CHINA, day_in_china
from aftercare_contracts.values import Department

WEEK = re.compile(r"2[0-9]{3}-W[0-9]{2}")
FEEDS = UUID("0192f1f4-0000-7000-8000-00000000feed")
"""The space in which a report of a department, project and week has its id."""


class NoSuchWeek(Invalid):
    """A week is written by its year and number."""


class WeekRuns(Conflict):
    """The week is not over; what falls due in it is not known yet."""


class ConfirmedBefore(AlreadyDone):
    """This week was confirmed before."""


class Outcome(StrEnum):
    """What came of what fell due."""

    SETTLED = "settled"
    UNSETTLED = "unsettled"
    NONE = "none"
    GIVEN_WAY = "given_way"
    """The case closed, or went round again, before a result was reported."""


@dataclass(frozen=True, slots=True)
class Week:
    """One ISO week of China's calendar."""

    monday: date

    @property
    def name(self) -> str:
        """``2026-W11``."""
        year, number, _ = self.monday.isocalendar()
        return f"{year}-W{number:02d}"

    @property
    def begins_at(self) -> datetime:
        """Monday 0:00."""
        return datetime.combine(self.monday, time(), CHINA)

    @property
    def ends_at(self) -> datetime:
        """Sunday 24:00; what ends at that moment belongs to this week, what happens then to the next."""
        return datetime.combine(self.monday + timedelta(days=7), time(), CHINA)

    def confirm_by(self, at: time) -> datetime:
        """The hour of the Monday after it until which its report is awaited."""
        return datetime.combine(self.monday + timedelta(days=7), at, CHINA)

    def is_over(self, now: datetime) -> bool:
        """It has ended."""
        return now >= self.ends_at


def week_of(at: datetime) -> Week:
    """The week a moment lies in."""
    day = day_in_china(at)
    return Week(day - timedelta(days=day.weekday()))


def week_named(name: str, pointer: str) -> Week:
    """``2026-W11``. Raises ``NoSuchWeek``."""
    try:
        if not WEEK.fullmatch(name):
            raise ValueError(name)
        return Week(date.fromisocalendar(int(name[:4]), int(name[6:]), 1))
    except ValueError as error:
        raise NoSuchWeek("", Problem(pointer, f"{name} is no week", "a year and an ISO week, as 2026-W11")) from error


def must_be_over(week: Week, now: datetime) -> None:
    """Raises ``WeekRuns``."""
    if not week.is_over(now):
        raise WeekRuns("", Problem("/week", f"{week.name} ends at {week.ends_at.isoformat()}", "a week gone by"))


class Source(StrEnum):
    """Whose report of a week it is."""

    SITE_OFFICE = "site_office"
    SALES = "sales"
    PROPERTY_COMPANY = "property_company"


FEEDING = {Department.SALES: Source.SALES, Department.PROPERTY_COMPANY: Source.PROPERTY_COMPANY}
"""Those outside the centre who report to it weekly."""


def report_id(source: Source, project: str, week: Week) -> UUID:
    """The same each time."""
    return uuid5(FEEDS, f"{source}/{project}/{week.name}")


@dataclass(frozen=True, slots=True)
class Confirmed:
    """A week's report as it was when it was signed."""

    content: list[dict[str, Any]]
    by: str
    at: datetime


def outcome(*, ended: bool, gave_way: bool, settled: bool | None) -> Outcome:
    """What came of a limit: a result by report, or by the last work order's signature, which leaves no entry."""
    if settled is False:
        return Outcome.UNSETTLED
    if not ended:
        return Outcome.NONE
    return Outcome.GIVEN_WAY if gave_way else Outcome.SETTLED


def is_overdue(due_at: datetime, ended_at: datetime | None, now: datetime) -> bool:
    """No result in time: none by the end, or only afterwards."""
    return (ended_at or now) > due_at
