"""Work orders: issued, received, declined, taken over, done, checked, signed."""

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
from ..use_cases import accepting, issuing, receiving, repairing, taking_over
from .asking import Wanted
from .views import (
    CheckIn,
    CompletionIn,
    DeclineIn,
    OrderIn,
    OrderLine,
    OrderOut,
    ReceiptIn,
    SignatureIn,
    TakeOverIn,
    line,
    shown,
)

router = APIRouter(prefix="/work-orders", tags=["work orders"])
READERS = (
    Role.ENGINEERING_DESK, Role.SITE_LEAD, Role.PROPERTY_DESK, Role.SALES_DESK, Role.REPAIR_SQUAD, Role.CONTRACTOR,
    Role.HOTLINE_CLERK, Role.CASE_OFFICER, Role.DUTY_OFFICER, Role.SERVICE_OFFICER, Role.SERVICE_SUPERVISOR,
    Role.RECORDS_CLERK, Role.CENTRE_DIRECTOR, Role.ENGINEERING, Role.DEPUTY_CHIEF_ENGINEER, Role.CHIEF_ENGINEER,
    Role.VICE_PRESIDENT, Role.GENERAL_MANAGER, Role.FINANCE_OFFICER, Role.AUDITOR, Role.LEGAL_COUNSEL,
)  # fmt: skip


class NotByThisWay(Invalid):
    """The desk takes an order over because the owner asks; the other reasons come about by themselves."""


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
    door: Annotated[Door, opens_for(*READERS)],
    case_id: UUID | None = None,
    contractor: Wanted = None,
    state: State | None = None,
    cursor: str | None = None,
    limit: Limit = 50,
) -> Page[OrderLine]:
    """The work orders within the caller's scope, the latest first; a contractor's own."""
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


@router.post("/{order_id}/declines", status_code=201, response_model=OrderOut)
async def post_decline(order_id: UUID, body: DeclineIn, door: Annotated[Door, opens_for(Role.CONTRACTOR)]) -> Response:
    """The contractor cannot keep it: the squad takes over (D3)."""

    async def act(tx: Transaction) -> OrderOut:
        return await _answer(tx, await taking_over.decline(tx, order_id, body.reason, door.caller, tx.now), door)

    return await door.once(body, act)


@router.post("/{order_id}/take-overs", status_code=201, response_model=OrderOut)
async def post_take_over(
    order_id: UUID, body: TakeOverIn, door: Annotated[Door, opens_for(Role.ENGINEERING_DESK)]
) -> Response:
    """The owner asks: the squad takes over at once (D3)."""
    if body.reason is not TakeOverReason.OWNER_ASKED:
        raise NotByThisWay("", Problem("/reason", body.reason, TakeOverReason.OWNER_ASKED))

    async def act(tx: Transaction) -> OrderOut:
        return await _answer(tx, await taking_over.hand_over(tx, order_id, body.note, door.caller, tx.now), door)

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


@router.post("/{order_id}/checks", status_code=201, response_model=OrderOut)
async def post_check(
    order_id: UUID, body: CheckIn, door: Annotated[Door, opens_for(Role.ENGINEERING_DESK)]
) -> Response:
    """The project desk's check, never by one who did the work (D5)."""

    async def act(tx: Transaction) -> OrderOut:
        checked = await accepting.check(tx, order_id, body.passed, body.finding, door.caller, tx.now)
        return await _answer(tx, checked, door)

    return await door.once(body, act)


@router.post("/{order_id}/signatures", status_code=201, response_model=OrderOut)
async def post_signature(
    order_id: UUID,
    body: SignatureIn,
    door: Annotated[Door, opens_for(Role.ENGINEERING_DESK, Role.PROPERTY_DESK, Role.CUSTOMER)],
) -> Response:
    """What the owner signed; satisfied completes the order (D5)."""

    async def act(tx: Transaction) -> OrderOut:
        signed = await accepting.sign(tx, order_id, body.satisfied, body.opinion, body.signer, door.caller, tx.now)
        return await _answer(tx, signed, door)

    return await door.once(body, act)


async def _answer(tx: Transaction, order: WorkOrder, door: Door) -> OrderOut:
    return await shown(tx, order, door.caller)
