"""The limits of a round: armed, ended, reminded of, passed (I6, I8, I10, N2)."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from aftercare_contracts.errors import AlreadyDone
from aftercare_contracts.events.intake import CaseLimitApproaching, CaseLimitPassed
from aftercare_contracts.periods import day_in_china
from aftercare_contracts.values import Role
from plumbing import timers
from plumbing.database import Transaction
from plumbing.ids import new_id
from plumbing.policy import policy

from ..domain import limits as domain
from ..domain.case import Case, State
from ..domain.clocks import Calendars, Unit
from ..domain.limits import Limit, LimitName, LimitRule
from ..store import cases, limits
from .announcing import say
from .calendars import calendars

REMIND, PASS, ESCALATE = "limit_remind", "limit_pass", "limit_escalate"
JUST_AFTER = timedelta(microseconds=1)
"""The moment a limit ends is still in time; it has passed right after."""


async def case_held(tx: Transaction, case_id: UUID) -> Case:
    """A case that nobody else moves until the transaction ends, and none of whose limits comes due meanwhile.

    Its timers first, as one that fires holds itself before the case. Raises ``NoSuchCase``.
    """
    await timers.hold(tx, await limits.running(tx, case_id))
    return await cases.case_held(tx, case_id)


async def reckon(tx: Transaction, case: Case, now: datetime) -> list[Limit]:
    """The limits of a new round, each with its reminder and its end; not yet armed."""
    rules = await _rules(tx, case.project, now)
    return [rules.limit(case, name, now) for name in domain.names_for(case.channel)]


async def arm(tx: Transaction, made: Sequence[Limit]) -> None:
    """Let these limits run."""
    await limits.add(tx, made)
    for limit in made:
        await timers.arm(tx, limit.limit_id, REMIND, limit.remind_at)
        await timers.arm(tx, limit.limit_id, PASS, limit.due_at + JUST_AFTER)


async def start(
    tx: Transaction,
    case: Case,
    name: LimitName,
    now: datetime,
    *,
    owner: Role | None = None,
    key: str = "",
    until: date | datetime | None = None,
) -> Limit:
    """One more limit runs on the case, for its holder or another; a fixed one ``until`` a moment or the end of a day.

    ``key`` tells several of one name in one round apart.
    """
    limit = (await _rules(tx, case.project, now)).limit(case, name, now, owner=owner, key=key, until=until)
    await arm(tx, [limit])
    return limit


async def end(
    tx: Transaction,
    case: Case,
    now: datetime,
    because: str,
    names: Collection[LimitName] = tuple(LimitName),
    *,
    key: str | None = None,
    gives_way: bool = False,
) -> None:
    """End those of the case's limits that still run, in all its rounds; with ``key``, that one only."""
    for limit in await limits.of_case(tx, case.case_id):
        if limit.name not in names or key not in (None, limit.key):
            continue
        if ended := domain.ended(limit, now, because, gives_way=gives_way):
            await limits.save(tx, ended)
            await timers.disarm(tx, limit.limit_id)


async def run_again(tx: Transaction, case: Case, because: str, now: datetime) -> None:
    """Those of the round that had given way because of something that is undone: from now, or to the date they had. What
    they were before stays as it ended."""
    given_way = [limit for limit in await limits.of_case(tx, case.case_id) if limit.ended_because == because]
    for limit in given_way:
        if limit.round == case.round and limit.state is domain.LimitState.GIVEN_WAY:
            key = f"{limit.key}+{now:%Y%m%d%H%M%S}"
            until = limit.due_at if limit.unit is Unit.FIXED else None
            await start(tx, case, limit.name, now, owner=limit.owner, key=key, until=until)


@dataclass(frozen=True, slots=True)
class _Rules:
    """What limits are reckoned by on a day, in a project."""

    version: int
    by_name: Mapping[LimitName, LimitRule]
    calendars: Calendars

    def limit(
        self,
        case: Case,
        name: LimitName,
        now: datetime,
        *,
        owner: Role | None = None,
        key: str = "",
        until: date | datetime | None = None,
    ) -> Limit:
        rule, days = self.by_name[name], self.calendars
        due = domain.due_at(rule, now, days.is_working, days.hours, until)
        return Limit(
            limit_id=new_id(), case_id=case.case_id, round=case.round, name=name, unit=rule.unit, count=rule.count,
            started_at=now, remind_at=domain.remind_at(rule, now, due), due_at=due, policy_version=self.version,
            is_provisional=domain.is_provisional(rule.unit, now, due, days), owner=owner or case.holder or Role(case.desk),
            key=key, is_pausable=rule.is_pausable, reckoned_at=now,
        )  # fmt: skip


async def _rules(tx: Transaction, project: str, now: datetime) -> _Rules:
    in_force = await policy(tx, "limits", day_in_china(now))
    return _Rules(in_force.version, domain.rules_from(in_force.data), await calendars(tx, project, now))


async def rearm(tx: Transaction, limit: Limit, now: datetime) -> None:
    """Its reminder and its end by what it says now; a reminder that lies behind is not given again."""
    await timers.disarm(tx, limit.limit_id)
    if limit.remind_at > now:
        await timers.arm(tx, limit.limit_id, REMIND, limit.remind_at)
    await timers.arm(tx, limit.limit_id, PASS, limit.due_at + JUST_AFTER)


async def remind(tx: Transaction, timer: timers.Timer, now: datetime) -> None:
    """The owner of a limit is reminded before it ends (N2)."""
    limit, case = await _running(tx, timer)
    await say(tx, case, CaseLimitApproaching(**_facts(limit, case)))


async def let_pass(tx: Transaction, timer: timers.Timer, now: datetime) -> None:
    """A limit has passed: the owner's superior is told, and the next one at the end of the next working day (N2)."""
    limit, case = await _running(tx, timer)
    await limits.save(tx, domain.passed(limit))
    await _tell(tx, limit, case, 1)
    if domain.superior(limit.owner, 1) != domain.superior(limit.owner, 2):
        days = await calendars(tx, case.project, now)
        await timers.arm(tx, limit.limit_id, ESCALATE, domain.next_step_at(limit.due_at, now, days.is_working))


async def escalate(tx: Transaction, timer: timers.Timer, now: datetime) -> None:
    """Nothing moved since the limit passed: the next superior is told (N2)."""
    limit, case = await _running(tx, timer)
    await _tell(tx, limit, case, 2)


async def _running(tx: Transaction, timer: timers.Timer) -> tuple[Limit, Case]:
    """The case before its limit, the order in which everybody locks them."""
    case_id = await limits.case_of(tx, UUID(timer.subject))
    if case_id is None:
        raise AlreadyDone("There is no such limit.")
    case = await cases.case_held(tx, case_id)
    limit = await limits.held(tx, UUID(timer.subject))
    if limit.ended_at or case.state is State.CLOSED:
        raise AlreadyDone("The limit has ended.")
    return limit, case


async def _tell(tx: Transaction, limit: Limit, case: Case, step: int) -> None:
    tell = domain.superior(limit.owner, step)
    await say(tx, case, CaseLimitPassed(**_facts(limit, case), tell=tell, step=step))


def _facts(limit: Limit, case: Case) -> dict[str, Any]:
    return {
        "limit": limit.name, "case_id": case.case_id, "case_no": case.case_no, "project": case.project,
        "owner_role": limit.owner, "due_at": limit.due_at, "round": limit.round,
    }  # fmt: skip
