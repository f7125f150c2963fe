"""What people may change of survey's figures: a table."""

from collections.abc import Mapping

from aftercare_contracts.effects import Words
from aftercare_contracts.values import Role
from plumbing import limits
from plumbing.policy_changes import PolicyKind

from .domain.policies import check_return_visits, check_visiting
from .domain.visit_limits import VisitLimit

POLICIES: Mapping[str, PolicyKind] = {
    "return_visits": PolicyKind(
        title=Words("回访时限", "The time for return visits"),
        check=check_return_visits,
        may_propose=frozenset({Role.SITE_LEAD, Role.SERVICE_SUPERVISOR, Role.CENTRE_DIRECTOR}),
        may_confirm=frozenset({Role.CENTRE_DIRECTOR, Role.VICE_PRESIDENT}),
    ),
    "visiting": PolicyKind(
        title=Words("回访次数与走访数量", "How often to try, and how many visits a month"),
        check=check_visiting,
        may_propose=frozenset({Role.SITE_LEAD, Role.SERVICE_SUPERVISOR, Role.CENTRE_DIRECTOR}),
        may_confirm=frozenset({Role.CENTRE_DIRECTOR, Role.VICE_PRESIDENT}),
    ),
    "limits": PolicyKind(
        title=Words("办理时限", "Time limits"),
        check=limits.check(VisitLimit),
        may_propose=frozenset({Role.SERVICE_SUPERVISOR, Role.CENTRE_DIRECTOR}),
        may_confirm=frozenset({Role.CENTRE_DIRECTOR, Role.VICE_PRESIDENT}),
    ),
}
