"""What a contractor was served with, over HTTP: he reads it, acknowledges it, objects; the centre answers (L4, L7)."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from aftercare_contracts.values import Role
from fastapi import APIRouter, Response
from plumbing.database import Transaction
from plumbing.ids import new_id
from plumbing.paging import Cursor, Limit, id_in
from plumbing.web import Door, In, Out, Page, opens_for, text
from pydantic import Field

from ..domain.objection import Verdict
from ..store import objections as store
from ..store.statements import NoSuchStatement
from ..use_cases import objections as use_cases
from .asking import next_page, person

router = APIRouter(tags=["statements"])
Contractor = Annotated[Door, opens_for(Role.CONTRACTOR)]
Sha256 = Annotated[str, Field(pattern="^[0-9a-f]{64}$")]


class ReceiptIn(In):
    """He has it; ``agrees`` where he will not object, so that it need not wait for him."""

    agrees: bool = False


class ObjectionIn(In):
    """To which line, why, and the papers by their SHA-256."""

    claim_id: UUID
    reason: Annotated[str, text(2000)]
    papers: list[Sha256] = Field(default=[], max_length=20)


class AnswerIn(In):
    """Upheld or rejected, and why."""

    verdict: Verdict
    reason: Annotated[str, text(2000)]


class AsideIn(In):
    """Why."""

    reason: Annotated[str, text(2000)]


class Received(Out):
    """The statement acknowledged."""

    statement_id: UUID
    agrees: bool


class Objected(Out):
    """The objection, and until when it is answered."""

    objection_id: UUID
    answer_until: datetime


class Answered(Out):
    """What the centre answered."""

    objection_id: UUID
    verdict: Verdict


class SetAside(Out):
    """Which costs left the statement."""

    statement_id: UUID
    claim_nos: list[str]


class ServedOut(Out):
    """A statement a contractor was served with, and until when he may object."""

    statement_id: UUID
    statement_no: str
    project: str
    quarter: str
    served_at: datetime
    object_until: datetime
    acknowledged: bool
    booked: bool
    withdrawn: bool


class LinkOut(Out):
    """A piece of the chain."""

    kind: str
    at: datetime


class LineOut(Out):
    """A cost that is to be his, and what was said of it."""

    claim_id: UUID
    claim_no: str
    order_no: str
    place: str
    part: str
    amount_fen: int
    cause_evidence: str
    rests_on: str
    evidence: list[LinkOut]
    set_aside: bool
    objection_id: UUID | None
    objection: str | None
    verdict: str | None
    answer: str | None


class ServedInFull(ServedOut):
    """With his own lines."""

    lines: list[LineOut]


@router.get("/served-statements")
async def list_served(door: Contractor, cursor: Cursor = None, limit: Limit = 50) -> Page[ServedOut]:
    """What the contractor was served with, the latest first."""
    async with door.reading() as tx:
        rows = await store.served(tx, door.caller.contractor or "", id_in(cursor), limit + 1)
    items = [ServedOut.model_validate(row) for row in rows[:limit]]
    return Page(items=items, next=next_page(rows, limit, "statement_id"))


@router.get("/served-statements/{statement_id}")
async def show_served(statement_id: UUID, door: Contractor) -> ServedInFull:
    """One of them with his own lines, the chain of each, and what it rests on."""
    async with door.reading() as tx:
        row = await store.served_statement(tx, statement_id, door.caller.contractor or "")
    if row is None:
        raise NoSuchStatement()
    return ServedInFull.model_validate(row)


@router.post("/served-statements/{statement_id}/receipts", status_code=201, response_model=Received)
async def acknowledge(statement_id: UUID, body: ReceiptIn, door: Contractor) -> Response:
    """He has it in hand."""

    async def act(tx: Transaction) -> Received:
        await use_cases.acknowledge(tx, statement_id, body.agrees, person(door.caller), tx.now)
        return Received(statement_id=statement_id, agrees=body.agrees)

    return await door.once(body, act)


@router.post("/served-statements/{statement_id}/objections", status_code=201, response_model=Objected)
async def object_to_line(statement_id: UUID, body: ObjectionIn, door: Contractor) -> Response:
    """He objects to a line, within the time to object."""
    objection_id, by = new_id(), person(door.caller)

    async def act(tx: Transaction) -> Objected:
        until = await use_cases.object_to_line(
            tx, objection_id, statement_id, body.claim_id, body.reason, body.papers, by, tx.now
        )
        return Objected(objection_id=objection_id, answer_until=until)

    return await door.once(body, act)


@router.post("/objections/{objection_id}/answers", status_code=201, response_model=Answered)
async def answer_objection(
    objection_id: UUID, body: AnswerIn, door: Annotated[Door, opens_for(Role.CENTRE_DIRECTOR)]
) -> Response:
    """The centre's answer, by someone who neither raised nor signed the claim."""

    async def act(tx: Transaction) -> Answered:
        await use_cases.answer_objection(tx, objection_id, body.verdict, body.reason, person(door.caller), tx.now)
        return Answered(objection_id=objection_id, verdict=body.verdict)

    return await door.once(body, act)


@router.post("/statements/{statement_id}/set-asides", status_code=201, response_model=SetAside)
async def set_lines_aside(
    statement_id: UUID, body: AsideIn, door: Annotated[Door, opens_for(Role.CENTRE_DIRECTOR, Role.FINANCE_OFFICER)]
) -> Response:
    """Lines with an open objection leave to a later statement, so that the rest can be booked."""

    async def act(tx: Transaction) -> SetAside:
        nos = await use_cases.set_lines_aside(tx, statement_id, body.reason, person(door.caller), tx.now)
        return SetAside(statement_id=statement_id, claim_nos=nos)

    return await door.once(body, act)
