"""Weeks, months, quarters and years of China's calendar, as reports are made for them."""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum

from aftercare_contracts.errors import Invalid, Problem
from aftercare_contracts.periods import CHINA, add_months, day_in_china

WEEK = re.compile(r"(2[0-9]{3})-W([0-9]{2})")
MONTH = re.compile(r"(2[0-9]{3})-(0[1-9]|1[0-2])")
QUARTER = re.compile(r"(2[0-9]{3})-Q([1-4])")
YEAR = re.compile(r"(2[0-9]{3})")


class NoSuchPeriod(Invalid):
    """A week is written 2026-W11, a month 2026-03, a quarter 2026-Q1, a year 2026."""


class Length(StrEnum):
    """How long a period is."""

    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"


MONTHS = {Length.MONTH: 1, Length.QUARTER: 3, Length.YEAR: 12}
BEFORE = {Length.WEEK: "上周", Length.MONTH: "上月", Length.QUARTER: "上季度", Length.YEAR: "上年"}
YEAR_AGO = "去年同期"


@dataclass(frozen=True, slots=True)
class Span:
    """One period, by its first day."""

    length: Length
    first_on: date

    @property
    def after_on(self) -> date:
        """The first day that is not in it."""
        if self.length is Length.WEEK:
            return self.first_on + timedelta(days=7)
        return add_months(self.first_on, MONTHS[self.length])

    @property
    def starts_at(self) -> datetime:
        """0:00 in China of its first day."""
        return _midnight(self.first_on)

    @property
    def ends_at(self) -> datetime:
        """0:00 in China of the day after its last: that moment belongs to the next."""
        return _midnight(self.after_on)

    def holds(self, at: datetime | None) -> bool:
        """It happened in it."""
        return at is not None and self.starts_at <= at < self.ends_at

    @property
    def before(self) -> "Span":
        """The one that ended when this began."""
        return span_of(self.length, self.first_on - timedelta(days=1))

    @property
    def year_ago(self) -> "Span":
        """The same a year earlier; of a week the one of the same number, or the last there was."""
        if self.length is not Length.WEEK:
            return Span(self.length, add_months(self.first_on, -12))
        year, number, _ = self.first_on.isocalendar()
        weeks = date(year - 1, 12, 28).isocalendar().week
        return Span(Length.WEEK, date.fromisocalendar(year - 1, min(number, weeks), 1))

    @property
    def name(self) -> str:
        """``2026-W11``, ``2026-03``, ``2026-Q1``, ``2026``."""
        first = self.first_on
        match self.length:
            case Length.WEEK:
                year, number, _ = first.isocalendar()
                return f"{year}-W{number:02d}"
            case Length.MONTH:
                return f"{first:%Y-%m}"
            case Length.QUARTER:
                return f"{first.year}-Q{(first.month + 2) // 3}"
            case Length.YEAR:
                return str(first.year)

    @property
    def title(self) -> str:
        """In Chinese, with the days of a week."""
        first, last = self.first_on, self.after_on - timedelta(days=1)
        match self.length:
            case Length.WEEK:
                year, number, _ = first.isocalendar()
                return f"{year}年第{number}周（{first.month}月{first.day}日至{last.month}月{last.day}日）"
            case Length.MONTH:
                return f"{first.year}年{first.month}月"
            case Length.QUARTER:
                return f"{first.year}年第{(first.month + 2) // 3}季度"
            case Length.YEAR:
                return f"{first.year}年"

    @property
    def title_en(self) -> str:
        """In English."""
        return f"{self.first_on:%B %Y}" if self.length is Length.MONTH else self.name

    @property
    def parts(self) -> tuple["Span", ...]:
        """What it is drawn by: a week by its own, a month by the weeks that begin or end in it, longer ones by months."""
        if self.length is Length.WEEK:
            return (self,)
        inner = Length.WEEK if self.length is Length.MONTH else Length.MONTH
        found, day = [], self.first_on
        while day < self.after_on:
            part = span_of(inner, day)
            found.append(part)
            day = part.after_on
        return tuple(found)


def _midnight(day: date) -> datetime:
    """In UTC, as moments come from the database: Python compares those of one zone much faster."""
    return datetime.combine(day, time(), CHINA).astimezone(UTC)


def span_of(length: Length, day: date) -> Span:
    """The one a day lies in."""
    match length:
        case Length.WEEK:
            return Span(length, day - timedelta(days=day.weekday()))
        case Length.MONTH:
            return Span(length, day.replace(day=1))
        case Length.QUARTER:
            return Span(length, date(day.year, (day.month - 1) // 3 * 3 + 1, 1))
        case Length.YEAR:
            return Span(length, date(day.year, 1, 1))


def span_at(length: Length, at: datetime) -> Span:
    """The one a moment lies in, by China's clock."""
    return span_of(length, day_in_china(at))


def span_named(length: Length, name: str, pointer: str) -> Span:
    """As ``Span.name`` writes it. Raises ``NoSuchPeriod``."""
    try:
        return Span(length, _first_day(length, name))
    except ValueError as error:
        raise NoSuchPeriod("", Problem(pointer, f"{name} is no {length}", NoSuchPeriod.__doc__ or "")) from error


def _first_day(length: Length, name: str) -> date:
    pattern = {Length.WEEK: WEEK, Length.MONTH: MONTH, Length.QUARTER: QUARTER, Length.YEAR: YEAR}[length]
    found = pattern.fullmatch(name)
    if not found:
        raise ValueError(name)
    year = int(found[1])
    match length:
        case Length.WEEK:
            return date.fromisocalendar(year, int(found[2]), 1)
        case Length.MONTH:
            return date(year, int(found[2]), 1)
        case Length.QUARTER:
            return date(year, 3 * int(found[2]) - 2, 1)
        case Length.YEAR:
            return date(year, 1, 1)
