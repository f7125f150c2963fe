"""A policy is changed by two: one proposes with a reason, another who may confirms, and the next version holds from its day.

Whoever changes a policy first holds all its versions, so that of two confirmations at once the second sees the first's version.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from aftercare_contracts.effects import Effect, Words
from aftercare_contracts.errors import AlreadyDone, Conflict, Forbidden, Invalid, Problem
from aftercare_contracts.periods import day_in_china

from . import policy_proposals
from .callers import ALL_PROJECTS, Caller
from .database import Transaction
from .differences import changes
from .policy_proposals import Proposal, State, Verdict, Wanted

AHEAD_MAX = timedelta(days=731)

Reckon = Callable[[Transaction, Any, Any, datetime], Awaitable[Effect]]
"""What the new data instead of the old would have done to what came since a moment. Reads only."""


class WrongData(Invalid):
    """This policy cannot say that."""


class NothingChanges(Invalid):
    """The proposal says the same as the version in place."""


class HoldsTooSoon(Invalid):
    """A change holds from tomorrow at the earliest, and never backwards: what was decided today stays as it is."""


class HoldsTooLate(Invalid):
    """A change that far ahead would stand in the way of every earlier one."""


class BehindLatest(Conflict):
    """A version has been confirmed that holds from that day or later; a change holds from after it."""


class Overtaken(Conflict):
    """Another version was confirmed meanwhile; look at it, and propose on top of it."""


class Lapsed(Conflict):
    """The day from which it should hold has come without a confirmation; propose it anew for a later day."""


class NotByYou(Forbidden):
    """Your role does not change this policy."""


class NotEverywhere(Forbidden):
    """A policy holds in every project; who confirms it must reach them all."""


class OwnProposal(Forbidden):
    """Who proposed a change neither confirms nor refuses it: that is for another. You can withdraw it."""


class NotYourProposal(Forbidden):
    """Only who proposed a change withdraws it; you can refuse it with a reason."""


class Decided(AlreadyDone):
    """The proposal has been decided."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PolicyKind:
    """What a service says of one of its policies: its title, what is wrong with data for it, who proposes, who confirms, and
    how a change is tried on paper where more can be said than the difference."""

    title: Words
    check: Callable[[Any], list[Problem]]
    may_propose: frozenset[str]
    may_confirm: frozenset[str]
    effect: Reckon | None = None


async def propose(
    tx: Transaction, kind: PolicyKind, name: str, proposal_id: UUID, wanted: Wanted, by: Caller
) -> Proposal:
    """A change for another to confirm.

    Raises ``NotByYou``, ``WrongData``, ``HoldsTooSoon``, ``HoldsTooLate``, ``Overtaken``, ``BehindLatest``, ``NothingChanges``.
    """
    _must_hold_role(by, kind.may_propose)
    _must_be_right(kind, wanted.data)
    _must_lie_ahead(wanted.holds_from, day_in_china(tx.now))
    latest, latest_from = await policy_proposals.latest_held(tx, name)
    if wanted.based_on != latest.version:
        problem = Problem("/based_on", f"version {wanted.based_on}", f"version {latest.version}, the latest")
        raise Overtaken("", problem)
    if wanted.holds_from <= latest_from:
        raise BehindLatest("", Problem("/holds_from", str(wanted.holds_from), f"after {latest_from}"))
    if next(changes(latest.data, wanted.data), None) is None:
        raise NothingChanges("", Problem("/data", f"what version {latest.version} says", "something else"))
    proposal = Proposal(
        proposal_id,
        name,
        wanted.based_on,
        wanted.holds_from,
        wanted.data,
        wanted.reason,
        by.person,
        tx.now,
        latest.version,
    )
    await policy_proposals.add(tx, proposal)
    return proposal


async def confirm(tx: Transaction, kind: PolicyKind, name: str, proposal_id: UUID, by: Caller) -> Proposal:
    """Another person confirms it: it is the next version.

    Raises ``NotByYou``, ``NotEverywhere``, ``NoSuchProposal``, ``Decided``, ``OwnProposal``, ``Overtaken``, ``Lapsed``,
    ``WrongData``.
    """
    _must_hold_role(by, kind.may_confirm)
    if ALL_PROJECTS not in by.projects:
        raise NotEverywhere
    proposal = await _undecided(tx, name, proposal_id)
    if proposal.proposed_by == by.person:
        raise OwnProposal
    match proposal.state(day_in_china(tx.now)):
        case State.OVERTAKEN:
            raise Overtaken(
                f"Version {proposal.latest} was confirmed after this was proposed on top of {proposal.based_on}."
            )
        case State.LAPSED:
            raise Lapsed
    _must_be_right(kind, proposal.data)
    version = proposal.latest + 1
    await tx.execute(
        "insert into policy (name, version, holds_from, data, source) values ($1, $2, $3, $4, $5)",
        name, version, proposal.holds_from, proposal.data, proposal.reason,
    )  # fmt: skip
    decided = replace(proposal, verdict=Verdict.CONFIRMED, decided_by=by.person, decided_at=tx.now, version=version)
    await policy_proposals.decide(tx, decided)
    return decided


async def refuse(tx: Transaction, kind: PolicyKind, name: str, proposal_id: UUID, because: str, by: Caller) -> Proposal:
    """Another person refuses it, and says why. Raises ``NotByYou``, ``NoSuchProposal``, ``Decided``, ``OwnProposal``."""
    _must_hold_role(by, kind.may_confirm)
    proposal = await _undecided(tx, name, proposal_id)
    if proposal.proposed_by == by.person:
        raise OwnProposal
    refused = replace(proposal, verdict=Verdict.REFUSED, decided_by=by.person, decided_at=tx.now, because=because)
    await policy_proposals.decide(tx, refused)
    return refused


async def withdraw(tx: Transaction, name: str, proposal_id: UUID, by: Caller) -> Proposal:
    """Who proposed it thought better of it. Raises ``NoSuchProposal``, ``Decided``, ``NotYourProposal``."""
    proposal = await _undecided(tx, name, proposal_id)
    if proposal.proposed_by != by.person:
        raise NotYourProposal
    withdrawn = replace(proposal, verdict=Verdict.WITHDRAWN, decided_by=by.person, decided_at=tx.now)
    await policy_proposals.decide(tx, withdrawn)
    return withdrawn


def _must_hold_role(by: Caller, roles: frozenset[str]) -> None:
    if not by.has(*roles):
        raise NotByYou(f"Your role does not do this for this policy; it takes one of: {', '.join(sorted(roles))}.")


def _must_be_right(kind: PolicyKind, data: Any) -> None:
    found = kind.check(data)
    if found:
        raise WrongData("", *(Problem(f"/data{each.pointer}", each.what, each.expected) for each in found))


def _must_lie_ahead(day: date, today: date) -> None:
    first, last = today + timedelta(days=1), today + AHEAD_MAX
    if day < first:
        raise HoldsTooSoon("", Problem("/holds_from", str(day), f"{first} or later"))
    if day > last:
        raise HoldsTooLate("", Problem("/holds_from", str(day), f"{last} or earlier"))


async def _undecided(tx: Transaction, name: str, proposal_id: UUID) -> Proposal:
    await policy_proposals.latest_held(tx, name)
    found = await policy_proposals.proposal(tx, name, proposal_id)
    if found.verdict and found.decided_at:
        raise Decided(f"The proposal was {found.verdict} on {day_in_china(found.decided_at)} by {found.decided_by}.")
    return found
