"""What comes due in survey."""

from collections.abc import Mapping

from aftercare_contracts.events.survey import VisitLimitApproaching, VisitLimitPassed
from plumbing import limits
from plumbing.timers import TimerHandler

from .use_cases import collecting, month_rule, result_months, return_visits, visit_records

WHEN_DUE: Mapping[str, TimerHandler] = {
    return_visits.REMIND: return_visits.remind,
    return_visits.PASS: return_visits.let_pass,
    return_visits.ESCALATE: return_visits.escalate,
    result_months.MONTH_BEGINS: result_months.begin,
    result_months.REPAIRS_COUNTED: result_months.count_repairs,
    collecting.SEND: collecting.send,
    collecting.REMIND: collecting.remind,
    collecting.COLLECTED: collecting.let_collection_end,
    month_rule.MONTH_OVER: month_rule.month_over,
    visit_records.MONTH_BEGINS: visit_records.begin_month,
    **limits.when_due(VisitLimitApproaching, VisitLimitPassed),
}
