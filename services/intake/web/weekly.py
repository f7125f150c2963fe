"""A site office: its desks, and what is reported of a week; what sales and the property company feed the centre."""

from datetime import date, datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from aftercare_contracts.errors import Forbidden
from aftercare_contracts.values import CaseKind, Department, Desk, Role, Verdict
from fastapi import APIRouter, Query, Response
from plumbing.database import Transaction
from plumbing.paging import PLAIN
from plumbing.web import Door, In, Out, opens_for, text

from ..domain.case import State
from ..domain.weeks import Confirmed, Outcome, Week, week_named
from ..store import offices
from ..store import units as units_store
from ..use_cases import weekly as use_cases
from ..use_cases.weekly import Content, NoSuchProject

router = APIRouter(tags=["site offices and weeks"])
OFFICE = (
    Role.SITE_LEAD, Role.CENTRE_DIRECTOR, Role.CASE_OFFICER, Role.DUTY_OFFICER, Role.SERVICE_OFFICER, Role.SERVICE_SUPERVISOR,
    Role.ENGINEERING_DESK, Role.SALES_DESK, Role.PROPERTY_DESK, Role.VICE_PRESIDENT, Role.GENERAL_MANAGER,
)  # fmt: skip
CENTRE = (Role.SITE_LEAD, Role.CENTRE_DIRECTOR, Role.SERVICE_OFFICER, Role.SERVICE_SUPERVISOR)
FEEDING = (Role.SALES, Role.PROPERTY_COMPANY)
WeekName = Annotated[str, Query(alias="week", min_length=8, max_length=8, description="an ISO week, as 2026-W11")]
Project = Annotated[str, Query(min_length=1, max_length=40, pattern=PLAIN)]
Feeding = Literal[Department.SALES, Department.PROPERTY_COMPANY]


class DeskOut(Out):
    """A desk's open cases, those it has to move itself, its nearest limit, and the cases with one that has passed."""

    desk: Desk
    open_cases: int
    to_move: int
    nearest_at: datetime | None
    overdue: int


class Desks(Out):
    """A site office's desks."""

    items: list[DeskOut]


class WeekIn(In):
    """Which week is confirmed."""

    week: Annotated[str, text(8, 8)]


class FeedIn(WeekIn):
    """Which week, and of which project."""

    project: Annotated[str, text(40)]


class Reported(Out):
    """A case's latest result of the round, or the week."""

    case_id: UUID
    case_no: str
    unit_no: str | None
    case_state: State
    round: int
    settled: bool | None
    unsettled_reason: str | None
    promised_on: date | None
    promised_date_agreed: bool | None
    reported_at: datetime | None


class ResultItem(Reported):
    """What fell due and what came of it (I8); a date without the customer's consent is marked."""

    kind: CaseKind
    desk: Desk
    limit: str
    due_at: datetime
    ended_at: datetime | None
    outcome: Outcome
    is_without_consent: bool
    is_overdue: bool


class FeedItem(Reported):
    """A complaint and what came of it (I19)."""

    matter: str
    registered_at: datetime
    verdict: Verdict


class Weekly(Out):
    """One project's week."""

    project: str
    week: str
    begins_on: date
    confirmed_by: str | None
    confirmed_at: datetime | None


class WeeklyResults(Weekly):
    """What fell due in a week."""

    items: list[ResultItem]


class Feed(Weekly):
    """A department's complaints and results of a week."""

    department: Department
    items: list[FeedItem]


@router.get("/offices/{project}/desks")
async def get_desks(project: Annotated[str, text(40)], door: Annotated[Door, opens_for(*OFFICE)]) -> Desks:
    """What each desk of a site office has before it (I4)."""
    door.caller.must_reach(project, "path:project")
    async with door.reading() as tx:
        if await units_store.project(tx, project) is None:
            raise NoSuchProject
        return Desks(items=[DeskOut(**dict(row)) for row in await offices.desks(tx, project, tx.now)])


@router.get("/offices/{project}/weekly")
async def get_weekly(
    project: Annotated[str, text(40)], week: WeekName, door: Annotated[Door, opens_for(*OFFICE)]
) -> WeeklyResults:
    """What fell due in a week: as it was signed, else as it stands now (I8)."""
    door.caller.must_reach(project, "path:project")
    wanted = week_named(week, "query:week")
    async with door.reading() as tx:
        content, confirmed = await use_cases.results(tx, project, wanted, tx.now)
    return _results(project, wanted, content, confirmed)


@router.post("/offices/{project}/weekly/confirmations", status_code=201, response_model=WeeklyResults)
async def post_weekly_confirmation(
    project: Annotated[str, text(40)], body: WeekIn, door: Annotated[Door, opens_for(Role.SITE_LEAD)]
) -> Response:
    """The site lead signs a week gone by, once; it is kept as it is now (I8)."""
    door.caller.must_reach(project, "path:project")
    week = week_named(body.week, "/week")

    async def act(tx: Transaction) -> WeeklyResults:
        confirmed = await use_cases.confirm_results(tx, project, week, door.caller.person, tx.now)
        return _results(project, week, confirmed.content, confirmed)

    return await door.once(body, act)


@router.get("/feeds/{department}")
async def get_feed(
    department: Feeding, project: Project, week: WeekName, door: Annotated[Door, opens_for(*CENTRE, *FEEDING)]
) -> Feed:
    """A department's complaints and results of a week: as they were confirmed, else as they stand now (I19)."""
    door.caller.must_reach(project, "query:project")
    _must_be_his(door, department, *CENTRE)
    wanted = week_named(week, "query:week")
    async with door.reading() as tx:
        content, confirmed = await use_cases.feed(tx, Department(department), project, wanted)
    return _feed(Department(department), project, wanted, content, confirmed)


@router.post("/feeds/{department}/confirmations", status_code=201, response_model=Feed)
async def post_feed_confirmation(
    department: Feeding, body: FeedIn, door: Annotated[Door, opens_for(*FEEDING)]
) -> Response:
    """The department confirms a week gone by, once; nothing is typed (I19)."""
    door.caller.must_reach(body.project)
    _must_be_his(door, department)
    week = week_named(body.week, "/week")

    async def act(tx: Transaction) -> Feed:
        whose = Department(department)
        confirmed = await use_cases.confirm_feed(tx, whose, body.project, week, door.caller.person, tx.now)
        return _feed(whose, body.project, week, confirmed.content, confirmed)

    return await door.once(body, act)


def _must_be_his(door: Door, department: Department, *others: Role) -> None:
    if not door.caller.has(department, *others):
        raise Forbidden(f"This is the feed of {department}.")


def _results(project: str, week: Week, content: Content, confirmed: Confirmed | None) -> WeeklyResults:
    return WeeklyResults(**_head(project, week, confirmed), items=[ResultItem(**item) for item in content])


def _feed(department: Department, project: str, week: Week, content: Content, confirmed: Confirmed | None) -> Feed:
    items = [FeedItem(**item) for item in content]
    return Feed(**_head(project, week, confirmed), department=department, items=items)


def _head(project: str, week: Week, confirmed: Confirmed | None) -> dict[str, Any]:
    return {
        "project": project, "week": week.name, "begins_on": week.monday,
        "confirmed_by": confirmed.by if confirmed else None, "confirmed_at": confirmed.at if confirmed else None,
    }  # fmt: skip
