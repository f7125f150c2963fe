"""What comes due in intake."""

from collections.abc import Mapping

from plumbing.timers import TimerHandler

from .use_cases import (
    actions_due,
    calendars,
    finding,
    forum,
    keeping,
    limits,
    long_running,
    pausing,
    people_told,
    unit_imports,
    units_told,
    weekly,
)

WHEN_DUE: Mapping[str, TimerHandler] = {
    limits.REMIND: limits.remind,
    limits.PASS: limits.let_pass,
    limits.ESCALATE: limits.escalate,
    calendars.RERECKON: pausing.rereckon,
    calendars.REVIEW: calendars.review,
    keeping.LOOK: keeping.erase_what_is_due,
    finding.CATCH_UP: finding.catch_up,
    long_running.WORD_WEEK: long_running.begin_week,
    unit_imports.GO_ON: unit_imports.go_on,
    units_told.TELL: units_told.tell_old,
    people_told.TELL: people_told.tell_old,
    weekly.FEED_OVERDUE: weekly.feed_is_overdue,
    actions_due.REMIND: actions_due.remind,
    actions_due.PASS: actions_due.let_pass,
    actions_due.ESCALATE: actions_due.escalate,
    forum.CHECK: forum.look_for_pass,
}
