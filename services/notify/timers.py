"""What comes due in notify."""

from collections.abc import Mapping

from aftercare_contracts.events.notify_limits import NotifyLimitApproaching, NotifyLimitPassed
from plumbing import limits
from plumbing.timers import TimerHandler

from .use_cases import announcing, circulars, daily, meetings, notices, reports

WHEN_DUE: Mapping[str, TimerHandler] = {
    notices.CHASE: notices.chase,
    **limits.when_due(NotifyLimitApproaching, NotifyLimitPassed, announcing.announce),
    circulars.HAND_OUT: circulars.hand_out,
    reports.DRAW: reports.draw_when_due,
    meetings.YEAR_BEGINS: meetings.begin_year,
    daily.MORNING: daily.begin_day,
    daily.PROJECT_MORNING: daily.begin_project_day,
}
