"""The yearly round as a whole: opened, major matters decided, analysed, read by the general manager (V3)."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import date, datetime
from typing import Any
from uuid import UUID

from aftercare_contracts.envelope import Event
from aftercare_contracts.events.survey_visits import (
    RoundAcknowledged,
    RoundAnalysed,
    RoundMajorDecided,
    RoundMajorRaised,
    RoundOpened,
)
from aftercare_contracts.periods import day_in_china
from plumbing import limits, outbox
from plumbing.database import Transaction
from plumbing.numbers import next_number

from ..domain import visiting_round as domain
from ..domain.visit_limits import VisitLimit
from ..domain.visiting_round import Progress, Round
from ..store import households, raised
from ..store import rounds as store
from ..store.rounds import Analysis, Decision

SERIES = "HF"


async def open_round(
    tx: Transaction, round_id: UUID, project: str, team: Mapping[str, Sequence[str]], until_on: date, by: str, now: datetime
) -> Round:  # fmt: skip
    """This year's round of a project, with every household that was handed over.

    Raises ``RoundOpened`` and what ``visiting_round.must_be_openable`` raises.
    """
    today = day_in_china(now)
    await limits.end(tx, _yearly(project, today.year), "opened", VisitLimit.YEARLY_ROUND)
    there = [
        one for one in await households.of_project(tx, project) if one.handed_over_on and one.handed_over_on <= today
    ]
    domain.must_be_openable(team, today.year, until_on, len(there), today)
    if await store.has_round(tx, project, today.year):
        raise domain.RoundOpened
    reference = await next_number(tx, SERIES, today)
    made = Round(round_id, project, today.year, reference, until_on, team, by, now)
    if not await store.open_round(tx, made, there):
        raise domain.RoundOpened
    await say(tx, made, RoundOpened, households=len(there), until_on=until_on, opened_by=by)
    return made


async def expect_round(tx: Transaction, project: str, today: date) -> None:
    """A project with households and no round yet this year has until the year's end."""
    subject = _yearly(project, today.year)
    if await store.has_round(tx, project, today.year):
        return
    if all(limit.ended_at for limit in await limits.of_subject(tx, subject)):
        about = limits.About(subject, str(today.year), project)
        await limits.start(tx, VisitLimit.YEARLY_ROUND, about, until=date(today.year, 12, 31))


async def progress(tx: Transaction, round_id: UUID) -> Progress:
    """How far a round has come."""
    decided = {one.asked_id for one in await store.decisions(tx, round_id)}
    matters, questions = await raised.of_source(tx, round_id), await store.questions(tx, round_id)
    return domain.progress(await store.counted(tx, round_id), matters, questions, decided)


async def put_to_management(tx: Transaction, round_id: UUID, asked_id: UUID, by: str) -> None:
    """What was raised turns out a major matter. Raises ``NoSuchRound``, ``NoSuchMatter``."""
    round_ = await store.round_(tx, round_id)
    if not await raised.set_major(tx, round_id, asked_id):
        raise domain.NoSuchMatter
    await say_major(tx, round_, asked_id, by)


async def say_major(tx: Transaction, round_: Round, asked_id: UUID, by: str) -> None:
    """General management has to decide, in its time."""
    about = limits.About(asked_id, round_.reference, round_.project)
    decide_by = await limits.start(tx, VisitLimit.ROUND_DECISION, about)
    await say(tx, round_, RoundMajorRaised, asked_id=asked_id, raised_by=by, decide_by=decide_by)


async def decide(tx: Transaction, round_id: UUID, asked_id: UUID, decision: str, by: str, now: datetime) -> Decision:
    """General management's decision on a major matter. Raises ``NoSuchRound``, ``NoSuchMatter``, ``MatterDecided``."""
    await limits.end(tx, asked_id, "decided", VisitLimit.ROUND_DECISION)
    round_ = await store.round_(tx, round_id)
    if not any(one.asked_id == asked_id and one.is_major for one in await raised.of_source(tx, round_id)):
        raise domain.NoSuchMatter
    made = Decision(asked_id, round_id, decision, by, now)
    if not await store.add_decision(tx, made):
        raise domain.MatterDecided
    await say(tx, round_, RoundMajorDecided, asked_id=asked_id, decided_by=by)
    return made


async def analyse(tx: Transaction, round_id: UUID, findings: str, by: str, now: datetime) -> Analysis:
    """The analysis with the figures of this moment, passed to the general manager.

    Raises ``NoSuchRound``, ``HouseholdsLeft``, ``Analysed``.
    """
    round_ = await store.round_(tx, round_id)
    found = await progress(tx, round_id)
    domain.must_be_analysable(found)
    matters = await raised.of_source(tx, round_id)
    figures: dict[str, Any] = asdict(found) | {
        "coverage": found.coverage, "handling_rate": found.handling_rate,
        "by_kind": dict(Counter(one.kind.value for one in matters)),
        "by_matter": dict(Counter(one.matter or "other" for one in matters)),
    }  # fmt: skip
    made = Analysis(round_id, findings, figures, by, now)
    if not await store.add_analysis(tx, made):
        raise domain.Analysed
    await say(
        tx, round_, RoundAnalysed, households=found.households, visited=found.visited, not_reached=found.not_reached,
        raised=found.raised, closed=found.closed, drawn_by=by,
    )  # fmt: skip
    return made


async def acknowledge(tx: Transaction, round_id: UUID, remarks: str, by: str, now: datetime) -> Analysis:
    """The general manager has read it. Raises ``NoSuchRound``, ``NotAnalysed``, ``OwnAnalysis``, ``Acknowledged``."""
    round_ = await store.round_(tx, round_id)
    analysis = await store.analysis(tx, round_id)
    if analysis is None:
        raise domain.NotAnalysed
    if analysis.drawn_by == by:
        raise domain.OwnAnalysis
    if not await store.acknowledge(tx, round_id, by, now, remarks):
        raise domain.Acknowledged
    await say(tx, round_, RoundAcknowledged, acknowledged_by=by)
    found = await store.analysis(tx, round_id)
    assert found
    return found


async def say(tx: Transaction, round_: Round, said: type[Event], **more: Any) -> None:
    """An event about a round, with what every such event carries."""
    known = {name: getattr(round_, name) for name in ("round_id", "project", "year", "reference")}
    await outbox.add(tx, said(**known, **more), about=round_.round_id)


def _yearly(project: str, year: int) -> str:
    return f"round {project} {year}"
