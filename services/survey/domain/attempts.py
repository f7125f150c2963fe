"""Appointments for a return visit and attempts at it; how many on how many days before it may be called not possible (V1)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from aftercare_contracts.errors import Conflict, Invalid, Problem
from aftercare_contracts.periods import day_in_china
from aftercare_contracts.values import ContactWay

from .return_visit import CannotMove, ReturnVisit, State, Way, must_be_a_stranger_to_it, way_taken


class Outcome(StrEnum):
    """What came of an attempt. ``replied``: our reply stands online, and the customer has said nothing to it."""

    NOBODY_HOME = "nobody_home"
    NO_ANSWER = "no_answer"
    WRONG_CONTACT = "wrong_contact"
    PUT_OFF = "put_off"
    REPLIED = "replied"


NOT_REACHED = frozenset({Outcome.NOBODY_HOME, Outcome.NO_ANSWER, Outcome.WRONG_CONTACT})
WAYS: Mapping[Outcome, frozenset[ContactWay]] = {
    Outcome.NOBODY_HOME: frozenset({ContactWay.HOME}),
    Outcome.REPLIED: frozenset({ContactWay.ONLINE}),
}
"""Where an outcome goes with some ways only."""


class NotInTheFuture(Invalid):
    """An attempt lies between the end of handling and now."""


class NotInThePast(Invalid):
    """An appointment, and the time to which the customer put the visit off, lie ahead."""


class OutcomeNotByThisWay(Invalid):
    """That cannot come of an attempt made this way."""


class TriedTooLittle(Conflict):
    """More has to be tried before the visit may be called not possible."""


@dataclass(frozen=True, slots=True)
class Enough:
    """The figures of policy: so many attempts, on so many different days in China."""

    attempts: int
    days: int

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> "Enough":
        """As policy keeps it."""
        return cls(data["attempts"], data["attempt_days"])


@dataclass(frozen=True, slots=True)
class Appointment:
    """When, by whom and which way a visit is to be made; the last one counts."""

    appointment_id: UUID
    visit_id: UUID
    appointed_for: datetime
    visitor: str
    way: ContactWay
    way_reason: str
    made_by: str
    made_at: datetime


@dataclass(frozen=True, slots=True)
class Attempt:
    """One try to make a visit."""

    attempt_id: UUID
    visit_id: UUID
    tried_at: datetime
    way: ContactWay
    way_reason: str
    outcome: Outcome
    put_off_until: datetime | None
    note: str
    tried_by: str
    recorded_at: datetime


def appoint(
    visit: ReturnVisit, appointment_id: UUID, at: datetime, visitor: str, taken: Way, by: str, now: datetime
) -> Appointment:
    """Raises ``CannotMove``, ``HadAHandInIt`` of the visitor, ``ReasonMissing``, ``NotInThePast``."""
    _must_be_planned(visit)
    must_be_a_stranger_to_it(visit, visitor)
    _must_lie_ahead("/appointed_for", at, now)
    way = way_taken(visit, taken)
    return Appointment(appointment_id, visit.visit_id, at.astimezone(UTC), visitor, way, taken.reason, by, now)


def attempt(
    visit: ReturnVisit, attempt_id: UUID, tried_at: datetime, outcome: Outcome, taken: Way, put_off_until: datetime | None,
    note: str, by: str, now: datetime,
) -> Attempt:  # fmt: skip
    """Raises ``CannotMove``, ``HadAHandInIt``, ``ReasonMissing``, ``NotInTheFuture``, ``NotInThePast``, ``OutcomeNotByThisWay``."""
    _must_be_planned(visit)
    must_be_a_stranger_to_it(visit, by)
    way = way_taken(visit, taken)
    if not visit.handled_at <= tried_at <= now:
        raise NotInTheFuture("", Problem("/tried_at", str(tried_at), f"between {visit.handled_at} and now"))
    if way not in WAYS.get(outcome, frozenset(ContactWay)):
        raise OutcomeNotByThisWay("", Problem("/outcome", outcome, f"what can come of a try by {way}"))
    if (outcome is Outcome.PUT_OFF) != (put_off_until is not None):
        raise NotInThePast(
            "", Problem("/put_off_until", "missing or out of place", "given where he put it off, only then")
        )
    if put_off_until:
        _must_lie_ahead("/put_off_until", put_off_until, now)
    until = put_off_until and put_off_until.astimezone(UTC)
    return Attempt(
        attempt_id, visit.visit_id, tried_at.astimezone(UTC), way, taken.reason, outcome, until, note, by, now
    )  # fmt: skip


def must_be_enough(visit: ReturnVisit, made: Sequence[Attempt], enough: Enough) -> None:
    """A customer of whom nothing is known has no way to be reached at all; any other has to be tried for often enough.

    Raises ``TriedTooLittle``.
    """
    if visit.customer_id is None:
        return
    failed = [one for one in made if one.outcome in NOT_REACHED]
    days = {day_in_china(one.tried_at) for one in failed}
    if len(failed) < enough.attempts or len(days) < enough.days:
        wanted = f"{enough.attempts} attempts on {enough.days} days"
        raise TriedTooLittle(f"The customer was tried {len(failed)} times on {len(days)} days; it takes {wanted}.")


def _must_be_planned(visit: ReturnVisit) -> None:
    if visit.state is not State.PLANNED:
        raise CannotMove(f"The return visit is {visit.state}; for this it would have to be planned.")


def _must_lie_ahead(pointer: str, at: datetime, now: datetime) -> None:
    if at <= now:
        raise NotInThePast("", Problem(pointer, str(at), "a moment after now"))
