"""The posted price list for small repairs: versions by day, entered by one and confirmed by another (D2, S4#5 4.1.2)."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from aftercare_contracts.errors import AlreadyDone, Conflict, Forbidden, Invalid, NotFound, Problem
from aftercare_contracts.periods import day_in_china

EVERY = "*"
"""Stands for all projects in a person's reach."""


class Verdict(StrEnum):
    """What became of a list that was entered."""

    CONFIRMED = "confirmed"
    REFUSED = "refused"


class NoSuchPriceList(NotFound):
    """There is no such price list."""


class NothingPosted(NotFound):
    """No price list is in force for this project on that day."""


class HoldsTooSoon(Invalid):
    """A price list is posted before it holds: from tomorrow at the earliest."""


class CodeTwice(Invalid):
    """Each code stands once."""


class OnlyForAll(Forbidden):
    """A list for every project is for those who reach every project."""


class ListDecided(AlreadyDone):
    """This list has been confirmed or refused."""


class OwnList(Forbidden):
    """A price list is decided by another than the one who entered it."""


class ConfirmedTooLate(Conflict):
    """Its first day has come; enter the list again, from a later day."""


class DayTaken(Conflict):
    """Another list of the same project holds from that day."""


@dataclass(frozen=True, slots=True)
class PriceLine:
    """One work and its price for one unit (次, 米, 平方米)."""

    code: str
    name: str
    unit: str
    price_fen: int


@dataclass(frozen=True, slots=True)
class PriceList:
    """The prices of a project, or (``None``) of every project without a list of its own, from a day on."""

    list_id: UUID
    project: str | None
    holds_from: date
    basis: str
    lines: tuple[PriceLine, ...]
    entered_by: str
    entered_at: datetime
    verdict: Verdict | None = None
    decided_by: str | None = None
    decided_at: datetime | None = None
    because: str = ""


def must_be_postable(prices: PriceList) -> None:
    """Raises ``HoldsTooSoon``, ``CodeTwice``."""
    today = day_in_china(prices.entered_at)
    if prices.holds_from <= today:
        raise HoldsTooSoon("", Problem("/holds_from", str(prices.holds_from), f"after {today}"))
    must_stand_once(tuple(line.code for line in prices.lines))


def must_stand_once(codes: tuple[str, ...]) -> None:
    """Raises ``CodeTwice`` naming each line that says a code again."""
    again = [
        Problem(f"/lines/{i}/code", f"{code} stands above", "each code once")
        for i, code in enumerate(codes)
        if code in codes[:i]
    ]
    if again:
        raise CodeTwice("", *again)


def confirm(prices: PriceList, by: str, now: datetime) -> PriceList:
    """Another agrees: the list holds from its day, which still lies ahead. Raises ``ConfirmedTooLate`` and as ``_decided``."""
    decided = _decided(prices, Verdict.CONFIRMED, by, "", now)
    if prices.holds_from <= day_in_china(now):
        raise ConfirmedTooLate
    return decided


def refuse(prices: PriceList, by: str, because: str, now: datetime) -> PriceList:
    """Another does not agree, and says why."""
    return _decided(prices, Verdict.REFUSED, by, because, now)


def _decided(prices: PriceList, verdict: Verdict, by: str, because: str, now: datetime) -> PriceList:
    """Raises ``ListDecided``, ``OwnList``."""
    if prices.verdict:
        raise ListDecided(f"This list was {prices.verdict} by {prices.decided_by}.")
    if by == prices.entered_by:
        raise OwnList
    return replace(prices, verdict=verdict, decided_by=by, decided_at=now, because=because)
