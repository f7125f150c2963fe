"""A clock is paused, resumed, reckoned anew when the calendar changed (B2)."""

from datetime import datetime
from typing import Any
from uuid import UUID

from aftercare_contracts.errors import NotFound
from aftercare_contracts.events.intake_calendar import LimitMoved, LimitPaused, LimitResumed
from plumbing import timers
from plumbing.database import Transaction
from plumbing.policy import policy_version

from ..domain import clocks
from ..domain import limits as domain
from ..domain.case import Case
from ..domain.limits import Limit
from ..store import clocks as store
from ..store import limits
from ..store.clocks import Move
from .announcing import say
from .calendars import calendars, must_be_ours
from .limits import case_held, rearm


class NoSuchLimit(NotFound):
    """This case has no such limit."""


async def pause(
    tx: Transaction, pause_id: UUID, case_id: UUID, limit_id: UUID, reason: str, by: str, now: datetime
) -> Limit:
    """A limit's clock stands still, for a reason. Raises ``NoSuchCase``, ``NoSuchLimit``, ``CannotPause``."""
    case, limit = await _limit_held(tx, case_id, limit_id)
    paused = domain.paused(limit, now)
    await store.add_pause(tx, pause_id, limit_id, clocks.pause(await store.pauses(tx, limit_id), reason, by, now))
    await limits.save(tx, paused)
    await timers.disarm(tx, limit_id)
    await say(tx, case, LimitPaused(**_facts(limit, case), paused_by=by))
    return paused


async def resume(tx: Transaction, case_id: UUID, limit_id: UUID, by: str, now: datetime) -> Limit:
    """It runs again, longer by what it stood still. Raises ``NoSuchCase``, ``NoSuchLimit``, ``NotPaused``."""
    case, limit = await _limit_held(tx, case_id, limit_id)
    resumed = domain.resumed(limit)
    await store.end_pause(tx, limit_id, by, now)
    anew = await _reckoned(tx, case, resumed, now)
    await _keep(tx, limit, anew, now, f"resumed by {by}")
    await say(tx, case, LimitResumed(**_facts(limit, case), resumed_by=by, due_at=anew.due_at))
    return anew


async def rereckon(tx: Transaction, timer: timers.Timer, now: datetime) -> None:
    """The calendar changed: the case's limits in working days that run are reckoned by it; the others stay as they are."""
    case = await case_held(tx, must_be_ours(timer))
    for limit in await limits.of_case(tx, case.case_id):
        if limit.ended_at or limit.paused_at or limit.unit is not clocks.Unit.WORKING_DAYS or now > limit.due_at:
            continue
        anew = await _reckoned(tx, case, limit, now)
        if (anew.due_at, anew.is_provisional) == (limit.due_at, limit.is_provisional):
            continue
        await _keep(tx, limit, anew, now, timer.data["because"])
        if anew.due_at != limit.due_at:
            await say(tx, case, LimitMoved(**_facts(limit, case), due_was=limit.due_at, due_at=anew.due_at))


async def _limit_held(tx: Transaction, case_id: UUID, limit_id: UUID) -> tuple[Case, Limit]:
    case = await case_held(tx, case_id)
    if await limits.case_of(tx, limit_id) != case_id:
        raise NoSuchLimit
    return case, await limits.held(tx, limit_id)


async def _reckoned(tx: Transaction, case: Case, limit: Limit, now: datetime) -> Limit:
    days = await calendars(tx, case.project, now)
    due = domain.rerun(limit, days, await store.pauses(tx, limit.limit_id)).due_at
    assert due is not None, "its clock runs"
    rule = domain.rules_from((await policy_version(tx, "limits", limit.policy_version)).data)[limit.name]
    provisional = domain.is_provisional(limit.unit, limit.started_at, due, days)
    return domain.reckoned(limit, due, rule.remind_share, now, is_provisional=provisional)


async def _keep(tx: Transaction, was: Limit, anew: Limit, now: datetime, because: str) -> None:
    await limits.save(tx, anew)
    if anew.due_at != was.due_at:
        await store.add_move(tx, anew.limit_id, Move(now, was.due_at, anew.due_at, because))
    await rearm(tx, anew, now)


def _facts(limit: Limit, case: Case) -> dict[str, Any]:
    return {
        "limit_id": limit.limit_id, "limit": limit.name, "case_id": case.case_id, "case_no": case.case_no,
        "project": case.project, "round": limit.round,
    }  # fmt: skip
