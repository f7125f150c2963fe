"""The quarter's statements over HTTP."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from aftercare_contracts.values import Role
from fastapi import APIRouter, Query, Response
from plumbing.database import Transaction
from plumbing.ids import new_id
from plumbing.paging import Cursor, Limit, id_in
from plumbing.web import Door, In, Out, Page, opens_for, text

from ..domain.quarter import Quarter
from ..store import statements as store
from ..use_cases import booking
from ..use_cases import statements as use_cases
from .asking import BOOKKEEPERS, next_page, person, reach

router = APIRouter(prefix="/statements", tags=["statements"])
Centre = Annotated[Door, opens_for(Role.CENTRE_DIRECTOR, Role.FINANCE_OFFICER, Role.SERVICE_SUPERVISOR)]
Reviewer = Annotated[Door, opens_for(Role.CENTRE_DIRECTOR, Role.SERVICE_SUPERVISOR)]
Auditor = Annotated[Door, opens_for(Role.AUDITOR)]
Checker = Annotated[Door, opens_for(*BOOKKEEPERS, Role.SERVICE_SUPERVISOR)]
FinanceOfficer = Annotated[Door, opens_for(Role.FINANCE_OFFICER)]
Reader = Annotated[Door, opens_for(*BOOKKEEPERS, Role.SERVICE_SUPERVISOR, Role.VICE_PRESIDENT, Role.GENERAL_MANAGER)]


class StatementIn(In):
    """Which quarter of which project."""

    project: Annotated[str, text(50)]
    quarter: Annotated[str, text(20)]


class NoteIn(In):
    """What the signer has to say."""

    note: Annotated[str, text(2000, 0)] = ""


NOTHING_TO_SAY = NoteIn()


class ServingIn(In):
    """How the contractors were served."""

    how: Annotated[str, text(2000)]


class ReasonIn(In):
    """Why."""

    reason: Annotated[str, text(2000)]


class Drawn(Out):
    """The statement's number and total."""

    statement_id: UUID
    statement_no: str
    total_fen: int


class Done(Out):
    """What was done to the statement."""

    statement_id: UUID
    act: str


class Booked(Done):
    """What the booking came to."""

    company_fen: int
    deducted_fen: int
    claimed_fen: int
    refilled_fen: int


class ActOut(Out):
    """Who did what to a statement."""

    act: str
    at: datetime
    by: str
    note: str
    data: dict[str, Any]


class OpenCostOut(Out):
    """A cost that could not be drawn as the contractor's, and what its chain lacks (L7)."""

    claim_id: UUID
    claim_no: str
    amount_fen: int
    missing: list[str]


class StatementOut(Out):
    """A statement's head, and what was done to it."""

    statement_id: UUID
    statement_no: str
    project: str
    quarter: str
    total_fen: int
    audit_over_fen: int
    drawn_at: datetime
    drawn_by: str
    acts: list[ActOut]
    left_open: list[OpenCostOut]


class CostOut(Out):
    """A cost on a statement."""

    claim_id: UUID
    claim_no: str
    order_no: str
    contractor: str | None
    bearer: str
    amount_fen: int


class ItemOut(Out):
    """All costs of one unit and fault."""

    position: int
    place: str
    part: str
    total_fen: int
    quarter_fen: int
    for_audit: bool
    costs: list[CostOut]


class StatementInFull(StatementOut):
    """A statement with its items."""

    items: list[ItemOut]


@router.post("", status_code=201, response_model=Drawn)
async def draw_statement(body: StatementIn, door: Centre) -> Response:
    """Draw a quarter's confirmed costs that are on no statement yet, sorted by bearer (F4)."""
    door.caller.must_reach(body.project)
    quarter, statement_id, by = Quarter.read(body.quarter), new_id(), person(door.caller)

    async def act(tx: Transaction) -> Drawn:
        head = await use_cases.draw_statement(tx, statement_id, body.project, quarter, by, tx.now)
        return Drawn(statement_id=statement_id, statement_no=head.statement_no, total_fen=head.total_fen)

    return await door.once(body, act)


@router.post("/{statement_id}/reviews", status_code=201, response_model=Done)
async def review_statement(statement_id: UUID, door: Reviewer, body: NoteIn = NOTHING_TO_SAY) -> Response:
    """The centre's review, by someone who signed none of its claims (F4)."""

    async def act(tx: Transaction) -> Done:
        await use_cases.review_statement(tx, statement_id, body.note, person(door.caller), tx.now)
        return Done(statement_id=statement_id, act="review")

    return await door.once(body, act)


@router.post("/{statement_id}/audits", status_code=201, response_model=Done)
async def audit_statement(statement_id: UUID, door: Auditor, body: NoteIn = NOTHING_TO_SAY) -> Response:
    """The audit of all items over the threshold together (F4)."""

    async def act(tx: Transaction) -> Done:
        await use_cases.audit_statement(tx, statement_id, body.note, person(door.caller), tx.now)
        return Done(statement_id=statement_id, act="audit")

    return await door.once(body, act)


@router.post("/{statement_id}/servings", status_code=201, response_model=Done)
async def serve_statement(statement_id: UUID, body: ServingIn, door: Centre) -> Response:
    """The contractors were served with their lines (L7)."""

    async def act(tx: Transaction) -> Done:
        await use_cases.serve_statement(tx, statement_id, body.how, person(door.caller), tx.now)
        return Done(statement_id=statement_id, act="serve")

    return await door.once(body, act)


@router.post("/{statement_id}/bookings", status_code=201, response_model=Booked)
async def book_statement(statement_id: UUID, door: FinanceOfficer, body: NoteIn = NOTHING_TO_SAY) -> Response:
    """Book the company's costs and the deductions, and refill the fund (F3 to F5)."""

    async def act(tx: Transaction) -> Booked:
        totals = await booking.book_statement(tx, statement_id, body.note, person(door.caller), tx.now)
        return Booked(
            statement_id=statement_id,
            act="book",
            company_fen=totals.company_fen,
            deducted_fen=totals.deducted_fen,
            claimed_fen=totals.claimed_fen,
            refilled_fen=totals.refilled_fen,
        )

    return await door.once(body, act)


@router.post("/{statement_id}/withdrawals", status_code=201, response_model=Done)
async def withdraw_statement(statement_id: UUID, body: ReasonIn, door: Checker) -> Response:
    """Take back a statement that is wrong, before it is booked."""

    async def act(tx: Transaction) -> Done:
        await use_cases.withdraw_statement(tx, statement_id, body.reason, person(door.caller), tx.now)
        return Done(statement_id=statement_id, act="withdraw")

    return await door.once(body, act)


@router.get("")
async def list_statements(
    door: Reader,
    quarter: Annotated[str | None, Query(pattern=r"^20[0-9]{2}-Q[1-4]$")] = None,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> Page[StatementOut]:
    """Statements, the latest first."""
    async with door.reading() as tx:
        rows = await store.statement_summaries(
            tx, projects=reach(door.caller), quarter=quarter, before=id_in(cursor), limit=limit + 1
        )
    items = [StatementOut.model_validate(row) for row in rows[:limit]]
    return Page(items=items, next=next_page(rows, limit, "statement_id"))


@router.get("/{statement_id}")
async def show_statement(statement_id: UUID, door: Reader) -> StatementInFull:
    """One statement with its items."""
    async with door.reading() as tx:
        row = await store.statement_summary(tx, statement_id)
        if not door.caller.reaches(row["project"]):
            raise store.NoSuchStatement()
        items = await store.items_of(tx, statement_id)
    return StatementInFull.model_validate(row | {"items": items})
