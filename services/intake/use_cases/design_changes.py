"""A request to change the design before handover: entered by sales, answered through the centre, signed, carried out (I17)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal
from uuid import UUID

from aftercare_contracts.errors import Invalid, Problem
from aftercare_contracts.events.intake_design import (
    DesignChangeAnswered,
    DesignChangeAsked,
    DesignChangeEnded,
    DesignChangeRequested,
)
from aftercare_contracts.periods import day_in_china
from aftercare_contracts.values import Role
from plumbing import numbers, outbox
from plumbing.database import Transaction
from plumbing.ids import new_id

from ..domain import design_changes as domain
from ..domain.design_changes import DesignChange, Move
from ..domain.phase import UnitDates
from ..store import design_changes as store
from ..store import units
from . import people_told
from .units import must_be_past

SERIES = "BG"
OUTCOMES: Mapping[Move, Literal["ordered", "declined", "withdrawn"]] = {
    Move.ORDER: "ordered", Move.DECLINE: "declined", Move.WITHDRAW: "withdrawn",
}  # fmt: skip


class UnitNotRegistered(Invalid):
    """There is no such unit in this project."""


@dataclass(frozen=True, slots=True)
class Form:
    """The form as the customer filled it in."""

    project: str
    unit_no: str
    customer_name: str
    contact: str
    contract_no: str
    requested_on: date
    change_wanted: str
    reason: str
    drawings: str


async def enter(tx: Transaction, request_id: UUID, form: Form, by: str, now: datetime) -> DesignChange:
    """Sales enters a request, which informs the centre. Raises ``UnitNotRegistered``, ``DateAhead``, ``HandedOver``."""
    must_be_past(now, requested_on=form.requested_on)
    unit = await _not_handed_over(tx, form.project, form.unit_no, now)
    customer_id: UUID = unit["owner_id"]
    if unit["owner_phone"] != form.contact:
        customer_id = new_id()
        await people_told.add(tx, customer_id, form.customer_name, form.contact, now)
    request = DesignChange(
        request_id=request_id, request_no=await numbers.next_number(tx, SERIES, day_in_china(now)), project=form.project,
        unit_no=form.unit_no, customer_id=customer_id, contract_no=form.contract_no, requested_on=form.requested_on,
        change_wanted=form.change_wanted, reason=form.reason, drawings=form.drawings, received_by_sales=by,
        received_by_sales_at=now,
    )  # fmt: skip
    await store.add(tx, request)
    await outbox.add(tx, DesignChangeRequested(**_facts(request), received_by_sales=by), about=request_id)
    return request


async def ask(tx: Transaction, request_id: UUID, of: Role, by: str, now: datetime) -> DesignChange:
    """The centre asks design or engineering. Raises ``NoSuchRequest``, ``CannotChange``."""
    asked = domain.asked(await store.request_held(tx, request_id), of)
    await store.save(tx, asked, Move.ASK, by, now)
    await outbox.add(tx, DesignChangeAsked(**_facts(asked), asked=of), about=request_id)
    return asked


async def opine(
    tx: Transaction, request_id: UUID, *, justified: bool, opinion: str, by: str, roles: frozenset[str], now: datetime
) -> DesignChange:
    """Whoever was asked answers. Raises ``NoSuchRequest``, ``AskedAnother``, ``CannotChange``."""
    request = await store.request_held(tx, request_id)
    answered = domain.opined(request, justified=justified, opinion=opinion, by=by, roles=roles, now=now)
    assert answered.asked is not None
    await store.save(tx, answered, Move.AGREE if justified else Move.REFUSE, by, now)
    await outbox.add(
        tx, DesignChangeAnswered(**_facts(answered), asked=answered.asked, justified=justified), about=request_id
    )
    return answered


async def price(
    tx: Transaction, request_id: UUID, price_fen: int, delay_days: int, by: str, now: datetime
) -> DesignChange:
    """Sales says what it costs and how much later the unit is handed over. Raises ``NoSuchRequest``, ``CannotChange``."""
    request = await store.request_held(tx, request_id)
    priced = domain.moved(request, Move.PRICE, price_fen=price_fen, delay_days=delay_days)
    await store.save(tx, priced, Move.PRICE, by, now)
    return priced


@dataclass(frozen=True, slots=True)
class Signature:
    """What the customer signed, where the paper is, and when."""

    price_fen: int
    delay_days: int
    signature: str
    signed_on: date


async def sign(tx: Transaction, request_id: UUID, signature: Signature, by: str, now: datetime) -> DesignChange:
    """The customer signed. Raises ``NoSuchRequest``, ``CannotChange``, ``NotWhatWasOffered``, ``SignedOutOfTime``."""
    request = await store.request_held(tx, request_id)
    signed = domain.signed(
        request, price_fen=signature.price_fen, delay_days=signature.delay_days, signature=signature.signature,
        signed_on=signature.signed_on, today=day_in_china(now),
    )  # fmt: skip
    await store.save(tx, signed, Move.SIGN, by, now)
    return signed


async def order(tx: Transaction, request_id: UUID, by: str, now: datetime) -> DesignChange:
    """It is carried out, if the unit is still not handed over. Raises ``NoSuchRequest``, ``CannotChange``, ``HandedOver``."""
    request = await store.request_held(tx, request_id)
    ordered = domain.moved(request, Move.ORDER, decided_by=by, decided_on=day_in_china(now))
    await _not_handed_over(tx, request.project, request.unit_no, now)
    return await _end(tx, ordered, Move.ORDER, by, now)


async def decline(tx: Transaction, request_id: UUID, by: str, now: datetime) -> DesignChange:
    """The customer does not want it at that price. Raises ``NoSuchRequest``, ``CannotChange``."""
    return await _end(tx, domain.declined(await store.request_held(tx, request_id)), Move.DECLINE, by, now)


async def withdraw(tx: Transaction, request_id: UUID, by: str, now: datetime) -> DesignChange:
    """The customer takes it back. Raises ``NoSuchRequest``, ``CannotChange``."""
    request = await store.request_held(tx, request_id)
    return await _end(tx, domain.moved(request, Move.WITHDRAW), Move.WITHDRAW, by, now)


async def _end(tx: Transaction, ended: DesignChange, move: Move, by: str, now: datetime) -> DesignChange:
    await store.save(tx, ended, move, by, now)
    await outbox.add(tx, DesignChangeEnded(
        **_facts(ended), outcome=OUTCOMES[move], price_fen=ended.price_fen, delay_days=ended.delay_days, asked=ended.asked,
    ), about=ended.request_id)  # fmt: skip
    return ended


async def _not_handed_over(tx: Transaction, project: str, unit_no: str, now: datetime) -> Any:
    """The unit with its owner. Raises ``UnitNotRegistered``, ``HandedOver``."""
    unit = await units.unit(tx, project, unit_no)
    if unit is None:
        expected = "a unit registered in this project"
        raise UnitNotRegistered("", Problem("/unit_no", f"no unit {unit_no} in project {project}", expected))
    dates = UnitDates(unit["completion_accepted_on"], unit["handed_over_on"], unit["refused_on"])
    domain.must_not_be_handed_over(day_in_china(now), dates)
    return unit


def _facts(request: DesignChange) -> dict[str, Any]:
    return {
        "request_id": request.request_id, "request_no": request.request_no, "project": request.project,
        "unit_no": request.unit_no,
    }  # fmt: skip
