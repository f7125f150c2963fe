"""The maintenance fund over HTTP."""

from typing import Annotated

from aftercare_contracts.periods import day_in_china
from aftercare_contracts.values import Role
from fastapi import APIRouter, Path, Response
from plumbing.database import Transaction
from plumbing.ids import new_id
from plumbing.paging import PLAIN
from plumbing.policy import policy
from plumbing.web import AmountFen, Door, In, Out, Page, opens_for, text

from ..store import ledger
from ..use_cases import funds as use_cases
from .asking import BOOKKEEPERS, person, reach

router = APIRouter(prefix="/funds", tags=["fund"])
Project = Annotated[str, Path(min_length=1, max_length=50, pattern=PLAIN)]


class AllotmentIn(In):
    """Money put into a fund."""

    amount_fen: AmountFen
    note: text(2000)


class AllotmentOut(Out):
    """The fund after it."""

    allotment_id: str
    project: str
    balance_fen: int


class FundOut(Out):
    """A fund as it stands; balance = allotted + refilled - paid."""

    project: str
    balance_fen: int
    allotted_fen: int
    paid_fen: int
    refilled_fen: int
    low_water_fen: int
    is_low: bool


@router.post("/{project}/allotments", status_code=201, response_model=AllotmentOut)
async def allot(
    project: Project, body: AllotmentIn, door: Annotated[Door, opens_for(Role.FINANCE_OFFICER)]
) -> Response:
    """Put money into a project's fund (F3)."""
    door.caller.must_reach(project, "path:project")
    allotment_id, by = new_id(), person(door.caller)

    async def act(tx: Transaction) -> AllotmentOut:
        balance_fen = await use_cases.allot(tx, allotment_id, project, body.amount_fen, body.note, by, tx.now)
        return AllotmentOut(allotment_id=str(allotment_id), project=project, balance_fen=balance_fen)

    return await door.once(body, act)


@router.get("")
async def list_funds(
    door: Annotated[Door, opens_for(*BOOKKEEPERS, Role.SITE_LEAD, Role.SERVICE_SUPERVISOR, Role.VICE_PRESIDENT)],
) -> Page[FundOut]:
    """Every fund within reach."""
    async with door.reading() as tx:
        rows = await ledger.funds(tx, reach(door.caller))
        low_fen = (await policy(tx, "fund", day_in_china(tx.now))).data["low_water_fen"]
    return Page(items=[FundOut(**row, low_water_fen=low_fen, is_low=row["balance_fen"] < low_fen) for row in rows])
