"""Quality objectives over HTTP: what came of them, and who was commended (V9)."""

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from aftercare_contracts.values import Role
from fastapi import APIRouter, Query
from plumbing.paging import PLAIN, Cursor, Limit, encode_cursor, id_in
from plumbing.web import Door, Out, Page, opens_for

from ..domain.objectives import Outcome
from ..store import objectives as store
from .results import READERS

router = APIRouter(tags=["quality objectives"])
Code = Annotated[str | None, Query(min_length=1, max_length=60, pattern=PLAIN)]


class AssessmentOut(Out):
    """An objective at its date beside what was reached; below it, the task of the corrective action."""

    assessment_id: UUID
    objective: str
    zh: str
    en: str
    form_code: str
    groups: list[str]
    owner_role: Role
    project: str
    begins_on: date
    ends_on: date
    wanted: float
    satisfied: int
    answered: int
    outcome: Outcome
    policy_version: int
    task_id: UUID | None
    at: datetime


class CommendationOut(Out):
    """Who was commended, for an objective reached, or for a single item where one is named."""

    commendation_id: UUID
    assessment_id: UUID
    project: str
    owner_role: Role
    item: str | None
    zh: str
    en: str
    satisfied: int
    answered: int
    at: datetime


@router.get("/objective-assessments")
async def get_assessments(
    door: Annotated[Door, opens_for(*READERS)], project: Code = None, cursor: Cursor = None, limit: Limit = 50
) -> Page[AssessmentOut]:
    """Those within the caller's reach, the latest first."""
    async with door.reading() as tx:
        found = await store.assessments(tx, door.caller.reach, project, id_in(cursor), limit + 1)
    items = [AssessmentOut.model_validate(dict(row)) for row in found[:limit]]
    return Page(items=items, next=encode_cursor([items[-1].assessment_id]) if len(found) > limit else None)


@router.get("/commendations")
async def get_commendations(
    door: Annotated[Door, opens_for(*READERS)], project: Code = None, cursor: Cursor = None, limit: Limit = 50
) -> Page[CommendationOut]:
    """Those within the caller's reach, the latest first."""
    async with door.reading() as tx:
        found = await store.commendations(tx, door.caller.reach, project, id_in(cursor), limit + 1)
    items = [CommendationOut.model_validate(dict(row)) for row in found[:limit]]
    return Page(items=items, next=encode_cursor([items[-1].commendation_id]) if len(found) > limit else None)
