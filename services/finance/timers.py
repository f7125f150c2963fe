"""What comes due in finance: its time limits. A quarter is drawn and booked by people."""

from collections.abc import Mapping

from aftercare_contracts.events.finance_limits import FinanceLimitApproaching, FinanceLimitPassed
from plumbing import limits
from plumbing.timers import TimerHandler

WHEN_DUE: Mapping[str, TimerHandler] = {**limits.when_due(FinanceLimitApproaching, FinanceLimitPassed)}
