"""The time limits of a case (I6, I8, I10, N2): which there are, from when, until when, and who is told."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID

from aftercare_contracts.periods import (
    IsWorking,
    end_of_days,
    end_of_working_days,
)
from aftercare_contracts.values import Channel, Desk, Role

SMALLEST_STEP = timedelta(microseconds=1)
COMPANY_LEVEL = frozenset({Channel.COMPANY, Channel.PARENT_COMPANY, Channel.AUTHORITY})


class Unit(StrEnum):
    """In what a limit is counted."""

    HOURS = "hours"
    DAYS = "days"
    WORKING_DAYS = "working_days"


class LimitName(StrEnum):
    """The limits there are."""

    FIRST_FEEDBACK = "first_feedback"
    WEEKLY_RESULT = "weekly_result"
    DEPARTMENT_LEVEL = "department_level"
    COMPANY_LEVEL = "company_level"


class LimitState(StrEnum):
    """How a limit stands."""

    RUNNING = "running"
    KEPT = "kept"
    PASSED = "passed"
    KEPT_LATE = "kept_late"
    GIVEN_WAY = "given_way"


LEVELS = (LimitName.DEPARTMENT_LEVEL, LimitName.COMPANY_LEVEL)


@dataclass(frozen=True, slots=True)
class LimitRule:
    """One limit's figures, as policy has them."""

    name: LimitName
    unit: Unit
    count: int
    remind_share: float


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


def rules_from(data: Iterable[Mapping[str, Any]]) -> dict[LimitName, LimitRule]:
    """The rules as policy keeps them."""
    rules = [LimitRule(LimitName(row["name"]), Unit(row["unit"]), row["count"], row["remind_share"]) for row in data]
    return {rule.name: rule for rule in rules}


def names_for(channel: Channel) -> tuple[LimitName, ...]:
    """The limits of a round; by the way a case came, it is the company's or a department's (I10, I20)."""
    level = LimitName.COMPANY_LEVEL if channel in COMPANY_LEVEL else LimitName.DEPARTMENT_LEVEL
    return (LimitName.FIRST_FEEDBACK, LimitName.WEEKLY_RESULT, level)


def due_at(rule: LimitRule, started_at: datetime, is_working: IsWorking) -> datetime:
    """When a limit ends: hours run on, days end at 24:00 in China and the first is not counted."""
    match rule.unit:
        case Unit.HOURS:
            return started_at + timedelta(hours=rule.count)
        case Unit.DAYS:
            return end_of_days(started_at, rule.count)
        case Unit.WORKING_DAYS:
            return end_of_working_days(started_at, rule.count, is_working)


def remind_at(rule: LimitRule, started_at: datetime, due: datetime) -> datetime:
    """When its owner is reminded: after that share of the time."""
    return started_at + (due - started_at) * rule.remind_share


def ended(limit: Limit, now: datetime, because: str, *, gives_way: bool = False) -> Limit | None:
    """The limit ended now; none where it had ended before. The moment it is due is still in time.

    It was kept, in time or late, or gave way undone to something else; one that had passed by then stays passed.
    """
    if limit.ended_at:
        return None
    in_time = now <= limit.due_at
    done, undone = (LimitState.KEPT, LimitState.GIVEN_WAY) if in_time else (LimitState.KEPT_LATE, LimitState.PASSED)
    state = undone if gives_way else done
    return replace(limit, state=state, ended_at=now, ended_because=because)


def passed(limit: Limit) -> Limit:
    """The limit has passed and its end is still owed."""
    return replace(limit, state=LimitState.PASSED)


def owner_of(desk: Desk) -> Role:
    """Whose limit it is: the desk that holds the case."""
    return Role(desk)


def superior(owner: Role, step: int) -> Role:
    """Whom to tell: the site lead first, then the centre director; of the site lead's own, the director at once (N2)."""
    return Role.CENTRE_DIRECTOR if step > 1 or owner is Role.SITE_LEAD else Role.SITE_LEAD


def next_step_at(due: datetime, now: datetime, is_working: IsWorking) -> datetime:
    """When the next superior is told if nothing moved: at the end of the working day after the one with which the time
    ended, or after today where that is over, as after a standstill (N2)."""
    step_at = end_of_working_days(due - SMALLEST_STEP, 1, is_working)
    return step_at if now < step_at else end_of_working_days(now, 1, is_working)
