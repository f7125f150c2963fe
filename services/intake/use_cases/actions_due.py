"""Actions come due: whoever owes the next step is reminded, then his superiors are told (I12, N2).

Clocks of their own and no limits of a case: an action outlives its cases, and one about a matter has none.
"""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from aftercare_contracts.errors import AlreadyDone
from aftercare_contracts.events.intake_actions import ActionApproaching, ActionPassed
from aftercare_contracts.periods import day_in_china
from plumbing import timers
from plumbing.calendar_days import calendar
from plumbing.database import Transaction
from plumbing.policy import policy

from ..domain import actions as domain
from ..domain import limits
from ..domain.actions import Action, Owed
from ..domain.limits import LimitName
from ..store import actions
from .announcing import say_of

REMIND, PASS, ESCALATE = "action_remind", "action_pass", "action_escalate"
JUST_AFTER = timedelta(microseconds=1)
"""The moment it is due is still in time."""


async def watch(tx: Transaction, action: Action, now: datetime) -> Owed | None:
    """Let the clocks run of what is owed now, and no others."""
    await timers.disarm(tx, action.action_id)
    owed = domain.owed(action)
    if owed:
        rules = limits.rules_from((await policy(tx, "limits", day_in_china(now))).data)
        await timers.arm(tx, action.action_id, REMIND, domain.remind_at(owed, rules[LimitName.ACTION].remind_share))
        await timers.arm(tx, action.action_id, PASS, owed.due_at + JUST_AFTER)
    return owed


async def remind(tx: Transaction, timer: timers.Timer, now: datetime) -> None:
    """It is due soon (N2)."""
    action, owed = await _waiting(tx, timer)
    await say_of(tx, action.action_id, await case_of(tx, action), ActionApproaching(
        **facts(action), **_owed(owed)
    ))  # fmt: skip


async def let_pass(tx: Transaction, timer: timers.Timer, now: datetime) -> None:
    """It was not done in time: the superior is told, the next one at the end of the next working day (N2)."""
    action, owed = await _waiting(tx, timer)
    await _tell(tx, action, owed, 1)
    if limits.superior(owed.by, 1) != limits.superior(owed.by, 2):
        days = await calendar(tx)
        await timers.arm(tx, timer.subject, ESCALATE, limits.next_step_at(owed.due_at, now, days.is_working))


async def escalate(tx: Transaction, timer: timers.Timer, now: datetime) -> None:
    """Nothing moved since: the next superior is told (N2)."""
    action, owed = await _waiting(tx, timer)
    await _tell(tx, action, owed, 2)


async def _waiting(tx: Transaction, timer: timers.Timer) -> tuple[Action, Owed]:
    action = await actions.action_held(tx, UUID(timer.subject))
    owed = domain.owed(action)
    if owed is None:
        raise AlreadyDone("The action waits for nothing any more.")
    return action, owed


async def _tell(tx: Transaction, action: Action, owed: Owed, step: int) -> None:
    await say_of(tx, action.action_id, await case_of(tx, action), ActionPassed(
        **facts(action), **_owed(owed), tell=limits.superior(owed.by, step), step=step,
    ))  # fmt: skip


async def case_of(tx: Transaction, action: Action) -> UUID | None:
    """The first of the cases it is about, on whose timeline it stands; of a matter none."""
    return next(iter(await actions.case_ids(tx, action.action_id)), None)


def facts(action: Action) -> dict[str, Any]:
    """What every event about an action carries."""
    return {
        "action_id": action.action_id, "action_no": action.action_no, "kind": action.kind.value, "project": action.project,
        "owner_role": action.owner_role,
    }  # fmt: skip


def _owed(owed: Owed) -> dict[str, Any]:
    return {"duty": owed.duty.value, "owed_by": owed.by, "due_at": owed.due_at}
