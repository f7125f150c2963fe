"""A customer's request to change the design before handover, through sales, which stays responsible (I17)."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from aftercare_contracts.errors import Conflict, Forbidden, Invalid, NotFound, Problem
from aftercare_contracts.values import Phase, Role

from .phase import UnitDates, phase_on


class Standing(StrEnum):
    """Where a request stands."""

    REQUESTED = "requested"
    """Entered by sales, and the centre informed in writing."""
    ASKED = "asked"
    ANSWERED = "answered"
    PRICED = "priced"
    SIGNED = "signed"
    ORDERED = "ordered"
    REFUSED = "refused"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"


class Move(StrEnum):
    """What can happen to it."""

    ASK = "ask"
    AGREE = "agree"
    REFUSE = "refuse"
    PRICE = "price"
    SIGN = "sign"
    DECLINE = "decline"
    ORDER = "order"
    WITHDRAW = "withdraw"


OPEN = frozenset({Standing.REQUESTED, Standing.ASKED, Standing.ANSWERED, Standing.PRICED, Standing.SIGNED})
MOVES: Mapping[Move, tuple[frozenset[Standing], Standing]] = {
    Move.ASK: (frozenset({Standing.REQUESTED, Standing.ANSWERED}), Standing.ASKED),
    Move.AGREE: (frozenset({Standing.ASKED}), Standing.ANSWERED),
    Move.REFUSE: (frozenset({Standing.ASKED}), Standing.REFUSED),
    Move.PRICE: (frozenset({Standing.ANSWERED, Standing.PRICED}), Standing.PRICED),
    Move.SIGN: (frozenset({Standing.PRICED}), Standing.SIGNED),
    Move.DECLINE: (frozenset({Standing.PRICED}), Standing.DECLINED),
    Move.ORDER: (frozenset({Standing.SIGNED}), Standing.ORDERED),
    Move.WITHDRAW: (OPEN, Standing.WITHDRAWN),
}


class NoSuchRequest(NotFound):
    """There is no such request, or it is not yours to see."""


class CannotChange(Conflict):
    """The request does not stand where this could happen."""


class HandedOver(Conflict):
    """The unit is handed over; its design is no longer changed through sales. Register a case instead (I17)."""


class AskedAnother(Forbidden):
    """Another department was asked for its opinion."""


class NotWhatWasOffered(Invalid):
    """The customer signs the price and the delay that were put to him, and no others (I17)."""


class SignedOutOfTime(Invalid):
    """A signature bears a day between the request and today."""


@dataclass(frozen=True, slots=True)
class DesignChange:
    """The form 客户要求设计更改申请表."""

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
    standing: Standing = Standing.REQUESTED
    asked: Role | None = None
    design_opinion: str | None = None
    design_answered_by: str | None = None
    design_answered_at: datetime | None = None
    engineering_opinion: str | None = None
    engineering_answered_by: str | None = None
    engineering_answered_at: datetime | None = None
    price_fen: int | None = None
    delay_days: int | None = None
    customer_agreed: bool | None = None
    customer_signature: str | None = None
    customer_signed_on: date | None = None
    decided_by: str | None = None
    decided_on: date | None = None


def must_not_be_handed_over(today: date, dates: UnitDates) -> None:
    """Raises ``HandedOver``."""
    if phase_on(today, dates) is not Phase.BEFORE_HANDOVER:
        raise HandedOver(
            "", Problem("/unit_no", f"handed over on {dates.counts_as_handed_over_on}", "a unit before it")
        )


def moved(request: DesignChange, move: Move, **changes: Any) -> DesignChange:
    """One move along the table. Raises ``CannotChange``."""
    sources, target = MOVES[move]
    if request.standing not in sources:
        wanted = " or ".join(sorted(sources))
        raise CannotChange(f"The request is {request.standing}; for this it would have to be {wanted}.")
    return replace(request, standing=target, **changes)


def asked(request: DesignChange, of: Role) -> DesignChange:
    """The centre asks design or engineering. Raises ``CannotChange``."""
    return moved(request, Move.ASK, asked=of)


def opined(
    request: DesignChange, *, justified: bool, opinion: str, by: str, roles: frozenset[str], now: datetime
) -> DesignChange:
    """The department asked gives its opinion. Raises ``AskedAnother``, ``CannotChange``."""
    answered = moved(request, Move.AGREE if justified else Move.REFUSE)
    if request.asked not in roles:
        raise AskedAnother(f"This was asked of {request.asked}.")
    if request.asked is Role.DESIGN:
        return replace(answered, design_opinion=opinion, design_answered_by=by, design_answered_at=now)
    return replace(answered, engineering_opinion=opinion, engineering_answered_by=by, engineering_answered_at=now)


def signed(
    request: DesignChange, *, price_fen: int, delay_days: int, signature: str, signed_on: date, today: date
) -> DesignChange:
    """The customer signed price and consequence. Raises ``CannotChange``, ``NotWhatWasOffered``, ``SignedOutOfTime``."""
    agreed = moved(request, Move.SIGN, customer_agreed=True, customer_signature=signature, customer_signed_on=signed_on)
    wrong = [
        Problem(pointer, f"{said} was signed", f"{offered}, as was offered")
        for pointer, said, offered in (
            ("/price_fen", price_fen, request.price_fen),
            ("/delay_days", delay_days, request.delay_days),
        )
        if said != offered
    ]
    if wrong:
        raise NotWhatWasOffered("", *wrong)
    if not request.requested_on <= signed_on <= today:
        raise SignedOutOfTime("", Problem("/signed_on", str(signed_on), f"from {request.requested_on} to {today}"))
    return agreed


def declined(request: DesignChange) -> DesignChange:
    """The customer does not want it at that price. Raises ``CannotChange``."""
    return moved(request, Move.DECLINE, customer_agreed=False)
