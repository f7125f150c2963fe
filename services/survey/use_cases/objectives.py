"""At its date an objective is held against what came out: a commendation, or a corrective action with a date (V9)."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from aftercare_contracts.events.survey_results import ObjectiveEvent, ObjectiveMissed, ObjectiveReached
from aftercare_contracts.periods import day_in_china, end_of
from plumbing import outbox, tasks
from plumbing.database import Transaction
from plumbing.ids import new_id
from plumbing.policy import Policy, policy
from plumbing.task_rules import Owed

from ..domain import objectives as domain
from ..domain.forms import Form
from ..domain.months import midnight
from ..domain.objectives import Assessed, Objective, Outcome, Praise
from ..domain.satisfaction import Result, count
from ..store import objectives as store
from ..store import results
from ..store.objectives import Commendation
from ..store.results import Wanted
from .forms import form_in_force
from .result_tasks import CORRECTIVE_ACTION
from .results import gather

LOOK_BACK = timedelta(days=366)
"""An objective entered late is still assessed; one older than this is history."""
SURVEY = "survey"
SAID: Mapping[Outcome, type[ObjectiveEvent]] = {Outcome.REACHED: ObjectiveReached, Outcome.BELOW: ObjectiveMissed}
Praised = tuple[str | None, str, str]
"""An item, none for the whole objective, and what it is called in Chinese and English."""


async def assess_ended(tx: Transaction, now: datetime) -> None:
    """Every objective whose period ended, once in each project that returned a form."""
    today = day_in_china(now)
    in_force = await policy(tx, "objectives", today)
    for objective in domain.objectives_from(in_force.data):
        if today - LOOK_BACK < objective.ends_on < today:
            await _assess(tx, objective, in_force, now)


async def _assess(tx: Transaction, objective: Objective, in_force: Policy, now: datetime) -> None:
    begins_at, ends_at = midnight(objective.begins_on), end_of(objective.ends_on)
    form = await form_in_force(tx, objective.form, objective.ends_on)
    for project in await results.projects(tx, objective.form, begins_at, ends_at):
        if await store.is_assessed(tx, objective.code, project, objective.ends_on):
            continue
        wanted = Wanted(form_code=objective.form, project=project, begins_at=begins_at, ends_at=ends_at)
        result = count(each for each in await gather(tx, wanted) if not each.is_pilot)
        await _record(tx, domain.assess(objective, result), result, form, project, in_force, now)


async def _record(
    tx: Transaction, found: Assessed, result: Result, form: Form, project: str, in_force: Policy, now: datetime
) -> None:
    assessment_id, task_id, objective = new_id(), None, found.objective
    if found.outcome is Outcome.BELOW:
        task = await tasks.owe(tx, CORRECTIVE_ACTION, Owed(
            subject=assessment_id, reference=objective.code, project=project, what=domain.action_text(found, project),
            owner_role=objective.owner, due_on=day_in_china(now) + timedelta(days=in_force.data["days"]), opened_by=SURVEY,
            opened_because="满意率低于质量目标 below the quality objective",
        ))  # fmt: skip
        task_id = task.task_id
    await store.add(tx, assessment_id, project, found, in_force.version, task_id)
    praised: list[Praised] = [(None, objective.zh, objective.en)] if found.outcome is Outcome.REACHED else []
    praised += _items(found, result, form, Praise(**in_force.data["praise"]))
    for item, zh, en in praised:
        tally = result.items[item] if item else found.tally
        await store.commend(tx, Commendation(
            commendation_id=new_id(), assessment_id=assessment_id, project=project, owner_role=objective.owner, item=item,
            zh=zh, en=en, satisfied=tally.satisfied, answered=tally.answered, at=now,
        ))  # fmt: skip
    if found.outcome in SAID:
        said = SAID[found.outcome](
            assessment_id=assessment_id, objective=objective.code, zh=objective.zh, en=objective.en, project=project,
            owner_role=objective.owner, ends_on=objective.ends_on, satisfied=found.tally.satisfied,
            answered=found.tally.answered, reached_percent=f"{found.tally.share or 0:.1%}",
            wanted_percent=f"{objective.share:.1%}",
        )  # fmt: skip
        await outbox.add(tx, said, about=assessment_id)


def _items(found: Assessed, result: Result, form: Form, praise: Praise) -> list[Praised]:
    """Of the groups an objective names; one for the whole names none, and commends no single item."""
    items = {item.code: item for group in form.groups if group.code in found.objective.groups for item in group.items}
    return [(code, items[code].zh, items[code].en) for code in domain.praised_items(list(items), result, praise)]
