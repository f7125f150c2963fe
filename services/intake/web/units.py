"""Projects and units."""

from datetime import date
from typing import Annotated
from uuid import UUID

from aftercare_contracts.values import Role
from fastapi import APIRouter, Query, Response
from plumbing.callers import ALL_PROJECTS
from plumbing.database import Transaction
from plumbing.ids import new_id
from plumbing.paging import PLAIN, encode_cursor, text_in
from plumbing.web import Door, In, Out, Page, opens_for, text

from ..domain.phase import UnitDates
from ..store import units as store
from ..use_cases import units as use_cases
from .views import STAFF

router = APIRouter(tags=["projects and units"])
Limit = Annotated[int, Query(ge=1, le=200)]


class ProjectIn(In):
    """A project's name, and when it was first handed over collectively, which decides for shared parts."""

    name: text(200)
    first_collective_handover_on: date | None = None


class ProjectOut(Out):
    """A project."""

    project: str
    name: str
    first_collective_handover_on: date | None


class UnitIn(In):
    """A unit with its three dates (L3) and its owner."""

    project: text(40)
    unit_no: text(40)
    building: text(40)
    completion_accepted_on: date
    handed_over_on: date | None = None
    refused_on: date | None = None
    owner_name: text(100)
    owner_phone: text(60)


class UnitMade(Out):
    """The new unit and its owner."""

    unit_id: UUID
    customer_id: UUID


class UnitOut(Out):
    """A unit, without personal data."""

    unit_id: UUID
    project: str
    unit_no: str
    building: str
    completion_accepted_on: date
    handed_over_on: date | None
    refused_on: date | None


@router.put("/projects/{project}")
async def put_project(
    project: text(40), body: ProjectIn, door: Annotated[Door, opens_for(Role.RECORDS_CLERK, Role.CENTRE_DIRECTOR)]
) -> ProjectOut:
    """Enter or change a project."""
    door.caller.must_reach(project, "path:project")
    async with door.transaction() as tx:
        await use_cases.put_project(
            tx, project, body.name, body.first_collective_handover_on, door.caller.person, tx.now
        )
    return ProjectOut(project=project, name=body.name, first_collective_handover_on=body.first_collective_handover_on)


@router.get("/projects")
async def get_projects(
    door: Annotated[Door, opens_for(*STAFF)], cursor: str | None = None, limit: Limit = 200
) -> Page[ProjectOut]:
    """The projects within the caller's reach."""
    within = None if ALL_PROJECTS in door.caller.projects else sorted(door.caller.projects)
    after = text_in(cursor)
    async with door.reading() as tx:
        rows = await store.projects(tx, within, after, limit + 1)
    items = [ProjectOut(**dict(row)) for row in rows[:limit]]
    return Page(items=items, next=encode_cursor([items[-1].project]) if len(rows) > limit else None)


@router.post("/units", status_code=201, response_model=UnitMade)
async def post_unit(
    body: UnitIn, door: Annotated[Door, opens_for(Role.RECORDS_CLERK, Role.SITE_LEAD, Role.CENTRE_DIRECTOR)]
) -> Response:
    """Enter a unit with its owner."""
    door.caller.must_reach(body.project)
    ids = (new_id(), new_id())
    dates = UnitDates(body.completion_accepted_on, body.handed_over_on, body.refused_on)

    async def act(tx: Transaction) -> UnitMade:
        owner, by = (body.owner_name, body.owner_phone), door.caller.person
        await use_cases.add_unit(tx, ids, body.project, body.unit_no, body.building, dates, owner, by, tx.now)
        return UnitMade(unit_id=ids[0], customer_id=ids[1])

    return await door.once(body, act)


@router.get("/units")
async def get_units(
    project: Annotated[str, Query(min_length=1, max_length=40, pattern=PLAIN)],
    door: Annotated[Door, opens_for(*STAFF)],
    cursor: str | None = None,
    limit: Limit = 200,
) -> Page[UnitOut]:
    """A project's units, by number."""
    door.caller.must_reach(project, "query:project")
    after = text_in(cursor)
    async with door.reading() as tx:
        rows = await store.units(tx, project, after, limit + 1)
    items = [UnitOut(**dict(row)) for row in rows[:limit]]
    return Page(items=items, next=encode_cursor([items[-1].unit_no]) if len(rows) > limit else None)
