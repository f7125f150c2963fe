"""The handover of units: who has not come, inspections, urgings, the day itself, what was found (I22)."""

from datetime import date, datetime
from typing import Annotated, Literal, Self
from uuid import UUID

from aftercare_contracts.values import CaseKind, ContactWay, Part, Role
from fastapi import APIRouter, Response
from plumbing.database import Transaction
from plumbing.ids import new_id
from plumbing.paging import Cursor, Limit, encode_cursor, text_in
from plumbing.web import Door, In, Out, Page, opens_for, text
from pydantic import Field, model_validator

from ..store import handovers as store
from ..use_cases import handovers
from .units import Code, UnitOut, seen_unit
from .views import STAFF, CaseOut, shown

router = APIRouter(tags=["handover"])
HANDS_OVER = (Role.CASE_OFFICER, Role.SITE_LEAD, Role.CENTRE_DIRECTOR, Role.RECORDS_CLERK, Role.PROPERTY_DESK)
PREPARES = (
    Role.CASE_OFFICER, Role.DUTY_OFFICER, Role.SITE_LEAD, Role.CENTRE_DIRECTOR, Role.PROPERTY_DESK, Role.PROPERTY_COMPANY,
)  # fmt: skip
"""The centre prepares a handover with the property company."""
FAULTS_MAX = 40


class HandoverIn(In):
    """The day of the handover; another than the one entered, or none, is a correction and needs the reason."""

    handed_over_on: date | None
    reason: Annotated[str, text(1000, 0)] = ""


class RefusalIn(In):
    """The day of the notice after which the owner wrongly refused to take over, and which notice; to correct it, the reason."""

    refused_on: date | None
    notice: Annotated[str, text(200)]
    reason: Annotated[str, text(1000, 0)] = ""


class InspectionIn(In):
    """What was found in a unit before its handover; one that is not ready says why."""

    inspected_on: date
    is_ready: bool
    findings: Annotated[list[Annotated[str, text(1000)]], Field(max_length=100)] = []  # noqa: RUF012

    @model_validator(mode="after")
    def _says_why(self) -> Self:
        if not self.is_ready and not self.findings:
            raise ValueError("a unit that is not ready has at least one finding")
        return self


class UrgingIn(In):
    """How somebody who has not come was urged, and in what words."""

    way: ContactWay
    text: Annotated[str, text(2000)]


class FaultIn(In):
    """One thing found at the handover."""

    kind: Literal[CaseKind.REPAIR_REQUEST, CaseKind.COMPLAINT, CaseKind.INQUIRY] = CaseKind.REPAIR_REQUEST
    matter: Annotated[str, text(40)]
    part: Part | None = None
    complaint: Annotated[str, text(20_000)]
    reply_by: ContactWay = ContactWay.PHONE
    visit_by: ContactWay = ContactWay.PHONE


class FaultsIn(In):
    """Everything found at a unit's handover; each becomes a case, all or none."""

    faults: Annotated[list[FaultIn], Field(min_length=1, max_length=FAULTS_MAX)]


class Entered(Out):
    """By what the new entry is known."""

    entry_id: UUID
    unit_id: UUID


class CasesMade(Out):
    """A case for each fault, in their order."""

    items: list[CaseOut]


class HandoverOut(UnitOut):
    """A unit before, at or after its handover: last inspected when, its owner urged how often and when last."""

    inspected_on: date | None
    is_ready: bool | None
    times_urged: int
    last_urged_at: datetime | None


class InspectionOut(Out):
    """An inspection."""

    inspection_id: UUID
    inspected_on: date
    is_ready: bool
    findings: list[str]
    recorded_at: datetime
    recorded_by: str


class UrgingOut(Out):
    """An urging."""

    urging_id: UUID
    way: ContactWay
    text: str
    recorded_at: datetime
    recorded_by: str


class Inspections(Out):
    """From the first."""

    items: list[InspectionOut]


class Urgings(Out):
    """From the first."""

    items: list[UrgingOut]


@router.get("/projects/{project}/handovers")
async def get_handovers(
    project: Annotated[str, text(40)],
    door: Annotated[Door, opens_for(*STAFF)],
    state: Literal["pending", "refused", "handed_over"] = "pending",
    building: Code = None,
    cursor: Cursor = None,
    limit: Limit = 200,
) -> Page[HandoverOut]:
    """Which units were not taken over yet, were refused, or were handed over, by number."""
    door.caller.must_reach(project, "path:project")
    after = text_in(cursor)
    async with door.reading() as tx:
        rows = await store.handovers(tx, project, state, building, after, limit + 1)
    items = [HandoverOut(**dict(row)) for row in rows[:limit]]
    return Page(items=items, next=encode_cursor([items[-1].unit_no]) if len(rows) > limit else None)


@router.post("/units/{unit_id}/handovers", status_code=201, response_model=Entered)
async def post_handover(unit_id: UUID, body: HandoverIn, door: Annotated[Door, opens_for(*HANDS_OVER)]) -> Response:
    """The unit was handed over; to correct the day takes a reason."""
    entry_id, by = new_id(), door.caller.person

    async def act(tx: Transaction) -> Entered:
        await seen_unit(tx, unit_id, door.caller)
        await handovers.hand_over(tx, entry_id, unit_id, body.handed_over_on, body.reason, by, tx.now)
        return Entered(entry_id=entry_id, unit_id=unit_id)

    return await door.once(body, act)


@router.post("/units/{unit_id}/refusals", status_code=201, response_model=Entered)
async def post_refusal(unit_id: UUID, body: RefusalIn, door: Annotated[Door, opens_for(*HANDS_OVER)]) -> Response:
    """The owner wrongly refused to take over after a notice: it counts as handed over on the notice's day (I4)."""
    entry_id, by = new_id(), door.caller.person

    async def act(tx: Transaction) -> Entered:
        await seen_unit(tx, unit_id, door.caller)
        await handovers.refuse(tx, entry_id, unit_id, body.refused_on, body.notice, body.reason, by, tx.now)
        return Entered(entry_id=entry_id, unit_id=unit_id)

    return await door.once(body, act)


@router.post("/units/{unit_id}/inspections", status_code=201, response_model=Entered)
async def post_inspection(unit_id: UUID, body: InspectionIn, door: Annotated[Door, opens_for(*PREPARES)]) -> Response:
    """A unit not yet taken over was inspected."""
    entry_id, by = new_id(), door.caller.person

    async def act(tx: Transaction) -> Entered:
        await seen_unit(tx, unit_id, door.caller)
        await handovers.inspect(tx, entry_id, unit_id, body.inspected_on, body.is_ready, body.findings, by, tx.now)
        return Entered(entry_id=entry_id, unit_id=unit_id)

    return await door.once(body, act)


@router.get("/units/{unit_id}/inspections")
async def get_inspections(unit_id: UUID, door: Annotated[Door, opens_for(*STAFF)]) -> Inspections:
    """What was found in the unit before its handover."""
    async with door.reading() as tx:
        await seen_unit(tx, unit_id, door.caller)
        return Inspections(items=[InspectionOut(**dict(row)) for row in await store.inspections(tx, unit_id)])


@router.post("/units/{unit_id}/urgings", status_code=201, response_model=Entered)
async def post_urging(unit_id: UUID, body: UrgingIn, door: Annotated[Door, opens_for(*PREPARES)]) -> Response:
    """Somebody who has not come was urged."""
    entry_id, by = new_id(), door.caller.person

    async def act(tx: Transaction) -> Entered:
        await seen_unit(tx, unit_id, door.caller)
        await handovers.urge(tx, entry_id, unit_id, body.way, body.text, by, tx.now)
        return Entered(entry_id=entry_id, unit_id=unit_id)

    return await door.once(body, act)


@router.get("/units/{unit_id}/urgings")
async def get_urgings(unit_id: UUID, door: Annotated[Door, opens_for(*PREPARES)]) -> Urgings:
    """How and when the owner was urged to come."""
    async with door.reading() as tx:
        await seen_unit(tx, unit_id, door.caller)
        return Urgings(items=[UrgingOut(**dict(row)) for row in await store.urgings(tx, unit_id)])


@router.post("/units/{unit_id}/handover-faults", status_code=201, response_model=CasesMade)
async def post_handover_faults(unit_id: UUID, body: FaultsIn, door: Annotated[Door, opens_for(*PREPARES)]) -> Response:
    """What was found at the handover: each a case, all or none, and the centre's head hears of them at once (I22)."""
    case_ids, by = [new_id() for _ in body.faults], door.caller.person
    faults = [handovers.Fault(**dict(fault)) for fault in body.faults]

    async def act(tx: Transaction) -> CasesMade:
        await seen_unit(tx, unit_id, door.caller)
        made = await handovers.find_faults(tx, unit_id, case_ids, faults, by, tx.now)
        return CasesMade(items=[shown(case) for case in made])

    return await door.once(body, act)
