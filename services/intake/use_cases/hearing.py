"""What other services say moves a case (D1, D5, I10, I15, V2)."""

from datetime import datetime

from aftercare_contracts.errors import AlreadyDone
from aftercare_contracts.events.dispatch import WorkOrderCompleted, WorkOrderIssued
from aftercare_contracts.events.dispatch_orders import WorkOrderCancelled, WorkOrderReturned
from aftercare_contracts.events.intake import CaseReopened
from aftercare_contracts.events.survey import ReturnVisitDissatisfied, ReturnVisitSatisfied
from plumbing.database import Transaction

from ..domain import case as domain
from ..domain.case import State, Verb
from ..domain.limits import LEVELS, OF_A_ROUND
from ..store import cases
from . import limits, staff_complaints
from .announcing import say
from .following import end_round, say_closed

SATISFIED = {
    "his_word": "回访满意 satisfied at the return visit",
    "quiet_month": "未得到客户答复，一个月内无同类意见，按满意处理 no answer, and nothing of the kind within a month",
}


async def work_was_ordered(tx: Transaction, event: WorkOrderIssued, now: datetime) -> None:
    """A work order is out: the case is in work, and the order's limit governs instead of I10's."""
    case = await limits.case_held(tx, event.case_id)
    if not await cases.add_order(tx, event.order_id, case, now) or case.state is State.CLOSED:
        return
    await cases.save(tx, domain.start_work(case, now), Verb.START_WORK, event.issued_by, now)
    await limits.end(tx, case, now, f"work order {event.order_no}", LEVELS, gives_way=True)


async def work_was_completed(tx: Transaction, event: WorkOrderCompleted, now: datetime) -> None:
    """A work order came back signed; with the last of them the round's handling ends. Raises ``AlreadyDone``."""
    case = await limits.case_held(tx, event.case_id)
    await cases.add_order(tx, event.order_id, case, now)
    if not await cases.complete_order(tx, event.order_id, now):
        raise AlreadyDone(f"{event.order_no} came back before.")
    await cases.add_hands(tx, case, event.hands)
    if case.state is State.IN_WORK and not await cases.open_orders(tx, event.case_id):
        await end_round(tx, domain.handle(case, now), event.order_no, now, settled=True)


async def work_came_back(tx: Transaction, event: WorkOrderReturned | WorkOrderCancelled, now: datetime) -> None:
    """A work order came back undone or was cancelled: with no other out, the limits it had stood for run again (D2, I10)."""
    case = await limits.case_held(tx, event.case_id)
    if await cases.complete_order(tx, event.order_id, now) and not await cases.open_orders(tx, event.case_id):
        await limits.run_again(tx, case, f"work order {event.order_no}", now)


async def customer_is_satisfied(tx: Transaction, event: ReturnVisitSatisfied, now: datetime) -> None:
    """The visit was satisfactory: a handled case closes (I15), unless the customer is still owed an apology or a word with the
    leadership (I18). Raises ``AlreadyDone``."""
    case = await limits.case_held(tx, event.case_id)
    still_owed = bool(await staff_complaints.owed(tx, case))
    case = domain.hear_satisfied(case, event.round, now, settled=event.settled, still_owed=still_owed)
    if case.state is State.CLOSED:
        await say_closed(tx, case, event.visited_by, SATISFIED[event.because], now, satisfied=True)
    else:
        await cases.save(tx, case, "visited", event.visited_by, now)


async def customer_is_dissatisfied(tx: Transaction, event: ReturnVisitDissatisfied, now: datetime) -> None:
    """Something is still wrong: another round with limits of its own (I15, V2). Raises ``AlreadyDone``."""
    case = domain.reopen(await limits.case_held(tx, event.case_id), event.round, now)
    await cases.save(tx, case, Verb.REOPEN, event.visited_by, now)
    await limits.end(tx, case, now, f"round {event.round} ended", OF_A_ROUND, gives_way=True)
    await limits.arm(tx, await limits.reckon(tx, case, now))
    if await cases.open_orders(tx, case.case_id):
        await limits.end(tx, case, now, "work orders are out", LEVELS, gives_way=True)
    await say(tx, case, CaseReopened(
        case_id=case.case_id, case_no=case.case_no, project=case.project, round=case.round, desk=case.desk,
        still_wrong=event.still_wrong,
    ))  # fmt: skip
