"""The acceptances of a repair: engineering, sales, the owner; or three parties in his stead (D5, B7)."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from aftercare_contracts.errors import Invalid, Problem
from aftercare_contracts.values import Role
from fastapi import APIRouter, Response
from plumbing.database import Transaction
from plumbing.web import Door, In, Out, opens_for, text

from ..domain.acceptance import Party
from ..domain.work_order import State
from ..store import closings
from ..use_cases import accepting
from .orders import READERS, SALES
from .seeing import order_seen
from .views import OrderOut, shown

router = APIRouter(prefix="/work-orders", tags=["work orders"])
PARTIES = (Role.PROPERTY_DESK, Role.ENGINEERING_DESK, Role.CONTRACTOR, Role.REPAIR_SQUAD)


class PlaceNotLeftInOrder(Invalid):
    """Work does not pass where belongings were not covered or the place was not left clean (D7)."""


class CheckIn(In):
    """A desk's check; his belongings were covered, the place was left clean (D7)."""

    passed: bool
    finding: Annotated[str, text(2000)]
    belongings_covered: bool = True
    left_clean: bool = True


class SalesCheckIn(In):
    """Sales' check."""

    passed: bool
    finding: Annotated[str, text(2000)]


class SignatureIn(In):
    """What the owner signed on the order."""

    satisfied: bool
    opinion: Annotated[str, text(2000)]
    signer: Annotated[str, text(100)]


class ClosingIn(In):
    """What one of the three parties found."""

    finding: Annotated[str, text(2000)]


class PartySignatureOut(Out):
    """One party's signature."""

    party: Party
    person: str
    finding: str
    at: datetime


class ClosingOut(Out):
    """Who of the three has signed; with the third the order is completed."""

    order_id: UUID
    state: State
    refusals: int
    signatures: list[PartySignatureOut]


@router.post("/{order_id}/checks", status_code=201, response_model=OrderOut)
async def post_check(
    order_id: UUID, body: CheckIn, door: Annotated[Door, opens_for(Role.ENGINEERING_DESK)]
) -> Response:
    """The project desk's check, never by one who did the work (D5)."""
    if body.passed:
        for name in ("belongings_covered", "left_clean"):
            if not getattr(body, name):
                raise PlaceNotLeftInOrder("", Problem(f"/{name}", "false", "true, or a check that does not pass"))

    async def act(tx: Transaction) -> OrderOut:
        checked = await accepting.check(tx, order_id, body.passed, body.finding, door.caller, tx.now)
        return await shown(tx, checked, door.caller)

    return await door.once(body, act)


@router.post("/{order_id}/sales-checks", status_code=201, response_model=OrderOut)
async def post_sales_check(order_id: UUID, body: SalesCheckIn, door: Annotated[Door, opens_for(*SALES)]) -> Response:
    """Sales' check, where it was the source or the unit is not handed over (D5)."""

    async def act(tx: Transaction) -> OrderOut:
        checked = await accepting.check_for_sales(tx, order_id, body.passed, body.finding, door.caller, tx.now)
        return await shown(tx, checked, door.caller)

    return await door.once(body, act)


@router.post("/{order_id}/signatures", status_code=201, response_model=OrderOut)
async def post_signature(
    order_id: UUID,
    body: SignatureIn,
    door: Annotated[Door, opens_for(Role.ENGINEERING_DESK, Role.PROPERTY_DESK, Role.CUSTOMER)],
) -> Response:
    """What the owner signed; satisfied completes the order (D5)."""

    async def act(tx: Transaction) -> OrderOut:
        signed = await accepting.sign(tx, order_id, body.satisfied, body.opinion, body.signer, door.caller, tx.now)
        return await shown(tx, signed, door.caller)

    return await door.once(body, act)


@router.post("/{order_id}/closings", status_code=201, response_model=ClosingOut)
async def post_closing(order_id: UUID, body: ClosingIn, door: Annotated[Door, opens_for(*PARTIES)]) -> Response:
    """Property, engineering and the repairer close together what the owner would not sign (B7)."""
    has = door.caller.has

    async def act(tx: Transaction) -> ClosingOut:
        order = await order_seen(tx, order_id, door.caller)
        party = accepting.party_of(order, has(Role.CONTRACTOR), has(Role.REPAIR_SQUAD), has(Role.ENGINEERING_DESK))
        closed, signed = await accepting.close_with(tx, order_id, party, body.finding, door.caller, tx.now)
        return ClosingOut(
            order_id=order_id, state=closed.state, refusals=closed.refusals,
            signatures=[PartySignatureOut.model_validate(each) for each in signed],
        )  # fmt: skip

    return await door.once(body, act)


@router.get("/{order_id}/closings")
async def get_closings(order_id: UUID, door: Annotated[Door, opens_for(*READERS)]) -> ClosingOut:
    """Who of the three parties has signed for the present repair."""
    async with door.reading() as tx:
        order = await order_seen(tx, order_id, door.caller)
        signed = await closings.of_repair(tx, order_id, order.repair_count)
    signatures = [PartySignatureOut.model_validate(each) for each in signed]
    return ClosingOut(order_id=order_id, state=order.state, refusals=order.refusals, signatures=signatures)
