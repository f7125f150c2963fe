"""Retention accounts over HTTP: the contractor sees his own; holds are lifted with a reason."""

from dataclasses import asdict
from datetime import date, datetime
from typing import Annotated, Any
from uuid import UUID

from aftercare_contracts.values import Role
from fastapi import APIRouter, Response
from plumbing.database import Transaction
from plumbing.paging import Cursor, Limit, id_in
from plumbing.web import Caller, Door, In, Moment, Out, Page, opens_for, text

from ..domain import retention as accounts
from ..domain.ledger import owed_by
from ..store import ledger
from ..store import retention as store
from ..use_cases import holds as use_cases
from .asking import BOOKKEEPERS, next_page, person, reach
from .ledger import PostingOut

router = APIRouter(tags=["retention"])
Reader = Annotated[Door, opens_for(*BOOKKEEPERS, Role.CONTRACTOR, Role.ENGINEERING_DESK, Role.SITE_LEAD)]
SHOWN_ENTRIES_MAX = 1000


class AccountOut(Out):
    """A retention account; withheld = released + deducted + held + free. claimed is owed beyond it (F5)."""

    contract_id: UUID
    contract_no: str
    contractor: str
    contractor_name: str
    project: str
    settled_price_fen: int
    liability_ends_on: date
    withheld_fen: int
    released_fen: int
    deducted_fen: int
    held_fen: int
    free_fen: int
    claimed_fen: int


class HoldMoveOut(Out):
    """What happened to a hold."""

    at: datetime
    state: str
    wanted_fen: int
    held_fen: int
    reason: str


class HoldOut(Out):
    """What a work order keeps from being released (F9)."""

    order_id: UUID
    order_no: str
    state: str
    wanted_fen: int
    held_fen: int
    moves: list[HoldMoveOut]


class AccountEntryOut(Out):
    """An entry that touched the account."""

    id: int
    reference: str
    kind: str
    reason: str
    basis: dict[str, Any]
    made_at: datetime
    postings: list[PostingOut]


class AccountInFull(AccountOut):
    """An account with its holds and its entries, the latest first."""

    holds: list[HoldOut]
    entries: list[AccountEntryOut]


class LiftIn(In):
    """Why the hold is lifted."""

    reason: Annotated[str, text(2000)]


class HoldLifted(Out):
    """Whose hold is gone."""

    order_id: UUID
    state: str


@router.get("/retention")
async def list_accounts(door: Reader, cursor: Cursor = None, limit: Limit = 50) -> Page[AccountOut]:
    """Accounts within reach; a contractor's are his own."""
    whose = door.caller.contractor or "" if _is_contractor(door.caller) else None
    projects = None if whose is not None else reach(door.caller)
    async with door.reading() as tx:
        rows = await store.contracts(tx, projects=projects, contractor=whose, before=id_in(cursor), limit=limit + 1)
        items = [await _account(tx, contract) for contract in rows[:limit]]
    return Page(items=items, next=next_page([asdict(row) for row in rows], limit, "contract_id"))


@router.get("/retention/{contract_id}")
async def show_account(contract_id: UUID, door: Reader, as_of: Moment | None = None) -> AccountInFull:
    """One account with its holds and entries; as it stood and was known at a moment where one is given (B10)."""
    async with door.reading() as tx:
        contract = await store.contract(tx, contract_id)
        if not _may_see(door.caller, contract):
            raise store.NoSuchAccount()
        shown = await _account(tx, contract, as_of)
        holds = await (store.holds_at(tx, contract_id, as_of) if as_of else store.holds_of(tx, contract_id))
        entries = await ledger.entries_of(tx, _accounts_of(contract.contract_no), SHOWN_ENTRIES_MAX, as_of)
    return AccountInFull.model_validate(shown.model_dump() | {"holds": holds, "entries": entries})


@router.post("/holds/{order_id}/lifts", status_code=201, response_model=HoldLifted, tags=["retention"])
async def lift_hold(
    order_id: UUID, body: LiftIn, door: Annotated[Door, opens_for(Role.CENTRE_DIRECTOR, Role.FINANCE_OFFICER)]
) -> Response:
    """Lift what is held for a work order, with a reason (F9)."""

    async def act(tx: Transaction) -> HoldLifted:
        await use_cases.lift_hold(tx, order_id, body.reason, person(door.caller), tx.now)
        return HoldLifted(order_id=order_id, state=accounts.HoldState.LIFTED)

    return await door.once(body, act)


async def _account(tx: Transaction, contract: store.Contract, as_of: datetime | None = None) -> AccountOut:
    figures = await store.account(tx, contract.contract_no, as_of)
    return AccountOut.model_validate(asdict(contract) | asdict(figures))


def _accounts_of(contract_no: str) -> list[str]:
    own = (accounts.withheld, accounts.free, accounts.held, owed_by)
    return [account(contract_no) for account in own]


def _is_contractor(caller: Caller) -> bool:
    return caller.has(Role.CONTRACTOR)


def _may_see(caller: Caller, contract: store.Contract) -> bool:
    if _is_contractor(caller):
        return caller.contractor == contract.contractor
    return caller.reaches(contract.project)
