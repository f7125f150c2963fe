"""What survey hears."""

from collections.abc import Mapping

from aftercare_contracts.envelope import Event
from aftercare_contracts.events import intake, intake_calendar, intake_conduct
from plumbing.inbox import Handler

from . import use_cases

LISTENS_TO: Mapping[type[Event], Handler] = {
    intake.CaseHandled: use_cases.plan_visit,
    intake.CaseJudged: use_cases.case_judged,
    intake.CaseReopened: use_cases.work_goes_on,
    intake.CaseClosed: use_cases.case_closed,
    intake_calendar.CalendarNoticeLoaded: use_cases.load_notice,
    intake_conduct.ReplyAgreed: use_cases.go_as_agreed,
}
