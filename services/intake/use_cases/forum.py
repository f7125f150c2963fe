"""The website and the forums are gone through; a day without is told to the site lead (I1)."""

from datetime import datetime

from aftercare_contracts.errors import AlreadyDone, Problem
from aftercare_contracts.events.intake_forum import ForumPassMissing
from aftercare_contracts.periods import day_in_china
from plumbing import outbox, timers
from plumbing.database import Transaction
from plumbing.policy import policy

from ..domain import forum as domain
from ..domain.forum import ForumRule, Pass
from ..store import forum, units
from .units import UnknownProject

CHECK = "forum_check"


async def record(tx: Transaction, gone: Pass) -> None:
    """Somebody went through a place; from the first time on it is looked for daily.

    Raises ``UnknownProject``, ``UnknownPlace``, ``SeenAhead``, ``SeenBefore``.
    """
    rule = await rule_on(tx, gone.passed_at)
    domain.must_be_known(gone.place, rule)
    if await units.project(tx, gone.project) is None:
        raise UnknownProject(
            "", Problem("/project", f"there is no project {gone.project}", "one that was entered before")
        )
    await forum.hold(tx, gone.project, gone.place)
    last = await forum.last(tx, gone.project, gone.place)
    domain.must_follow(gone, last.seen_until if last else None)
    await forum.add(tx, gone)
    if last is None:
        await _watch(tx, gone.project, gone.place, rule, gone.passed_at)


async def look_for_pass(tx: Transaction, timer: timers.Timer, now: datetime) -> None:
    """The day's hour has come: where nobody went through the place, the site lead is told; then the next day's is awaited."""
    project, place = timer.data["project"], timer.data["place"]
    rule = await rule_on(tx, now)
    if place not in rule.places:
        raise AlreadyDone(f"{place} is no longer looked at.")
    await _watch(tx, project, place, rule, now)
    if domain.is_missing(await forum.last(tx, project, place), timer.due_at):
        said = ForumPassMissing(project=project, place=place, missing_on=day_in_china(timer.due_at))
        await outbox.add(tx, said, about=timer.subject)


async def rule_on(tx: Transaction, now: datetime) -> ForumRule:
    """The rule of that day."""
    return domain.rule_from((await policy(tx, "forum", day_in_china(now))).data)


async def _watch(tx: Transaction, project: str, place: str, rule: ForumRule, now: datetime) -> None:
    about = {"project": project, "place": place}
    await timers.arm(tx, f"forum {project} {place}", CHECK, domain.next_check(rule, now), about)
