"""What comes due in survey."""

from collections.abc import Mapping

from aftercare_contracts.events.survey import VisitLimitApproaching, VisitLimitPassed
from plumbing import limits
from plumbing.timers import TimerHandler

from .use_cases import month_rule, return_visits, visit_records

WHEN_DUE: Mapping[str, TimerHandler] = {
    return_visits.REMIND: return_visits.remind,
    return_visits.PASS: return_visits.let_pass,
    return_visits.ESCALATE: return_visits.escalate,
    month_rule.MONTH_OVER: month_rule.month_over,
    visit_records.MONTH_BEGINS: visit_records.begin_month,
    **limits.when_due(VisitLimitApproaching, VisitLimitPassed),
}
