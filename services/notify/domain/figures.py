"""What is counted of cases and visits over a period (N3, N4): each figure by its own basis, none of none is no figure.

What came is counted by its registration, time taken by the first end of handling, satisfaction by the visit, each within the
period; a case merged into another counts where it went on.
"""

import math
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from .spans import Span

HOUR_SECONDS = 3600
PERCENTILE = 90


@dataclass(frozen=True, slots=True)
class CaseFact:
    """What the reports need to know of a case. ``limits_passed`` are intake's until it was first handled; ``is_late``: one of this
    round has passed."""

    case_id: UUID
    case_no: str
    project: str
    kind: str
    case_class: str | None
    matter: str
    channel: str
    department: str
    desk: str
    unit_no: str | None
    registered_at: datetime
    feedback_at: datetime | None = None
    first_handled_at: datetime | None = None
    handled_at: datetime | None = None
    reopened_at: datetime | None = None
    closed_at: datetime | None = None
    round: int = 1
    verdict: str | None = None
    is_design_fault: bool | None = None
    fault_responsible: str | None = None
    bearer: str | None = None
    major_ground: str | None = None
    adopted: bool | None = None
    decided_at: datetime | None = None
    merged_into_id: UUID | None = None
    repeats_at: datetime | None = None
    limits_passed: int = 0
    is_late: bool = False

    def is_open_at(self, at: datetime) -> bool:
        """Registered before and not closed by then."""
        return (
            self.registered_at < at and (self.closed_at is None or self.closed_at >= at) and self.merged_into_id is None
        )

    @property
    def cause(self) -> str:
        """Whose doing it was, as far as anybody said: design, then engineering's finding, then who bears the cost, then the class."""
        if self.is_design_fault:
            return "design"
        if self.fault_responsible:
            return self.fault_responsible
        if self.bearer:
            return self.bearer
        return {"class_1": "property_service", "class_3": "outside"}.get(self.case_class or "", "not_stated")


@dataclass(frozen=True, slots=True)
class VisitFact:
    """A return visit that was made, and the case it was about."""

    case_id: UUID
    project: str
    kind: str
    case_class: str | None
    matter: str
    channel: str
    department: str
    desk: str
    visited_at: datetime
    satisfied: bool
    in_time: bool | None
    attitude: bool | None


@dataclass(frozen=True, slots=True)
class Share:
    """So many of so many."""

    count: int
    of: int

    @property
    def value(self) -> float | None:
        """None of none is no share."""
        return self.count / self.of if self.of else None


def share(things: Iterable[bool]) -> Share:
    """How many of them are so."""
    listed = list(things)
    return Share(sum(listed), len(listed))


def hours_between(begun: datetime, ended: datetime) -> float:
    """To two places, half to even."""
    return round((ended - begun).total_seconds() / HOUR_SECONDS, 2)


def median(values: Sequence[float]) -> float | None:
    """The middle one, or the mean of the two in the middle."""
    ordered, half = sorted(values), len(values) // 2
    if not ordered:
        return None
    return ordered[half] if len(ordered) % 2 else round((ordered[half - 1] + ordered[half]) / 2, 2)


def percentile(values: Sequence[float], percent: int = PERCENTILE) -> float | None:
    """The smallest value that so many per cent do not exceed (nearest rank)."""
    ordered = sorted(values)
    return ordered[max(math.ceil(len(ordered) * percent / 100), 1) - 1] if ordered else None


@dataclass(frozen=True, slots=True)
class Counts:
    """The figures of some cases and visits over a period."""

    came: int
    complaints: int
    suggestions: int
    valid: int
    invalid: int
    undecided: int
    handled: int
    closed: int
    open_at_end: int
    late_at_end: int
    reopened: int
    major: int
    repeated: int
    adopted: int
    not_adopted: int
    hours: tuple[float, ...]
    in_time: Share
    satisfied: Share
    attitude: Share

    @property
    def hours_median(self) -> float | None:
        """From registration to the first end of handling."""
        return median(self.hours)

    @property
    def hours_percentile(self) -> float | None:
        """Likewise, so many per cent took no longer."""
        return percentile(self.hours)


def counts(cases: Iterable[CaseFact], visits: Iterable[VisitFact], span: Span) -> Counts:
    """Over one period."""
    starts_at, ends_at = span.starts_at, span.ends_at

    def inside(at: datetime | None) -> bool:
        return at is not None and starts_at <= at < ends_at

    mine = [case for case in cases if case.merged_into_id is None]
    came = [case for case in mine if starts_at <= case.registered_at < ends_at]
    handled = [case for case in mine if inside(case.first_handled_at)]
    seen = [visit for visit in visits if inside(visit.visited_at)]
    verdicts = Counter(case.verdict for case in came if case.kind == "complaint")
    uses = Counter(case.adopted for case in came if case.kind == "suggestion")
    standing = [case for case in mine if case.is_open_at(ends_at)]
    return Counts(
        came=len(came), complaints=verdicts.total(), suggestions=uses.total(),
        valid=verdicts["valid"], invalid=verdicts["invalid"],
        undecided=verdicts.total() - verdicts["valid"] - verdicts["invalid"],
        handled=len(handled), closed=sum(inside(case.closed_at) for case in mine),
        open_at_end=len(standing), late_at_end=sum(case.is_late for case in standing),
        reopened=sum(inside(case.reopened_at) for case in mine),
        major=sum(case.major_ground is not None for case in came),
        repeated=sum(inside(case.repeats_at) for case in mine),
        adopted=uses[True], not_adopted=uses[False],
        hours=tuple(
            hours_between(case.registered_at, case.first_handled_at) for case in handled if case.first_handled_at
        ),
        in_time=share(case.limits_passed == 0 for case in handled),
        satisfied=share(visit.satisfied for visit in seen),
        attitude=share(bool(visit.attitude) for visit in seen if visit.attitude is not None),
    )  # fmt: skip


def came_by(cases: Iterable[CaseFact], span: Span, of_case: Callable[[CaseFact], str]) -> Counter[str]:
    """How many came over a period, by what each is."""
    starts_at, ends_at = span.starts_at, span.ends_at
    return Counter(
        of_case(case) for case in cases if starts_at <= case.registered_at < ends_at and case.merged_into_id is None
    )


def moving(cases: Iterable[CaseFact], span: Span) -> list[CaseFact]:
    """Those that came, or whose handling first ended, in a period; the rest only stood open."""
    starts_at, ends_at = span.starts_at, span.ends_at
    return [
        case
        for case in cases
        if starts_at <= case.registered_at < ends_at
        or (case.first_handled_at is not None and starts_at <= case.first_handled_at < ends_at)
    ]
