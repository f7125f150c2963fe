"""Entries taken back by two (F6)."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from aftercare_contracts.values import Role
from fastapi import APIRouter, Path, Response
from plumbing.database import Transaction
from plumbing.ids import new_id
from plumbing.paging import Cursor, Limit, id_in
from plumbing.web import Door, In, Out, Page, opens_for, text

from ..domain.reversals import ReversalState
from ..store import reversals as store
from ..use_cases import reversals as use_cases
from .asking import BOOKKEEPERS, next_page, person

router = APIRouter(tags=["ledger"])
Confirmer = Annotated[Door, opens_for(Role.AUDITOR, Role.CENTRE_DIRECTOR, Role.VICE_PRESIDENT)]


class ReversalIn(In):
    """Why the entry is wrong."""

    reason: Annotated[str, text(1000)]


class DecisionIn(In):
    """What there is to say."""

    note: Annotated[str, text(1000, 0)] = ""


class ReversalOut(Out):
    """The wish to take an entry back, and its fate."""

    reversal_id: UUID
    entry_id: int
    reason: str
    asked_by: str
    asked_at: datetime
    state: ReversalState
    decided_by: str | None
    decided_at: datetime | None
    note: str


class ReversalLine(ReversalOut):
    """With the entry it is about."""

    reference: str
    kind: str
    project: str


@router.post("/ledger/entries/{entry_id}/reversals", status_code=201, response_model=ReversalOut)
async def post_reversal(
    entry_id: Annotated[int, Path(ge=1, le=2**62)],
    body: ReversalIn,
    door: Annotated[Door, opens_for(Role.FINANCE_OFFICER)],
) -> Response:
    """Ask that an entry made by hand be taken back."""
    reversal_id, by = new_id(), person(door.caller)

    async def act(tx: Transaction) -> ReversalOut:
        return ReversalOut.model_validate(await use_cases.ask(tx, reversal_id, entry_id, body.reason, by, tx.now))

    return await door.once(body, act)


@router.get("/reversals")
async def list_reversals(
    door: Annotated[Door, opens_for(*BOOKKEEPERS, Role.VICE_PRESIDENT)],
    open_only: bool = False,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> Page[ReversalLine]:
    """What was to be taken back, the latest first."""
    async with door.reading() as tx:
        rows = await store.reversals(tx, door.caller.reach, open_only, id_in(cursor), limit + 1)
    items = [ReversalLine.model_validate(row) for row in rows[:limit]]
    return Page(items=items, next=next_page(rows, limit, "reversal_id"))


@router.post("/reversals/{reversal_id}/confirmations", status_code=201, response_model=ReversalOut)
async def confirm(reversal_id: UUID, body: DecisionIn, door: Confirmer) -> Response:
    """Take the entry back by a new one."""
    return await _decide(reversal_id, True, body, door)


@router.post("/reversals/{reversal_id}/refusals", status_code=201, response_model=ReversalOut)
async def refuse(reversal_id: UUID, body: DecisionIn, door: Confirmer) -> Response:
    """The entry stands."""
    return await _decide(reversal_id, False, body, door)


async def _decide(reversal_id: UUID, confirmed: bool, body: DecisionIn, door: Door) -> Response:
    by = person(door.caller)

    async def act(tx: Transaction) -> ReversalOut:
        decided = await use_cases.decide(tx, reversal_id, confirmed, body.note, by, tx.now)
        return ReversalOut.model_validate(decided)

    return await door.once(body, act)
