"""Price lists are entered, decided by another, and posted (D2)."""

from datetime import date, datetime
from uuid import UUID

from plumbing.database import Transaction

from ..domain import prices as domain
from ..domain.access import Actor
from ..domain.prices import NothingPosted, PriceList
from ..store import prices as store


async def enter(tx: Transaction, prices: PriceList) -> PriceList:
    """A list that waits for another's word. Raises ``HoldsTooSoon``, ``CodeTwice``."""
    domain.must_be_postable(prices)
    await store.add(tx, prices)
    return prices


async def confirm(tx: Transaction, list_id: UUID, by: Actor, now: datetime) -> PriceList:
    """It holds from its day. Raises ``NoSuchPriceList``, ``OwnList``, ``ListDecided``, ``ConfirmedTooLate``, ``DayTaken``."""
    confirmed = domain.confirm(await _held(tx, list_id, by), by.person, now)
    await store.decide(tx, confirmed)
    return confirmed


async def refuse(tx: Transaction, list_id: UUID, because: str, by: Actor, now: datetime) -> PriceList:
    """It never holds. Raises ``NoSuchPriceList``, ``OwnList``, ``ListDecided``."""
    refused = domain.refuse(await _held(tx, list_id, by), by.person, because, now)
    await store.decide(tx, refused)
    return refused


async def in_force(tx: Transaction, project: str, on: date) -> PriceList:
    """Raises ``NothingPosted``."""
    found = await store.in_force(tx, project, on)
    if found is None:
        raise NothingPosted
    return found


async def _held(tx: Transaction, list_id: UUID, by: Actor) -> PriceList:
    """A list for all is decided by those who reach all."""
    prices = await store.price_list_held(tx, list_id)
    if not by.reaches(prices.project or domain.EVERY):
        raise domain.NoSuchPriceList
    return prices
