"""What finance listens to, and what it does about it."""

from collections.abc import Mapping

from aftercare_contracts.envelope import Event
from aftercare_contracts.events.dispatch import ContractRegistered, SquadOrdered, WorkOrderDone, WorkOrderTakenOver
from aftercare_contracts.events.dispatch_costs import QuoteAgreed
from plumbing.inbox import Handler

from .use_cases import debts, orders

LISTENS_TO: Mapping[type[Event], Handler] = {
    ContractRegistered: orders.open_account,
    WorkOrderTakenOver: orders.take_note_of_take_over,
    SquadOrdered: orders.take_note_of_squad_order,
    WorkOrderDone: orders.take_note_of_done_work,
    QuoteAgreed: debts.hear_agreement,
}
