"""Corrective and preventive action is opened, done, and its effect checked by another (I12, B6)."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from uuid import UUID

from aftercare_contracts.errors import Invalid, Problem
from aftercare_contracts.events.intake_actions import ActionChecked, ActionDone, ActionOpened
from aftercare_contracts.periods import day_in_china, end_of
from plumbing import numbers, timers
from plumbing.database import Transaction
from plumbing.policy import policy

from ..domain import actions as domain
from ..domain import limits, routing
from ..domain.actions import Action, ActionKind, Plan
from ..store import actions, units
from .actions_due import case_of, facts, watch
from .announcing import say_of
from .units import UnknownProject

SERIES = "JZ"


class NotOfTheProject(Invalid):
    """This case is not one of the project's."""


@dataclass(frozen=True, slots=True)
class Occasion:
    """What an action is about: cases, or a matter, of a project."""

    project: str
    kind: ActionKind
    matter: str | None
    case_ids: Sequence[UUID]


@dataclass(frozen=True, slots=True)
class Check:
    """What the check of the effect found, and what follows where there was none."""

    effective: bool
    finding: str
    following: Plan | None


async def open_action(
    tx: Transaction, action_id: UUID, occasion: Occasion, plan: Plan, by: str, now: datetime
) -> Action:
    """A new action.

    Raises ``AboutNothing``, ``UnknownProject``, ``NotOfTheProject``, ``UnknownMatter``, ``NotTheirPart``, ``DatesAstray``.
    """
    domain.must_be_possible(plan, day_in_china(now))
    await _must_be_about_something(tx, occasion, now)
    return await _open(tx, action_id, occasion, plan, None, by, now)


async def _must_be_about_something(tx: Transaction, occasion: Occasion, now: datetime) -> None:
    if not occasion.case_ids and occasion.matter is None:
        raise domain.AboutNothing("", Problem("/cases", "none", "cases, or a matter"))
    if await units.project(tx, occasion.project) is None:
        expected = "one that was entered before"
        raise UnknownProject("", Problem("/project", f"there is no project {occasion.project}", expected))
    await must_be_of_project(tx, occasion.project, occasion.case_ids)
    if occasion.matter is not None:
        table = routing.routing_from((await policy(tx, "routing", day_in_china(now))).data)
        routing.must_be_known(table, occasion.matter)


async def must_be_of_project(tx: Transaction, project: str, case_ids: Sequence[UUID]) -> None:
    """Raises ``NotOfTheProject`` naming each case that is not."""
    known = await actions.within(tx, project, case_ids)
    strangers = [
        Problem(f"/cases/{place}", f"no case {case_id} in project {project}", "a case of this project")
        for place, case_id in enumerate(case_ids)
        if case_id not in known
    ]
    if strangers:
        raise NotOfTheProject("", *strangers)


async def _open(
    tx: Transaction, action_id: UUID, occasion: Occasion, plan: Plan, follows: Action | None, by: str, now: datetime
) -> Action:
    number = await numbers.next_number(tx, SERIES, day_in_china(now))
    opened = Action(
        action_id=action_id, action_no=number, project=occasion.project, matter=occasion.matter, kind=occasion.kind,
        **asdict(plan), follows=follows.action_id if follows else None, opened_by=by, opened_at=now,
    )  # fmt: skip
    await actions.add(tx, opened, occasion.case_ids)
    await watch(tx, opened, now)
    await say_of(tx, action_id, await case_of(tx, opened), ActionOpened(
        **facts(opened), check_role=opened.check_role, due_at=end_of(opened.due_on),
        follows_no=follows.action_no if follows else None, tell=limits.superior(opened.owner_role, 1),
    ))  # fmt: skip
    return opened


async def report_done(
    tx: Transaction, action_id: UUID, text: str, by: str, roles: frozenset[str], now: datetime
) -> Action:
    """The owner carried it out; its check is awaited. Raises ``NoSuchAction``, ``DoneBefore``, ``NotTheOwner``."""
    done = domain.done(await _held(tx, action_id), text, by, roles, now)
    await actions.save(tx, done)
    await watch(tx, done, now)
    await say_of(tx, action_id, await case_of(tx, done), ActionDone(
        **facts(done), check_role=done.check_role, due_at=end_of(done.check_on), done_by=by,
    ))  # fmt: skip
    return done


async def check(
    tx: Transaction, ids: tuple[UUID, UUID], found: Check, by: str, roles: frozenset[str], now: datetime
) -> Action:
    """Another says whether it had effect; if not, the next action is opened with it. ``ids`` are this one's and the next one's.

    Raises ``NoSuchAction``, ``NextMissing``, ``NotTheirPart``, ``DatesAstray``, ``NotDoneYet``, ``CheckedBefore``,
    ``OwnAction``, ``NotTheChecker``.
    """
    domain.must_go_on(found.effective, found.following)
    if found.following:
        domain.must_be_possible(found.following, day_in_china(now), "/next")
    checked = domain.checked(await _held(tx, ids[0]), found.effective, found.finding, by, roles, now)
    await actions.save(tx, checked)
    await watch(tx, checked, now)
    following = await _open_next(tx, ids[1], checked, found.following, by, now) if found.following else None
    await say_of(tx, ids[0], await case_of(tx, checked), ActionChecked(
        **facts(checked), effective=found.effective, checked_by=by, next_no=following.action_no if following else None,
        tell=limits.superior(checked.owner_role, 1),
    ))  # fmt: skip
    return checked


async def _open_next(tx: Transaction, action_id: UUID, before: Action, plan: Plan, by: str, now: datetime) -> Action:
    about = Occasion(before.project, before.kind, before.matter, await actions.case_ids(tx, before.action_id))
    return await _open(tx, action_id, about, plan, before, by, now)


async def _held(tx: Transaction, action_id: UUID) -> Action:
    """Its timers first, as one that fires holds itself before the action."""
    await timers.hold(tx, [action_id])
    return await actions.action_held(tx, action_id)
