"""What finance listens to, and what it does about it."""

from collections.abc import Mapping

from aftercare_contracts.envelope import Event
from aftercare_contracts.events.dispatch import ContractRegistered, SquadOrdered, WorkOrderDone, WorkOrderTakenOver
from aftercare_contracts.events.dispatch_costs import EvidenceAdded, QuoteAgreed, WorkOrderEstimated
from aftercare_contracts.events.intake_design import DesignAnswered
from plumbing.inbox import Handler

from .use_cases import debts, design_faults, orders

LISTENS_TO: Mapping[type[Event], Handler] = {
    ContractRegistered: orders.open_account,
    WorkOrderTakenOver: orders.take_note_of_take_over,
    SquadOrdered: orders.take_note_of_squad_order,
    WorkOrderDone: orders.take_note_of_done_work,
    WorkOrderEstimated: orders.take_note_of_estimate,
    EvidenceAdded: orders.take_note_of_evidence,
    QuoteAgreed: debts.hear_agreement,
    DesignAnswered: design_faults.hear_answer,
}
