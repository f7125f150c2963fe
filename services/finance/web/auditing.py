"""The auditor's doors besides the audit itself, drafts, and what waits for whom (F4)."""

from typing import Annotated
from uuid import UUID

from aftercare_contracts.values import Bearer, Role
from fastapi import APIRouter, Query, Response
from plumbing.database import Transaction
from plumbing.paging import PLAIN
from plumbing.web import Door, In, Out, Page, opens_for, text
from pydantic import Field

from ..domain.people import Person
from ..domain.quarter import Quarter
from ..domain.statement import Act, ChecksItTwice, SignedAClaim, Statement, by_bearer, must_allow, waits_for
from ..store import statements as store
from ..use_cases import auditing as use_cases
from .asking import person
from .statements import Auditor, Done, Reader, StatementOut

router = APIRouter(tags=["statements"])
DOERS = {
    Act.REVIEW: (Role.CENTRE_DIRECTOR, Role.SERVICE_SUPERVISOR),
    Act.AUDIT: (Role.AUDITOR,),
    Act.SERVE: (Role.CENTRE_DIRECTOR, Role.FINANCE_OFFICER, Role.SERVICE_SUPERVISOR),
    Act.BOOK: (Role.FINANCE_OFFICER,),
    Act.WITHDRAW: (Role.CENTRE_DIRECTOR, Role.SERVICE_SUPERVISOR),
}
"""Whose move a step of a statement is."""


class CallUpIn(In):
    """Which items the auditor wants to see too, and why."""

    positions: Annotated[list[Annotated[int, Field(ge=1, le=100_000)]], Field(min_length=1, max_length=1000)]
    reason: Annotated[str, text(2000)]


class FindingsIn(In):
    """What is wrong with the statement."""

    findings: Annotated[str, text(4000)]


class CalledUp(Out):
    """The statement whose items the auditor sees too."""

    statement_id: UUID
    positions: list[int]


class CostOut(Out):
    """A cost as the statement would hold it; ``missing`` are links of its chain (L7)."""

    claim_id: UUID
    claim_no: str
    order_no: str
    bearer: Bearer
    amount_fen: int
    missing: tuple[str, ...]


class ItemOut(Out):
    """All costs of one unit and fault."""

    place: str
    part: str
    total_fen: int
    quarter_fen: int
    for_audit: bool
    costs: list[CostOut]


class DraftOut(Out):
    """What a statement would hold, and what would stay out of it."""

    project: str
    quarter: str
    total_fen: int
    company_fen: int
    contractor_fen: int
    items: list[ItemOut]
    open: list[CostOut]


class WaitingOut(StatementOut):
    """A statement and what of it is the caller's to do."""

    waits_for: list[Act]


@router.post("/statements/{statement_id}/call-ups", status_code=201, response_model=CalledUp)
async def post_call_up(statement_id: UUID, body: CallUpIn, door: Auditor) -> Response:
    """Audit sees the whole statement and may call up any item."""

    async def act(tx: Transaction) -> CalledUp:
        await use_cases.call_up(tx, statement_id, body.positions, body.reason, person(door.caller), tx.now)
        return CalledUp(statement_id=statement_id, positions=sorted(set(body.positions)))

    return await door.once(body, act)


@router.post("/statements/{statement_id}/returns", status_code=201, response_model=Done)
async def post_return(statement_id: UUID, body: FindingsIn, door: Auditor) -> Response:
    """Send a statement back with findings: it is withdrawn and drawn anew."""

    async def act(tx: Transaction) -> Done:
        await use_cases.send_back(tx, statement_id, body.findings, person(door.caller), tx.now)
        return Done(statement_id=statement_id, act=Act.RETURN)

    return await door.once(body, act)


@router.get("/statement-drafts")
async def show_draft(
    door: Reader,
    project: Annotated[str, Query(min_length=1, max_length=60, pattern=PLAIN)],
    quarter: Annotated[str, Query(pattern=r"^20[0-9]{2}-Q[1-4]$")],
) -> DraftOut:
    """What a quarter's statement would hold if it were drawn now; nothing is kept."""
    door.caller.must_reach(project, "query:project")
    async with door.reading() as tx:
        draft = await use_cases.draft(tx, project, Quarter.read(quarter), tx.now)
    by = by_bearer([cost for item in draft.items for cost in item.costs])
    return DraftOut(
        project=project, quarter=quarter, total_fen=draft.total_fen, company_fen=by.get(Bearer.COMPANY, 0),
        contractor_fen=by.get(Bearer.CONTRACTOR, 0), items=[ItemOut.model_validate(item) for item in draft.items],
        open=[CostOut.model_validate(cost) for cost in draft.open],
    )  # fmt: skip


@router.get("/waiting-statements")
async def list_waiting(
    door: Annotated[Door, opens_for(Role.CENTRE_DIRECTOR, Role.SERVICE_SUPERVISOR, Role.AUDITOR, Role.FINANCE_OFFICER)],
) -> Page[WaitingOut]:
    """Statements whose next step is the caller's to do, the oldest first."""
    by = person(door.caller)
    async with door.reading() as tx:
        found = [
            (id_, mine) for id_, so_far in await store.under_way(tx, door.caller.reach) if (mine := _his(so_far, by))
        ]
        items = [
            WaitingOut.model_validate(await store.statement_summary(tx, id_) | {"waits_for": mine})
            for id_, mine in found
        ]
    return Page(items=items, next=None)


def _his(statement: Statement, by: Person) -> list[Act]:
    return sorted(act for act in waits_for(statement) if by.has(DOERS[act]) and _may(statement, act, by))


def _may(statement: Statement, act: Act, by: Person) -> bool:
    try:
        must_allow(statement, act, by)
    except (SignedAClaim, ChecksItTwice):
        return False
    return True
