"""Forms that staff bring: on paper, from a call or a visit (V5). Nobody scores his own work (B6)."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from aftercare_contracts.errors import Conflict, Forbidden, Invalid, Problem
from aftercare_contracts.periods import day_in_china
from aftercare_contracts.values import Role

from .campaigns import TAKES_FORMS, Campaign, NotTaking
from .responses import Answer, By

SCORED = frozenset({
    Role.ENGINEERING_DESK, Role.SALES_DESK, Role.PROPERTY_DESK, Role.REPAIR_SQUAD, Role.ENGINEERING, Role.SALES, Role.DESIGN,
    Role.PROPERTY_COMPANY, Role.CONTRACTOR,
})  # fmt: skip
"""Whose work the form is about; they neither ask nor enter."""


class OwnWork(Forbidden):
    """Nobody scores his own work: another than who does it, or works on this household's case, asks and enters (B6)."""


class SurveyedAstray(Invalid):
    """A form was filled in between the hand-out of the campaign and today."""


class FormNoMissing(Invalid):
    """A paper form has a number."""


class Replaced(Conflict):
    """This response was corrected already, or is no longer the household's."""


class OwnWords(Conflict):
    """What a customer answered himself stays as he wrote it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """What a member of staff enters of one household."""

    by: By
    answers: tuple[Answer, ...]
    overall: str | None
    comment: str
    form_no: str
    surveyed_by: str
    surveyed_on: date
    owner_signed: bool


def check(
    campaign: Campaign, entry: Entry, entered_by: str, roles: Collection[str], at_work: Collection[str], now: datetime
) -> None:
    """Raises ``NotTaking``, ``OwnWork``, ``SurveyedAstray``, ``FormNoMissing``.

    ``at_work`` are those who do or ordered the work on an open case of the household.
    """
    if campaign.state not in TAKES_FORMS or campaign.handed_out_at is None:
        raise NotTaking
    if not SCORED.isdisjoint(roles) or {entered_by, entry.surveyed_by} & set(at_work):
        raise OwnWork
    first, last = day_in_china(campaign.handed_out_at), day_in_china(now)
    if not first <= entry.surveyed_on <= last:
        raise SurveyedAstray("", Problem("/surveyed_on", str(entry.surveyed_on), f"from {first} to {last}"))
    if entry.by is By.PAPER and not entry.form_no:
        raise FormNoMissing("", Problem("/form_no", "missing", "the number on the form"))
