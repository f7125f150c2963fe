"""The supervisor's monthly check of visits, and who has to visit (V8)."""

from dataclasses import asdict
from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from aftercare_contracts.values import Role
from fastapi import APIRouter, Path, Query, Response
from plumbing.database import Transaction
from plumbing.ids import new_id
from plumbing.paging import PLAIN
from plumbing.web import Door, In, Out, Page, opens_for, text

from ..store import visit_records as store
from ..store.visit_records import Check
from ..use_cases import visit_records as use_cases
from .visit_records import READERS

router = APIRouter(tags=["visits"])
SUPERVISORS = (Role.SERVICE_SUPERVISOR, Role.SITE_LEAD)
Project = Annotated[str, Path(min_length=1, max_length=40, pattern=PLAIN)]
Month = Annotated[str, Path(min_length=7, max_length=7, pattern=r"^[0-9]{4}-[0-9]{2}$")]


class OfficerIn(In):
    """Who has to visit, from which month on."""

    project: Annotated[str, text(40)]
    person: Annotated[str, text(100)]
    from_month: Annotated[str, text(7, 7)]


class EndingIn(In):
    """The last month in which he has to."""

    until_month: Annotated[str, text(7, 7)]


class OfficerOut(Out):
    """Somebody who has to visit so many customers each month."""

    officer_id: UUID
    project: str
    person: str
    from_month: str
    until_month: str | None
    named_by: str
    named_at: datetime


class SignatureIn(In):
    """What follows from the month's figures; needed where they fall short."""

    note: Annotated[str, text(2000, 0)] = ""


class OfficerMonthOut(Out):
    """An officer's month: customers visited, how many too few or too many."""

    person: str
    customers: int
    short: int
    over: int


class MonthOut(Out):
    """A project's month as it stands, or as it was signed. ``by_phone`` are the households reached by phone only."""

    project: str
    month: str
    officers: list[OfficerMonthOut]
    households: int
    wanted: int
    visited: int
    by_phone: int
    raised: int
    phone_is_over: bool
    officers_short: int
    households_short: int
    note: str | None = None
    signed_by: str | None = None
    signed_at: datetime | None = None


@router.post("/visiting-officers", status_code=201, response_model=OfficerOut)
async def post_officer(body: OfficerIn, door: Annotated[Door, opens_for(*SUPERVISORS)]) -> Response:
    """Name somebody who has to visit customers each month."""
    made_id = new_id()

    async def act(tx: Transaction) -> OfficerOut:
        door.caller.must_reach(body.project)
        made = await use_cases.name_officer(
            tx, made_id, body.project, body.person, body.from_month, door.caller.person, tx.now
        )
        return OfficerOut.model_validate(made)

    return await door.once(body, act)


@router.get("/visiting-officers")
async def get_officers(
    door: Annotated[Door, opens_for(*READERS)],
    project: Annotated[str, Query(min_length=1, max_length=40, pattern=PLAIN)],
) -> Page[OfficerOut]:
    """Who has to visit in a project, and who had to."""
    door.caller.must_reach(project)
    async with door.reading() as tx:
        return Page(items=[OfficerOut.model_validate(one) for one in await store.officers(tx, project)])


@router.post("/visiting-officers/{officer_id}/endings", status_code=201, response_model=OfficerOut)
async def post_ending(officer_id: UUID, body: EndingIn, door: Annotated[Door, opens_for(*SUPERVISORS)]) -> Response:
    """He has to visit no longer after that month."""

    async def act(tx: Transaction) -> OfficerOut:
        officer = await store.officer_held(tx, officer_id)
        if officer is None or not door.caller.reaches(officer.project):
            raise use_cases.NoSuchOfficer
        return OfficerOut.model_validate(await use_cases.let_officer_go(tx, officer, body.until_month))

    return await door.once(body, act)


@router.get("/visit-months/{project}/{month}")
async def get_month(project: Project, month: Month, door: Annotated[Door, opens_for(*READERS)]) -> MonthOut:
    """The month's visits in figures, with what falls short; as signed, once it is."""
    door.caller.must_reach(project)
    async with door.reading() as tx:
        found, _ = await use_cases.month_figures(tx, project, month)
        return _shown(project, month, asdict(found), await store.check(tx, project, month))


@router.post("/visit-months/{project}/{month}/signatures", status_code=201, response_model=MonthOut)
async def post_signature(
    project: Project, month: Month, body: SignatureIn, door: Annotated[Door, opens_for(Role.SERVICE_SUPERVISOR)]
) -> Response:
    """The supervisor checked the month, and says what follows from a shortfall; not one who made visits himself."""

    async def act(tx: Transaction) -> MonthOut:
        door.caller.must_reach(project)
        made = await use_cases.sign_month(tx, project, month, body.note, door.caller.person, tx.now)
        return _shown(project, month, made.figures, made)

    return await door.once(body, act)


def _shown(project: str, month: str, live: dict[str, Any], check: Check | None) -> MonthOut:
    figures = check.figures if check else live
    officers_short = sum(1 for each in figures["officers"] if each["short"])
    return MonthOut(
        project=project, month=month, **figures,
        officers_short=officers_short, households_short=max(figures["wanted"] - figures["visited"], 0),
        note=check.note if check else None, signed_by=check.signed_by if check else None,
        signed_at=check.signed_at if check else None,
    )  # fmt: skip
