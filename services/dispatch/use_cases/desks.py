"""The desks' figures: what they rest on is heard, and two sign them (D11)."""

from dataclasses import asdict
from datetime import date, datetime, time
from uuid import UUID

from aftercare_contracts.events.intake import CaseLimitPassed
from aftercare_contracts.periods import CHINA, add_months
from aftercare_contracts.values import Desk
from plumbing import limits
from plumbing.database import Transaction

from ..domain import desks as rules
from ..domain.access import Actor
from ..domain.desks import Figures
from ..domain.limits import LimitName
from ..domain.upkeep import must_be_over
from ..store import desks as store
from .upkeep import of_month


async def hear_lateness(tx: Transaction, said: CaseLimitPassed, now: datetime) -> None:
    """A limit of a case passed at its desk."""
    if said.case_id and said.owner_role.value in {desk.value for desk in Desk}:
        await store.note_late(tx, said.case_id, said.owner_role, said.project, said.due_at)


async def figures(tx: Transaction, project: str, desk: Desk, month: str) -> Figures:
    """Of the cases registered in a month, like ``2026-03``."""
    first = date(int(month[:4]), int(month[5:]), 1)
    return await store.figures(tx, project, desk, _midnight(first), _midnight(add_months(first, 1)))


async def sign(
    tx: Transaction, signature_id: UUID, project: str, desk: Desk, month: str, seen: Figures, by: Actor,
    roles: frozenset[str], today: date, now: datetime,
) -> rules.SignedAs:  # fmt: skip
    """For the figures he saw, which stay with the signature.

    Raises ``NoHead``, ``NotYourDesk``, ``PeriodNotOver``, ``FiguresChanged``, ``DeskSigned``, ``SignedByHim``.
    """
    signed_as = rules.signs_as(desk, roles)
    must_be_over(month, today)
    rules.must_have_seen(seen, await figures(tx, project, desk, month))
    await store.sign(tx, signature_id, project, desk, month, signed_as, by.person, now, asdict(seen))
    if await store.count_signed(tx, project, month) == len(rules.HEADS) * len(rules.SignedAs):
        await limits.end(tx, of_month("desks", project, month), "signed", LimitName.DESK_SIGNATURE)
    return signed_as


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), CHINA)
