"""A price the owner is asked to agree to before his own damage is repaired (D2, S4#5 4.1.2)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from aftercare_contracts.errors import AlreadyDone, Conflict, Invalid, NotFound, Problem
from aftercare_contracts.values import Bearer, Repairer

from .deadlines import has_passed
from .prices import PriceLine, PriceList, must_stand_once
from .work_order import State, WorkOrder

WHOLE = 100
"""Quantities are whole hundredths: 250 stands for 2.50 m."""
TOTAL_FEN_MAX = 10**12


class Verdict(StrEnum):
    """What became of a quote."""

    AGREED = "agreed"
    REFUSED = "refused"
    LAPSED = "lapsed"
    WITHDRAWN = "withdrawn"


class NoSuchQuote(NotFound):
    """There is no such quote."""


class NotTheSquads(Conflict):
    """A contractor has this order under his warranty; what he is to repair is not the owner's damage."""


class WorkHasBegun(Conflict):
    """The owner agrees to the price before the work begins, in danger at the latest before it is done."""


class QuoteOpen(Conflict):
    """A quote for this order waits for the owner's answer."""


class PriceAgreed(Conflict):
    """The owner has agreed to a price for this order."""


class NotOnTheList(Invalid):
    """Only what stands on the posted price list can be quoted."""


class AmountOutOfBounds(Invalid):
    """A quote comes to at least one fen, and to no more than can be owed."""


class QuoteAnswered(AlreadyDone):
    """This quote has been answered."""


class QuoteHasLapsed(Conflict):
    """The time for an answer has passed; a new quote can be made."""


class PaperMissing(Invalid):
    """The desk names who signed, and shows the paper."""


class PaperNotWanted(Invalid):
    """The customer answers by his own word; signer and paper are the desk's."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """How much of what; a quantity in hundredths of the unit."""

    code: str
    quantity_hundredths: int


@dataclass(frozen=True, slots=True)
class QuoteLine:
    """One work with its price and amount as they were on that day."""

    code: str
    name: str
    unit: str
    price_fen: int
    quantity_hundredths: int
    amount_fen: int


@dataclass(frozen=True, slots=True)
class Answer:
    """What became of a quote: by whom it was recorded, who signed, and the SHA-256 of the paper's photo."""

    verdict: Verdict
    at: datetime
    by: str
    signer: str | None = None
    paper: str | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Quote:
    """A quote as made: frozen. ``finding`` says why it is the owner's damage, and ``made_by`` who says so."""

    quote_id: UUID
    quote_no: str
    order_id: UUID
    list_id: UUID
    finding: str
    photos: tuple[str, ...]
    lines: tuple[QuoteLine, ...]
    made_by: str
    made_at: datetime
    valid_until: datetime
    answer: Answer | None = None

    @property
    def total_fen(self) -> int:
        """The price the owner is asked for."""
        return sum(line.amount_fen for line in self.lines)


def amount_fen(price_fen: int, quantity_hundredths: int) -> int:
    """Price times quantity in whole fen; half a fen and more is a fen."""
    return (price_fen * quantity_hundredths + WHOLE // 2) // WHOLE


def priced(prices: PriceList, wanted: Sequence[Wanted]) -> tuple[QuoteLine, ...]:
    """The lines at the list's prices. Raises ``CodeTwice``, ``NotOnTheList``, ``AmountOutOfBounds``."""
    must_stand_once(tuple(each.code for each in wanted))
    listed = {line.code: line for line in prices.lines}
    unknown = [
        Problem(f"/lines/{i}/code", f"no {each.code} on the list of {prices.holds_from}", "a code of the posted list")
        for i, each in enumerate(wanted)
        if each.code not in listed
    ]
    if unknown:
        raise NotOnTheList("", *unknown)
    lines = tuple(_line(listed[each.code], each.quantity_hundredths) for each in wanted)
    total = sum(line.amount_fen for line in lines)
    if not 0 < total <= TOTAL_FEN_MAX:
        raise AmountOutOfBounds("", Problem("/lines", f"{total} fen", f"1 to {TOTAL_FEN_MAX} fen"))
    return lines


def _line(price: PriceLine, quantity: int) -> QuoteLine:
    amount = amount_fen(price.price_fen, quantity)
    return QuoteLine(price.code, price.name, price.unit, price.price_fen, quantity, amount)


def must_be_quotable(order: WorkOrder, latest: Quote | None) -> None:
    """The squad has the order and has not begun, in danger not ended; no other quote stands (D2, F1).

    Raises ``NotTheSquads``, ``WorkHasBegun``, ``QuoteOpen``, ``PriceAgreed``.
    """
    if order.repairer is not Repairer.SQUAD:
        raise NotTheSquads
    if order.state is not State.WITH_SQUAD and not (order.in_danger and order.state is State.MAY_START):
        raise WorkHasBegun
    if latest and latest.answer is None:
        raise QuoteOpen(f"{latest.quote_no} waits for the owner's answer.")
    if latest and latest.answer and latest.answer.verdict is Verdict.AGREED:
        raise PriceAgreed(f"The owner agreed to {latest.quote_no}.")


def consent_wanted(order: WorkOrder, latest: Quote | None, found_to_be_owners: bool) -> bool:
    """Whether the squad must wait for the owner's word on the price (D2); in danger it begins at once (F1).

    A withdrawn quote takes its finding back with it; engineering's own finding stays.
    """
    verdict = latest.answer.verdict if latest and latest.answer else None
    if order.in_danger or order.state is not State.WITH_SQUAD or verdict is Verdict.AGREED:
        return False
    quoted = latest is not None and verdict is not Verdict.WITHDRAWN
    return quoted or found_to_be_owners or order.sheet.bearer is Bearer.OWNER


def must_be_open(quote: Quote, now: datetime) -> None:
    """The last moment is in time. Raises ``QuoteAnswered``, ``QuoteHasLapsed``."""
    if quote.answer:
        raise QuoteAnswered(f"{quote.quote_no} is {quote.answer.verdict}.")
    if has_passed(quote.valid_until, now):
        raise QuoteHasLapsed


def must_be_withdrawable(quote: Quote, latest: Quote) -> None:
    """The last one, whether it waits, was refused or lapsed: then the order waits for nobody. Raises ``QuoteAnswered``."""
    verdict = quote.answer.verdict if quote.answer else None
    if verdict in (Verdict.AGREED, Verdict.WITHDRAWN) or quote.quote_id != latest.quote_id:
        raise QuoteAnswered(f"{quote.quote_no} is {verdict or 'followed by another'}.")


def must_be_over(quote: Quote, now: datetime) -> None:
    """Raises ``AlreadyDone`` where there is nothing to lapse."""
    if quote.answer or not has_passed(quote.valid_until, now):
        raise QuoteAnswered


def signed(
    verdict: Verdict, customer: str, now: datetime, signer: str | None, paper: str | None, reason: str
) -> Answer:
    """The customer's own answer. Raises ``PaperNotWanted``."""
    if signer or paper:
        raise PaperNotWanted("", Problem("/paper" if paper else "/signer", "given by the customer", "nothing"))
    return Answer(verdict, now, customer, customer, None, reason)


def shown_signed(
    verdict: Verdict, desk: str, now: datetime, signer: str | None, paper: str | None, reason: str
) -> Answer:
    """The owner's answer as the desk shows it, by his name and the photo of the paper. Raises ``PaperMissing``."""
    missing = [
        Problem(f"/{name}", "missing", what)
        for name, value, what in (("signer", signer, "who signed"), ("paper", paper, "the sha256 of the paper's photo"))
        if not value
    ]
    if missing:
        raise PaperMissing("", *missing)
    return Answer(verdict, now, desk, signer, paper, reason)
