"""The property company's upkeep over HTTP: inspections, meetings, what is owed from them, judgements (D10)."""

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from aftercare_contracts.values import Role
from fastapi import APIRouter, Path, Query, Response
from plumbing.database import Transaction
from plumbing.ids import new_id
from plumbing.paging import PLAIN, Limit, encode_cursor, id_in
from plumbing.web import Day, Door, In, Out, Page, opens_for, text
from pydantic import Field

from ..domain.upkeep import ANSWERABLE, Judgement, PlaceKind, Severity, Undertaking, UndertakingState
from ..store import upkeep as store
from ..use_cases import upkeep as use_cases

router = APIRouter(tags=["property company"])
CENTRE = (Role.SITE_LEAD, Role.SERVICE_SUPERVISOR, Role.CENTRE_DIRECTOR)
PROPERTY = (Role.PROPERTY_COMPANY, Role.PROPERTY_DESK)
READERS = (
    *CENTRE,
    *PROPERTY,
    Role.VICE_PRESIDENT,
    Role.GENERAL_MANAGER,
    Role.QUALITY_SUPERVISOR,
    Role.ENGINEERING_DESK,
    Role.SALES_DESK,
)
OWNERS = tuple(sorted({*READERS, *ANSWERABLE}))
Project = Annotated[str, Query(min_length=1, max_length=60, pattern=PLAIN)]
Period = Annotated[str, Field(pattern=r"^20[0-9]{2}(-(0[1-9]|1[0-2]))?$", description="2026-03, or 2026 for the year")]


class CommitteeIn(In):
    """From which day the estate has an owners' committee."""

    since_on: Day


class CommitteeOut(Out):
    """Since when."""

    project: str
    since_on: date


class FindingIn(In):
    """What was found, how bad, and until when it is mended."""

    what: Annotated[str, text(1000)]
    severity: Severity = Severity.MINOR
    due_on: Day


class InspectionIn(In):
    """An inspection and its findings."""

    project: Annotated[str, text(60)]
    place_kind: PlaceKind
    inspected_on: Day
    summary: Annotated[str, text(2000)]
    findings: Annotated[tuple[FindingIn, ...], Field(max_length=100)] = ()


class PointIn(In):
    """What was left open, by whom and until when it is done."""

    what: Annotated[str, text(1000)]
    owner: Role
    due_on: Day


class MeetingIn(In):
    """The minutes of a month's coordination meeting."""

    project: Annotated[str, text(60)]
    month: Annotated[str, Field(pattern=r"^20[0-9]{2}-(0[1-9]|1[0-2])$")]
    held_on: Day
    participants: Annotated[list[Annotated[str, text(60)]], Field(min_length=2, max_length=60)]
    minutes: Annotated[str, text(20_000)]
    points: Annotated[tuple[PointIn, ...], Field(max_length=100)] = ()


class ResultIn(In):
    """What was done."""

    result: Annotated[str, text(2000)]


class CheckIn(In):
    """Whether it is in order, and what was found."""

    passed: bool
    finding: Annotated[str, text(2000)]


class JudgementIn(In):
    """Points by item; a reward above zero or a fine below, with its reason."""

    project: Annotated[str, text(60)]
    period: Period
    points: Annotated[dict[str, Annotated[int, Field(strict=True)]], Field(max_length=50)]
    amount_fen: Annotated[int, Field(ge=-(10**12), le=10**12, strict=True)] = 0
    reason: Annotated[str, text(2000, 0)] = ""


class UndertakingOut(Out):
    """A finding or a point, and where it stands."""

    undertaking_id: UUID
    inspection_id: UUID | None
    meeting_id: UUID | None
    project: str
    what: str
    severity: Severity
    owner: Role
    due_on: date
    state: UndertakingState
    result: str
    done_by: str | None
    done_at: datetime | None
    checked_by: str | None
    checked_at: datetime | None
    check_finding: str


class InspectionOut(Out):
    """An inspection with what was found."""

    inspection_id: UUID
    project: str
    place_kind: PlaceKind
    inspected_on: date
    summary: str
    inspected_by: str
    recorded_at: datetime
    findings: list[UndertakingOut]


class MeetingOut(Out):
    """Minutes, the points they left, and those that were open from before and carried over."""

    meeting_id: UUID
    project: str
    month: str
    held_on: date
    participants: list[str]
    minutes: str
    recorded_by: str
    recorded_at: datetime
    points: list[UndertakingOut]
    carried: list[UUID]


class MeetingsOut(Out):
    """The meetings of a project, the latest first, and every point still open."""

    items: list[MeetingOut]
    open_points: list[UndertakingOut]


class LastOut(Out):
    """When each kind of place was last inspected; none where never."""

    last_inspected: dict[PlaceKind, date | None]


class JudgementOut(Out):
    """A judgement, with what customers said in the period."""

    judgement_id: UUID
    project: str
    period: str
    points: dict[str, int]
    total_points: int
    amount_fen: int
    reason: str
    basis: dict[str, int]
    made_by: str
    made_at: datetime
    signed_by: str | None
    signed_at: datetime | None


@router.put("/owners-committees/{project}")
async def put_committee(
    project: Annotated[str, Path(min_length=1, max_length=60, pattern=PLAIN)],
    body: CommitteeIn,
    door: Annotated[Door, opens_for(Role.CENTRE_DIRECTOR, Role.RECORDS_CLERK)],
) -> CommitteeOut:
    """From then on the company inspects and judges no more; recorded once."""
    door.caller.must_reach(project, "path:project")
    async with door.transaction() as tx:
        await use_cases.record_committee(tx, project, body.since_on, door.caller, tx.now)
    return CommitteeOut(project=project, since_on=body.since_on)


@router.post("/inspections", status_code=201, response_model=InspectionOut)
async def post_inspection(body: InspectionIn, door: Annotated[Door, opens_for(*CENTRE)]) -> Response:
    """An inspection at a time nobody announced."""
    door.caller.must_reach(body.project)
    inspection_id = new_id()
    facts = body.model_dump(exclude={"findings"}) | {"inspection_id": inspection_id}
    found = [
        Undertaking(
            new_id(), inspection_id, None, body.project, each.what, each.severity, Role.PROPERTY_COMPANY, each.due_on
        )
        for each in body.findings
    ]

    async def act(tx: Transaction) -> InspectionOut:
        await use_cases.inspect(tx, facts, found, door.caller, tx.now)
        return InspectionOut.model_validate(
            facts | {"inspected_by": door.caller.person, "recorded_at": tx.now, "findings": found}
        )

    return await door.once(body, act)


@router.get("/inspections")
async def get_inspections(
    door: Annotated[Door, opens_for(*READERS)], cursor: str | None = None, limit: Limit = 50
) -> Page[InspectionOut]:
    """The inspections within reach, the latest first."""
    async with door.reading() as tx:
        rows = await store.inspections(tx, door.caller.reach, id_in(cursor), limit + 1)
        items = [
            InspectionOut.model_validate(row | {"findings": await store.owed(tx, None, False, row["inspection_id"])})
            for row in rows[:limit]
        ]
    more = encode_cursor([rows[limit - 1]["inspection_id"]]) if len(rows) > limit else None
    return Page(items=items, next=more)


@router.get("/inspections/last")
async def get_last(door: Annotated[Door, opens_for(*CENTRE)], project: Project) -> LastOut:
    """When each kind of place was last inspected; for the centre alone, as inspections come unannounced."""
    door.caller.must_reach(project, "query:project")
    async with door.reading() as tx:
        last = await store.last_inspected(tx, project)
    return LastOut(last_inspected={kind: last.get(kind) for kind in PlaceKind})


@router.post("/meetings", status_code=201, response_model=MeetingOut)
async def post_meeting(body: MeetingIn, door: Annotated[Door, opens_for(*CENTRE)]) -> Response:
    """The month's coordination meeting."""
    door.caller.must_reach(body.project)
    meeting_id = new_id()
    facts = body.model_dump(exclude={"points"}) | {"meeting_id": meeting_id}
    points = [
        Undertaking(new_id(), None, meeting_id, body.project, each.what, Severity.MINOR, each.owner, each.due_on)
        for each in body.points
    ]

    async def act(tx: Transaction) -> MeetingOut:
        carried = await use_cases.meet(tx, facts, points, door.caller, tx.now)
        known = {"recorded_by": door.caller.person, "recorded_at": tx.now, "points": points, "carried": carried}
        return MeetingOut.model_validate(facts | known)

    return await door.once(body, act)


@router.get("/meetings")
async def get_meetings(door: Annotated[Door, opens_for(*READERS)], project: Project) -> MeetingsOut:
    """The minutes of a project, and every point that is still open, from whichever meeting."""
    door.caller.must_reach(project, "query:project")
    async with door.reading() as tx:
        items = [
            MeetingOut.model_validate(row | {"points": await store.owed(tx, None, False, row["meeting_id"])})
            for row in await store.meetings(tx, project)
        ]
        open_ = [each for each in await store.owed(tx, [project], True) if each.meeting_id]
    return MeetingsOut(items=items, open_points=[UndertakingOut.model_validate(each) for each in open_])


@router.get("/undertakings")
async def get_undertakings(door: Annotated[Door, opens_for(*OWNERS)], open_only: bool = True) -> Page[UndertakingOut]:
    """Findings and points within reach, the earliest due first."""
    async with door.reading() as tx:
        found = await store.owed(tx, door.caller.reach, open_only)
    return Page(items=[UndertakingOut.model_validate(each) for each in found], next=None)


@router.post("/undertakings/{undertaking_id}/results", status_code=201, response_model=UndertakingOut)
async def post_result(undertaking_id: UUID, body: ResultIn, door: Annotated[Door, opens_for(*OWNERS)]) -> Response:
    """Its owner says that it is done."""

    async def act(tx: Transaction) -> UndertakingOut:
        done = await use_cases.finish(tx, undertaking_id, body.result, door.caller, door.caller.roles, tx.now)
        return UndertakingOut.model_validate(done)

    return await door.once(body, act)


@router.post("/undertakings/{undertaking_id}/checks", status_code=201, response_model=UndertakingOut)
async def post_check(undertaking_id: UUID, body: CheckIn, door: Annotated[Door, opens_for(*CENTRE)]) -> Response:
    """Another looks: closed, or open again."""

    async def act(tx: Transaction) -> UndertakingOut:
        checked = await use_cases.check(tx, undertaking_id, body.passed, body.finding, door.caller, tx.now)
        return UndertakingOut.model_validate(checked)

    return await door.once(body, act)


@router.post("/judgements", status_code=201, response_model=JudgementOut)
async def post_judgement(
    body: JudgementIn, door: Annotated[Door, opens_for(Role.SERVICE_SUPERVISOR, Role.SITE_LEAD)]
) -> Response:
    """Judge a month's upkeep, or the year's from its twelve months; the centre director signs."""
    door.caller.must_reach(body.project)
    judgement_id = new_id()

    async def act(tx: Transaction) -> JudgementOut:
        return _judged(await use_cases.judge(
            tx, judgement_id, body.project, body.period, body.points, body.amount_fen, body.reason, door.caller, tx.now
        ))  # fmt: skip

    return await door.once(body, act)


@router.post("/judgements/{judgement_id}/signatures", status_code=201, response_model=JudgementOut)
async def post_signature(judgement_id: UUID, door: Annotated[Door, opens_for(Role.CENTRE_DIRECTOR)]) -> Response:
    """The centre director signs, and the property company is told."""

    async def act(tx: Transaction) -> JudgementOut:
        return _judged(await use_cases.sign_judgement(tx, judgement_id, door.caller, tx.now))

    return await door.once(None, act)


@router.get("/judgements")
async def get_judgements(door: Annotated[Door, opens_for(*READERS)], project: Project) -> Page[JudgementOut]:
    """A project's judgements, the latest period first; the property company sees those that are signed."""
    door.caller.must_reach(project, "query:project")
    async with door.reading() as tx:
        found = await store.judgements(tx, project)
    inside = door.caller.has(*CENTRE, Role.VICE_PRESIDENT, Role.GENERAL_MANAGER)
    return Page(items=[_judged(each) for each in found if inside or each.signed_at], next=None)


def _judged(judgement: Judgement) -> JudgementOut:
    return JudgementOut.model_validate(judgement)
