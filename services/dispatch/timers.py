"""What comes due in dispatch."""

from collections.abc import Mapping

from aftercare_contracts.events.dispatch_limits import DispatchLimitApproaching, DispatchLimitPassed
from plumbing import limits
from plumbing.timers import TimerHandler

from .use_cases import quotes, receiving, taking_over, upkeep, watching

WHEN_DUE: Mapping[str, TimerHandler] = {
    watching.REMINDER: receiving.remind_contractor,
    watching.DEADLINE: taking_over.take_over_when_due,
    quotes.LAPSE: quotes.lapse,
    upkeep.MONTH_BEGINS: upkeep.begin_month,
    **limits.when_due(DispatchLimitApproaching, DispatchLimitPassed),
}
