"""What people may change of survey's figures: a table."""

from collections.abc import Mapping

from aftercare_contracts.effects import Words
from aftercare_contracts.values import Role
from plumbing import limits
from plumbing.policy_changes import PolicyKind

from .domain.campaign_kinds import check_campaigns
from .domain.forms import check_forms
from .domain.limits import LimitName
from .domain.policies import check_return_visits

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
        check=limits.check(LimitName),
        may_propose=frozenset({Role.SERVICE_SUPERVISOR, Role.QUALITY_SUPERVISOR}),
        may_confirm=frozenset({Role.CENTRE_DIRECTOR, Role.VICE_PRESIDENT}),
    ),
    "campaigns": PolicyKind(
        title=Words("调查活动种类", "Kinds of campaigns"),
        check=check_campaigns,
        may_propose=frozenset({Role.SERVICE_SUPERVISOR, Role.QUALITY_SUPERVISOR}),
        may_confirm=frozenset({Role.CENTRE_DIRECTOR}),
    ),
}
