"""The posted price list for small repairs."""

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from aftercare_contracts.periods import day_in_china
from aftercare_contracts.values import Role
from fastapi import APIRouter, Query, Response
from plumbing.database import Transaction
from plumbing.ids import new_id
from plumbing.paging import PLAIN, Limit, encode_cursor, id_in
from plumbing.web import AmountFen, Day, Door, In, Out, Page, opens_for, text
from pydantic import Field, StringConstraints

from ..domain.prices import NoSuchPriceList, OnlyForAll, PriceLine, PriceList, Verdict
from ..store import prices as store
from ..use_cases import prices as use_cases
from .asking import CODE, Wanted

router = APIRouter(tags=["price list"])
KEEPERS = (Role.PROPERTY_DESK, Role.PROPERTY_COMPANY, Role.CENTRE_DIRECTOR)
DECIDERS = (Role.SITE_LEAD, Role.CENTRE_DIRECTOR, Role.VICE_PRESIDENT)
READERS = tuple(dict.fromkeys((*KEEPERS, *DECIDERS, Role.ENGINEERING_DESK, Role.FINANCE_OFFICER, Role.AUDITOR)))
PriceCode = Annotated[str, StringConstraints(pattern=CODE)]


class PriceLineIn(In):
    """One work and its price."""

    code: PriceCode
    name: Annotated[str, text(100)]
    unit: Annotated[str, text(10)]
    price_fen: AmountFen


class PriceListIn(In):
    """The prices of a project, or without one of every project that has no list of its own; and what they rest on."""

    project: Annotated[str, text(60)] | None = None
    holds_from: Day
    basis: Annotated[str, text(500)]
    lines: Annotated[list[PriceLineIn], Field(min_length=1, max_length=500)]


class ConfirmationIn(In):
    """Nothing more to say."""


class RefusalIn(In):
    """Why the list is not posted."""

    because: Annotated[str, text(1000)]


class PriceLineOut(Out):
    """One work and its price for one unit."""

    code: str
    name: str
    unit: str
    price_fen: int


class PostedOut(Out):
    """The price list in force."""

    list_id: UUID
    project: str | None
    holds_from: date
    lines: tuple[PriceLineOut, ...]


class PriceListOut(PostedOut):
    """A price list with its way to the wall."""

    basis: str
    entered_by: str
    entered_at: datetime
    verdict: Verdict | None
    decided_by: str | None
    decided_at: datetime | None
    because: str


@router.get("/posted-prices")
async def get_posted_prices(
    project: Annotated[str, Query(min_length=1, max_length=60, pattern=PLAIN)],
    door: Annotated[Door, opens_for(*Role)],
    on: Day | None = None,
) -> PostedOut:
    """The prices posted for a project today, or on a day; for everybody, staff and customers alike (S4#5 4.1.2)."""
    async with door.reading() as tx:
        return PostedOut.model_validate(await use_cases.in_force(tx, project, on or day_in_china(tx.now)))


@router.post("/price-lists", status_code=201, response_model=PriceListOut)
async def post_price_list(body: PriceListIn, door: Annotated[Door, opens_for(*KEEPERS)]) -> Response:
    """Enter a list; another confirms it before its first day."""
    if body.project:
        door.caller.must_reach(body.project)
    elif door.caller.reach is not None:
        raise OnlyForAll
    list_id = new_id()

    async def act(tx: Transaction) -> PriceListOut:
        lines = tuple(PriceLine(**dict(line)) for line in body.lines)
        by = door.caller.person
        entered = PriceList(list_id, body.project, body.holds_from, body.basis, lines, by, tx.now)
        return PriceListOut.model_validate(await use_cases.enter(tx, entered))

    return await door.once(body, act)


@router.get("/price-lists")
async def get_price_lists(
    door: Annotated[Door, opens_for(*READERS)], project: Wanted = None, cursor: str | None = None, limit: Limit = 50
) -> Page[PriceListOut]:
    """The lists for the caller's projects and for all, the latest entered first."""
    async with door.reading() as tx:
        found = await store.price_lists(tx, door.caller.reach, project, id_in(cursor), limit + 1)
    more = encode_cursor([found[limit - 1].list_id]) if len(found) > limit else None
    return Page(items=[PriceListOut.model_validate(each) for each in found[:limit]], next=more)


@router.get("/price-lists/{list_id}")
async def get_price_list(list_id: UUID, door: Annotated[Door, opens_for(*READERS)]) -> PriceListOut:
    """One list."""
    async with door.reading() as tx:
        prices = await store.price_list(tx, list_id)
    if prices.project and not door.caller.reaches(prices.project):
        raise NoSuchPriceList
    return PriceListOut.model_validate(prices)


@router.post("/price-lists/{list_id}/confirmations", status_code=201, response_model=PriceListOut)
async def post_confirmation(
    list_id: UUID, body: ConfirmationIn, door: Annotated[Door, opens_for(*DECIDERS)]
) -> Response:
    """Another agrees: the list is posted and holds from its day."""

    async def act(tx: Transaction) -> PriceListOut:
        return PriceListOut.model_validate(await use_cases.confirm(tx, list_id, door.caller, tx.now))

    return await door.once(body, act)


@router.post("/price-lists/{list_id}/refusals", status_code=201, response_model=PriceListOut)
async def post_refusal(list_id: UUID, body: RefusalIn, door: Annotated[Door, opens_for(*DECIDERS)]) -> Response:
    """Another does not agree."""

    async def act(tx: Transaction) -> PriceListOut:
        return PriceListOut.model_validate(await use_cases.refuse(tx, list_id, body.because, door.caller, tx.now))

    return await door.once(body, act)
