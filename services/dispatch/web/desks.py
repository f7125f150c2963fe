"""The desks' figures over HTTP, signed by two (D11)."""

from dataclasses import asdict
from datetime import datetime
from typing import Annotated, Literal

from aftercare_contracts.periods import day_in_china
from aftercare_contracts.values import Desk, Role
from fastapi import APIRouter, Query, Response
from plumbing.database import Transaction
from plumbing.ids import new_id
from plumbing.paging import PLAIN
from plumbing.web import Door, In, Out, opens_for, text
from pydantic import Field

from ..domain.desks import Figures, SignedAs
from ..store import desks as store
from ..use_cases import desks as use_cases

router = APIRouter(prefix="/desk-figures", tags=["desks"])
DeskName = Literal[Desk.SALES_DESK, Desk.ENGINEERING_DESK, Desk.PROPERTY_DESK]
Month = Annotated[str, Query(pattern=r"^20[0-9]{2}-(0[1-9]|1[0-2])$")]
Count = Annotated[int, Field(ge=0, le=10**9, strict=True)]
READERS = (
    Role.CENTRE_DIRECTOR, Role.DEPARTMENT_MANAGER, Role.SITE_LEAD, Role.SALES_DESK, Role.ENGINEERING_DESK, Role.PROPERTY_DESK,
    Role.VICE_PRESIDENT, Role.GENERAL_MANAGER,
)  # fmt: skip


class FiguresOut(Out):
    """What the desk did with the cases registered in the month."""

    cases: int
    in_time: int
    late: int
    reopened: int
    closed: int
    satisfied: int
    orders: int
    orders_completed: int
    orders_right_first: int


class FiguresIn(In):
    """The figures the signer saw."""

    cases: Count
    late: Count
    reopened: Count
    closed: Count
    satisfied: Count
    orders: Count
    orders_completed: Count
    orders_right_first: Count


class SignatureIn(In):
    """Whose figures are signed."""

    project: Annotated[str, text(60)]
    desk: DeskName
    month: Annotated[str, Field(pattern=r"^20[0-9]{2}-(0[1-9]|1[0-2])$")]
    figures: FiguresIn


class SignatureOut(Out):
    """Who signed, and whether the figures are still those he saw."""

    signed_as: SignedAs
    signed_by: str
    signed_at: datetime
    figures: dict[str, int]
    is_unchanged: bool


class DeskOut(Out):
    """A desk's month."""

    project: str
    desk: Desk
    month: str
    figures: FiguresOut
    signatures: list[SignatureOut]


@router.get("")
async def get_figures(
    door: Annotated[Door, opens_for(*READERS)],
    project: Annotated[str, Query(min_length=1, max_length=60, pattern=PLAIN)],
    desk: DeskName,
    month: Month,
) -> DeskOut:
    """A desk's month, with who signed for it."""
    door.caller.must_reach(project, "query:project")
    async with door.reading() as tx:
        return await _shown(tx, project, desk, month)


@router.post("/signatures", status_code=201, response_model=DeskOut)
async def post_signature(
    body: SignatureIn, door: Annotated[Door, opens_for(Role.DEPARTMENT_MANAGER, Role.CENTRE_DIRECTOR)]
) -> Response:
    """The head of the desk's own department signs, and the centre director."""
    door.caller.must_reach(body.project)
    signature_id, seen = new_id(), Figures(**body.figures.model_dump())

    async def act(tx: Transaction) -> DeskOut:
        await use_cases.sign(
            tx, signature_id, body.project, body.desk, body.month, seen, door.caller, door.caller.roles,
            day_in_china(tx.now), tx.now,
        )  # fmt: skip
        return await _shown(tx, body.project, body.desk, body.month)

    return await door.once(body, act)


async def _shown(tx: Transaction, project: str, desk: Desk, month: str) -> DeskOut:
    now = await use_cases.figures(tx, project, desk, month)
    signed = [
        SignatureOut.model_validate(row | {"is_unchanged": row["figures"] == asdict(now)})
        for row in await store.signatures(tx, project, desk, month)
    ]
    return DeskOut(project=project, desk=desk, month=month, figures=FiguresOut.model_validate(now), signatures=signed)
