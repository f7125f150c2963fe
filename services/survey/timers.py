"""What comes due in survey."""

from collections.abc import Mapping

from plumbing.timers import TimerHandler

from . import use_cases

WHEN_DUE: Mapping[str, TimerHandler] = {
    use_cases.REMIND: use_cases.remind,
    use_cases.PASS: use_cases.let_pass,
    use_cases.ESCALATE: use_cases.escalate,
}
