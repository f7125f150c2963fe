"""Lessons for new projects."""

from dataclasses import replace
from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from aftercare_contracts.values import Part, Role
from fastapi import APIRouter, Depends, Response
from plumbing.database import Transaction
from plumbing.ids import new_id
from plumbing.paging import Cursor, Limit, encode_cursor, id_in
from plumbing.web import Caller, Door, In, Out, Page, opens_for, text
from pydantic import Field

from ..domain.lessons import Cause, Hearing, NoSuchLesson, Review
from ..store import lessons as store
from ..use_cases import lessons as use_cases
from ..use_cases.lessons import Drawn
from .cases import Code
from .views import STAFF

router = APIRouter(prefix="/lessons", tags=["lessons for new projects"])
DRAWERS = (
    Role.SERVICE_SUPERVISOR, Role.SERVICE_OFFICER, Role.SITE_LEAD, Role.CENTRE_DIRECTOR, Role.ENGINEERING_DESK,
    Role.SALES_DESK, Role.PROPERTY_DESK, Role.QUALITY_SUPERVISOR,
)  # fmt: skip
REVIEWERS = (
    Role.DESIGN, Role.ENGINEERING, Role.SALES, Role.LEGAL_COUNSEL, Role.DEPARTMENT_MANAGER, Role.CHIEF_ENGINEER,
    Role.DEPUTY_CHIEF_ENGINEER, Role.CENTRE_DIRECTOR,
)  # fmt: skip


class LessonIn(In):
    """What was learned from cases of a project; how many and what they cost is counted here."""

    project: Annotated[str, text(40)]
    cause: Cause
    part: Part | None = None
    contractor: Annotated[str, text(40)] | None = None
    matter: Annotated[str, text(40)] | None = None
    text: Annotated[str, text(4000)]
    cases: Annotated[list[UUID], Field(min_length=1, max_length=500)]


class HearingIn(In):
    """Which review of which new project heard it; what was taken up, or why not."""

    review: Review
    new_project: Annotated[str, text(100)]
    taken_up: bool
    what: Annotated[str, text(4000, 0)] = ""
    why_not: Annotated[str, text(4000, 0)] = ""


class LessonOut(Out):
    """A lesson, and how often it was heard and taken up."""

    lesson_id: UUID
    lesson_no: str
    project: str
    cause: Cause
    part: Part | None
    contractor: str | None
    matter: str | None
    text: str
    case_count: int
    cost_fen: int
    drawn_by: str
    drawn_at: datetime
    hearings: int
    times_taken_up: int


class HearingOut(Out):
    """A lesson before a review."""

    hearing_id: UUID
    review: Review
    new_project: str
    taken_up: bool
    what: str
    why_not: str
    heard_by: str
    heard_at: datetime


class WholeLesson(LessonOut):
    """A lesson with its cases and every hearing."""

    cases: list[UUID]
    heard: list[HearingOut]


class Table(Out):
    """Columns and rows, as for a sheet."""

    columns: list[str]
    rows: list[list[Any]]


def _wanted(
    project: Code = None,
    cause: Cause | None = None,
    part: Part | None = None,
    contractor: Code = None,
    matter: Code = None,
) -> store.Wanted:
    return store.Wanted(None, project, cause, part, contractor, matter)


Narrowed = Annotated[store.Wanted, Depends(_wanted)]


@router.post("", status_code=201, response_model=WholeLesson)
async def post_lesson(body: LessonIn, door: Annotated[Door, opens_for(*DRAWERS)]) -> Response:
    """Draw a lesson from cases (I23)."""
    door.caller.must_reach(body.project)
    lesson_id, named = new_id(), list(dict.fromkeys(body.cases))
    drawn = Drawn(**body.model_dump(exclude={"cases"}), case_ids=named)

    async def act(tx: Transaction) -> WholeLesson:
        await use_cases.draw(tx, lesson_id, drawn, door.caller.person, tx.now)
        return await _shown(tx, lesson_id)

    return await door.once(body, act)


@router.post("/{lesson_id}/hearings", status_code=201, response_model=WholeLesson)
async def post_hearing(lesson_id: UUID, body: HearingIn, door: Annotated[Door, opens_for(*REVIEWERS)]) -> Response:
    """A lesson was put before a review of a new project (I23)."""
    hearing_id = new_id()

    async def act(tx: Transaction) -> WholeLesson:
        await _seen(tx, lesson_id, door.caller)
        by = door.caller.person
        await use_cases.hear(tx, Hearing(hearing_id, lesson_id, **dict(body), heard_by=by, heard_at=tx.now))
        return await _shown(tx, lesson_id)

    return await door.once(body, act)


@router.get("")
async def get_lessons(
    door: Annotated[Door, opens_for(*STAFF)], narrowed: Narrowed, cursor: Cursor = None, limit: Limit = 50
) -> Page[LessonOut]:
    """The lessons within the caller's reach, the latest first."""
    async with door.reading() as tx:
        rows = await store.lessons(tx, _within(narrowed, door.caller), id_in(cursor), limit + 1)
    items = [LessonOut(**dict(row)) for row in rows[:limit]]
    return Page(items=items, next=encode_cursor([items[-1].lesson_id]) if len(rows) > limit else None)


@router.get("/table")
async def get_table(door: Annotated[Door, opens_for(*STAFF)], narrowed: Narrowed) -> Table:
    """Lessons, cases, cost and hearings for each cause, part, contractor and matter, the dearest first: for a reviewer."""
    async with door.reading() as tx:
        rows = await store.table(tx, _within(narrowed, door.caller))
    columns = ["cause", "part", "contractor", "matter", "lessons", "cases", "cost_fen", "hearings", "times_taken_up"]
    return Table(columns=columns, rows=[[row[name] for name in columns] for row in rows])


@router.get("/{lesson_id}")
async def get_lesson(lesson_id: UUID, door: Annotated[Door, opens_for(*STAFF)]) -> WholeLesson:
    """A lesson with its cases and every hearing."""
    async with door.reading() as tx:
        await _seen(tx, lesson_id, door.caller)
        return await _shown(tx, lesson_id)


async def _seen(tx: Transaction, lesson_id: UUID, caller: Caller) -> None:
    if not caller.reaches((await store.lesson(tx, lesson_id))["project"]):
        raise NoSuchLesson


async def _shown(tx: Transaction, lesson_id: UUID) -> WholeLesson:
    heard = [HearingOut(**dict(row)) for row in await store.hearings(tx, lesson_id)]
    named = await store.case_ids(tx, lesson_id)
    return WholeLesson(**dict(await store.lesson(tx, lesson_id)), cases=named, heard=heard)


def _within(narrowed: store.Wanted, caller: Caller) -> store.Wanted:
    return replace(narrowed, projects=caller.reach)
