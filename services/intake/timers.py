"""What comes due in intake."""

from collections.abc import Mapping

from plumbing.timers import TimerHandler

from .use_cases import limits, weekly

WHEN_DUE: Mapping[str, TimerHandler] = {
    limits.REMIND: limits.remind,
    limits.PASS: limits.let_pass,
    limits.ESCALATE: limits.escalate,
    weekly.FEED_OVERDUE: weekly.feed_is_overdue,
}
