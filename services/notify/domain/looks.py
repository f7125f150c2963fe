"""Each head goes through the department's open cases once a week and the month's visits at its end, and signs (N6)."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID

from aftercare_contracts.errors import AlreadyDone, Conflict, Forbidden, Invalid, NotFound, Problem
from aftercare_contracts.periods import add_months
from aftercare_contracts.values import Role

WEEK_DAYS = 7
SIGNERS = frozenset({
    Role.SITE_LEAD, Role.SERVICE_SUPERVISOR, Role.CENTRE_DIRECTOR, Role.DEPARTMENT_MANAGER, Role.VICE_PRESIDENT,
    Role.COMPANY_OFFICE,
})  # fmt: skip
"""A head holds one of these; which look is whose is policy."""


class About(StrEnum):
    """What is gone through."""

    CASES = "cases"
    VISITS = "visits"


class Finding(StrEnum):
    """What the head makes of a line."""

    WELL = "well"
    BADLY_HANDLED = "badly_handled"
    UNHANDLED = "unhandled"


class NoSuchLook(NotFound):
    """There is no such look, or it is outside your reach."""


class NoSuchLine(Invalid):
    """The look has no such line."""


class NotYourLook(Forbidden):
    """A look belongs to the head of the department."""


class SignedBefore(AlreadyDone):
    """The look is signed; what was seen later is a look of its own."""


class NotSigned(Conflict):
    """Only what is signed is corrected by another look; this one can still be marked."""


class SaysTooLittle(Invalid):
    """What is not handled well needs what is wrong, who is responsible, and a date."""


class SaysTooMuch(Invalid):
    """What is handled well needs no date and nobody responsible."""


@dataclass(frozen=True, slots=True)
class Duty:
    """Who goes through what: ``head`` is told, and who holds all the roles in ``needs`` signs; ``tell`` are his superiors in
    turn. ``desks`` are those whose cases he answers for, none for visits."""

    about: About
    head: Role
    needs: tuple[Role, ...]
    tell: tuple[Role, ...]
    desks: tuple[str, ...] = ()

    @classmethod
    def from_data(cls, about: About, data: Mapping[str, Any]) -> "Duty":
        """As policy keeps it."""
        return cls(
            about, Role(data["head"]), tuple(map(Role, data["needs"])), tuple(map(Role, data["tell"])),
            tuple(data.get("desks", ())),
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Period:
    """What a look is about in time: ``key`` is a week ``2026-W11`` or a month ``2026-03``; it is to be signed by ``until``."""

    key: str
    first: date
    after: date
    until: date


@dataclass(frozen=True, slots=True)
class Line:
    """One case or visit as it stood when the list was made."""

    line_no: int
    kind: str
    reference: str
    case_id: UUID | None
    seen: Mapping[str, Any]
    finding: Finding | None = None
    what: str | None = None
    owner_role: Role | None = None
    due_on: date | None = None
    task_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Look:
    """A list, made once and never changed, and its signature."""

    look_id: UUID
    look_no: str
    project: str
    duty: Duty
    period: str
    made_at: datetime
    due_at: datetime
    lines: int
    corrects: UUID | None = None
    signed_by: str | None = None
    signed_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Mark:
    """What the head marks a line with."""

    finding: Finding
    what: str | None
    owner_role: Role | None
    due_on: date | None


def week_of(today: date) -> Period:
    """The week of a day, Monday to Sunday, to be signed by its end."""
    monday = today - timedelta(days=today.isoweekday() - 1)
    year, week, _ = today.isocalendar()
    after = monday + timedelta(days=WEEK_DAYS)
    return Period(f"{year}-W{week:02d}", monday, after, after - timedelta(days=1))


def month_before(today: date, days: int) -> Period:
    """The month that ended before a day, to be signed within the first ``days`` of the next."""
    after = today.replace(day=1)
    first = add_months(after, -1)
    return Period(f"{first:%Y-%m}", first, after, after + timedelta(days=days - 1))


def due_on(period: Period, today: date) -> date:
    """One made late, or anew after the period, is signed on the day it is made."""
    return max(period.until, today)


def must_be_his(look: Look, roles: Collection[str]) -> None:
    """Raises ``NotYourLook``."""
    if not set(look.duty.needs) <= set(roles):
        raise NotYourLook(f"This is for {' and '.join(look.duty.needs)}.")


def must_be_open(look: Look) -> None:
    """Raises ``SignedBefore``."""
    if look.signed_by is not None:
        raise SignedBefore(f"{look.look_no} was signed by {look.signed_by}.")


def must_be_signed(look: Look) -> None:
    """Raises ``NotSigned``."""
    if look.signed_by is None:
        raise NotSigned


def must_say_enough(mark: Mark) -> None:
    """Raises ``SaysTooLittle``, ``SaysTooMuch``."""
    given = {"what": mark.what, "owner_role": mark.owner_role, "due_on": mark.due_on}
    if mark.finding is Finding.WELL:
        wrong = [
            Problem(f"/{name}", str(value), "left out") for name, value in given.items() if value and name != "what"
        ]
        if wrong:
            raise SaysTooMuch("", *wrong)
        return
    missing = [Problem(f"/{name}", "missing", "to be given") for name, value in given.items() if not value]
    if missing:
        raise SaysTooLittle("", *missing)


def sign(look: Look, by: str, now: datetime) -> Look:
    """The head went through it. Raises ``SignedBefore``."""
    must_be_open(look)
    return replace(look, signed_by=by, signed_at=now)
