"""What comes due in dispatch."""

from collections.abc import Mapping

from plumbing.timers import TimerHandler

from .use_cases import receiving, taking_over, watching

WHEN_DUE: Mapping[str, TimerHandler] = {
    watching.REMINDER: receiving.remind_contractor,
    watching.DEADLINE: taking_over.take_over_when_due,
}
