"""Statements of a contractor's account (F8)."""

from collections.abc import AsyncGenerator, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Annotated, Any

from aftercare_contracts.values import Role, yuan
from fastapi import APIRouter, Query, Response
from plumbing.database import Transaction
from plumbing.exports import CsvExport
from plumbing.paging import PLAIN
from plumbing.web import Door, Moment, Out, opens_for

from ..domain.account_statement import ContractStatement, accounts_of, draw
from ..domain.quarter import Quarter
from ..store import account_statement as store
from ..store import retention as contracts
from .asking import BOOKKEEPERS

router = APIRouter(prefix="/account-statements", tags=["account statements"])
Reader = Annotated[Door, opens_for(*BOOKKEEPERS, Role.VICE_PRESIDENT, Role.GENERAL_MANAGER, Role.CONTRACTOR)]
Contractor = Annotated[str, Query(min_length=1, max_length=60, pattern=PLAIN)]
Project = Annotated[str, Query(min_length=1, max_length=60, pattern=PLAIN)]
Of = Annotated[str, Query(pattern=r"^20[0-9]{2}-Q[1-4]$", description="like 2026-Q4")]
CSV: dict[int | str, dict[str, Any]] = {200: {"content": {"text/csv": {}}}}
HEADINGS = (
    "合同号", "时间", "凭证号", "类别", "派工单", "借出账户", "转入账户", "金额（元）",
    "扣留余额（元）", "可用余额（元）", "应收余额（元）", "说明",
)  # fmt: skip
MOST_CONTRACTS = 1000


class AccountOut(Out):
    """An account as it stood; withheld = released + deducted + held + free, claimed is owed beyond it."""

    withheld_fen: int
    released_fen: int
    deducted_fen: int
    held_fen: int
    free_fen: int
    claimed_fen: int


class MovementOut(Out):
    """One posting, and what stood after it."""

    made_at: datetime
    reference: str
    kind: str
    order_no: str | None
    source: str
    destination: str
    amount_fen: int
    held_fen: int
    free_fen: int
    claimed_fen: int
    reason: str


class ContractOut(Out):
    """One contract's account over the quarter."""

    contract_no: str
    opening: AccountOut
    movements: list[MovementOut]
    closing: AccountOut


class StatementOut(Out):
    """A contractor's accounts in a project over a quarter, as they were known at a moment."""

    contractor: str
    project: str
    quarter: str
    as_of: datetime
    contracts: list[ContractOut]


@router.get("")
async def show(
    door: Reader, contractor: Contractor, project: Project, quarter: Of, as_of: Moment | None = None
) -> StatementOut:
    """Drawn from the entries alone; a contractor's own."""
    async with door.reading() as tx:
        at = as_of or tx.now
        drawn = await _drawn(tx, door, contractor, project, Quarter.read(quarter), at)
    return StatementOut(
        contractor=contractor, project=project, quarter=quarter, as_of=at, contracts=[_contract(each) for each in drawn]
    )


@router.get("/export.csv", response_class=Response, responses=CSV)
async def export(
    door: Reader, contractor: Contractor, project: Project, quarter: Of, as_of: Moment | None = None
) -> Response:
    """The movements of the same, as a file for a spreadsheet."""
    of = Quarter.read(quarter)

    async def count(tx: Transaction) -> int:
        drawn = await _drawn(tx, door, contractor, project, of, as_of or tx.now)
        return sum(len(each.movements) for each in drawn)

    async def rows(tx: Transaction) -> AsyncGenerator[Sequence[Any], None]:
        for each in await _drawn(tx, door, contractor, project, of, as_of or tx.now):
            for line in _contract(each).movements:
                yield _cells(each.contract_no, line)

    return CsvExport(door.db, f"account-{quarter}.csv", HEADINGS, count, rows)


async def _drawn(
    tx: Transaction, door: Door, contractor: str, project: str, quarter: Quarter, as_of: datetime
) -> list[ContractStatement]:
    is_firm = door.caller.has(Role.CONTRACTOR)
    if not (door.caller.contractor == contractor if is_firm else door.caller.reaches(project)):
        return []
    known = await contracts.contracts(tx, projects=[project], contractor=contractor, before=None, limit=MOST_CONTRACTS)
    return [
        draw(each.contract_no, quarter, await store.booked(tx, accounts_of(each.contract_no), as_of))
        for each in sorted(known, key=lambda each: each.contract_no)
    ]


def _contract(drawn: ContractStatement) -> ContractOut:
    lines = [
        MovementOut.model_validate({
            "made_at": line.booked.made_at, "reference": line.booked.reference, "kind": line.booked.kind,
            "order_no": line.booked.order_no, "reason": line.booked.reason, **asdict(line.booked.posting),
            "held_fen": line.held_fen, "free_fen": line.free_fen, "claimed_fen": line.claimed_fen,
        })
        for line in drawn.movements
    ]  # fmt: skip
    return ContractOut(
        contract_no=drawn.contract_no, opening=AccountOut.model_validate(drawn.opening), movements=lines,
        closing=AccountOut.model_validate(drawn.closing),
    )  # fmt: skip


def _cells(contract_no: str, line: MovementOut) -> Sequence[Any]:
    return (
        contract_no, line.made_at, line.reference, line.kind, line.order_no or "", line.source, line.destination,
        yuan(line.amount_fen), yuan(line.held_fen), yuan(line.free_fen), yuan(line.claimed_fen), line.reason,
    )  # fmt: skip
