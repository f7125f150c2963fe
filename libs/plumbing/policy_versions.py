"""The versions of policies: which holds, which comes next, and who made them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from aftercare_contracts.errors import NotFound

from .database import Transaction


class NotYetHeld(NotFound):
    """No version of this policy held on that day."""


@dataclass(frozen=True, slots=True)
class Version:
    """One version, and how it came about: by two people, or with the service (then nobody is named)."""

    version: int
    holds_from: date
    source: str
    proposal_id: UUID | None
    proposed_by: str | None
    proposed_at: datetime | None
    confirmed_by: str | None
    confirmed_at: datetime | None
    data: Any


@dataclass(frozen=True, slots=True)
class Standing:
    """How a policy stands on a day: the version in force, the one that comes next if any, and how many proposals wait."""

    name: str
    version: int
    holds_from: date
    next_version: int | None
    next_holds_from: date | None
    waiting: int


VERSIONS = (
    "select v.version, v.holds_from, v.source, p.proposal_id, p.proposed_by, p.proposed_at,"
    " d.decided_by as confirmed_by, d.decided_at as confirmed_at, v.data from policy v"
    " left join policy_decision d on d.name = v.name and d.version = v.version"
    " left join policy_proposal p on p.proposal_id = d.proposal_id where v.name = $1"
)


async def versions(tx: Transaction, name: str, before: int | None, limit: int) -> list[Version]:
    """The latest first."""
    rows = await tx.fetch(
        f"{VERSIONS} and ($2::bigint is null or v.version < $2) order by v.version desc limit $3", name, before, limit
    )
    return [Version(**dict(row)) for row in rows]


async def version_on(tx: Transaction, name: str, day: date) -> Version:
    """The one in force on a day. Raises ``NotYetHeld``."""
    row = await tx.fetchrow(f"{VERSIONS} and v.holds_from <= $2 order by v.holds_from desc limit 1", name, day)
    if row is None:
        raise NotYetHeld
    return Version(**dict(row))


async def version_of(tx: Transaction, name: str, version: int) -> Version:
    """One that there is."""
    row = await tx.fetchrow(f"{VERSIONS} and v.version = $2", name, version)
    assert row is not None
    return Version(**dict(row))


async def standings(tx: Transaction, names: Sequence[str], today: date) -> list[Standing]:
    """How each of these stands today, in order of name."""
    rows = await tx.fetch(
        "select now_.name, now_.version, now_.holds_from, next_.version as next_version,"
        " next_.holds_from as next_holds_from, (select count(*) from policy_proposal p where p.name = now_.name"
        "  and p.holds_from > $2 and p.based_on = (select max(version) from policy where name = p.name)"
        "  and not exists (select from policy_decision d where d.proposal_id = p.proposal_id)) as waiting"
        " from (select distinct on (name) name, version, holds_from from policy where name = any($1) and holds_from <= $2"
        "  order by name, holds_from desc) now_"
        " left join lateral (select version, holds_from from policy where name = now_.name and holds_from > $2"
        "  order by holds_from limit 1) next_ on true order by now_.name",
        list(names), today,
    )  # fmt: skip
    return [Standing(**dict(row)) for row in rows]
