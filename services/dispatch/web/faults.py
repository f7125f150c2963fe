"""Serious quality faults before engineering (D4)."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from aftercare_contracts.values import Part, Role
from fastapi import APIRouter, Response
from plumbing.database import Transaction
from plumbing.ids import new_id
from plumbing.paging import Limit, encode_cursor, id_in
from plumbing.web import Door, In, Out, Page, opens_for, text

from ..domain.access import scope
from ..domain.faults import FaultReport, NoSuchFaultReport, Responsible
from ..store import faults as store
from ..use_cases import faults as use_cases
from .danger import ENGINEERS
from .orders import READERS
from .views import Photos

router = APIRouter(prefix="/fault-reports", tags=["serious faults"])
REPORTERS = (Role.ENGINEERING_DESK, Role.SITE_LEAD, Role.CASE_OFFICER, Role.CENTRE_DIRECTOR)
STAFF = tuple(role for role in READERS if role is not Role.CONTRACTOR)


class FaultIn(In):
    """A serious fault in writing."""

    case_id: UUID
    part: Part
    place: Annotated[str, text(200)]
    description: Annotated[str, text(4000)]
    photos: Photos = ()


class FindingIn(In):
    """Who is responsible; the contractor's code where it is one."""

    responsible: Responsible
    contractor: Annotated[str, text(60)] | None = None
    finding: Annotated[str, text(4000)]


class FaultOut(Out):
    """A serious fault and engineering's finding."""

    report_id: UUID
    report_no: str
    case_id: UUID
    case_no: str
    project: str
    unit_no: str | None
    part: Part
    place: str
    description: str
    photos: tuple[str, ...]
    reported_by: str
    reported_at: datetime
    responsible: Responsible | None
    contractor: str | None
    finding: str
    found_by: str | None
    found_at: datetime | None


@router.post("", status_code=201, response_model=FaultOut)
async def post_fault(body: FaultIn, door: Annotated[Door, opens_for(*REPORTERS)]) -> Response:
    """A serious fault goes to engineering, to say who is responsible."""
    report_id, by = new_id(), door.caller

    async def act(tx: Transaction) -> FaultOut:
        draft = FaultReport(
            report_id=report_id, report_no="", case_no="", project="", unit_no=None, reported_by=by.person,
            reported_at=tx.now, **dict(body),
        )  # fmt: skip
        return FaultOut.model_validate(await use_cases.report_fault(tx, draft, by, tx.now))

    return await door.once(body, act)


@router.get("")
async def get_faults(
    door: Annotated[Door, opens_for(*STAFF)],
    case_id: UUID | None = None,
    open_only: bool = False,
    cursor: str | None = None,
    limit: Limit = 50,
) -> Page[FaultOut]:
    """The reports within reach, the latest first."""
    async with door.reading() as tx:
        found = await store.reports(tx, scope(door.caller), case_id, open_only, id_in(cursor), limit + 1)
    more = encode_cursor([found[limit - 1].report_id]) if len(found) > limit else None
    return Page(items=[FaultOut.model_validate(each) for each in found[:limit]], next=more)


@router.get("/{report_id}")
async def get_fault(report_id: UUID, door: Annotated[Door, opens_for(*STAFF)]) -> FaultOut:
    """One report."""
    async with door.reading() as tx:
        found = await store.report(tx, report_id)
    if not door.caller.reaches(found.project):
        raise NoSuchFaultReport
    return FaultOut.model_validate(found)


@router.post("/{report_id}/findings", status_code=201, response_model=FaultOut)
async def post_finding(report_id: UUID, body: FindingIn, door: Annotated[Door, opens_for(*ENGINEERS)]) -> Response:
    """Engineering says who is responsible."""

    async def act(tx: Transaction) -> FaultOut:
        return FaultOut.model_validate(await use_cases.find(
            tx, report_id, body.responsible, body.contractor, body.finding, door.caller, tx.now
        ))  # fmt: skip

    return await door.once(body, act)
