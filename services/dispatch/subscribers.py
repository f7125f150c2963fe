"""What dispatch hears."""

from collections.abc import Mapping

from aftercare_contracts.envelope import Event
from aftercare_contracts.events import finance, intake, intake_calendar, intake_conduct, intake_transfers, intake_units
from plumbing.inbox import Handler

from .use_cases import calendar, cases, contractor_costs, desks, repairing, units

LISTENS_TO: Mapping[type[Event], Handler] = {
    intake.CaseRegistered: cases.copy_case,
    intake_conduct.CaseClassed: cases.follow_the_class,
    intake_transfers.CaseTransferred: cases.follow_the_transfer,
    intake.CaseJudged: cases.keep_verdict,
    intake.CaseReopened: cases.reopen_case,
    intake.CaseClosed: cases.close_case,
    intake.CaseLimitPassed: desks.hear_lateness,
    intake_calendar.CalendarNoticeLoaded: calendar.load_notice,
    intake_units.UnitsRecorded: units.copy_units,
    intake_units.ProjectRecorded: units.copy_project,
    finance.ClaimApproved: repairing.hear_approval,
    finance.ClaimRefused: repairing.hear_refusal,
    finance.RetentionDeducted: contractor_costs.hear_deduction,
    finance.ContractorClaimed: contractor_costs.hear_claim,
}
