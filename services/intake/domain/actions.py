"""Corrective and preventive action: cause, action, owner, and a check of its effect by another (I12, B6)."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from aftercare_contracts.errors import AlreadyDone, Conflict, Forbidden, Invalid, NotFound, Problem
from aftercare_contracts.periods import CHINA, add_months, day_in_china, end_of
from aftercare_contracts.values import Role

OUTSIDE = frozenset({Role.CONTRACTOR, Role.CUSTOMER, Role.HOTLINE, Role.OPERATOR})
OWNERS = frozenset(Role) - OUTSIDE
CHECKERS = frozenset({
    Role.SERVICE_SUPERVISOR, Role.SITE_LEAD, Role.CENTRE_DIRECTOR, Role.QUALITY_SUPERVISOR, Role.MANAGEMENT_REPRESENTATIVE,
    Role.DEPARTMENT_MANAGER, Role.CHIEF_ENGINEER, Role.DEPUTY_CHIEF_ENGINEER, Role.VICE_PRESIDENT,
})  # fmt: skip


class ActionKind(StrEnum):
    """Against what happened, or against what might."""

    CORRECTIVE = "corrective"
    PREVENTIVE = "preventive"


class ActionState(StrEnum):
    """Where an action stands."""

    OPEN = "open"
    DONE = "done"
    EFFECTIVE = "effective"
    NOT_EFFECTIVE = "not_effective"


class Duty(StrEnum):
    """What is owed next."""

    ACT = "act"
    CHECK = "check"


class NoSuchAction(NotFound):
    """There is no such action, or it is not yours to see."""


class AboutNothing(Invalid):
    """An action is about cases, or about a matter."""


class NotTheirPart(Invalid):
    """Somebody of the house owns an action, and another office checks its effect."""


class DatesAstray(Invalid):
    """An action is due today or later, and its check not before it."""


class NotTheOwner(Forbidden):
    """An action is reported done by its owner."""


class DoneBefore(AlreadyDone):
    """This action was reported done before."""


class NotDoneYet(Conflict):
    """The effect is checked once the action is done."""


class CheckedBefore(AlreadyDone):
    """The effect of this action was checked before."""


class NotTheChecker(Forbidden):
    """The effect is checked by the office named for it."""


class OwnAction(Forbidden):
    """Nobody checks the effect of what he owned or did himself."""


class NextMissing(Invalid):
    """An action without effect is followed by another; one with effect by none."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What is to be done, by whom and when, and who checks the effect."""

    cause: str
    action: str
    owner_role: Role
    owner_person: str | None
    due_on: date
    check_role: Role
    check_on: date


@dataclass(frozen=True, slots=True)
class Action:
    """One action and what came of it."""

    action_id: UUID
    action_no: str
    project: str
    matter: str | None
    kind: ActionKind
    cause: str
    action: str
    owner_role: Role
    owner_person: str | None
    due_on: date
    check_role: Role
    check_on: date
    follows: UUID | None
    opened_by: str
    opened_at: datetime
    state: ActionState = ActionState.OPEN
    done_by: str | None = None
    done_at: datetime | None = None
    done_text: str | None = None
    checked_by: str | None = None
    checked_at: datetime | None = None
    finding: str | None = None


@dataclass(frozen=True, slots=True)
class Owed:
    """What an action waits for: whose move it is, and until when."""

    duty: Duty
    by: Role
    since: datetime
    due_at: datetime


@dataclass(frozen=True, slots=True)
class CandidateRule:
    """How many cases of one class and subject within how many months call for an action."""

    cases: int
    months: int


def rule_from(data: Mapping[str, int]) -> CandidateRule:
    """As policy keeps it."""
    return CandidateRule(data["cases"], data["months"])


def month_begins(rule: CandidateRule, today: date) -> datetime:
    """From when cases count: the same date so many months ago, from its 0:00."""
    return datetime.combine(add_months(today, -rule.months), datetime.min.time(), CHINA)


def must_be_possible(plan: Plan, today: date, where: str = "") -> None:
    """``where`` is the pointer under which it was sent. Raises ``NotTheirPart``, ``DatesAstray``."""
    parts = []
    if plan.owner_role not in OWNERS:
        parts.append(Problem(f"{where}/owner_role", plan.owner_role, f"one of: {', '.join(sorted(OWNERS))}"))
    if plan.check_role not in CHECKERS or plan.check_role == plan.owner_role:
        others = sorted(CHECKERS - {plan.owner_role})
        parts.append(Problem(f"{where}/check_role", plan.check_role, f"one of: {', '.join(others)}"))
    if parts:
        raise NotTheirPart("", *parts)
    dates = []
    if plan.due_on < today:
        dates.append(Problem(f"{where}/due_on", str(plan.due_on), f"{today} or later"))
    if plan.check_on < plan.due_on:
        dates.append(Problem(f"{where}/check_on", str(plan.check_on), f"{plan.due_on} or later"))
    if dates:
        raise DatesAstray("", *dates)


def done(action: Action, text: str, by: str, roles: frozenset[str], now: datetime) -> Action:
    """Its owner reports what was done; done late, it leaves the check as much time as was planned.

    Raises ``DoneBefore``, ``NotTheOwner``.
    """
    if action.state is not ActionState.OPEN:
        raise DoneBefore
    if action.owner_role not in roles or action.owner_person not in (None, by):
        raise NotTheOwner(f"This action is owned by {action.owner_person or action.owner_role}.")
    today, gap = day_in_china(now), action.check_on - action.due_on
    check_on = max(action.check_on, today + gap)
    return replace(action, state=ActionState.DONE, check_on=check_on, done_by=by, done_at=now, done_text=text)


def checked(action: Action, effective: bool, finding: str, by: str, roles: frozenset[str], now: datetime) -> Action:
    """Another says whether it had effect. Raises ``NotDoneYet``, ``CheckedBefore``, ``OwnAction``, ``NotTheChecker``."""
    if action.state is ActionState.OPEN:
        raise NotDoneYet
    if action.state is not ActionState.DONE:
        raise CheckedBefore
    if by in (action.done_by, action.owner_person):
        raise OwnAction
    if action.check_role not in roles:
        raise NotTheChecker(f"The effect of this action is checked by {action.check_role}.")
    state = ActionState.EFFECTIVE if effective else ActionState.NOT_EFFECTIVE
    return replace(action, state=state, checked_by=by, checked_at=now, finding=finding)


def must_go_on(effective: bool, following: Any) -> None:
    """Raises ``NextMissing``."""
    if effective and following is not None:
        raise NextMissing("", Problem("/next", "given", "nothing, as it had effect"))
    if not effective and following is None:
        raise NextMissing("", Problem("/next", "missing", "the action that follows"))


def owed(action: Action) -> Owed | None:
    """The action itself until the end of its day, then its check until the end of its own; afterwards nothing."""
    if action.state is ActionState.OPEN:
        return Owed(Duty.ACT, action.owner_role, action.opened_at, end_of(action.due_on))
    if action.state is ActionState.DONE and action.done_at:
        return Owed(Duty.CHECK, action.check_role, action.done_at, end_of(action.check_on))
    return None


def remind_at(what: Owed, share: float) -> datetime:
    """After that share of the time."""
    return what.since + (what.due_at - what.since) * share
