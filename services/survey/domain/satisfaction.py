"""Satisfaction (V7): forms whose overall answer counts as satisfied among those returned with one; likewise per item and group.

A form without an overall answer counts per item only. Answers of a pilot are counted apart.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from math import sqrt
from typing import TypeVar

from aftercare_contracts.periods import day_in_china

from .forms import Counts, Form
from .responses import Response, overall_counts

Z_95 = 1.959963984540054
"""The standard normal quantile that leaves 2.5 % on either side."""
Key = TypeVar("Key", bound=Hashable)


class Every(StrEnum):
    """The steps of time that figures are shown by."""

    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"


@dataclass(frozen=True, slots=True)
class Tally:
    """How many answers count as what."""

    satisfied: int = 0
    neither: int = 0
    dissatisfied: int = 0

    @property
    def answered(self) -> int:
        """All of them."""
        return self.satisfied + self.neither + self.dissatisfied

    @property
    def share(self) -> float | None:
        """The satisfied among the answered, from 0 to 1; none where nobody answered."""
        return self.satisfied / self.answered if self.answered else None

    @property
    def interval(self) -> tuple[float, float] | None:
        """Between which shares the true one lies with 95 % (Wilson); none where nobody answered."""
        return wilson(self.satisfied, self.answered) if self.answered else None

    def plus(self, other: "Tally") -> "Tally":
        """Both together."""
        return Tally(
            self.satisfied + other.satisfied, self.neither + other.neither, self.dissatisfied + other.dissatisfied
        )


@dataclass(frozen=True, slots=True)
class Scored:
    """What one returned form counts as. ``items`` are group, item and what its answer counts as."""

    project: str
    building: str | None
    given_at: datetime
    is_pilot: bool
    overall: Counts | None
    items: tuple[tuple[str, str, Counts], ...]
    contractor: str | None = None
    campaign: str | None = None


@dataclass(frozen=True, slots=True)
class Result:
    """The figures of some returned forms; ``handed_out`` where it is known how many were."""

    returned: int
    overall: Tally
    groups: Mapping[str, Tally] = field(default_factory=dict)
    items: Mapping[str, Tally] = field(default_factory=dict)
    handed_out: int | None = None

    @property
    def without_overall(self) -> int:
        """Forms that count per item only."""
        return self.returned - self.overall.answered

    @property
    def share_returned(self) -> float | None:
        """The returned among those handed out; none where that is not known, or none was."""
        return self.returned / self.handed_out if self.handed_out else None


def wilson(satisfied: int, answered: int) -> tuple[float, float]:
    """Wilson's 95 % interval of a share; ``answered`` is at least one."""
    share, z2 = satisfied / answered, Z_95 * Z_95
    middle = share + z2 / (2 * answered)
    half = Z_95 * sqrt(share * (1 - share) / answered + z2 / (4 * answered * answered))
    whole = 1 + z2 / answered
    low = 0.0 if satisfied == 0 else max(0.0, (middle - half) / whole)
    high = 1.0 if satisfied == answered else min(1.0, (middle + half) / whole)
    return low, high


def scored(response: Response, form: Form, contractor: str | None = None) -> Scored:
    """What a response counts as by the version of the form that it answered."""
    group_of = {item.code: group.code for group in form.groups for item in group.items}
    return Scored(
        response.project, response.building, response.given_at, response.is_pilot, overall_counts(response, form),
        tuple((group_of[each.item], each.item, form.step(each.step).counts) for each in response.answers),
        contractor, str(response.campaign_id) if response.campaign_id else None,
    )  # fmt: skip


def count(forms: Iterable[Scored], handed_out: int | None = None) -> Result:
    """The figures of any set of returned forms."""
    returned = 0
    overall: Counter[Counts | None] = Counter()
    answers: Counter[tuple[str, str, Counts]] = Counter()
    for each in forms:
        returned += 1
        overall[each.overall] += 1
        answers.update(each.items)
    groups: dict[str, Tally] = defaultdict(Tally)
    items: dict[str, Tally] = defaultdict(Tally)
    for (group, item, counts), times in answers.items():
        some = _so_many(Counter({counts: times}))
        groups[group] = groups[group].plus(some)
        items[item] = items[item].plus(some)
    return Result(returned, _so_many(overall), dict(groups), dict(items), handed_out)


def _so_many(counted: Mapping[Counts | None, int]) -> Tally:
    return Tally(*(counted.get(each, 0) for each in (Counts.SATISFIED, Counts.NEITHER, Counts.DISSATISFIED)))


def apart(forms: Iterable[Scored], key: Callable[[Scored], Key | None]) -> dict[Key, list[Scored]]:
    """The forms by project, building, contractor, period or whatever the key says; those without one are left out."""
    parts: dict[Key, list[Scored]] = defaultdict(list)
    for each in forms:
        if (part := key(each)) is not None:
            parts[part].append(each)
    return dict(parts)


def period_of(at: datetime, every: Every) -> str:
    """``2026-03``, ``2026-Q1`` or ``2026``, by the day in China."""
    day = day_in_china(at)
    if every is Every.MONTH:
        return f"{day:%Y-%m}"
    return f"{day.year}-Q{(day.month + 2) // 3}" if every is Every.QUARTER else f"{day.year}"
