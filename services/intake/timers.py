"""What comes due in intake."""

from collections.abc import Mapping

from plumbing.timers import TimerHandler

from .use_cases import limits, unit_imports

WHEN_DUE: Mapping[str, TimerHandler] = {
    limits.REMIND: limits.remind,
    limits.PASS: limits.let_pass,
    limits.ESCALATE: limits.escalate,
    unit_imports.GO_ON: unit_imports.go_on,
}
