"""What people may change of finance's figures: a table."""

from collections.abc import Mapping

from aftercare_contracts.effects import Words
from aftercare_contracts.values import Role
from plumbing import limits
from plumbing.policy_changes import PolicyKind

from .domain import policies as domain
from .domain.limits import LimitName
from .use_cases import policy_effects

POLICIES: Mapping[str, PolicyKind] = {
    "approval": PolicyKind(
        title=Words("费用审批权限", "Who approves which cost"), check=domain.check_tiers,
        may_propose=frozenset({Role.CENTRE_DIRECTOR}), may_confirm=frozenset({Role.VICE_PRESIDENT, Role.GENERAL_MANAGER}),
        effect=policy_effects.of_tiers,
    ),
    "audit": PolicyKind(
        title=Words("送审起点", "From where an item is audited"), check=domain.check_audit,
        may_propose=frozenset({Role.FINANCE_OFFICER}), may_confirm=frozenset({Role.VICE_PRESIDENT}),
    ),
    "fund": PolicyKind(
        title=Words("维修备用金低限", "When a fund runs low"), check=domain.check_fund,
        may_propose=frozenset({Role.FINANCE_OFFICER}), may_confirm=frozenset({Role.VICE_PRESIDENT}),
    ),
    "retention": PolicyKind(
        title=Words("质量保证金上限与返还", "The ceiling and the release of retentions"), check=domain.check_retention,
        may_propose=frozenset({Role.LEGAL_COUNSEL}), may_confirm=frozenset({Role.VICE_PRESIDENT, Role.GENERAL_MANAGER}),
    ),
    "quarter": PolicyKind(
        title=Words("结算单异议期", "How long a contractor may object"), check=domain.check_quarter,
        may_propose=frozenset({Role.CENTRE_DIRECTOR}), may_confirm=frozenset({Role.VICE_PRESIDENT}),
    ),
    "limits": PolicyKind(
        title=Words("办理时限", "Time limits"), check=limits.check(LimitName),
        may_propose=frozenset({Role.FINANCE_OFFICER, Role.CENTRE_DIRECTOR}), may_confirm=frozenset({Role.VICE_PRESIDENT}),
    ),
}  # fmt: skip
