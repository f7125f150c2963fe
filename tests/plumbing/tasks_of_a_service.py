"""A kind of task as a service would name it, and the people around it."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from aftercare_contracts.events import survey_results as events
from aftercare_contracts.values import Role
from plumbing.task_rules import Task, TaskKind, Verb

PROMISE = TaskKind(
    name="promise", series="CN", limit="promise", check_limit="promise_check",
    owners=frozenset({Role.PROPERTY_COMPANY, Role.SITE_LEAD, Role.ENGINEERING_DESK}),
    verifiers=frozenset({Role.SERVICE_SUPERVISOR, Role.SITE_LEAD, Role.CENTRE_DIRECTOR}),
    cancellers=frozenset({Role.CENTRE_DIRECTOR}), stands_for={Role.PROPERTY_DESK: Role.PROPERTY_COMPANY},
    says={
        Verb.OPEN: events.SurveyTaskOpened, Verb.FINISH: events.SurveyTaskDone, Verb.VERIFY: events.SurveyTaskVerified,
        Verb.SEND_BACK: events.SurveyTaskSentBack, Verb.CANCEL: events.SurveyTaskCancelled,
    },
)  # fmt: skip
KINDS = {PROMISE.name: PROMISE}
TODAY, DUE_ON, NOW = date(2026, 3, 10), date(2026, 3, 20), datetime(2026, 3, 10, 2, 0, tzinfo=UTC)


@dataclass(frozen=True)
class Person:
    """Somebody with roles."""

    person: str
    roles: frozenset[str]


def person(name: str, *roles: Role) -> Person:
    return Person(name, frozenset(roles))


OWNER, DEPUTY = person("liu.property", Role.PROPERTY_COMPANY), person("guo.desk", Role.PROPERTY_DESK)
ENGINEER = person("wang.desk", Role.ENGINEERING_DESK)
SUPERVISOR, DIRECTOR = person("xu.supervisor", Role.SERVICE_SUPERVISOR), person("he.director", Role.CENTRE_DIRECTOR)


def task(**what: Any) -> Task:
    """A promise that the property company owes."""
    return Task(**{
        "task_id": UUID(int=1), "task_no": "CN-2026-000001", "kind": "promise", "subject": "letter-1",
        "reference": "HD-2026-000001", "project": "P1", "what": "更换2号楼大堂门禁", "owner_role": Role.PROPERTY_COMPANY,
        "owner_person": None, "may_not_verify": (), "due_on": DUE_ON, "opened_by": "ma.service", "opened_at": NOW,
        "opened_because": "公开信承诺", **what,
    })  # fmt: skip
