"""Debts of owners, third parties and contractors over HTTP (D2, F5)."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from aftercare_contracts.values import Bearer, Role
from fastapi import APIRouter, Response
from plumbing.database import Transaction
from plumbing.web import AmountFen, Door, In, Out, opens_for, text

from ..store import debts as store
from ..use_cases import debts as use_cases
from .asking import BOOKKEEPERS, person

router = APIRouter(tags=["debts"])
Officer = Annotated[Door, opens_for(Role.FINANCE_OFFICER)]


class ReceiptIn(In):
    """Money that came, by its payment's own number."""

    debtor: Literal["owner", "third_party"]
    amount_fen: AmountFen
    payment: Annotated[str, text(100)]


class ContractorReceiptIn(In):
    """Money a contractor paid, by its payment's own number."""

    amount_fen: AmountFen
    payment: Annotated[str, text(100)]


class Received(Out):
    """What is still owed."""

    still_owed_fen: int


class DebtOut(Out):
    """Who owes: ``owed_by:owner:…`` and ``owed_by:third_party:…`` name the order, ``owed_by:…`` the contract."""

    account: str
    project: str
    owed_fen: int
    since: datetime


class NotAgreedOut(Out):
    """A cost the owner should bear and to whose price he has not agreed; nobody is asked for it."""

    claim_no: str
    order_no: str
    project: str
    amount_fen: int
    confirmed_at: datetime


class DebtsOut(Out):
    """Everything that is owed to the company, the oldest first."""

    debts: list[DebtOut]
    not_agreed: list[NotAgreedOut]
    total_fen: int


@router.get("/receivables")
async def list_debts(door: Annotated[Door, opens_for(*BOOKKEEPERS)]) -> DebtsOut:
    """What others owe, and costs whose owner has not agreed."""
    async with door.reading() as tx:
        owed = [DebtOut.model_validate(row) for row in await store.owed(tx, door.caller.reach)]
        open_ = [NotAgreedOut.model_validate(row) for row in await store.not_agreed(tx, door.caller.reach)]
    return DebtsOut(debts=owed, not_agreed=open_, total_fen=sum(each.owed_fen for each in owed))


@router.post("/receivables/{order_id}/receipts", status_code=201, response_model=Received)
async def post_receipt(order_id: UUID, body: ReceiptIn, door: Officer) -> Response:
    """An owner or a third party paid for an order; what the fund laid out goes back into it."""
    by, debtor = person(door.caller), Bearer(body.debtor)

    async def act(tx: Transaction) -> Received:
        left_fen = await use_cases.receive(tx, order_id, debtor, body.amount_fen, body.payment, by, tx.now)
        return Received(still_owed_fen=left_fen)

    return await door.once(body, act)


@router.post("/retention/{contract_id}/receipts", status_code=201, response_model=Received)
async def post_contractor_receipt(contract_id: UUID, body: ContractorReceiptIn, door: Officer) -> Response:
    """A contractor paid on the claim beyond his retention."""
    by = person(door.caller)

    async def act(tx: Transaction) -> Received:
        account = await use_cases.receive_from_contractor(tx, contract_id, body.amount_fen, body.payment, by, tx.now)
        return Received(still_owed_fen=account.claimed_fen)

    return await door.once(body, act)
