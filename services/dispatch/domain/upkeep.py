"""The property company until the estate has an owners' committee: inspections, what is owed from them, judgements (D10)."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from aftercare_contracts.errors import AlreadyDone, Conflict, Forbidden, Invalid, NotFound, Problem
from aftercare_contracts.values import Role

ANSWERABLE = frozenset({
    Role.SITE_LEAD, Role.SERVICE_SUPERVISOR, Role.CENTRE_DIRECTOR, Role.PROPERTY_COMPANY, Role.PROPERTY_DESK,
    Role.ENGINEERING_DESK, Role.SALES_DESK, Role.ENGINEERING, Role.SALES, Role.DESIGN, Role.FINANCE_OFFICER,
    Role.QUALITY_SUPERVISOR, Role.VICE_PRESIDENT, Role.GENERAL_MANAGER,
})  # fmt: skip
"""Who may owe a point; each of them finds it and says that it is done."""
MONTHS = tuple(f"{month:02d}" for month in range(1, 13))


class PlaceKind(StrEnum):
    """What is inspected, sales hall and show flats included."""

    COMMON_AREAS = "common_areas"
    SALES_HALL = "sales_hall"
    SHOW_FLAT = "show_flat"
    EQUIPMENT_ROOMS = "equipment_rooms"
    GREEN_AREAS = "green_areas"
    CAR_PARK = "car_park"
    GATE = "gate"


class Severity(StrEnum):
    """How bad it is."""

    MINOR = "minor"
    SERIOUS = "serious"


class UndertakingState(StrEnum):
    """Where it stands."""

    OPEN = "open"
    DONE = "done"
    CLOSED = "closed"


class NoSuchUndertaking(NotFound):
    """There is no such finding or point."""


class NoSuchJudgement(NotFound):
    """There is no such judgement."""


class OwnersTookOver(Conflict):
    """The estate has an owners' committee; from then on the company inspects and judges no more (D10)."""


class DayAhead(Invalid):
    """What is put on record has happened."""


class DueBehind(Invalid):
    """What is owed is due from today on."""


class NotYours(Forbidden):
    """This is another's to do."""


class NobodyToDoIt(Invalid):
    """A point is owed by somebody who can say here that it is done."""


class UnknownKind(Invalid):
    """There is no such kind of equipment on the list."""


class NotDone(Conflict):
    """It is not reported done; there is nothing to check."""


class IsDone(AlreadyDone):
    """It is reported done, or closed."""


class OwnWork(Forbidden):
    """Another than who did it checks it."""


class PointsWrong(Invalid):
    """Each item of the list gets its points, and no other."""


class AmountExplained(Invalid):
    """A reward or a fine has its reason in what customers say."""


class JudgementSigned(AlreadyDone):
    """The judgement is signed."""


class OwnJudgement(Forbidden):
    """Another than who judged signs."""


class PeriodNotOver(Conflict):
    """A month or year is judged when it is over."""


class MonthsMissing(Conflict):
    """The year is judged from its signed months."""


@dataclass(frozen=True, slots=True)
class Undertaking:
    """Something owed by somebody until a day, done by him, and checked by another."""

    undertaking_id: UUID
    inspection_id: UUID | None
    meeting_id: UUID | None
    project: str
    what: str
    severity: Severity
    owner: Role
    due_on: date
    state: UndertakingState = UndertakingState.OPEN
    result: str = ""
    done_by: str | None = None
    done_at: datetime | None = None
    checked_by: str | None = None
    checked_at: datetime | None = None
    check_finding: str = ""


@dataclass(frozen=True, slots=True)
class Judgement:
    """A month's or a year's upkeep: points by item; a reward above zero, a fine below, in fen."""

    judgement_id: UUID
    project: str
    period: str
    points: Mapping[str, int]
    total_points: int
    amount_fen: int
    reason: str
    basis: Mapping[str, int]
    made_by: str
    made_at: datetime
    signed_by: str | None = None
    signed_at: datetime | None = None


def must_be_ours(committee_since_on: date | None, on: date) -> None:
    """Raises ``OwnersTookOver`` from the committee's first day on."""
    if committee_since_on and on >= committee_since_on:
        raise OwnersTookOver("", Problem("", f"an owners' committee since {committee_since_on}", "an earlier day"))


def must_have_happened(on: date, today: date, pointer: str) -> None:
    """Raises ``DayAhead``."""
    if on > today:
        raise DayAhead("", Problem(pointer, str(on), f"{today} or before"))


def must_lie_ahead(due_on: date, today: date, pointer: str) -> None:
    """Raises ``DueBehind``."""
    if due_on < today:
        raise DueBehind("", Problem(pointer, str(due_on), f"{today} or later"))


def finish(owed: Undertaking, result: str, by: str, roles: Collection[str], now: datetime) -> Undertaking:
    """Its owner did it; the property desk speaks for the property company. Raises ``IsDone``, ``NotYours``."""
    if owed.state is not UndertakingState.OPEN:
        raise IsDone
    allowed = {owed.owner} | ({Role.PROPERTY_DESK} if owed.owner is Role.PROPERTY_COMPANY else set())
    if allowed.isdisjoint(roles):
        raise NotYours(f"This is owed by {owed.owner}.")
    return replace(
        owed, state=UndertakingState.DONE, result=result, done_by=by, done_at=now, checked_by=None, checked_at=None
    )


def check(owed: Undertaking, passed: bool, finding: str, by: str, now: datetime) -> Undertaking:
    """Another looked: closed, or open again. Raises ``NotDone``, ``OwnWork``."""
    if owed.state is not UndertakingState.DONE:
        raise NotDone
    if by == owed.done_by:
        raise OwnWork
    state = UndertakingState.CLOSED if passed else UndertakingState.OPEN
    looked = replace(owed, state=state, checked_by=by, checked_at=now, check_finding=finding)
    return looked if passed else replace(looked, done_by=None, done_at=None)


def must_give_points(points: Mapping[str, int], items: Collection[str], most: int) -> None:
    """Raises ``PointsWrong`` naming each item that lacks its points or has too many."""
    wrong = [Problem(f"/points/{item}", "missing", f"0 to {most}") for item in items if item not in points]
    wrong += [
        Problem(f"/points/{item}", "not an item", f"one of: {', '.join(items)}") for item in points if item not in items
    ]
    wrong += [
        Problem(f"/points/{item}", str(given), f"0 to {most}")
        for item, given in points.items()
        if item in items and not 0 <= given <= most
    ]
    if wrong:
        raise PointsWrong("", *wrong)


def must_be_over(period: str, today: date) -> None:
    """A month or a year is over once the next has begun. Raises ``PeriodNotOver``."""
    if period >= today.isoformat()[: len(period)]:
        raise PeriodNotOver("", Problem("/period", f"{period} is not over", "an earlier one"))


def must_have_months(year: str, signed: Collection[str], committee_since_on: date | None) -> None:
    """Every month from the first that was judged, up to the owners' committee. Raises ``MonthsMissing`` naming each."""
    months = [f"{year}-{month}" for month in MONTHS]
    first = min((month for month in months if month in signed), default=months[0])
    ours = [month for month in months if month >= first and _is_ours(month, committee_since_on)]
    missing = [month for month in ours if month not in signed]
    if missing:
        raise MonthsMissing(
            "", *(Problem("/period", f"{month} is not judged and signed", "each of them") for month in missing)
        )


def sign(judgement: Judgement, by: str, now: datetime) -> Judgement:
    """Raises ``JudgementSigned``, ``OwnJudgement``."""
    if judgement.signed_at:
        raise JudgementSigned
    if by == judgement.made_by:
        raise OwnJudgement
    return replace(judgement, signed_by=by, signed_at=now)


def must_be_answerable(owner: Role, pointer: str) -> None:
    """Raises ``NobodyToDoIt``."""
    if owner not in ANSWERABLE:
        raise NobodyToDoIt("", Problem(pointer, owner, f"one of: {', '.join(sorted(ANSWERABLE))}"))


def must_be_a_kind(kind: str, kinds: Collection[str]) -> None:
    """Raises ``UnknownKind``."""
    if kind not in kinds:
        raise UnknownKind("", Problem("/equipment_kind", kind, f"one of: {', '.join(kinds)}"))


def _is_ours(month: str, committee_since_on: date | None) -> bool:
    return committee_since_on is None or date(int(month[:4]), int(month[5:]), 1) < committee_since_on
