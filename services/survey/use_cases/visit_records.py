"""Visits of one's own accord, and the supervisor's monthly check of them (V8)."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import date, datetime
from typing import Any
from uuid import UUID

from aftercare_contracts.errors import AlreadyDone, NotFound
from aftercare_contracts.events.survey_visits import VisitMonthChecked, VisitMonthEnded
from aftercare_contracts.periods import CHINA, add_months, day_in_china
from aftercare_contracts.values import ContactWay
from plumbing import limits, outbox, timers
from plumbing.database import Transaction
from plumbing.numbers import next_number
from plumbing.policy import policy

from ..domain import visit_month as months
from ..domain import visit_record as domain
from ..domain.seriousness import DirectorBecause
from ..domain.visit_limits import VisitLimit
from ..domain.visit_month import Figures
from ..domain.visit_record import Raising, Side, Source, VisitRecord
from ..store import raised
from ..store import visit_records as store
from ..store.director import Whom
from ..store.visit_records import Check, VisitingOfficer
from .director import require_director
from .raising import household_to_visit, raise_all
from .rounds import expect_round

SERIES = "ZF"
MONTH_BEGINS = "visit_month_begins"


class NoSuchOfficer(NotFound):
    """Nobody of that name has to visit here."""


class NamedAlready(AlreadyDone):
    """He has to visit here already."""


async def record_visit(
    tx: Transaction, record_id: UUID, project: str, unit_no: str, side: Side, way: ContactWay, visited_at: datetime,
    talked_about: str, heard: str, raisings: Sequence[Raising], by: str, now: datetime, *, seriously: bool = False,
) -> VisitRecord:  # fmt: skip
    """A visit that was made; each matter heard becomes a case. Who says that he is ``seriously`` dissatisfied sees the director
    next time (V4).

    Raises ``VisitAhead``, and what ``household_to_visit`` and ``raise_all`` raise.
    """
    domain.must_be_past(visited_at, now)
    household = await household_to_visit(tx, project, unit_no, by)
    record_no = await next_number(tx, SERIES, day_in_china(now))
    record = VisitRecord(
        record_id, record_no, project, unit_no, household.owner_id, side, way, visited_at, by, talked_about, heard, now
    )  # fmt: skip
    await store.add(tx, record)
    await raise_all(tx, Source.VISIT, record_id, record_no, household, raisings, by, now)
    if seriously:
        whom = Whom(project, customer_id=household.owner_id, unit_no=unit_no)
        await require_director(tx, whom, DirectorBecause.SAID_SO, now)
    return record


async def name_officer(
    tx: Transaction, officer_id: UUID, project: str, person: str, from_month: str, by: str, now: datetime
) -> VisitingOfficer:
    """From that month on he has to visit. Raises ``NoSuchMonth``, ``NamedAlready``."""
    months.first_day(from_month)
    officer = VisitingOfficer(officer_id, project, person, from_month, None, by, now)
    if not await store.name_officer(tx, officer):
        raise NamedAlready
    return officer


async def let_officer_go(tx: Transaction, officer: VisitingOfficer, until_month: str) -> VisitingOfficer:
    """That month is his last, at the earliest the one he began with. Raises ``NoSuchMonth``."""
    months.first_day(until_month)
    await store.let_officer_go(tx, officer.officer_id, max(until_month, officer.from_month))
    found = await store.officer_held(tx, officer.officer_id)
    assert found
    return found


async def month_figures(tx: Transaction, project: str, month: str) -> tuple[Figures, list[VisitRecord]]:
    """What a month's visits come to by the policy of its last day, and the visits themselves. Raises ``NoSuchMonth``."""
    since, until = months.bounds(month)
    rule = months.Rule.from_data((await policy(tx, "visiting", _last_day(month))).data)
    records = await store.of_month(tx, project, since, until)
    officers = {each.person for each in await store.officers(tx, project, month)}
    matters = await raised.of_sources(tx, [one.record_id for one in records])
    households = await store.resident_households(tx, project, until)
    return months.figures(rule, officers, households, records, sum(map(len, matters.values()))), records


async def sign_month(tx: Transaction, project: str, month: str, note: str, by: str, now: datetime) -> Check:
    """The supervisor has gone through the month's visits; the figures stay as they were then.

    Raises ``NoSuchMonth``, ``MonthChecked`` and what ``visit_month.must_be_signable`` raises.
    """
    subject = _subject(project, month)
    await limits.end(tx, subject, "signed", VisitLimit.VISIT_CHECK)
    found, records = await month_figures(tx, project, month)
    months.must_be_signable(month, found, note, by, {one.visited_by for one in records}, now)
    made = Check(asdict(found), note, by, now)
    if not await store.add_check(tx, project, month, made):
        raise months.MonthChecked
    said = VisitMonthChecked(**_counted(project, month, found), checked_by=by)
    await outbox.add(tx, said, about=subject)
    return made


async def begin_month(tx: Transaction, timer: timers.Timer, now: datetime) -> None:
    """A month is over: its visits are to be checked, where anybody lives or has to visit; and this year's round is expected."""
    first = day_in_china(now).replace(day=1)
    month = f"{date.fromordinal(first.toordinal() - 1):%Y-%m}"
    await timers.arm(
        tx, timer.subject, MONTH_BEGINS, datetime.combine(add_months(first, 1), datetime.min.time(), CHINA)
    )
    for project in await store.projects_to_visit(tx):
        if await store.resident_households(tx, project, now):
            await expect_round(tx, project, day_in_china(now))
        if await store.check(tx, project, month) is None:
            subject = _subject(project, month)
            await limits.start(tx, VisitLimit.VISIT_CHECK, limits.About(subject, month, project))
            found, _ = await month_figures(tx, project, month)
            await outbox.add(tx, VisitMonthEnded(**_counted(project, month, found)), about=subject)


def _counted(project: str, month: str, found: Figures) -> dict[str, Any]:
    return {
        "project": project, "month": month, "officers": len(found.officers), "officers_short": found.officers_short,
        "households": found.households, "wanted": found.wanted, "visited": found.visited, "by_phone": found.by_phone,
        "raised": found.raised, "falls_short": found.falls_short,
    }  # fmt: skip


def _subject(project: str, month: str) -> str:
    return f"visit month {project} {month}"


def _last_day(month: str) -> date:
    return date.fromordinal(add_months(months.first_day(month), 1).toordinal() - 1)
