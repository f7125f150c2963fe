"""Up the ladder and down again; and who of a role has the case by name (I20, B1)."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from aftercare_contracts.events.intake_conduct import CaseHandedDown, CaseHandedUp
from aftercare_contracts.periods import day_in_china
from aftercare_contracts.values import Role
from plumbing.database import Transaction
from plumbing.policy import policy

from ..domain import ladder as domain
from ..domain.case import Case
from ..domain.ladder import Direction, HandStep, Holding, Ladder, step_of
from ..domain.limits import OF_A_ROUND, LimitName
from ..domain.staff_complaints import must_not_be_about
from ..store import cases, conduct
from . import limits
from .announcing import say

OF_THE_HOLDER = (*OF_A_ROUND, LimitName.REPLY_AGREED)
"""The limits that go with whoever has the case."""


async def hand_up(
    tx: Transaction, step_id: UUID, case_id: UUID, reason: str, by: str, roles: Collection[str], now: datetime
) -> Case:
    """One step up, by decision of whoever has it; its limits run on.

    Raises ``NoSuchCase``, ``NotYourStep``, ``CannotMove``, ``TopOfTheLadder``.
    """
    case = await limits.case_held(tx, case_id)
    handed = domain.hand_up(case, await _ladder(tx, now), roles, now)
    step = await _record(tx, step_id, Direction.UP, case, handed, reason, by, now)
    await say(tx, handed, CaseHandedUp(
        case_id=case_id, case_no=case.case_no, project=case.project, from_role=step.from_role, to_role=step.to_role, handed_by=by,
    ))  # fmt: skip
    return handed


async def hand_down(
    tx: Transaction, step_id: UUID, case_id: UUID, to: Role, instruction: str, by: str, roles: Collection[str], now: datetime
) -> Case:  # fmt: skip
    """Down to a lower step or the desk, with an instruction. Raises ``NoSuchCase``, ``NotYourStep``, ``CannotMove``, ``NotBelow``."""
    case = await limits.case_held(tx, case_id)
    handed = domain.hand_down(case, to, await _ladder(tx, now), roles, now)
    step = await _record(tx, step_id, Direction.DOWN, case, handed, instruction, by, now)
    await say(tx, handed, CaseHandedDown(
        case_id=case_id, case_no=case.case_no, project=case.project, from_role=step.from_role, to_role=step.to_role, handed_by=by,
    ))  # fmt: skip
    return handed


async def _record(
    tx: Transaction, step_id: UUID, way: Direction, was: Case, case: Case, words: str, by: str, now: datetime
) -> HandStep:
    step = HandStep(step_id, case.case_id, way, step_of(was), step_of(case), words, by, now)
    await cases.save(tx, case, f"hand_{way}", by, now)
    await conduct.add(tx, step)
    await conduct.pass_on_limits(tx, case.case_id, OF_THE_HOLDER, step.from_role, step.to_role)
    return step


async def follow_the_holder(tx: Transaction, was: Case, case: Case) -> None:
    """The limits of a case that belongs to another desk now go with it."""
    if was.desk is not case.desk:
        await conduct.pass_on_limits(tx, case.case_id, OF_THE_HOLDER, was.desk, case.desk)


async def hold(
    tx: Transaction,
    holding_id: UUID,
    case_id: UUID,
    person: str | None,
    by: str,
    roles: Collection[str],
    now: datetime,
) -> Case:
    """Somebody takes the case, is given it, or gives it back (B1).

    Raises ``NoSuchCase``, ``CannotMove``, ``NotYoursToHold``, ``HeldByAnother``, ``AboutYourself``.
    """
    case = await limits.case_held(tx, case_id)
    if person:
        must_not_be_about(case, person)
    heads = domain.heads_from((await policy(tx, "holding", day_in_china(now))).data)
    held = domain.hold(case, person, heads, by, roles, now)
    assert held.holder is not None
    await cases.save(tx, held, "take" if person == by else "give" if person else "give_back", by, now)
    await conduct.add(tx, Holding(holding_id, case_id, held.holder, person, by, now))
    return held


async def _ladder(tx: Transaction, now: datetime) -> Ladder:
    return domain.ladder_from((await policy(tx, "ladder", day_in_china(now))).data)
