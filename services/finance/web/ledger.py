"""The ledger over HTTP: entries and balances, to be read only."""

from datetime import datetime
from typing import Annotated, Any

from aftercare_contracts.errors import Invalid, Problem
from aftercare_contracts.values import Role
from fastapi import APIRouter, Query
from plumbing.paging import Cursor, Limit, number_in
from plumbing.web import Door, Out, Page, opens_for

from ..store import ledger
from ..store import verification as verification_store
from ..use_cases import verification
from .asking import BOOKKEEPERS, Named, next_page, reach

router = APIRouter(prefix="/ledger", tags=["ledger"])
Bookkeeper = Annotated[Door, opens_for(*BOOKKEEPERS)]


class NotedByHalf(Invalid):
    """An end of the chain that was written down has a position and a hash."""


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


class WrongOut(Out):
    """The first entry that does not hold."""

    position: int
    reference: str
    what: str


class VerificationOut(Out):
    """Whether the ledger holds from its first entry to its last, and where its chain ends."""

    holds: bool
    entries: int
    head_hash: str
    wrong: WrongOut | None


class HeadOut(Out):
    """The end of the chain, to be written down: who has it can prove later that nothing before it was changed."""

    position: int
    hash: str


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


@router.get("/head")
async def show_head(door: Bookkeeper) -> HeadOut:
    """Where the chain of hashes ends now."""
    async with door.reading() as tx:
        position, hash_ = await verification_store.head(tx)
    return HeadOut(position=position, hash=hash_)


@router.get("/verification")
async def verify_ledger(
    door: Annotated[Door, opens_for(*BOOKKEEPERS, Role.OPERATOR)],
    noted_position: Annotated[int | None, Query(ge=1, le=2**62)] = None,
    noted_hash: Annotated[str | None, Query(pattern=r"^[0-9a-f]{64}$")] = None,
) -> VerificationOut:
    """Walk every entry: its hash, its place in the chain, and every balance it leaves; say the first that is wrong."""
    if (noted_position is None) != (noted_hash is None):
        raise NotedByHalf("", Problem("query:noted_hash", str(noted_hash), "position and hash together, or neither"))
    noted = (noted_position, noted_hash) if noted_position and noted_hash else None
    async with door.reading() as tx:
        verdict = await verification.verify(tx, noted)
    wrong = WrongOut.model_validate(verdict.wrong) if verdict.wrong else None
    return VerificationOut(holds=wrong is None, entries=verdict.entries, head_hash=verdict.head_hash, wrong=wrong)
