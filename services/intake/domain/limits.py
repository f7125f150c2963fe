"""The time limits of a case (I6, I8, I10, N2): which there are, from when, until when, and who is told."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID

from aftercare_contracts.errors import Problem
from aftercare_contracts.periods import IsWorking, day_in_china, end_of, end_of_working_days
from aftercare_contracts.values import Channel, Role

from .clocks import Calendars, CannotPause, NotPaused, Pause, Run, Unit, open_pause, run
from .opening_hours import OpeningHours

LADDER = (Role.SITE_LEAD, Role.CENTRE_DIRECTOR, Role.VICE_PRESIDENT, Role.GENERAL_MANAGER)
SMALLEST_STEP = timedelta(microseconds=1)
COMPANY_LEVEL = frozenset({Channel.COMPANY, Channel.PARENT_COMPANY, Channel.AUTHORITY})


class LimitName(StrEnum):
    """The limits there are."""

    FIRST_FEEDBACK = "first_feedback"
    WEEKLY_RESULT = "weekly_result"
    DEPARTMENT_LEVEL = "department_level"
    COMPANY_LEVEL = "company_level"
    REPLY_AGREED = "reply_agreed"
    PROMISED_DATE = "promised_date"
    PLAN_DATE = "plan_date"
    WORD_TO_CUSTOMER = "word_to_customer"
    PROPERTY_SLIP = "property_slip"
    SLIP_ANSWER = "slip_answer"
    DESIGN_OPINION = "design_opinion"
    SUGGESTION_PASSED_ON = "suggestion_passed_on"
    ACTION = "action"


class LimitState(StrEnum):
    """How a limit stands."""

    RUNNING = "running"
    KEPT = "kept"
    PASSED = "passed"
    KEPT_LATE = "kept_late"
    GIVEN_WAY = "given_way"


LEVELS = (LimitName.DEPARTMENT_LEVEL, LimitName.COMPANY_LEVEL)
OF_A_ROUND = (LimitName.FIRST_FEEDBACK, LimitName.WEEKLY_RESULT, *LEVELS, LimitName.PROMISED_DATE, LimitName.PLAN_DATE)
"""Those that end with their round; the others end with what they are about, or with the case."""


@dataclass(frozen=True, slots=True)
class LimitRule:
    """One limit's figures, as policy has them."""

    name: LimitName
    unit: Unit
    count: int
    remind_share: float
    is_pausable: bool = False


@dataclass(frozen=True, slots=True)
class Limit:
    """One limit of one round, with all it was reckoned from (B2)."""

    limit_id: UUID
    case_id: UUID
    round: int
    name: LimitName
    unit: Unit
    count: int
    started_at: datetime
    remind_at: datetime
    due_at: datetime
    policy_version: int
    is_provisional: bool
    state: LimitState = LimitState.RUNNING
    ended_at: datetime | None = None
    ended_because: str = ""
    owner: Role = Role.SITE_LEAD
    key: str = ""
    """What tells several limits of one name in one round apart, as the slip or the action it is about."""
    is_pausable: bool = False
    paused_at: datetime | None = None
    """Since when its clock stands still; ``due_at`` is then what it would have been."""
    reckoned_at: datetime | None = None
    """When ``due_at`` was last reckoned, which tells the calendar it was reckoned by."""


def rules_from(data: Iterable[Mapping[str, Any]]) -> dict[LimitName, LimitRule]:
    """The rules as policy keeps them."""
    rules = [
        LimitRule(
            LimitName(row["name"]), Unit(row["unit"]), row["count"], row["remind_share"], row.get("is_pausable", False)
        )
        for row in data
    ]
    return {rule.name: rule for rule in rules}


def names_for(channel: Channel) -> tuple[LimitName, ...]:
    """The limits of a round; by the way a case came, it is the company's or a department's (I10, I20)."""
    level = LimitName.COMPANY_LEVEL if channel in COMPANY_LEVEL else LimitName.DEPARTMENT_LEVEL
    return (LimitName.FIRST_FEEDBACK, LimitName.WEEKLY_RESULT, level)


def due_at(
    rule: LimitRule,
    started_at: datetime,
    is_working: IsWorking,
    hours: OpeningHours = (),
    until: date | datetime | None = None,
) -> datetime:
    """When a limit ends if nothing pauses it: hours run on, days end at 24:00 in China and the first is not counted, a named
    day ends at its 24:00. Raises ``ValueError`` where a fixed limit comes without its end."""
    if until is not None:
        return until if isinstance(until, datetime) else end_of(until)
    due = run(rule.unit, rule.count, started_at, Calendars(is_working, hours)).due_at
    assert due is not None, "without a pause every clock comes to its end"
    return due


def is_provisional(unit: Unit, started_at: datetime, due: datetime, days: Calendars) -> bool:
    """It was reckoned by working days that are only expected so far."""
    if unit is not Unit.WORKING_DAYS:
        return False
    first, last = day_in_china(started_at), day_in_china(due - SMALLEST_STEP)
    return any(days.is_provisional(first + timedelta(days=offset)) for offset in range(1, (last - first).days + 1))


def remind_at(rule: LimitRule, started_at: datetime, due: datetime) -> datetime:
    """When its owner is reminded: after that share of the time."""
    return started_at + (due - started_at) * rule.remind_share


def ended(limit: Limit, now: datetime, because: str, *, gives_way: bool = False) -> Limit | None:
    """The limit ended now; none where it had ended before. The moment it is due is still in time.

    It was kept, in time or late, or gave way undone to something else; one that had passed by then stays passed.
    """
    if limit.ended_at:
        return None
    in_time = limit.paused_at is not None or now <= limit.due_at
    done, undone = (LimitState.KEPT, LimitState.GIVEN_WAY) if in_time else (LimitState.KEPT_LATE, LimitState.PASSED)
    state = undone if gives_way else done
    return replace(limit, state=state, ended_at=now, ended_because=because, paused_at=None)


def passed(limit: Limit) -> Limit:
    """The limit has passed and its end is still owed."""
    return replace(limit, state=LimitState.PASSED)


def superior(owner: Role, step: int) -> Role:
    """Whom to tell: the site lead first, then the centre director; of one who stands on the ladder himself, whoever is next
    above him (N2)."""
    at = LADDER.index(owner) if owner in LADDER else -1
    return LADDER[min(at + step, max(at + 1, 1), len(LADDER) - 1)]


def next_step_at(due: datetime, now: datetime, is_working: IsWorking) -> datetime:
    """When the next superior is told if nothing moved: at the end of the working day after the one with which the time
    ended, or after today where that is over, as after a standstill (N2)."""
    step_at = end_of_working_days(due - SMALLEST_STEP, 1, is_working)
    return step_at if now < step_at else end_of_working_days(now, 1, is_working)


def paused(limit: Limit, now: datetime) -> Limit:
    """Its clock stands still from now. Raises ``CannotPause``."""
    if limit.ended_at or limit.paused_at or limit.state is not LimitState.RUNNING or now > limit.due_at:
        state = "paused already" if limit.paused_at else "over"
        raise CannotPause("", Problem("", f"{limit.name} is {state}", "a limit that runs"))
    if not limit.is_pausable:
        raise CannotPause(f"Policy does not let {limit.name} be paused.")
    return replace(limit, paused_at=now)


def rerun(limit: Limit, calendars: Calendars, pauses: Sequence[Pause]) -> Run:
    """Its clock from its start with all it was paused for; a fixed limit stays where it is."""
    if limit.unit is Unit.FIXED:
        return Run(None if open_pause(pauses) else limit.due_at)
    return run(limit.unit, limit.count, limit.started_at, calendars, pauses)


def reckoned(limit: Limit, due: datetime, remind_share: float, now: datetime, *, is_provisional: bool) -> Limit:
    """The limit with another end; its reminder moves with it, and never lies behind its start or beyond its end."""
    remind = limit.started_at + (due - limit.started_at) * remind_share
    return replace(
        limit,
        due_at=due.astimezone(UTC),
        remind_at=remind,
        is_provisional=is_provisional,
        reckoned_at=now,
        paused_at=None,
    )


def resumed(limit: Limit) -> Limit:
    """Its clock runs again. Raises ``NotPaused``."""
    if limit.paused_at is None:
        raise NotPaused(f"{limit.name} is not paused.")
    return replace(limit, paused_at=None)
