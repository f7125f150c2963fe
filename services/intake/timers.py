"""What comes due in intake."""

from collections.abc import Mapping

from plumbing.timers import TimerHandler

from .use_cases import actions_due, forum, limits

WHEN_DUE: Mapping[str, TimerHandler] = {
    limits.REMIND: limits.remind,
    limits.PASS: limits.let_pass,
    limits.ESCALATE: limits.escalate,
    actions_due.REMIND: actions_due.remind,
    actions_due.PASS: actions_due.let_pass,
    actions_due.ESCALATE: actions_due.escalate,
    forum.CHECK: forum.look_for_pass,
}
