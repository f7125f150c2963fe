"""What is remembered of cases, of what departments ask each other, and of visits: a table by type of event."""

from collections.abc import Mapping

from .facts import EMPTY, NOTHING, Note, Notes, Take, always, at, fields

CASE = {"case_id": "case_id"}
OF_CASE = fields("case_no", "project")
A_CASE = fields("case_id", "case_no", "project")


def case(*puts: str, **found: Take) -> Note:
    """A note on the case itself."""
    return Note("fact_case", CASE, OF_CASE, {**fields(*puts), **found})


def held(by: str) -> Mapping[str, Take]:
    """Whose move it is from now on (B1)."""
    return {"holder_role": by, "held_since": at}


def limit(source: str, reference: Take = EMPTY, contractor: Take = NOTHING) -> Notes:
    """The notes on the limits of one service."""
    key: dict[str, Take] = {
        "source": always(source), "about": lambda heard: heard.subject, "name": "limit", "reference": reference, "round": "round",
    }  # fmt: skip
    common: dict[str, Take] = fields("case_id", "case_no", "project", "owner_role", "due_at") | {
        "contractor": contractor
    }
    near = {**common, "reminded_at": at, "passed_at": NOTHING, "told_role": NOTHING, "step": NOTHING}
    over = {**common, "passed_at": at, "told_role": "tell", "step": "step"}
    return {
        f"{source}.limit.approaching.v1": (Note("fact_limit", key, put=near),),
        f"{source}.limit.passed.v1": (Note("fact_limit", key, put=over),),
    }


REGISTERED = (
    "kind", "case_class", "matter", "part", "channel", "unit_no", "phase", "department", "desk", "customer_id", "taken_by",
    "registered_at", "reply_by", "visit_by",
)  # fmt: skip
ROUND = {"case_id": "case_id", "round": "round"}

CASES: Notes = {
    "intake.case.registered.v1": (
        case(*REGISTERED, round=always(1), **held("desk")),
        Note("fact_round", {"case_id": "case_id", "round": always(1)}, OF_CASE, {"began_at": "registered_at"}),
    ),
    "intake.case.classed.v1": (case("case_class", "matter", "department", "desk"),),
    "intake.case.feedback_given.v1": (Note("fact_case", CASE, OF_CASE, first={"feedback_at": at}),),
    "intake.complaint.verified.v1": (case(verified_at=at),),
    "intake.case.judged.v1": (case("verdict", judged_at=at),),
    "intake.reply.agreed.v1": (case("reply_at", "reply_by", "visit_by"),),
    "intake.plan.drawn.v1": (case(plan_drawn_at=at),),
    "intake.plan.signed.v1": (case("complete_on", plan_signed_at=at),),
    "intake.major.found.v1": (case(major_ground="ground", major_at=at),),
    "intake.major.taken_back.v1": (case(major_ground=NOTHING, major_at=NOTHING),),
    "intake.apology.made.v1": (case(apologised_at=at),),
    "intake.case.handed_up.v1": (case(**held("to_role")),),
    "intake.case.handed_down.v1": (case(**held("to_role")),),
    "intake.case.handled.v1": (
        Note("fact_case", CASE, OF_CASE, {**fields("handled_at", "settled", "round")}, {"first_handled_at": "handled_at"}),
        Note("fact_round", ROUND, OF_CASE, fields("handled_at", "settled")),
    ),
    "intake.case.reopened.v1": (
        case("desk", "round", reopened_at=at, closed_at=NOTHING, closed_because=NOTHING, **held("desk")),
        Note("fact_round", ROUND, OF_CASE, {"began_at": at}),
    ),
    "intake.case.closed.v1": (
        case(closed_at=at, closed_because="because", holder_role=NOTHING, held_since=NOTHING),
    ),
    "intake.case.merged.v1": (case(merged_into_id="into_id", merged_at=at),),
    "intake.case.unmerged.v1": (case(merged_into_id=NOTHING, merged_at=NOTHING),),
    "intake.case.repeated.v1": (case(repeats_at=at),),
    "intake.suggestion.passed_on.v1": (case(passed_on_at=at),),
    "intake.suggestion.decided.v1": (
        case("adopted", "carried_out_by", decided_at=at, carry_out_by_on="due_on"),
    ),
    "intake.case.transferred.v1": (
        case(department="to_department", desk="to_desk", **held("to_desk")),
        Note("fact_transfer", {"transfer_id": "transfer_id"}, A_CASE, {"accepted_at": at}),
    ),
    "intake.transfer.offered.v1": (
        Note(
            "fact_transfer", {"transfer_id": "transfer_id"}, A_CASE,
            {**fields("from_department", "from_desk", "to_department", "to_desk"), "offered_at": at},
        ),
    ),
    "intake.transfer.returned.v1": (
        Note("fact_transfer", {"transfer_id": "transfer_id"}, A_CASE, {"returned_at": at}),
    ),
    "survey.return_visit.planned.v1": (
        Note(
            "fact_round", ROUND, OF_CASE,
            {**fields("visit_id", "visitor"), "visit_planned_at": at, "visit_due_at": "due_at", "visit_way": "way"},
        ),
    ),
    "survey.return_visit.satisfied.v1": (
        Note(
            "fact_round", ROUND, OF_CASE,
            {**fields("visited_by", "in_time", "attitude"), "visited_at": at, "satisfied": always(True),
             "unsatisfied_because": NOTHING},
        ),
    ),
    "survey.return_visit.dissatisfied.v1": (
        Note(
            "fact_round", ROUND, OF_CASE,
            {"visited_by": "visited_by", "visited_at": at, "satisfied": always(False), "unsatisfied_because": "because",
             "in_time": NOTHING, "attitude": NOTHING},
        ),
    ),
    **limit("intake"),
    **limit("survey", lambda heard: heard.data["reference"] or "", "contractor"),
}  # fmt: skip

SLIP = {"slip_id": "slip_id"}
OF_SLIP = A_CASE | fields("slip_no", "party")
QUESTION = {"question_id": "question_id"}
OF_QUESTION = A_CASE | fields("question_no", "desk")
MEASURE = {"measure_id": "measure_id"}
OF_MEASURE = A_CASE | fields("owner_role")
ACTION = {"action_id": "action_id"}
OF_ACTION = fields("action_no", "kind", "project", "owner_role")
WEEK = {"report_id": "report_id"}
OF_WEEK = fields("project", "week")

ASKED: Notes = {
    "intake.slip.sent.v1": (Note("fact_slip", SLIP, OF_SLIP, {"sent_at": at, "due_at": "due_at"}),),
    "intake.slip.entered.v1": (Note("fact_slip", SLIP, OF_SLIP, {**fields("kind", "due_at"), "entered_at": at}),),
    "intake.slip.received.v1": (Note("fact_slip", SLIP, OF_SLIP, {"received_at": at}),),
    "intake.slip.answered.v1": (Note("fact_slip", SLIP, OF_SLIP, {"answered_at": at}),),
    "intake.design.asked.v1": (Note("fact_design", QUESTION, OF_QUESTION, {"asked_at": at, "due_at": "due_at"}),),
    "intake.design.answered.v1": (
        Note("fact_design", QUESTION, OF_QUESTION, {"answered_at": at, "justified": "justified"}),
        Note("fact_case", CASE, OF_CASE, {"is_design_fault": always(True)}, when={"justified": True}),
    ),
    "intake.design.drawn.v1": (Note("fact_design", QUESTION, OF_QUESTION, {"drawn_at": at}),),
    "intake.measure.ordered.v1": (Note("fact_measure", MEASURE, OF_MEASURE, {"ordered_at": at, "due_on": "due_on"}),),
    "intake.measure.completed.v1": (Note("fact_measure", MEASURE, OF_MEASURE, {"completed_at": at}),),
    "intake.action.opened.v1": (
        Note("fact_action", ACTION, OF_ACTION, {**fields("check_role", "due_at"), "opened_at": at}),
    ),
    "intake.action.done.v1": (Note("fact_action", ACTION, OF_ACTION, {"done_at": at, "due_at": "due_at"}),),
    "intake.action.checked.v1": (
        Note("fact_action", ACTION, OF_ACTION, {"checked_at": at, "effective": "effective"}),
    ),
    "intake.action.passed.v1": (Note("fact_action", ACTION, OF_ACTION, {"passed_at": at}),),
    "intake.weekly_result.confirmed.v1": (
        Note("fact_week", WEEK, OF_WEEK, {
            **fields("items", "unsettled", "overdue", "confirmed_by"), "confirmed_at": at,
            "department": always("service_centre"),
        }),
    ),
    "intake.feed.confirmed.v1": (
        Note("fact_week", WEEK, OF_WEEK, {
            **fields("department", "complaints", "settled", "confirmed_by"), "confirmed_at": at,
        }),
    ),
    "intake.feed.overdue.v1": (Note("fact_week", WEEK, OF_WEEK, {"department": "department", "overdue_at": at}),),
    "intake.project.recorded.v1": (
        Note("fact_project", {"project": "project"}, put=fields("name", "first_collective_handover_on")),
    ),
}  # fmt: skip
