"""What people send and see of policies."""

import math
from collections.abc import Mapping
from datetime import date, datetime
from typing import Annotated, Any
from uuid import UUID

from aftercare_contracts.effects import Effect, Words
from aftercare_contracts.periods import day_in_china
from pydantic import AfterValidator, Field

from . import policy_versions
from .differences import Kind
from .policy_changes import PolicyKind
from .policy_proposals import Proposal, State
from .web import CONTROL, Caller, In, Out, text

DEPTH_MAX = 12
EXAMPLES_MAX = 10


def plain(data: Any, depth: int = 0) -> Any:
    """The data itself. Raises ``ValueError`` where the database could not keep it: control characters, figures without
    bound, or lists within lists without end."""
    match data:
        case dict() | list() if depth == DEPTH_MAX:
            raise ValueError(f"is nested more than {DEPTH_MAX} deep")
        case dict():
            for name, value in data.items():
                plain(name, depth + 1)
                plain(value, depth + 1)
        case list():
            for value in data:
                plain(value, depth + 1)
        case float() if not math.isfinite(data):
            raise ValueError("holds a figure that is no number")
        case str() if CONTROL.search(data):
            raise ValueError("holds control characters; send plain text")
    return data


class WordsOut(Out):
    """A text in both languages."""

    zh: str
    en: str


class NextOut(Out):
    """The version that holds after the present one."""

    version: int
    holds_from: date


class StandingOut(Out):
    """A policy: the version in force today, the next one, and how many proposals wait for a confirmation."""

    name: str
    title: WordsOut
    version: int
    holds_from: date
    next: NextOut | None
    waiting: int
    may_propose: list[str]
    may_confirm: list[str]


class VersionOut(Out):
    """One version; seeded with the service, or proposed by one and confirmed by another."""

    version: int
    holds_from: date
    source: str
    seeded: bool
    proposal_id: UUID | None
    proposed_by: str | None
    proposed_at: datetime | None
    confirmed_by: str | None
    confirmed_at: datetime | None


class VersionWhole(VersionOut):
    """A version with what it says."""

    name: str
    title: WordsOut
    on: date
    data: Any


class ProposalIn(In):
    """The whole data of the next version, on top of which it is made, from which day it holds, and why."""

    data: Annotated[Any, AfterValidator(plain)]
    based_on: Annotated[int, Field(ge=1, lt=2**31, strict=True)]
    holds_from: date
    reason: Annotated[str, text(2000)]


class RefusalIn(In):
    """Why not."""

    reason: Annotated[str, text(2000)]


class ProposalOut(Out):
    """A proposal, and what became of it."""

    proposal_id: UUID
    name: str
    state: State
    based_on: int
    holds_from: date
    reason: str
    proposed_by: str
    proposed_at: datetime
    decided_by: str | None
    decided_at: datetime | None
    because: str
    version: int | None


class ChangeOut(Out):
    """One place that differs."""

    pointer: str
    kind: Kind
    old: Any
    new: Any


class GroupOut(Out):
    """What was looked at under one heading."""

    name: str
    looked_at: int
    figures: Mapping[str, int]


class ExampleOut(Out):
    """Something that would have gone otherwise, in a project that the caller reaches."""

    number: str
    project: str
    what: str


class EffectOut(Out):
    """What the proposal would have done in the days gone by; nothing was changed to find it out."""

    days: int
    groups: list[GroupOut]
    examples: list[ExampleOut]
    notes: list[WordsOut]


class ProposalWhole(ProposalOut):
    """A proposal with what it says, place by place, and its effect on paper where the policy has one."""

    data: Any
    changes: list[ChangeOut]
    effect: EffectOut | None


def shown_words(words: Words) -> WordsOut:
    return WordsOut.model_validate(words)


def shown_standing(row: policy_versions.Standing, kind: PolicyKind) -> StandingOut:
    following = (
        NextOut(version=row.next_version, holds_from=row.next_holds_from)
        if row.next_version and row.next_holds_from
        else None
    )
    return StandingOut(
        name=row.name, title=shown_words(kind.title), version=row.version, holds_from=row.holds_from, next=following,
        waiting=row.waiting, may_propose=sorted(kind.may_propose), may_confirm=sorted(kind.may_confirm),
    )  # fmt: skip


def shown_version(row: policy_versions.Version) -> VersionOut:
    names = set(VersionOut.model_fields) - {"seeded"}
    return VersionOut(seeded=row.proposal_id is None, **{name: getattr(row, name) for name in names})


def shown_proposal(found: Proposal, now: datetime) -> ProposalOut:
    names = set(ProposalOut.model_fields) - {"state"}
    return ProposalOut(state=found.state(day_in_china(now)), **{name: getattr(found, name) for name in names})


def shown_effect(effect: Effect, days: int, caller: Caller) -> EffectOut:
    within = [each for each in effect.examples if caller.reaches(each.project)]
    return EffectOut(
        days=days, groups=[GroupOut.model_validate(group) for group in effect.groups],
        examples=[ExampleOut.model_validate(each) for each in within[:EXAMPLES_MAX]],
        notes=[shown_words(note) for note in effect.notes],
    )  # fmt: skip
