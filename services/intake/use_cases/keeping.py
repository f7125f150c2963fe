"""Records are kept as long as they must be; then names go and figures stay (I16, L8)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from aftercare_contracts.errors import AlreadyDone, NotFound
from aftercare_contracts.events.intake_privacy import CasesErased, CustomerErased
from aftercare_contracts.periods import add_years, day_in_china, end_of
from plumbing import outbox, timers
from plumbing.database import Transaction
from plumbing.policy import policy

from ..domain import keeping as domain
from ..domain.keeping import Keeping, Reason
from ..store import keeping as store
from . import people_told

LOOK = "keeping"


class NoSuchErasure(NotFound):
    """Nobody asked for that."""


class NoSuchDispute(NotFound):
    """This case has no such open dispute."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What becomes of a record on a day: its names go, or the reasons why it stays."""

    case_id: UUID
    case_no: str
    project: str
    customer_id: UUID
    reasons: tuple[Reason, ...]


async def look(tx: Transaction, on: date) -> list[Verdict]:
    """The records to be looked at on a day, a batch of them, and what would become of each. Changes nothing."""
    keeping = await _keeping(tx, on)
    closed_before = end_of(add_years(on, -keeping.years) - timedelta(days=1))
    rows = await store.due(tx, closed_before, on, keeping.batch)
    return [_verdict(row, keeping, on) for row in rows]


async def erase_what_is_due(tx: Transaction, timer: timers.Timer, now: datetime) -> None:
    """Each day, batch by batch: the names in records that nothing needs any more."""
    on = day_in_china(now)
    keeping, verdicts = await _keeping(tx, on), await look(tx, on)
    for verdict in verdicts:
        if verdict.reasons:
            await store.look_again(tx, verdict.case_id, domain.next_look_on(list(verdict.reasons), keeping, on))
    await _erase(tx, [verdict for verdict in verdicts if not verdict.reasons])
    again = now if len(verdicts) == keeping.batch else now + timedelta(days=1)
    await timers.arm(tx, timer.subject, LOOK, again)


async def copy(tx: Transaction, customer_id: UUID) -> dict[str, Any]:
    """Everything about a person, for the person. Raises ``NoSuchCustomer``."""
    person = await _person(tx, customer_id)
    return {
        "name": person["name"], "phone": person["phone"], "added_at": person["added_at"],
        "earlier": await store.earlier(tx, customer_id), "units": await store.units_of(tx, customer_id),
        "cases": await store.cases_of(tx, customer_id),
    }  # fmt: skip


async def correct(
    tx: Transaction, customer_id: UUID, name: str | None, phone: str | None, reason: str, by: str
) -> None:
    """Another name or phone. Raises ``NoSuchCustomer``, ``Erased``."""
    person = await _person(tx, customer_id)
    if person["erased_at"]:
        raise domain.Erased
    name, phone = name or person["name"], phone or person["phone"]
    await store.correct(tx, customer_id, person, name, phone, reason, by)
    await people_told.tell(tx, customer_id, [people_told.Person(customer_id, name, phone, tx.now)])


async def ask_erasure(
    tx: Transaction, erasure_id: UUID, customer_id: UUID, reason: str, by: str, now: datetime
) -> None:
    """A person asks to be erased; refused with every reason why not. Raises ``NoSuchCustomer``, ``Erased``, ``MustBeKept``."""
    await _may_go(tx, customer_id, now)
    if not await store.ask_erasure(tx, erasure_id, customer_id, reason, by, now):
        raise AlreadyDone("It has been asked for and waits for a second person.")


async def confirm_erasure(tx: Transaction, customer_id: UUID, erasure_id: UUID, by: str, now: datetime) -> None:
    """A second person confirms, and the names go.

    Raises ``NoSuchCustomer``, ``NoSuchErasure``, ``TakesTwo``, ``AlreadyDone``, ``MustBeKept``.
    """
    verdicts = await _may_go(tx, customer_id, now)
    asked = await store.erasure_held(tx, customer_id, erasure_id)
    if asked is None:
        raise NoSuchErasure
    if asked["confirmed_by"]:
        raise AlreadyDone
    if asked["asked_by"] == by:
        raise domain.TakesTwo
    await store.confirm_erasure(tx, erasure_id, by, now)
    await _erase(tx, verdicts, [customer_id])


async def settle_dispute(tx: Transaction, case_id: UUID, dispute_id: UUID, by: str, now: datetime) -> None:
    """A dispute is over. Raises ``NoSuchDispute``."""
    if not await store.settle_dispute(tx, case_id, dispute_id, by, now):
        raise NoSuchDispute


async def _may_go(tx: Transaction, customer_id: UUID, now: datetime) -> list[Verdict]:
    person = await _person(tx, customer_id)
    if person["erased_at"]:
        raise domain.Erased
    on = day_in_china(now)
    keeping = await _keeping(tx, on)
    verdicts = [_verdict(row, keeping, on, asked=True) for row in await store.of_customer(tx, customer_id)]
    why = [
        f"{verdict.case_no}: {reason.because}{f' until {reason.until_on}' if reason.until_on else ''}"
        for verdict in verdicts
        for reason in verdict.reasons
    ]
    why += [f"{unit['project']} {unit['unit_no']}: {unit['as_what']}" for unit in await store.units_of(tx, customer_id)
            if unit["as_what"] != "earlier_owner"]  # fmt: skip
    if why:
        raise domain.MustBeKept("; ".join(why))
    return verdicts


async def _person(tx: Transaction, customer_id: UUID) -> Any:
    person = await store.customer(tx, customer_id)
    if person is None:
        raise domain.NoSuchCustomer
    return person


async def _erase(tx: Transaction, verdicts: Sequence[Verdict], customers: Sequence[UUID] = ()) -> None:
    """The words of these cases, then the names nobody needs any more; each person is told of once: that he went, or where he
    stays, which of his cases did."""
    await store.erase_cases(tx, [verdict.case_id for verdict in verdicts])
    concerned = sorted({*customers, *(verdict.customer_id for verdict in verdicts)})
    gone = set(await store.erase_customers(tx, concerned))
    for customer_id in concerned:
        of_him = tuple(verdict.case_id for verdict in verdicts if verdict.customer_id == customer_id)
        said = CustomerErased if customer_id in gone else CasesErased
        await outbox.add(tx, said(customer_id=customer_id, case_ids=of_him), about=customer_id)


def _verdict(row: Any, keeping: Keeping, on: date, *, asked: bool = False) -> Verdict:
    reasons = tuple(domain.reasons_to_keep(store.facts_of(row), keeping, on, asked=asked))
    return Verdict(row["case_id"], row["case_no"], row["project"], row["customer_id"], reasons)


async def _keeping(tx: Transaction, on: date) -> Keeping:
    return Keeping.from_data((await policy(tx, "keeping", on)).data)
