"""Low scores over HTTP: whose they are, the cases they asked for, and the yearly sample (V4, B6)."""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from aftercare_contracts.values import Role
from fastapi import APIRouter, Query, Response
from plumbing import task_rows
from plumbing.database import Transaction
from plumbing.paging import PLAIN, Cursor, Limit, encode_cursor, id_in
from plumbing.task_views import TaskOut
from plumbing.web import Door, In, Out, Page, opens_for, text
from pydantic import StrictBool

from ..domain.low_scores import LowItem, LowScore, NoSuchLowScore, SeriousBecause
from ..store import low_scores as store
from ..use_cases import low_scores as use_cases
from .results import READERS

router = APIRouter(tags=["low scores"])
SAMPLERS = (Role.CENTRE_DIRECTOR,)
SAMPLE_READERS = (
    Role.CENTRE_DIRECTOR, Role.VICE_PRESIDENT, Role.GENERAL_MANAGER, Role.QUALITY_SUPERVISOR, Role.MANAGEMENT_REPRESENTATIVE,
)  # fmt: skip
Code = Annotated[str | None, Query(min_length=1, max_length=60, pattern=PLAIN)]


class LowItemOut(Out):
    """A dissatisfied item, and the case it asked for once intake registered it."""

    item: str
    step: str
    asked_id: UUID
    case_id: UUID | None
    case_no: str | None


class LowScoreOut(Out):
    """A form with something dissatisfied in it."""

    low_score_id: UUID
    low_score_no: str
    response_id: UUID
    form_code: str
    form_version: int
    project: str
    unit_no: str | None
    is_overall: bool
    serious_because: SeriousBecause | None
    scored_by: str | None
    at: datetime
    replaced_by: UUID | None


class LowScoreWholeOut(LowScoreOut):
    """With its items, and the tasks of who takes them up."""

    items: list[LowItemOut]
    tasks: list[TaskOut]


class SampledOut(Out):
    """An item that was drawn, and what was found of how it was acted on."""

    low_score_id: UUID
    low_score_no: str
    project: str
    item: str
    step: str
    case_no: str | None
    acted_upon: bool | None
    finding: str | None
    checked_by: str | None
    checked_at: datetime | None


class SampleOut(Out):
    """A year's sample; drawn from so many items by this seed."""

    sample_id: UUID
    year: int
    seed: int
    population: int
    drawn_at: datetime
    signed_by: str | None
    signed_at: datetime | None
    note: str | None


class SampleWholeOut(SampleOut):
    """With what was drawn."""

    items: list[SampledOut]


class SampleCheckIn(In):
    """How one item was acted on."""

    low_score_id: UUID
    item: Annotated[str, text(60)]
    acted_upon: StrictBool
    finding: Annotated[str, text(2000)]


class SampleSignatureIn(In):
    """What the director says of the whole."""

    note: Annotated[str, text(2000)]


@router.get("/low-scores")
async def get_low_scores(
    door: Annotated[Door, opens_for(*READERS)],
    project: Code = None,
    serious: bool | None = None,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> Page[LowScoreOut]:
    """Those within the caller's reach, the latest first."""
    async with door.reading() as tx:
        found = await store.low_scores(tx, door.caller.reach, project, serious, id_in(cursor), limit + 1)
    items = [LowScoreOut.model_validate(each) for each in found[:limit]]
    return Page(items=items, next=encode_cursor([items[-1].low_score_id]) if len(found) > limit else None)


@router.get("/low-scores/{low_score_id}")
async def get_low_score(low_score_id: UUID, door: Annotated[Door, opens_for(*READERS)]) -> LowScoreWholeOut:
    """One, with its items, cases and tasks."""
    async with door.reading() as tx:
        low = await store.low_score(tx, low_score_id)
        if not door.caller.reaches(low.project):
            raise NoSuchLowScore
        return _whole(low, await store.items(tx, low_score_id), await task_rows.of_subject(tx, low_score_id))


@router.get("/low-score-samples")
async def get_samples(door: Annotated[Door, opens_for(*SAMPLE_READERS)]) -> Page[SampleOut]:
    """Every year's, the latest first."""
    async with door.reading() as tx:
        return Page(items=[SampleOut.model_validate(dict(row)) for row in await store.samples(tx)])


@router.get("/low-score-samples/{sample_id}")
async def get_sample(sample_id: UUID, door: Annotated[Door, opens_for(*SAMPLE_READERS)]) -> SampleWholeOut:
    """One, with what was drawn and found; of it only what lies in the caller's reach."""
    async with door.reading() as tx:
        return await _sample(tx, sample_id, door)


@router.post("/low-score-samples/{sample_id}/checks", status_code=201, response_model=SampleWholeOut)
async def post_check(sample_id: UUID, body: SampleCheckIn, door: Annotated[Door, opens_for(*SAMPLERS)]) -> Response:
    """The director looks how a form was acted on; never one who had a hand in it (V4, B6)."""

    async def act(tx: Transaction) -> SampleWholeOut:
        await use_cases.check_sampled(
            tx, sample_id, body.low_score_id, body.item, body.acted_upon, body.finding, door.caller.person
        )
        return await _sample(tx, sample_id, door)

    return await door.once(body, act)


@router.post("/low-score-samples/{sample_id}/signatures", status_code=201, response_model=SampleWholeOut)
async def post_signature(
    sample_id: UUID, body: SampleSignatureIn, door: Annotated[Door, opens_for(*SAMPLERS)]
) -> Response:
    """The director signs once every item is checked (V4)."""

    async def act(tx: Transaction) -> SampleWholeOut:
        await use_cases.sign_sample(tx, sample_id, body.note, door.caller.person)
        return await _sample(tx, sample_id, door)

    return await door.once(body, act)


async def _sample(tx: Transaction, sample_id: UUID, door: Door) -> SampleWholeOut:
    sample: Mapping[str, Any] = await store.sample(tx, sample_id)
    drawn = [row for row in await store.sample_items(tx, sample_id) if door.caller.reaches(row["project"])]
    return SampleWholeOut(**dict(sample), items=[SampledOut.model_validate(dict(row)) for row in drawn])


def _whole(low: LowScore, items: list[LowItem], tasks: list[Any]) -> LowScoreWholeOut:
    return LowScoreWholeOut(
        **LowScoreOut.model_validate(low).model_dump(),
        items=[LowItemOut.model_validate(each) for each in items],
        tasks=[TaskOut.model_validate(each) for each in tasks],
    )
