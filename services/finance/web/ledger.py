"""The ledger over HTTP: entries and balances, to be read only."""

from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter
from plumbing.paging import Cursor, Limit, number_in
from plumbing.web import Door, Out, Page, opens_for

from ..store import ledger
from .asking import BOOKKEEPERS, Named, next_page, reach

router = APIRouter(prefix="/ledger", tags=["ledger"])
Bookkeeper = Annotated[Door, opens_for(*BOOKKEEPERS)]


class PostingOut(Out):
    """So much moved from source to destination."""

    source: str
    destination: str
    amount_fen: int


class EntryOut(Out):
    """An entry; basis names what it rests on (F5)."""

    id: int
    reference: str
    kind: str
    project: str
    reason: str
    basis: dict[str, Any]
    made_at: datetime
    made_by: str
    postings: list[PostingOut]


class BalanceOut(Out):
    """In minus out."""

    account: str
    balance_fen: int


class BalancesOut(Out):
    """Every account within reach; the sum is zero, always."""

    accounts: list[BalanceOut]
    sum_fen: int


@router.get("/entries")
async def list_entries(
    door: Bookkeeper, account: Named | None = None, cursor: Cursor = None, limit: Limit = 50
) -> Page[EntryOut]:
    """Entries, the latest first, of one account where asked."""
    async with door.reading() as tx:
        rows = await ledger.entries(
            tx, account=account, projects=reach(door.caller), before=number_in(cursor), limit=limit + 1
        )
    items = [EntryOut.model_validate(row) for row in rows[:limit]]
    return Page(items=items, next=next_page(rows, limit, "id"))


@router.get("/balances")
async def show_balances(door: Bookkeeper) -> BalancesOut:
    """Every account's balance."""
    async with door.reading() as tx:
        rows = await ledger.balances(tx, reach(door.caller))
    accounts = [BalanceOut.model_validate(row) for row in rows]
    return BalancesOut(accounts=accounts, sum_fen=sum(row["balance_fen"] for row in rows))
