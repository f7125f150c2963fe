"""Satisfaction of any set of returned forms (V7): gathered, each by the version of the form that it answered."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from aftercare_contracts.periods import day_in_china
from plumbing.database import Transaction

from ..domain.forms import Counts, Form
from ..domain.objectives import Outcome
from ..domain.result_document import Held, Reported
from ..domain.satisfaction import Every, Result, Scored, apart, count, period_of
from ..store import campaigns, households, invitations, objectives
from ..store import results as store
from ..store.results import Wanted
from .forms import form_in_force, form_of_version


class Apart(StrEnum):
    """By what the figures are shown beside each other."""

    PROJECT = "project"
    BUILDING = "building"
    CONTRACTOR = "contractor"
    CAMPAIGN = "campaign"
    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"


KEYS: Mapping[Apart, Callable[[Scored], str | None]] = {
    Apart.PROJECT: lambda each: each.project,
    Apart.BUILDING: lambda each: f"{each.project} {each.building}" if each.building else None,
    Apart.CONTRACTOR: lambda each: each.contractor,
    Apart.CAMPAIGN: lambda each: each.campaign,
    Apart.MONTH: lambda each: period_of(each.given_at, Every.MONTH),
    Apart.QUARTER: lambda each: period_of(each.given_at, Every.QUARTER),
    Apart.YEAR: lambda each: period_of(each.given_at, Every.YEAR),
}


HELD = ("zh", "en", "project", "ends_on", "wanted", "satisfied", "answered")


Score = tuple[str, str, Counts]
"""Group, item, and what its answer counts as."""


@dataclass(frozen=True, slots=True)
class Satisfaction:
    """The figures of a form: the whole, its parts, and those of a pilot apart; ``form`` names the items."""

    form: Form
    whole: Result
    pilot: Result
    parts: Mapping[str, Result]


async def _asked(tx: Transaction, wanted: Wanted) -> tuple[dict[str, int], bool]:
    """How many of a campaign were asked in each project within reach, and whether it is a pilot; nothing where none is named.

    Raises ``NoSuchCampaign``.
    """
    if wanted.campaign_id is None:
        return {}, False
    is_pilot = (await campaigns.campaign(tx, wanted.campaign_id)).is_pilot
    counts = await invitations.counts_by_project(tx, wanted.campaign_id)
    within = {
        project: invited for project, invited in counts.items()
        if (wanted.within is None or project in wanted.within) and wanted.project in (None, project)
    }  # fmt: skip
    return within, is_pilot


def _building(each: Scored) -> str | None:
    return each.building


async def gather(tx: Transaction, wanted: Wanted) -> list[Scored]:
    """The forms as they count, of a pilot too. Raises ``NoSuchForm``."""
    scores: dict[int, dict[tuple[str, str], Score]] = {}
    found = []
    async for row in store.counted(tx, wanted):
        version = row["form_version"]
        if version not in scores:
            scores[version] = _scores(await form_of_version(tx, wanted.form_code, version))
        score = scores[version]
        items = tuple([score[item, counts] for item, counts in row["items"]])
        overall = Counts(row["overall_counts"]) if row["overall_counts"] else None
        found.append(Scored(
            row["project"], row["building"], row["given_at"], row["is_pilot"], overall, items, row["contractor"], row["campaign"],
        ))  # fmt: skip
    return found


def _scores(form: Form) -> dict[tuple[str, str], Score]:
    """Each item's possible answers, made once: a campaign has hundreds of thousands."""
    items = [(group.code, item.code) for group in form.groups for item in group.items]
    return {(item, counts.value): (group, item, counts) for group, item in items for counts in Counts}


async def report(
    tx: Transaction,
    wanted: Wanted,
    by: Apart | None,
    begins_on: date | None,
    ends_on: date | None,
    language: str,
    now: datetime,
) -> Reported:
    """What a document of results is made from. Raises ``NoSuchForm``."""
    found = await satisfaction(tx, wanted, by, now)
    held = [
        Held(**{name: row[name] for name in HELD}, outcome=Outcome(row["outcome"]))
        for row in await objectives.of_form(tx, wanted.form_code, wanted.within, wanted.project, begins_on, ends_on)
    ]
    estate = await households.estate(tx, wanted.project) if wanted.project else None
    return Reported(
        number=f"MYD-{wanted.form_code}-{day_in_china(now)}", form=found.form, whole=found.whole, pilot=found.pilot, by=by,
        parts=found.parts, held=held, about=estate.name if estate else wanted.project or "", begins_on=begins_on,
        ends_on=ends_on, made_at=now, language=language,
    )  # fmt: skip


async def satisfaction(
    tx: Transaction, wanted: Wanted, by: Apart | None, now: datetime, handed_out: int | None = None
) -> Satisfaction:
    """The figures, and beside each other by what is wanted. Raises ``NoSuchForm``."""
    form = await form_in_force(tx, wanted.form_code, day_in_china(now))
    forms = await gather(tx, wanted)
    real = [each for each in forms if not each.is_pilot]
    key = KEYS[by] if by else None
    if by is Apart.BUILDING and wanted.project:
        key = _building
    asked, is_pilot = await _asked(tx, wanted)
    invited = handed_out or sum(asked.values()) or None
    parts = {
        name: count(each, asked.get(name) if by is Apart.PROJECT else None)
        for name, each in (sorted(apart(real, key).items()) if key else ())
    }
    pilot = count((each for each in forms if each.is_pilot), invited if is_pilot else None)
    return Satisfaction(form, count(real, None if is_pilot else invited), pilot, parts)
