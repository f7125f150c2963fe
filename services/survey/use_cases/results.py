"""Satisfaction of any set of returned forms (V7): gathered, each by the version of the form that it answered."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from aftercare_contracts.periods import day_in_china
from plumbing.database import Transaction

from ..domain.forms import Counts, Form
from ..domain.satisfaction import Every, Result, Scored, apart, count, period_of
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


@dataclass(frozen=True, slots=True)
class Satisfaction:
    """The figures of a form: the whole, its parts, and those of a pilot apart; ``form`` names the items."""

    form: Form
    whole: Result
    pilot: Result
    parts: Mapping[str, Result]


async def gather(tx: Transaction, wanted: Wanted) -> list[Scored]:
    """The forms as they count, of a pilot too. Raises ``NoSuchForm``."""
    groups: dict[int, dict[str, str]] = {}
    found = []
    async for row in store.counted(tx, wanted):
        version = row["form_version"]
        if version not in groups:
            form = await form_of_version(tx, wanted.form_code, version)
            groups[version] = {item.code: group.code for group in form.groups for item in group.items}
        items = tuple((groups[version][item], item, Counts(counts)) for item, counts in row["items"])
        overall = Counts(row["overall_counts"]) if row["overall_counts"] else None
        found.append(Scored(
            row["project"], row["building"], row["given_at"], row["is_pilot"], overall, items, row["contractor"], row["campaign"],
        ))  # fmt: skip
    return found


async def satisfaction(
    tx: Transaction, wanted: Wanted, by: Apart | None, now: datetime, handed_out: int | None = None
) -> Satisfaction:
    """The figures, and beside each other by what is wanted. Raises ``NoSuchForm``."""
    form = await form_in_force(tx, wanted.form_code, day_in_china(now))
    forms = await gather(tx, wanted)
    real = [each for each in forms if not each.is_pilot]
    parts = {key: count(each) for key, each in sorted(apart(real, KEYS[by]).items())} if by else {}
    pilot = count(each for each in forms if each.is_pilot)
    return Satisfaction(form, count(real, handed_out), pilot, parts)
