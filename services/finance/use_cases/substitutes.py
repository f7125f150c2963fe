"""Naming who stands in for a signer who is away, and ending it early (B4)."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from aftercare_contracts.events.finance_approval import SubstituteNamed, SubstitutionEnded
from aftercare_contracts.values import Role
from plumbing import outbox
from plumbing.database import Transaction

from ..domain import substitutes as rules
from ..domain.people import EVERY_PROJECT, Person
from ..domain.substitutes import Substitution
from ..store import substitutes as store


@dataclass(frozen=True, slots=True)
class Request:
    """Who is to stand in for whom, as what, where and how long; from now where no beginning is given."""

    role: Role
    project: str
    away: str
    substitute: str
    starts_at: datetime | None
    ends_at: datetime
    reason: str


async def name_substitute(
    tx: Transaction, substitution_id: UUID, asked: Request, by: Person, now: datetime
) -> Substitution:
    """Raises ``NotYourRole``, ``NotAnother``, ``WrongPeriod``, ``Overlaps`` and its like."""
    await store.lock_role(tx, asked.role)
    named = Substitution(
        substitution_id, asked.role, asked.project, asked.away, asked.substitute, asked.starts_at or now,
        asked.ends_at, asked.reason, by.id,
    )  # fmt: skip
    rules.must_allow(named, by, await store.of_role(tx, asked.role, named.starts_at), now)
    await store.add(tx, named, now)
    event = SubstituteNamed(
        **_facts(named), starts_at=named.starts_at, ends_at=named.ends_at, named_by=by.id, tell=_tell(named)
    )
    await outbox.add(tx, event, about=substitution_id)
    return named


async def end_substitution(tx: Transaction, substitution_id: UUID, reason: str, by: Person, now: datetime) -> None:
    """End it now, or before it began. Raises ``NoSuchSubstitution``, ``NotYoursToEnd``, ``IsOver``."""
    ended = await store.substitution_for_update(tx, substitution_id)
    if not by.reaches(ended.project) and by.id not in (ended.away, ended.substitute):
        raise store.NoSuchSubstitution()
    rules.must_allow_end(ended, by, now)
    await store.add_end(tx, substitution_id, by.id, reason, now)
    event = SubstitutionEnded(**_facts(ended), ended_at=now, ended_by=by.id, tell=_tell(ended))
    await outbox.add(tx, event, about=substitution_id)


def _facts(substitution: Substitution) -> dict[str, Any]:
    return {
        "substitution_id": substitution.id,
        "project": None if substitution.project == EVERY_PROJECT else substitution.project,
        "role": substitution.role,
        "away": substitution.away,
        "substitute": substitution.substitute,
    }


def _tell(substitution: Substitution) -> tuple[Role, ...]:
    return (substitution.role, *rules.SUPERIORS[substitution.role][:1])
