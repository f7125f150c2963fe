"""Projects and units."""

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from aftercare_contracts.values import Role
from fastapi import APIRouter, Query, Response
from plumbing.database import Transaction
from plumbing.ids import new_id
from plumbing.paging import PLAIN, Cursor, Limit, encode_cursor, text_in
from plumbing.web import Caller, Door, In, Out, Page, opens_for, text

from ..domain.phase import UnitDates
from ..domain.unit_dates import NoSuchBuilding, NoSuchUnit
from ..store import units as store
from ..use_cases import units as use_cases
from .views import STAFF

router = APIRouter(tags=["projects and units"])
KEEPERS = (Role.RECORDS_CLERK, Role.SITE_LEAD, Role.CENTRE_DIRECTOR)
"""Who keeps the registry."""
Code = Annotated[str | None, Query(min_length=1, max_length=40, pattern=PLAIN)]


class ProjectIn(In):
    """A project's name, and when it was first handed over collectively, which decides for shared parts."""

    name: Annotated[str, text(200)]
    first_collective_handover_on: date | None = None


class ProjectOut(Out):
    """A project."""

    project: str
    name: str
    first_collective_handover_on: date | None


class BuildingIn(In):
    """What a building is called."""

    name: Annotated[str, text(200)]


class BuildingOut(Out):
    """A building of a project, and how many units are registered in it."""

    project: str
    building: str
    name: str
    units: int


class UnitIn(In):
    """A unit with its three dates (L3) and its owner; a building not yet there is made."""

    project: Annotated[str, text(40)]
    unit_no: Annotated[str, text(40)]
    building: Annotated[str, text(40)]
    completion_accepted_on: date
    handed_over_on: date | None = None
    refused_on: date | None = None
    owner_name: Annotated[str, text(100)]
    owner_phone: Annotated[str, text(60)]


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


class ChangeOut(Out):
    """What was entered of a unit later than itself."""

    change_id: UUID
    field: str
    before: str | None
    after: str | None
    notice: str | None
    reason: str | None
    recorded_at: datetime
    recorded_by: str


class Changes(Out):
    """From the first."""

    items: list[ChangeOut]


@router.put("/projects/{project}")
async def put_project(
    project: Annotated[str, text(40)],
    body: ProjectIn,
    door: Annotated[Door, opens_for(Role.RECORDS_CLERK, Role.CENTRE_DIRECTOR)],
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
    door: Annotated[Door, opens_for(*STAFF)], cursor: Cursor = None, limit: Limit = 200
) -> Page[ProjectOut]:
    """The projects within the caller's reach."""
    within = door.caller.reach
    after = text_in(cursor)
    async with door.reading() as tx:
        rows = await store.projects(tx, within, after, limit + 1)
    items = [ProjectOut(**dict(row)) for row in rows[:limit]]
    return Page(items=items, next=encode_cursor([items[-1].project]) if len(rows) > limit else None)


@router.put("/projects/{project}/buildings/{building}")
async def put_building(
    project: Annotated[str, text(40)],
    building: Annotated[str, text(40)],
    body: BuildingIn,
    door: Annotated[Door, opens_for(*KEEPERS)],
) -> BuildingOut:
    """Enter or rename a building."""
    door.caller.must_reach(project, "path:project")
    async with door.transaction() as tx:
        await use_cases.put_building(tx, project, building, body.name, door.caller.person, tx.now)
        return BuildingOut.model_validate(dict(await store.building(tx, project, building) or {}))


@router.get("/projects/{project}/buildings/{building}")
async def get_building(
    project: Annotated[str, text(40)], building: Annotated[str, text(40)], door: Annotated[Door, opens_for(*STAFF)]
) -> BuildingOut:
    """One building. Raises ``NoSuchBuilding``."""
    async with door.reading() as tx:
        found = await store.building(tx, project, building) if door.caller.reaches(project) else None
    if found is None:
        raise NoSuchBuilding
    return BuildingOut(**dict(found))


@router.get("/projects/{project}/buildings")
async def get_buildings(
    project: Annotated[str, text(40)],
    door: Annotated[Door, opens_for(*STAFF)],
    cursor: Cursor = None,
    limit: Limit = 200,
) -> Page[BuildingOut]:
    """A project's buildings, by code."""
    door.caller.must_reach(project, "path:project")
    after = text_in(cursor)
    async with door.reading() as tx:
        rows = await store.buildings(tx, project, after, limit + 1)
    items = [BuildingOut(**dict(row)) for row in rows[:limit]]
    return Page(items=items, next=encode_cursor([items[-1].building]) if len(rows) > limit else None)


@router.post("/units", status_code=201, response_model=UnitMade)
async def post_unit(body: UnitIn, door: Annotated[Door, opens_for(*KEEPERS)]) -> Response:
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
    building: Code = None,
    unit_no: Code = None,
    cursor: Cursor = None,
    limit: Limit = 200,
) -> Page[UnitOut]:
    """A project's units, by number; of one building, or the one of that number."""
    door.caller.must_reach(project, "query:project")
    wanted, after = store.Wanted(project, building, unit_no), text_in(cursor)
    async with door.reading() as tx:
        rows = await store.units(tx, wanted, after, limit + 1)
    items = [UnitOut(**dict(row)) for row in rows[:limit]]
    return Page(items=items, next=encode_cursor([items[-1].unit_no]) if len(rows) > limit else None)


@router.get("/units/{unit_id}")
async def get_unit(unit_id: UUID, door: Annotated[Door, opens_for(*STAFF)]) -> UnitOut:
    """One unit, without its people."""
    async with door.reading() as tx:
        return UnitOut.model_validate(dict(await seen_unit(tx, unit_id, door.caller)))


@router.get("/units/{unit_id}/changes")
async def get_changes(unit_id: UUID, door: Annotated[Door, opens_for(*STAFF)]) -> Changes:
    """The unit's handover, refusal and corrections as they were entered, with person and time."""
    async with door.reading() as tx:
        await seen_unit(tx, unit_id, door.caller)
        return Changes(items=[ChangeOut(**dict(row)) for row in await store.changes(tx, unit_id)])


async def seen_unit(tx: Transaction, unit_id: UUID, caller: Caller) -> store.Row:
    """The unit, if the caller may see it. Raises ``NoSuchUnit``."""
    unit = await store.unit_by_id(tx, unit_id)
    if unit is None or not caller.reaches(unit["project"]):
        raise NoSuchUnit
    return unit
