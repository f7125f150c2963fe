"""The kinds of task that follow from customers' answers: a table."""

from collections.abc import Mapping

from aftercare_contracts.events import survey_results as events
from aftercare_contracts.values import Role
from plumbing.task_rules import TaskKind, Verb

from ..domain.letters import PROMISERS
from ..domain.low_scores import OWNERS
from ..domain.objectives import OWNERS as OBJECTIVE_OWNERS
from ..domain.result_limits import ResultLimit

CHECKERS = frozenset({
    Role.SERVICE_SUPERVISOR, Role.SITE_LEAD, Role.CENTRE_DIRECTOR, Role.QUALITY_SUPERVISOR, Role.MANAGEMENT_REPRESENTATIVE,
})  # fmt: skip
CANCELLERS = frozenset({Role.CENTRE_DIRECTOR, Role.VICE_PRESIDENT})
STANDS_FOR = {Role.PROPERTY_COMPANY: Role.PROPERTY_DESK, Role.PROPERTY_DESK: Role.PROPERTY_COMPANY}
"""The property company has a desk in the site office while there is one (I4)."""
SAYS = {
    Verb.OPEN: events.SurveyTaskOpened, Verb.FINISH: events.SurveyTaskDone, Verb.VERIFY: events.SurveyTaskVerified,
    Verb.SEND_BACK: events.SurveyTaskSentBack, Verb.CANCEL: events.SurveyTaskCancelled,
}  # fmt: skip


def _kind(name: str, series: str, limit: ResultLimit, owners: frozenset[Role]) -> TaskKind:
    return TaskKind(
        name=name, series=series, limit=limit, check_limit=ResultLimit.TASK_CHECK, owners=owners, verifiers=CHECKERS,
        cancellers=CANCELLERS, stands_for=STANDS_FOR, says=SAYS,
    )  # fmt: skip


LOW_SCORE = _kind("low_score", "DF", ResultLimit.LOW_SCORE, OWNERS)
PROMISE = _kind("promise", "CN", ResultLimit.PROMISE, PROMISERS)
CORRECTIVE_ACTION = _kind("corrective_action", "JZ", ResultLimit.CORRECTIVE_ACTION, OBJECTIVE_OWNERS)
REPAIR_SHORTFALL = _kind("repair_shortfall", "HC", ResultLimit.REPAIR_SHORTFALL, OWNERS)
KINDS: Mapping[str, TaskKind] = {kind.name: kind for kind in (LOW_SCORE, PROMISE, CORRECTIVE_ACTION, REPAIR_SHORTFALL)}
