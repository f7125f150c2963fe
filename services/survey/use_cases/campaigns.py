"""A campaign is planned from its kind, drawn once, and started by another (V6)."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from aftercare_contracts.errors import NotFound
from aftercare_contracts.events import survey_campaigns as events
from aftercare_contracts.periods import CHINA, add_months, day_in_china
from plumbing import limits, outbox, timers
from plumbing.database import Transaction
from plumbing.numbers import next_number
from plumbing.policy import policy

from ..domain import campaigns as rules
from ..domain import sampling
from ..domain.campaign_kinds import Population, Rules, Stricter, rules_from, stricter
from ..domain.campaigns import Campaign, NobodyToAsk, NoOverall, State, Verb
from ..domain.limits import LimitName
from ..domain.sampling import Evenness, Place, Unit
from ..store import campaigns as store
from ..store import complaints, households, invitations
from ..store import links as link_store
from ..store.households import Household
from .forms import form_in_force

SERIES, POLICY = "DC", "campaigns"
SEED_BYTES = 16
DRAWN, COMPLAINED = "drawn", "complained"


class NoSuchKind(NotFound):
    """There is no campaign of this kind."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What somebody wants to ask: a kind, where, and what is stricter than the kind."""

    kind: str
    projects: tuple[str, ...]
    is_pilot: bool
    title_zh: str | None
    title_en: str | None
    stricter: Stricter
    listed: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Drawing:
    """A sample beside its population: how even it is, and whether it comes out again the same."""

    campaign: Campaign
    evenness: Evenness
    drawn: int
    complained: int
    repeats: bool


async def plan(tx: Transaction, campaign_id: UUID, wanted: Plan, by: str, now: datetime) -> Campaign:
    """Raises ``NoSuchKind``, ``Looser``, ``NoSuchForm``, ``NoOverall``."""
    today = day_in_china(now)
    in_force = await policy(tx, POLICY, today)
    if wanted.kind not in in_force.data:
        raise NoSuchKind(f"There are: {', '.join(sorted(in_force.data))}.")
    kind = in_force.data[wanted.kind]
    campaign = Campaign(
        campaign_id=campaign_id, campaign_no=await next_number(tx, SERIES, today), kind=wanted.kind,
        policy_version=in_force.version, title_zh=wanted.title_zh or kind["zh"], title_en=wanted.title_en or kind["en"],
        projects=tuple(sorted(set(wanted.projects))), rules=stricter(rules_from(kind), wanted.stricter, wanted.is_pilot),
        is_pilot=wanted.is_pilot, state=State.PLANNED, planned_by=by, planned_at=now, listed=wanted.listed,
    )  # fmt: skip
    await _form_version(tx, campaign, now)
    await store.add(tx, campaign)
    await store.note(tx, campaign, Verb.PLAN, by)
    return campaign


async def draw(tx: Transaction, campaign_id: UUID, by: str, now: datetime) -> Campaign:
    """The population is frozen, and the sample drawn from it by a seed nobody chose. Raises ``CannotMove``, ``NobodyToAsk``."""
    campaign = await store.campaign_held(tx, campaign_id)
    rules.move(campaign, Verb.DRAW)
    units = {unit.place: unit for unit in await _population(tx, campaign)}
    if not units:
        raise NobodyToAsk
    shares_bp = await _shares(tx, campaign.projects, campaign.rules, now)
    seed = secrets.token_hex(SEED_BYTES)
    drawn = sampling.draw(units, shares_bp, seed)
    complained = await _complained(tx, campaign, now) if campaign.rules.complainers_months else set()
    more = {place for place in units if (place.project, place.unit_no) in complained} - drawn
    campaign = rules.move(
        campaign, Verb.DRAW, seed=seed, population_hash=sampling.fingerprint(units), population=len(units),
        shares_bp=shares_bp, drawn_at=now,
    )  # fmt: skip
    await store.save(tx, campaign)
    await store.note(tx, campaign, Verb.DRAW, by)
    await invitations.freeze(tx, campaign_id, sorted(units))
    chosen = [(units[place], DRAWN) for place in sorted(drawn)] + [(units[place], COMPLAINED) for place in sorted(more)]
    await invitations.invite(tx, campaign_id, chosen)
    return campaign


async def drawing(tx: Transaction, campaign: Campaign) -> Drawing | None:
    """A sample as it was drawn, and drawn once more from what was frozen; none where nothing was drawn."""
    if campaign.seed is None or campaign.shares_bp is None:
        return None
    population = await invitations.population(tx, campaign.campaign_id)
    chosen = await invitations.drawn(tx, campaign.campaign_id)
    drawn = {place for place, why in chosen if why == DRAWN}
    repeats = (
        sampling.fingerprint(population) == campaign.population_hash
        and sampling.draw(population, campaign.shares_bp, campaign.seed) == drawn
    )
    even = sampling.evenness(population, drawn, campaign.shares_bp)
    return Drawing(campaign, even, len(drawn), len(chosen) - len(drawn), repeats)


async def start(tx: Transaction, campaign_id: UUID, by: str, now: datetime) -> Campaign:
    """Another approves it, and the forms go to those who hand them out. From now on its form's version stays.

    Raises ``CannotMove``, ``OwnPlan``, ``NotItsSeason``, ``NoOverall``.
    """
    campaign = await store.campaign_held(tx, campaign_id)
    campaign = rules.start(campaign, by, await _form_version(tx, campaign, now), now)
    await store.save(tx, campaign)
    await store.note(tx, campaign, Verb.START, by)
    until = day_in_china(now) + timedelta(days=campaign.rules.hand_out_days)
    due_at = await limits.start(
        tx, LimitName.CAMPAIGN_HAND_OUT, about(campaign), until=until, owner=campaign.rules.organiser
    )
    for project, invited in (await invitations.counts_by_project(tx, campaign_id)).items():
        said = events.CampaignStarted(
            **facts(campaign, project), kind=campaign.kind, invited=invited, hand_out_by=due_at
        )
        await outbox.add(tx, said, about=campaign_id)
    return campaign


async def cancel(tx: Transaction, campaign_id: UUID, reason: str, by: str, now: datetime) -> Campaign:
    """It is given up; links sent open nothing any more. Raises ``CannotMove``."""
    await timers.disarm(tx, campaign_id)
    await limits.end(tx, campaign_id, "cancelled")
    campaign = rules.move(await store.campaign_held(tx, campaign_id), Verb.CANCEL)
    await store.save(tx, campaign)
    await store.note(tx, campaign, Verb.CANCEL, by, reason)
    await link_store.close_of_campaign(tx, campaign_id)
    await outbox.add(tx, events.CampaignCancelled(**facts(campaign)), about=campaign_id)
    return campaign


def about(campaign: Campaign) -> limits.About:
    """The campaign, as its limits name it."""
    return limits.About(campaign.campaign_id, campaign.campaign_no, campaign.project)


def facts(campaign: Campaign, project: str | None = None) -> dict[str, Any]:
    """What every event about a campaign carries."""
    return {
        "campaign_id": campaign.campaign_id, "campaign_no": campaign.campaign_no, "project": project or campaign.project,
        "title_zh": campaign.title_zh, "title_en": campaign.title_en, "is_pilot": campaign.is_pilot,
        "organiser": campaign.rules.organiser,
    }  # fmt: skip


async def _form_version(tx: Transaction, campaign: Campaign, now: datetime) -> int:
    form = await form_in_force(tx, campaign.rules.form, day_in_china(now))
    if form.overall is None:
        raise NoOverall(f"The form {form.code} has no overall item, by which satisfaction is counted (V7).")
    return form.version


async def _population(tx: Transaction, campaign: Campaign) -> list[Unit]:
    listed = set(campaign.listed)
    return [
        Unit(Place(project, each.building, each.unit_no), each.owner_id)
        for project in campaign.projects
        for each in await households.of_project(tx, project)
        if _belongs(each, campaign.rules.population, listed)
    ]


def _belongs(household: Household, population: Sequence[Population], listed: set[tuple[str, str]]) -> bool:
    """A household is resident where somebody is known to live in it; a buyer has a unit that is not handed over yet."""
    is_known = household.owner_id is not None or household.residents > 0
    is_ours = household.handed_over_on is not None
    return (
        (Population.HANDED_OVER in population and is_ours)
        or (Population.RESIDENT in population and is_ours and is_known)
        or (Population.BUYERS in population and not is_ours and household.owner_id is not None)
        or (Population.LISTED in population and (household.project, household.unit_no) in listed)
    )


async def _shares(tx: Transaction, projects: Sequence[str], kind: Rules, now: datetime) -> dict[str, int]:
    since = {each.project: each.first_collective_handover_on for each in await households.estates(tx, list(projects))}
    return {project: kind.share_for(since.get(project), day_in_china(now)) for project in projects}


async def _complained(tx: Transaction, campaign: Campaign, now: datetime) -> set[tuple[str, str]]:
    months = campaign.rules.complainers_months or 0
    since = add_months(day_in_china(now), -months)
    return await complaints.units(
        tx, list(campaign.projects), datetime(since.year, since.month, since.day, tzinfo=CHINA)
    )
