"""A campaign from plan to close (V6): a table of states and moves, and the steps after the counting."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID

from aftercare_contracts.errors import AlreadyDone, Conflict, Forbidden, Invalid, NotFound, Problem
from aftercare_contracts.periods import CHINA, day_in_china, end_of

from .campaign_kinds import Rules
from .sampling import WHOLE_BP

EVERYWHERE = "*"
REMINDED_AT = time(10)


class State(StrEnum):
    """Where a campaign stands."""

    PLANNED = "planned"
    DRAWN = "drawn"
    HANDING_OUT = "handing_out"
    COLLECTING = "collecting"
    FOLLOWING_UP = "following_up"
    COUNTING = "counting"
    CONCLUDING = "concluding"
    CLOSED = "closed"
    CANCELLED = "cancelled"


class Verb(StrEnum):
    """What can happen to it."""

    PLAN = "plan"
    DRAW = "draw"
    START = "start"
    HAND_OUT = "hand_out"
    FALL_SHORT = "fall_short"
    END_COLLECTION = "end_collection"
    COUNT = "count"
    CLOSE = "close"
    CANCEL = "cancel"


MOVES: Mapping[Verb, tuple[frozenset[State], State]] = {
    Verb.DRAW: (frozenset({State.PLANNED}), State.DRAWN),
    Verb.START: (frozenset({State.DRAWN}), State.HANDING_OUT),
    Verb.HAND_OUT: (frozenset({State.HANDING_OUT}), State.COLLECTING),
    Verb.FALL_SHORT: (frozenset({State.COLLECTING}), State.FOLLOWING_UP),
    Verb.END_COLLECTION: (frozenset({State.COLLECTING, State.FOLLOWING_UP}), State.COUNTING),
    Verb.COUNT: (frozenset({State.COUNTING}), State.CONCLUDING),
    Verb.CLOSE: (frozenset({State.CONCLUDING}), State.CLOSED),
    Verb.CANCEL: (
        frozenset({State.PLANNED, State.DRAWN, State.HANDING_OUT, State.COLLECTING, State.FOLLOWING_UP}), State.CANCELLED,
    ),
}  # fmt: skip
"""A sample is drawn once: who does not like it plans anew, on the record."""
TAKES_FORMS = frozenset({State.COLLECTING, State.FOLLOWING_UP, State.COUNTING})
"""Until it is counted, what staff bring is entered."""


class Step(StrEnum):
    """What follows the counting."""

    LETTER_CONSENT = "letter_consent"
    LETTER_POSTING = "letter_posting"
    PASSING_ON = "passing_on"
    REVISITS = "revisits"


class NoSuchCampaign(NotFound):
    """There is no such campaign, or it is not yours to see."""


class CannotMove(Conflict):
    """The campaign does not stand where this is possible."""


class OwnPlan(Forbidden):
    """Another than who planned a campaign starts it."""


class NotItsSeason(Conflict):
    """This kind of campaign starts in other months."""


class NobodyToAsk(Conflict):
    """Nobody belongs to the population of this campaign."""


class NoOverall(Invalid):
    """A campaign's form has an overall item, by which satisfaction is counted (V7)."""


class NotFollowedUp(Conflict):
    """Too few came back: first follow up each who did not answer."""


class StepDone(AlreadyDone):
    """This step is on record."""


class StepNotWanted(Conflict):
    """This kind of campaign has no such step."""


class StepTooEarly(Conflict):
    """The step before it comes first."""


class PostedAstray(Invalid):
    """A letter is posted on the day of its consent or later, and not in the future."""


class StepsOpen(Conflict):
    """A campaign closes when each of its steps is done."""


class NotTaking(Conflict):
    """Forms of this campaign are entered from its hand-out to its counting."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Campaign:
    """A campaign as it stands. ``form_version`` is that of the day on which it started."""

    campaign_id: UUID
    campaign_no: str
    kind: str
    policy_version: int
    title_zh: str
    title_en: str
    projects: tuple[str, ...]
    rules: Rules
    is_pilot: bool
    state: State
    planned_by: str
    planned_at: datetime
    listed: tuple[tuple[str, str], ...] = ()
    form_version: int | None = None
    seed: str | None = None
    population_hash: str | None = None
    population: int | None = None
    shares_bp: Mapping[str, int] | None = None
    drawn_at: datetime | None = None
    handed_out_at: datetime | None = None
    collect_until: datetime | None = None
    collected_at: datetime | None = None
    counted_at: datetime | None = None
    closed_at: datetime | None = None

    @property
    def project(self) -> str:
        """The project it is about; of several it is about all that the reader must reach."""
        return self.projects[0] if len(self.projects) == 1 else EVERYWHERE


@dataclass(frozen=True, slots=True)
class Done:
    """A step on record; ``waived`` where the director found that there is nothing to do."""

    step: Step
    by: str
    at: datetime
    done_on: date
    note: str = ""
    waived: bool = False


@dataclass(frozen=True, slots=True)
class Returned:
    """How many were asked and how many answered; ``unfollowed`` did neither answer nor get a follow-up."""

    invited: int
    answered: int
    unfollowed: int

    def reaches(self, return_bp: int) -> bool:
        """At least the share asked for came back; the exact share is enough."""
        return self.answered * WHOLE_BP >= return_bp * self.invited


def move(campaign: Campaign, verb: Verb, **what: Any) -> Campaign:
    """Raises ``CannotMove``."""
    before, after = MOVES[verb]
    if campaign.state not in before:
        possible = ", ".join(sorted(before))
        raise CannotMove(f"The campaign is {campaign.state}; to {verb.replace('_', ' ')} it takes: {possible}.")
    return replace(campaign, state=after, **what)


def start(campaign: Campaign, by: str, form_version: int, now: datetime) -> Campaign:
    """Raises ``CannotMove``, ``OwnPlan``, ``NotItsSeason``."""
    started = move(campaign, Verb.START, form_version=form_version)
    if by == campaign.planned_by:
        raise OwnPlan
    month = day_in_china(now).month
    if campaign.rules.months and month not in campaign.rules.months and not campaign.is_pilot:
        raise NotItsSeason(f"It starts in the months {', '.join(map(str, campaign.rules.months))}; this is {month}.")
    return started


def hand_out(campaign: Campaign, now: datetime) -> Campaign:
    """The forms are out; they are collected until 24:00 of the last day. Raises ``CannotMove``."""
    until = end_of(day_in_china(now) + timedelta(days=campaign.rules.collect_days))
    return move(campaign, Verb.HAND_OUT, handed_out_at=now, collect_until=until)


def next_reminder(campaign: Campaign, count: int) -> datetime | None:
    """When those who did not answer hear for the ``count``-th time, in the forenoon; none where not so often."""
    days = campaign.rules.remind_after_days
    if count > len(days) or campaign.handed_out_at is None:
        return None
    day = day_in_china(campaign.handed_out_at) + timedelta(days=days[count - 1])
    return datetime.combine(day, REMINDED_AT, CHINA)


def collected(campaign: Campaign, returned: Returned, now: datetime) -> Campaign:
    """The time to answer is over: on to the counting, or first to follow up. Raises ``CannotMove``."""
    if (
        campaign.state is State.COLLECTING
        and campaign.rules.follow_up
        and not returned.reaches(campaign.rules.return_bp)
    ):
        return move(campaign, Verb.FALL_SHORT)
    return move(campaign, Verb.END_COLLECTION, collected_at=now)


def followed_up(campaign: Campaign, returned: Returned, now: datetime) -> Campaign:
    """Everybody answered before the time was over; or of those followed up enough came back after all, or nobody is left.

    Raises ``CannotMove``, ``NotFollowedUp``.
    """
    has_everybody = campaign.state is State.COLLECTING and returned.answered == returned.invited
    if campaign.state is not State.FOLLOWING_UP and not has_everybody:
        raise CannotMove(f"The campaign is {campaign.state}; its collection ends by itself, or once all have answered.")
    if not returned.reaches(campaign.rules.return_bp) and returned.unfollowed:
        raise NotFollowedUp(
            f"{returned.answered} of {returned.invited} came back; not followed up yet: {returned.unfollowed}."
        )
    return move(campaign, Verb.END_COLLECTION, collected_at=now)


def steps_wanted(rules: Rules) -> tuple[Step, ...]:
    """What follows the counting of such a campaign."""
    letter = (Step.LETTER_CONSENT, Step.LETTER_POSTING) if rules.letter_days is not None else ()
    passing_on = (Step.PASSING_ON,) if rules.pass_on_days is not None else ()
    return (*letter, *passing_on, *((Step.REVISITS,) if rules.revisit_days is not None else ()))


def take_step(campaign: Campaign, done: Mapping[Step, Done], new: Done) -> None:
    """Raises ``CannotMove``, ``StepNotWanted``, ``StepDone``, ``StepTooEarly``, ``PostedAstray``."""
    if campaign.state is not State.CONCLUDING:
        raise CannotMove(f"The campaign is {campaign.state}; its steps follow the counting.")
    if new.step not in (wanted := steps_wanted(campaign.rules)):
        raise StepNotWanted
    if new.step in done:
        raise StepDone
    if new.waived:
        return
    first = {Step.LETTER_POSTING: Step.LETTER_CONSENT, Step.PASSING_ON: Step.LETTER_POSTING}.get(new.step)
    if first in wanted and first not in done:
        raise StepTooEarly(f"First comes: {first}.")
    earliest = day_in_china(done[Step.LETTER_CONSENT].at) if new.step is Step.LETTER_POSTING else None
    if (earliest and new.done_on < earliest) or new.done_on > day_in_china(new.at):
        expected = f"from {earliest or 'the day it was done'} to {day_in_china(new.at)}"
        raise PostedAstray("", Problem("/done_on", str(new.done_on), expected))


def close(campaign: Campaign, done: Mapping[Step, Done], now: datetime) -> Campaign:
    """Raises ``CannotMove``, ``StepsOpen``."""
    closed = move(campaign, Verb.CLOSE, closed_at=now)
    if missing := [step for step in steps_wanted(campaign.rules) if step not in done]:
        raise StepsOpen(f"Still open: {', '.join(missing)}.")
    return closed
