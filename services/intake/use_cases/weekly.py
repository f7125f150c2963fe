"""Weekly reports: drawn from the cases, confirmed by who answers for them, kept as they were then (I8, I19)."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time
from typing import Any

from aftercare_contracts.errors import AlreadyDone, NotFound
from aftercare_contracts.events.intake_weekly import FeedConfirmed, FeedOverdue, WeeklyResultConfirmed
from aftercare_contracts.periods import day_in_china
from aftercare_contracts.values import CaseKind, Department, Role
from plumbing import outbox, timers
from plumbing.database import Transaction
from plumbing.policy import policy

from ..domain import weeks as domain
from ..domain.case import Case
from ..domain.weeks import Confirmed, ConfirmedBefore, Outcome, Source, Week
from ..store import units, weekly

FEED_OVERDUE = "weekly_feed_overdue"
Content = list[dict[str, Any]]


class NoSuchProject(NotFound):
    """There is no such project, or it is not yours to see."""


async def results(tx: Transaction, project: str, week: Week, now: datetime) -> tuple[Content, Confirmed | None]:
    """What fell due at a site office in a week and what came of it (I8): as it was signed, else as it stands now.

    Raises ``NoSuchProject``.
    """
    confirmed = await _confirmed(tx, Source.SITE_OFFICE, project, week)
    if confirmed:
        return confirmed.content, confirmed
    return [_result(row, now) for row in await weekly.fell_due(tx, project, week)], None


async def feed(tx: Transaction, department: Department, project: str, week: Week) -> tuple[Content, Confirmed | None]:
    """A department's complaints and results of a week (I19): as they were confirmed, else as they stand now.

    Raises ``NoSuchProject``.
    """
    source = domain.FEEDING[department]
    confirmed = await _confirmed(tx, source, project, week)
    if confirmed:
        return confirmed.content, confirmed
    return [_plain(row) for row in await weekly.complaints(tx, project, source, week)], None


async def _confirmed(tx: Transaction, source: Source, project: str, week: Week) -> Confirmed | None:
    if await units.project(tx, project) is None:
        raise NoSuchProject
    return await weekly.report(tx, domain.report_id(source, project, week))


async def confirm_results(tx: Transaction, project: str, week: Week, by: str, now: datetime) -> Confirmed:
    """The site lead signs a week gone by, once (I8). Raises ``NoSuchProject``, ``WeekRuns``, ``ConfirmedBefore``."""
    domain.must_be_over(week, now)
    content, _ = await results(tx, project, week, now)
    confirmed = await _keep(tx, Source.SITE_OFFICE, project, week, content, by, now)
    report_id = domain.report_id(Source.SITE_OFFICE, project, week)
    await outbox.add(tx, WeeklyResultConfirmed(
        report_id=report_id, project=project, week=week.name, items=len(content),
        unsettled=sum(item["outcome"] in (Outcome.UNSETTLED, Outcome.NONE) for item in content),
        overdue=sum(item["is_overdue"] for item in content), confirmed_by=by,
    ), about=report_id)  # fmt: skip
    return confirmed


async def confirm_feed(
    tx: Transaction, department: Department, project: str, week: Week, by: str, now: datetime
) -> Confirmed:
    """A department confirms a week gone by, once (I19). Raises ``NoSuchProject``, ``WeekRuns``, ``ConfirmedBefore``."""
    domain.must_be_over(week, now)
    source = domain.FEEDING[department]
    report_id = domain.report_id(source, project, week)
    await timers.disarm(tx, report_id, FEED_OVERDUE)
    content, _ = await feed(tx, department, project, week)
    confirmed = await _keep(tx, source, project, week, content, by, now)
    await outbox.add(tx, FeedConfirmed(
        report_id=report_id, project=project, week=week.name, department=department, complaints=len(content),
        settled=sum(bool(item["settled"]) for item in content), confirmed_by=by,
    ), about=report_id)  # fmt: skip
    return confirmed


async def _keep(
    tx: Transaction, source: Source, project: str, week: Week, content: Content, by: str, now: datetime
) -> Confirmed:
    report_id = domain.report_id(source, project, week)
    if not await weekly.add_report(tx, report_id, source, project, week, content, by, now):
        raise ConfirmedBefore
    return Confirmed(content, by, now)


async def expect_feed(tx: Transaction, case: Case, now: datetime) -> None:
    """A complaint outside the centre's year came, or its result did: its department's report of this week is awaited (I19).

    So a week in which nothing happened asks for nothing, and no timer has to keep itself alive.
    """
    if case.kind is not CaseKind.COMPLAINT or case.department not in domain.FEEDING:
        return
    week, data = domain.week_of(now), (await policy(tx, "weekly_feed", day_in_china(now))).data
    what = {"department": case.department, "project": case.project, "week": week.name}
    report_id = domain.report_id(domain.FEEDING[case.department], case.project, week)
    due_at = week.confirm_by(time.fromisoformat(data["confirm_by"]))
    await timers.arm(tx, report_id, FEED_OVERDUE, due_at, what)


async def feed_is_overdue(tx: Transaction, timer: timers.Timer, now: datetime) -> None:
    """Not confirmed by the hour set: the department is reminded, the director told (I19)."""
    department, project = Department(timer.data["department"]), timer.data["project"]
    week = domain.week_named(timer.data["week"], "")
    report_id = domain.report_id(domain.FEEDING[department], project, week)
    if await weekly.report(tx, report_id):
        raise AlreadyDone("The week was confirmed.")
    await outbox.add(tx, FeedOverdue(
        report_id=report_id, project=project, week=week.name, department=department, owner_role=Role(department),
        due_at=timer.due_at,
    ), about=report_id)  # fmt: skip


def _result(row: Mapping[str, Any], now: datetime) -> dict[str, Any]:
    item = _plain(row, without=("gave_way",))
    what = domain.outcome(ended=row["ended_at"] is not None, gave_way=row["gave_way"], settled=row["settled"])
    without_consent = row["promised_on"] is not None and not row["promised_date_agreed"]
    overdue = domain.is_overdue(row["due_at"], row["ended_at"], now)
    return item | {"outcome": what, "is_without_consent": without_consent, "is_overdue": overdue}


def _plain(row: Mapping[str, Any], without: Sequence[str] = ()) -> dict[str, Any]:
    """As it is kept once it is signed."""
    return {
        name: value.isoformat() if isinstance(value, date) else value
        for name, value in dict(row).items()
        if name not in without
    } | {"case_id": str(row["case_id"])}
