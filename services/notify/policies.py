"""What people may change of notify's texts and figures: a table."""

from collections.abc import Mapping
from functools import partial

from aftercare_contracts.effects import Words
from aftercare_contracts.values import Role
from plumbing import limits
from plumbing.policy_changes import PolicyKind

from .domain import channel_policies
from .domain import policies as domain
from .domain.limits import LimitName
from .use_cases.notices import PUBLISHED

PROPOSE = frozenset({Role.SITE_LEAD, Role.SERVICE_SUPERVISOR, Role.CENTRE_DIRECTOR})
CONFIRM = frozenset({Role.CENTRE_DIRECTOR, Role.VICE_PRESIDENT})

POLICIES: Mapping[str, PolicyKind] = {
    "notices": PolicyKind(
        title=Words("通知对象与文字", "Who is told, and in what words"), check=partial(domain.check_notices, PUBLISHED),
        may_propose=PROPOSE, may_confirm=CONFIRM,
    ),
    "names": PolicyKind(
        title=Words("通知中的名称", "What codes are called in notices"), check=domain.check_names,
        may_propose=PROPOSE, may_confirm=CONFIRM,
    ),
    "chase": PolicyKind(
        title=Words("通知催办", "When a notice is chased"), check=domain.check_chase, may_propose=PROPOSE, may_confirm=CONFIRM
    ),
    "announcements": PolicyKind(
        title=Words("停梯停水停电等公告", "Announcements of planned work"), check=domain.check_announcements,
        may_propose=PROPOSE, may_confirm=CONFIRM,
    ),
    "looks": PolicyKind(
        title=Words("负责人查阅", "The heads' looks"), check=domain.check_looks, may_propose=PROPOSE, may_confirm=CONFIRM
    ),
    "daily": PolicyKind(
        title=Words("每日待办清单", "The daily list"), check=partial(domain.check_daily, PUBLISHED), may_propose=PROPOSE,
        may_confirm=CONFIRM,
    ),
    "limits": PolicyKind(
        title=Words("公告、座谈会、查阅与报表时限", "Time limits of announcements, meetings, looks and reports"),
        check=limits.check(LimitName), may_propose=PROPOSE, may_confirm=CONFIRM,
    ),
    "reports": PolicyKind(
        title=Words("报表的编制与签名", "When reports are drawn, and who signs them"), check=domain.check_reports,
        may_propose=PROPOSE, may_confirm=CONFIRM,
    ),
    "channels": PolicyKind(
        title=Words("通知渠道", "By which ways notices go out"), check=partial(channel_policies.check_channels, PUBLISHED),
        may_propose=PROPOSE, may_confirm=CONFIRM,
    ),
    "quiet_hours": PolicyKind(
        title=Words("免打扰时段", "When customers are left in peace"), check=channel_policies.check_quiet_hours,
        may_propose=PROPOSE, may_confirm=CONFIRM,
    ),
    "retries": PolicyKind(
        title=Words("发送失败的重试", "How sending is tried again"), check=channel_policies.check_retries,
        may_propose=PROPOSE, may_confirm=CONFIRM,
    ),
}  # fmt: skip
