"""The maintenance fund over HTTP."""

from datetime import datetime
from typing import Annotated, Any

from aftercare_contracts.errors import NotFound
from aftercare_contracts.periods import day_in_china
from aftercare_contracts.values import Role
from fastapi import APIRouter, Path, Response
from plumbing.database import Transaction
from plumbing.ids import new_id
from plumbing.paging import PLAIN, Cursor, Limit, number_in
from plumbing.policy import policy
from plumbing.web import AmountFen, Door, In, Moment, Out, Page, opens_for, text

from ..domain import fund as rules
from ..store import ledger
from ..use_cases import funds as use_cases
from .asking import BOOKKEEPERS, next_page, person

router = APIRouter(prefix="/funds", tags=["fund"])
Reader = Annotated[Door, opens_for(*BOOKKEEPERS, Role.SITE_LEAD, Role.SERVICE_SUPERVISOR, Role.VICE_PRESIDENT)]
Project = Annotated[str, Path(min_length=1, max_length=50, pattern=PLAIN)]


class AllotmentIn(In):
    """Money put into a fund."""

    amount_fen: AmountFen
    note: Annotated[str, text(2000)]


class AllotmentOut(Out):
    """The fund after it."""

    allotment_id: str
    project: str
    balance_fen: int


class FundOut(Out):
    """A fund as it stands; balance = allotted + refilled + received - paid, and what was corrected."""

    project: str
    balance_fen: int
    allotted_fen: int
    paid_fen: int
    refilled_fen: int
    received_fen: int
    corrected_fen: int
    low_water_fen: int
    is_low: bool


class FundLineOut(Out):
    """What moved, and what the fund held after it."""

    id: int
    made_at: datetime
    reference: str
    kind: str
    reason: str
    made_by: str
    amount_fen: int
    balance_fen: int


class FundPage(FundOut):
    """A fund as of a moment, with what moved in and out of it, the oldest first."""

    as_of: datetime
    items: list[FundLineOut]
    next: str | None


class NoSuchFund(NotFound):
    """Nothing was ever allotted to or paid from a fund of this project."""


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
    door: Reader,
) -> Page[FundOut]:
    """Every fund within reach."""
    async with door.reading() as tx:
        rows = await ledger.funds(tx, door.caller.reach)
        in_force = await policy(tx, "fund", day_in_china(tx.now))
    return Page(items=[_fund(row, in_force.data) for row in rows])


@router.get("/{project}")
async def show_fund(
    project: Project, door: Reader, as_of: Moment | None = None, cursor: Cursor = None, limit: Limit = 50
) -> FundPage:
    """One fund's own statement, as of any moment."""
    if not door.caller.reaches(project):
        raise NoSuchFund
    async with door.reading() as tx:
        at = as_of or tx.now
        found = await ledger.funds(tx, [project], at)
        if not found:
            raise NoSuchFund
        in_force = await policy(tx, "fund", day_in_china(tx.now))
        lines = await ledger.fund_lines(tx, project, at, number_in(cursor) or 0, limit + 1)
    return FundPage(
        **_fund(found[0], in_force.data).model_dump(), as_of=at, next=next_page(lines, limit, "id"),
        items=[FundLineOut.model_validate(line) for line in lines[:limit]],
    )  # fmt: skip


def _fund(row: dict[str, Any], figures: dict[str, Any]) -> FundOut:
    low_fen = rules.low_water(figures, row["project"])
    return FundOut(**row, low_water_fen=low_fen, is_low=row["balance_fen"] < low_fen)
