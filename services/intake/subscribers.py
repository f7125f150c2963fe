"""What intake hears. Everything said about a case also goes onto its timeline."""

from collections.abc import Mapping

from aftercare_contracts.envelope import Event
from aftercare_contracts.events import dispatch, dispatch_orders, notify_asking, survey, survey_asking
from plumbing.inbox import Handler

from .use_cases import announcing, asked, hearing

LISTENS_TO: Mapping[type[Event], Handler] = {
    dispatch.WorkOrderIssued: hearing.work_was_ordered,
    dispatch.WorkOrderCompleted: hearing.work_was_completed,
    dispatch_orders.WorkOrderReturned: hearing.work_came_back,
    dispatch_orders.WorkOrderCancelled: hearing.work_came_back,
    survey_asking.SurveyCaseAsked: asked.register_asked,
    notify_asking.NotifyCaseAsked: asked.register_asked,
    survey.ReturnVisitSatisfied: hearing.customer_is_satisfied,
    survey.ReturnVisitDissatisfied: hearing.customer_is_dissatisfied,
}
ON_EVERY = announcing.note_on_timeline
