"""The owner is asked for his agreement to a price, and the squad waits for it (D2)."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from aftercare_contracts.errors import Problem
from aftercare_contracts.events.dispatch_costs import QuoteAgreed
from aftercare_contracts.events.dispatch_quotes import QuoteLapsed, QuoteMade, QuoteRefused, QuoteWithdrawn
from aftercare_contracts.periods import day_in_china
from aftercare_contracts.values import Role
from plumbing import limits, timers
from plumbing.database import Transaction
from plumbing.numbers import next_number
from plumbing.timers import Timer

from ..domain import quotes as domain
from ..domain import work_order
from ..domain.access import Actor, scope
from ..domain.limits import LimitName
from ..domain.quotes import Answer, NoSuchQuote, Quote, Verdict, Wanted
from ..domain.work_order import CLOCK, WorkOrder
from ..store import orders, photos
from ..store import quotes as store
from . import prices
from .announcing import facts, say
from .loading import UnknownPhoto, must_have_photos, order_held

SERIES = "BJ"
LAPSE = "quote_lapse"
AFTER_THE_LIMIT = timedelta(microseconds=2)
"""The site lead is told that no answer came, then the quote lapses."""


async def make(
    tx: Transaction, quote_id: UUID, order_id: UUID, wanted: tuple[Wanted, ...], finding: str, shown: tuple[str, ...],
    by: Actor, now: datetime,
) -> Quote:  # fmt: skip
    """Ask the owner for his agreement to the posted prices; it is his damage as the finding says (D2).

    Raises ``NoSuchWorkOrder``, ``NotTheSquads``, ``WorkHasBegun``, ``QuoteOpen``, ``PriceAgreed``, ``UnknownPhoto``,
    ``NothingPosted``, ``NotOnTheList``.
    """
    order = await order_held(tx, order_id, by)
    earlier = await store.of_order(tx, order_id)
    domain.must_be_quotable(order, earlier[-1] if earlier else None)
    await must_have_photos(tx, shown, by)
    posted = await prices.in_force(tx, order.sheet.project, day_in_china(now))
    lines = domain.priced(posted, wanted)
    number = await next_number(tx, SERIES, day_in_china(now))
    valid_until = await _let_stand(tx, order, quote_id, number)
    quote = Quote(quote_id, number, order_id, posted.list_id, finding, shown, lines, by.person, now, valid_until)
    await store.add(tx, quote)
    await say(tx, order, QuoteMade(
        **_facts(order, quote), price_fen=quote.total_fen, valid_until=valid_until, made_by=by.person
    ))  # fmt: skip
    return quote


async def agree(
    tx: Transaction, quote_id: UUID, signer: str | None, paper: str | None, by: Actor, now: datetime
) -> Quote:
    """The owner agreed in writing; the squad may start once its cost is approved (D2, F1).

    Raises ``NoSuchQuote``, ``QuoteAnswered``, ``QuoteHasLapsed``, ``PaperMissing``, ``PaperNotWanted``, ``UnknownPhoto``.
    """
    order, quote = await _held(tx, quote_id, by)
    answer = await _signed(tx, quote, Verdict.AGREED, signer, paper, "", by, now)
    await store.answer(tx, quote_id, answer)
    await say(tx, order, QuoteAgreed(**_facts(order, quote), price_fen=quote.total_fen, agreed_at=now))
    await _start_if_it_may(tx, order, f"{quote.quote_no} agreed", now)
    return await store.quote(tx, quote_id)


async def refuse(
    tx: Transaction, quote_id: UUID, reason: str, signer: str | None, paper: str | None, by: Actor, now: datetime
) -> Quote:
    """The owner does not agree; the order waits (D2). Raises as ``agree``."""
    order, quote = await _held(tx, quote_id, by)
    answer = await _signed(tx, quote, Verdict.REFUSED, signer, paper, reason, by, now)
    await store.answer(tx, quote_id, answer)
    await say(tx, order, QuoteRefused(**_facts(order, quote), recorded_by=by.person))
    return await store.quote(tx, quote_id)


async def withdraw(tx: Transaction, quote_id: UUID, reason: str, by: Actor, now: datetime) -> Quote:
    """The finding was wrong, or the quote: both are taken back. Raises ``NoSuchQuote``, ``QuoteAnswered``."""
    order, quote = await _held(tx, quote_id, by)
    domain.must_be_withdrawable(quote, (await store.of_order(tx, order.sheet.order_id))[-1])
    await store.answer(tx, quote_id, Answer(Verdict.WITHDRAWN, now, by.person, reason=reason))
    await say(tx, order, QuoteWithdrawn(**_facts(order, quote), withdrawn_by=by.person))
    await _start_if_it_may(tx, order, f"{quote.quote_no} withdrawn", now)
    return await store.quote(tx, quote_id)


async def lapse(tx: Transaction, timer: Timer, now: datetime) -> None:
    """No answer came in time. Raises ``AlreadyDone`` where one did."""
    quote_id = UUID(timer.subject)
    await limits.end(tx, quote_id, "lapsed", LimitName.QUOTE_ANSWER)
    order = await orders.work_order_held(tx, await store.order_of(tx, quote_id))
    quote = await store.quote(tx, quote_id)
    domain.must_be_over(quote, now)
    await store.answer(tx, quote_id, Answer(Verdict.LAPSED, now, CLOCK))
    await say(tx, order, QuoteLapsed(**_facts(order, quote)))


async def consent_wanted(tx: Transaction, order: WorkOrder) -> bool:
    """Whether this order, held by the caller, waits for the owner's agreement to a price (D2)."""
    quotes = await store.of_order(tx, order.sheet.order_id)
    owners = await store.found_to_be_owners(tx, order.sheet)
    return domain.consent_wanted(order, quotes[-1] if quotes else None, owners)


async def _let_stand(tx: Transaction, order: WorkOrder, quote_id: UUID, quote_no: str) -> datetime:
    """How long the owner has for an answer."""
    sheet = order.sheet
    about = limits.About(quote_id, quote_no, sheet.project, sheet.case_id, sheet.case_no)
    valid_until = (await limits.start(tx, LimitName.QUOTE_ANSWER, about)).astimezone(UTC)
    await timers.arm(tx, quote_id, LAPSE, valid_until + AFTER_THE_LIMIT)
    return valid_until


async def _held(tx: Transaction, quote_id: UUID, by: Actor) -> tuple[WorkOrder, Quote]:
    """A quote whose timers no longer run, and its order, held. Raises ``NoSuchQuote``, also where it is not this actor's."""
    await timers.disarm(tx, quote_id, LAPSE)
    await limits.end(tx, quote_id, "answered", LimitName.QUOTE_ANSWER)
    order = await order_held(tx, await store.order_of(tx, quote_id), by, NoSuchQuote)
    return order, await store.quote(tx, quote_id)


async def _signed(
    tx: Transaction, quote: Quote, verdict: Verdict, signer: str | None, paper: str | None, reason: str, by: Actor,
    now: datetime,
) -> Answer:  # fmt: skip
    domain.must_be_open(quote, now)
    how = domain.signed if by.has(Role.CUSTOMER) else domain.shown_signed
    answer = how(verdict, by.person, now, signer, paper, reason)
    if answer.paper and not await photos.visible(tx, (answer.paper,), by.person, scope(by)):
        raise UnknownPhoto("", Problem("/paper", f"no photo {paper}", "the sha256 of a photo uploaded before"))
    return answer


async def _start_if_it_may(tx: Transaction, order: WorkOrder, note: str, now: datetime) -> None:
    """An order whose cost was approved before begins with the last word that was wanted (D2, F1)."""
    approved = await store.approval(tx, order.sheet.order_id)
    if approved is None or order.state is not work_order.State.WITH_SQUAD or await consent_wanted(tx, order):
        return
    said = f"{approved['claim_no']} approved, {note}"
    await orders.save(tx, work_order.allow(order, approved["decided_by"], said, now))


def _facts(order: WorkOrder, quote: Quote) -> dict[str, Any]:
    return facts(order) | {"quote_id": quote.quote_id, "quote_no": quote.quote_no}
