"""What survey hears."""

from collections.abc import Mapping

from aftercare_contracts.envelope import Event
from aftercare_contracts.events import intake, intake_calendar, intake_conduct, intake_units
from plumbing.inbox import Handler

from .use_cases import households, return_visits

LISTENS_TO: Mapping[type[Event], Handler] = {
    intake.CaseHandled: return_visits.plan_visit,
    intake.CaseJudged: return_visits.case_judged,
    intake.CaseReopened: return_visits.work_goes_on,
    intake.CaseClosed: return_visits.case_closed,
    intake_calendar.CalendarNoticeLoaded: return_visits.load_notice,
    intake_conduct.ReplyAgreed: return_visits.go_as_agreed,
    intake_units.UnitsRecorded: households.copy_units,
    intake_units.ProjectRecorded: households.copy_project,
}
