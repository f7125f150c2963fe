"""Cases handed over between departments."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from aftercare_contracts.values import Department, Desk, Role
from fastapi import APIRouter, Response
from plumbing.database import Transaction
from plumbing.ids import new_id
from plumbing.web import Door, In, Out, opens_for, text

from ..domain.transfers import Transfer, TransferState
from ..store import transfers as store
from ..use_cases import transfers as use_cases
from .cases import seen
from .views import STAFF

router = APIRouter(prefix="/cases/{case_id}/transfers", tags=["transfers"])
SIDES = (Role.SITE_LEAD, Role.CENTRE_DIRECTOR, Role.SALES, Role.PROPERTY_COMPANY)


class TransferIn(In):
    """Where the case belongs, and why."""

    to: Department
    reason: Annotated[str, text(4000)]


class ReturnIn(In):
    """Why it is not taken."""

    reason: Annotated[str, text(4000)]


class TransferOut(Out):
    """One handing over."""

    transfer_id: UUID
    case_id: UUID
    from_department: Department
    from_desk: Desk
    to_department: Department
    to_desk: Desk
    reason: str
    offered_by: str
    offered_at: datetime
    state: TransferState
    decided_by: str | None
    decided_at: datetime | None
    decision_reason: str | None


class Transfers(Out):
    """All of a case, from the first."""

    items: list[TransferOut]


@router.post("", status_code=201, response_model=TransferOut)
async def post_transfer(case_id: UUID, body: TransferIn, door: Annotated[Door, opens_for(*SIDES)]) -> Response:
    """Hand a case over to where it belongs; it stays until it is accepted (I4)."""
    transfer_id, caller = new_id(), door.caller

    async def act(tx: Transaction) -> TransferOut:
        await seen(tx, case_id, caller)
        return shown(await use_cases.offer(
            tx, transfer_id, case_id, body.to, body.reason, caller.person, caller.roles, tx.now
        ))  # fmt: skip

    return await door.once(body, act)


@router.get("")
async def get_transfers(case_id: UUID, door: Annotated[Door, opens_for(*STAFF)]) -> Transfers:
    """How a case was handed over, with the reasons."""
    async with door.reading() as tx:
        await seen(tx, case_id, door.caller)
        return Transfers(items=[shown(transfer) for transfer in await store.of_case(tx, case_id)])


@router.post("/{transfer_id}/acceptances", status_code=201, response_model=TransferOut)
async def post_acceptance(case_id: UUID, transfer_id: UUID, door: Annotated[Door, opens_for(*SIDES)]) -> Response:
    """The receiving side takes the case over; its limits run on (I4)."""
    caller = door.caller

    async def act(tx: Transaction) -> TransferOut:
        await seen(tx, case_id, caller)
        return shown(await use_cases.accept(tx, case_id, transfer_id, caller.person, caller.roles, tx.now))

    return await door.once(None, act)


@router.post("/{transfer_id}/returns", status_code=201, response_model=TransferOut)
async def post_return(
    case_id: UUID, transfer_id: UUID, body: ReturnIn, door: Annotated[Door, opens_for(*SIDES)]
) -> Response:
    """The receiving side returns it with a reason; the case stays where it is (I4)."""
    caller = door.caller

    async def act(tx: Transaction) -> TransferOut:
        await seen(tx, case_id, caller)
        return shown(await use_cases.send_back(
            tx, case_id, transfer_id, body.reason, caller.person, caller.roles, tx.now
        ))  # fmt: skip

    return await door.once(body, act)


def shown(transfer: Transfer) -> TransferOut:
    """The transfer for an answer."""
    return TransferOut.model_validate(transfer)
