"""A retention is released: applied for, answered or not, paid (L5, F7, F9).

The account is locked before anything of a release is read; whoever moves one that silence could agree to disarms that first.
"""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from aftercare_contracts.errors import AlreadyDone, Conflict
from aftercare_contracts.events import finance_releases as events
from aftercare_contracts.periods import day_in_china
from plumbing import limits, outbox, timers
from plumbing.database import Transaction
from plumbing.numbers import next_number
from plumbing.policy import policy
from plumbing.timers import Timer

from ..domain import release as rules
from ..domain.limits import LimitName
from ..domain.people import SYSTEM, Person
from ..domain.release import Consent, NoSuchRelease, Release, ReleaseKind, ReleaseState, ReleaseVerb, Standing
from ..store import ledger
from ..store import releases as store
from ..store import retention as accounts
from ..store.retention import Contract

SERIES = "TK"
LAPSE = "release_lapse"
JUST_AFTER = timedelta(microseconds=1)
IN_TIME = (LimitName.RELEASE_VERIFICATION, LimitName.RELEASE_SILENCE)


class ReleaseOpen(Conflict):
    """A release of this retention is under way already."""


class PropertyHeard(AlreadyDone):
    """The property office's word on this release is on record."""


async def apply(
    tx: Transaction, release_id: UUID, contract_id: UUID, kind: ReleaseKind, amount_fen: int | None, by: Person,
    now: datetime,
) -> Release:  # fmt: skip
    """The contractor asks for his retention once the liability period is over, or for what is withheld beyond the ceiling.

    Without an amount, for all there is. Raises ``NoSuchAccount``, ``StillLiable``, ``NothingFree``, ``OverHolds``,
    ``NothingInExcess``, ``ReleaseOpen``.
    """
    contract = await accounts.contract_for_update(tx, contract_id)
    must_be_his(contract, by)
    if opened := await store.open_release(tx, contract_id):
        raise ReleaseOpen(f"{opened.release_no} is under way ({opened.state}).")
    standing = await standing_of(tx, contract)
    asked_fen = await _asked(tx, contract, kind, amount_fen, standing, now)
    about_fen = asked_fen or standing.free_fen
    rules.must_be_free(about_fen, standing)
    number = await next_number(tx, SERIES, day_in_china(now))
    about = limits.About(release_id, number, contract.project, contractor=contract.contractor)
    answer_by = await limits.start(tx, LimitName.RELEASE_VERIFICATION, about)
    made = Release(
        release_id, number, contract_id, kind, about_fen, about_fen, ReleaseState.APPLIED, by.id, now, answer_by
    )
    await store.add(tx, made)
    await _say(tx, made, contract, events.ReleaseApplied, answer_by=answer_by)
    return made


async def _asked(
    tx: Transaction, contract: Contract, kind: ReleaseKind, amount_fen: int | None, standing: Standing, now: datetime
) -> int | None:
    if kind is ReleaseKind.RETENTION:
        rules.must_be_over(contract.liability_ends_on, day_in_china(now))
        return amount_fen
    excess_fen = (await ceiling_of(tx, contract, now))[1]
    if not excess_fen or (amount_fen or 0) > excess_fen:
        raise rules.NothingInExcess(f"Withheld beyond the ceiling: {excess_fen} fen.")
    return amount_fen or min(excess_fen, max(1, standing.free_fen))


async def ceiling_of(tx: Transaction, contract: Contract, now: datetime) -> tuple[int, int]:
    """The most that may be withheld, and what is withheld beyond it, in fen (L5)."""
    figures = (await policy(tx, "retention", day_in_china(now))).data
    price_fen = await store.settled_price(tx, contract.contract_id) or contract.settled_price_fen
    account = await accounts.account(tx, contract.contract_no)
    kept_fen = account.held_fen + account.free_fen
    return rules.ceiling(price_fen, figures["rate_bp"]), rules.excess(kept_fen, price_fen, figures["rate_bp"])


async def urge(tx: Transaction, release_id: UUID, by: Person, now: datetime) -> Release:
    """Nobody answered in time: the contractor's reminder, after which silence counts (L5). Raises ``StillTimeToAnswer``."""
    contract, release = await _held(tx, release_id, by)
    rules.urge(release, now, now)
    await limits.end(tx, release_id, "urged", LimitName.RELEASE_VERIFICATION)
    about = limits.About(release_id, release.release_no, contract.project, contractor=contract.contractor)
    urged = rules.urge(release, await limits.start(tx, LimitName.RELEASE_SILENCE, about), now)
    await timers.arm(tx, release_id, LAPSE, urged.answer_by + JUST_AFTER)
    await store.save(tx, urged, ReleaseVerb.URGE, by.id, now, "")
    await _say(tx, urged, contract, events.ReleaseUrged, answer_by=urged.answer_by)
    return urged


async def agree_by_silence(tx: Transaction, timer: Timer, now: datetime) -> None:
    """Fourteen days after the reminder nobody had answered: it counts as agreed to (L5). Raises ``AlreadyDone``."""
    contract, release = await _held(tx, UUID(timer.subject), SYSTEM)
    agreed = rules.lapse(release, await standing_of(tx, contract), now, now)
    agreed = replace(agreed, pay_by=await _let_pay(tx, agreed, contract))
    await store.save(tx, agreed, ReleaseVerb.LAPSE, SYSTEM.id, now, "silence counts as agreement")
    await _say_agreed(tx, agreed, contract, by_silence=True)


async def record_consent(
    tx: Transaction, release_id: UUID, consents: bool, finding: str, by: Person, now: datetime
) -> Consent:
    """The property office's word. Raises ``NoSuchRelease``, ``PropertyHeard``, ``CannotMoveRelease``."""
    _, release = await _held(tx, release_id, by)
    if release.state not in rules.UNANSWERED:
        raise rules.CannotMoveRelease(f"The release is {release.state}.")
    said = Consent(consents, finding, by.id, now)
    if not await store.keep_consent(tx, release_id, said):
        raise PropertyHeard
    return said


async def verify(tx: Transaction, release_id: UUID, amount_fen: int, note: str, by: Person, now: datetime) -> Release:
    """Finance answers: so much is to be paid, another confirms (L5). Raises like ``release.verify``."""
    await timers.disarm(tx, release_id, LAPSE)
    contract, release = await _held(tx, release_id, by)
    standing, consent = await standing_of(tx, contract), await store.consent(tx, release_id)
    verified = rules.verify(release, amount_fen, standing, consent, by, now, now)
    await limits.end(tx, release_id, "verified", *IN_TIME)
    verified = replace(verified, pay_by=await _let_pay(tx, verified, contract))
    await store.save(tx, verified, ReleaseVerb.VERIFY, by.id, now, note)
    await _say(tx, verified, contract, events.ReleaseVerified, verified_by=by.id, pay_by=verified.pay_by)
    return verified


async def confirm(tx: Transaction, release_id: UUID, by: Person, now: datetime) -> Release:
    """Another confirms; it is to be paid. Raises ``ConfirmsOwn``."""
    contract, release = await _held(tx, release_id, by)
    confirmed = rules.confirm(release, by, now)
    await store.save(tx, confirmed, ReleaseVerb.CONFIRM, by.id, now, "")
    await _say_agreed(tx, confirmed, contract, by_silence=False)
    return confirmed


async def refuse(tx: Transaction, release_id: UUID, reason: str, by: Person, now: datetime) -> Release:
    """Answered with a refusal and its reason (L5)."""
    await timers.disarm(tx, release_id, LAPSE)
    contract, release = await _held(tx, release_id, by)
    refused = rules.refuse(release)
    await limits.end(tx, release_id, "refused")
    await store.save(tx, refused, ReleaseVerb.REFUSE, by.id, now, reason)
    await _say(tx, refused, contract, events.ReleaseRefused, refused_by=by.id)
    return refused


async def withdraw(tx: Transaction, release_id: UUID, by: Person, now: datetime) -> Release:
    """The contractor takes it back."""
    await timers.disarm(tx, release_id, LAPSE)
    _, release = await _held(tx, release_id, by)
    withdrawn = rules.withdraw(release)
    await limits.end(tx, release_id, "withdrawn")
    await store.save(tx, withdrawn, ReleaseVerb.WITHDRAW, by.id, now, "")
    return withdrawn


async def pay(tx: Transaction, release_id: UUID, payment: str, by: Person, now: datetime) -> Release:
    """Finance pays what was agreed, once (F7). Raises ``PaidAlready``, ``OverHolds``, ``CannotMoveRelease``."""
    contract, release = await _held(tx, release_id, by)
    standing = await standing_of(tx, contract)
    paid, entry = rules.pay(release, contract.contract_no, contract.project, standing, payment, now)
    if await store.is_paid_with(tx, payment):
        raise rules.PaymentKnown
    await limits.end(tx, release_id, "paid")
    await ledger.post(tx, entry, by.id, now, {"contract_no": contract.contract_no, "release_no": release.release_no})
    await store.save(tx, paid, ReleaseVerb.PAY, by.id, now, payment)
    await _say(tx, paid, contract, events.ReleasePaid, paid_by=by.id)
    return paid


async def standing_of(tx: Transaction, contract: Contract) -> Standing:
    """What is free of a retention and what holds the rest; its account is locked."""
    account = await accounts.account(tx, contract.contract_no)
    return Standing(account.free_fen, await store.holds(tx, contract.contract_id))


def must_be_his(contract: Contract, by: Person) -> None:
    """A contractor's own contract, or one within a member of staff's reach. Raises ``NoSuchAccount``."""
    if not by.may_see(contract.contractor, contract.project):
        raise accounts.NoSuchAccount()


async def _held(tx: Transaction, release_id: UUID, by: Person) -> tuple[Contract, Release]:
    contract = await accounts.contract_for_update(tx, await store.contract_of(tx, release_id))
    if not by.may_see(contract.contractor, contract.project):
        raise NoSuchRelease
    return contract, await store.release(tx, release_id)


async def _let_pay(tx: Transaction, release: Release, contract: Contract) -> datetime:
    about = limits.About(release.release_id, release.release_no, contract.project, contractor=contract.contractor)
    return await limits.start(tx, LimitName.RELEASE_PAYMENT, about)


async def _say_agreed(tx: Transaction, release: Release, contract: Contract, *, by_silence: bool) -> None:
    await _say(tx, release, contract, events.ReleaseAgreed, by_silence=by_silence, pay_by=release.pay_by)


async def _say(
    tx: Transaction, release: Release, contract: Contract, event: type[events.ReleaseEvent], **more: Any
) -> None:
    said = event(
        release_id=release.release_id, release_no=release.release_no, contract_id=contract.contract_id,
        contract_no=contract.contract_no, contractor=contract.contractor, project=contract.project,
        amount_fen=release.amount_fen, **more,
    )  # fmt: skip
    await outbox.add(tx, said, about=contract.contract_id)
