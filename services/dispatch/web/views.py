"""What is sent and shown about work orders."""

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from aftercare_contracts.values import (
    Bearer,
    Department,
    Desk,
    OrderSource,
    Part,
    Phase,
    Repairer,
    RepairResult,
    Role,
    TakeOverReason,
)
from plumbing.database import Transaction
from plumbing.web import Caller, In, Out, text
from pydantic import Field, StringConstraints

from ..domain.evidence import LinkKind, missing
from ..domain.work_order import State, Verb, WorkOrder
from ..store import orders, returning

Hash = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
Photos = Annotated[tuple[Hash, ...], Field(max_length=20)]


class OrderIn(In):
    """The form 工程派工单 as the desk fills it in; ``danger`` is for the site lead (F1)."""

    case_id: UUID
    subject: Annotated[str, text(200)]
    part: Part
    addressed_to: Annotated[str, text(200, 0)] = ""
    warranty_work: Annotated[str, text(2000)]
    source: OrderSource
    place: Annotated[str, text(200)]
    expected_cost_fen: Annotated[int, Field(ge=0, le=10**12, strict=True)]
    photos: Photos = ()
    danger: bool = False
    page_no: Annotated[str, text(20, 0)] = ""
    instead_of: UUID | None = None


class ReceiptIn(In):
    """Empty from the contractor; from the desk, how service is proven."""

    proof: Annotated[str, text(500)] | None = None
    photos: Photos = ()


class ReminderIn(In):
    """What the contractor is told."""

    note: Annotated[str, text(1000)]


class DeclineIn(In):
    """Why the contractor cannot keep it."""

    reason: Annotated[str, text(1000)]


class TakeOverIn(In):
    """Why the squad is to take over at once, and what there is to say of it."""

    reason: TakeOverReason
    note: Annotated[str, text(1000, 0)] = ""


class CompletionIn(In):
    """What was done; on which day, if not today."""

    note: Annotated[str, text(2000)]
    photos: Photos = ()
    completed_on: date | None = None


class LinkOut(Out):
    """One piece of evidence."""

    kind: LinkKind
    at: datetime
    by: str
    note: str
    photos: tuple[str, ...]


class MoveOut(Out):
    """One row of the record."""

    verb: Verb
    at: datetime
    by: str
    before: State | None
    after: State
    note: str


class ClaimOut(Out):
    """What finance decided about the squad's cost."""

    claim_id: UUID
    claim_no: str
    amount_fen: int
    decision: str
    decided_by: str
    reason: str


class OrderLine(Out):
    """A work order in a list."""

    order_id: UUID
    order_no: str
    case_id: UUID
    case_no: str
    project: str
    unit_no: str | None
    round: int
    subject: str
    part: Part
    place: str
    danger: bool
    contractor: str | None
    issued_at: datetime
    state: State
    repairer: Repairer
    due_at: datetime | None


class OfficeOut(Out):
    """What of a work order is not for the contractor."""

    customer_id: UUID | None
    signer: str | None
    owner_opinion: str
    expected_cost_fen: int
    estimate_fen: int
    bearer: Bearer
    hands: tuple[str, ...]
    claims: list[ClaimOut]
    record: list[MoveOut]


class OrderOut(OrderLine):
    """A work order in full, with the chain of evidence and what it lacks (L7)."""

    page_no: str
    instead_of: UUID | None
    sent_anew_as: str | None
    phase: Phase
    department: Department
    desk: Desk
    addressed_to: str
    warranty_work: str
    source: OrderSource
    photos: tuple[str, ...]
    contract_id: UUID | None
    contract_clause: str
    warranty_article: str
    contractor_until: date | None
    owner_until: date | None
    issued_by: str
    received_at: datetime | None
    received_by: str | None
    received_by_sales_at: datetime | None
    received_by_engineering_at: datetime | None
    in_danger: bool
    come_by: datetime | None
    remind_at: datetime | None
    reminded_at: datetime | None
    taken_over_at: datetime | None
    taken_over_reason: TakeOverReason | None
    repair_count: int
    reworks: int
    refusals: int
    repair_result: RepairResult
    done_at: datetime | None
    completed_on: date | None
    checked_by: str | None
    checked_at: datetime | None
    wants_sales_check: bool
    sales_checked_by: str | None
    sales_checked_at: datetime | None
    signed_at: datetime | None
    closed_at: datetime | None
    chain: list[LinkOut]
    missing: tuple[str, ...]
    office: OfficeOut | None


class _Both:
    """A work order's sheet and standing read as one."""

    def __init__(self, order: WorkOrder, **more: object) -> None:
        self._parts = (order, order.sheet)
        self.__dict__.update(more)

    def __getattr__(self, name: str) -> object:
        for part in self._parts:
            if hasattr(part, name):
                return getattr(part, name)
        raise AttributeError(name)


def line(order: WorkOrder) -> OrderLine:
    """A work order in a list."""
    return OrderLine.model_validate(_Both(order))


async def shown(tx: Transaction, order: WorkOrder, caller: Caller) -> OrderOut:
    """A work order as this caller may see it; the owner's data and the centre's figures are not for the contractor, the chain of
    evidence is not for the owner."""
    order_id = order.sheet.order_id
    chain = await orders.chain(tx, order_id)
    office = None
    if not caller.has(Role.CONTRACTOR, Role.CUSTOMER):
        record, claims = await orders.moves(tx, order_id), await orders.claims(tx, order_id)
        office = OfficeOut.model_validate(_Both(order, record=record, claims=claims))
    signed_for = await returning.acknowledgements(tx, order_id)
    return OrderOut.model_validate(_Both(
        order,
        chain=() if caller.has(Role.CUSTOMER) else chain,
        missing=() if caller.has(Role.CUSTOMER) else missing(chain),
        office=office,
        sent_anew_as=await returning.sent_anew_as(tx, order_id),
        received_by_sales_at=signed_for.get("sales"),
        received_by_engineering_at=signed_for.get("engineering"),
    ))  # fmt: skip
