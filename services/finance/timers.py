"""What comes due in finance: its time limits, and silence that counts as agreement."""

from collections.abc import Mapping

from aftercare_contracts.events.finance_limits import FinanceLimitApproaching, FinanceLimitPassed
from plumbing import limits
from plumbing.timers import TimerHandler

from .use_cases import auditing, releases

WHEN_DUE: Mapping[str, TimerHandler] = {
    **limits.when_due(FinanceLimitApproaching, FinanceLimitPassed),
    releases.LAPSE: releases.agree_by_silence,
    auditing.QUARTER_END: auditing.end_quarter,
}
