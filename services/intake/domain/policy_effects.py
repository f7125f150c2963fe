"""What other limits, routes or hours would have done to the cases of late, on paper (B2, I4, I14)."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from typing import Any

from aftercare_contracts.effects import Effect, Example, Group, Words
from aftercare_contracts.periods import IsWorking
from aftercare_contracts.values import CaseKind, Part, Phase

from .clocks import Unit
from .limits import LimitName, LimitRule, LimitState, due_at, rules_from
from .opening_hours import OpeningHours, hours_from
from .routing import Route, route, routing_from

KEEPS = Words(
    "正在计时的时限沿用其开始时的版本，不受影响。",
    "Limits that run keep the version they started with; the change does not touch them.",
)
MINUTE = timedelta(minutes=1)
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


@dataclass(frozen=True, slots=True)
class PastLimit:
    """A limit of a case, as it was reckoned and as it ended."""

    case_no: str
    project: str
    name: LimitName
    unit: Unit
    count: int
    started_at: datetime
    due_at: datetime
    state: LimitState
    ended_at: datetime | None


@dataclass(frozen=True, slots=True)
class PastCase:
    """What a case was routed by."""

    case_no: str
    project: str
    kind: CaseKind
    matter: str
    part: Part | None
    phase: Phase


def of_limits(
    new: Iterable[Mapping[str, Any]],
    past: Iterable[PastLimit],
    is_working: IsWorking,
    hours: OpeningHours,
    now: datetime,
) -> Effect:
    """Each limit of these cases reckoned anew: how many would have ended otherwise, and how far the ends move."""
    rules, examples = rules_from(new), []
    figures: dict[LimitName, list[_Reckoned]] = defaultdict(list)
    for limit in past:
        if limit.name not in rules:
            continue
        reckoned = _reckon(limit, rules[limit.name], is_working, hours, now)
        figures[limit.name].append(reckoned)
        if reckoned.was_kept is not reckoned.would_be_kept:
            examples.append(_shifted(limit, reckoned))
    groups = tuple(_group(name, figures[name]) for name in LimitName if name in figures)
    return Effect(groups, tuple(examples), (KEEPS,))


@dataclass(frozen=True, slots=True)
class _Reckoned:
    """Kept or not, as it was and as it would have been; of one that runs, neither."""

    due_at: datetime
    shift: timedelta
    was_kept: bool | None = None
    would_be_kept: bool | None = None


def _reckon(limit: PastLimit, rule: LimitRule, is_working: IsWorking, hours: OpeningHours, now: datetime) -> _Reckoned:
    """By the new rule from its own start; what it was paused for moves the new end as it moved the old."""
    own, shift = replace(rule, unit=limit.unit, count=limit.count), timedelta()
    if own != rule:
        shift = due_at(rule, limit.started_at, is_working, hours) - due_at(own, limit.started_at, is_working, hours)
    due = limit.due_at + shift
    if limit.ended_at is None and limit.state is LimitState.RUNNING:
        return _Reckoned(due, shift)
    ended = limit.ended_at or now
    return _Reckoned(due, shift, ended <= limit.due_at, ended <= due)


def _group(name: LimitName, reckoned: Sequence[_Reckoned]) -> Group:
    """Shifts in minutes, later positive."""
    shifts = [each.shift // MINUTE for each in reckoned if each.was_kept is not None]
    return Group(name, len(reckoned), {
        "would_have_passed": sum(each.was_kept is True and each.would_be_kept is False for each in reckoned),
        "would_have_been_kept": sum(each.was_kept is False and each.would_be_kept is True for each in reckoned),
        "earliest_shift_minutes": min(shifts, default=0),
        "latest_shift_minutes": max(shifts, default=0),
        "still_running": sum(each.was_kept is None for each in reckoned),
    })  # fmt: skip


def _shifted(limit: PastLimit, reckoned: _Reckoned) -> Example:
    was, would = ("in time", "passed") if reckoned.was_kept else ("passed", "in time")
    moved = f"{limit.due_at.isoformat(timespec='minutes')} → {reckoned.due_at.isoformat(timespec='minutes')}"
    return Example(limit.case_no, limit.project, f"{limit.name}: {was} → {would}, end {moved}")


def of_routing(old: Mapping[str, Any], new: Mapping[str, Any], past: Iterable[PastCase]) -> Effect:
    """Each case routed by both tables: how many would have gone elsewhere, by subject."""
    tables, examples = (routing_from(old), routing_from(new)), []
    figures: dict[str, dict[str, int]] = {}
    looked_at: dict[str, int] = defaultdict(int)
    for case in past:
        if case.matter not in tables[0]:
            continue
        looked_at[case.matter] += 1
        counts = figures.setdefault(case.matter, {"other_desk": 0, "other_class": 0, "subject_unknown": 0})
        was = route(tables[0], case.kind, case.matter, case.part, case.phase)
        would = route(tables[1], case.kind, case.matter, case.part, case.phase) if case.matter in tables[1] else None
        counts["other_desk"] += would is not None and would.desk != was.desk
        counts["other_class"] += would is not None and would.case_class != was.case_class
        counts["subject_unknown"] += would is None
        if would is None or (would.desk, would.case_class) != (was.desk, was.case_class):
            examples.append(Example(case.case_no, case.project, f"{case.matter}: {_where(was)} → {_where(would)}"))
    groups = (
        Group(matter, looked_at[matter], figures[matter]) for matter in sorted(figures) if any(figures[matter].values())
    )
    return Effect((Group("all", sum(looked_at.values())), *groups), tuple(examples), (STAYS,))


STAYS = Words(
    "已登记的个案保留登记时的类别和承办岗位。", "Cases that are registered keep the class and desk they were given."
)


def _where(routed: Route | None) -> str:
    return f"{routed.desk}, {routed.case_class or 'no class'}" if routed else "no such subject"


def of_opening_hours(old: Sequence[Mapping[str, Any]], new: Sequence[Mapping[str, Any]]) -> Effect:
    """The minutes open before and after, in the week and on each day that changes."""
    before, after = hours_from(old), hours_from(new)
    changed = [day for day in range(1, 8) if _spans(before, day) != _spans(after, day)]
    week = Group("week", 7, {
        "minutes_before": sum(_minutes(before, day) for day in range(1, 8)),
        "minutes_after": sum(_minutes(after, day) for day in range(1, 8)),
        "days_changed": len(changed),
    })  # fmt: skip
    days = (
        Group(WEEKDAYS[day - 1], 1, {"minutes_before": _minutes(before, day), "minutes_after": _minutes(after, day)})
        for day in changed
    )
    return Effect((week, *days))


def _spans(hours: OpeningHours, day: int) -> list[tuple[time, time]]:
    return sorted((begin, end) for days, begin, end in hours if day in days)


def _minutes(hours: OpeningHours, day: int) -> int:
    return sum((end.hour - begin.hour) * 60 + end.minute - begin.minute for begin, end in _spans(hours, day))
