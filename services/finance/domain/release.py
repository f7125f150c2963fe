"""The release of a retention: applied for, verified, confirmed, paid; and what the law makes of silence (L5, F7, F9)."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from aftercare_contracts.errors import AlreadyDone, Conflict, Forbidden, NotFound, Problem
from aftercare_contracts.values import yuan

from .ledger import BANK, Entry, Kind, Posting
from .people import Person
from .retention import free, withheld

WHOLE_BP = 10_000


class ReleaseKind(StrEnum):
    """Why it is paid out: the liability period is over, or more was withheld than the law allows."""

    RETENTION = "retention"
    EXCESS = "excess"


class ReleaseState(StrEnum):
    """Where a release stands."""

    APPLIED = "applied"
    URGED = "urged"
    VERIFIED = "verified"
    AGREED = "agreed"
    PAID = "paid"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


class ReleaseVerb(StrEnum):
    """What can happen to a release."""

    APPLY = "apply"
    URGE = "urge"
    VERIFY = "verify"
    CONFIRM = "confirm"
    LAPSE = "lapse"
    PAY = "pay"
    REFUSE = "refuse"
    WITHDRAW = "withdraw"


UNANSWERED = frozenset({ReleaseState.APPLIED, ReleaseState.URGED})
MOVES: dict[ReleaseVerb, tuple[frozenset[ReleaseState], ReleaseState]] = {
    ReleaseVerb.URGE: (frozenset({ReleaseState.APPLIED}), ReleaseState.URGED),
    ReleaseVerb.VERIFY: (UNANSWERED, ReleaseState.VERIFIED),
    ReleaseVerb.CONFIRM: (frozenset({ReleaseState.VERIFIED}), ReleaseState.AGREED),
    ReleaseVerb.LAPSE: (frozenset({ReleaseState.URGED}), ReleaseState.AGREED),
    ReleaseVerb.PAY: (frozenset({ReleaseState.AGREED}), ReleaseState.PAID),
    ReleaseVerb.REFUSE: (UNANSWERED | {ReleaseState.VERIFIED}, ReleaseState.REFUSED),
    ReleaseVerb.WITHDRAW: (UNANSWERED | {ReleaseState.VERIFIED}, ReleaseState.WITHDRAWN),
}


class NoSuchRelease(NotFound):
    """There is no such release, or not for you."""


class CannotMoveRelease(Conflict):
    """The release does not stand where this could happen."""


class StillLiable(Conflict):
    """The liability period has not ended; the retention is released after its last day (L5)."""


class NothingFree(Conflict):
    """Nothing of the retention is free."""


class OverHolds(Conflict):
    """What is held cannot be released (F9)."""


class NothingInExcess(Conflict):
    """Not more is withheld than the law allows."""


class StillTimeToAnswer(Conflict):
    """The time for an answer has not passed; a reminder counts only after it (L5)."""


class PropertyNotHeard(Conflict):
    """The property office's word is recorded before a retention is verified."""


class PropertyObjects(Conflict):
    """The property office does not consent; refuse the application with its reason, or have it consent first."""


class ConfirmsOwn(Forbidden):
    """Another than the one who verified confirms a release."""


class PaymentKnown(Conflict):
    """A payment of this number is on another release."""


class PaidAlready(AlreadyDone):
    """This release is paid."""


@dataclass(frozen=True, slots=True)
class Release:
    """An application and how far it got. ``amount_fen`` is what is to be paid: what was asked for, until verified lower."""

    release_id: UUID
    release_no: str
    contract_id: UUID
    kind: ReleaseKind
    asked_fen: int
    amount_fen: int
    state: ReleaseState
    applied_by: str
    applied_at: datetime
    answer_by: datetime
    urged_at: datetime | None = None
    verified_by: str | None = None
    verified_at: datetime | None = None
    agreed_at: datetime | None = None
    pay_by: datetime | None = None
    paid_at: datetime | None = None
    payment: str | None = None


@dataclass(frozen=True, slots=True)
class Consent:
    """The property office's word on a release."""

    consents: bool
    finding: str
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Standing:
    """What stands of a retention when a release is decided about: free, and held by which orders."""

    free_fen: int
    holds: tuple[tuple[str, int], ...] = ()


def must_be_over(liability_ends_on: date, today: date) -> None:
    """The last day of the liability period counts in full. Raises ``StillLiable``."""
    if today <= liability_ends_on:
        raise StillLiable(
            "", Problem("", f"the liability period ends on {liability_ends_on}", "an application after that day")
        )


def must_be_free(amount_fen: int, standing: Standing, pointer: str = "/amount_fen") -> None:
    """Raises ``NothingFree``, ``OverHolds`` naming each order that holds (F9)."""
    if standing.free_fen <= 0 and not standing.holds:
        raise NothingFree
    if amount_fen > standing.free_fen or standing.free_fen <= 0:
        held = [
            Problem(pointer, f"{yuan(fen)} yuan held for {order_no}", "what is free")
            for order_no, fen in standing.holds
        ]
        most = Problem(pointer, f"{yuan(amount_fen)} yuan", f"at most {yuan(standing.free_fen)} yuan")
        raise OverHolds("", most, *held)


def ceiling(settled_price_fen: int, rate_bp: int) -> int:
    """The most that may be withheld, in whole fen, rounded down (L5)."""
    return settled_price_fen * rate_bp // WHOLE_BP


def excess(kept_fen: int, settled_price_fen: int, rate_bp: int) -> int:
    """What is withheld beyond the ceiling, in fen (L5)."""
    return max(0, kept_fen - ceiling(settled_price_fen, rate_bp))


def urge(release: Release, answer_by: datetime, now: datetime) -> Release:
    """The contractor urges after nobody answered in time; silence from then on counts (L5). Raises ``StillTimeToAnswer``."""
    urged = _moved(release, ReleaseVerb.URGE)
    if now <= release.answer_by:
        raise StillTimeToAnswer(f"There is time for an answer until {release.answer_by.isoformat()}.")
    return replace(urged, urged_at=now, answer_by=answer_by)


def lapse(release: Release, standing: Standing, pay_by: datetime, now: datetime) -> Release:
    """Silence after the reminder counts as agreement, to what was asked for as far as it is free (L5, F9).

    Where all of it is held it is owed all the same, and paid when it becomes free.
    """
    if release.state is not ReleaseState.URGED or now <= release.answer_by:
        raise AlreadyDone(f"The release is {release.state}; it was answered.")
    amount_fen = min(release.asked_fen, standing.free_fen) or release.asked_fen
    return replace(_moved(release, ReleaseVerb.LAPSE), amount_fen=amount_fen, agreed_at=now, pay_by=pay_by)


def verify(
    release: Release, amount_fen: int, standing: Standing, consent: Consent | None, by: Person, pay_by: datetime,
    now: datetime,
) -> Release:  # fmt: skip
    """Finance verifies an amount that is free, the property office having consented (L5, F9).

    Raises ``PropertyNotHeard``, ``PropertyObjects``, ``NothingFree``, ``OverHolds``, ``CannotMoveRelease``.
    """
    verified = _moved(release, ReleaseVerb.VERIFY)
    if release.kind is ReleaseKind.RETENTION:
        _must_consent(consent)
    must_be_free(amount_fen, standing)
    if amount_fen > release.asked_fen:
        problem = Problem(
            "/amount_fen", f"{yuan(amount_fen)} yuan", f"at most {yuan(release.asked_fen)} yuan, as asked"
        )
        raise OverHolds("Not more is released than was asked for.", problem)
    return replace(verified, amount_fen=amount_fen, verified_by=by.id, verified_at=now, pay_by=pay_by)


def confirm(release: Release, by: Person, now: datetime) -> Release:
    """Another confirms what finance verified. Raises ``ConfirmsOwn``."""
    confirmed = _moved(release, ReleaseVerb.CONFIRM)
    if by.id in (release.verified_by, release.applied_by):
        raise ConfirmsOwn
    return replace(confirmed, agreed_at=now)


def pay(
    release: Release, contract_no: str, project: str, standing: Standing, payment: str, now: datetime
) -> tuple[Release, Entry]:
    """Pay what was agreed, once, out of what is free (F7). Raises ``PaidAlready``, ``OverHolds``, ``CannotMoveRelease``."""
    if release.state is ReleaseState.PAID:
        raise PaidAlready
    paid = _moved(release, ReleaseVerb.PAY)
    must_be_free(release.amount_fen, standing, "")
    postings = (
        Posting(free(contract_no), withheld(contract_no), release.amount_fen),
        Posting(BANK, paid_to(contract_no), release.amount_fen),
    )
    entry = Entry(f"release:{release.release_no}", Kind.RELEASE, project, postings, f"payment {payment}")
    return replace(paid, paid_at=now, payment=payment), entry


def refuse(release: Release) -> Release:
    """Answered with a refusal. Raises ``CannotMoveRelease``."""
    return _moved(release, ReleaseVerb.REFUSE)


def withdraw(release: Release) -> Release:
    """The contractor takes his application back. Raises ``CannotMoveRelease``."""
    return _moved(release, ReleaseVerb.WITHDRAW)


def paid_to(contract_no: str) -> str:
    """What a contractor was paid out of his retention."""
    return f"paid:{contract_no}"


def _must_consent(consent: Consent | None) -> None:
    if consent is None:
        raise PropertyNotHeard
    if not consent.consents:
        raise PropertyObjects


def _moved(release: Release, verb: ReleaseVerb) -> Release:
    sources, target = MOVES[verb]
    if release.state not in sources:
        wanted = " or ".join(sorted(sources))
        raise CannotMoveRelease(f"The release is {release.state}; for this it would have to be {wanted}.")
    return replace(release, state=target)
