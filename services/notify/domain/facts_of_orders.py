"""What is remembered of work orders, costs, retention and upkeep: a table by type of event."""

from .facts import NOTHING, Heard, Note, Notes, Take, always, at, fields
from .facts_of_cases import A_CASE, CASE, OF_CASE, limit

ORDER = {"order_id": "order_id"}
OF_ORDER = A_CASE | fields("order_no")
WHO = fields("repairer", "contractor")
LAPSE, DECLINE, HAND_OVER, NO_SHOW = "lapse", "decline", "hand_over", "no_show"
FINISH = "finish"
TAKEN_BY_REASON = {
    "time_passed": LAPSE, "contractor_declined": DECLINE, "owner_asked": HAND_OVER,
    "check_failed_after_deadline": "withdraw",
}  # fmt: skip


def settled_by(heard: Heard) -> str:
    """How the contractor's part ended; in danger, whether he was called and did not come (D8)."""
    reason = str(heard.data["reason"])
    did_not_come = any(link.kind == "did_not_come" for link in heard.data["chain"])
    return TAKEN_BY_REASON.get(reason, NO_SHOW if did_not_come else HAND_OVER)


def order(*puts: str, **found: Take) -> Note:
    """A note on the order itself."""
    return Note("fact_order", ORDER, OF_ORDER, {**WHO, **fields(*puts), **found})


ORDERS: Notes = {
    "dispatch.work_order.issued.v1": (order("round", "unit_no", "part", "contract_id", issued_at=at),),
    "dispatch.squad.ordered.v1": (order("unit_no", "part", "bearer"),),
    "dispatch.work_order.received.v1": (
        Note("fact_order", ORDER, OF_ORDER, {**WHO, **fields("received_at", "due_at")}, {"first_due_at": "due_at"}),
    ),
    "dispatch.work_order.reminded.v1": (order(reminded_at=at),),
    "dispatch.work_order.taken_over.v1": (
        Note(
            "fact_order", ORDER, OF_ORDER, {**WHO, "taken_over_at": "taken_over_at", "take_over_reason": "reason"},
            {"settled_at": "taken_over_at", "settled_by": settled_by},
        ),
    ),
    "dispatch.work_order.done.v1": (
        order("done_at"),
        Note(
            "fact_order", ORDER, put={"contractor_done_at": "done_at"},
            first={"settled_at": "done_at", "settled_by": always(FINISH)},
            add={"contractor_repairs": 1}, when={"repairer": "contractor"},
        ),
    ),
    "dispatch.work_order.check_failed.v1": (
        Note(
            "fact_order", ORDER, OF_ORDER, {**WHO, "due_at": "due_at", "check_failed_at": at, "check_passed_at": NOTHING},
            add={"checks_failed": 1},
        ),
    ),
    "dispatch.work_order.check_passed.v1": (order(check_passed_at=at),),
    "dispatch.work_order.objected.v1": (order(objected_at=at),),
    "dispatch.work_order.returned.v1": (order(returned_at=at),),
    "dispatch.work_order.cancelled.v1": (order(cancelled_at=at),),
    "dispatch.appointment.made.v1": (order(appointment_at="starts_at"),),
    "dispatch.appointment.ended.v1": (order(appointment_at=NOTHING),),
    "dispatch.work_order.completed.v1": (order("completed_at", "repair_result", "closed_by_parties"),),
    "dispatch.fault.found.v1": (
        Note("fact_case", CASE, OF_CASE, {"fault_responsible": "responsible"}),
    ),
    "dispatch.contract.registered.v1": (
        Note(
            "fact_contract", {"contract_id": "contract_id"},
            put=fields("contract_no", "contractor", "contractor_name", "project"),
        ),
    ),
    "dispatch.undertaking.opened.v1": (
        Note(
            "fact_undertaking", {"undertaking_id": "undertaking_id"}, fields("project", "owner_role"),
            {"due_on": "due_on", "opened_at": at},
        ),
    ),
    "dispatch.undertaking.done.v1": (
        Note(
            "fact_undertaking", {"undertaking_id": "undertaking_id"}, fields("project", "owner_role"), {"done_at": at}
        ),
    ),
    **limit("dispatch", "reference", "contractor"),
}  # fmt: skip


def claim(*puts: str, **found: Take) -> Note:
    """A note on a cost claim; its amount is as it was last told."""
    same = A_CASE | fields("claim_no", "order_id", "order_no")
    return Note("fact_claim", {"claim_id": "claim_id"}, same, {**fields("amount_fen", *puts), **found})


def retention(kind: str, amount: str = "amount_fen", statement: Take = NOTHING) -> tuple[Note, ...]:
    """An entry of its own for each thing said of a retention."""
    taken = fields("contract_id", "contractor", "project", "order_no", "case_id")
    put: dict[str, Take] = {
        **taken, "kind": always(kind), "amount_fen": amount, "statement_no": statement, "at": at
    }  # fmt: skip
    return (Note("fact_retention", {"event_id": lambda heard: heard.event_id}, put=put),)


def statement(*puts: str, **found: Take) -> tuple[Note, ...]:
    """A note on a quarter's statement."""
    same = fields("statement_no", "project", "quarter")
    return (Note("fact_statement", {"statement_id": "statement_id"}, same, {**fields("total_fen", *puts), **found}),)


COSTS: Notes = {
    "finance.claim.raised.v1": (claim("bearer", "next_role", raised_at=at),),
    "finance.claim.reviewed.v1": (claim("next_role"),),
    "finance.claim.approved.v1": (claim("approved_role", approved_at=at, next_role=NOTHING),),
    "finance.claim.refused.v1": (claim(refused_at=at, next_role=NOTHING),),
    "finance.claim.withdrawn.v1": (claim(withdrawn_at=at, next_role=NOTHING),),
    "finance.claim.exceeded.v1": (claim("next_role", exceeded_at=at),),
    "finance.cost.confirmed.v1": (claim("confirmed_at", "bearer", confirmed_fen="amount_fen"),),
    "finance.retention.held.v1": retention("held", "held_fen"),
    "finance.retention.hold_lifted.v1": retention("hold_lifted"),
    "finance.retention.deducted.v1": retention("deducted", statement="statement_no"),
    "finance.contractor.claimed.v1": retention("claimed", statement="statement_no"),
    "finance.statement.drawn.v1": statement(drawn_at=at),
    "finance.statement.reviewed.v1": statement(reviewed_at=at),
    "finance.statement.audited.v1": statement(audited_at=at),
    "finance.statement.served.v1": statement(served_at=at),
    "finance.statement.booked.v1": statement(
        "deducted_fen", "claimed_fen", "company_fen", "refilled_fen", booked_at=at
    ),
    **limit("finance", "reference", "contractor"),
}  # fmt: skip
