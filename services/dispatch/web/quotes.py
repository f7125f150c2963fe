"""Quotes for the owner's own damage, and what he says to them (D2)."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from aftercare_contracts.values import Role
from fastapi import APIRouter, Response
from plumbing.database import Transaction
from plumbing.ids import new_id
from plumbing.web import Door, In, Out, Page, opens_for, text
from pydantic import Field

from ..domain.quotes import Verdict, Wanted
from ..store import quotes as store
from ..use_cases import quotes as use_cases
from .orders import READERS
from .prices import PriceCode
from .seeing import order_seen
from .views import Hash

router = APIRouter(tags=["quotes"])
FINDERS = (Role.ENGINEERING_DESK, Role.SITE_LEAD)
ANSWERERS = (Role.CUSTOMER, Role.PROPERTY_DESK, Role.ENGINEERING_DESK)
STAFF = tuple(role for role in READERS if role is not Role.CONTRACTOR)


class QuantityIn(In):
    """How much of what; 250 stands for 2.50 of the unit."""

    code: PriceCode
    quantity_hundredths: Annotated[int, Field(ge=1, le=100_000_000, strict=True)]


class QuoteIn(In):
    """Why it is the owner's damage, with pictures; and the work, by the posted list."""

    finding: Annotated[str, text(2000)]
    photos: Annotated[tuple[Hash, ...], Field(min_length=1, max_length=20)]
    lines: Annotated[list[QuantityIn], Field(min_length=1, max_length=100)]


class ConsentIn(In):
    """Empty from the customer; from the desk who signed, and the photo of the paper."""

    signer: Annotated[str, text(100)] | None = None
    paper: Hash | None = None


class QuoteRefusalIn(ConsentIn):
    """Why the owner does not agree."""

    reason: Annotated[str, text(1000)]


class WithdrawalIn(In):
    """Why the quote and its finding are taken back."""

    reason: Annotated[str, text(1000)]


class QuoteLineOut(Out):
    """One work, its price and its amount."""

    code: str
    name: str
    unit: str
    price_fen: int
    quantity_hundredths: int
    amount_fen: int


class AnswerOut(Out):
    """What became of a quote."""

    verdict: Verdict
    at: datetime
    by: str
    signer: str | None
    paper: str | None
    reason: str


class QuoteOut(Out):
    """A quote as made, and what became of it."""

    quote_id: UUID
    quote_no: str
    order_id: UUID
    list_id: UUID
    finding: str
    photos: tuple[str, ...]
    lines: tuple[QuoteLineOut, ...]
    total_fen: int
    made_by: str
    made_at: datetime
    valid_until: datetime
    answer: AnswerOut | None


@router.post("/work-orders/{order_id}/quotes", status_code=201, response_model=QuoteOut)
async def post_quote(order_id: UUID, body: QuoteIn, door: Annotated[Door, opens_for(*FINDERS)]) -> Response:
    """It is the owner's own damage: ask him to agree to the posted prices. The squad waits for his word (D2)."""
    quote_id, wanted = new_id(), tuple(Wanted(line.code, line.quantity_hundredths) for line in body.lines)

    async def act(tx: Transaction) -> QuoteOut:
        made = await use_cases.make(
            tx, quote_id, order_id, wanted, body.finding, body.photos, door.caller, tx.now
        )  # fmt: skip
        return QuoteOut.model_validate(made)

    return await door.once(body, act)


@router.get("/work-orders/{order_id}/quotes")
async def get_quotes(order_id: UUID, door: Annotated[Door, opens_for(*STAFF, Role.CUSTOMER)]) -> Page[QuoteOut]:
    """A work order's quotes, the oldest first; a customer's own."""
    async with door.reading() as tx:
        await order_seen(tx, order_id, door.caller)
        found = await store.of_order(tx, order_id)
    return Page(items=[QuoteOut.model_validate(each) for each in found])


@router.post("/quotes/{quote_id}/consents", status_code=201, response_model=QuoteOut)
async def post_consent(quote_id: UUID, body: ConsentIn, door: Annotated[Door, opens_for(*ANSWERERS)]) -> Response:
    """The owner agrees: by his own word, or as the desk shows it."""

    async def act(tx: Transaction) -> QuoteOut:
        return QuoteOut.model_validate(
            await use_cases.agree(tx, quote_id, body.signer, body.paper, door.caller, tx.now)
        )

    return await door.once(body, act)


@router.post("/quotes/{quote_id}/refusals", status_code=201, response_model=QuoteOut)
async def post_quote_refusal(
    quote_id: UUID, body: QuoteRefusalIn, door: Annotated[Door, opens_for(*ANSWERERS)]
) -> Response:
    """The owner does not agree."""

    async def act(tx: Transaction) -> QuoteOut:
        return QuoteOut.model_validate(await use_cases.refuse(
            tx, quote_id, body.reason, body.signer, body.paper, door.caller, tx.now
        ))  # fmt: skip

    return await door.once(body, act)


@router.post("/quotes/{quote_id}/withdrawals", status_code=201, response_model=QuoteOut)
async def post_withdrawal(
    quote_id: UUID, body: WithdrawalIn, door: Annotated[Door, opens_for(Role.SITE_LEAD)]
) -> Response:
    """The finding was wrong, or the quote: the site lead takes both back."""

    async def act(tx: Transaction) -> QuoteOut:
        return QuoteOut.model_validate(await use_cases.withdraw(tx, quote_id, body.reason, door.caller, tx.now))

    return await door.once(body, act)
