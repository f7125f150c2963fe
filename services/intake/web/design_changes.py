"""Requests to change the design before handover."""

from datetime import date, datetime
from typing import Annotated, Literal
from uuid import UUID

from aftercare_contracts.values import Role
from fastapi import APIRouter, Response
from plumbing.database import Transaction
from plumbing.ids import new_id
from plumbing.paging import Cursor, Limit, encode_cursor, id_in
from plumbing.web import Caller, Door, In, Out, Page, opens_for, text
from pydantic import Field

from ..domain.design_changes import DesignChange, NoSuchRequest, Standing
from ..store import design_changes as store
from ..use_cases import design_changes as use_cases
from ..use_cases.design_changes import Form, Signature
from .cases import Code

router = APIRouter(prefix="/design-changes", tags=["design changes"])
CENTRE = (Role.CENTRE_DIRECTOR, Role.SITE_LEAD, Role.SERVICE_OFFICER)
ASKED = (Role.DESIGN, Role.ENGINEERING)
READERS = (*CENTRE, *ASKED, Role.SALES, Role.SALES_DESK, Role.VICE_PRESIDENT, Role.GENERAL_MANAGER)
PriceFen = Annotated[int, Field(ge=0, le=10**12, strict=True, description="whole fen; nothing where it costs nothing")]
DelayDays = Annotated[int, Field(ge=0, le=3650, strict=True)]


class DesignChangeIn(In):
    """The form 客户要求设计更改申请表 as the customer filled it in."""

    project: Annotated[str, text(40)]
    unit_no: Annotated[str, text(40)]
    customer_name: Annotated[str, text(100)]
    contact: Annotated[str, text(60)]
    contract_no: Annotated[str, text(100)]
    requested_on: date
    change_wanted: Annotated[str, text(4000)]
    reason: Annotated[str, text(4000, 0)] = ""
    drawings: Annotated[str, text(2000, 0)] = ""


class AskIn(In):
    """Whom the centre asks."""

    of: Literal[Role.DESIGN, Role.ENGINEERING]


class ChangeOpinionIn(In):
    """Whether the change is justified and can be made, and what is to be minded."""

    justified: bool
    opinion: Annotated[str, text(4000)]


class PriceIn(In):
    """What the change costs the customer, and how many days it delays the handover."""

    price_fen: PriceFen
    delay_days: DelayDays


class SignatureIn(PriceIn):
    """What the customer signed, and where the signed paper is."""

    signature: Annotated[str, text(200)]
    signed_on: date


class DecisionIn(In):
    """How it ends: carried out, or dropped by the customer."""

    outcome: Literal[Standing.ORDERED, Standing.DECLINED, Standing.WITHDRAWN]


class DesignChangeOut(Out):
    """A request, without the customer's person."""

    request_id: UUID
    request_no: str
    project: str
    unit_no: str
    customer_id: UUID
    contract_no: str
    requested_on: date
    change_wanted: str
    reason: str
    drawings: str
    received_by_sales: str
    received_by_sales_at: datetime
    standing: Standing
    asked: Role | None
    design_opinion: str | None
    design_answered_by: str | None
    design_answered_at: datetime | None
    engineering_opinion: str | None
    engineering_answered_by: str | None
    engineering_answered_at: datetime | None
    price_fen: int | None
    delay_days: int | None
    customer_agreed: bool | None
    customer_signature: str | None
    customer_signed_on: date | None
    decided_by: str | None
    decided_on: date | None


class MoveOut(Out):
    """One step of a request."""

    move: str
    standing: Standing
    price_fen: int | None
    delay_days: int | None
    at: datetime
    by: str


class WholeDesignChange(DesignChangeOut):
    """A request with each of its steps."""

    moves: list[MoveOut]


@router.post("", status_code=201, response_model=DesignChangeOut)
async def post_design_change(body: DesignChangeIn, door: Annotated[Door, opens_for(Role.SALES)]) -> Response:
    """Sales enters a request, and the centre is informed in writing (I17)."""
    door.caller.must_reach(body.project)
    request_id, form = new_id(), Form(**dict(body))

    async def act(tx: Transaction) -> DesignChangeOut:
        return shown(await use_cases.enter(tx, request_id, form, door.caller.person, tx.now))

    return await door.once(body, act)


@router.get("")
async def get_design_changes(
    door: Annotated[Door, opens_for(*READERS)],
    project: Code = None,
    standing: Standing | None = None,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> Page[DesignChangeOut]:
    """The requests within the caller's reach, the latest first."""
    if project:
        door.caller.must_reach(project, "query:project")
    reach = door.caller.reach
    async with door.reading() as tx:
        found = await store.requests(tx, [project] if project else reach, standing, id_in(cursor), limit + 1)
    items = [shown(request) for request in found[:limit]]
    return Page(items=items, next=encode_cursor([items[-1].request_id]) if len(found) > limit else None)


@router.get("/{request_id}")
async def get_design_change(request_id: UUID, door: Annotated[Door, opens_for(*READERS)]) -> WholeDesignChange:
    """A request with each of its steps."""
    async with door.reading() as tx:
        request = await seen_request(tx, request_id, door.caller)
        moves = [MoveOut(**dict(row)) for row in await store.moves(tx, request_id)]
    return WholeDesignChange(**shown(request).model_dump(), moves=moves)


@router.post("/{request_id}/questions", status_code=201, response_model=DesignChangeOut)
async def post_ask(request_id: UUID, body: AskIn, door: Annotated[Door, opens_for(*CENTRE)]) -> Response:
    """The centre asks design or engineering (I17)."""

    async def act(tx: Transaction) -> DesignChangeOut:
        await seen_request(tx, request_id, door.caller)
        return shown(await use_cases.ask(tx, request_id, Role(body.of), door.caller.person, tx.now))

    return await door.once(body, act)


@router.post("/{request_id}/opinions", status_code=201, response_model=DesignChangeOut)
async def post_change_opinion(
    request_id: UUID, body: ChangeOpinionIn, door: Annotated[Door, opens_for(*ASKED)]
) -> Response:
    """Whoever was asked answers; not justified, the request is refused (I17)."""
    caller = door.caller

    async def act(tx: Transaction) -> DesignChangeOut:
        await seen_request(tx, request_id, caller)
        return shown(await use_cases.opine(
            tx, request_id, justified=body.justified, opinion=body.opinion, by=caller.person, roles=caller.roles, now=tx.now
        ))  # fmt: skip

    return await door.once(body, act)


@router.post("/{request_id}/prices", status_code=201, response_model=DesignChangeOut)
async def post_price(request_id: UUID, body: PriceIn, door: Annotated[Door, opens_for(Role.SALES)]) -> Response:
    """What it costs and how much it delays (I17)."""

    async def act(tx: Transaction) -> DesignChangeOut:
        await seen_request(tx, request_id, door.caller)
        by = door.caller.person
        return shown(await use_cases.price(tx, request_id, body.price_fen, body.delay_days, by, tx.now))

    return await door.once(body, act)


@router.post("/{request_id}/signatures", status_code=201, response_model=DesignChangeOut)
async def post_signature(request_id: UUID, body: SignatureIn, door: Annotated[Door, opens_for(Role.SALES)]) -> Response:
    """The customer signed the price and the delay (I17)."""

    async def act(tx: Transaction) -> DesignChangeOut:
        await seen_request(tx, request_id, door.caller)
        return shown(await use_cases.sign(tx, request_id, Signature(**dict(body)), door.caller.person, tx.now))

    return await door.once(body, act)


@router.post("/{request_id}/decisions", status_code=201, response_model=DesignChangeOut)
async def post_decision(request_id: UUID, body: DecisionIn, door: Annotated[Door, opens_for(Role.SALES)]) -> Response:
    """It is carried out, once signed; or the customer declines the price, or takes the request back (I17)."""
    end = {
        Standing.ORDERED: use_cases.order, Standing.DECLINED: use_cases.decline, Standing.WITHDRAWN: use_cases.withdraw,
    }[body.outcome]  # fmt: skip

    async def act(tx: Transaction) -> DesignChangeOut:
        await seen_request(tx, request_id, door.caller)
        return shown(await end(tx, request_id, door.caller.person, tx.now))

    return await door.once(body, act)


async def seen_request(tx: Transaction, request_id: UUID, caller: Caller) -> DesignChange:
    """The request, if the caller may see it. Raises ``NoSuchRequest``."""
    request = await store.request(tx, request_id)
    if not caller.reaches(request.project):
        raise NoSuchRequest
    return request


def shown(request: DesignChange) -> DesignChangeOut:
    """The request for an answer."""
    return DesignChangeOut.model_validate(request)
