"""Work orders: issued, received, declined, taken over, reported done."""

from typing import Annotated
from uuid import UUID

from aftercare_contracts.errors import Invalid, Problem
from aftercare_contracts.periods import day_in_china
from aftercare_contracts.values import Role, TakeOverReason
from fastapi import APIRouter, Response
from plumbing.database import Transaction
from plumbing.ids import new_id
from plumbing.paging import Limit, encode_cursor, id_in
from plumbing.web import Door, Page, opens_for

from ..domain.access import NoSuchWorkOrder, scope, sees
from ..domain.sheet import Draft
from ..domain.work_order import State, WorkOrder
from ..store import orders as store
from ..use_cases import issuing, receiving, repairing, taking_over
from .asking import Wanted
from .views import (
    CompletionIn,
    DeclineIn,
    OrderIn,
    OrderLine,
    OrderOut,
    ReceiptIn,
    ReminderIn,
    TakeOverIn,
    line,
    shown,
)

router = APIRouter(prefix="/work-orders", tags=["work orders"])
READERS = (
    Role.ENGINEERING_DESK, Role.SITE_LEAD, Role.PROPERTY_DESK, Role.SALES_DESK, Role.REPAIR_SQUAD, Role.CONTRACTOR,
    Role.HOTLINE_CLERK, Role.CASE_OFFICER, Role.DUTY_OFFICER, Role.SERVICE_OFFICER, Role.SERVICE_SUPERVISOR,
    Role.RECORDS_CLERK, Role.CENTRE_DIRECTOR, Role.ENGINEERING, Role.DEPUTY_CHIEF_ENGINEER, Role.CHIEF_ENGINEER,
    Role.VICE_PRESIDENT, Role.GENERAL_MANAGER, Role.FINANCE_OFFICER, Role.AUDITOR, Role.LEGAL_COUNSEL, Role.SALES,
)  # fmt: skip
SALES = (Role.SALES_DESK, Role.SALES)


class NotByThisWay(Invalid):
    """An order is taken over because the owner asks, or in danger by the site lead; the other reasons come by themselves."""


class DangerUnexplained(Invalid):
    """Who has the squad begin at once in danger says what the danger is (F1)."""


class ProofMissing(Invalid):
    """The desk says how service is proven; only the contractor's own receipt needs no proof."""


class ProofNotWanted(Invalid):
    """The contractor confirms receipt by his word; proof of service is the desk's."""


@router.post("", status_code=201, response_model=OrderOut)
async def post_order(
    body: OrderIn, door: Annotated[Door, opens_for(Role.ENGINEERING_DESK, Role.SITE_LEAD)]
) -> Response:
    """Issue a work order on a case: to the contractor whose warranty runs, otherwise to the squad (D1, D2)."""
    order_id, draft = new_id(), Draft(**dict(body))

    async def act(tx: Transaction) -> OrderOut:
        return await _answer(tx, await issuing.issue_work_order(tx, order_id, draft, door.caller, tx.now), door)

    return await door.once(body, act)


@router.get("")
async def get_orders(
    door: Annotated[Door, opens_for(*READERS, Role.CUSTOMER)],
    case_id: UUID | None = None,
    contractor: Wanted = None,
    state: State | None = None,
    cursor: str | None = None,
    limit: Limit = 50,
) -> Page[OrderLine]:
    """The work orders within the caller's scope, the latest first; a contractor's or a customer's own."""
    async with door.reading() as tx:
        found = await store.work_orders(tx, scope(door.caller), case_id, contractor, state, id_in(cursor), limit + 1)
    more = encode_cursor([found[limit - 1].sheet.order_id]) if len(found) > limit else None
    return Page(items=[line(each) for each in found[:limit]], next=more)


@router.get("/{order_id}")
async def get_order(order_id: UUID, door: Annotated[Door, opens_for(*READERS, Role.CUSTOMER)]) -> OrderOut:
    """One work order, with the chain of evidence."""
    async with door.reading() as tx:
        order = await store.work_order(tx, order_id)
        if not sees(door.caller, order.sheet.project, order.sheet.contractor, order.sheet.customer_id):
            raise NoSuchWorkOrder
        return await _answer(tx, order, door)


@router.post("/{order_id}/receipts", status_code=201, response_model=OrderOut)
async def post_receipt(
    order_id: UUID, body: ReceiptIn, door: Annotated[Door, opens_for(Role.CONTRACTOR, Role.ENGINEERING_DESK)]
) -> Response:
    """The contractor has it, by his word or proven; his time runs (D3)."""
    by_contractor = door.caller.has(Role.CONTRACTOR)
    if by_contractor and (body.proof is not None or body.photos):
        raise ProofNotWanted("", Problem("/proof", "given by the contractor", "an empty body"))
    if not by_contractor and body.proof is None:
        raise ProofMissing("", Problem("/proof", "missing", "how and when the order was served"))

    async def act(tx: Transaction) -> OrderOut:
        if by_contractor:
            return await _answer(tx, await receiving.confirm_receipt(tx, order_id, door.caller, tx.now), door)
        order = await receiving.prove_service(tx, order_id, body.proof or "", body.photos, door.caller, tx.now)
        return await _answer(tx, order, door)

    return await door.once(body, act)


@router.post("/{order_id}/acknowledgements", status_code=201, response_model=OrderOut)
async def post_acknowledgement(
    order_id: UUID, door: Annotated[Door, opens_for(*SALES, Role.ENGINEERING_DESK, Role.ENGINEERING)]
) -> Response:
    """Sales or engineering signs for the order's arrival (form 工程派工单)."""
    party = "sales" if door.caller.has(*SALES) else "engineering"

    async def act(tx: Transaction) -> OrderOut:
        return await _answer(tx, await receiving.acknowledge(tx, order_id, party, door.caller, tx.now), door)

    return await door.once(None, act)


@router.post("/{order_id}/reminders", status_code=201, response_model=OrderOut)
async def post_reminder(
    order_id: UUID, body: ReminderIn, door: Annotated[Door, opens_for(Role.ENGINEERING_DESK, Role.SITE_LEAD)]
) -> Response:
    """The engineering desk urges the contractor (D5)."""

    async def act(tx: Transaction) -> OrderOut:
        return await _answer(tx, await receiving.urge(tx, order_id, body.note, door.caller, tx.now), door)

    return await door.once(body, act)


@router.post("/{order_id}/declines", status_code=201, response_model=OrderOut)
async def post_decline(order_id: UUID, body: DeclineIn, door: Annotated[Door, opens_for(Role.CONTRACTOR)]) -> Response:
    """The contractor cannot keep it: the squad takes over (D3)."""

    async def act(tx: Transaction) -> OrderOut:
        return await _answer(tx, await taking_over.decline(tx, order_id, body.reason, door.caller, tx.now), door)

    return await door.once(body, act)


@router.post("/{order_id}/take-overs", status_code=201, response_model=OrderOut)
async def post_take_over(
    order_id: UUID, body: TakeOverIn, door: Annotated[Door, opens_for(Role.ENGINEERING_DESK, Role.SITE_LEAD)]
) -> Response:
    """The squad takes over at once: the owner asks (D3), or the site lead sees danger (F1)."""
    lead = door.caller.has(Role.SITE_LEAD)
    reasons = (*((TakeOverReason.DANGER,) if lead else ()), TakeOverReason.OWNER_ASKED)
    if body.reason not in reasons:
        raise NotByThisWay("", Problem("/reason", body.reason, " or ".join(reasons)))
    if body.reason is TakeOverReason.DANGER and not body.note.strip():
        raise DangerUnexplained("", Problem("/note", "missing", "what the danger is"))

    async def act(tx: Transaction) -> OrderOut:
        order = await taking_over.hand_over(tx, order_id, body.reason, body.note, door.caller, tx.now)
        return await _answer(tx, order, door)

    return await door.once(body, act)


@router.post("/{order_id}/completions", status_code=201, response_model=OrderOut)
async def post_completion(
    order_id: UUID, body: CompletionIn, door: Annotated[Door, opens_for(Role.CONTRACTOR, Role.REPAIR_SQUAD)]
) -> Response:
    """Whoever holds the order says that the work is done (D5); after a take-over the contractor's word is only recorded."""

    async def act(tx: Transaction) -> OrderOut:
        completed_on = body.completed_on or day_in_china(tx.now)
        done = await repairing.report_done(tx, order_id, body.note, body.photos, completed_on, door.caller, tx.now)
        return await _answer(tx, done, door)

    return await door.once(body, act)


async def _answer(tx: Transaction, order: WorkOrder, door: Door) -> OrderOut:
    return await shown(tx, order, door.caller)
