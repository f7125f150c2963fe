"""What people may change of survey's figures: a table."""

from collections.abc import Mapping

from aftercare_contracts.effects import Words
from aftercare_contracts.values import Role
from plumbing import limits
from plumbing.policy_changes import PolicyKind

from .domain.campaign_kinds import check_campaigns
from .domain.forms import check_forms
from .domain.letter_drafts import check_open_letters
from .domain.limits import LimitName
from .domain.low_scores import check_low_scores
from .domain.objectives import check_objectives
from .domain.policies import check_return_visits, check_visiting
from .domain.repair_questions import check_repair_question
from .domain.result_limits import ResultLimit
from .domain.visit_limits import VisitLimit

POLICIES: Mapping[str, PolicyKind] = {
    "return_visits": PolicyKind(
        title=Words("回访时限", "The time for return visits"),
        check=check_return_visits,
        may_propose=frozenset({Role.SITE_LEAD, Role.SERVICE_SUPERVISOR, Role.CENTRE_DIRECTOR}),
        may_confirm=frozenset({Role.CENTRE_DIRECTOR, Role.VICE_PRESIDENT}),
    ),
    "forms": PolicyKind(
        title=Words("调查表", "Survey forms"),
        check=check_forms,
        may_propose=frozenset({Role.SITE_LEAD, Role.SERVICE_SUPERVISOR}),
        may_confirm=frozenset({Role.CENTRE_DIRECTOR}),
    ),
    "limits": PolicyKind(
        title=Words("办理时限", "Time limits"),
        check=limits.check((*LimitName, *ResultLimit, *VisitLimit)),
        may_propose=frozenset({Role.SERVICE_SUPERVISOR, Role.QUALITY_SUPERVISOR}),
        may_confirm=frozenset({Role.CENTRE_DIRECTOR, Role.VICE_PRESIDENT}),
    ),
    "low_scores": PolicyKind(
        title=Words("不满意项的处理", "How low scores are taken up"),
        check=check_low_scores,
        may_propose=frozenset({Role.SITE_LEAD, Role.SERVICE_SUPERVISOR, Role.QUALITY_SUPERVISOR}),
        may_confirm=frozenset({Role.CENTRE_DIRECTOR, Role.VICE_PRESIDENT}),
    ),
    "objectives": PolicyKind(
        title=Words("满意率质量目标", "Quality objectives for satisfaction"),
        check=check_objectives,
        may_propose=frozenset({Role.QUALITY_SUPERVISOR, Role.CENTRE_DIRECTOR}),
        may_confirm=frozenset({Role.VICE_PRESIDENT, Role.GENERAL_MANAGER}),
    ),
    "repair_question": PolicyKind(
        title=Words("维修后评价", "The question after every repair"),
        check=check_repair_question,
        may_propose=frozenset({Role.SERVICE_SUPERVISOR, Role.QUALITY_SUPERVISOR}),
        may_confirm=frozenset({Role.CENTRE_DIRECTOR, Role.VICE_PRESIDENT}),
    ),
    "open_letters": PolicyKind(
        title=Words("公开信", "Open letters"),
        check=check_open_letters,
        may_propose=frozenset({Role.SERVICE_SUPERVISOR, Role.QUALITY_SUPERVISOR}),
        may_confirm=frozenset({Role.CENTRE_DIRECTOR, Role.MANAGEMENT_REPRESENTATIVE}),
    ),
    "campaigns": PolicyKind(
        title=Words("调查活动种类", "Kinds of campaigns"),
        check=check_campaigns,
        may_propose=frozenset({Role.SERVICE_SUPERVISOR, Role.QUALITY_SUPERVISOR}),
        may_confirm=frozenset({Role.CENTRE_DIRECTOR}),
    ),
    "visiting": PolicyKind(
        title=Words("回访次数与走访数量", "How often to try, and how many visits a month"),
        check=check_visiting,
        may_propose=frozenset({Role.SITE_LEAD, Role.SERVICE_SUPERVISOR, Role.CENTRE_DIRECTOR}),
        may_confirm=frozenset({Role.CENTRE_DIRECTOR, Role.VICE_PRESIDENT}),
    ),
}
