"""What survey hears."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from aftercare_contracts.envelope import Event
from aftercare_contracts.events import dispatch, intake, intake_calendar, intake_conduct, intake_privacy, intake_units
from plumbing.database import Transaction
from plumbing.inbox import Handler

from .use_cases import (
    complaints,
    households,
    keeping,
    low_scores,
    month_rule,
    repair_questions,
    responses,
    return_visits,
)


def in_turn(*handlers: Handler) -> Handler:
    """What several have to do on one event, in this order."""

    async def handle(tx: Transaction, event: Any, now: datetime) -> None:
        for each in handlers:
            await each(tx, event, now)

    return handle


LISTENS_TO: Mapping[type[Event], Handler] = {
    intake.CaseHandled: return_visits.plan_visit,
    intake.CaseJudged: return_visits.case_judged,
    intake.CaseReopened: return_visits.work_goes_on,
    intake.CaseClosed: return_visits.case_closed,
    intake_calendar.CalendarNoticeLoaded: return_visits.load_notice,
    intake_conduct.CaseClassed: month_rule.case_classed,
    intake_conduct.MajorFound: return_visits.go_home,
    intake_conduct.ReplyAgreed: return_visits.go_as_agreed,
    intake_privacy.CasesErased: in_turn(keeping.forget_cases, responses.forget_cases),
    intake_privacy.CustomerErased: in_turn(keeping.forget, responses.forget_customer),
    intake_units.UnitsRecorded: households.copy_units,
    intake_units.ProjectRecorded: households.copy_project,
    intake.CaseRegistered: in_turn(
        month_rule.case_registered,
        complaints.case_registered,
        low_scores.case_registered,
        repair_questions.case_registered,
    ),
    dispatch.WorkOrderCompleted: repair_questions.repair_completed,
}
