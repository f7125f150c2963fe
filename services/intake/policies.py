"""What people may change of intake's figures and tables: a table."""

from collections.abc import Mapping
from functools import partial

from aftercare_contracts.effects import Words
from aftercare_contracts.values import Role
from plumbing.policy_changes import PolicyKind

from .domain import policies as domain
from .use_cases import policy_effects

PROPOSE = frozenset({Role.SITE_LEAD, Role.SERVICE_SUPERVISOR, Role.CENTRE_DIRECTOR})
CONFIRM = frozenset({Role.CENTRE_DIRECTOR, Role.VICE_PRESIDENT})

PLAIN: Mapping[str, Words] = {
    "long_running": Words("长时间处理的告知", "Word while handling runs long"),
    "duplicates": Words("疑似重复", "Likely duplicates"),
    "repeats": Words("重复意见", "Repeated matters"),
    "keeping": Words("档案保存", "Keeping of records"),
    "weekly_feed": Words("投诉周报", "Weekly feeds"),
    "forum": Words("网站与论坛", "Website and forums"),
    "corrective_action": Words("纠正预防措施", "Corrective action"),
    "handling_plan": Words("处理方案", "The handling plan"),
    "ladder": Words("逐级上报", "The ladder"),
    "holding": Words("分派到人", "Who gives a case to whom"),
}

POLICIES: Mapping[str, PolicyKind] = {
    "limits": PolicyKind(
        title=Words("时限", "Time limits"), check=domain.check_limits, may_propose=PROPOSE, may_confirm=CONFIRM,
        effect=policy_effects.of_limits,
    ),
    "routing": PolicyKind(
        title=Words("分类与分派", "Classes and routes"), check=domain.check_routing, may_propose=PROPOSE, may_confirm=CONFIRM,
        effect=policy_effects.of_routing,
    ),
    "opening_hours": PolicyKind(
        title=Words("营业时间", "Opening hours"), check=domain.check_opening_hours, may_propose=PROPOSE,
        may_confirm=CONFIRM, effect=policy_effects.of_opening_hours,
    ),
    **{
        name: PolicyKind(title=title, check=partial(domain.check_plain, name), may_propose=PROPOSE, may_confirm=CONFIRM)
        for name, title in PLAIN.items()
    },
}  # fmt: skip
