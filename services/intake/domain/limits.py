"""The time limits of a case (I6, I8, I10, N2): which there are, from when, until when, and who is told."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID

from aftercare_contracts.periods import IsWorking, end_of, end_of_days, end_of_working_days
from aftercare_contracts.values import Channel, Role

from .opening_hours import OpeningHours, closing_after

LADDER = (Role.SITE_LEAD, Role.CENTRE_DIRECTOR, Role.VICE_PRESIDENT, Role.GENERAL_MANAGER)
SMALLEST_STEP = timedelta(microseconds=1)
COMPANY_LEVEL = frozenset({Channel.COMPANY, Channel.PARENT_COMPANY, Channel.AUTHORITY})


class Unit(StrEnum):
    """In what a limit is counted."""

    HOURS = "hours"
    DAYS = "days"
    WORKING_DAYS = "working_days"
    CLOSINGS = "closings"
    """The end of that many opening days after the one that runs, or that comes next (I14)."""
    FIXED = "fixed"
    """A moment or the end of a day that somebody named."""


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


def rules_from(data: Iterable[Mapping[str, Any]]) -> dict[LimitName, LimitRule]:
    """The rules as policy keeps them."""
    rules = [LimitRule(LimitName(row["name"]), Unit(row["unit"]), row["count"], row["remind_share"]) for row in data]
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
    """When a limit ends: hours run on, days end at 24:00 in China and the first is not counted, a named day at its 24:00.

    Raises ``ValueError`` where a fixed limit comes without its end.
    """
    match rule.unit:
        case Unit.HOURS:
            return started_at + timedelta(hours=rule.count)
        case Unit.DAYS:
            return end_of_days(started_at, rule.count)
        case Unit.WORKING_DAYS:
            return end_of_working_days(started_at, rule.count, is_working)
        case Unit.CLOSINGS:
            return closing_after(hours, started_at, rule.count)
        case Unit.FIXED if until is None:
            raise ValueError(f"{rule.name} ends when somebody says")
        case Unit.FIXED:
            return until if isinstance(until, datetime) else end_of(until)


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
