"""Proposals of another version of a policy, and what became of them. Nothing kept is ever changed."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

import asyncpg
from aftercare_contracts.errors import NotFound

from .database import Transaction
from .policy import Policy


class NoSuchPolicy(NotFound):
    """There is no such policy here."""


class NoSuchProposal(NotFound):
    """There is no such proposal for this policy."""


class Verdict(StrEnum):
    """What became of a proposal."""

    CONFIRMED = "confirmed"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


class State(StrEnum):
    """How a proposal stands: decided, or waiting, or past being confirmed."""

    WAITING = "waiting"
    CONFIRMED = "confirmed"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    OVERTAKEN = "overtaken"
    LAPSED = "lapsed"


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is asked for: the whole data of the next version, on top of which, from which day, and why."""

    data: Any
    based_on: int
    holds_from: date
    reason: str


@dataclass(frozen=True, slots=True)
class Proposal:
    """A change proposed, and what became of it. ``latest`` is the policy's last version by now."""

    proposal_id: UUID
    name: str
    based_on: int
    holds_from: date
    data: Any
    reason: str
    proposed_by: str
    proposed_at: datetime
    latest: int
    verdict: Verdict | None = None
    decided_by: str | None = None
    decided_at: datetime | None = None
    because: str = ""
    version: int | None = None

    def state(self, today: date) -> State:
        """On a day, which is the last to confirm it on if its own is the next."""
        if self.verdict:
            return State(self.verdict)
        if self.latest != self.based_on:
            return State.OVERTAKEN
        return State.LAPSED if self.holds_from <= today else State.WAITING


async def latest_held(tx: Transaction, name: str) -> tuple[Policy, date]:
    """The last version and its day; until the transaction ends nobody else makes the next."""
    await tx.execute("select from policy where name = $1 order by version for no key update", name)
    row = await tx.fetchrow(
        "select name, version, data, holds_from from policy where name = $1 order by version desc limit 1", name
    )
    if row is None:
        raise NoSuchPolicy
    return Policy(row["name"], row["version"], row["data"]), row["holds_from"]


async def add(tx: Transaction, proposal: Proposal) -> None:
    """A new proposal."""
    await tx.execute(
        "insert into policy_proposal (proposal_id, name, based_on, holds_from, data, reason, proposed_by, proposed_at)"
        " values ($1, $2, $3, $4, $5, $6, $7, $8)",
        proposal.proposal_id, proposal.name, proposal.based_on, proposal.holds_from, proposal.data, proposal.reason,
        proposal.proposed_by, proposal.proposed_at,
    )  # fmt: skip


async def decide(tx: Transaction, decided: Proposal) -> None:
    """What became of a proposal."""
    await tx.execute(
        "insert into policy_decision (proposal_id, name, proposed_by, verdict, decided_by, decided_at, because, version)"
        " values ($1, $2, $3, $4, $5, $6, $7, $8)",
        decided.proposal_id, decided.name, decided.proposed_by, decided.verdict, decided.decided_by, decided.decided_at,
        decided.because, decided.version,
    )  # fmt: skip


PROPOSAL = (
    "select p.proposal_id, p.name, p.based_on, p.holds_from, p.data, p.reason, p.proposed_by, p.proposed_at, d.verdict,"
    " d.decided_by, d.decided_at, coalesce(d.because, '') as because, d.version,"
    " (select max(version) from policy v where v.name = p.name) as latest"
    " from policy_proposal p left join policy_decision d on d.proposal_id = p.proposal_id where p.name = $1"
)


async def proposal(tx: Transaction, name: str, proposal_id: UUID) -> Proposal:
    """Raises ``NoSuchProposal``."""
    row = await tx.fetchrow(f"{PROPOSAL} and p.proposal_id = $2", name, proposal_id)
    if row is None:
        raise NoSuchProposal
    return _proposal(row)


async def proposals(tx: Transaction, name: str, before: UUID | None, limit: int) -> list[Proposal]:
    """The latest first: ids sort by the moment they were made."""
    rows = await tx.fetch(
        f"{PROPOSAL} and ($2::uuid is null or p.proposal_id < $2) order by p.proposal_id desc limit $3",
        name,
        before,
        limit,
    )
    return [_proposal(row) for row in rows]


def _proposal(row: asyncpg.Record) -> Proposal:
    values = dict(row)
    return Proposal(**values | {"verdict": Verdict(values["verdict"]) if values["verdict"] else None})
