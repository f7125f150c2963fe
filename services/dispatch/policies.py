"""What people may change of dispatch's figures: a table. What the law says is proposed by counsel."""

from collections.abc import Mapping

from aftercare_contracts.effects import Words
from aftercare_contracts.values import Role
from plumbing import limits
from plumbing.policy_changes import PolicyKind

from .domain import policies as domain
from .domain.limits import LimitName

COUNSEL = frozenset({Role.LEGAL_COUNSEL})
HEADS = frozenset({Role.VICE_PRESIDENT, Role.GENERAL_MANAGER})

POLICIES: Mapping[str, PolicyKind] = {
    "warranty_floor": PolicyKind(
        title=Words("施工单位保修期下限", "The contractor's shortest warranties"), check=domain.check_terms,
        may_propose=COUNSEL, may_confirm=HEADS,
    ),
    "owner_minimum": PolicyKind(
        title=Words("对业主保修期下限", "The owner's shortest warranties"), check=domain.check_terms,
        may_propose=COUNSEL, may_confirm=HEADS,
    ),
    "city_terms": PolicyKind(
        title=Words("地方保修期规定", "Cities' longer warranties"), check=domain.check_city_terms,
        may_propose=COUNSEL, may_confirm=HEADS,
    ),
    "retention_limits": PolicyKind(
        title=Words("质量保证金上限", "The most that may be retained"), check=domain.check_retention_limits,
        may_propose=COUNSEL, may_confirm=HEADS,
    ),
    "reminder": PolicyKind(
        title=Words("维修期限催办", "When the contractor is reminded"), check=domain.check_reminder,
        may_propose=frozenset({Role.SITE_LEAD, Role.SERVICE_SUPERVISOR, Role.CENTRE_DIRECTOR}),
        may_confirm=frozenset({Role.CENTRE_DIRECTOR, Role.VICE_PRESIDENT}),
    ),
    "rework": PolicyKind(
        title=Words("返工期限", "What a failed check gives the contractor"), check=domain.check_rework,
        may_propose=frozenset({Role.SITE_LEAD, Role.SERVICE_SUPERVISOR, Role.CENTRE_DIRECTOR}),
        may_confirm=frozenset({Role.CENTRE_DIRECTOR, Role.VICE_PRESIDENT}),
    ),
    "equipment": PolicyKind(
        title=Words("产品使用情况表设备类别", "Kinds of equipment to be reported on"), check=domain.check_equipment,
        may_propose=frozenset({Role.SITE_LEAD, Role.ENGINEERING}), may_confirm=frozenset({Role.CENTRE_DIRECTOR}),
    ),
    "upkeep": PolicyKind(
        title=Words("物业管理考核项目", "What upkeep is judged by"), check=domain.check_upkeep,
        may_propose=frozenset({Role.SERVICE_SUPERVISOR, Role.SITE_LEAD}), may_confirm=frozenset({Role.CENTRE_DIRECTOR}),
    ),
    "limits": PolicyKind(
        title=Words("办理时限", "Time limits"), check=limits.check(LimitName),
        may_propose=frozenset({Role.SITE_LEAD, Role.SERVICE_SUPERVISOR, Role.CENTRE_DIRECTOR}),
        may_confirm=frozenset({Role.CENTRE_DIRECTOR, Role.VICE_PRESIDENT}),
    ),
}  # fmt: skip
