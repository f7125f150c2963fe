"""The door for people: the yearly round as a whole."""

from dataclasses import asdict
from datetime import date, datetime
from typing import Annotated, Any
from uuid import UUID

from aftercare_contracts.values import Role
from fastapi import APIRouter, Query, Response
from plumbing.callers import Caller
from plumbing.database import Transaction
from plumbing.ids import new_id
from plumbing.paging import PLAIN, Cursor, Limit, encode_cursor, id_in
from plumbing.web import Day, Door, In, Out, Page, opens_for, text
from pydantic import Field

from ..domain.visiting_round import NoSuchRound, Progress, Round
from ..store import raised
from ..store import rounds as store
from ..use_cases import rounds as use_cases
from .raising import MatterOut

router = APIRouter(prefix="/rounds", tags=["yearly rounds"])
OPENERS = (Role.SITE_LEAD, Role.CENTRE_DIRECTOR)
TEAM = (
    Role.CASE_OFFICER, Role.SERVICE_OFFICER, Role.SERVICE_SUPERVISOR, Role.SITE_LEAD, Role.SALES_DESK, Role.SALES,
    Role.PROPERTY_DESK, Role.PROPERTY_COMPANY,
)  # fmt: skip
MANAGEMENT = (Role.VICE_PRESIDENT, Role.GENERAL_MANAGER)
READERS = (*TEAM, Role.CENTRE_DIRECTOR, *MANAGEMENT)
People = Annotated[tuple[Annotated[str, text(100)], ...], Field(max_length=50)]


class TeamIn(In):
    """Who takes part, of each side one at least (V3)."""

    service_centre: People = ()
    sales: People = ()
    property_company: People = ()


class RoundIn(In):
    """This year's round of a project."""

    project: Annotated[str, text(40)]
    until_on: Day
    team: TeamIn


class RoundOut(Out):
    """A round."""

    round_id: UUID
    project: str
    year: int
    reference: str
    until_on: date
    team: dict[str, list[str]]
    opened_by: str
    opened_at: datetime


class ProgressOut(Out):
    """Coverage, and the share of what was raised that has been handled: all of it is to be."""

    households: int
    visited: int
    not_reached: int
    left: int
    raised: int
    closed: int
    questions: int
    answered: int
    major: int
    decided: int
    coverage: float
    handling_rate: float | None


class DecisionIn(In):
    """What general management decides."""

    decision: Annotated[str, text(2000)]


class DecisionOut(Out):
    """What was decided on a major matter, by whom, when."""

    asked_id: UUID
    decision: str
    decided_by: str
    decided_at: datetime


class AnalysisIn(In):
    """What the round shows; the figures are taken as they stand."""

    findings: Annotated[str, text(10_000)]


class AcknowledgementIn(In):
    """What the general manager has to say to it."""

    remarks: Annotated[str, text(2000, 0)] = ""


class AnalysisOut(Out):
    """A round's analysis, with its figures as they were when it was drawn."""

    round_id: UUID
    findings: str
    figures: dict[str, Any]
    drawn_by: str
    drawn_at: datetime
    acknowledged_by: str | None
    acknowledged_at: datetime | None
    remarks: str


class RoundWhole(RoundOut):
    """A round with how far it has come, the decisions on major matters, and its analysis."""

    progress: ProgressOut
    decisions: list[DecisionOut]
    analysis: AnalysisOut | None


@router.post("", status_code=201, response_model=RoundOut)
async def post_round(body: RoundIn, door: Annotated[Door, opens_for(*OPENERS)]) -> Response:
    """Open this year's round: every household that was handed over is to be visited (V3)."""
    made_id = new_id()

    async def act(tx: Transaction) -> RoundOut:
        door.caller.must_reach(body.project)
        team = body.team.model_dump(mode="json")
        made = await use_cases.open_round(tx, made_id, body.project, team, body.until_on, door.caller.person, tx.now)
        return RoundOut.model_validate(made)

    return await door.once(body, act)


@router.get("")
async def get_rounds(
    door: Annotated[Door, opens_for(*READERS)],
    project: Annotated[str | None, Query(min_length=1, max_length=40, pattern=PLAIN)] = None,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> Page[RoundOut]:
    """The rounds within the caller's reach, the latest first."""
    async with door.reading() as tx:
        found = await store.rounds(tx, door.caller.reach, project, id_in(cursor), limit + 1)
    items = [RoundOut.model_validate(one) for one in found[:limit]]
    return Page(items=items, next=encode_cursor([items[-1].round_id]) if len(found) > limit else None)


@router.get("/{round_id}")
async def get_round(round_id: UUID, door: Annotated[Door, opens_for(*READERS)]) -> RoundWhole:
    """One round and how far it has come."""
    async with door.reading() as tx:
        round_ = await seen(tx, round_id, door.caller)
        found = await use_cases.progress(tx, round_id)
        decisions = [DecisionOut.model_validate(one) for one in await store.decisions(tx, round_id)]
        analysis = await store.analysis(tx, round_id)
    shown = RoundOut.model_validate(round_).model_dump()
    return RoundWhole(
        **shown, progress=_progress(found), decisions=decisions,
        analysis=AnalysisOut.model_validate(analysis) if analysis else None,
    )  # fmt: skip


@router.get("/{round_id}/matters")
async def get_matters(
    round_id: UUID, door: Annotated[Door, opens_for(*READERS)], cursor: Cursor = None, limit: Limit = 50
) -> Page[MatterOut]:
    """What was raised in a round, with the cases it became."""
    async with door.reading() as tx:
        await seen(tx, round_id, door.caller)
        found = await raised.page(tx, round_id, id_in(cursor), limit + 1)
    items = [MatterOut.model_validate(one) for one in found[:limit]]
    return Page(items=items, next=encode_cursor([items[-1].asked_id]) if len(found) > limit else None)


@router.post("/{round_id}/matters/{asked_id}/submissions", status_code=201, response_model=ProgressOut)
async def post_submission(
    round_id: UUID, asked_id: UUID, door: Annotated[Door, opens_for(Role.SITE_LEAD, Role.CENTRE_DIRECTOR)]
) -> Response:
    """Put what was raised to general management as a major matter (V3)."""

    async def act(tx: Transaction) -> ProgressOut:
        await seen(tx, round_id, door.caller)
        await use_cases.put_to_management(tx, round_id, asked_id, door.caller.person)
        return _progress(await use_cases.progress(tx, round_id))

    return await door.once(None, act)


@router.post("/{round_id}/matters/{asked_id}/decisions", status_code=201, response_model=DecisionOut)
async def post_decision(
    round_id: UUID, asked_id: UUID, body: DecisionIn, door: Annotated[Door, opens_for(*MANAGEMENT)]
) -> Response:
    """General management decides on a major matter (V3)."""

    async def act(tx: Transaction) -> DecisionOut:
        await seen(tx, round_id, door.caller)
        made = await use_cases.decide(tx, round_id, asked_id, body.decision, door.caller.person, tx.now)
        return DecisionOut.model_validate(made)

    return await door.once(body, act)


@router.post("/{round_id}/analyses", status_code=201, response_model=AnalysisOut)
async def post_analysis(round_id: UUID, body: AnalysisIn, door: Annotated[Door, opens_for(*OPENERS)]) -> Response:
    """Draw the analysis and pass it to the general manager (V3)."""

    async def act(tx: Transaction) -> AnalysisOut:
        await seen(tx, round_id, door.caller)
        made = await use_cases.analyse(tx, round_id, body.findings, door.caller.person, tx.now)
        return AnalysisOut.model_validate(made)

    return await door.once(body, act)


@router.post("/{round_id}/acknowledgements", status_code=201, response_model=AnalysisOut)
async def post_acknowledgement(
    round_id: UUID, body: AcknowledgementIn, door: Annotated[Door, opens_for(Role.GENERAL_MANAGER)]
) -> Response:
    """The general manager has read the analysis (V3)."""

    async def act(tx: Transaction) -> AnalysisOut:
        await seen(tx, round_id, door.caller)
        made = await use_cases.acknowledge(tx, round_id, body.remarks, door.caller.person, tx.now)
        return AnalysisOut.model_validate(made)

    return await door.once(body, act)


async def seen(tx: Transaction, round_id: UUID, caller: Caller) -> Round:
    """A round within the caller's reach. Raises ``NoSuchRound``."""
    round_ = await store.round_(tx, round_id)
    if not caller.reaches(round_.project):
        raise NoSuchRound
    return round_


def _progress(found: Progress) -> ProgressOut:
    return ProgressOut(**asdict(found), coverage=found.coverage, handling_rate=found.handling_rate)
