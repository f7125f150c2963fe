"""Settled prices and objections to entries over HTTP (L5, F7)."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from aftercare_contracts.values import Role
from fastapi import APIRouter, Response
from plumbing.database import Transaction
from plumbing.ids import new_id
from plumbing.web import AmountFen, Door, In, Out, Page, opens_for, text

from ..domain.settlements import EntryObjection, Settlement
from ..store import releases as store
from ..store import retention as accounts
from ..use_cases import releases
from ..use_cases import settlements as use_cases
from .asking import BOOKKEEPERS, person

router = APIRouter(tags=["retention"])


class SettlementIn(In):
    """The settled price, and the SHA-256 of the paper that shows it."""

    settled_price_fen: AmountFen
    paper: Annotated[str, text(200)]


class SettlementOut(Out):
    """A settled price; it counts once another confirmed it."""

    settlement_id: UUID
    contract_id: UUID
    settled_price_fen: int
    paper: str
    entered_by: str
    entered_at: datetime
    confirmed_by: str | None
    confirmed_at: datetime | None


class ObjectionIn(In):
    """To which entry of the account, by its reference, and why."""

    reference: Annotated[str, text(200)]
    reason: Annotated[str, text(2000)]


class AnswerIn(In):
    """Whether the contractor is right, and why."""

    upheld: bool
    answer: Annotated[str, text(2000)]


class ObjectionOut(Out):
    """An objection and its answer."""

    objection_id: UUID
    contract_id: UUID
    reference: str
    reason: str
    raised_by: str
    raised_at: datetime
    upheld: bool | None
    answer: str
    answered_by: str | None
    answered_at: datetime | None


@router.post("/retention/{contract_id}/settlements", status_code=201, response_model=SettlementOut)
async def post_settlement(
    contract_id: UUID, body: SettlementIn, door: Annotated[Door, opens_for(Role.FINANCE_OFFICER)]
) -> Response:
    """Enter the settled price, from which the ceiling follows."""
    settlement_id, by = new_id(), person(door.caller)

    async def act(tx: Transaction) -> SettlementOut:
        entered = Settlement(settlement_id, contract_id, body.settled_price_fen, body.paper, by.id, tx.now)
        return SettlementOut.model_validate(await use_cases.enter(tx, entered, by))

    return await door.once(body, act)


@router.post("/settlements/{settlement_id}/confirmations", status_code=201, response_model=SettlementOut)
async def post_confirmation(settlement_id: UUID, door: Annotated[Door, opens_for(Role.AUDITOR)]) -> Response:
    """Another confirms it."""
    by = person(door.caller)

    async def act(tx: Transaction) -> SettlementOut:
        return SettlementOut.model_validate(await use_cases.confirm(tx, settlement_id, by, tx.now))

    return await door.once(None, act)


@router.post("/retention/{contract_id}/objections", status_code=201, response_model=ObjectionOut)
async def post_objection(
    contract_id: UUID, body: ObjectionIn, door: Annotated[Door, opens_for(Role.CONTRACTOR)]
) -> Response:
    """The contractor objects to an entry of his account."""
    objection_id, by = new_id(), person(door.caller)

    async def act(tx: Transaction) -> ObjectionOut:
        raised = EntryObjection(objection_id, contract_id, body.reference, body.reason, by.id, tx.now)
        return ObjectionOut.model_validate(await use_cases.object_to(tx, raised, by))

    return await door.once(body, act)


@router.get("/retention/{contract_id}/objections")
async def list_objections(
    contract_id: UUID, door: Annotated[Door, opens_for(*BOOKKEEPERS, Role.CONTRACTOR)]
) -> Page[ObjectionOut]:
    """Every objection to entries of an account, the oldest first."""
    async with door.reading() as tx:
        releases.must_be_his(await accounts.contract(tx, contract_id), person(door.caller))
        found = await store.objections(tx, contract_id)
    return Page(items=[ObjectionOut.model_validate(each) for each in found], next=None)


@router.post("/entry-objections/{objection_id}/answers", status_code=201, response_model=ObjectionOut)
async def post_answer(
    objection_id: UUID,
    body: AnswerIn,
    door: Annotated[Door, opens_for(Role.FINANCE_OFFICER, Role.CENTRE_DIRECTOR, Role.AUDITOR)],
) -> Response:
    """The answer, by another than the one who made the entry."""
    by = person(door.caller)

    async def act(tx: Transaction) -> ObjectionOut:
        answered = await use_cases.answer(tx, objection_id, body.upheld, body.answer, by, tx.now)
        return ObjectionOut.model_validate(answered)

    return await door.once(body, act)
