"""Campaigns over HTTP (V6): planned, drawn, started, handed out, counted, concluded, closed."""

from collections.abc import Awaitable, Callable
from datetime import date, datetime
from typing import Annotated, Any
from uuid import UUID

from aftercare_contracts.periods import day_in_china
from aftercare_contracts.values import Role
from fastapi import APIRouter, Response
from plumbing import limits
from plumbing.database import Transaction
from plumbing.ids import new_id
from plumbing.paging import Cursor, Limit, encode_cursor, id_in
from plumbing.web import Caller, Day, Door, In, Out, Page, opens_for, text
from pydantic import Field, StrictBool, StrictInt

from ..domain.campaign_kinds import Stricter
from ..domain.campaigns import Campaign, Done, NoSuchCampaign, State, Step, steps_wanted
from ..store import campaigns as store
from ..store import invitations
from ..use_cases import campaigns as use_cases
from ..use_cases import collecting, concluding

router = APIRouter(prefix="/campaigns", tags=["campaigns"])
ORGANISERS = (Role.QUALITY_SUPERVISOR, Role.SERVICE_SUPERVISOR)
READERS = (
    *ORGANISERS, Role.CENTRE_DIRECTOR, Role.MANAGEMENT_REPRESENTATIVE, Role.SITE_LEAD, Role.SERVICE_OFFICER, Role.CASE_OFFICER,
    Role.RECORDS_CLERK, Role.GENERAL_MANAGER, Role.VICE_PRESIDENT,
)  # fmt: skip
Organiser = Annotated[Door, opens_for(*ORGANISERS)]
Director = Annotated[Door, opens_for(Role.CENTRE_DIRECTOR)]
Reader = Annotated[Door, opens_for(*READERS)]
Code = Annotated[str, Field(min_length=1, max_length=40, pattern=r"^[^\x00-\x1f\x7f]+$")]
DayCount = Annotated[StrictInt, Field(ge=0, le=366)]
ShareBp = Annotated[StrictInt, Field(ge=1, le=10_000, description="ten-thousandths")]


class UnitIn(In):
    """A unit of the list that is asked."""

    project: Code
    unit_no: Code


class PlanIn(In):
    """A kind, where, and what is stricter than the kind; ``units`` where the kind asks a list."""

    kind: Code
    projects: Annotated[list[Code], Field(min_length=1, max_length=200)]
    is_pilot: StrictBool = False
    title_zh: Annotated[str, text(60)] | None = None
    title_en: Annotated[str, text(120)] | None = None
    share_bp: ShareBp | None = None
    return_bp: ShareBp | None = None
    hand_out_days: DayCount | None = None
    collect_days: Annotated[StrictInt, Field(ge=1, le=366)] | None = None
    count_days: DayCount | None = None
    units: Annotated[tuple[UnitIn, ...], Field(max_length=20_000)] = ()


class ReasonIn(In):
    """Why."""

    reason: Annotated[str, text(1000)]


class StepIn(In):
    """The day on which it was done, today unless another is given."""

    done_on: Day | None = None
    note: Annotated[str, text(1000, 0)] = ""


class CampaignOut(Out):
    """A campaign as it stands."""

    campaign_id: UUID
    campaign_no: str
    kind: str
    title_zh: str
    title_en: str
    projects: tuple[str, ...]
    is_pilot: bool
    state: State
    policy_version: int
    form: str
    form_version: int | None
    planned_by: str
    planned_at: datetime
    population: int | None
    drawn_at: datetime | None
    handed_out_at: datetime | None
    collect_until: datetime | None
    collected_at: datetime | None
    counted_at: datetime | None
    closed_at: datetime | None


class MoveOut(Out):
    """What happened to it."""

    verb: str
    by: str
    at: datetime
    to_state: State
    note: str


class StepOut(Out):
    """A step after the counting."""

    step: Step
    by: str
    at: datetime
    done_on: date
    note: str
    waived: bool


class LimitOut(Out):
    """A time limit of it."""

    name: str
    started_at: datetime
    due_at: datetime
    passed_at: datetime | None
    ended_at: datetime | None
    ended_because: str | None


class CampaignInFull(CampaignOut):
    """With how many answered, by what way, its steps, limits and moves."""

    invited: int
    answered: int
    unfollowed: int
    enough: bool
    return_bp: int
    ways: dict[str, int]
    steps_wanted: tuple[Step, ...]
    steps: list[StepOut]
    limits: list[LimitOut]
    moves: list[MoveOut]


class StratumOut(Out):
    """A building."""

    project: str
    building: str
    units: int
    expected: float
    drawn: int


class DrawingOut(Out):
    """The sample beside its population. ``repeats``: drawn once more from what was frozen it is the same."""

    seed: str
    population: int
    population_hash: str
    shares_bp: dict[str, int]
    drawn: int
    complained: int
    repeats: bool
    deviation_max: float
    chi_square: float
    strata: list[StratumOut]


class NotDrawn(NoSuchCampaign):
    """Nothing was drawn for this campaign yet."""


@router.get("")
async def get_campaigns(
    door: Reader, state: State | None = None, cursor: Cursor = None, limit: Limit = 50
) -> Page[CampaignOut]:
    """Those within the caller's reach, the latest first."""
    async with door.reading() as tx:
        found = await store.campaigns(tx, door.caller.reach, state, id_in(cursor), limit + 1)
    items = [shown(each) for each in found[:limit]]
    return Page(items=items, next=encode_cursor([items[-1].campaign_id]) if len(found) > limit else None)


@router.post("", status_code=201, response_model=CampaignOut)
async def post_campaign(body: PlanIn, door: Organiser) -> Response:
    """Plan a campaign from its kind."""
    for i, project in enumerate(body.projects):
        door.caller.must_reach(project, f"/projects/{i}")
    asked = Stricter(
        share_bp=body.share_bp, return_bp=body.return_bp, hand_out_days=body.hand_out_days, collect_days=body.collect_days,
        count_days=body.count_days,
    )  # fmt: skip
    plan = use_cases.Plan(
        body.kind, tuple(body.projects), body.is_pilot, body.title_zh, body.title_en, asked,
        tuple((unit.project, unit.unit_no) for unit in body.units),
    )  # fmt: skip

    async def act(tx: Transaction) -> CampaignOut:
        return shown(await use_cases.plan(tx, new_id(), plan, door.caller.person, tx.now))

    return await door.once(body, act)


@router.get("/{campaign_id}")
async def get_campaign(campaign_id: UUID, door: Reader) -> CampaignInFull:
    """One campaign, with how far it is."""
    async with door.reading() as tx:
        found = await seen(tx, campaign_id, door.caller)
        returned = await invitations.returned(tx, campaign_id)
        more: dict[str, Any] = {
            "invited": returned.invited, "answered": returned.answered, "unfollowed": returned.unfollowed,
            "enough": returned.reaches(found.rules.return_bp), "return_bp": found.rules.return_bp,
            "ways": await invitations.ways(tx, campaign_id), "steps_wanted": steps_wanted(found.rules),
            "steps": [StepOut.model_validate(each) for each in (await store.steps(tx, campaign_id)).values()],
            "limits": [LimitOut.model_validate(each) for each in await limits.of_subject(tx, campaign_id)],
            "moves": [MoveOut(**dict(row)) for row in await store.moves(tx, campaign_id)],
        }  # fmt: skip
    return CampaignInFull(**shown(found).model_dump(), **more)


@router.get("/{campaign_id}/drawing")
async def get_drawing(campaign_id: UUID, door: Reader) -> DrawingOut:
    """How the sample lies in its population, and the proof that it comes out again from its seed."""
    async with door.reading() as tx:
        drawing = await use_cases.drawing(tx, await seen(tx, campaign_id, door.caller))
    if drawing is None:
        raise NotDrawn
    campaign, even = drawing.campaign, drawing.evenness
    assert campaign.seed is not None
    assert campaign.population_hash is not None
    assert campaign.population is not None
    return DrawingOut(
        seed=campaign.seed, population=campaign.population, population_hash=campaign.population_hash,
        shares_bp=dict(campaign.shares_bp or {}), drawn=drawing.drawn, complained=drawing.complained, repeats=drawing.repeats,
        deviation_max=round(even.deviation_max, 6), chi_square=round(even.chi_square, 6),
        strata=[StratumOut.model_validate(each) for each in even.strata if door.caller.reaches(each.project)],
    )  # fmt: skip


@router.post("/{campaign_id}/drawings", status_code=201, response_model=CampaignOut)
async def post_drawing(campaign_id: UUID, door: Organiser) -> Response:
    """Draw the sample, once."""
    return await _moved(door, campaign_id, lambda tx, by: use_cases.draw(tx, campaign_id, by, tx.now))


@router.post("/{campaign_id}/starts", status_code=201, response_model=CampaignOut)
async def post_start(campaign_id: UUID, door: Director) -> Response:
    """The director approves it; never his own plan."""
    return await _moved(door, campaign_id, lambda tx, by: use_cases.start(tx, campaign_id, by, tx.now))


@router.post("/{campaign_id}/hand-outs", status_code=201, response_model=CampaignOut)
async def post_hand_out(campaign_id: UUID, door: Organiser) -> Response:
    """The forms are out; who can be reached gets his link."""
    return await _moved(door, campaign_id, lambda tx, by: collecting.hand_out(tx, campaign_id, by, tx.now))


@router.post("/{campaign_id}/collections", status_code=201, response_model=CampaignOut)
async def post_collection(campaign_id: UUID, door: Organiser) -> Response:
    """End the collection: everybody answered; or of one that fell short enough came after all, or each was followed up."""
    return await _moved(door, campaign_id, lambda tx, by: collecting.end_following_up(tx, campaign_id, by, tx.now))


@router.post("/{campaign_id}/countings", status_code=201, response_model=CampaignOut)
async def post_counting(campaign_id: UUID, door: Organiser) -> Response:
    """The forms are counted; nothing more is entered."""
    return await _moved(door, campaign_id, lambda tx, by: concluding.count(tx, campaign_id, by, tx.now))


@router.post("/{campaign_id}/letter-consents", status_code=201, response_model=CampaignOut)
async def post_letter_consent(
    campaign_id: UUID, body: StepIn, door: Annotated[Door, opens_for(Role.MANAGEMENT_REPRESENTATIVE)]
) -> Response:
    """The management representative consents to the open letter."""
    return await _step(door, campaign_id, Step.LETTER_CONSENT, body)


@router.post("/{campaign_id}/letter-postings", status_code=201, response_model=CampaignOut)
async def post_letter_posting(campaign_id: UUID, body: StepIn, door: Organiser) -> Response:
    """The open letter was posted."""
    return await _step(door, campaign_id, Step.LETTER_POSTING, body)


@router.post("/{campaign_id}/letter-waivers", status_code=201, response_model=CampaignOut)
async def post_letter_waiver(campaign_id: UUID, body: ReasonIn, door: Director) -> Response:
    """Nothing common or prominent came up: the director finds that no letter is called for."""
    return await _moved(
        door, campaign_id,
        lambda tx, by: concluding.waive_letter(tx, campaign_id, body.reason, by, tx.now, day_in_china(tx.now)), body,
    )  # fmt: skip


@router.post("/{campaign_id}/passings-on", status_code=201, response_model=CampaignOut)
async def post_passing_on(campaign_id: UUID, body: StepIn, door: Organiser) -> Response:
    """Count and letter were passed on."""
    return await _step(door, campaign_id, Step.PASSING_ON, body)


@router.post("/{campaign_id}/revisits", status_code=201, response_model=CampaignOut)
async def post_revisits(campaign_id: UUID, body: StepIn, door: Organiser) -> Response:
    """The households with matters of their own were visited again."""
    return await _step(door, campaign_id, Step.REVISITS, body)


@router.post("/{campaign_id}/closings", status_code=201, response_model=CampaignOut)
async def post_closing(campaign_id: UUID, door: Organiser) -> Response:
    """Every step is done."""
    return await _moved(door, campaign_id, lambda tx, by: concluding.close(tx, campaign_id, by, tx.now))


@router.post("/{campaign_id}/cancellations", status_code=201, response_model=CampaignOut)
async def post_cancellation(campaign_id: UUID, body: ReasonIn, door: Director) -> Response:
    """Give it up, for a reason."""
    return await _moved(
        door, campaign_id, lambda tx, by: use_cases.cancel(tx, campaign_id, body.reason, by, tx.now), body
    )


async def seen(tx: Transaction, campaign_id: UUID, caller: Caller) -> Campaign:
    """A campaign in one of the caller's projects. Raises ``NoSuchCampaign``."""
    found = await store.campaign(tx, campaign_id)
    if not any(caller.reaches(project) for project in found.projects):
        raise NoSuchCampaign
    return found


def shown(campaign: Campaign) -> CampaignOut:
    """As the doors show it."""
    known = {name: getattr(campaign, name) for name in CampaignOut.model_fields if name != "form"}
    return CampaignOut(**known, form=campaign.rules.form)


async def _moved(
    door: Door, campaign_id: UUID, act: Callable[[Transaction, str], Awaitable[Campaign]], body: In | None = None
) -> Response:
    async def moved(tx: Transaction) -> CampaignOut:
        found = await seen(tx, campaign_id, door.caller)
        for project in found.projects:
            door.caller.must_reach(project, "")
        return shown(await act(tx, door.caller.person))

    return await door.once(body, moved)


async def _step(door: Door, campaign_id: UUID, step: Step, body: StepIn) -> Response:
    def act(tx: Transaction, by: str) -> Awaitable[Campaign]:
        done = Done(step, by, tx.now, body.done_on or day_in_china(tx.now), body.note)
        return concluding.take_step(tx, campaign_id, done)

    return await _moved(door, campaign_id, act, body)
